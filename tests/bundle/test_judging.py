"""Fixes of a bundle on trial: what their writer claims counts for nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from agent.bundle.judging import Judged, judge
from agent.bundle.values import Fix, Refused
from agent.casework import NO_MODEL
from agent.domain import Change, Location, NoProof, Proof, Source, TestStyle
from agent.errors import ToolError
from agent.gates.runner import Bench
from agent.settings import Settings
from agent.verdict import Check, Delivery, Objection, OutcomeKind, Review, Status, Verdict
from tests.doubles.courts import bench_at, diff_to, fix_on
from tests.doubles.suite_snapshot import CannedSuite
from tests.doubles.workbench import CALC, FIXED, PASSED, PATH, SETTINGS, Silent

PROOF = Proof("tests/test_x.py", "def test_attack(): ...\n", TestStyle.PYTEST)
GOOD = Review(True, ())


def one(bench: Bench, *fixes: Fix, settings: Settings = SETTINGS) -> Judged:
    """The last of the fixes, judged."""
    return judge(fixes, bench, settings, Silent())[-1]


def refused(judged: Judged, kind: OutcomeKind = OutcomeKind.BLOCKED) -> str:
    """Why a fix did not stand."""
    (outcome,) = judged.outcomes
    assert outcome.kind is kind and outcome.delivered.delivery is Delivery.NONE
    assert isinstance(judged.passed_on, Refused) and judged.passed_on.reason == outcome.reason
    return outcome.reason


def test_a_fix_stands_with_our_own_findings_diff_and_verdict(tmp_path: Path) -> None:
    bench = bench_at(tmp_path / "r")
    given = fix_on(bench)
    moved = replace(given.findings[0], location=Location(PATH, 1, 1), message="harmless")
    passed_on = one(bench, replace(given, findings=(moved,), pull=7, head="b" * 40)).passed_on
    assert isinstance(passed_on, Fix)
    assert (passed_on.findings, passed_on.diff) == (given.findings, given.diff)
    assert (passed_on.pull, passed_on.head, passed_on.source) == (7, "b" * 40, Source.MODEL)
    assert passed_on.verdict.evidence and passed_on.verdict.evidence.base_sha == bench.snapshot.base_sha
    assert passed_on.summary == "Parses a literal."


def test_a_fix_that_a_gate_rejects_is_refused_whatever_it_claims(tmp_path: Path) -> None:
    bench = bench_at(tmp_path / "r")
    claimed = Verdict((Check("finding", Status.PASSED, "gone"),), ("finding",))
    fix = replace(fix_on(bench, diff_to(CALC.replace("eval(text)", "eval(str(text))"))), verdict=claimed)
    assert refused(one(bench, fix), OutcomeKind.REJECTED).startswith("finding: ")
    asked = one(bench, replace(fix, pull=7, head="b" * 40)).passed_on
    assert isinstance(asked, Refused) and (asked.pull, asked.head, asked.final) == (7, "b" * 40, True)


@pytest.mark.parametrize("source", [Source.RULE_FIX, Source.HUMAN])
def test_nobody_can_claim_to_be_the_rule_or_a_person(tmp_path: Path, source: Source) -> None:
    bench = bench_at(tmp_path / "r")
    assert f"claims to be of {source.value}" in refused(one(bench, replace(fix_on(bench), source=source)))


@pytest.mark.parametrize(
    "diff",
    [
        "nonsense",
        "--- a/x\n+++ b/x\n@@ -1 +1 @@\n",
        "diff --git a/x b/x\nGIT binary patch\n",
        "--- a/../../etc/passwd\n+++ b/../../etc/passwd\n@@ -1 +1 @@\n-a\n+b\n",
        "--- /dev/null\n+++ b/.git/hooks/pre-commit\n@@ -0,0 +1 @@\n+x\n",
        "--- a/app/gone.py\n+++ b/app/gone.py\n@@ -1 +1 @@\n-a\n+b\n",
        "--- a/app/calc.py\n+++ b/app/calc.py\n@@ -1 +1 @@\n-import os\n+import sys\n",
        "@@ -1,99999999 +1,99999999 @@\n x\n",
        "+++ \n--- \n@@ -0,0 +0,0 @@\n",
    ],
)
def test_a_diff_that_makes_no_patch_here_is_refused(tmp_path: Path, diff: str) -> None:
    bench = bench_at(tmp_path / "r")
    assert "its diff does not apply" in refused(one(bench, fix_on(bench, diff)))


def test_a_finding_counts_once(tmp_path: Path) -> None:
    bench = bench_at(tmp_path / "r")
    fix = fix_on(bench)
    first, second = judge((fix, replace(fix, pull=7, head="b" * 40)), bench, SETTINGS, Silent())
    assert isinstance(first.passed_on, Fix) and "another fix of the bundle" in refused(second)


def test_what_the_operator_leaves_out_is_refused_but_not_what_a_pull_request_asks_for(tmp_path: Path) -> None:
    bench = bench_at(tmp_path / "r")
    settings = SETTINGS.model_copy(
        update={"triage": SETTINGS.triage.model_copy(update={"ignore_paths": (PATH,)})}
    )
    fix = fix_on(bench)
    assert "triage.ignore_paths" in refused(one(bench, fix, settings=settings))
    assert isinstance(one(bench, replace(fix, pull=7, head="b" * 40), settings=settings).passed_on, Fix)


def test_the_time_of_a_run_ends(tmp_path: Path) -> None:
    bench = bench_at(tmp_path / "r")
    limits = SETTINGS.limits.model_copy(update={"run_seconds": 1e-9})
    settings = SETTINGS.model_copy(update={"limits": limits})
    assert "limits.run_seconds" in refused(one(bench, fix_on(bench), settings=settings))


def test_a_review_is_carried_and_its_veto_holds(tmp_path: Path) -> None:
    bench = bench_at(tmp_path / "r")
    passed_on = one(bench, replace(fix_on(bench), review=GOOD)).passed_on
    assert isinstance(passed_on, Fix) and passed_on.review == GOOD
    assert {c.gate: c.status for c in passed_on.verdict.checks}["review"] is Status.PASSED
    veto = Review(False, (Objection("ast.literal_eval(text)", "it raises"),))
    assert "it raises" in refused(one(bench, replace(fix_on(bench), review=veto)), OutcomeKind.REJECTED)


def test_why_there_is_no_proof_or_review_is_told_as_the_writers_words(tmp_path: Path) -> None:
    bench = bench_at(tmp_path / "r")
    said = (Check("proof", Status.NOT_RUN, "no framework"), Check("review", Status.NOT_RUN, NO_MODEL))
    passed_on = one(bench, replace(fix_on(bench), verdict=Verdict(said, ()))).passed_on
    assert isinstance(passed_on, Fix)
    told = {check.gate: check.detail for check in passed_on.verdict.checks}
    assert told["proof"] == "none came with the fix; whoever wrote it says: no framework"
    assert told["review"] == NO_MODEL


def test_a_proof_that_cannot_be_run_here_or_stands_elsewhere_is_refused(tmp_path: Path) -> None:
    bench = bench_at(tmp_path / "r")
    fix = replace(fix_on(bench), proof=PROOF)
    assert "none can be run here" in refused(one(bench, fix))

    def never(changes: tuple[Change, ...], test: Proof) -> object:
        raise AssertionError("a misplaced proof must not run")

    able = bench_at(tmp_path / "s", suite=CannedSuite(PASSED, never))  # type: ignore[arg-type]
    assert "its proof is at tests/test_x.py" in refused(one(able, fix))


def test_a_proof_inside_the_diff_is_taken_out_of_the_patch(tmp_path: Path) -> None:
    bench = bench_at(tmp_path / "r")
    inside = Change(PROOF.path, None, PROOF.content.encode())
    fix = replace(fix_on(bench, diff_to(FIXED, inside)), proof=PROOF)
    assert "none can be run here" in refused(one(bench, fix))
    # One that differs by a byte is a change like any other.
    other = replace(fix, proof=replace(PROOF, content=PROOF.content + "\n"))
    able = replace(bench, suite=_Broken(PASSED))
    assert "the sandbox is gone" in refused(one(able, other))


class _Broken(CannedSuite):
    """A suite that breaks when it is asked."""

    def style(self, path: str) -> TestStyle | NoProof:
        raise ToolError("the sandbox is gone", hint="bring it back")


def test_a_tool_that_breaks_on_one_fix_spares_the_others(tmp_path: Path) -> None:
    bench = replace(bench_at(tmp_path / "r"), suite=_Broken(PASSED))
    good = fix_on(bench)
    other = replace(good.findings[0], snippet="eval(nothing)")
    first, second = judge(
        (replace(good, findings=(other,)), replace(good, proof=PROOF)), bench, SETTINGS, Silent()
    )
    assert "own scan finds no such thing" in refused(first)
    assert refused(second) == "the sandbox is gone (bring it back)"
    assert isinstance(one(bench, good).passed_on, Fix)
