"""What one run on the double does after another one was killed, or the forge asked to stop writing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from agent.forge.board import State, parse
from agent.forge.github.connect import connect
from agent.forge.text.marker import Followed, Marker, render
from agent.forge.text.marker import parse as parse_marker
from agent.forge.text.shown import fingerprints
from agent.forge.values import Trouble, TroubleKind
from agent.settings import AutonomySettings, Settings
from agent.verdict import Delivery
from tests.doubles.github import Fault
from tests.forge.schedules import FIXED_WRITES, GAP_WRITES
from tests.forge.simulated import SLUG, World, ground, small_environment

RELEASE = len(FIXED_WRITES)


@pytest.fixture
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with small_environment(), ground(tmp_path_factory.mktemp("ground")).world() as world:
        yield world


def killed(world: World, at: str) -> str:
    """A run for the evidence gap is killed at one of its writes; the name of its branch."""
    world.hub.fail(Fault.CRASH, write=GAP_WRITES.index(at) + 1)
    (done,) = world.run(world.proposal(fixed=False)).delivered
    world.hub.up()
    world.hub.clear_faults()
    world.wait()
    return done.branch


def written(world: World) -> list[str]:
    """The writes of the last run, but for giving the lock back."""
    run = world.runs[-1]
    own = world.hub.requests[run.first : run.last]
    return [request.path for request in own if request.writes and request.method != "DELETE"]


def test_a_limit_that_finishing_meets_keeps_the_run_from_delivering(world: World) -> None:
    killed(world, "labels")
    world.hub.fail(Fault.SECONDARY, write=3)
    run = world.run(world.proposal())
    assert len(written(world)) == 3 and written(world)[-1].endswith("/labels")

    world.wait()
    assert not world.run(world.proposal(), world.proposal(fixed=False)).error
    assert len(world.hub.state.pulls) == 2 and run.delivered[-1].delivery is Delivery.QUEUED


def test_a_limit_that_giving_the_lock_back_meets_keeps_the_run_from_the_next_delivery(world: World) -> None:
    world.hub.fail(Fault.SECONDARY, write=RELEASE)
    opened, queued = world.run(world.proposal(), world.proposal(fixed=False)).delivered
    assert (opened.delivery, queued.delivery) == (Delivery.OPENED, Delivery.QUEUED)
    assert "secondary rate limit" in queued.note and len(world.hub.writes) == RELEASE


def test_the_branch_of_a_killed_run_is_told_of_when_its_finding_is_gone(world: World) -> None:
    branch = killed(world, "pull request")
    (told,) = world.run().delivered
    assert (told.delivery, told.branch) == (Delivery.NONE, branch)
    assert f"branch {branch} is there without a pull request" in told.note
    assert written(world) == []


def test_the_branch_of_a_killed_run_is_told_of_when_the_next_one_may_not_write(world: World) -> None:
    branch = killed(world, "pull request")
    world.hub.fail(Fault.UNAUTHORIZED, write=1)
    run = world.run(world.proposal(), world.proposal(fixed=False))
    assert f"branch {branch} is there without a pull request" in run.words


def test_the_setting_to_change_is_named_for_every_fix_that_it_keeps_back(world: World) -> None:
    at = FIXED_WRITES.index("pull request") + 1
    world.hub.fail(Fault.FORBIDDEN, write=at, permission="pull_requests=write")
    run = world.run(world.proposal(), world.proposal(fixed=False))
    assert [each.delivery for each in run.delivered] == [Delivery.QUEUED, Delivery.QUEUED]
    assert all("pull requests: write" in each.note.replace("_", " ") for each in run.delivered)


def test_a_branch_is_a_stray_until_a_pull_request_is_made_from_it_here(world: World) -> None:
    person = world.hub.person("bob")
    for name in ("suture/a", "suture/b", "suture/c", "suturing", "feature"):
        person.pushes(name, {"x": "y"})
    person.opens_from_fork("suture/a", {"x": "z"})
    person.merges(person.opens("suture/b"))
    host = connect(world.settings.github, SLUG, sleep=world.sleep)
    try:
        assert host.strays(()) == ("suture/a", "suture/c")
        assert host.strays({"suture/c"}) == ("suture/a",)
        world.hub.fail(Fault.MISSING, read=1)
        assert host.strays(()) == ()
        world.hub.fail(Fault.FORBIDDEN, read=2)
        lost = host.strays(())
        assert isinstance(lost, Trouble) and lost.kind is TroubleKind.PERMISSION
    finally:
        host.close()


def test_that_strays_cannot_be_looked_for_is_told_and_stops_nothing(world: World) -> None:
    world.hub.fail(Fault.FORBIDDEN, when=lambda method, path: "matching-refs" in path)
    run = world.run(world.proposal())
    assert [each.delivery for each in run.delivered] == [Delivery.OPENED]
    assert any("cannot be looked for" in text for text in run.told)


def test_a_rule_whose_fixes_are_refused_gets_a_comment_and_then_nothing_new(world: World) -> None:
    rule = world.proposal().case.rule.id
    shown = Shown(world.hub, autonomy=AutonomySettings(comment=(rule,)))
    (done,) = shown.run(shown.proposal()).delivered
    assert done.delivery is Delivery.NONE and done.note.startswith("shown on the dashboard")
    (issue,) = world.hub.state.issues.values()
    (said,) = world.hub.state.comments.made.values()
    assert parse(issue.body) == State(digest=parse(issue.body).digest)  # type: ignore[union-attr]
    assert fingerprints(said.body) == {finding.fingerprint for finding in shown.proposal().case.findings}
    assert not world.hub.state.pulls and not world.hub.complaints

    (known,) = shown.run(shown.proposal()).delivered
    assert "its fix is shown on the dashboard" in known.note and written(shown) == []
    world.hub.person(said.login).deletes_comment(said.id)
    shown.run(shown.proposal())
    assert len(world.hub.state.comments.made) == len(world.hub.state.issues) == 1


def test_an_accepted_risk_comes_back_on_its_day_with_a_link(world: World) -> None:
    world = Shown(world.hub)
    (first,) = world.run(world.proposal()).delivered
    (number,) = world.hub.state.pulls
    marker = parse_marker(world.hub.state.pulls[number].body)
    assert marker is not None
    accepted = remembered(marker, date.today() + timedelta(days=1))
    person = world.hub.person("ada")
    person.edits(number, world.hub.state.pulls[number].body.replace(render(marker), render(accepted)))
    person.closes(number)
    (no,) = world.run(world.proposal()).delivered
    assert "as accepted-risk: not proposed again before" in no.note

    due = remembered(marker, date.today() - timedelta(days=1))
    person.edits(number, world.hub.state.pulls[number].body.replace(render(accepted), render(due)))
    (again,) = world.run(world.proposal()).delivered
    assert (again.delivery, again.branch) == (Delivery.OPENED, f"{first.branch}-2")
    new = max(world.hub.state.pulls)
    assert f"/pull/{number}" in world.hub.state.pulls[new].body
    (open_now,) = world.run(world.proposal()).delivered
    assert f"#{new} is open" in open_now.note


def remembered(marker: Marker, until: date) -> Marker:
    followed = Followed(ended="closed", reason="accepted-risk", until=until, by="ada")
    return marker.model_copy(update={"followed": followed})


@dataclass
class Shown(World):
    """A world whose operator says how far rules may go, and where links to it lead."""

    autonomy: AutonomySettings = field(default_factory=AutonomySettings)

    @property
    def settings(self) -> Settings:
        whole = super().settings
        own = whole.github.model_copy(update={"server_url": self.hub.origin})
        return whole.model_copy(update={"autonomy": self.autonomy, "github": own})
