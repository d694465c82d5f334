"""Verified fixes on their way to the forge: what is checked again where nothing may run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from agent.bundle.proposing import Desk, Idle, changed_between
from agent.bundle.values import Fix
from agent.domain import Change, Proof, TestStyle
from agent.errors import ToolError
from agent.gates.runner import Bench
from agent.verdict import Delivered, Delivery, Outcome, OutcomeKind
from agent.workspace.git import open_checkout
from tests.doubles.courts import HEX, Taking, bench_at, diff_to, fix_on, verified
from tests.doubles.repo import commit, git, make_repo
from tests.doubles.workbench import CALC, FIXED, PATH, Silent


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return bench_at(tmp_path / "repository")


def idle(bench: Bench) -> Bench:
    return replace(bench, scanner=Idle(), suite=Idle())


def propose(fix: Fix, bench: Bench, forge: Taking, *changed: str) -> Outcome:
    (outcome,) = Desk(idle(bench), forge, changed, Silent()).propose(fix)
    return outcome


def test_a_fix_that_stands_is_proposed_as_it_was_judged(bench: Bench) -> None:
    forge, fix = Taking(), verified(fix_on(bench), bench)
    done = propose(fix, bench, forge, "README.md")
    assert (done.kind, done.delivered.delivery) == (OutcomeKind.FIXED, Delivery.OPENED)
    (proposal,) = forge.proposals
    assert proposal.draft.patch.changes == (Change(PATH, CALC.encode(), FIXED.encode()),)
    assert (proposal.verdict, proposal.draft.summary) == (fix.verdict, fix.summary)
    assert forge.dismissed == [fix.fingerprint]


def test_what_is_known_is_not_proposed_again(bench: Bench) -> None:
    forge = Taking(earlier=Delivered(Delivery.NONE, note="closed by ada"))
    done = propose(verified(fix_on(bench), bench), bench, forge)
    assert (done.kind, done.reason) == (OutcomeKind.SKIPPED, "closed by ada") and forge.proposals == []


def test_what_has_to_wait_is_told_with_its_limit(bench: Bench) -> None:
    forge = Taking(waits="two an hour")
    done = propose(verified(fix_on(bench), bench), bench, forge)
    assert (done.kind, done.delivered.delivery) == (OutcomeKind.SKIPPED, Delivery.QUEUED)
    assert done.reason == "two an hour" and forge.proposals == [] and forge.dismissed == []


def test_what_is_for_a_pull_request_is_left_to_follow(bench: Bench) -> None:
    forge = Taking()
    done = propose(replace(verified(fix_on(bench), bench), pull=7, head="b" * 40), bench, forge)
    assert done.kind is OutcomeKind.SKIPPED and "#7" in done.reason and forge.proposals == []


def _no_literal(fix: Fix) -> Fix:
    return replace(fix, diff=diff_to(FIXED.replace("literal_eval", "parse")))


def _by_hand(fix: Fix) -> Fix:
    evidence = fix.verdict.evidence
    assert evidence
    return replace(fix, verdict=replace(fix.verdict, evidence=replace(evidence, rules=HEX[:-1] + "1")))


def _fewer(fix: Fix) -> Fix:
    return replace(fix, verdict=replace(fix.verdict, checks=fix.verdict.checks[:-1]))


def _weaker(fix: Fix) -> Fix:
    return replace(fix, verdict=replace(fix.verdict, require=("applies",)))


def _foreign(fix: Fix) -> Fix:
    finding = fix.findings[0]
    return replace(fix, findings=(replace(finding, rule=replace(finding.rule, tool="CodeQL")),))


def _none(fix: Fix) -> Fix:
    return replace(fix, verdict=replace(fix.verdict, checks=()))


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (_no_literal, "it is of another patch, proof, policy, set of rules or version"),
        (_by_hand, "it is of another patch, proof, policy, set of rules or version"),
        (_fewer, "it does not hold the answer of every gate"),
        (_weaker, "it was given by another policy"),
        (_foreign, "another scanner's"),
        (_none, "the verdict rejects it"),
    ],
)
def test_evidence_of_anything_else_does_not_stand(
    bench: Bench, edit: Callable[[Fix], Fix], said: str
) -> None:
    forge = Taking()
    done = propose(edit(verified(fix_on(bench), bench)), bench, forge)
    assert done.kind is OutcomeKind.BLOCKED and said in done.reason, done.reason
    assert done.reason.startswith("its evidence does not stand: ") and forge.proposals == []


@pytest.mark.parametrize("changed", [PATH, "README.md"])
def test_what_the_fix_touches_must_not_have_changed(bench: Bench, changed: str) -> None:
    readme = Change("README.md", b"# shop\n", b"# a shop\n")
    forge = Taking()
    done = propose(verified(fix_on(bench, diff_to(FIXED, readme)), bench), bench, forge, changed)
    assert done.kind is OutcomeKind.BLOCKED and f"{changed} changed since" in done.reason


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (Change(".github/workflows/own.yml", None, b"on: push\n"), "scope: .github/workflows/own.yml"),
        (Change("README.md", b"# shop\n", b"# a shop\n"), "scope: README.md"),
    ],
)
def test_a_forged_verdict_with_right_evidence_meets_the_gates_that_only_read(
    bench: Bench, change: Change, said: str
) -> None:
    forge = Taking()
    done = propose(verified(fix_on(bench, diff_to(FIXED, change)), bench), bench, forge)
    assert done.kind is OutcomeKind.REJECTED and done.reason.startswith(said), done.reason
    assert forge.proposals == []


@pytest.mark.parametrize("path", ["app/__init__.py", "app/added.py", ".github/tests/test_x.py"])
def test_a_proof_goes_nowhere_but_to_a_new_test(bench: Bench, path: str) -> None:
    included = replace(bench, include_proof=True)
    fix = replace(fix_on(bench), proof=Proof(path, "x = 1\n", TestStyle.PYTEST))
    forge = Taking()
    done = propose(verified(fix, included), included, forge)
    assert done.kind is OutcomeKind.BLOCKED and f"{path} is no place for a new test" in done.reason
    fits = replace(fix, proof=Proof("tests/test_x.py", "x = 1\n", TestStyle.PYTEST))
    assert propose(verified(fits, included), included, forge).kind is OutcomeKind.FIXED
    assert [change.path for change in forge.proposals[0].draft.patch.changes] == [PATH, "tests/test_x.py"]


def test_a_tool_that_breaks_is_told_of_this_fix(bench: Bench) -> None:
    class Breaking(Taking):
        def deliver(self, proposal: object) -> Delivered:
            raise ToolError("git is gone", hint="install it")

    forge = Breaking()
    done = propose(verified(fix_on(bench), bench), bench, forge)
    assert (done.kind, done.reason) == (OutcomeKind.BLOCKED, "git is gone (install it)")
    assert len(forge.dismissed) == 1


def test_nothing_can_be_run_where_fixes_are_proposed(tmp_path: Path) -> None:
    nobody = Idle()
    proof = Proof("tests/test_x.py", "x = 1\n", TestStyle.PYTEST)
    for act in (
        lambda: nobody.scan(tmp_path),
        lambda: nobody.judge(()),
        lambda: nobody.style("a.py"),
        lambda: nobody.try_file((), proof),
    ):
        with pytest.raises(ToolError, match="nothing is scanned or run"):
            act()


def test_both_names_of_what_was_renamed_have_changed(tmp_path: Path) -> None:
    folder = make_repo(tmp_path / "r", {"a b.py": "x = 1\n" * 20, "same.py": "y\n", "ä.py": "z\n"})
    old = git(folder, "rev-parse", "HEAD")
    git(folder, "mv", "a b.py", "c.py")
    new = commit(folder, {"ä.py": "zz\n"})
    assert changed_between(open_checkout(folder).git, old, new) == {"a b.py", "c.py", "ä.py"}
    assert changed_between(open_checkout(folder).git, old, old) == frozenset()
