"""What a model is shown of a file: all of it when it is small, else what matters for the finding. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agent.authoring.shown.outline import Kind, Outline, language, outline
from agent.authoring.shown.used import used
from agent.domain import Case

WHOLE_FILE_LINES = 250
WHOLE_FILE = 9000
BUDGET = 24_000
_MARKS = 40
_AROUND = (40, 20, 8, 3, 1, 0)


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines `first` to `last` of the file, unnumbered, so that a SEARCH can copy them exactly."""

    first: int
    last: int
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A line that the finding is about."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Context:
    """What is shown for a case. `functions` are the named ones around the marks, `helpers` the others."""

    path: str
    language: str
    pieces: tuple[Piece, ...]
    whole: bool
    marks: tuple[Mark, ...]
    functions: tuple[str, ...]
    helpers: tuple[str, ...]
    in_functions: bool
    """Whether every mark lies in a named function, so that whole functions can be an answer."""


def context(case: Case, source: str, budget: int = BUDGET) -> Context:
    """The part of `source` (the case's file) that a fix needs, in at most about `budget` characters."""
    numbers = sorted({n for f in case.findings for n in range(f.location.start, f.location.end + 1)})
    lines = _lines(source)
    shape = outline(case.path, source.removeprefix("\ufeff"))
    shown = excerpt(case.path, source, numbers, budget)
    starts = [finding.location.start for finding in case.findings]
    around = [shape.function_at(number) if shape else None for number in starts]
    names = tuple(dict.fromkeys(block.name for block in around if block))
    others = [b.name for b in shape.blocks if b.kind is Kind.FUNCTION and b.name] if shape else []
    return Context(
        path=case.path,
        language=language(case.path),
        pieces=shown,
        whole=len(shown) == 1 and (shown[0].first, shown[0].last) == (1, len(lines)),
        marks=tuple(Mark(n, lines[n - 1].strip()) for n in numbers[:_MARKS] if n <= len(lines)),
        functions=names,
        helpers=tuple(name for name in dict.fromkeys(others) if name not in names)[:40],
        in_functions=all(around),
    )


def near(case: Case, source: str, room: int, most: int) -> Context:
    """The context in `room` characters, in `most` where that would cut a function that is to be corrected."""
    seen = context(case, source, room)
    shape = outline(case.path, source.removeprefix("\ufeff"))
    around = [shape.function_at(finding.location.start) if shape else None for finding in case.findings]
    cut = any(b and not any(p.first <= b.start and b.end <= p.last for p in seen.pieces) for b in around)
    return context(case, source, most) if cut else seen


def excerpt(path: str, source: str, numbers: Sequence[int], budget: int = BUDGET) -> tuple[Piece, ...]:
    """The whole file when it is small, else its imports, what encloses `numbers` and what that uses.

    Where that is too much, ever fewer lines around `numbers`, so that those are always shown.
    """
    lines = _lines(source)
    if len(lines) <= WHOLE_FILE_LINES and len(source) <= min(budget, WHOLE_FILE):
        return _pieces(lines, [(1, len(lines))])
    shape = outline(path, source.removeprefix("\ufeff"))
    imports = list(shape.imports) if shape else []
    candidates: list[list[tuple[int, int]]] = []
    if shape:
        around = _enclosing(shape, numbers)
        candidates = [[*imports, *around, *used(lines, shape, around)], [*imports, *around]]
    for reach in _AROUND:
        near = [(number - reach, number + reach) for number in numbers]
        candidates += [[*imports, *near], near] if reach <= _AROUND[1] else [[*imports, *near]]
    for ranges in candidates:
        pieces = _pieces(lines, ranges)
        if sum(len(piece.text) for piece in pieces) <= budget:
            return pieces
    return tuple(
        Piece(p.first, p.last, p.text[:budget]) for p in _pieces(lines, [(n, n) for n in numbers[:1]])
    )


def _lines(source: str) -> list[str]:
    """Without the byte order mark and carriage returns, which edits keep by themselves."""
    return source.removeprefix("\ufeff").replace("\r\n", "\n").removesuffix("\n").split("\n")


def _enclosing(shape: Outline, numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Innermost function or handler around each line, with the head of its class; else some lines."""
    ranges: list[tuple[int, int]] = []
    for number in numbers:
        holding = [block for block in shape.blocks if block.holds(number)]
        classes = [block for block in holding if block.kind is Kind.CLASS]
        inner = [block for block in holding if block.kind is not Kind.CLASS]
        ranges += [(block.start, block.body) for block in classes]
        if inner:
            closest = min(inner, key=lambda block: block.end - block.start)
            ranges.append((closest.start, closest.end))
        else:
            ranges.append((number - _AROUND[0], number + _AROUND[0]))
    return ranges


def _pieces(lines: Sequence[str], ranges: Iterable[tuple[int, int]]) -> tuple[Piece, ...]:
    """The ranges, clipped and joined where they touch, in the order of the file."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted((max(1, a), min(len(lines), b)) for a, b in ranges):
        if first > last:
            continue
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return tuple(Piece(first, last, "\n".join(lines[first - 1 : last])) for first, last in joined)
