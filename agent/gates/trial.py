"""What a gate is given, and what it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from agent.domain import Change, Finding, Patch
from agent.gates.matching import Comparison
from agent.ports import Snapshot
from agent.settings import GateSettings
from agent.verdict import Status


@dataclass(frozen=True, slots=True)
class Answer:
    """One gate's status and why, in words for people and for the author's next try."""

    status: Status
    detail: str


class Suite(Protocol):
    """The target's own tests, with the results at base kept for the whole run."""

    def judge(self, changes: tuple[Change, ...]) -> Answer:
        """Run the suite with `changes` applied and compare it with base, test by test."""
        ...


@dataclass(frozen=True, slots=True)
class Trial:
    """One patch on trial.

    `findings` are those it must remove; empty means: at least one of the files it touches. `rescan`
    compares the findings of the changed files before and after; asked twice, it scans once.
    """

    snapshot: Snapshot
    patch: Patch
    findings: tuple[Finding, ...]
    rescan: Callable[[], Comparison]
    suite: Suite
    policy: GateSettings


Gate = Callable[[Trial], Answer]


def passed(detail: str) -> Answer:
    return Answer(Status.PASSED, detail)


def failed(detail: str) -> Answer:
    return Answer(Status.FAILED, detail)


def inconclusive(detail: str) -> Answer:
    return Answer(Status.INCONCLUSIVE, detail)


def not_run(detail: str) -> Answer:
    return Answer(Status.NOT_RUN, detail)
