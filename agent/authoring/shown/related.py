"""Existing tests and their set-up, cut to what a proof can learn from them. Pure."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from agent.authoring.prompting.quoting import shortened
from agent.authoring.shown.outline import Block, Kind, outline
from agent.authoring.shown.parts import Shown

_TEST = re.compile(r"^tests?[._-]|[._-](test|spec|tests)\.|^tests?\.\w+$", re.IGNORECASE)
_SETUP = re.compile(r"set-?up|helper|fixture|support|util|mock|fake|common", re.IGNORECASE)
_SHORT_STATEMENT = 3
_TOP = 40
_GAP = 6


def is_setup(path: str) -> bool:
    """Whether a file of the examples is set-up for tests, not tests."""
    name = PurePosixPath(path).name
    if _TEST.search(name):
        return False
    return name.endswith(".py") or _SETUP.search(name) is not None


def setup_shown(path: str, text: str, room: int) -> Shown:
    """The file whole where `room` characters hold it, else what its functions are called and say."""
    if len(text) <= room:
        return Shown(path, text, True)
    lines = (_skeleton(text) if path.endswith(".py") else text).split("\n")
    while lines and sum(len(line) + 1 for line in lines) > room:
        lines.pop()
    return Shown(path, "\n".join(lines), False)


def example_shown(path: str, text: str, words: Sequence[str], room: int) -> Shown:
    """The file whole, or its beginning, its helpers and the tests that name most of `words`."""
    if len(text) <= room:
        return Shown(path, text, True)
    lines = text.split("\n")
    shape = outline(path, text)
    if shape is None:
        return Shown(path, shortened(text, room), False)
    units = _units(shape.blocks, lines, room)
    first = min([block.start for block in shape.blocks], default=len(lines) + 1)
    chosen = set(_top(lines, min(first, _TOP + 1), room // 3))
    left = room - sum(len(lines[number - 1]) + 1 for number in chosen)
    told = False
    for unit in sorted(units, key=lambda unit: -_weight(unit, lines, words)):
        weight = _weight(unit, lines, words)
        heads = {b.body for b in shape.blocks if b.kind is Kind.CLASS and b.holds(unit.start)}
        fresh = (heads | set(range(unit.start, unit.end + 1))) - chosen
        cost = sum(len(lines[number - 1]) + 1 for number in fresh) + _GAP
        # One test that names nothing of this code still shows how tests are made here.
        if cost <= left and (weight or not told):
            chosen |= fresh
            left -= cost
            told = told or weight != 1
    return Shown(path, shortened(_with_gaps(lines, sorted(chosen)), room), False)


def _units(blocks: Sequence[Block], lines: Sequence[str], room: int) -> list[Block]:
    """Outermost functions and classes; what is in a class stands for it where it would take half the room."""
    outer = [b for b in blocks if not any(o is not b and o.holds(b.start) for o in blocks)]
    units: list[Block] = []
    for unit in outer:
        large = sum(len(line) + 1 for line in lines[unit.start - 1 : unit.end]) > room // 2
        within = [b for b in blocks if b is not unit and unit.holds(b.start)] if large else []
        if unit.kind is Kind.FUNCTION:
            within = []
        units += [b for b in within if not any(o is not b and o.holds(b.start) for o in within)] or [unit]
    return units


def _top(lines: Sequence[str], end: int, room: int) -> Iterator[int]:
    """The numbers of the lines before `end` that fit."""
    for number in range(1, end):
        room -= len(lines[number - 1]) + 1
        if room < 0:
            return
        yield number


def mentions(text: str, words: Sequence[str]) -> tuple[int, int]:
    """How many of the words a text has, and how often it has any."""
    return sum(word in text for word in words), sum(map(text.count, words))


def _weight(unit: Block, lines: Sequence[str], words: Sequence[str]) -> int:
    """Tests by the words they name; helpers and fixtures, which tests need, before tests that name none."""
    body = "\n".join(lines[unit.start - 1 : unit.end])
    helper = unit.kind is Kind.FUNCTION and not unit.name.lower().startswith("test")
    return 2 * mentions(body, words)[0] + helper


def _with_gaps(lines: Sequence[str], numbers: Sequence[int]) -> str:
    shown: list[str] = []
    last = 0
    for number in numbers:
        between = lines[last : number - 1]
        shown += ["[...]"] if any(line.strip() for line in between) else between
        shown.append(lines[number - 1])
        last = number
    return "\n".join(shown)


def _skeleton(text: str) -> str:
    """Decorators, signatures and docstrings of a Python file, and its short statements."""
    with warnings.catch_warnings():
        # Old escapes in somebody's strings are no concern of the operator's.
        warnings.simplefilter("ignore")
        try:
            module = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return text
    return "\n".join(_heads(module.body, text.split("\n"), ""))


def _heads(body: Sequence[ast.stmt], lines: Sequence[str], indent: str) -> Iterator[str]:
    for node in body:
        last = node.end_lineno or node.lineno
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            start = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            inner = f"{indent}    "
            yield from lines[start - 1 : max(node.lineno, node.body[0].lineno - 1)]
            said = ast.get_docstring(node)
            if said and node.lineno != node.body[0].lineno:
                yield f'{inner}"""{said.splitlines()[0]}"""'
            if isinstance(node, ast.ClassDef):
                yield from _heads([each for each in node.body if not _is_text(each)], lines, inner)
            else:
                yield f"{inner}..."
        elif last - node.lineno < _SHORT_STATEMENT and not isinstance(node, ast.Import | ast.ImportFrom):
            yield from lines[node.lineno - 1 : last]


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
