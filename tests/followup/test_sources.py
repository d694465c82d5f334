"""What the dashboard is made from: what an edited text claims does not count against today's scan."""

from __future__ import annotations

from agent.domain import Finding, Location, Rule, Severity
from agent.followup.overview import overview
from agent.followup.sources import Sources, quiet
from agent.forge.delivery.ledger import Entry
from agent.forge.scoreboard import rule_of
from agent.forge.values import PullState, Repo
from agent.settings import Settings
from tests.doubles.past import NOW, REPO, earlier
from tests.doubles.rest_server import Reply
from tests.forge.github.samples import REPO as AT
from tests.forge.github.samples import connected, pull

FINDING = Finding(Rule("python.sql", Severity.HIGH), Location("app.py", 1, 1), "m", "code")
PUBLIC = Repo("acme/shop", "main", private=False, archived=False, can_push=True, login="suture[bot]")


def sources(*entries: Entry, repo: Repo = REPO) -> Sources:
    return Sources(repo, "main", "b" * 40, entries, (), (FINDING,), lambda _: "", Settings(), NOW)


def test_a_rule_is_that_of_todays_finding_whatever_the_marker_was_edited_to() -> None:
    entry = earlier(5, FINDING.fingerprint)
    forged = Entry(entry.pull, entry.marker.model_copy(update={"rule": "victim.rule"}))
    assert rule_of(forged, {FINDING.fingerprint: "python.sql"}) == "python.sql"


def test_what_is_recorded_as_verified_and_back_again_is_not_verified() -> None:
    entry = earlier(5, FINDING.fingerprint, PullState.MERGED, ended="verified", end_days=2.0)
    made = overview(sources(entry))
    assert made.returned
    assert not made.verified
    assert made.score.fixed == 0


def test_an_edited_marker_does_not_make_a_neutral_finding_public() -> None:
    marker = earlier(5, FINDING.fingerprint).marker.model_copy(update={"rule": "x"})
    here = {FINDING.fingerprint: FINDING}
    assert quiet(PUBLIC, marker, here, Settings())
    assert not quiet(REPO, marker, here, Settings())
    assert not quiet(PUBLIC, marker, {}, Settings())
    (row,) = overview(sources(earlier(5, FINDING.fingerprint, PullState.OPEN), repo=PUBLIC)).open
    assert row.told == "neutral"


def test_a_marker_that_names_another_rules_finding_does_not_hide_it() -> None:
    entry = earlier(5, "0" * 16)
    marker = entry.marker.model_copy(
        update={"fingerprints": ("0" * 16, FINDING.fingerprint), "rule": "other"}
    )
    made = overview(sources(Entry(entry.pull, marker)))
    assert [row.fingerprints for row in made.waiting] == [(FINDING.fingerprint,)]


def test_a_date_without_a_zone_is_none_that_can_be_counted_from() -> None:
    with connected({f"GET {AT}/pulls/1": Reply({**pull(1), "created_at": "2026-03-02T11:00:00"})}) as (
        _,
        host,
    ):
        found = host.pull(1)
    assert getattr(found, "created", None) is None
