"""What models add to the evidence of one case: contract, proof, doubts, and who is told what."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from agent.contract import Contract, OpenDecision, SafeAsIs
from agent.domain import (
    Case,
    Change,
    Finding,
    Location,
    NoProof,
    Patch,
    Proof,
    Rule,
    Scan,
    Severity,
    Source,
    TestStyle,
)
from agent.evidence import CaseBench, Witnesses
from agent.gates.runner import Bench
from agent.gates.trial import End, Tried, passed
from agent.ports import NoReply, Snapshot
from agent.settings import GateSettings
from tests.doubles.model import ScriptedModel
from tests.doubles.model_snapshot import MemorySnapshot
from tests.doubles.repo import git, make_repo, snapshot_of
from tests.doubles.suite_snapshot import CannedSuite

PATH = "app/calc.py"
CALC = "import ast\n\n\ndef calc(text):\n    return eval(text)\n"
FIXED = CALC.replace("eval(text)", "ast.literal_eval(text)")
FINDING = Finding(
    Rule("no-eval", Severity.HIGH, cwe=("CWE-95",)),
    Location(PATH, 5, 5),
    "eval runs code",
    "    return eval(text)",
)
FILE = """from app.calc import calc


def test_attack_runs_no_code():
    assert calc("1") != 1


def test_control_gives_a_value():
    assert calc("2") == 2
