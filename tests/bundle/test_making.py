"""What a run puts into a bundle, and what it keeps out."""

from __future__ import annotations

from dataclasses import replace

from agent.bundle.making import Tray, as_fix, to_propose, unfit
from agent.domain import Case, Change, Draft, Patch, Source
from agent.ports import Proposal
from agent.verdict import Delivered, Delivery, Outcome
from tests.report.samples import BASE_SHA, FIXED, GAP, REJECTED

SECRET = {"model.api_key": "sk-0123456789abcdef"}


def prepared(outcome: Outcome, branch: str = "") -> Outcome:
    return replace(outcome, delivered=Delivered(Delivery.PREPARED, branch))


def proposal(text: str) -> Proposal:
    path = FIXED.finding.location.path
    patch = Patch(BASE_SHA, (Change(path, b"x = 1\n", text.encode()),), Source.MODEL)
    assert FIXED.verdict
    return Proposal(Case((FIXED.finding,)), Draft(patch, "Closed."), FIXED.verdict)


def test_accepted_fixes_go_in_with_everything_that_was_found_out() -> None:
    (fixed, gap) = to_propose([prepared(FIXED), prepared(GAP), prepared(REJECTED)], None)
    assert (fixed.findings, fixed.diff, fixed.verdict) == ((FIXED.finding,), FIXED.diff, FIXED.verdict)
    assert (fixed.proof, fixed.usage, fixed.source) == (FIXED.proof, FIXED.usage, FIXED.source)
    assert gap.findings == (GAP.finding,)


def test_findings_of_one_case_are_one_fix() -> None:
    second = replace(FIXED.finding, ordinal=1)
    (fix,) = to_propose([prepared(FIXED), prepared(replace(FIXED, finding=second))], None)
    assert fix.findings == (FIXED.finding, second)


def test_what_would_not_be_delivered_stays_out() -> None:
    waits = replace(FIXED, delivered=Delivered(Delivery.QUEUED, note="a limit"))
    assert to_propose([waits, replace(GAP, delivered=Delivered(Delivery.NONE))], None) == ()


def test_on_a_forge_only_what_something_would_be_written_for_goes_in() -> None:
    new, there = prepared(FIXED, "suture/new"), prepared(GAP, "suture/there")
    assert [fix.findings for fix in to_propose([new, there], {"suture/new"})] == [(FIXED.finding,)]
    # What is shown on the dashboard has no branch.
    assert len(to_propose([prepared(FIXED)], {"dashboard"})) == 1


def test_a_fix_for_a_pull_request_names_it() -> None:
    fix = as_fix([prepared(FIXED)], 7, "b" * 40)
    assert (fix.pull, fix.head) == (7, "b" * 40)


def test_no_secret_of_ours_goes_into_a_bundle_wherever_it_stands() -> None:
    fix = as_fix([prepared(FIXED)])
    assert unfit(fix, SECRET) == ""
    leak = unfit(replace(fix, summary="ask sk-0123456789abcdef"), SECRET)
    assert "model.api_key" in leak and "sk-0123456789abcdef" not in leak


def test_what_no_bundle_can_hold_is_told() -> None:
    assert "characters" in unfit(replace(as_fix([prepared(FIXED)]), summary="x" * 2_000_000), {})


def test_without_a_forge_every_case_is_let_in_and_a_leak_is_not_prepared() -> None:
    tray = Tray(SECRET)
    case = Case((FIXED.finding,))
    assert (tray.known(FIXED.finding), tray.admit(case)) == (None, "")
    tray.dismiss(case)
    done = tray.deliver(proposal("x = 2\n"))
    assert done == Delivered(Delivery.PREPARED) and not tray.holds(done)
    leak = tray.deliver(proposal("KEY = 'sk-0123456789abcdef'\n"))
    assert leak.delivery is Delivery.NONE and "model.api_key" in leak.note
