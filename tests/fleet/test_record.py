"""The record: a file on a branch of the home repository, which many may write and nobody overwrites."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from agent.errors import ForgeError
from agent.fleet.record import BRANCH, joined, read_memory, record_text, shelf, write_wave
from agent.fleet.values import Open, Record, Seen, Wave
from agent.forge.github.fleet import FleetForge, fleet_forge
from agent.verdict import OutcomeKind
from tests.doubles.github import Fault, Hub
from tests.fleet.conftest import settings
from tests.fleet.world import START

HOME = "acme/home"


def seen(hours: int = 0, **more: Any) -> Seen:
    """A look so many hours after the start."""
    return Seen(when=START + timedelta(hours=hours), **{"wave": 1, "suture": "0.1.0", **more})


def wave(number: int, **more: Any) -> Wave:
    return Wave(number=number, started=START, ended=START, **more)


def log(hub: Hub) -> list[str]:
    done = subprocess.run(
        ["git", "-C", hub.state.store.folder, "log", "--format=%s", BRANCH], capture_output=True, text=True, check=True
    )  # fmt: skip
    return done.stdout.splitlines()


def test_a_branch_is_made_and_each_wave_is_one_commit_on_it(hub: Hub, forge: FleetForge) -> None:
    where = shelf(forge, HOME)
    assert read_memory(where).record == Record()
    write_wave(where, wave(1, looked=1), {"acme/a": seen(open=Open(high=2))})
    write_wave(where, wave(2, looked=2), {"acme/b": seen(1)})
    found = read_memory(where).record
    assert set(found.seen) == {"acme/a", "acme/b"} and [one.number for one in found.waves] == [1, 2]
    assert log(hub) == ["Record wave 2: 2 repositories", "Record wave 1: 1 repositories"]
    forced = [
        request for request in hub.writes if isinstance(request.body, dict) and request.body.get("force")
    ]
    assert forced == [] and hub.state.store.ref("refs/heads/main")


@pytest.mark.parametrize("first", [True, False])
def test_who_lost_the_race_joins_what_the_other_wrote(hub: Hub, forge: FleetForge, first: bool) -> None:
    where, before = shelf(forge, HOME), Record()
    if not first:
        write_wave(where, wave(1), {"acme/a": seen()})
        before = read_memory(where).record
    text = record_text(joined(before, wave(7), {"acme/other": seen(2)}))
    # Blob, tree and commit come first: the other is faster just before the ref is moved.
    hub.before_write(4, lambda: hub.person("bob").pushes(BRANCH, {"fleet.json": text}))
    write_wave(where, wave(8), {"acme/mine": seen(1)})
    found = read_memory(where).record
    assert set(found.seen) == {"acme/mine", "acme/other"} | set(before.seen)
    assert [one.number for one in found.waves][-2:] == [7, 8]


def test_who_loses_every_race_gives_up(hub: Hub, forge: FleetForge) -> None:
    where = shelf(forge, HOME)
    write_wave(where, wave(1), {})
    for number in range(5):
        text = record_text(Record(waves=(wave(100 + number),)))
        faster = partial(hub.person("bob").pushes, BRANCH, {"fleet.json": text})
        hub.before_write(4 * number + 4, faster)
    with pytest.raises(ForgeError, match="cannot be written"):
        write_wave(where, wave(2), {})
    assert "Record wave 2: 0 repositories" not in log(hub)


@pytest.mark.parametrize("number", [1, 2, 3, 4])
@pytest.mark.parametrize("again", [False, True])
def test_a_write_whose_answer_is_lost_is_not_done_twice(
    hub: Hub, forge: FleetForge, number: int, again: bool
) -> None:
    where = shelf(forge, HOME)
    if again:
        write_wave(where, wave(1), {"acme/a": seen()})
    hub.fail(Fault.LOST, write=number)
    if number < 4:
        # Nothing is visible yet: giving up loses nothing.
        with pytest.raises(ForgeError):
            write_wave(where, wave(2), {"acme/b": seen(1)})
    else:
        write_wave(where, wave(2), {"acme/b": seen(1)})
    assert [one.number for one in read_memory(where).record.waves] == [1] * again + [2] * (number == 4)
    assert not hub.state.store.ref(f"refs/heads/{BRANCH}") or len(log(hub)) == again + (number == 4)


def test_a_record_that_is_none_of_ours_is_left_alone(hub: Hub, forge: FleetForge) -> None:
    hub.person("bob").pushes(BRANCH, {"fleet.json": '{"version": 1, "seen": {"../x": {}}}'})
    with pytest.raises(ForgeError, match="none of ours"):
        read_memory(shelf(forge, HOME))
    with pytest.raises(ForgeError, match="none of ours"):
        write_wave(shelf(forge, HOME), wave(1), {})
    assert [request for request in hub.writes if request.login == "suture-bot"] == []


def test_a_token_that_may_not_write_is_told_what_it_needs(hub: Hub) -> None:
    reader = fleet_forge(settings(hub, "reader-token"), sleep=lambda _: None)
    with reader as forge, pytest.raises(ForgeError) as refused:
        write_wave(shelf(forge, HOME), wave(1), {})
    assert "suture-fleet" in str(refused.value) and refused.value.hint


def test_other_files_of_the_branch_stay(hub: Hub, forge: FleetForge) -> None:
    hub.person("bob").pushes(BRANCH, {"notes.md": "ours\n"})
    write_wave(shelf(forge, HOME), wave(1), {"acme/a": seen()})
    done = subprocess.run(
        ["git", "-C", hub.state.store.folder, "show", f"{BRANCH}:notes.md"], capture_output=True, text=True, check=True
    )  # fmt: skip
    assert done.stdout == "ours\n" and set(read_memory(shelf(forge, HOME)).record.seen) == {"acme/a"}


def test_the_later_of_two_looks_stays_whatever_the_case_of_its_name() -> None:
    first = joined(Record(), wave(1), {"acme/A": seen(5)})
    assert joined(first, wave(2), {"acme/a": seen(1)}).seen["acme/a"].when == START + timedelta(hours=5)
    assert set(joined(first, wave(2), {"acme/a": seen(9)}).seen) == {"acme/a"}


def test_failures_in_a_row_count_on_and_keep_what_was_known() -> None:
    record = joined(Record(), wave(1), {"acme/a": seen(open=Open(critical=1), pushed_at=START)})
    for number in (2, 3):
        failed = seen(number, wave=number, error="crashed", failures=1)
        record = joined(record, wave(number), {"acme/a": failed})
    again = joined(record, wave(3), {"acme/a": seen(4, wave=3, error="crashed", failures=1)})
    look = record.seen["acme/a"]
    assert (look.failures, look.open.critical, look.pushed_at) == (2, 1, START)
    assert again.seen["acme/a"].failures == 2, "the same wave told twice is one failure"
    assert joined(record, wave(4), {"acme/a": seen(9, wave=4)}).seen["acme/a"].failures == 0


def test_a_record_has_a_line_for_each_repository_and_comes_back() -> None:
    record = Record(
        waves=(wave(1),),
        seen={"acme/b": seen(open=Open(low=1)), "acme/a": seen(outcomes={OutcomeKind.FIXED: 2})},
    )
    text = record_text(record)
    assert Record.model_validate_json(text) == record
    assert [line[:9] for line in text.splitlines() if line.startswith('"acme')] == ['"acme/a":', '"acme/b":']
    assert Record.model_validate_json(record_text(Record())) == Record()


def test_only_the_last_waves_are_kept() -> None:
    record = Record()
    for number in range(1, 60):
        record = joined(record, wave(number), {})
    assert [one.number for one in record.waves] == list(range(10, 60))
