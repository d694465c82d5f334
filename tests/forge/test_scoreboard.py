"""What became of our pull requests, counted."""

from __future__ import annotations

from datetime import date

from agent.forge.scoreboard import GONE, NOT_TOLD, closed_for, rule_of, scoreboard, tally
from agent.forge.values import PullState
from tests.doubles.past import earlier

MERGED = earlier(1, "1" * 16, PullState.MERGED, lasted=2, ended="verified", review_days=1.0)
EDITED = earlier(2, "2" * 16, PullState.MERGED, lasted=6, edited=True, review_days=2.0, end_days=4.0)
OPEN = earlier(3, "3" * 16, PullState.OPEN, review_days=9.0)
REFUSED = earlier(4, "4" * 16, lasted=10, ended="refused", reason="false-positive", by="ada")
SILENT = earlier(5, "5" * 16, lasted=20)
OURS = earlier(6, "6" * 16, lasted=1, ended="gone")


def test_each_pull_request_counts_where_it_ended() -> None:
    found = tally([MERGED, EDITED, OPEN, REFUSED, SILENT, OURS])
    assert (found.opened, found.open, found.merged, found.edited) == (6, 1, 1, 1)
    assert dict(found.closed) == {"false-positive": 1, "none": 1, GONE: 1}
    assert found.refused == 2


def test_days_are_medians_of_what_is_known_and_recorded_ones_come_first() -> None:
    found = tally([MERGED, EDITED, OPEN, REFUSED, SILENT])
    assert (found.review_days, found.merge_days, found.end_days) == (2.0, 3.0, 7.0)
    empty = tally([])
    assert (empty.review_days, empty.merge_days, empty.end_days) == (None, None, None)


def test_it_is_told_by_rule_by_cwe_and_by_model() -> None:
    other = earlier(7, "7" * 16, rule="python.xss", cwe=("CWE-79", "CWE-80"), model="", source="rule_fix")
    found = scoreboard([MERGED, REFUSED, other], {})
    assert found.all.opened == 3
    assert {name: each.opened for name, each in found.rules.items()} == {"python.sql": 2, "python.xss": 1}
    assert {name: each.opened for name, each in found.cwes.items()} == {"CWE-79": 1, "CWE-80": 1, "CWE-89": 2}
    assert {name: each.opened for name, each in found.models.items()} == {"gpt": 2, "rule_fix": 1}


def test_neutral_wording_counts_for_a_rule_only_where_todays_scan_tells_it() -> None:
    neutral = earlier(8, "8" * 16, rule="", cwe=(), model="")
    assert rule_of(neutral, {}) == NOT_TOLD
    assert rule_of(neutral, {"8" * 16: "python.sql"}) == "python.sql"
    found = scoreboard([neutral], {})
    assert set(found.rules) == set(found.cwes) == set(found.models) == {NOT_TOLD}


def test_why_people_closed_it_is_told_without_its_timeline() -> None:
    assert closed_for(REFUSED) == "false-positive"
    assert closed_for(SILENT) == "none"
    assert closed_for(earlier(9, labels=("suture:wont-fix",))) == "wont-fix"
    accepted = earlier(9, ended="closed", reason="accepted-risk", until=date(2026, 12, 1))
    assert closed_for(accepted) == "accepted-risk"
    assert closed_for(OURS) is closed_for(MERGED) is closed_for(OPEN) is None
