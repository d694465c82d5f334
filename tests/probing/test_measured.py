"""Proofs without a model on evaluation cases: right fixes pass, wrong ones fail. Real scans, runs and gates."""

from __future__ import annotations

import pytest

from agent.domain import Proof
from agent.evals.reading import read_cases
from agent.verdict import Status
from tests.probing.measure import CASES, probed


@pytest.mark.parametrize("name", ["cwe-78-log-summary"])
def test_right_fixes_stand_the_proof_and_wrong_ones_fail(name: str) -> None:
    (case,) = read_cases(CASES, [name])
    said = probed(case)
    assert isinstance(said.proof, Proof), said.proof.reason
    assert said.right and {status for status, _ in said.right.values()} == {Status.PASSED}, said.right
    assert said.wrong and {status for status, _ in said.wrong.values()} == {Status.FAILED}, said.wrong
