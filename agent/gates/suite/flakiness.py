"""What re-runs say of the tests that got worse: held against the patch, excused, or open. Pure.

A test is first seen passing once at base and not passing once with the patch, in whole runs. Then it is run
alone, twice on each tree. By these counts it is

- held, when it never fails at base and fails at least twice in three runs with the patch: a patch that makes
  a test fail more often than not is no better than one that breaks it;
- excused, when it fails in some run at base and passes in others: it varies without the patch;
- open, when being alone changes everything: it fails in every run alone at base, or passes in every run alone
  with the patch. It may depend on the tests before it, so only whole runs can tell.

In whole runs it is excused when it fails at base, held when it fails in most runs with the patch, and else
reported as seen failing once: not held, since base may vary as rarely, and named since the patch may be why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from agent.gates.suite.results import Results, Worse, passes, passing
from agent.gates.suite.run import Run


class Standing(StrEnum):
    """What becomes of a test that got worse."""

    HELD = "held"
    EXCUSED = "excused"
    ONCE = "once"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Look:
    """The tests that got worse, by their standing, and the re-runs that tell."""

    held: tuple[Worse, ...] = ()
    excused: tuple[Worse, ...] = ()
    once: tuple[Worse, ...] = ()
    open: tuple[Worse, ...] = ()
    sometimes: frozenset[str] = frozenset()
    """Ids of held tests that passed in some re-run with the patch."""
    base: tuple[Run, ...] = ()
    """Re-runs at base, of some tests or of all."""
    patched: tuple[Run, ...] = ()
    """Re-runs of the whole suite with the patch."""
    unseen: int = 0
    """How many more got worse and were not run again, since those that were already decide."""

    @property
    def base_varies(self) -> bool:
        """A re-run at base saw a test fail that passes in the baseline."""
        tests = (*self.held, *self.excused, *self.once, *self.open)
        return any(not passes(run.results, test.id) for run in self.base for test in tests)


def sort(worse: Sequence[Worse], base: Sequence[Run], patched: Sequence[Run], *, whole: bool) -> Look:
    """Give every test its standing by the re-runs."""
    by: dict[Standing, list[Worse]] = {standing: [] for standing in Standing}
    sometimes = set()
    for test in worse:
        standing = _standing(test.id, base, patched, whole=whole)
        by[standing].append(test)
        if standing is Standing.HELD and any(passes(run.results, test.id) for run in patched):
            sometimes.add(test.id)
    return Look(
        tuple(by[Standing.HELD]),
        tuple(by[Standing.EXCUSED]),
        tuple(by[Standing.ONCE]),
        tuple(by[Standing.OPEN]),
        frozenset(sometimes),
        tuple(base),
        tuple(patched) if whole else (),
    )


def _standing(name: str, base: Sequence[Run], patched: Sequence[Run], *, whole: bool) -> Standing:
    # A whole run in which nothing passed is no evidence of anything and clears nobody.
    at_base = [passes(run.results, name) for run in base if not whole or passing(run.results)]
    with_patch = [passes(run.results, name) for run in patched]
    if not whole and (not any(at_base) or all(with_patch)):
        return Standing.OPEN
    if not all(at_base):
        return Standing.EXCUSED
    failures = 1 + with_patch.count(False)
    return Standing.HELD if 2 * failures > 1 + len(with_patch) else Standing.ONCE


def merged(alone: Look, whole: Look) -> Look:
    """Both looks in one: what was open alone has its standing from whole runs."""
    return Look(
        (*alone.held, *whole.held),
        (*alone.excused, *whole.excused),
        whole.once,
        whole.open,
        alone.sometimes | whole.sometimes,
        (*alone.base, *whole.base),
        whole.patched,
        alone.unseen,
    )


def explained(run: Run, tests: Sequence[str]) -> bool:
    """Whether a run ended badly only because some of these tests failed."""
    failing = any(_failed(run.results, name) for name in tests)
    return failing and (run.whole or (run.status == 1 and not run.broken_off))


def _failed(results: Results, name: str) -> bool:
    return name in results and not passes(results, name)
