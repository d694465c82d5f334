"""Whether code looks made to be safe from a weakness: by its name and by what it calls. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from agent.authoring.shown.gathering.interface import Interface
from agent.authoring.shown.gathering.interface_table import BY_CWE


@cache
def _table() -> dict[str, tuple[Interface, ...]]:
    found: dict[str, tuple[Interface, ...]] = {}
    for numbers, interface in BY_CWE:
        for number in numbers.split():
            found[f"CWE-{number}"] = (*found.get(f"CWE-{number}", ()), interface)
    return found


def interfaces(cwes: Iterable[str]) -> tuple[Interface, ...]:
    """What is known of the weaknesses, each once; empty for those that are not in the table."""
    return tuple(dict.fromkeys(each for cwe in cwes for each in _table().get(cwe.upper(), ())))


def named_safe(interface: Interface, name: str) -> bool:
    """Whether a function's name tells that it is made for this."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().strip("_")
    return _naming(interface.names).search(f"_{words}_") is not None


@cache
def _naming(names: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    return re.compile("|".join(_pair(first, then) for first, then in names))


def _pair(first: str, then: str) -> str:
    return f"_{_begins(first)}_" + (f"(?:.*_)?{_begins(then)}_" if then else "")


def _begins(words: str) -> str:
    """A word that begins with one of these; short ones are the whole word."""
    return f"(?:{'|'.join(word + ('s?' if len(word) < 4 else '[a-z0-9]*') for word in words.split())})"


def acts_safe(interface: Interface, body: str) -> bool:
    """Whether a function's text calls what makes it safe."""
    if not any(part in body for part in interface.calls):
        return False
    return not interface.strict or re.search(interface.strict, body) is not None
