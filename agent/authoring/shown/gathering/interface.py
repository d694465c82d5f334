"""What a safe interface looks like. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interface:
    """Signs of code that is made to be safe from one weakness.

    `names` are pairs of word beginnings: a function's name tells of safety when one of the first is followed
    by one of the second (by anything where there are none). `calls` are literal parts of code, of which one
    must be in the function; where `strict` is given it must match the function too.
    `packages` are distributions that serve the purpose, `imported` is a pattern for names to import.
    `telling` says that the name is enough; elsewhere a function of such a name is often the weak one.
    """

    names: tuple[tuple[str, str], ...]
    calls: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    imported: str = ""
    strict: str = ""
    telling: bool = True
