"""What the prompts of prover and reviewer are made of, besides pieces and marks. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shown:
    """A file that a prover may learn from; `whole` when nothing of it is left out."""

    path: str
    text: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One finding as a reviewer is told of it; `place` is `path:line` before the change."""

    rule: str
    cwe: str
    place: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Part:
    """Lines of a file as a change leaves them, from line `first` on."""

    path: str
    first: int
    text: str
