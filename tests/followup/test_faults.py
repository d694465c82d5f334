"""Follow-up holds its rules whatever goes wrong at whichever write; `python -m tests.followup.faults` tries all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.followup.faults import GROUPS, schedules
from tests.followup.faulty.ground import Ground, ground
from tests.followup.faulty.plays import play
from tests.followup.faulty.weak import WEAK
from tests.forge.simulated import small_environment

STEP = 13
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


def test_what_is_known_to_fall_short_names_a_schedule() -> None:
    names = {one.name for one in schedules()}
    assert all(weak.sample in names for weak in WEAK)
