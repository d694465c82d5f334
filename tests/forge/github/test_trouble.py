from __future__ import annotations

import math

import github
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.forge.github.trouble import graphql_trouble, of_exception, trouble, wait_seconds, words
from agent.forge.values import TroubleKind

K = TroubleKind
VALIDATION = {
    "message": "Validation Failed",
    "errors": [{"message": "A pull request already exists for a:b."}],
}


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, {"message": "Bad credentials"}, K.PERMISSION),
        (403, {"message": "Resource not accessible by integration"}, K.PERMISSION),
        (403, {"message": "Resource not accessible by personal access token"}, K.PERMISSION),
        (403, {"message": "Repository was archived so is read-only."}, K.PERMISSION),
        (403, {"message": "Must have admin rights to Repository."}, K.PERMISSION),
        (403, {"message": "Resource protected by organization SAML enforcement."}, K.PERMISSION),
        (403, {"message": "You have exceeded a secondary rate limit."}, K.LATER),
        (403, {"message": "API rate limit exceeded for user ID 1."}, K.LATER),
        (403, {"message": "You have triggered an abuse detection mechanism."}, K.LATER),
        (429, {"message": "Too many requests"}, K.LATER),
        (422, {"message": "Validation Failed", "errors": ["was submitted too quickly"]}, K.LATER),
        (404, {"message": "Not Found"}, K.MISSING),
        (410, {"message": "Issues are disabled for this repo"}, K.MISSING),
        (422, {"message": "Reference does not exist"}, K.MISSING),
        (422, {"message": "Reference already exists"}, K.EXISTS),
        (422, VALIDATION, K.EXISTS),
        (422, {"message": "Update is not a fast forward"}, K.EXISTS),
        (422, {"message": "No commits between main and x"}, K.REFUSED),
        (422, {"message": "Repository rule violations found"}, K.REFUSED),
        (409, {"message": "Git Repository is empty."}, K.REFUSED),
        (413, None, K.REFUSED),
        (307, {"message": "Moved"}, K.REFUSED),
        (500, {"message": "Server Error: it already exists"}, K.UNSURE),
        (502, "<html>bad gateway</html>", K.UNSURE),
        (408, None, K.UNSURE),
        (0, None, K.UNSURE),
    ],
)
def test_each_answer_means_one_kind_of_trouble(status: int, body: object, kind: TroubleKind) -> None:
    assert trouble(status, {}, body).kind is kind


def test_a_missing_permission_is_named_with_the_place_to_set_it() -> None:
    headers = {"x-accepted-github-permissions": "issues=write; pull_requests=write"}
    found = trouble(403, headers, {"message": "Resource not accessible by integration"})
    assert "`issues: write or pull_requests: write`" in found.hint
    assert "`permissions:` of the workflow" in found.hint


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("/repos/a/b/git/refs", "contents: write"),
        ("/repos/a/b/pulls", "pull requests: write"),
        ("/repos/a/b/issues/1/labels", "issues: write"),
        ("/orgs/a/teams/t", "members: read"),
        ("/repos/a/b/code-scanning/sarifs", "security_events"),
        ("/repos/a/b", "the token lacks a permission"),
    ],
)
def test_a_permission_that_github_does_not_name_is_known_by_the_path(path: str, named: str) -> None:
    assert named in trouble(403, {}, {"message": "Resource not accessible by integration"}, path).hint


def test_a_refusal_without_a_reason_asks_for_an_identity_with_write_access() -> None:
    assert "write access" in trouble(403, {}, {"message": "Forbidden"}).hint


def test_workflows_that_may_not_open_pull_requests_are_told_the_setting() -> None:
    said = "GitHub Actions is not permitted to create or approve pull requests."
    found = trouble(403, {}, {"message": said})
    assert (found.kind, found.reason) == (K.PERMISSION, said)
    assert "Settings > Actions > General" in found.hint


def test_workflow_files_are_told_to_need_their_own_permission() -> None:
    said = "refusing to allow an OAuth App to create or update workflow `.github/workflows/x.yml`"
    found = trouble(422, {}, {"message": said})
    assert found.kind is K.PERMISSION
    assert "workflows: write" in found.hint


