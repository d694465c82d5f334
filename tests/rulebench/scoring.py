"""Recall, precision and the Youden score, and tables of text; nothing here reads a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# Numbers of the CWE list that name one flaw at different depths: a finding of any of them is a finding.
KIN: tuple[frozenset[int], ...] = (
    frozenset({22, 23, 36, 73, 99, 641}),
    frozenset({77, 78, 88}),
    frozenset({79, 80, 116}),
    frozenset({94, 95, 96}),
    frozenset({93, 113}),
    frozenset({93, 117}),
    frozenset({209, 215, 489, 497}),
    frozenset({259, 321, 522, 798}),
    frozenset({310, 326, 327, 328, 916, 1240}),
    frozenset({329, 1204}),
    frozenset({330, 331, 335, 337, 338, 339, 340}),
    frozenset({347, 345}),
    frozenset({377, 378, 379}),
    frozenset({400, 730, 1333}),
    frozenset({611, 776, 827}),
    frozenset({276, 732}),
)
"""The same for every rule set, so that none wins by the number that its author chose."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Cases by what they are and whether they were reported."""

    found: int = 0
    missed: int = 0
    false: int = 0
    quiet: int = 0

    def plus(self, bad: bool, reported: bool) -> Tally:
        """With one case more: `bad` is vulnerable, `reported` has a finding."""
        return Tally(
            self.found + (bad and reported),
            self.missed + (bad and not reported),
            self.false + (not bad and reported),
            self.quiet + (not bad and not reported),
        )

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.found + other.found,
            self.missed + other.missed,
            self.false + other.false,
            self.quiet + other.quiet,
        )

    @property
    def recall(self) -> float | None:
        """The share of bad cases that were reported; None where there is no bad case."""
        return _share(self.found, self.found + self.missed)

    @property
    def false_rate(self) -> float | None:
        """The share of good cases that were reported."""
        return _share(self.false, self.false + self.quiet)

    @property
    def precision(self) -> float | None:
        """The share of reported cases that are bad."""
        return _share(self.found, self.found + self.false)

    @property
    def youden(self) -> float | None:
        """Recall less the share of false reports: 1 is perfect, 0 is guessing."""
        recall, false = self.recall, self.false_rate
        return None if recall is None or false is None else recall - false


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def kin(cwe: int) -> frozenset[int]:
    """Every number that stands for the same flaw as `cwe`."""
    return frozenset({cwe}).union(*(group for group in KIN if cwe in group))


def percent(value: float | None) -> str:
    """As a whole number of per cent; a dash where there is nothing to divide by."""
    return "-" if value is None else f"{value * 100:.0f} %"


def score(value: float | None) -> str:
    """A Youden score with two digits."""
    return "-" if value is None else f"{value:+.2f}"


def per_5000(findings: int, lines: int) -> float:
    """Findings in 5,000 lines; 0 for no lines."""
    return findings * 5000 / lines if lines else 0.0


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table, the first column to the left and the others to the right."""
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(row[n]) for row in cells) for n in range(len(head))]
    rule = ["-" * width if n == 0 else "-" * (width - 1) + ":" for n, width in enumerate(widths)]
    lines = [cells[0], rule, *cells[1:]]
    return "\n".join("| " + " | ".join(_pad(line, widths)) + " |" for line in lines) + "\n"


def _pad(line: Sequence[str], widths: Sequence[int]) -> list[str]:
    return [cell.ljust(widths[n]) if n == 0 else cell.rjust(widths[n]) for n, cell in enumerate(line)]
