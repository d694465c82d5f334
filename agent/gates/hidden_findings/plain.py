"""What undoing the detours of one file comes to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plain:
    """A file's contents without the patch's detours, and what was undone.

    `trouble` is why there may be more to undo; empty when there is not.
    """

    source: bytes
    undone: tuple[str, ...] = ()
    trouble: str = ""
