"""Reads our unified diffs back into numbered lines, for display. Content can never pose as a header."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


class LineKind(StrEnum):
    """What a line of a diff is. `META` is a header that says more than the file's name."""

    FILE = "file"
    META = "meta"
    HUNK = "hunk"
    ADDED = "added"
    REMOVED = "removed"
    CONTEXT = "context"


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line: its text without the leading mark, and its number before and after, where it has one."""

    kind: LineKind
    text: str
    old: int | None = None
    new: int | None = None


def diff_lines(diff: str) -> Iterator[DiffLine]:
    """Every line of a unified diff. Hunks are as long as their headers say, whatever their lines contain."""
    old = new = old_left = new_left = 0
    for line in diff.removesuffix("\n").split("\n") if diff else ():
        if old_left <= 0 and new_left <= 0:
            hunk = _HUNK.match(line)
            if hunk:
                old, new = int(hunk[1]), int(hunk[3])
                old_left, new_left = int(hunk[2] or 1), int(hunk[4] or 1)
            yield DiffLine(_header_kind(line) if hunk is None else LineKind.HUNK, line)
            continue
        mark, text = line[:1], line[1:]
        if mark == "\\":
            yield DiffLine(LineKind.META, line)
        elif mark == "+":
            yield DiffLine(LineKind.ADDED, text, None, new)
            new, new_left = new + 1, new_left - 1
        elif mark == "-":
            yield DiffLine(LineKind.REMOVED, text, old, None)
            old, old_left = old + 1, old_left - 1
        else:
            yield DiffLine(LineKind.CONTEXT, text, old, new)
            old, new, old_left, new_left = old + 1, new + 1, old_left - 1, new_left - 1


def _header_kind(line: str) -> LineKind:
    return LineKind.FILE if line.startswith("diff --git ") else LineKind.META
