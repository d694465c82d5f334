"""Our own pull requests as a record."""

from __future__ import annotations

from agent.domain import Case, Finding, Location, Rule, Severity
from agent.forge.delivery.ledger import Ledger
from agent.forge.values import PullState
from tests.doubles.past import earlier

FINDING = Finding(Rule("python.sql", Severity.HIGH), Location("app.py", 1, 1), "message", "code")
CASE = Case((FINDING,))
NAME = f"suture/{FINDING.fingerprint}"
CLOSED = earlier(5, FINDING.fingerprint)
MERGED = earlier(6, FINDING.fingerprint, PullState.MERGED)


def test_a_branch_is_used_again_until_its_pull_request_is_over() -> None:
    assert Ledger(()).branch_for(CASE) == NAME
    assert Ledger((CLOSED,)).branch_for(CASE) == NAME
    assert Ledger((MERGED,)).branch_for(CASE) == f"{NAME}-2"


def test_what_is_proposed_again_gets_the_next_branch_and_knows_what_was_before() -> None:
    again = Ledger((CLOSED,)).again([5])
    assert again.branch_for(CASE) == f"{NAME}-2"
    assert again.closed(CASE) == (CLOSED,) and again.merged(CASE) == ()
    second = earlier(7, FINDING.fingerprint, branch=f"{NAME}-2")
    both = Ledger((second, CLOSED)).again([5]).again([7])
    assert both.branch_for(CASE) == f"{NAME}-3"
    assert both.closed(CASE) == (second, CLOSED)


def test_other_findings_have_nothing_to_do_with_it() -> None:
    other = Ledger((earlier(5, "f" * 16),)).again([5])
    assert other.branch_for(CASE) == NAME and other.closed(CASE) == ()
