"""What a model states before any code is written: the contract of a fix, or why there is to be none."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contract:
    """What a fix has to hold, from evidence in the repository.

    `quotes` are lines of the repository that the statements rest on, each checked to be there.
    """

    flow: str
    """The path from the source of the untrusted value to the sink."""
    attacker: str
    """What an attacker sends, and what comes of it."""
    invariant: str
    """What must hold after the fix, whoever calls."""
    place: str
    """The narrowest place at which that can be enforced."""
    keep: str
    """The legitimate behaviour that must survive."""
    helper: str = ""
    """A helper that the repository already has for this, if any."""
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SafeAsIs:
    """The claim that the code is safe as it is; `quote` is the line of the file that makes it so."""

    reason: str
    quote: str


@dataclass(frozen=True, slots=True)
class OpenDecision:
    """A product decision is missing: what has to be decided, the options, and who is likely to decide."""

    question: str
    options: tuple[str, ...]
    owner: str = ""


Stated = Contract | SafeAsIs | OpenDecision