def test_drafts_that_the_plan_lacks_are_refused_and_said_so() -> None:
    error = {"message": "Draft pull requests are not supported in this repository."}
    found = trouble(422, {}, {"message": "Validation Failed", "errors": [error]})
    assert found.kind is K.REFUSED
    assert "drafts need" in found.hint


def test_the_seconds_to_wait_come_from_retry_after() -> None:
    found = trouble(403, {"retry-after": "57"}, {"message": "slow down"})
    assert (found.kind, found.reason) == (K.LATER, "GitHub asks us to wait 57 seconds: slow down")


def test_the_seconds_to_wait_come_from_the_reset_by_the_forges_own_clock() -> None:
    headers = {
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": "1772452890",
        "date": "Mon, 02 Mar 2026 12:00:00 GMT",
    }
    assert wait_seconds(headers) == 90.0
    assert "wait 90 seconds" in trouble(403, headers, {"message": "API rate limit exceeded"}).reason


def test_a_limit_without_a_time_is_a_minute() -> None:
    assert "wait 60 seconds" in trouble(429, {}, None).reason


def test_what_github_said_becomes_one_line_without_controls_or_tokens() -> None:
    token = "ghs_" + "a1B2" * 9
    assert words({"message": f"no\x1b[31m\r\n\u202e {token} gone"}) == "no [31m [secret] gone"
    assert words("<!DOCTYPE html><p>hello") == "a web page"
    assert words({"message": "x" * 400}) == "x" * 300 + "…"
    assert words(
        {"message": "a", "errors": [{"resource": "PullRequest", "field": "head", "code": "invalid"}]}
    ) == ("a: PullRequest head invalid")


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"type": "NOT_FOUND", "message": "Could not resolve to a node"}, K.MISSING),
        ({"type": "FORBIDDEN", "message": "Resource not accessible by integration"}, K.PERMISSION),
        ({"message": "Resource not accessible by personal access token"}, K.PERMISSION),
        ({"type": "RATE_LIMITED", "message": "API rate limit exceeded"}, K.LATER),
        ({"message": "was submitted too quickly"}, K.LATER),
        ({"type": "STALE_DATA", "message": "expected x but was y"}, K.EXISTS),
        ({"message": "Something went wrong while executing your query."}, K.UNSURE),
        ({"type": "UNPROCESSABLE", "message": "Repository was archived so is read-only."}, K.PERMISSION),
        ({"type": "UNPROCESSABLE", "message": "not this"}, K.REFUSED),
        ("a bare string", K.REFUSED),
    ],
)
def test_each_graphql_error_means_one_kind_of_trouble(error: object, kind: TroubleKind) -> None:
    assert graphql_trouble([error], {}).kind is kind


def test_what_pygithub_raises_is_mapped_alike() -> None:
    body = {"message": "Bad credentials"}
    assert of_exception(github.BadCredentialsException(401, body, {})).kind is K.PERMISSION
    limited = github.GithubException(403, {"message": "no"}, {"Retry-After": "5"})
    assert "wait 5 seconds" in of_exception(limited).reason
    query = github.GithubException(400, {"errors": [{"type": "NOT_FOUND", "message": "gone"}]}, None)
    assert of_exception(query).kind is K.MISSING


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["message", "errors", "type", "x"]) | st.text(), inner, max_size=3)
    ),
    max_leaves=8,
)
header_values = st.text() | st.sampled_from(["0", "-1", "nan", "inf", "1e400", "9" * 30, "Mon, 99 Foo 2026"])
headers_of_any_kind = st.dictionaries(
    st.sampled_from(
        ["retry-after", "x-ratelimit-remaining", "x-ratelimit-reset", "date", "x-accepted-github-permissions"]
    ),
    header_values,
)


@given(status=st.integers(-1, 999), headers=headers_of_any_kind, body=json_values)
def test_whatever_a_forge_answers_is_some_trouble(status: int, headers: dict[str, str], body: object) -> None:
    found = trouble(status, headers, body, "/repos/a/b/git/refs")
    assert found.kind in TroubleKind
    assert found.reason and "\n" not in found.reason + found.hint and len(found.reason) < 450
    errors = body if isinstance(body, list) else [body]
    assert graphql_trouble(errors, headers).reason
    assert of_exception(github.GithubException(status, body, headers)).kind in TroubleKind
    asked = wait_seconds(headers)
    assert asked is None or (asked >= 0 and math.isfinite(asked))
