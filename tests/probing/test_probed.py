"""When the probes make the proof of a case: where no model makes one, and never instead of one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import pytest

from agent.authoring.asking.withheld import withheld
from agent.domain import Case, Change, NoProof, Proof, Scan
from agent.evidence import CaseBench, Witnesses
from agent.gates.proof.examine import is_attack
from agent.gates.runner import Bench
from agent.gates.trial import End, Tried, passed
from agent.settings import GateSettings
from tests.doubles.model import ScriptedModel
from tests.doubles.repo import make_repo, snapshot_of
from tests.doubles.suite_snapshot import CannedSuite
from tests.test_evidence import ANSWER, CALC, CONFIRMED, CONTRACT, FINDING, FIXED, PATH, SAFE, Clean

TESTS = "from app.calc import calc\n\n\ndef test_a_literal():\n    assert calc('2') == 2\n"
DECLINES = f"{CONTRACT}\nNO PROOF: too hard"
NONE = "the model gives no proof: too hard"


def single(changes: tuple[Change, ...], proof: Proof) -> Tried:
    """What eval does: it makes the file that an attack names, and with other code nothing works."""
    code = {change.path: change.after for change in changes}.get(PATH, CALC.encode())
    declared = proof.content.partition("ATTACKS = ")[2].partition("]")[0]
    tests = []
    for part in proof.content.split("\ndef ")[1:]:
        name = part.partition("(")[0]
        sent = declared or part.partition("sent = ")[2].partition("\n")[0]
        if is_attack(name):
            harm = ("open(" in sent or name == "test_attack_runs_no_code") and code == CALC.encode()
        else:
            harm = code not in (CALC.encode(), FIXED.encode())
        if name.startswith("test_"):
            tests.append((name, End.ASSERTED if harm else End.PASSED, ""))
    return Tried(tuple(tests), 0.0)


def case_at(
    folder: Path,
    answers: Sequence[str] | None,
    *,
    probes: bool = True,
    tests: str = TESTS,
    proofs: bool = True,
    never_send: tuple[str, ...] = (),
    end: float = math.inf,
) -> tuple[CaseBench, CannedSuite, ScriptedModel]:
    files = {"app/__init__.py": "", PATH: CALC, "tests/test_calc.py": tests}
    suite = CannedSuite(passed("2 passed before and after"), single if proofs else None)
    snapshot = snapshot_of(make_repo(folder / "target", files))
    bench = Bench(snapshot, Clean(), suite, GateSettings(), Scan((FINDING,), ()))
    model = ScriptedModel(answers or [])
    witnesses = Witnesses(
        () if answers is None else (model,), None, 1, "there is no model", "nobody may review",
        shown=withheld(snapshot, never_send), probes=probes, end=end,
    )  # fmt: skip
    return CaseBench(bench, Case((FINDING,)), witnesses), suite, model


def probed(proof: Proof | NoProof) -> bool:
    return isinstance(proof, Proof) and proof.content.startswith('"""CWE-95: calls of test_calc.py')


def test_without_a_model_the_tests_of_the_repository_make_the_proof(tmp_path: Path) -> None:
    judge, suite, model = case_at(tmp_path, None)
    proof = judge.prepare()
    assert probed(proof) and judge.proof is proof and judge.prepare() is proof
    assert (model.requests, judge.usage.calls, judge.stated) == ([], 0, None)
    ran = len(suite.tried)
    judge.prepare()
    assert len(suite.tried) == ran


@pytest.mark.parametrize("answer", [DECLINES, "I do not know."])
def test_where_a_model_makes_no_proof_the_probes_do_and_it_is_asked_no_more(
    tmp_path: Path, answer: str
) -> None:
    judge, _, model = case_at(tmp_path, [answer, answer])
    assert probed(judge.prepare())
    assert judge.usage.calls == len(model.requests) <= 2


def test_a_proof_that_a_model_made_is_the_proof(tmp_path: Path) -> None:
    judge, suite, _ = case_at(tmp_path, [ANSWER])
    proof = judge.prepare()
    assert isinstance(proof, Proof) and not probed(proof)
    assert not any("suturemade" in one.content for _, one in suite.tried)


def test_code_that_is_safe_as_it_is_needs_no_probes(tmp_path: Path) -> None:
    judge, suite, _ = case_at(tmp_path, [SAFE, CONFIRMED])
    assert isinstance(judge.prepare(), NoProof) and suite.tried == []


@pytest.mark.parametrize("answers", [None, [DECLINES]])
def test_probes_may_be_turned_off(tmp_path: Path, answers: list[str] | None) -> None:
    judge, suite, _ = case_at(tmp_path, answers, probes=False)
    assert judge.prepare() == NoProof("there is no model" if answers is None else NONE)
    assert suite.tried == []


def test_where_the_probes_make_nothing_the_reason_is_the_models(tmp_path: Path) -> None:
    judge, _, _ = case_at(tmp_path, [DECLINES], tests="def test_nothing():\n    pass\n")
    assert judge.prepare() == NoProof(NONE)


def test_where_no_test_can_be_run_there_is_no_model_to_blame_but_the_missing_one(tmp_path: Path) -> None:
    judge, _, _ = case_at(tmp_path, None, proofs=False)
    assert judge.prepare() == NoProof("there is no model")


def test_code_that_is_nested_too_deeply_is_no_accident(tmp_path: Path) -> None:
    deep = "def test_a_literal():\n    assert calc('2')" + ".real" * 3000 + "\n"
    judge, _, _ = case_at(tmp_path, None, tests=deep)
    assert isinstance(judge.prepare(), NoProof)


def test_no_input_is_taken_from_a_file_that_no_model_may_see(tmp_path: Path) -> None:
    judge, suite, _ = case_at(tmp_path, None, never_send=("tests/*",))
    assert judge.prepare() == NoProof("there is no model") and suite.tried == []


def test_no_probe_is_examined_when_the_time_of_the_case_is_over(tmp_path: Path) -> None:
    judge, _, _ = case_at(tmp_path, None, end=0.0)
    assert judge.prepare() == NoProof("there is no model")
