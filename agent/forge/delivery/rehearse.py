"""What a write would change: a dry run decides on this instead of on the forge. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from agent.forge.values import Commit, Pull, PullState, Seen
from agent.forge.writes import AddLabels, Assign, MarkReady, OpenPull, Proposing, PushBranch, RequestReviews


def rehearsed(seen: Seen, write: Proposing) -> Seen:
    """The forge as it would be seen after the write."""
    match write:
        case PushBranch():
            return replace(seen, branch=_commits(write, seen.repo.login))
        case OpenPull():
            return replace(seen, pull=_pull(seen, write), events=())
        case AddLabels() | MarkReady() | Assign() | RequestReviews():
            assert seen.pull is not None
            return replace(seen, pull=_changed(seen.pull, write))
        case _:
            assert_never(write)


def _commits(write: PushBranch, login: str) -> tuple[Commit, ...]:
    made: list[Commit] = []
    parent = write.base_sha
    for number, new in enumerate(write.commits, 1):
        made.insert(0, Commit(f"{number:040x}", new.tree, (parent,), new.message, login))
        parent = made[0].sha
    return tuple(made)


def _pull(seen: Seen, write: OpenPull) -> Pull:
    head = seen.branch[0].sha if seen.branch else ""
    return Pull(
        number=0, node_id="", url="", state=PullState.OPEN, draft=True, title=write.text.title,
        body=write.text.body, author=seen.repo.login, branch=write.branch, head_sha=head,
        head_repo=seen.repo.slug, base=write.base,
    )  # fmt: skip


def _changed(pull: Pull, write: AddLabels | MarkReady | Assign | RequestReviews) -> Pull:
    match write:
        case AddLabels():
            return replace(pull, labels=(*pull.labels, *write.labels))
        case MarkReady():
            return replace(pull, draft=False)
        case Assign():
            return replace(pull, assignees=(*pull.assignees, *write.logins))
        case RequestReviews():
            return replace(pull, users=(*pull.users, *write.users), teams=(*pull.teams, *write.teams))
        case _:
            assert_never(write)
