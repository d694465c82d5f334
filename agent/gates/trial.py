"""What a gate is given, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from agent.domain import Change, Finding, NoProof, Patch, Proof, TestStyle
from agent.gates.matching import Comparison
from agent.ports import Advice, Snapshot
from agent.settings import GateSettings
from agent.verdict import Flag, Output, Review, Status


@dataclass(frozen=True, slots=True)
class Answer:
    """One gate's status and why, in words for people and for the author's next try."""

    status: Status
    detail: str
    flags: tuple[Flag, ...] = ()
    outputs: tuple[Output, ...] = ()


class End(StrEnum):
    """How one test of a file ended. `asserted` is a failure by an assertion in the test itself; `broken` is
    any other: an error, a skip, a missing fixture, an exception in the code under test."""

    PASSED = "passed"
    ASSERTED = "asserted"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Tried:
    """One run of one test file: each test's bare name (without its parameters), how it ended, what it said.

    `trouble` is why there are no results at all; then `tests` is empty.
    """

    tests: tuple[tuple[str, End, str], ...]
    seconds: float
    trouble: str = ""


class Suite(Protocol):
    """The target's own tests, with the results at base kept for the whole run, and its test environment."""

    def judge(self, changes: tuple[Change, ...]) -> Answer:
        """Run the suite with `changes` applied and compare it with base, test by test."""
        ...

    def style(self, path: str) -> TestStyle | NoProof:
        """The framework for a new test of the file at `path`, or why none can be run."""
        ...

    def try_file(self, changes: tuple[Change, ...], test: Proof) -> Tried:
        """Run the tests of one new file alone, on the commit with `changes`. The same is never run twice."""
        ...


@dataclass(frozen=True, slots=True)
class NoReview:
    """Why there is no review."""

    reason: str


class Reviewer(Protocol):
    """A second model that is shown the findings, the diff and the code around it, and nothing else."""

    def review(
        self, findings: Sequence[Finding], patch: Patch, matching: Sequence[Finding], tried: Sequence[str]
    ) -> Review | NoReview:
        """Review a patch. `matching` are findings the scanner still reports in the result, for which the
        reviewer has to name the sanitizer; `tried` are the attack inputs of the proof."""
        ...


@dataclass(frozen=True, slots=True)
class Trial:
    """One patch on trial.

    `findings` are those it must remove; empty means: at least one of the files it touches. `rescan`
    compares the findings of the changed files before and after; asked twice, it scans once. `exempt` is
    why the patch needs neither proof nor review, or empty.
    """

    snapshot: Snapshot
    patch: Patch
    findings: tuple[Finding, ...]
    rescan: Callable[[], Comparison]
    scan: Callable[[tuple[Change, ...]], tuple[Finding, ...]]
    """Findings in other contents of the changed files, with the same rules."""
    others: Callable[[], Mapping[str, Comparison]]
    """The same comparison by other engines and by the organisation's guard rules, by their name."""
    advise: Callable[[tuple[Change, ...]], Advice]
    """Known vulnerabilities of the dependencies that these changes add."""
    suite: Suite
    policy: GateSettings
    proof: Proof | NoProof
    reviewer: Reviewer | NoReview
    exempt: str = ""
    included: tuple[Change, ...] = ()
    """What goes out with the patch besides: the proof, where the settings want it in."""


Gate = Callable[[Trial], Answer]


def passed(detail: str, flags: tuple[Flag, ...] = ()) -> Answer:
    return Answer(Status.PASSED, detail, flags)


def failed(detail: str, flags: tuple[Flag, ...] = ()) -> Answer:
    return Answer(Status.FAILED, detail, flags)


def inconclusive(detail: str, flags: tuple[Flag, ...] = ()) -> Answer:
    return Answer(Status.INCONCLUSIVE, detail, flags)


def not_run(detail: str, flags: tuple[Flag, ...] = ()) -> Answer:
    return Answer(Status.NOT_RUN, detail, flags)


def not_applicable(detail: str, flags: tuple[Flag, ...] = ()) -> Answer:
    return Answer(Status.NOT_APPLICABLE, detail, flags)
