"""A job's token on our double of GitHub can do what the job's `permissions` name, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.doubles.asking import REPO, Asker, Got, opened, tip
from tests.doubles.github import Hub, workflow_token

REFUSED = "Resource not accessible by integration"
BRANCH = {"ref": "refs/heads/mine"}
ASKED: dict[str, tuple[str, str, object]] = {
    "contents=read": ("GET", f"{REPO}/git/ref/heads/main", None),
    "contents=write": ("POST", f"{REPO}/git/refs", BRANCH),
    "pull-requests=read": ("GET", f"{REPO}/pulls/1", None),
    "pull-requests=write": ("PATCH", f"{REPO}/pulls/1", {"title": "another"}),
    "issues=read": ("GET", f"{REPO}/issues", None),
    "issues=write": ("POST", f"{REPO}/issues", {"title": "one"}),
    "checks=read": ("GET", f"{REPO}/commits/main/check-runs", None),
    "statuses=read": ("GET", f"{REPO}/commits/main/status", None),
    "security-events=read": ("GET", f"{REPO}/code-scanning/alerts", None),
}


def asked(hub: Hub, may: Mapping[str, str] | str, what: str) -> Got:
    """What a job with these permissions is answered."""
    hub.state.tokens["job"] = workflow_token(may, "a job")
    method, path, body = ASKED[what]
    given = {**BRANCH, "sha": tip(hub)} if body is BRANCH else body
    job = Asker(hub.api_url, "job")
    got = job(method, path, given)
    job.close()
    return got


@pytest.mark.parametrize("what", ASKED)
def test_a_permission_lets_do_what_it_names(ask: Asker, hub: Hub, what: str) -> None:
    opened(ask, hub)
    name, _, level = what.partition("=")
    assert asked(hub, {name: level}, what).status in {200, 201}
    assert hub.requests[-1].label == "a job" and hub.requests[-1].login == "github-actions[bot]"


@pytest.mark.parametrize("what", ASKED)
def test_without_it_github_refuses(ask: Asker, hub: Hub, what: str) -> None:
    opened(ask, hub)
    name, _, level = what.partition("=")
    others = {other.partition("=")[0]: "write" for other in ASKED if not other.startswith(name)}
    for may in ({}, others, {name: "read"} if level == "write" else {name: "none"}):
        got = asked(hub, may, what)
        assert (got.status, got.message) == (403, REFUSED)
        assert got.headers["x-accepted-github-permissions"].replace("_", "-") == what


def test_in_a_private_repository_git_and_graphql_want_contents_too(hub: Hub) -> None:
    hub.state.private = True
    query = 'query { repository(owner: "acme", name: "shop") { object(expression: "main") { oid } } }'
    clone = "/acme/shop.git/info/refs?service=git-upload-pack"
    push = clone.replace("upload", "receive")
    seen = {}
    for level in ("none", "read", "write"):
        hub.state.tokens["job"] = workflow_token({"contents": level})
        job = Asker(hub.origin, "job")
        found = job.graphql(query)
        seen[level] = [job("GET", clone).status, job("GET", push).status, "errors" in found]
        job.close()
    assert seen == {"none": [404, 404, True], "read": [200, 403, False], "write": [200, 200, False]}
