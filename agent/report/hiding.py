"""Which texts of our values are free text, in which credentials are hidden.

All other texts (ids, paths, branches, addresses, digests) are ours or name something: a repository that
writes `password = "evidence_gap"` must not rewrite them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from agent.contract import Contract
from agent.credentials import Vault, concealed
from agent.domain import Draft, Finding, Proof, Rule, RuleFix, Skip
from agent.verdict import Check, Delivered, Flag, Objection, Outcome, Output, Review

FREE: Mapping[type, frozenset[str]] = {
    Rule: frozenset({"guidance"}),
    RuleFix: frozenset({"replacement"}),
    Finding: frozenset({"message", "snippet"}),
    Skip: frozenset({"reason"}),
    Draft: frozenset({"summary", "assumptions"}),
    Proof: frozenset({"content"}),
    Contract: frozenset({"flow", "attacker", "invariant", "place", "keep", "helper", "quotes"}),
    Flag: frozenset({"text"}),
    Output: frozenset({"text"}),
    Check: frozenset({"detail"}),
    Objection: frozenset({"quote", "reason"}),
    Review: frozenset({"sanitizer", "attacks"}),
    Delivered: frozenset({"note", "notes"}),
    Outcome: frozenset({"reason", "diff", "summary", "assumptions"}),
}
"""The fields that hold free text; whatever else is a text stays as it is."""

T = TypeVar("T")


def texts(value: object) -> Iterator[str]:
    """Every text in a value, free or not: dataclasses, tuples, lists and the values of dicts are searched."""
    if isinstance(value, Enum):
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from texts(item)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from texts(getattr(value, field.name))


def learn(vault: Vault, *values: object) -> None:
    """Show a vault every text, since what tells that one holds a credential may stand in another."""
    for text in dict.fromkeys(texts(values)):
        vault.hide(text)


def hider(*values: object) -> Callable[[str], str]:
    """What hides in one text the credentials that all texts of these values tell of."""
    vault = Vault()
    learn(vault, *values)
    return cache(vault.hide)


def told(value: T, hide: Callable[[str], str]) -> T:
    """A value with `hide` done to its free texts.

    The fingerprint of a finding is made from its snippet: take it from the finding as it was.
    """
    found: Any = value
    if isinstance(value, tuple | list):
        found = type(value)(told(item, hide) for item in value)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        free = FREE.get(type(value), frozenset())
        parts = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        done = {n: concealed(part, hide) if n in free else told(part, hide) for n, part in parts.items()}
        found = dataclasses.replace(value, **done)
    return found  # type: ignore[no-any-return]
