from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

import pytest

from agent.domain import Change
from agent.forge.values import Did, Trouble, TroubleKind
from agent.forge.writes import AddLabels, Assign, MarkReady, NewCommit, OpenPull, PullText, PushBranch, Write
from tests.doubles.rest_server import Reply, RestServer, Script
from tests.forge.github.samples import (
    BASE,
    BRANCH,
    HEAD,
    REPO,
    TREE,
    connected,
    git_commit,
    pull,
    ref,
    refused,
)

K = TroubleKind
GIT = f"{REPO}/git"
BLOBS, TREES, COMMITS, REFS = (f"POST {GIT}/{kind}" for kind in ("blobs", "trees", "commits", "refs"))
PARENT = f"GET {GIT}/commits/{BASE}"
GRAPHQL = "POST /graphql"
LATER_TREE = "8" * 40
TEST = NewCommit("test(app): show it\n", (Change("tests/test_x.py", None, b"assert 0\n"),), TREE)
FIX = NewCommit(
    "fix(app): end it\n",
    (
        Change("run.sh", b"a\n", b"b\xff\n", "100755", "100755"),
        Change("gone.py", b"x", None, "100644", "100755"),
    ),
    LATER_TREE,
)
PUSH = PushBranch(BRANCH, BASE, (TEST, FIX))
ACCEPTED: Script = {
    PARENT: Reply(git_commit(BASE, tree="6" * 40)),
    BLOBS: [Reply({"sha": "1" * 40}, 201), Reply({"sha": "2" * 40}, 201)],
    TREES: [Reply({"sha": TREE}, 201), Reply({"sha": LATER_TREE}, 201)],
    COMMITS: [Reply(git_commit("3" * 40), 201), Reply(git_commit(HEAD), 201)],
    REFS: replace(ref(HEAD), status=201),
}


def write(script: Script, write: Write) -> tuple[Did | Trouble, RestServer]:
    with connected(script) as (server, host):
        return host.write(write), server


def kind_of(found: Did | Trouble) -> TroubleKind:
    assert isinstance(found, Trouble), found
    return found.kind


def test_a_branch_is_pushed_as_blobs_trees_and_commits_before_its_ref() -> None:
    done, server = write(ACCEPTED, PUSH)
    assert done == Did(sha=HEAD, verified=True)
    assert server.written == [BLOBS, TREES, COMMITS, BLOBS, TREES, COMMITS, REFS]
    assert server.asked(REFS)[0].body == {"ref": f"refs/heads/{BRANCH}", "sha": HEAD}


def test_each_commit_stands_on_the_one_before_and_has_no_author() -> None:
    _, server = write(ACCEPTED, PUSH)
    first, second = (request.body for request in server.asked(COMMITS))
    assert first == {"message": TEST.message, "tree": TREE, "parents": [BASE]}
    assert second == {"message": FIX.message, "tree": LATER_TREE, "parents": ["3" * 40]}
    assert [request.body["base_tree"] for request in server.asked(TREES)] == ["6" * 40, TREE]


def test_bytes_modes_and_deletions_are_kept() -> None:
    _, server = write(ACCEPTED, PUSH)
    blob = server.asked(BLOBS)[1].body
    assert (base64.b64decode(blob["content"]), blob["encoding"]) == (b"b\xff\n", "base64")
    assert server.asked(TREES)[1].body["tree"] == [
        {"path": "run.sh", "mode": "100755", "type": "blob", "sha": "2" * 40},
        {"path": "gone.py", "mode": "100755", "type": "blob", "sha": None},
    ]


def test_a_tree_that_is_not_the_checked_one_stops_before_any_commit() -> None:
    done, server = write({**ACCEPTED, TREES: Reply({"sha": "9" * 40}, 201)}, PUSH)
    assert kind_of(done) is K.REFUSED
    assert COMMITS not in server.written and REFS not in server.written


def test_a_path_that_is_not_utf8_stops_before_anything() -> None:
    change = Change("caf\udce9.py", None, b"x")
    done, server = write(ACCEPTED, replace(PUSH, commits=(NewCommit("m", (change,), TREE),)))
    assert kind_of(done) is K.REFUSED
    assert server.written == []


@pytest.mark.parametrize("line", [PARENT, BLOBS, TREES, COMMITS, REFS])
def test_a_push_ends_at_its_first_fault(line: str) -> None:
    done, server = write({**ACCEPTED, line: refused(500, "Server Error")}, PUSH)
    assert kind_of(done) is K.UNSURE
    assert server.requests[-1].line == line
    assert len(server.asked(line)) == (4 if line == PARENT else 1)


def test_a_signature_that_the_answer_does_not_tell_is_not_known() -> None:
    silent = {**git_commit(HEAD), "verification": None}
    done, _ = write({**ACCEPTED, COMMITS: Reply(silent, 201)}, PUSH)
    assert done == Did(sha=HEAD, verified=None)


def test_a_branch_that_is_there_already_exists() -> None:
    done, _ = write({**ACCEPTED, REFS: refused(422, "Reference already exists")}, PUSH)
    assert kind_of(done) is K.EXISTS


@pytest.mark.parametrize("status", [403, 404])
def test_workflow_files_name_their_permission(status: int) -> None:
    change = Change(".github/workflows/ci.yml", b"a", b"b")
    push = replace(PUSH, commits=(NewCommit("m", (change,), TREE),))
    for line in (TREES, REFS):
        done, _ = write({**ACCEPTED, line: refused(status, "Not Found")}, push)
        assert isinstance(done, Trouble) and done.kind is K.PERMISSION
        assert "`workflows: write`" in done.hint
    done, _ = write({**ACCEPTED, REFS: refused(422, "Reference already exists")}, push)
    assert kind_of(done) is K.EXISTS


