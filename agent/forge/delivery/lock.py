"""One writer at a time on a repository: scheduled runs and the command line obey the same lock.

The lock is a ref whose commit names its holder. It is created, or moved forward from the commit that was
seen, so two runs can never both have it. Whoever dies with it lets it grow old.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from agent.forge.host import LockHost
from agent.forge.values import Lock, Trouble, TroubleKind

SECONDS = 120.0
"""A lock that is older was left behind by a run that ended without giving it back."""
POLL_SECONDS = 3.0
MOST_POLLS = 42
"""More than a lock needs to grow old."""
MOST_TRIES = 6


@dataclass(slots=True)
class Held:
    """The lock in our hands. `renewed` is when it was taken, by a clock that only counts on.

    Safe across threads.
    """

    host: LockHost
    holder: str
    lock: Lock
    clock: Callable[[], float] = time.monotonic
    renewed: float = 0.0
    kept: Trouble | None = None
    """Why it could not be given back in the end."""
    _one: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def still_ours(self) -> str:
        """Why nothing may be written any more; empty as long as the lock is ours. It is renewed in time."""
        with self._one:
            return "" if self._fresh() else self._renew()

    def _fresh(self) -> bool:
        return self.clock() - self.renewed < SECONDS / 3

    def _renew(self) -> str:
        at = self.clock()
        taken = self.host.take(self.holder, self.lock)
        if isinstance(taken, Trouble) and taken.kind in (TroubleKind.EXISTS, TroubleKind.UNSURE):
            # The answer may have been lost after the lock was renewed.
            there = self.host.lock()
            taken = there if isinstance(there, Lock) and there.holder == self.holder else taken
        if isinstance(taken, Trouble):
            return f"the lock on the repository could not be renewed: {taken.reason}"
        self.lock, self.renewed = taken, at - taken.age
        return "" if self._fresh() else "the lock on the repository could not be renewed in time"


@contextmanager
def locked(
    host: LockHost,
    holder: str,
    sleep: Callable[[float], None],
    clock: Callable[[], float] = time.monotonic,
    told: Callable[[str], object] = str,
) -> Iterator[Held | Trouble]:
    """Hold the lock, or say why it cannot be had. `holder` is unique to this run.

    Waits while another run holds it, at most until that lock is old. What cannot be given back is `told`:
    it ends by itself.
    """
    held = _taken(host, holder, sleep, clock)
    try:
        yield held
    finally:
        # An old lock may be taken over at this very moment, and must not be deleted then.
        if isinstance(held, Held) and clock() - held.renewed < 2 * SECONDS / 3:
            held.kept = host.free(held.lock)
            if held.kept is not None:
                why = held.kept.reason
                told(f"the lock was not given back ({why}); it ends by itself in {SECONDS:.0f} s")


def _taken(
    host: LockHost, holder: str, sleep: Callable[[float], None], clock: Callable[[], float]
) -> Held | Trouble:
    trouble = Trouble(TroubleKind.LATER, "another run holds the lock on this repository")
    polls = tries = 0
    while tries < MOST_TRIES and polls < MOST_POLLS:
        at = clock()
        there = host.lock()
        if isinstance(there, Trouble):
            return there
        if there is not None and there.holder == holder:
            # Our own attempt whose answer was lost.
            return Held(host, holder, there, clock, at - there.age)
        if there is not None and there.age < SECONDS:
            trouble = Trouble(TroubleKind.LATER, f"{there.holder} holds the lock on this repository")
            polls += 1
            sleep(POLL_SECONDS)
            continue
        taken = host.take(holder, there)
        if isinstance(taken, Lock):
            return Held(host, holder, taken, clock, at)
        if taken.kind not in (TroubleKind.EXISTS, TroubleKind.UNSURE):
            return replace(taken, reason=f"the lock on the repository cannot be taken: {taken.reason}")
        trouble, tries = taken, tries + 1
        sleep(min(POLL_SECONDS, 0.2 * tries))
    return Trouble(TroubleKind.LATER, trouble.reason, "run again in a few minutes")
