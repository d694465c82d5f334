"""What people and earlier runs made of findings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from agent.domain import Finding, Location, Rule, Severity
from agent.errors import ForgeError
from agent.forge.board import State, box, render_state
from agent.forge.delivery.ledger import Entry, Ledger
from agent.forge.past import Past
from agent.forge.values import PullState, Trouble, TroubleKind
from agent.settings import AutonomySettings, FollowSettings, Settings
from agent.verdict import Delivery
from tests.doubles.past import NOW, US, PastForge, act, dashboard, earlier, public

FINDING = Finding(Rule("python.sql", Severity.HIGH), Location("app.py", 1, 1), "message", "code")
NAME = FINDING.fingerprint
LATER = Trouble(TroubleKind.LATER, "HTTP 429")


def past(*entries: Entry, hub: PastForge | None = None, **settings: Any) -> Past:
    return Past(hub or PastForge(), Settings(**settings), Ledger(entries), NOW)


def note(found: Past) -> str:
    known = found.known(FINDING)
    assert known is None or known.delivery is Delivery.NONE
    return known.note if known else ""


def test_an_open_pull_request_is_known_without_asking_anybody() -> None:
    hub = PastForge()
    found = past(earlier(5, NAME, PullState.OPEN), earlier(4, NAME), hub=hub).known(FINDING)
    assert found is not None and found.note.startswith("already proposed: #5 is open")
    assert found.branch == f"suture/{NAME}" and hub.asked == []


def test_what_a_person_closed_is_not_proposed_again_and_says_why() -> None:
    hub = PastForge(acts={5: (act("commented", text="/suture close false-positive"), act("closed"))})
    assert "#5 was closed by ada as false-positive: not proposed again, " in note(
        past(earlier(5, NAME), hub=hub)
    )
    hub = PastForge(acts={5: (act("closed", "bob"),)})
    assert "#5 was closed by bob: not proposed again, " in note(past(earlier(5, NAME), hub=hub))


def test_who_closed_it_cannot_be_read_then_a_person_did() -> None:
    for ended in ("", "gone"):
        hub = PastForge(troubles={5: LATER})
        assert "#5 was closed: not proposed again" in note(past(earlier(5, NAME, ended=ended), hub=hub))


def test_a_word_of_somebody_without_write_access_brings_nothing_back() -> None:
    said = "/suture close accepted-risk until 2026-05-30"
    for who, back in (("ada", True), ("eve", False)):
        hub = PastForge(acts={5: (act("commented", who, said), act("closed"))})
        assert (note(past(earlier(5, NAME), hub=hub)) == "") is back


def test_an_accepted_risk_returns_on_its_day_with_another_branch() -> None:
    entry = earlier(5, NAME, ended="closed", reason="accepted-risk", until=date(2026, 6, 2), by="ada")
    assert "by ada as accepted-risk: not proposed again before 2026-06-02" in note(past(entry))
    due = earlier(5, NAME, ended="closed", reason="accepted-risk", until=date(2026, 6, 1), by="ada")
    found = past(due)
    assert note(found) == "" and found.ledger.returned == {5}


def test_a_later_refusal_stands_although_an_earlier_one_is_over() -> None:
    due = earlier(5, NAME, ended="closed", reason="accepted-risk", until=date(2026, 5, 1))
    again = earlier(8, NAME, branch=f"suture/{NAME}-2", ended="refused", reason="wont-fix", by="bob")
    assert "#8 was closed by bob as wont-fix" in note(past(again, due))


def test_what_we_closed_ourselves_is_proposed_again() -> None:
    hub = PastForge(acts={5: (act("closed", US),)})
    gone = past(earlier(5, NAME, ended="gone"), hub=hub)
    assert note(gone) == "" and gone.ledger.returned == {5}
    unrecorded = past(earlier(5, NAME), hub=hub)
    assert note(unrecorded) == "" and unrecorded.ledger.returned == frozenset()


def test_a_timeline_is_read_once_and_not_where_the_record_tells() -> None:
    hub = PastForge(acts={5: (act("closed"),)})
    found = past(earlier(5, NAME), hub=hub)
    assert note(found) == note(found) and hub.asked.count(5) == 1
    told = PastForge()
    assert note(past(earlier(5, NAME, ended="refused", reason="wont-fix"), hub=told))
    assert 5 not in told.asked


def board(**state: Any) -> PastForge:
    return PastForge(dashboards=(dashboard(render_state(State(**state))),))


def test_a_finding_ticked_to_be_left_alone_is() -> None:
    assert note(past(hub=board(ignored=(NAME,)))).startswith(
        "left alone, as ticked on the dashboard, https://"
    )
    text = f"{box('ignore', (NAME,), True)} leave it\n{render_state(State())}"
    assert note(past(hub=PastForge(dashboards=(dashboard(text),))))
    assert note(past(hub=board(ignored=("f" * 16,)))) == ""


def test_a_refused_finding_ticked_to_be_tried_again_is_proposed_anew() -> None:
    found = past(earlier(5, NAME, ended="refused", reason="wont-fix"), hub=board(retry=(NAME,)))
    assert note(found) == "" and found.ledger.returned == {5}


def test_ticks_count_for_nothing_where_the_dashboard_is_off() -> None:
    hub = board(ignored=(NAME,))
    assert note(past(hub=hub, follow=FollowSettings(dashboard=False))) == "" and hub.asked == []


@pytest.mark.parametrize("kind", [TroubleKind.MISSING, TroubleKind.PERMISSION])
def test_a_repository_without_issues_is_worked_on_and_it_is_told(kind: TroubleKind) -> None:
    told: list[str] = []
    found = past(hub=PastForge(troubles={"issues": Trouble(kind, "HTTP 410")}))
    found.told = told.append
    assert note(found) == "" and "nothing ticked there counts: HTTP 410" in told[0]


def test_a_dashboard_that_cannot_be_read_now_ends_the_run() -> None:
    with pytest.raises(ForgeError, match="the dashboard of acme/shop cannot be read"):
        past(hub=PastForge(troubles={"issues": LATER})).known(FINDING)


def test_a_rule_that_people_refuse_is_left_out_before_a_model_is_paid() -> None:
    entries = [earlier(n, f"{n:016x}", ended="refused", reason="none") for n in range(1, 7)]
    assert note(past(*entries)).startswith("its rule is off: 6 of 6 that ended")
    assert note(past(*entries, autonomy=AutonomySettings(pull=("python.*",)))) == ""


SHOW = AutonomySettings(comment=("python.sql",))


def test_a_fix_that_may_only_be_shown_is_wanted_until_it_is() -> None:
    assert note(past(autonomy=SHOW)) == ""
    hub = board()
    assert note(past(hub=hub, autonomy=SHOW)) == ""
    mark = f"<!-- suture:fix v1 {NAME} -->\n### fix"
    hub.acts[90] = (act("commented", "eve", mark),)
    assert note(past(hub=hub, autonomy=SHOW)) == ""
    hub.acts[90] = (act("commented", US, mark),)
    assert note(past(hub=hub, autonomy=SHOW)).startswith("its fix is shown on the dashboard, https://")


def test_a_fix_that_cannot_be_shown_is_not_written() -> None:
    off = FollowSettings(dashboard=False)
    assert "there is none (follow.dashboard)" in note(past(autonomy=SHOW, follow=off))
    shut = PastForge(dashboards=(dashboard(render_state(State()), open=False),))
    assert "which was closed" in note(past(hub=shut, autonomy=SHOW))
    assert "may not be told there (disclosure)" in note(past(hub=PastForge(public()), autonomy=SHOW))
    low = replace(FINDING, rule=replace(FINDING.rule, severity=Severity.LOW))
    assert past(hub=PastForge(public()), autonomy=SHOW).known(low) is None
