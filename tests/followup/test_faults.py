"""Follow-up holds its rules whatever goes wrong at whichever write; `python -m tests.followup.faults` tries all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.doubles.github import Person
from tests.followup.faults import GROUPS, report, schedules
from tests.followup.faulty.cases import CASES, Case, run
from tests.followup.faulty.ground import Ground, ground
from tests.followup.faulty.plays import Played, play
from tests.followup.faulty.rules import LOCK_REF, at_end, differences, label, picture, written_after
from tests.followup.faulty.weak import WEAK, Weak
from tests.followup.simulation.team import Scene
from tests.followup.simulation.world import US
from tests.forge.simulated import small_environment

STEP = 17
"""Every so-manieth schedule is played here."""


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    with small_environment(), ground(tmp_path_factory.mktemp("ground")) as made:
        yield made


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS)
def test_no_rule_is_broken_whatever_goes_wrong(there: Ground, group: str) -> None:
    healthy: dict[tuple[str, bool], Any] = {}
    played = [play(there, one, healthy) for one in list(GROUPS[group]())[::STEP]]
    assert played
    broken = [f"{one.schedule.name}: {text}" for one in played for text in one.broken]
    assert not broken, "\n".join(broken)


def test_each_schedule_has_a_name_of_its_own_and_there_are_enough_of_them() -> None:
    names = [one.name for one in schedules()]
    assert len(names) == len(set(names)) > 2000


@pytest.mark.parametrize("weak", WEAK, ids=[weak.sample for weak in WEAK])
def test_what_is_known_to_fall_short_still_does(there: Ground, weak: Weak) -> None:
    (sample,) = [one for one in schedules() if one.name == weak.sample]
    played = play(there, sample, {})
    assert any(weak.covers(sample.name, text) for text in played.known), "it is mended: take it out of WEAK"


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_writes_of_a_healthy_run_are_those_that_meet_the_faults(there: Ground, case: Case) -> None:
    scene = there.prepared(case)
    run(scene)
    assert tuple(map(label, scene.world.hub.writes)) == case.writes
    if "lock" in case.writes:
        written = len(scene.world.hub.writes)
        run(scene)
        assert len(scene.world.hub.writes) == written


def _says_twice(scene: Scene) -> None:
    for _ in range(2):
        Person(scene.world.hub.state, US).comments(scene.number, "Please have a look.")


def _opens_another(scene: Scene) -> None:
    Person(scene.world.hub.state, US).opens_issue("Suture: security fixes")


def _reminds_twice(scene: Scene) -> None:
    for text in ("@dan", "@dan, again"):
        Person(scene.world.hub.state, scene.owner).comments(scene.number, text)


def _keeps_the_lock(scene: Scene) -> None:
    scene.world.store.set_ref(LOCK_REF, scene.world.base)
    scene.world.hub.state.offset = 0


def _pushes_unrecorded(scene: Scene) -> None:
    Person(scene.world.hub.state, US).pushes(scene.pull.branch, {"README.md": "# other\n"})


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_says_twice, "2 times status comments"), (_opens_another, "2 times dashboards"),
        (_reminds_twice, "2 times mentioned dan"), (_keeps_the_lock, "the lock stays"),
        (_pushes_unrecorded, "the head, which is ours, is not recorded"),
    ],
)  # fmt: skip
def test_what_must_not_be_there_in_the_end_is_noticed(
    there: Ground, spoil: Callable[[Scene], None], said: str
) -> None:
    scene = there.prepared(CASES[0])
    since = scene.world.hub.state.serial
    assert not list(at_end(scene, since, left=False))
    spoil(scene)
    assert list(at_end(scene, since, left=False)) == [said]


def test_a_write_after_somebody_stopped_us_is_noticed(there: Ground) -> None:
    scene = there.prepared(CASES[0])
    run(scene)
    assert list(written_after(scene, scene.world.hub.requests, frozenset())) == ["then status", "then memory"]
    assert list(written_after(scene, scene.world.hub.requests, frozenset({"status", "memory"}))) == []


def test_a_run_that_ends_otherwise_is_told_from_a_healthy_one(there: Ground) -> None:
    scene = there.prepared(CASES[0])
    run(scene)
    healthy = picture(scene)
    assert list(differences(picture(scene), healthy)) == []
    scene.pull.draft = True
    assert list(differences(picture(scene), healthy)) == ["pull: True, not False"]


def test_the_table_counts_places_and_broken_rules() -> None:
    first, second = schedules()[:2]
    played = (Played(first, 2, ("a rule",), (), 0.5), Played(second, 3, (), ("another",), 0.25))
    assert report(played).splitlines()[-1].split() == ["all", "2", "1", "1", "3", "0.8"]
