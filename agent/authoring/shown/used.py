"""What the code around a finding uses of its own file: constants, short functions, a constructor. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from agent.authoring.answers.blocks import Block, Kind, Outline

_ASSIGNED = re.compile(
    r"(?:export\s+)?(?:(?:const|let|var)\s+)?([A-Za-z_$][\w$]*)\s*(?::[^=]{0,80})?=(?![=>])"
)
_WORD = re.compile(r"[A-Za-z_$][\w$]*")
_CALLED = re.compile(r"(?<![\w$])([A-Za-z_$][\w$]*)\s*\(")
_MADE = ("__init__", "constructor")
_LONGEST_CONSTANT = 12
_LONGEST_FUNCTION = 25
_MOST_CONSTANTS = 12
_MOST_FUNCTIONS = 4


def used(lines: Sequence[str], shape: Outline, ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Line ranges that tell what the code in `ranges` refers to, so that nobody has to guess it.

    Top-level assignments whose name occurs there, short functions that are called there, and the
    constructor of its class; each kind up to a small number.
    """
    shown = sorted(ranges)
    code = "\n".join("\n".join(lines[max(0, first - 1) : last]) for first, last in shown)
    words, calls = set(_WORD.findall(code)), set(_CALLED.findall(code))
    constants = [(first, last) for name, first, last in assignments(lines, shape) if name in words][
        :_MOST_CONSTANTS
    ]
    short = [
        block
        for block in shape.blocks
        if block.kind is Kind.FUNCTION
        and block.end - block.start < _LONGEST_FUNCTION
        and not any(first <= block.start and block.end <= last for first, last in shown)
        and (block.name in calls or (block.name in _MADE and _same_class(block, shape, shown)))
    ]
    return [*constants, *((block.start, block.end) for block in short[:_MOST_FUNCTIONS])]


def assignments(lines: Sequence[str], shape: Outline) -> Iterator[tuple[str, int, int]]:
    """Names that are given a value at the top level, with the lines of it; no long tables."""
    inside = {number for block in shape.blocks for number in range(block.start, block.end + 1)}
    for first, line in enumerate(lines, 1):
        match = _ASSIGNED.match(line)
        if match is None or first in inside or first in shape.fixed:
            continue
        depth = 0
        for last in range(first, min(len(lines), first + _LONGEST_CONSTANT - 1) + 1):
            depth += sum(lines[last - 1].count(mark) for mark in "([{")
            depth -= sum(lines[last - 1].count(mark) for mark in ")]}")
            if depth <= 0:
                yield match[1], first, last
                break


def _same_class(block: Block, shape: Outline, shown: Sequence[tuple[int, int]]) -> bool:
    owners = [b for b in shape.blocks if b.kind is Kind.CLASS and b.holds(block.start)]
    return any(owner.holds(last) for owner in owners for _, last in shown)
