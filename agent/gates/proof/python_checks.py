"""The checks and sanitizers that a patch added to Python code, and the patch without their effect. Pure.

A check that is moved goes behind what it should have guarded. Where the guarded statement only computes or
reads something (an assignment, a `return`, a `with`, a query whose rows are fetched later), refusing right
after it would still be right: nothing has been given away yet, and no proof could tell, so such a survivor
would be an honest one. There the check goes behind the whole block, after the result is used. Only behind a
statement that is run for its effect alone (a deletion, a command) does it follow at once.
"""

from __future__ import annotations

import ast
import difflib
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from agent.gates.proof.mutant import ALL_LAYERS, Mutant
from agent.gates.proof.python_edit import (
    Function,
    Place,
    at_lines,
    blocks,
    holds,
    place,
    qualified,
    rewritten,
    written,
)
from agent.gates.proof.python_lookup import looked_up

_Edits = dict[Place, tuple[ast.stmt, ...]]
LOGGING = frozenset(("debug", "info", "warning", "error", "exception", "critical", "log", "print"))
# What turns an input into another form of itself and refuses or removes nothing.
_SHAPING = frozenset(
    ("strip", "lstrip", "rstrip", "lower", "upper", "casefold", "encode", "decode", "str", "Path", "PurePath")
)
# Of two long lines no more is compared: the time grows with the square.
_LONGEST = 2000
_LEAVES = (ast.Return, ast.Raise, ast.Continue, ast.Break)


def matched(
    old: ast.Module,
    new: ast.Module,
    functions: Sequence[Function],
    lines: Collection[int],
    there: Collection[int],
) -> list[tuple[ast.stmt, ast.stmt]]:
    """Each finding's statement at base and the one that took its place: on its lines, else the most alike."""
    inside = [node for function in functions for block in blocks(function) for node in block]
    found: list[tuple[ast.stmt, ast.stmt]] = []
    for sink in at_lines(old, lines):
        if isinstance(sink, Function | ast.ClassDef):
            continue
        near = [node for node in at_lines(new, there) if not isinstance(node, Function | ast.ClassDef)]
        alike = sorted(near or inside, key=lambda node: _likeness(sink, node))
        if alike:
            found.append((sink, alike[-1]))
    return found


def _likeness(one: ast.stmt, other: ast.stmt) -> tuple[int, float, int]:
    """How much two statements have in common: calls first, then their text; the later one wins."""
    common = len(_calls(one) & _calls(other))
    ratio = difflib.SequenceMatcher(None, _head(one)[:_LONGEST], _head(other)[:_LONGEST]).ratio()
    return common, ratio, other.lineno


def _calls(node: ast.stmt) -> set[str]:
    calls = (n.func for n in ast.walk(node) if isinstance(n, ast.Call))
    return {written(func).rpartition(".")[2] for func in calls}


def _head(node: ast.stmt) -> str:
    return written(node).partition("\n")[0]


def unchecked(
    old: ast.Module, new: ast.Module, after: bytes, guarded: Sequence[ast.stmt]
) -> tuple[Mutant, ...]:
    """The patched file without the effect of each check and sanitizer it added, and of all together."""
    used = _used(guarded)
    fresh = _fresh(old, new, guarded)
    unused = layers(old, new, guarded)
    found: list[tuple[str, _Edits, str]] = []
    for at, (node, left) in unused.items():
        found.append((f"`{title(node)}` computed and not used", {at: left}, title(node)))
    if len(unused) > 1:
        every = {at: left for at, (_, left) in unused.items()}
        found.append(("all of its checks computed and not used", every, ALL_LAYERS))
    for node in fresh:
        for sink in guarded if refuses(node) or _calls_with(node, used) else ():
            edits = _moved(new, node, sink)
            if edits:
                found.append((f"`{title(node)}` moved behind the use", edits, title(node)))
    made = ((name, rewritten(after, edits), layer) for name, edits, layer in found)
    return tuple(Mutant(name, data, layer) for name, data, layer in made if data is not None)


def layers(
    old: ast.Module, new: ast.Module, guarded: Sequence[ast.stmt]
) -> dict[Place, tuple[ast.stmt, tuple[ast.stmt, ...]]]:
    """Each check and sanitizer that the patch added, with what is left of it when its result is not used."""
    used = _used(guarded)
    fresh = _fresh(old, new, guarded)
    return {place(node): (node, left) for node in fresh if (left := _without_effect(node, used))}


def _used(guarded: Sequence[ast.stmt]) -> set[str]:
    return {n.id for sink in guarded for n in ast.walk(sink) if isinstance(n, ast.Name)}


def _fresh(old: ast.Module, new: ast.Module, guarded: Sequence[ast.stmt]) -> list[ast.stmt]:
    """What the patch added and could be wrong without."""
    sunk = {place(sink) for sink in guarded}
    added = (node for node in _added(old, new) if place(node) not in sunk)
    return [node for node in added if not looked_up(new, node, guarded)]


def title(node: ast.stmt) -> str:
    """What a check is called where people read of it."""
    text = _head(node)
    return text if len(text) <= 60 else text[:59] + "…"


def _added(old: ast.Module, new: ast.Module) -> Iterator[ast.stmt]:
    """Statements that base did not hold so often in the same function, compound ones by their header."""
    known = Counter(_told(old))
    for key, node in zip(_told(new), _statements(new), strict=True):
        known[key] -= 1
        if known[key] < 0:
            yield node


def _statements(tree: ast.Module) -> list[ast.stmt]:
    return [node for block in blocks(tree) for node in block]


