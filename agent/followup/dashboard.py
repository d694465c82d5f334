"""The dashboard issue: one per repository, written only when it says something else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from agent.forge import board as boards
from agent.forge.board import Board, State
from agent.forge.host import FollowHost
from agent.forge.leaks import leaked_write, secrets_of
from agent.forge.text.board import changed, render
from agent.forge.values import Issue, Trouble, TroubleKind
from agent.forge.writes import EditIssue, OpenIssue, Write
from agent.settings import Settings


@dataclass(frozen=True, slots=True)
class Shown:
    """What became of the dashboard: the write that was made or would be, where it is, or why not."""

    write: Write | None = None
    url: str = ""
    reason: str = ""


def find(host: FollowHost) -> Issue | Trouble | None:
    """Our dashboard issue: the newest one that we opened with its mark."""
    found = host.issues(boards.MARK)
    if isinstance(found, Trouble):
        return None if found.kind is TroubleKind.MISSING else found
    return found[0] if found else None


def state_of(issue: Issue | Trouble | None) -> State:
    """What people ticked, and what is remembered from before."""
    return boards.remembered(issue.body if isinstance(issue, Issue) else "")


def bring(
    host: FollowHost, board: Board, settings: Settings, publish: bool, still_ours: Callable[[], str]
) -> Shown:
    """Bring the issue up to date: boxes of what was tried again are emptied. One that people closed is left
    alone."""
    there = find(host)
    if isinstance(there, Trouble):
        return Shown(reason=f"the dashboard cannot be read: {there.reason}")
    if there is not None and not there.open:
        return Shown(url=there.url, reason=f"the dashboard was closed ({there.url}): left alone")
    if host.repo.archived or not host.repo.can_push:
        return Shown(
            url=there.url if there else "", reason="the dashboard cannot be written: no write access"
        )
    state = state_of(there)
    tried = [name for row in board.open if row.tried for name in row.fingerprints]
    body = render(board, state.tried(tried))
    if there is not None and not changed(there.body, body):
        return Shown(url=there.url)
    write = EditIssue(there.number, body) if there else OpenIssue(settings.follow.dashboard_title, body)
    lost = leaked_write(write, secrets_of(settings)) or (still_ours() if publish else "")
    if lost or not publish:
        return Shown(write, there.url if there else "", lost)
    done = host.write(write)
    if isinstance(done, Trouble):
        hint = f" ({done.hint})" if done.hint else ""
        return Shown(
            url=there.url if there else "", reason=f"the dashboard was not written: {done.reason}{hint}"
        )
    return Shown(write, there.url if there else f"#{done.number}")
