"""Many that want the lock at once, each with a clock of its own."""

from __future__ import annotations

import threading
import time
from contextlib import AbstractContextManager

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.forge.delivery.lock import SECONDS, Held, locked
from agent.forge.values import Lock, Trouble
from tests.doubles.forge_lock import MemoryLock
from tests.doubles.forge_memory import Fault
from tests.forge.delivery.clocks import DOWN, Clock, held_by, world


class SlowLock(MemoryLock):
    """Answers late enough for other threads to come between."""

    def take(self, holder: str, old: Lock | None) -> Lock | Trouble:
        time.sleep(0.01)
        return super().take(holder, old)


def test_threads_of_one_run_renew_it_once() -> None:
    clock = Clock()
    host = SlowLock(clock)
    with locked(host, "me", clock.sleep, clock) as held:
        assert isinstance(held, Held)
        clock.now += SECONDS / 2
        said: list[str] = []
        threads = [threading.Thread(target=lambda: said.append(held.still_ours())) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
        assert said == [""] * 8 and host.takes == 2


def test_threads_of_different_runs_never_hold_it_at_once() -> None:
    host = MemoryLock(time.monotonic, dict.fromkeys(range(1, 60, 7), Fault.LOST_AFTER))
    inside: list[str] = []
    together: list[int] = []
    troubled: list[Trouble] = []

    def run(name: str) -> None:
        for turn in range(4):
            with locked(host, f"{name}{turn}", lambda _: time.sleep(0.001)) as held:
                if isinstance(held, Trouble):
                    troubled.append(held)
                    continue
                inside.append(name)
                together.append(len(inside))
                time.sleep(0.001)
                inside.remove(name)

    threads = [threading.Thread(target=run, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()
    assert set(together) == {1} and len(together) + len(troubled) == 16
    assert len(together) >= 8 and host.tip == ""


def test_an_old_lock_is_taken_over_by_exactly_one() -> None:
    clock, host = world()
    held_by("dead", host)
    clock.now += SECONDS
    old = host.lock()
    assert isinstance(old, Lock)
    barrier, won = threading.Barrier(8), []

    def take(name: str) -> None:
        barrier.wait(10)
        taken = host.take(name, old)
        if isinstance(taken, Lock):
            won.append(taken.holder)

    threads = [threading.Thread(target=take, args=(f"run{number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert won == [host.holder]


class Run:
    """One process with a clock of its own that is stepped by the test, and may stop anywhere."""

    def __init__(self, name: str, host: MemoryLock, forge: Clock, drift: int) -> None:
        self.name, self.host, self.forge, self.drift = name, host, forge, drift
        self.open: AbstractContextManager[Held | Trouble] | None = None
        self.held: Held | Trouble = DOWN

    def clock(self) -> float:
        return self.forge.now + self.drift

    def take(self) -> None:
        if self.open is None:
            self.open = locked(self.host, self.name, lambda _: None, self.clock)
            self.held = self.open.__enter__()

    def free(self) -> None:
        if self.open is not None:
            self.open.__exit__(None, None, None)
            self.open, self.held = None, DOWN

    def may_write(self) -> bool:
        return isinstance(self.held, Held) and self.held.still_ours() == ""


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["take", "free", "write", "write", "wait"]), st.integers(0, 2), st.integers(1, 90)
    ),
    max_size=30,
)
FAULTS = st.dictionaries(
    st.integers(0, 12),
    st.sampled_from([Fault.LOST_AFTER, Fault.REFUSED_BEFORE, Fault.LATER]),
    max_size=4,
)
DRIFT = st.integers(-900, 900)


@settings(max_examples=200, deadline=None)
@given(STEPS, FAULTS, st.tuples(DRIFT, DRIFT, DRIFT))
def test_whoever_may_write_holds_the_lock_whatever_the_clocks_say(
    steps: list[tuple[str, int, int]], faults: dict[int, Fault], drifts: tuple[int, int, int]
) -> None:
    forge = Clock()
    host = MemoryLock(forge, faults)
    runs = [Run(f"run{number}", host, forge, drift) for number, drift in enumerate(drifts)]
    for what, who, seconds in steps:
        run = runs[who]
        match what:
            case "wait":
                forge.now += seconds
            case "take":
                run.take()
            case "free":
                run.free()
            case _:
                # A write that is allowed has most of the lock's life left to end in.
                assert not run.may_write() or host.holder == run.name
                assert not run.may_write() or forge.now - host.since <= SECONDS / 3
