"""What checks and statuses say of a commit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from agent.forge.github.api import PAGE, Api
from agent.forge.github.following_shapes import (
    CheckRun,
    CheckRuns,
    CheckSuite,
    CheckSuites,
    CombinedStatus,
    CommitStatus,
)
from agent.forge.values import Checks, Trouble, TroubleKind

MOST_PAGES = 10
# A run that was cancelled, skipped or forgotten says nothing about the commit.
_RED = ("failure", "timed_out", "startup_failure", "error")
_WAITING = ("action_required", "waiting")
_PENDING = ("queued", "in_progress", "requested", "pending")

P = TypeVar("P")
T = TypeVar("T")


def checks(api: Api, slug: str, sha: str) -> Checks | Trouble:
    """Check runs, suites that wait for approval, and statuses of a commit, by name.

    What the forge does not have, or the token may not read, says nothing.
    """
    path = f"/repos/{slug}/commits/{sha}"
    runs = _all(api, f"{path}/check-runs", CheckRuns, lambda page: page.check_runs)
    if isinstance(runs, Trouble):
        return runs
    suites = _all(api, f"{path}/check-suites", CheckSuites, lambda page: page.check_suites)
    if isinstance(suites, Trouble):
        return suites
    statuses = _all(api, f"{path}/status", CombinedStatus, lambda page: page.statuses)
    if isinstance(statuses, Trouble):
        return statuses
    said = [*map(_run, runs), *map(_suite, suites), *map(_status, statuses)]
    return Checks(_named(said, _RED), _named(said, _PENDING), _named(said, _WAITING))


def _all(api: Api, path: str, page: type[P], of: Callable[[P], Iterable[T]]) -> list[T] | Trouble:
    found: list[T] = []
    for number in range(1, MOST_PAGES + 1):
        read = api.get(path, page, {"per_page": PAGE, "page": number})
        if isinstance(read, Trouble):
            return [] if read.kind in (TroubleKind.MISSING, TroubleKind.PERMISSION) else read
        part = list(of(read))
        found += part
        if len(part) < PAGE:
            break
    return found


def _run(run: CheckRun) -> tuple[str, str]:
    return run.name, (run.conclusion or "") if run.status == "completed" else run.status


def _suite(suite: CheckSuite) -> tuple[str, str]:
    """Only a suite that waits tells more than its runs: many Apps never end, or begin, the one they get."""
    waits = suite.conclusion == "action_required"
    return (suite.app.name if suite.app else "checks"), "action_required" if waits else ""


def _status(status: CommitStatus) -> tuple[str, str]:
    return status.context, status.state


def _named(said: Iterable[tuple[str, str]], states: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name, state in said if state in states))
