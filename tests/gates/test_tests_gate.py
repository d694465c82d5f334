"""The tests gate hands the patch to the suite and repeats its answer."""

from __future__ import annotations

import agent.gates.tests as gate
from agent.gates.trial import failed
from tests.doubles.suite_snapshot import CannedSuite, MemorySnapshot, trial_of


def test_the_tests_gate_gives_the_answer_of_the_suite_for_the_whole_patch() -> None:
    snapshot = MemorySnapshot({"a.py": "x = 1\n", "b.py": "y = 1\n"})
    suite = CannedSuite(failed("1 of 2 tests"))
    changes = (snapshot.change("a.py", "x = 2\n"), snapshot.change("b.py", None))
    assert gate.tests(trial_of(snapshot, changes, suite=suite)) == failed("1 of 2 tests")
    assert suite.asked == [changes]
