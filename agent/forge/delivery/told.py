"""Writes in words, for a person who reads a dry run. Pure."""

from __future__ import annotations

from typing import assert_never

from agent.forge.writes import (
    AddLabels,
    Assign,
    ClosePull,
    Comment,
    DeleteBranch,
    EditIssue,
    EditPull,
    Following,
    MarkReady,
    NewCommit,
    OpenIssue,
    OpenPull,
    PushBranch,
    PushOn,
    React,
    Reply,
    RequestReviews,
    Where,
    Write,
)
from agent.report.text import visible
from agent.text import shortened

LONGEST = 100


def told(write: Write) -> tuple[str, ...]:
    """What a write would do: the request that matters, then its content, a line each."""
    if isinstance(write, Following):
        return _following(write)
    match write:
        case PushBranch():
            verb = "PATCH" if write.old else "POST"
            return (
                f"{verb} git/refs: branch {write.branch} on {write.base_sha[:12]}, {_counted(write)}",
                *map(_commit, write.commits),
            )
        case OpenPull():
            return (
                f"POST pulls: draft into {write.base}, {_size(write.text.body)}",
                f"  {write.text.title}",
            )
        case AddLabels():
            return (f"POST labels: {', '.join(write.labels)}",)
        case MarkReady():
            return ("POST graphql: ready for review",)
        case Assign():
            return (f"POST assignees: {', '.join(write.logins)}",)
        case RequestReviews():
            asked = (*write.users, *(f"team {team}" for team in write.teams))
            return (f"POST requested_reviewers: {', '.join(asked)}",)
        case _:
            assert_never(write)


def _following(write: Following) -> tuple[str, ...]:
    match write:
        case PushOn():
            merge = f", with {write.merged[:12]} merged in" if write.merged else ""
            moved = f"PATCH git/refs: branch {write.branch} from {write.head[:12]}, 1 commit{merge}"
            return (moved, _commit(write.commit))
        case EditPull():
            return (f"PATCH pulls/{write.number}: {_size(write.body)}",)
        case Comment():
            place = f"PATCH issues/comments/{write.edits}" if write.edits else "POST comments"
            return _said(f"{place} (#{write.number})", write.body)
        case Reply():
            return _said(f"POST replies to {write.thread} (#{write.number})", write.body)
        case React():
            # What a review says cannot be reacted to: nothing is sent.
            line = f"POST reactions to {write.where} {write.comment}: {write.content}"
            return () if write.where is Where.REVIEW else (line,)
        case ClosePull():
            return (f"PATCH pulls/{write.number}: closed",)
        case DeleteBranch():
            return (f"DELETE git/refs: branch {write.branch} at {write.head[:12]}",)
        case OpenIssue():
            return (f"POST issues: {_size(write.body)}", f"  {write.title}")
        case EditIssue():
            return (f"PATCH issues/{write.number}: {_size(write.body)}",)
        case _:
            assert_never(write)


def _commit(commit: NewCommit) -> str:
    paths = ", ".join(change.path for change in commit.changes)
    return f"  POST git/blobs, git/trees, git/commits: {commit.message.splitlines()[0]} ({paths})"


def _said(request: str, body: str) -> tuple[str, ...]:
    """A request, and the first line that people would read."""
    lines = (line.strip() for line in body.splitlines())
    first = next((line for line in lines if line and not line.startswith("<!--")), "")
    return (f"{request}: {_size(body)}", *([f"  {shortened(visible(first), LONGEST)}"] if first else ()))


def _size(body: str) -> str:
    return f"{len(body)} characters of text"


def _counted(write: PushBranch) -> str:
    count = len(write.commits)
    return f"{count} commit{'' if count == 1 else 's'}"
