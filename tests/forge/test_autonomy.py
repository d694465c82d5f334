"""What people's answers to a rule's fixes do to it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from agent.forge.autonomy import Autonomy, autonomy
from agent.forge.delivery.ledger import Entry
from agent.forge.values import PullState
from agent.settings import AutonomySettings
from tests.doubles.past import NOW, earlier

RULE = "python.sql"


def level(
    *entries: Entry, rule: str = RULE, rules: dict[str, str] | None = None, **settings: Any
) -> Autonomy:
    return autonomy(rule, entries, rules or {}, AutonomySettings(**settings), NOW)


def refused(count: int, reason: str = "wont-fix", **more: Any) -> list[Entry]:
    return [earlier(n, f"{n:016x}", ended="refused", reason=reason, **more) for n in range(100, 100 + count)]


def merged(count: int, **more: Any) -> list[Entry]:
    return [earlier(n, f"{n:016x}", PullState.MERGED, **more) for n in range(200, 200 + count)]


@pytest.mark.parametrize(
    ("against", "for_it", "expected"),
    [
        (0, 0, "pull"), (1, 0, "pull"), (2, 0, "pull"), (3, 0, "comment"), (3, 2, "comment"), (3, 3, "pull"),
        (5, 3, "comment"), (6, 0, "off"), (6, 4, "off"), (6, 5, "pull"), (9, 6, "off"), (99, 99, "pull"),
    ],
)  # fmt: skip
def test_it_takes_several_refusals_and_most_of_what_ended(against: int, for_it: int, expected: str) -> None:
    found = level(*refused(against), *merged(for_it))
    assert (found.level, found.refused, found.ended) == (expected, against, against + for_it)


def test_a_share_is_met_exactly() -> None:
    assert level(*refused(11), *merged(9), share=0.55).level == "off"


@pytest.mark.parametrize("reason", ["false-positive", "wont-fix", "none"])
def test_these_reasons_are_refusals(reason: str) -> None:
    assert level(*refused(3, reason)).level == "comment"


def test_a_closing_without_a_word_that_nobody_recorded_is_a_refusal() -> None:
    assert level(*(earlier(n, f"{n:016x}") for n in range(3))).level == "comment"


@pytest.mark.parametrize("reason", ["accepted-risk", "fixed-elsewhere"])
def test_these_reasons_are_none_but_count_as_ended(reason: str) -> None:
    until = {"until": date(2027, 1, 1)} if reason == "accepted-risk" else {}
    found = level(*refused(6, reason, **until))
    assert (found.level, found.refused, found.ended) == ("pull", 0, 6)


def test_what_we_closed_ourselves_is_no_refusal() -> None:
    assert level(*(earlier(n, f"{n:016x}", ended="gone") for n in range(6))).level == "pull"


def test_refusals_that_leave_the_window_are_forgotten() -> None:
    entries = refused(6, days=30)
    assert level(*entries, window_days=31).level == "off"
    assert level(*entries, window_days=30) == Autonomy(
        "pull", "0 of 0 that ended in the last 30 days were refused"
    )


def test_other_rules_and_open_pull_requests_do_not_count() -> None:
    others = refused(6, rule="python.xss")
    still = [earlier(n, f"{n:016x}", PullState.OPEN) for n in range(3)]
    assert level(*others, *still) == Autonomy("pull", "0 of 0 that ended in the last 180 days were refused")


def test_neutral_ones_count_as_todays_scan_tells() -> None:
    entries = refused(3, rule="")
    assert level(*entries).level == "pull"
    assert level(*entries, rules={f"{n:016x}": RULE for n in range(100, 103)}).level == "comment"


def test_why_names_figures_pull_requests_and_the_key_that_overrules() -> None:
    why = level(*refused(3), *merged(1)).why
    assert why.startswith("3 of 4 that ended in the last 180 days were refused (#100, #101, #102)")
    assert why.endswith("autonomy.pull = ['python.sql'] overrules this")
    assert "#109 and 2 more" in level(*refused(12)).why


def test_people_overrule_it_and_the_most_freedom_wins() -> None:
    entries = refused(9)
    assert level(*entries, pull=("python.*",)) == Autonomy("pull", "autonomy.pull names it (python.*)")
    assert level(off=("*",)).level == "off"
    assert level(comment=(RULE,)).level == "comment"
    assert level(off=("*",), comment=("python.*",)).level == "comment"
    assert level(off=("*",), comment=("*",), pull=(RULE,)).level == "pull"
    assert level(off=("java.*",)).level == "pull"
