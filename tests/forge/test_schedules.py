"""Every schedule of faults over whole deliveries holds; and the rules that are checked can be broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from agent.verdict import Delivered, Delivery
from tests.doubles.github import Fault
from tests.forge.acts import ACTS
from tests.forge.invariants import after_run, at_end
from tests.forge.plays import Play, Schedule, play
from tests.forge.schedules import FIXED_WRITES, GAP_WRITES, GROUPS, READS, answers, report, schedules
from tests.forge.simulated import Ground, Run, World, ground, small_environment

PARTS = 3
"""Each group in so many tests, for workers to share."""


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    with small_environment():
        yield ground(tmp_path_factory.mktemp("ground"))


@pytest.fixture
def world(there: Ground) -> Iterator[World]:
    with there.world() as world:
        yield world


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("part", range(PARTS))
def test_no_rule_is_broken_whatever_goes_wrong(there: Ground, group: str, part: int) -> None:
    healthy: dict[tuple[bool, ...], Any] = {}
    played = [play(there, one, healthy) for one in list(GROUPS[group]())[part::PARTS]]
    assert played
    broken = [f"{one.schedule.name}: {text}" for one in played for text in one.broken]
    assert not broken, "\n".join(broken)


def test_each_schedule_has_a_name_of_its_own_and_there_are_enough_of_them() -> None:
    names = [one.name for one in schedules()]
    assert len(names) == len(set(names)) > 300
    assert {(one.kind, one.at) for one in answers() if one.group == "answers"} == {
        (fault.name, at) for fault in Fault for at in FIXED_WRITES
    }
    assert {one.kind for one in GROUPS["people"]()} == {act.name for act in ACTS}


@pytest.mark.parametrize(("fixed", "labels"), [(True, FIXED_WRITES), (False, GAP_WRITES)])
def test_the_writes_of_a_healthy_delivery_are_those_that_meet_the_faults(
    world: World, fixed: bool, labels: tuple[str, ...]
) -> None:
    world.run(world.proposal(fixed))
    ends = {
        "lock commit": "/git/commits", "lock": "/git/refs", "branch": "/git/refs", "pull request": "/pulls", "labels": "/labels",
        "ready": "/graphql", "assignees": "/assignees", "reviewers": "/requested_reviewers", "lock given back": "/git/refs/suture/lock",
    }  # fmt: skip
    assert len(world.hub.writes) == len(labels)
    for request, label in zip(world.hub.writes, labels, strict=True):
        assert request.path.endswith(ends.get(label, f"/git/{label.split()[0]}s")), (label, request.path)
    if fixed:
        assert len(world.hub.requests) - len(world.hub.writes) >= READS


def _second_pull(world: World) -> None:
    (pull,) = world.hub.state.pulls.values()
    world.hub.person("bob").closes(pull.number)
    world.hub.person("suture-bot").opens(pull.branch)


def _ready_gap(world: World) -> None:
    (pull,) = world.hub.state.pulls.values()
    pull.draft = False


def _other_tree(world: World) -> None:
    (pull,) = world.hub.state.pulls.values()
    world.hub.person("bob").pushes(pull.branch, {"x": "y"})


def _forged_request(world: World) -> None:
    world.hub.complaints.append("a complaint")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_second_pull, "2 pull requests"), (_ready_gap, "ready without proof"), (_other_tree, "not verified"),
        (_forged_request, "a complaint"),
    ],
)  # fmt: skip
def test_what_must_not_be_there_in_the_end_is_noticed(
    world: World, spoil: Callable[[World], None], said: str
) -> None:
    world.run(world.proposal(fixed=False))
    assert list(at_end(world, [], gaps=True)) == []
    spoil(world)
    assert any(said in text for text in at_end(world, [], gaps=True))


@pytest.mark.parametrize("name", [act.name for act in ACTS if act.stops])
def test_a_write_after_somebody_stopped_us_is_noticed(world: World, name: str) -> None:
    one = Play(world, (True,))
    one.run()
    (act,) = [act for act in ACTS if act.name == name]
    one.act(act)
    one.run()
    assert list(at_end(world, one.happened, gaps=False)) == []
    late = world.hub.writes[0]
    world.hub.requests.append(late)
    assert list(at_end(world, one.happened, gaps=False)) == [f"{name}: then POST {late.path}"]


def test_a_lock_and_a_branch_that_nobody_is_told_of_are_noticed(world: World) -> None:
    world.hub.fail(Fault.CRASH, write=FIXED_WRITES.index("pull request") + 1)
    run = world.run(world.proposal())
    (done,) = run.delivered
    silent = Run(
        run.holder, (Delivered(Delivery.QUEUED, done.branch, note="bot-token"),), (), "", run.first, run.last
    )
    assert list(after_run(world, silent, killed=True)) == ["the token is in what was said"]
    assert list(after_run(world, silent))[1:] == [
        "the lock stays, and nobody was told",
        f"{done.branch} has no pull request, and nobody was told",
    ]


def test_the_table_counts_places_and_broken_rules(there: Ground) -> None:
    def write_twice(one: Play) -> None:
        one.run()
        _second_pull(one.world)

    broken = Schedule("group", "a second one", "end", lambda one: None, write_twice)
    played = [play(there, one, {}) for one in (broken, next(answers()))]
    assert played[0].broken and not played[1].broken
    lines = report(played).splitlines()
    assert lines[1].split()[:6] == ["group:", "a", "second", "one", "1", "1"]
    assert lines[-1].split()[:3] == ["all", "2", "1"]
