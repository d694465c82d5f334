"""The writes of following: each is one request that counts, sent once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from agent.domain import Change
from agent.forge.values import Did, Trouble, TroubleKind
from agent.forge.writes import (
    ClosePull,
    Comment,
    DeleteBranch,
    EditIssue,
    EditPull,
    NewCommit,
    OpenIssue,
    PushOn,
    React,
    Where,
    Write,
)
from agent.forge.writes import Reply as Answer
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
BLOBS, TREES, COMMITS = (f"POST {GIT}/{kind}" for kind in ("blobs", "trees", "commits"))
START, NEXT = "5" * 40, "e" * 40
AT_START = f"GET {GIT}/commits/{START}"
NOW, MOVE, DELETE = (
    f"GET {GIT}/ref/heads/{BRANCH}",
    f"PATCH {GIT}/refs/heads/{BRANCH}",
    f"DELETE {GIT}/refs/heads/{BRANCH}",
)
CHANGE = Change("app.py", b"a\n", b"b\n")
PUSH = PushOn(7, BRANCH, HEAD, START, NewCommit("fix(app): end it\n", (CHANGE,), TREE))
ACCEPTED: Script = {
    AT_START: Reply(git_commit(START, tree="6" * 40)),
    BLOBS: Reply({"sha": "1" * 40}, 201),
    TREES: Reply({"sha": TREE}, 201),
    COMMITS: Reply(git_commit(NEXT), 201),
    NOW: ref(HEAD),
    MOVE: ref(NEXT),
}


def write(script: Script, write: Write) -> tuple[Did | Trouble, RestServer]:
    with connected(script) as (server, host):
        return host.write(write), server


def kind_of(found: Did | Trouble) -> TroubleKind:
    assert isinstance(found, Trouble), found
    return found.kind


# One more commit


def test_a_commit_is_put_on_the_head_and_the_branch_moved_without_force() -> None:
    done, server = write(ACCEPTED, PUSH)
    assert done == Did(7, NEXT, True)
    assert server.written == [BLOBS, TREES, COMMITS, MOVE]
    (tree,), (commit,), (move,) = (server.asked(line) for line in (TREES, COMMITS, MOVE))
    assert tree.body["base_tree"] == "6" * 40
    assert commit.body == {"message": PUSH.commit.message, "tree": TREE, "parents": [HEAD]}
    assert move.body == {"sha": NEXT, "force": False}


def test_what_is_merged_in_becomes_the_second_parent() -> None:
    _, server = write(ACCEPTED, replace(PUSH, merged=BASE))
    assert server.asked(COMMITS)[0].body["parents"] == [HEAD, BASE]


def test_without_changes_the_tree_is_that_of_the_start() -> None:
    merge = replace(PUSH, merged=BASE, commit=NewCommit("merge\n", (), "6" * 40))
    done, server = write(ACCEPTED, merge)
    assert isinstance(done, Did)
    assert server.written == [COMMITS, MOVE]
    assert server.asked(COMMITS)[0].body["tree"] == "6" * 40


def test_another_tree_than_the_proven_one_stops_before_any_commit() -> None:
    done, server = write({**ACCEPTED, TREES: Reply({"sha": "9" * 40}, 201)}, PUSH)
    assert kind_of(done) is K.REFUSED
    assert server.written == [BLOBS, TREES]


@pytest.mark.parametrize("before", ["f" * 40, BASE])
def test_a_branch_that_is_elsewhere_is_not_moved_neither_forward_nor_back(before: str) -> None:
    """From a commit before our head the move would be a fast-forward, and bring back what was taken off."""
    done, server = write({**ACCEPTED, NOW: ref(before)}, PUSH)
    assert kind_of(done) is K.EXISTS
    assert MOVE not in server.written


def test_a_branch_that_is_gone_is_not_made_again() -> None:
    done, server = write({**ACCEPTED, NOW: refused(404, "Not Found")}, PUSH)
    assert isinstance(done, Trouble) and (done.kind, done.reason) == (K.EXISTS, "the branch is gone")
    assert MOVE not in server.written


@pytest.mark.parametrize(
    ("looks", "said", "kind"),
    [
        ([ref(HEAD)], "Update is not a fast forward", K.EXISTS),
        ([ref(HEAD), ref("f" * 40)], "Unprocessable", K.EXISTS),
        ([ref(HEAD)], "Protected branch update failed", K.REFUSED),
    ],
)
def test_a_refused_move_says_whether_somebody_was_faster(looks: Any, said: str, kind: TroubleKind) -> None:
    done, server = write({**ACCEPTED, NOW: looks, MOVE: refused(422, said)}, PUSH)
    assert kind_of(done) is kind
    assert len(server.asked(MOVE)) == 1


@pytest.mark.parametrize("line", [AT_START, BLOBS, TREES, COMMITS, NOW, MOVE])
def test_a_push_ends_at_its_first_fault_and_no_write_is_sent_twice(line: str) -> None:
    done, server = write({**ACCEPTED, line: refused(502, "x")}, PUSH)
    assert kind_of(done) is K.UNSURE
    assert server.requests[-1].line == line
    assert len(server.asked(line)) == (4 if line.startswith("GET") else 1)


@pytest.mark.parametrize("line", [TREES, MOVE])
def test_workflow_files_name_their_permission(line: str) -> None:
    change = Change(".github/workflows/ci.yml", b"a", b"b")
    push = replace(PUSH, commit=replace(PUSH.commit, changes=(change,)))
    done, _ = write({**ACCEPTED, line: refused(404, "Not Found")}, push)
    assert isinstance(done, Trouble) and done.kind is K.PERMISSION
    assert "`workflows: write`" in done.hint


@pytest.mark.parametrize("foreign", [replace(PUSH, branch="main"), DeleteBranch(7, "main", HEAD)])
def test_no_branch_but_ours_is_touched(foreign: Write) -> None:
    done, server = write(ACCEPTED, foreign)
    assert kind_of(done) is K.REFUSED
    assert server.requests == []


# Words


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        (EditPull(7, "text"), f"PATCH {REPO}/pulls/7"),
        (EditIssue(7, "text"), f"PATCH {REPO}/issues/7"),
        (Comment(7, "text"), f"POST {REPO}/issues/7/comments"),
        (Comment(7, "text", edits=31), f"PATCH {REPO}/issues/comments/31"),
        (Answer(7, 32, "text"), f"POST {REPO}/pulls/7/comments/32/replies"),
    ],
)
def test_a_text_is_one_request_sent_once(asked: Write, line: str) -> None:
    done, server = write({line: Reply({"id": 1})}, asked)
    assert done == Did(7)
    assert [request.body for request in server.requests] == [{"body": "text"}]
    for answer, kind in (
        (refused(502, "x"), K.UNSURE),
        (refused(404, "Not Found"), K.MISSING),
        (refused(403, "secondary rate limit", headers={"retry-after": "1"}), K.LATER),
    ):
        failed, server = write({line: answer}, asked)
        assert kind_of(failed) is kind
        assert len(server.requests) == 1


@pytest.mark.parametrize(("where", "place"), [(Where.COMMENT, "issues"), (Where.THREAD, "pulls")])
def test_a_comment_is_acknowledged_where_it_is(where: Where, place: str) -> None:
    line = f"POST {REPO}/{place}/comments/31/reactions"
    done, server = write({line: Reply({"id": 1, "content": "eyes"}, 201)}, React(7, where, 31, "eyes"))
    assert done == Did(7)
    assert server.requests[0].body == {"content": "eyes"}
    assert kind_of(write({}, React(7, where, 31, "eyes"))[0]) is K.MISSING


def test_a_review_cannot_be_reacted_to_so_nothing_is_sent() -> None:
    done, server = write({}, React(7, Where.REVIEW, 31, "eyes"))
    assert done == Did(7)
    assert server.requests == []


# The end


CLOSE = f"PATCH {REPO}/pulls/7"


def test_a_pull_request_is_closed() -> None:
    done, server = write({CLOSE: Reply(pull(7, state="closed"))}, ClosePull(7))
    assert done == Did(7)
    assert server.requests[0].body == {"state": "closed"}
    assert kind_of(write({CLOSE: Reply(pull(7))}, ClosePull(7))[0]) is K.REFUSED
    assert kind_of(write({CLOSE: refused(502, "x")}, ClosePull(7))[0]) is K.UNSURE


GONE = DeleteBranch(7, BRANCH, HEAD)


def test_a_branch_is_deleted_while_it_points_where_it_did() -> None:
    done, server = write({NOW: ref(HEAD), DELETE: Reply(None, 204)}, GONE)
    assert done == Did(7)
    assert server.written == [DELETE]


def test_a_branch_that_moved_stays() -> None:
    done, server = write({NOW: ref("f" * 40), DELETE: Reply(None, 204)}, GONE)
    assert kind_of(done) is K.EXISTS
    assert server.written == []


def test_a_branch_that_is_gone_already_is_as_good_as_deleted() -> None:
    assert write({}, GONE)[0] == Did(7)
    between: Script = {
        NOW: [ref(HEAD), refused(404, "Not Found")],
        DELETE: refused(422, "Reference does not exist"),
    }
    assert write(between, GONE)[0] == Did(7)


def test_a_branch_that_is_there_after_all_was_not_deleted() -> None:
    forbidden: Script = {NOW: ref(HEAD), DELETE: refused(404, "Not Found")}
    assert kind_of(write(forbidden, GONE)[0]) is K.MISSING
    assert kind_of(write({NOW: refused(502, "x")}, GONE)[0]) is K.UNSURE
    assert kind_of(write({NOW: ref(HEAD), DELETE: refused(502, "x")}, GONE)[0]) is K.UNSURE


# The dashboard


OPEN = f"POST {REPO}/issues"
BOARD = OpenIssue("Board", "text", ("suture",))


def test_an_issue_is_opened_with_its_labels() -> None:
    done, server = write({OPEN: Reply({"number": 12}, 201)}, BOARD)
    assert done == Did(12)
    assert server.requests[0].body == {"title": "Board", "body": "text", "labels": ["suture"]}


def test_where_issues_are_off_the_hint_names_the_setting() -> None:
    done, server = write({OPEN: refused(410, "Issues has been disabled in this repository.")}, BOARD)
    assert isinstance(done, Trouble) and done.kind is K.MISSING
    assert "Settings > General > Features" in done.hint and "follow.dashboard" in done.hint
    assert len(server.requests) == 1
    assert kind_of(write({OPEN: refused(403, "no")}, BOARD)[0]) is K.PERMISSION
