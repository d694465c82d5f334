"""Run one new test file by itself: a proof, on base, on a patch and on its mutants."""

from __future__ import annotations

from collections.abc import Sequence

from agent.domain import Change, NoProof, Proof, TestStyle
from agent.gates.suite.runner import SuiteRunner
from agent.gates.trial import Tried


def style(runner: SuiteRunner, path: str) -> TestStyle | NoProof:
    """The framework for a new test of the file at `path`, or why none can be run."""
    del runner
    return NoProof(f"no test can be written for {path}")


def try_file(runner: SuiteRunner, changes: Sequence[Change], test: Proof) -> Tried:
    """Run the tests of `test` on the commit with `changes`, nothing else."""
    del runner, changes, test
    return Tried((), 0.0, "not built")
