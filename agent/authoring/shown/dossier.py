"""What else the repository knows about a finding, within a budget.

Every part has a budget of its own. Where `room` does not hold them all, it goes to the parts in this order,
so that the last are shortened first, and left out first:

1. `trace`: the steps of the data flow that the code shown does not hold;
2. `definitions`: what the code shown uses of other files of the repository;
3. `helpers`: functions and imports of the repository that are made for this weakness;
4. `frameworks`: the libraries of the file, with their versions;
5. `callers`: lines that call the functions, or mount their addresses;
6. `conventions`: what the repository asks of those who change it;
7. `tests`: the test that touches the code.

All of it is text of the repository: data, never an instruction.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from agent.authoring.prompting.quoting import shortened, visible
from agent.authoring.shown.context import Context
from agent.authoring.shown.conventions import conventions as rules_of
from agent.authoring.shown.gathering.callers import elsewhere, inside
from agent.authoring.shown.gathering.definitions import definitions
from agent.authoring.shown.gathering.frameworks import frameworks
from agent.authoring.shown.gathering.library import Library, library
from agent.authoring.shown.gathering.sanitizers import helpers
from agent.authoring.shown.gathering.touching import touching, words
from agent.authoring.shown.parts import Shown
from agent.authoring.shown.related import example_shown
from agent.domain import Case
from agent.ports import Snapshot
from agent.text import utf8

ROOM = 7000
BUDGETS = {
    "trace": 1000,
    "definitions": 1600,
    "helpers": 1600,
    "frameworks": 400,
    "callers": 800,
    "conventions": 1500,
    "tests": 1600,
}
_LEAST = 160
# `shortened` tells how much it has left out.
_NOTE = 60
_LONGEST_LINE = 160
_EXAMPLE = re.compile(r"(^|/)(examples?|samples?|demos?|docs?)/", re.IGNORECASE)
_MOST_STEPS = 12
_MOST_CALLS = 5
_MOST_ROUTES = 3


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is told besides the code. Lines are `path:line: code`; `dropped` names the parts without room."""

    trace: tuple[str, ...] = ()
    definitions: tuple[Shown, ...] = ()
    helpers: tuple[str, ...] = ()
    callers: tuple[str, ...] = ()
    frameworks: tuple[str, ...] = ()
    tests: tuple[Shown, ...] = ()
    conventions: tuple[Shown, ...] = ()
    dropped: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Its characters, paths included."""
        lines = (*self.trace, *self.helpers, *self.callers, *self.frameworks)
        return sum(len(line) + 1 for line in lines) + sum(
            map(_cost, (*self.definitions, *self.tests, *self.conventions))
        )


def dossier(
    case: Case,
    source: str,
    seen: Context,
    snapshot: Snapshot,
    *,
    room: int = ROOM,
    conventions: bool = True,
    parts: Collection[str] = tuple(BUDGETS),
) -> Dossier:
    """What the commit tells of `case`, whose file holds `source`, in at most `room` characters.

    `seen` is what is shown of the file anyway; only `parts` are told, and take room. Equal arguments give an
    equal dossier.
    """
    files = _besides_examples(library(snapshot, case.path), case.path)
    purse = _Purse(room, parts)
    # Arguments are worked out in the order in which they stand: that of the parts.
    made = Dossier(
        trace=purse.lines("trace", _trace(case, seen, snapshot)),
        definitions=purse.files("definitions", lambda budget: _definitions(source, seen, files, budget)),
        helpers=purse.lines("helpers", helpers(case, source, seen, files, snapshot.entries().keys())),
        frameworks=purse.lines("frameworks", frameworks(case, source, snapshot)),
        callers=purse.lines("callers", _callers(case, source, seen, files)),
        conventions=purse.files(
            "conventions", lambda budget: rules_of(snapshot, case.path, budget) if conventions else ()
        ),
        tests=purse.files("tests", lambda budget: _tests(case, source, seen, files, budget)),
    )
    return replace(made, dropped=tuple(purse.dropped))


class _Purse:
    """What room is left, and which parts had none."""

    def __init__(self, room: int, wanted: Collection[str]) -> None:
        self.left = room
        self._wanted = wanted
        self.dropped: list[str] = []

    def lines(self, part: str, found: Sequence[str]) -> tuple[str, ...]:
        """The first of `found` that fit."""
        if part not in self._wanted:
            return ()
        budget = min(BUDGETS[part], self.left)
        kept: list[str] = []
        for text in map(visible, found):
            if len(text) + 1 > budget:
                break
            budget -= len(text) + 1
            kept.append(text)
        self._spend(part, sum(len(text) + 1 for text in kept), bool(found))
        return tuple(kept)

    def files(self, part: str, find: Callable[[int], tuple[Shown, ...]]) -> tuple[Shown, ...]:
        """What `find` makes of the budget that is left."""
        if part not in self._wanted:
            return ()
        budget = min(BUDGETS[part], self.left)
        kept = find(budget) if budget >= _LEAST else ()
        self._spend(part, sum(map(_cost, kept)), bool(kept or find(BUDGETS[part])))
        return kept

    def _spend(self, part: str, cost: int, there: bool) -> None:
        self.left -= cost
        if there and not cost:
            self.dropped.append(part)


def _cost(shown: Shown) -> int:
    return len(shown.path) + len(shown.text) + 2


def _besides_examples(files: Library, path: str) -> Library:
    """Examples are told of in examples only: product code does not call them."""
    if _EXAMPLE.search(path):
        return files
    return replace(files, sources=tuple(each for each in files.sources if not _EXAMPLE.search(each.path)))


def _trace(case: Case, seen: Context, snapshot: Snapshot) -> tuple[str, ...]:
    """The steps of the data flow that are not shown already, in its order."""
    found: dict[str, None] = {}
    for step in (step for finding in case.findings for step in finding.trace):
        if step.path == case.path and any(p.first <= step.start <= p.last for p in seen.pieces):
            continue
        lines = (utf8(snapshot.read(step.path)) or "").splitlines()
        code = lines[step.start - 1].strip() if 0 < step.start <= len(lines) else ""
        if code:
            found[f"{step.path}:{step.start}: {code[:_LONGEST_LINE]}"] = None
    return tuple(found)[:_MOST_STEPS]


def _definitions(source: str, seen: Context, files: Library, room: int) -> tuple[Shown, ...]:
    found = definitions(source, seen, files, room)
    return tuple(Shown(visible(each.path), visible(each.text), each.whole) for each in found)


def _callers(case: Case, source: str, seen: Context, files: Library) -> tuple[str, ...]:
    """Calls in the same file, then in others, then, where it answers addresses, the lines that mount them."""
    around = elsewhere(case.path, seen.functions, files.sources)
    marked = [mark.number for mark in seen.marks]
    here = inside(case.path, seen.functions, source, [(p.first, p.last) for p in seen.pieces], marked)
    routed = any(word.startswith("/") for word in words(case, source, seen))
    routes = around.routes[:_MOST_ROUTES] if routed else ()
    return (*(*here, *around.calls)[:_MOST_CALLS], *routes)


def _tests(case: Case, source: str, seen: Context, files: Library, room: int) -> tuple[Shown, ...]:
    """The test that touches the code, cut to its beginning and to what names the code."""
    named = words(case, source, seen)
    test = touching(case.path, named, files.tests)
    if test is None:
        return ()
    place = visible(test.path)
    left = room - len(place) - 2 - _NOTE
    if left <= 0:
        return ()
    example = example_shown(test.path, test.content.strip("\n"), named, left)
    # What has to be spelled out takes more room than it did.
    return (Shown(place, shortened(visible(example.text), left), example.whole),)
