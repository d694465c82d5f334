"""How many requests are made of a forge."""

from __future__ import annotations

import threading


class Meter:
    """How many requests were made of a forge, by whoever shares it; those that were tried again included."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0

    @property
    def count(self) -> int:
        """So many until now."""
        return self._count

    def tick(self) -> None:
        """One more."""
        with self._lock:
            self._count += 1
