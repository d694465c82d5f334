"""What a patch put in front of a place that the scanner still matches. Pure; in doubt: nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from agent.domain import Change, Finding
from agent.gates.imports.js import LANGUAGES
from agent.gates.in_front import javascript, python
from agent.gates.in_front.answer import InFront, Moved, Nothing

__all__ = ["InFront", "Moved", "Nothing", "in_front"]


def in_front(changes: Sequence[Change], before: Finding, after: Finding) -> InFront | Moved | Nothing:
    """The first new check or sanitizer on the way to `after`, which is what is left of `before`.

    A conditional that ends the function, a new value of what flows in, a call around an argument, a
    decorator. New text alone (names, spaces, comments, log lines, what does not touch the value) is nothing.
    """
    change = next((c for c in changes if c.path == after.location.path), None)
    if change is None or change.before is None or change.after is None:
        return Nothing()
    suffix = PurePosixPath(change.path).suffix.lower()
    try:
        if suffix in (".py", ".pyi"):
            return python.in_front(change.before, change.after, before.location, after.location)
        if suffix in LANGUAGES:
            return javascript.in_front(change, before.location, after.location)
    except RecursionError:
        pass  # Nested too deeply to be looked at: in doubt, nothing.
    return Nothing()
