"""Functions and imports of a repository that look made to be safe from one weakness, offered by name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from agent.authoring.answers.blocks import Block, Kind, Outline
from agent.authoring.shown.context import Context
from agent.authoring.shown.gathering.interface import Interface
from agent.authoring.shown.gathering.interfaces import acts_safe, interfaces, named_safe
from agent.authoring.shown.gathering.library import Library, Text, family_of, nearness, shape_of
from agent.authoring.shown.gathering.modules import exported
from agent.authoring.shown.gathering.offering import Candidate, described, imports
from agent.domain import Case

MOST = 8
_MOST_IMPORTS = 3
_MOST_PASSING = 2
_MOST_NAMED = 20
_MOST_ACTING = 12
_RANKED = 24
_BODY_LINES = 120
_LONGEST_NAME = 60
_HANDLER = re.compile(r"\.(route|get|post|put|delete|patch|command|task|event|on)\b|fixture")
_PLAIN = re.compile(r"[A-Za-z_$][\w$]*")


def helpers(
    case: Case, source: str, seen: Context, files: Library, paths: Collection[str]
) -> tuple[str, ...]:
    """What the repository has for the case's weakness, the best, nearest and most used first, at most eight.

    Functions come with how they are imported, their first line, what their documentation says first, and
    where they are used; after them, safe imports of other files. `paths` are all files of the commit.
    """
    known = interfaces(case.rule.cwe)
    if not known:
        return ()
    found = sorted(
        _candidates(known, case.path, seen, files),
        key=lambda each: (-_worth(each, case.path), nearness(case.path, each.text.path), each.block.start),
    )[:_RANKED]
    used = {each: _uses(each, files.sources) for each in found}
    ranked = sorted(found, key=lambda each: -_worth(each, case.path) - min(len(used[each]), 2))
    brought = list(imports(known, case.path, source, files.sources))[:_MOST_IMPORTS]
    # Much code does in passing what is safe; a few of it show how it is done here.
    passing = [each for each in ranked if each.score == 1][_MOST_PASSING:]
    best = [each for each in ranked if each not in passing][: MOST - len(brought)]
    functions = [described(each, case.path, source, files, paths, used[each]) for each in best]
    return (*functions, *brought)


def _candidates(known: Sequence[Interface], path: str, seen: Context, files: Library) -> Iterator[Candidate]:
    near = sorted(files.sources, key=lambda text: nearness(path, text.path))
    named = [text for text in near if any(named_safe(each, name) for each in known for name in text.defined)][
        :_MOST_NAMED
    ]
    acting = [text for text in near if any(part in text.content for each in known for part in each.calls)][
        :_MOST_ACTING
    ]
    for text in dict.fromkeys([*named, *acting]):
        yield from _of_file(known, path, seen, text)


def _of_file(known: Sequence[Interface], path: str, seen: Context, text: Text) -> Iterator[Candidate]:
    shape = shape_of(text.path, text.content)
    lines = text.content.split("\n")
    own = text.path == path
    for block, owner in _functions(shape) if shape else ():
        if own and (block.name in seen.functions or _is_shown(block, seen)):
            continue
        if not _callable(block, owner, text, own):
            continue
        body = "\n".join(lines[block.start - 1 : min(block.end, block.start + _BODY_LINES)])
        score = max(_score(each, block.name, body) for each in known)
        if score:
            yield Candidate(text, block, owner, score)


def _functions(shape: Outline) -> Iterator[tuple[Block, str]]:
    """Functions and methods with the name of their class; none that only another function can see."""
    for block in shape.blocks:
        holding = [other for other in shape.blocks if other is not block and other.holds(block.start)]
        if block.kind is Kind.FUNCTION and all(other.kind is Kind.CLASS for other in holding):
            yield block, holding[-1].name if holding else ""


def _score(interface: Interface, name: str, body: str) -> int:
    """3 for a name and a deed that tell of safety, 2 for a telling name, 1 for the deed alone."""
    named, acts = named_safe(interface, name), acts_safe(interface, body)
    if named and acts:
        return 3
    return 2 if named and interface.telling else int(acts)


def _worth(candidate: Candidate, path: str) -> int:
    """What tells of safety counts most, then how near it is."""
    return 2 * candidate.score + min(2, -nearness(path, candidate.text.path)[0])


def _is_shown(block: Block, seen: Context) -> bool:
    return any(piece.first <= block.start and block.end <= piece.last for piece in seen.pieces)


def _callable(block: Block, owner: str, text: Text, own: bool) -> bool:
    """Whether other code could call it: no route handler, nothing private, and in scripts exported."""
    given = {str(parameter).lstrip("*").split(":")[0] for parameter in block.signature.parameters}
    if any(_HANDLER.search(each) for each in block.signature.decorators):
        return False
    if {"req", "res"} <= given and "next" not in given:
        return False
    names = [block.name, *([owner] if owner else [])]
    if not all(_PLAIN.fullmatch(name) and len(name) <= _LONGEST_NAME for name in names):
        return False
    if own:
        return not block.name.startswith("__")
    if block.name.startswith("_") or owner.startswith("_"):
        return False
    return family_of(text.path) == "python" or exported(owner or block.name, text.content) != ""


def _uses(candidate: Candidate, sources: Iterable[Text]) -> tuple[str, ...]:
    """One place in each other file that calls it."""
    name, owner = candidate.block.name, candidate.owner
    sign = f".{name}(" if owner else f"{name}("
    found: list[str] = []
    for text in sources:
        # What defines a function of that name calls its own.
        if text.path == candidate.text.path or (name in text.defined and not owner):
            continue
        at = text.content.find(sign)
        before = text.content[at - 1 : at] if at > 0 else ""
        if at >= 0 and (owner or not (before.isalnum() or before == "_")):
            found.append(f"{text.path}:{text.content.count(chr(10), 0, at) + 1}")
    return tuple(found)