"""
CONTRACT = """Path: `text` reaches `return eval(text)`.
Input: `__import__("os").remove("a")` deletes a file.
Invariant: Text of a caller is never run as code.
Place: `return eval(text)`
Keep: A literal gives its value.
Helper: none
"""
ANSWER = f"{CONTRACT}\n```python\n{FILE}```\n"
GIVEN = Proof("tests/test_x.py", FILE, TestStyle.PYTEST)
SAFE = "SAFE AS IT IS: `return eval(text)` gets constants alone"
CONFIRMED = "VERDICT: SAFE - `return eval(text)` gets constants"
REFUTED = "VERDICT: VULNERABLE - `text` comes from a caller"
DECISION = "DECISION MISSING: Who may `return eval(text)`?\nOptions:\n- all\n- none"
UNDECIDED = OpenDecision("Who may `return eval(text)`?", ("all", "none"))
APPROVE = "I see nothing wrong.\n\nVERDICT: APPROVE - the cause is gone"


class Clean:
    """A scanner that finds nothing in a patched tree."""

    def scan(self, folder: Path) -> Scan:
        return Scan((), ())


def single(changes: tuple[Change, ...], proof: Proof) -> Tried:
    """At base the attack does harm, in the fix it does none, and in any other code nothing works."""
    code = {change.path: change.after for change in changes}.get(PATH, CALC.encode())
    attack = End.PASSED if code == FIXED.encode() else End.ASSERTED
    control = End.PASSED if code in (CALC.encode(), FIXED.encode()) else End.ASSERTED
    tests = (("test_attack_runs_no_code", attack, ""), ("test_control_gives_a_value", control, ""))
    return Tried(tests, 0.0)


def judge_at(
    folder: Path,
    answers: Sequence[str | NoReply] | None,
    *,
    proofs: bool = True,
    reviews: Sequence[str] | None = (),
    given: Proof | None = None,
    stronger: Sequence[ScriptedModel] = (),
    shown: Snapshot | None = None,
) -> tuple[CaseBench, ScriptedModel, ScriptedModel]:
    snapshot = snapshot_of(make_repo(folder / "target", {"app/__init__.py": "", PATH: CALC}))
    suite = CannedSuite(passed("2 passed before and after"), single if proofs else None)
    bench = Bench(snapshot, Clean(), suite, GateSettings(), Scan((FINDING,), ()))
    author, reviewer = ScriptedModel(answers or []), ScriptedModel(reviews or [])
    witnesses = Witnesses(
        () if answers is None else (author, *stronger),
        None if reviews is None else reviewer,
        2,
        "there is no model",
        "nobody may review",
        shown,
    )
    return CaseBench(bench, Case((FINDING,)), witnesses, given=given), author, reviewer


def test_one_call_gives_contract_and_proof(tmp_path: Path) -> None:
    judge, author, _ = judge_at(tmp_path, [ANSWER])
    assert isinstance(judge.prepare(), Proof) and isinstance(judge.stated, Contract)
    assert judge.prepare() is judge.proof
    assert (judge.usage.calls, author.left) == (1, 0)


def test_where_no_proof_is_to_be_had_the_contract_is_asked_for_alone(tmp_path: Path) -> None:
    judge, author, _ = judge_at(tmp_path, [CONTRACT], proofs=False)
    assert isinstance(judge.prepare(), NoProof) and isinstance(judge.stated, Contract)
    judge.prepare()
    assert (judge.usage.calls, author.left) == (1, 0)


def test_without_a_model_nothing_is_stated_and_every_claim_is_doubted(tmp_path: Path) -> None:
    judge, _, _ = judge_at(tmp_path, None, proofs=False)
    assert judge.prepare() == NoProof("there is no model") and judge.stated is None
    assert judge.doubt(SafeAsIs("it is", "return eval(text)")) == "no model is there that may confirm it"


def test_a_proof_that_somebody_gave_needs_no_contract(tmp_path: Path) -> None:
    judge, _, _ = judge_at(tmp_path, [], given=GIVEN)
    assert isinstance(judge.prepare(), Proof) and judge.stated is None


def test_judging_a_patch_asks_for_no_contract_of_its_own(tmp_path: Path) -> None:
    judge, author, _ = judge_at(tmp_path, [], proofs=False, reviews=[APPROVE])
    judge.verify(patch(base_of(tmp_path)))
    assert (author.requests, judge.stated) == ([], None)


def test_a_confirmed_claim_of_safety_stands_and_is_asked_about_once(tmp_path: Path) -> None:
    judge, author, _ = judge_at(tmp_path, [SAFE, CONFIRMED])
    assert isinstance(judge.prepare(), NoProof) and isinstance(judge.stated, SafeAsIs)
    assert judge.doubt(judge.stated) == ""
    assert (judge.usage.calls, author.left) == (2, 0)


def test_after_a_doubted_claim_contract_and_proof_are_asked_for(tmp_path: Path) -> None:
    judge, author, _ = judge_at(tmp_path, [SAFE, REFUTED, ANSWER])
    assert isinstance(judge.prepare(), Proof) and isinstance(judge.stated, Contract)
    assert "comes from a caller" in author.requests[2][-1].content
    assert judge.usage.calls == 3


def test_another_claim_is_asked_about_on_its_own_and_counted(tmp_path: Path) -> None:
    judge, author, _ = judge_at(tmp_path, [REFUTED])
    claim = SafeAsIs("it is", "return eval(text)")
    other = SafeAsIs("it is so in other words", "return eval(text)")
    assert "comes from a caller" in judge.doubt(claim) == judge.doubt(other)
    assert (judge.usage.calls, author.left) == (1, 0)


def test_a_missing_decision_is_handed_on(tmp_path: Path) -> None:
    judge, _, _ = judge_at(tmp_path, [DECISION])
    assert isinstance(judge.prepare(), NoProof)
    assert judge.stated == UNDECIDED


@pytest.mark.parametrize("proofs", [True, False])
def test_a_decision_that_a_weaker_model_misses_goes_on_to_the_next(tmp_path: Path, proofs: bool) -> None:
    strong = ScriptedModel([ANSWER if proofs else CONTRACT])
    judge, author, _ = judge_at(tmp_path, [DECISION], stronger=[strong], proofs=proofs)
    assert isinstance(judge.prepare(), Proof) == proofs
    assert isinstance(judge.stated, Contract) and (author.left, strong.left) == (0, 0)


@pytest.mark.parametrize("proofs", [True, False])
def test_the_decision_of_a_weaker_model_alone_settles_nothing(tmp_path: Path, proofs: bool) -> None:
    judge, _, _ = judge_at(tmp_path, [DECISION], stronger=[ScriptedModel([NoReply("gone")])], proofs=proofs)
    assert isinstance(judge.prepare(), NoProof) and judge.stated is None


def test_the_decision_that_the_strongest_model_misses_settles_it(tmp_path: Path) -> None:
    strong = ScriptedModel([DECISION])
    judge, _, _ = judge_at(tmp_path, [f"{CONTRACT}\nNO PROOF: too hard"], stronger=[strong])
    assert isinstance(judge.prepare(), NoProof) and judge.stated == UNDECIDED


def test_a_missing_review_has_a_reason_of_its_own(tmp_path: Path) -> None:
    judge, _, _ = judge_at(tmp_path, [ANSWER], reviews=None)
    judge.prepare()
    verdict = judge.verify(patch(base_of(tmp_path)))
    said = " ".join(check.detail for check in verdict.checks)
    assert "nobody may review" in said and "there is no model" not in said


def test_where_one_model_makes_no_proof_the_next_is_asked(tmp_path: Path) -> None:
    strong = ScriptedModel([ANSWER])
    judge, author, _ = judge_at(tmp_path, [f"{CONTRACT}\nNO PROOF: too hard"], stronger=[strong])
    assert isinstance(judge.prepare(), Proof) and isinstance(judge.stated, Contract)
    assert (author.left, strong.left, judge.usage.calls) == (0, 0, 2)


def test_the_contract_of_a_weaker_model_is_kept_where_the_stronger_gives_none(tmp_path: Path) -> None:
    strong = ScriptedModel([NoReply("gone")])
    judge, _, _ = judge_at(tmp_path, [f"{CONTRACT}\nNO PROOF: too hard"], stronger=[strong])
    assert judge.prepare() == NoProof("gone") and isinstance(judge.stated, Contract)


def test_the_strongest_model_is_asked_whether_a_claim_of_safety_holds(tmp_path: Path) -> None:
    strong = ScriptedModel([CONFIRMED])
    judge, author, _ = judge_at(tmp_path, [SAFE], stronger=[strong])
    assert isinstance(judge.prepare(), NoProof) and isinstance(judge.stated, SafeAsIs)
    assert (author.left, strong.left, judge.usage.calls) == (0, 0, 2)


def test_a_model_is_shown_what_it_may_see_of_the_commit_and_no_more(tmp_path: Path) -> None:
    judge, author, _ = judge_at(tmp_path, [], shown=MemorySnapshot({"app/__init__.py": b""}))
    assert isinstance(judge.prepare(), NoProof) and author.requests == []


def test_the_blind_review_is_told_nothing_of_the_contract(tmp_path: Path) -> None:
    judge, _, reviewer = judge_at(tmp_path, [ANSWER], reviews=[APPROVE])
    judge.prepare()
    assert isinstance(judge.stated, Contract)
    judge.verify(patch(base_of(tmp_path)))
    said = " ".join(message.content for request in reviewer.requests for message in request)
    assert "+    return ast.literal_eval(text)" in said
    for words in ("never run as code", "A literal gives its value", "deletes a file", "test_attack"):
        assert words not in said


def base_of(folder: Path) -> str:
    return git(folder / "target", "rev-parse", "HEAD")


def patch(base: str) -> Patch:
    return Patch(base, (Change(PATH, CALC.encode(), FIXED.encode()),), Source.MODEL)
