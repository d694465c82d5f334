"""One writer at a time, whatever dies, lags or answers nothing."""

from __future__ import annotations

import pytest

from agent.forge.delivery.lock import MOST_POLLS, MOST_TRIES, POLL_SECONDS, SECONDS, Held, locked
from agent.forge.values import Lock, Trouble, TroubleKind
from tests.doubles.forge_lock import MemoryLock
from tests.doubles.forge_memory import Fault
from tests.forge.delivery.clocks import DOWN, Clock, held_by, world


def test_the_lock_is_taken_from_nobody_and_given_back() -> None:
    clock, host = world()
    with locked(host, "me", clock.sleep, clock) as held:
        assert isinstance(held, Held) and host.holder == "me" and held.still_ours() == ""
    assert host.tip == "" and clock.slept == []


def test_the_lock_is_given_back_when_the_work_fails() -> None:
    clock, host = world()
    with pytest.raises(ZeroDivisionError), locked(host, "me", clock.sleep, clock):
        raise ZeroDivisionError
    assert host.tip == ""


def test_a_lock_that_another_run_holds_is_waited_for() -> None:
    clock, host = world()
    held_by("other", host)

    def sleep(seconds: float) -> None:
        clock.sleep(seconds)
        if len(clock.slept) == 3:
            host.tip = ""

    with locked(host, "me", sleep, clock) as held:
        assert isinstance(held, Held)
    assert clock.slept == [POLL_SECONDS] * 3


def test_waiting_is_bounded_and_tells_who_holds_it() -> None:
    clock, host = world()
    held_by("other", host)

    def renewed(seconds: float) -> None:
        clock.sleep(seconds)
        host.since = clock()

    with locked(host, "me", renewed, clock) as held:
        assert isinstance(held, Trouble)
        assert held.kind is TroubleKind.LATER and "other" in held.reason and held.hint
    assert host.holder == "other" and len(clock.slept) == MOST_POLLS
    assert MOST_POLLS * POLL_SECONDS > SECONDS


def test_waiting_is_bounded_where_time_stands_still() -> None:
    _, host = world()
    held_by("other", host)
    with locked(host, "me", lambda _: None, lambda: 0.0) as held:
        assert isinstance(held, Trouble)
    assert host.reads == MOST_POLLS


def test_a_lock_that_was_left_behind_is_taken_over_when_it_is_old() -> None:
    clock, host = world()
    held_by("dead", host)
    with locked(host, "me", clock.sleep, clock) as held:
        assert isinstance(held, Held) and host.holder == "me"
        assert sum(clock.slept) >= SECONDS


@pytest.mark.parametrize("fault", [Fault.LOST_AFTER, Fault.REFUSED_BEFORE])
def test_a_lost_answer_is_recognised_as_ours_or_tried_again(fault: Fault) -> None:
    clock, host = world(take0=fault)
    with locked(host, "me", clock.sleep, clock) as held:
        assert isinstance(held, Held) and held.lock.sha == host.tip and held.still_ours() == ""
        assert host.takes == (1 if fault is Fault.LOST_AFTER else 2)
    assert host.tip == ""


@pytest.mark.parametrize("fault", [Fault.PERMISSION, Fault.LATER, Fault.REFUSED])
def test_a_lock_that_may_not_be_had_is_trouble_at_once(fault: Fault) -> None:
    clock, host = world(take0=fault)
    with locked(host, "me", clock.sleep, clock) as held:
        assert isinstance(held, Trouble)
    assert host.takes == 1 and clock.slept == []


def test_a_forge_that_loses_every_answer_ends_the_attempt() -> None:
    clock = Clock()
    host = MemoryLock(clock, dict.fromkeys(range(100), Fault.REFUSED_BEFORE))
    with locked(host, "me", clock.sleep, clock) as held:
        assert isinstance(held, Trouble) and held.kind is TroubleKind.LATER
    assert host.takes == MOST_TRIES


def test_a_lock_that_cannot_be_read_is_trouble() -> None:
    clock, host = world()
    host.blind = DOWN
    with locked(host, "me", clock.sleep, clock) as held:
        assert held == DOWN
    assert host.takes == 0


def test_what_cannot_be_given_back_is_told() -> None:
    clock, host = world()
    said: list[str] = []
    with locked(host, "me", clock.sleep, clock, said.append):
        host.blind = DOWN
    assert len(said) == 1 and "503" in said[0] and "120 s" in said[0]


def test_somebody_elses_lock_is_not_given_back() -> None:
    clock, host = world()
    with locked(host, "me", clock.sleep, clock) as held:
        assert isinstance(held, Held)
        clock.now += SECONDS
        assert isinstance(host.take("other", held.lock), Lock)
    assert host.holder == "other"


def test_a_lock_that_another_run_may_be_taking_over_now_is_left_to_end_by_itself() -> None:
    clock, host = world()
    with locked(host, "me", clock.sleep, clock):
        clock.now += SECONDS - 1
    assert host.holder == "me"
    with locked(host, "other", clock.sleep, clock) as held:
        assert isinstance(held, Held) and sum(clock.slept) <= POLL_SECONDS


def test_the_lock_is_renewed_in_time_and_only_then() -> None:
    clock, host = world()
    with locked(host, "me", clock.sleep, clock) as held:
        assert isinstance(held, Held)
        clock.now += SECONDS / 3 - 1
        assert held.still_ours() == "" and host.takes == 1
        clock.now += 2
        assert held.still_ours() == "" and host.takes == 2
        assert held.lock.sha == host.tip and host.since == clock.now
    assert host.tip == ""


def test_a_lock_that_was_taken_over_is_noticed_and_stays_lost() -> None:
    clock, host = world()
    with locked(host, "me", clock.sleep, clock) as held:
        assert isinstance(held, Held)
        clock.now += SECONDS
        host.take("other", held.lock)
        assert "could not be renewed" in held.still_ours()
        assert "could not be renewed" in held.still_ours()
    assert host.holder == "other"


def test_a_lost_answer_to_a_renewal_does_not_cost_the_lock() -> None:
    clock, host = world(take1=Fault.LOST_AFTER)
    with locked(host, "me", clock.sleep, clock) as held:
        assert isinstance(held, Held)
        clock.now += SECONDS / 2
        assert held.still_ours() == "" and held.lock.sha == host.tip
    assert host.tip == ""


@pytest.mark.parametrize("fault", [Fault.REFUSED_BEFORE, Fault.LATER, Fault.PERMISSION])
def test_without_a_renewal_nothing_is_written_until_there_is_one(fault: Fault) -> None:
    clock, host = world(take1=fault)
    with locked(host, "me", clock.sleep, clock) as held:
        assert isinstance(held, Held)
        clock.now += SECONDS / 2
        assert "could not be renewed" in held.still_ours()
        assert held.still_ours() == ""


def test_a_lock_of_this_run_that_was_not_given_back_is_its_own_still() -> None:
    clock, host = world()
    held_by("me", host)
    clock.now += SECONDS - 1
    with locked(host, "me", clock.sleep, clock) as held:
        assert isinstance(held, Held) and host.takes == 1 and clock.slept == []
        assert held.still_ours() == "" and host.takes == 2