def _told(tree: ast.Module) -> list[tuple[str, str]]:
    """Each statement by the function that it is in and its header: equal lines elsewhere are other lines."""
    owners: dict[Place, str] = {}
    for name, function in sorted(qualified(tree).items(), key=lambda item: item[1].lineno):
        owners |= {place(node): name for node in ast.walk(function) if isinstance(node, ast.stmt)}
    return [(owners.get(place(node), ""), _head(node)) for node in _statements(tree)]


def refuses(node: ast.stmt) -> bool:
    """Whether a statement refuses what it does not like.

    That the input is there at all (`if not name`, `if name is None`) is no check of what it holds.
    """
    match node:
        case ast.If(test=test, body=body, orelse=[]):
            return not _presence(test) and _leads_away(body)
        case ast.Try(body=body, handlers=[_, *_] as handlers, orelse=[], finalbody=[]):
            bare = all(isinstance(part, ast.Expr | ast.Assert) for part in body)
            return bare and all(_leads_away(handler.body) for handler in handlers)
        case ast.Assert():
            return True
    return False


def _calls_with(node: ast.stmt, names: Collection[str]) -> bool:
    """A bare call (`validate(name)`) on something that the guarded statement uses."""
    match node:
        case ast.Expr(value=ast.Call(args=[_, *_] as args)) if not _calls(node) & LOGGING:
            return any(isinstance(n, ast.Name) and n.id in names for arg in args for n in ast.walk(arg))
    return False


def _presence(test: ast.expr) -> bool:
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=ast.Name()):
            return True
        case ast.Compare(
            left=ast.Name(), ops=[ast.Is() | ast.Eq()], comparators=[ast.Constant(value=None | "")]
        ):
            return True
        case ast.UnaryOp(op=ast.Not(), operand=ast.Call(func=ast.Name(id="isinstance"))):
            return True
    return False


def _leads_away(body: Sequence[ast.stmt]) -> bool:
    """Whether a branch ends the function or the round, by itself or (`abort(404)`) by its last call."""
    last = body[-1]
    called = isinstance(last, ast.Expr) and isinstance(last.value, ast.Call) and not _calls(last) & LOGGING
    return isinstance(last, _LEAVES) or called


def _without_effect(node: ast.stmt, used: Collection[str]) -> tuple[ast.stmt, ...]:
    """The statement computed all the same and its result unused; nothing when it is no check or sanitizer.

    A sanitizer is a call of one input whose result the guarded statement uses: what else a patch computes
    (the resolved base folder, say) may well be right without it.
    """
    match node:
        case ast.If(test=test, body=body, orelse=[]):
            replaces = isinstance(body[-1], ast.Assign) and not _presence(test)
            return (ast.Expr(test),) if replaces or refuses(node) else ()
        case ast.Try(body=body, handlers=handlers) if refuses(node):
            silent = [ast.ExceptHandler(type=h.type, name=h.name, body=[ast.Pass()]) for h in handlers]
            return (ast.Try(body=body, handlers=silent, orelse=[], finalbody=[]),)
        case ast.Assert(test=test):
            return (ast.Expr(test),)
        case ast.Assign(targets=[ast.Name(id=name) as target], value=ast.Call() as value) if name in used:
            raw = _input_of(value)
            if raw is None or written(value.func).rpartition(".")[2] in _SHAPING:
                return ()
            same = isinstance(raw, ast.Name) and raw.id == name
            kept = () if same else (ast.Assign(targets=[target], value=raw, lineno=node.lineno),)
            return (ast.Expr(value), *kept)
    return ()


def _input_of(call: ast.Call) -> ast.expr | None:
    """What a sanitizer of one input was given: `x` of `clean(x)` and `x.resolve()`; None for other calls."""
    match call:
        case ast.Call(func=ast.Attribute(value=ast.Call() | ast.BinOp() as owner), args=[]):
            return owner
        case ast.Call(func=ast.Attribute(value=ast.Name() as owner), args=[*args]) if all(
            isinstance(arg, ast.Constant) for arg in args
        ):
            return owner
        case ast.Call(args=[only], keywords=[]) if not isinstance(only, ast.Constant | ast.Starred):
            return only
    return None


def _moved(tree: ast.Module, check: ast.stmt, sink: ast.stmt) -> _Edits:
    """The check behind the sink, or behind the block that it guards; nothing when it is not before it."""
    for block in blocks(tree):
        places = [place(node) for node in block]
        if place(check) not in places:
            continue
        at = places.index(place(check))
        holder = next((n for n in block[at + 1 :] if holds(n, sink)), None)
        if holder is None:
            return {}
        behind = holder if _for_effect(holder, block) else block[-1]
        return {place(check): (), place(behind): (behind, check)}
    return {}


def _for_effect(node: ast.stmt, block: Sequence[ast.stmt]) -> bool:
    """A call whose result is thrown away, on nothing that is asked for its outcome further down."""
    match node:
        case ast.Expr(value=ast.Call(func=func)):
            root: ast.expr = func
            while isinstance(root, ast.Attribute):
                root = root.value
            later = block[[place(n) for n in block].index(place(node)) + 1 :]
            names = {n.id for part in later for n in ast.walk(part) if isinstance(n, ast.Name)}
            walked = (n for part in block for n in ast.walk(part) if isinstance(n, ast.Name))
            stored = {n.id for n in walked if not isinstance(n.ctx, ast.Load)}
            return not (isinstance(root, ast.Name) and root.id in names & stored)
    return False
