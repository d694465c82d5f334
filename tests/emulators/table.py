"""What worked where, and whose gap it is when something did not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How a capability ended on an emulator."""

    YES = "yes"
    GAP = "no"
    """The emulator does not have it, and our run said so or did without it."""
    OURS = "OUR GAP"
    """The emulator has it, or our run did not say what it could not do."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A verdict, and what was seen that it rests on."""

    verdict: Verdict
    why: str = ""

    def __str__(self) -> str:
        said = self.why.replace("|", "\\|").replace("\n", " ")
        return f"{self.verdict.value}: {said}" if said else self.verdict.value


Column = Mapping[str, Cell]
"""The cells of one emulator, by capability."""


def yes(why: str = "") -> Cell:
    """It works, and was read back."""
    return Cell(Verdict.YES, why)


def gap(why: str) -> Cell:
    """The emulator does not have it."""
    return Cell(Verdict.GAP, why)


def ours(why: str) -> Cell:
    """It should have worked."""
    return Cell(Verdict.OURS, why)


def judged(worked: bool, seen: str, *, lacks: str = "", honest: bool = True) -> Cell:
    """`lacks` is the emulator's own answer where it refuses; `honest`, whether our run told of it."""
    if worked:
        return yes(seen)
    if lacks and honest:
        return gap(lacks)
    return ours(f"{lacks}, and the run does not say so" if lacks else seen)


def markdown(columns: Mapping[str, Column]) -> str:
    """A table with a column for each emulator, in the order in which capabilities first come up."""
    rows = list(dict.fromkeys(name for column in columns.values() for name in column))
    lines = [_line(["capability", *columns]), _line(["---"] * (len(columns) + 1))]
    lines += [_line([row, *(str(column.get(row, "-")) for column in columns.values())]) for row in rows]
    return "\n".join(lines)


def failures(columns: Mapping[str, Column]) -> list[str]:
    """What is our gap."""
    return [
        f"{name}: {row}: {cell.why}"
        for name, column in columns.items()
        for row, cell in column.items()
        if cell.verdict is Verdict.OURS
    ]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
