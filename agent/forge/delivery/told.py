"""Writes in words, for a person who reads a dry run. Pure."""

from __future__ import annotations

from typing import assert_never

from agent.forge.values import (
    AddLabels,
    Assign,
    MarkReady,
    OpenPull,
    PushBranch,
    RequestReviews,
    Write,
)


def told(write: Write) -> tuple[str, ...]:
    """What a write would do: the request that matters, then its content, a line each."""
    match write:
        case PushBranch():
            verb = "PATCH" if write.old else "POST"
            return (
                f"{verb} git/refs: branch {write.branch} on {write.base_sha[:12]}, {_counted(write)}",
                *(
                    f"  POST git/blobs, git/trees, git/commits: {commit.message.splitlines()[0]} "
                    f"({', '.join(change.path for change in commit.changes)})"
                    for commit in write.commits
                ),
            )
        case OpenPull():
            size = f"{len(write.text.body)} characters of text"
            return (f"POST pulls: draft into {write.base}, {size}", f"  {write.text.title}")
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


def _counted(write: PushBranch) -> str:
    count = len(write.commits)
    return f"{count} commit{'' if count == 1 else 's'}"
