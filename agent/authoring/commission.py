"""What the author is given along with a case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from agent.authoring.answers.contract_answers import believed, same
from agent.authoring.earlier import Earlier
from agent.contract import Contract, SafeAsIs


@dataclass(frozen=True, slots=True)
class Commission:
    """How a case is to be worked on.

    `contract` is what the fix has to hold; `earlier` a fix that is to be written again, and why.
    `reveal` puts withheld values back, and is applied to code alone, never to notes. `doubt` says why a claim
    of safety is not believed, or nothing. `room` is how many characters may be spent on what stands around
    the code; `conventions` whether the repository's own rules are part of it.
    """

    contract: Contract | None = None
    earlier: Earlier | None = None
    reveal: Callable[[str], str] = same
    doubt: Callable[[SafeAsIs], str] = believed
    room: int = 7000
    conventions: bool = True


PLAIN = Commission()
"""Nothing known before, nothing withheld, every claim believed that quotes the file."""
