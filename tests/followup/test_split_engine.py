"""A run that has to wait for another job: nothing is written, counted or locked, and the next run goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from agent.followup.observe import Observer
from agent.followup.ports import Later
from agent.followup.values import Freeze, Living, Observed, Proven, Request, Revise, Wait
from agent.forge.text.marker import Marker
from agent.forge.values import Pull, Repo
from tests.doubles.follow_hub import FakeBench, FakeHub, body
from tests.doubles.observed import LADDER, MARKER, PULL, REPO, review
from tests.doubles.people import FakePeople
from tests.followup.engine_runs import follow

WHY = "another job writes it"


class Waiting(FakeBench):
    """The code of a job that was left nothing by the jobs before."""

    def prove(self, pull: Pull, marker: Marker) -> Living:
        return Living(Proven.NOT_ASKED, detail="No job before has asked the gates.")

    def revise(self, observed: Observed, requests: Sequence[Request]) -> Later:
        return Later(WHY)


class ReadOnly(FakeHub):
    """The forge for a token that may not write."""

    @property
    def repo(self) -> Repo:
        return replace(REPO, can_push=False)


def test_nobody_is_spoken_to_while_the_gates_were_not_asked() -> None:
    hub = FakeHub()
    found = follow(hub, Waiting())
    assert hub.writes == [] and len(found.turns) == 1
    assert isinstance(found.step, Wait)
    assert (found.step.row, found.step.reason) == ("ladder", "No job before has asked the gates.")
    follow(hub, FakeBench())
    assert "Comment" in hub.kinds


def test_a_fix_that_another_job_writes_leaves_no_mark_and_counts_as_no_try() -> None:
    hub = FakeHub(acts=(review(text="Please name it.", at=9.5),))
    before = hub.pull_.body
    for _ in range(9):
        found = follow(hub, Waiting())
        assert isinstance(found.step, Revise) and found.turns[-1].notes == (WHY,) and found.turns[-1].later
    assert hub.writes == [] and hub.pull_.body == before and hub.lock() is None
    follow(hub, FakeBench())
    assert hub.marker.followed.revisions == 1


@pytest.mark.parametrize("elsewhere", [True, False])
def test_a_token_that_only_reads_freezes_nothing_where_another_job_writes(elsewhere: bool) -> None:
    hub = ReadOnly(pull_=replace(PULL, body=body(MARKER)))
    found = follow(hub, publish=False, elsewhere=elsewhere)
    assert isinstance(found.step, Freeze) is not elsewhere
    people = FakePeople(writers=frozenset())
    seen = Observer(hub, FakeBench(), people, lambda *_: LADDER, True, lambda _: False, elsewhere=elsewhere)
    observed = seen.look(PULL.number)
    assert isinstance(observed, Observed) and observed.repo.can_push is elsewhere
