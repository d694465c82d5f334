"""Every write in words."""

from __future__ import annotations

import pytest

from agent.domain import Change
from agent.forge.delivery.told import told
from agent.forge.writes import (
    ClosePull,
    Comment,
    DeleteBranch,
    EditIssue,
    EditPull,
    NewCommit,
    OpenIssue,
    PushBranch,
    PushOn,
    React,
    Reply,
    Where,
    Write,
)

HEAD = "abcdef0123456789"
COMMIT = NewCommit(
    "fix(app): end it\n\nmore\n", (Change("app.py", b"a", b"b"), Change("b.py", None, b"")), "7" * 40
)
MADE = "  POST git/blobs, git/trees, git/commits: fix(app): end it (app.py, b.py)"


@pytest.mark.parametrize(
    ("write", "lines"),
    [
        (
            PushBranch("suture/1", HEAD, (COMMIT, COMMIT)),
            ("POST git/refs: branch suture/1 on abcdef012345, 2 commits", MADE, MADE),
        ),
        (
            PushOn(7, "suture/1", HEAD, HEAD, COMMIT),
            ("PATCH git/refs: branch suture/1 from abcdef012345, 1 commit", MADE),
        ),
        (
            PushOn(7, "suture/1", HEAD, HEAD, COMMIT, merged="1234567890123"),
            (
                "PATCH git/refs: branch suture/1 from abcdef012345, 1 commit, with 123456789012 merged in",
                MADE,
            ),
        ),
        (EditPull(7, "x" * 30), ("PATCH pulls/7: 30 characters of text",)),
        (
            Comment(7, "<!-- hidden -->\n\n  Hello there\x1b\nmore"),
            ("POST comments (#7): 36 characters of text", "  Hello there\\x1b"),
        ),
        (Comment(7, "<!-- -->", edits=5), ("PATCH issues/comments/5 (#7): 8 characters of text",)),
        (Reply(7, 6, "no"), ("POST replies to 6 (#7): 2 characters of text", "  no")),
        (React(7, Where.THREAD, 6, "eyes"), ("POST reactions to thread 6: eyes",)),
        (React(7, Where.REVIEW, 6, "eyes"), ()),
        (ClosePull(7), ("PATCH pulls/7: closed",)),
        (DeleteBranch(7, "suture/1", HEAD), ("DELETE git/refs: branch suture/1 at abcdef012345",)),
        (OpenIssue("Board", "text"), ("POST issues: 4 characters of text", "  Board")),
        (EditIssue(9, "text"), ("PATCH issues/9: 4 characters of text",)),
    ],
)
def test_a_write_is_told_by_its_request_and_content(write: Write, lines: tuple[str, ...]) -> None:
    assert told(write) == lines


def test_only_the_beginning_of_a_long_line_is_shown() -> None:
    shown = told(Comment(7, "x" * 300))[1]
    assert shown == "  " + "x" * 99 + "…"
