"""What a run of a suite says of each test, and the comparison of two runs. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """How one test ended. Only `passed` is a pass."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Result:
    """One test's outcome, and in one line what it said when it did not pass."""

    outcome: Outcome
    text: str = ""


Results = Mapping[str, Result]
"""Results by test id. Ids are unique: the n-th test of one name is called `name #n`."""


@dataclass(frozen=True, slots=True)
class Worse:
    """A test that passed at base. `now` is how it ends with the patch; None when it is missing."""

    id: str
    now: Result | None

    def __str__(self) -> str:
        return f"{self.id} ({self.now.outcome if self.now else 'missing'})"


def numbered(cases: Iterable[tuple[str, Result]]) -> dict[str, Result]:
    """Results by id; a name that occurs again becomes `name #2`, `name #3`, so that none hides another."""
    listed = tuple(cases)
    taken = {name for name, _ in listed}
    last: dict[str, int] = {}
    results: dict[str, Result] = {}
    for name, result in listed:
        own, number = name, last.get(name, 1)
        while own in results or (own != name and own in taken):
            number += 1
            own = f"{name} #{number}"
        last[name] = number
        results[own] = result
    return results


def passing(results: Results) -> tuple[str, ...]:
    """Ids of the tests that passed, in the order of the run."""
    return tuple(name for name, result in results.items() if result.outcome is Outcome.PASSED)


def compare(base: Results, patched: Results) -> tuple[Worse, ...]:
    """Every test that passed at base and does not pass now; tests that were red at base are left alone."""
    ids = [name for name in passing(base) if not passes(patched, name)]
    return tuple(Worse(name, patched.get(name)) for name in ids)


def passes(results: Results, name: str) -> bool:
    """Whether the test is there and passed."""
    result = results.get(name)
    return result is not None and result.outcome is Outcome.PASSED
