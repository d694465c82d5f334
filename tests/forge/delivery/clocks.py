"""A lock and a clock that a test moves on."""

from __future__ import annotations

from dataclasses import dataclass, field

from agent.forge.values import Lock, Trouble, TroubleKind
from tests.doubles.forge_lock import MemoryLock
from tests.doubles.forge_memory import Fault

DOWN = Trouble(TroubleKind.UNSURE, "503")


@dataclass
class Clock:
    """Time that passes only where somebody sleeps."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def world(**faults: Fault) -> tuple[Clock, MemoryLock]:
    """A clock that forge and runs share, and a lock; `take0=` is the fault of the first attempt."""
    clock = Clock()
    return clock, MemoryLock(clock, {int(name.removeprefix("take")): fault for name, fault in faults.items()})


def held_by(holder: str, host: MemoryLock) -> None:
    assert isinstance(host.take(holder, None), Lock)
