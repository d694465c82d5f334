"""What is observed of one pull request beyond what the forge says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agent.followup.observe import mark_of
from agent.followup.values import Ladder, Presence
from agent.forge.text.marker import Marker
from agent.forge.values import Act, Commit, Pull, PullState
from tests.doubles.follow_hub import FakeBench, FakeHub, body
from tests.doubles.observed import BASE, HEAD, LADDER, MARKER, PULL, US, act, days, review
from tests.followup.engine_runs import follow


def test_what_is_merged_while_the_base_is_looked_at_is_not_said_to_be_still_there() -> None:
    merged = replace(PULL, state=PullState.MERGED, body=body(MARKER), ended=days(9.9))
    hub = FakeHub(pull_=merged, tip_of_base="9" * 40)
    assert follow(hub).writes == () and hub.marker.followed.model_dump()["ended"] == ""
    hub.tip_of_base = BASE
    follow(hub)
    assert hub.marker.followed.model_dump()["ended"] == "still-there"
    # A later commit takes it away: that is seen, too.
    follow(hub, FakeBench(presence=Presence.GONE))
    assert hub.marker.followed.ended == "verified"


def test_commits_of_people_are_told_from_merges_of_the_base() -> None:
    made = [
        Commit(HEAD, "fix", (BASE,), "t" * 40, US),
        Commit("7" * 40, "Merge", (HEAD, BASE), "t" * 40, "ann"),
    ]
    merged = replace(PULL, state=PullState.MERGED, body=body(MARKER), ended=days(5))
    for commits, edited in ((made, False), ([*made, Commit("8" * 40, "x", (HEAD,), "t" * 40, "ann")], True)):
        hub = FakeHub(pull_=merged, made=tuple(commits))
        follow(hub, FakeBench(presence=Presence.GONE))
        assert hub.marker.followed.edited is edited


def test_whoever_was_asked_and_gave_a_review_is_still_one_of_those_to_turn_to() -> None:
    acts = (act("review_requested", US, at=0, subject="ann"), review("approved", at=1))
    asked: list[tuple[str, ...]] = []

    def ladders(pull: Pull, marker: Marker, acts: Sequence[Act]) -> Ladder:
        asked.append(pull.users)
        return LADDER

    follow(FakeHub(acts=acts), ladders=ladders)
    follow(FakeHub(acts=(*acts, act("review_request_removed", "ann", subject="ann", at=2))), ladders=ladders)
    assert asked[0] == ("ann",) and asked[-1] == ()


def test_a_copied_marker_makes_nobodys_pull_request_ours() -> None:
    mine = replace(PULL, body=body(MARKER))
    assert mark_of(mine, "acme/shop", US) == MARKER
    for other in (
        replace(mine, author="eve"),
        replace(mine, head_repo="eve/shop"),
        replace(mine, branch="main"),
    ):
        assert mark_of(other, "acme/shop", US) is None


def test_who_reopens_under_the_login_that_we_use_is_a_person_and_it_is_not_closed_again() -> None:
    marker = MARKER.model_copy(update={"followed": MARKER.followed.model_copy(update={"ended": "gone"})})
    acts = (act("closed", US, at=1), act("reopened", US, at=2))
    hub = FakeHub(pull_=replace(PULL, body=body(marker)), acts=acts)
    follow(hub, FakeBench(presence=Presence.GONE))
    assert "ClosePull" not in hub.kinds and "finding-gone" in hub.marker.followed.asked