def test_a_branch_of_ours_is_moved_from_where_it_was_and_nowhere_else() -> None:
    moved = Reply({"data": {"updateRefs": {"clientMutationId": None}}})
    done, server = write({**ACCEPTED, GRAPHQL: moved}, replace(PUSH, old="e" * 40))
    assert done == Did(sha=HEAD, verified=True)
    assert REFS not in server.written
    body = server.asked(GRAPHQL)[0].body
    assert "updateRefs" in body["query"] and "force: true" in body["query"]
    assert body["variables"] == {
        "repository": "R_1",
        "ref": f"refs/heads/{BRANCH}",
        "before": "e" * 40,
        "after": HEAD,
    }


@pytest.mark.parametrize(("now", "kind"), [("f" * 40, K.EXISTS), ("e" * 40, K.REFUSED)])
def test_a_branch_that_cannot_be_moved_was_moved_by_others_or_is_refused(now: str, kind: TroubleKind) -> None:
    script = {
        **ACCEPTED,
        GRAPHQL: Reply(
            {"data": {"updateRefs": None}, "errors": [{"type": "UNPROCESSABLE", "message": "no"}]}
        ),
        f"GET {GIT}/ref/heads/{BRANCH}": ref(now),
    }
    done, server = write(script, replace(PUSH, old="e" * 40))
    assert kind_of(done) is kind
    assert len(server.asked(GRAPHQL)) == 1


def test_a_forge_without_graphql_moves_no_branch() -> None:
    done, _ = write(ACCEPTED, replace(PUSH, old="e" * 40))
    assert isinstance(done, Trouble)
    assert (done.kind, done.reason) == (K.MISSING, "this forge has no GraphQL")


PULLS = f"POST {REPO}/pulls"
OPEN = OpenPull(BRANCH, "main", PullText("fix(app): x", "body"))


def test_a_pull_request_is_opened_as_a_draft() -> None:
    done, server = write({PULLS: Reply(pull(7), 201)}, OPEN)
    assert done == Did(7, HEAD)
    assert server.asked(PULLS)[0].body == {
        "title": "fix(app): x",
        "body": "body",
        "head": BRANCH,
        "base": "main",
        "draft": True,
    }


def test_where_drafts_are_not_supported_nothing_is_opened_instead() -> None:
    no = refused(422, "Draft pull requests are not supported in this repository.")
    done, server = write({PULLS: no}, OPEN)
    assert isinstance(done, Trouble) and done.kind is K.REFUSED
    assert "drafts need" in done.hint
    assert len(server.requests) == 1


def test_a_pull_request_that_is_there_already_exists() -> None:
    error = {
        "resource": "PullRequest",
        "code": "custom",
        "message": "A pull request already exists for acme:x.",
    }
    done, _ = write({PULLS: refused(422, "Validation Failed", error)}, OPEN)
    assert kind_of(done) is K.EXISTS


def test_labels_are_added_to_those_there() -> None:
    line = f"POST {REPO}/issues/7/labels"
    done, server = write({line: Reply([{"name": "security"}])}, AddLabels(7, ("security", "suture")))
    assert done == Did(7)
    assert server.asked(line)[0].body == {"labels": ["security", "suture"]}
    assert kind_of(write({line: refused(404, "Not Found")}, AddLabels(7, ("a",)))[0]) is K.MISSING


def ready(**answer: Any) -> Did | Trouble:
    return write({GRAPHQL: Reply(answer)}, MarkReady(7, "PR_7"))[0]


def test_a_draft_is_marked_ready_by_its_node() -> None:
    data = {"markPullRequestReadyForReview": {"pullRequest": {"isDraft": False}}}
    done, server = write({GRAPHQL: Reply({"data": data})}, MarkReady(7, "PR_7"))
    assert done == Did(7)
    assert server.requests[0].body["variables"] == {"id": "PR_7"}


def test_a_draft_that_stays_one_is_no_success() -> None:
    data = {"markPullRequestReadyForReview": {"pullRequest": {"isDraft": True}}}
    assert kind_of(ready(data=data)) is K.REFUSED
    assert kind_of(ready(data={"markPullRequestReadyForReview": None})) is K.UNSURE
    assert kind_of(ready(errors=[{"type": "NOT_FOUND", "message": "no node"}])) is K.MISSING
    assert kind_of(ready(errors=[{"type": "FORBIDDEN", "message": "no"}], data=None)) is K.PERMISSION
    assert kind_of(write({}, MarkReady(7, "PR_7"))[0]) is K.MISSING
    assert kind_of(write({GRAPHQL: refused(502, "x")}, MarkReady(7, "PR_7"))[0]) is K.UNSURE


ASSIGN = f"POST {REPO}/issues/7/assignees"


def assign(answer: Reply) -> Did | Trouble:
    return write({ASSIGN: answer}, Assign(7, ("ann", "Bob")))[0]


def test_assignees_that_github_ignored_are_told() -> None:
    both = {"number": 7, "assignees": [{"login": "ann"}, {"login": "bob"}]}
    assert assign(Reply(both, 201)) == Did(7)
    assert assign(Reply({"number": 7, "assignees": [{"login": "ann"}]}, 201)) == Did(7, refused=("Bob",))
    nobody = assign(Reply({"number": 7, "assignees": []}, 201))
    assert isinstance(nobody, Trouble)
    assert (nobody.kind, nobody.reason) == (K.REFUSED, "GitHub assigned none of ann, Bob")


def test_a_pull_request_that_cannot_be_assigned_is_missing_there() -> None:
    assert kind_of(assign(refused(404, "Not Found"))) is K.MISSING
    assert kind_of(assign(refused(403, "Resource not accessible by integration"))) is K.PERMISSION
