"""Where an import leads."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Exists:
    """What is imported is there."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A dependency that the repository declares; whether it has what is imported nobody looked up."""

    package: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Why it cannot work, in words for its author."""

    problem: str


Resolution = Exists | Declared | Missing
