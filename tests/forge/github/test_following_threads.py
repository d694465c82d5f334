"""What following reads: threads on lines, commits, issues and branches."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from agent.forge.values import Issue, Said, Thread, Trouble, TroubleKind
from tests.doubles.rest_server import Reply, Script
from tests.forge.github.samples import BASE, HEAD, REPO, comparison, connected, listed_commit, ref, refused

K = TroubleKind
COMMITS, COMMENTS = f"GET {REPO}/pulls/1/commits", f"GET {REPO}/pulls/1/comments"
ISSUES = f"GET {REPO}/issues"
ADA = {"login": "ada", "type": "User"}
BOB = {"login": "bob", "type": "User"}
BOT = {"login": "helper[bot]", "type": "Bot"}
AT = "2026-03-02T11:00:00Z"
NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)


# Threads


def remark(number: int, user: Any = ADA, to: int | None = None, **more: Any) -> dict[str, Any]:
    reply = {} if to is None else {"in_reply_to_id": to}
    return {
        "id": number, "user": user, "body": f"text {number}", "created_at": AT, "path": "app.py", "line": 7,
        "pull_request_review_id": 40, **reply, **more,
    }  # fmt: skip


def threads(*comments: Any) -> tuple[Thread, ...]:
    with connected({COMMENTS: Reply(list(comments))}) as (_, host):
        found = host.threads(1)
        assert isinstance(found, tuple), found
        return found


def said(number: int, login: str = "ada", person: bool = True) -> Said:
    return Said(number, login, person, NOON, f"text {number}")


def test_comments_on_lines_are_grouped_by_what_they_answer() -> None:
    found = threads(remark(1), remark(2, path="b.py", line=None), remark(3, BOT, to=1), remark(4, None, to=3))
    assert found == (
        Thread(1, "app.py", 7, (said(1), said(3, "helper[bot]", False), said(4, "", False)), 40),
        Thread(2, "b.py", 0, (said(2),), 40),
    )


def test_a_thread_whose_first_comment_is_gone_begins_with_the_next() -> None:
    assert threads(remark(8, to=5), remark(9, BOB, to=5)) == (
        Thread(8, "app.py", 7, (said(8), said(9, "bob")), 40),
    )


def test_a_thread_without_a_review_or_text_is_one() -> None:
    (thread,) = threads(remark(1, pull_request_review_id=None, body=None))
    assert (thread.review, thread.comments[0].text) == (0, "")


def test_comments_that_make_no_sense_are_trouble() -> None:
    with connected({COMMENTS: Reply([{"id": 1}])}) as (_, host):
        found = host.threads(1)
        assert isinstance(found, Trouble) and found.kind is K.UNSURE
        other = host.threads(2)
        assert isinstance(other, Trouble) and other.kind is K.MISSING


# Commits, issues, branches


def test_commits_come_oldest_first_with_who_made_them() -> None:
    listed = [
        listed_commit("1" * 40, author=ADA, committer=ADA),
        listed_commit("2" * 40, author=ADA, committer=BOB, parents=("1" * 40, BASE)),
    ]
    with connected({COMMITS: Reply(listed)}) as (_, host):
        found = host.commits(1)
        assert isinstance(found, tuple)
        assert [(each.sha, each.author, each.parents) for each in found] == [
            ("1" * 40, "ada", (BASE,)),
            ("2" * 40, "", ("1" * 40, BASE)),
        ]


MARK = "<!-- suture:board v1"
OURS = {"login": "Suture-bot", "type": "User"}


def issue(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "number": number, "html_url": f"https://github.com/acme/shop/issues/{number}", "state": "open",
        "title": "Board", "body": f"x\n{MARK} {{}} -->", "user": OURS, **changes,
    }  # fmt: skip


def test_only_issues_of_ours_with_the_mark_are_found() -> None:
    listed = [
        issue(9, state="closed"),
        issue(8, body="nothing"),
        issue(7, body=None),
        issue(6, user=ADA),
        issue(5, pull_request={"url": "x"}),
        issue(4),
    ]
    with connected({ISSUES: Reply(listed)}) as (server, host):
        url = "https://github.com/acme/shop/issues/"
        body = f"x\n{MARK} {{}} -->"
        assert host.issues(MARK) == (
            Issue(4, f"{url}4", True, "Board", body),
            Issue(9, f"{url}9", False, "Board", body),
        )
        query = server.requests[0].query
        assert (query["creator"], query["state"], query["direction"]) == ("suture-bot", "all", "desc")


def test_issues_that_cannot_be_read_are_trouble() -> None:
    with connected({ISSUES: refused(410, "Issues are disabled for this repo")}) as (_, host):
        found = host.issues(MARK)
        assert isinstance(found, Trouble) and found.kind is K.MISSING


@pytest.mark.parametrize(("status", "holds"), [("ahead", True), ("diverged", False)])
def test_a_branch_holds_what_is_in_its_history(status: str, holds: bool) -> None:
    script: Script = {
        f"GET {REPO}/git/ref/heads/main": ref(BASE),
        f"GET {REPO}/compare/{HEAD}...{BASE}": comparison(status=status),
    }
    with connected(script) as (_, host):
        assert host.holds("main", HEAD) is holds
        missing = host.holds("gone", HEAD)
        assert isinstance(missing, Trouble) and missing.kind is K.MISSING
