"""A lock ref in memory, with atomic compare-and-swap and faults on demand. Implements LockHost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from agent.forge.values import Lock, Trouble, TroubleKind
from tests.doubles.forge_memory import AFTER, CRASHES, KINDS, Crashed, Fault


@dataclass
class MemoryLock:
    """The lock ref of one repository, with atomic compare-and-swap. Faults are keyed by the number of the
    attempt to take it; `clock` is the forge's."""

    clock: Callable[[], float]
    faults: Mapping[int, Fault] = field(default_factory=dict)
    tip: str = ""
    holder: str = ""
    since: float = 0.0
    takes: int = 0
    reads: int = 0
    blind: Trouble | None = None
    _one: threading.Lock = field(default_factory=threading.Lock)

    def lock(self) -> Lock | Trouble | None:
        with self._one:
            self.reads += 1
            if self.blind:
                return self.blind
            return Lock(self.tip, self.holder, self.clock() - self.since) if self.tip else None

    def take(self, holder: str, old: Lock | None) -> Lock | Trouble:
        with self._one:
            fault = self.faults.get(self.takes)
            self.takes += 1
            taken = self._take(holder, old) if fault is None or fault in AFTER else None
            if fault in CRASHES:
                raise Crashed
            if fault is None and taken is not None:
                return taken
            return Trouble(TroubleKind.EXISTS if fault is None else KINDS[fault], "no lock")

    def free(self, lock: Lock) -> Trouble | None:
        with self._one:
            if self.blind:
                return self.blind
            if self.tip == lock.sha:
                self.tip, self.holder = "", ""
            return None

    def _take(self, holder: str, old: Lock | None) -> Lock | None:
        if self.tip != (old.sha if old else ""):
            return None
        self.tip, self.holder, self.since = f"lock{self.takes}", holder, self.clock()
        return Lock(self.tip, holder, 0.0)
