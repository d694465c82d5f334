"""An earlier fix that is to be written again, and why. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asked for in words: untrusted. `place` is `path:line`, empty where none was named."""

    login: str
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """The fix as it was proposed (`diff`), what people asked for, and the project's checks that it failed."""

    diff: str
    wishes: tuple[Wish, ...] = ()
    checks: tuple[str, ...] = ()
