"""Python: new checks and sanitizers between a function's head and the statement that still matches."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.domain import Location
from agent.gates.imports.parse import parse_python
from agent.gates.in_front.answer import PASSING, InFront, Moved, Nothing
from agent.gates.in_front.flow import Fresh, heads, last_name, names, related_to, table_of, targets
from agent.gates.in_front.places import Place, place_of

_ENDS = frozenset({"abort", "exit", "_exit", "fail", "deny", "forbid"})
# A call whose result nobody uses can only be a check if it raises.
_RAISES = re.compile(
    r"^_?(check|validat|verif|ensure|require|guard|refus|reject|sanit|forbid|deny|relative_to|raise_|authori)"
)
_INERT = frozenset(
    {"staticmethod", "classmethod", "property", "wraps", "cache", "lru_cache", "cached_property", "override"}
)
_NO_TESTS = PASSING | {"isinstance", "bool"}
_EMPTY = (None, "", b"", 0)


def in_front(before: bytes, after: bytes, was: Location, now: Location) -> InFront | Moved | Nothing:
    """See the package; both sources in full."""
    trees = parse_python(before), parse_python(after)
    if not isinstance(trees[0], ast.Module) or not isinstance(trees[1], ast.Module):
        return Nothing()
    base, place = place_of(trees[0], was.start), place_of(trees[1], now.start)
    if base is None or place is None:
        return Nothing()
    if base.name != place.name:
        return Moved(base.name or "the module itself")
    # A condition says more to a reader than the values that it looks at.
    fronts = list(_fronts(base, place))
    found = min(fronts, key=lambda node: (not isinstance(node, ast.If), node.lineno), default=None)
    if found is None:
        return Nothing()
    return InFront(found.lineno, ast.unparse(found).split("\n")[0][:160])


@dataclass(frozen=True, slots=True)
class _Look:
    """What is new in the function, and which names have to do with the value."""

    fresh: Fresh
    related: frozenset[str]

    def touches(self, node: ast.AST) -> bool:
        return bool(names(node) & self.related)

    def decides(self, test: ast.expr) -> bool:
        """Whether a condition looks at the value itself: not at its mere presence or type."""
        for node in ast.walk(test):
            if isinstance(node, ast.Compare):
                sides = [node.left, *node.comparators]
                plain = any(isinstance(side, ast.Constant) and side.value in _EMPTY for side in sides)
                same = len({ast.unparse(side) for side in sides}) == 1
                if not plain and not same and self.touches(node):
                    return True
            elif isinstance(node, ast.Call) and last_name(node) not in _NO_TESTS and self.touches(node):
                return True
        return False

    def sanitizes(self, value: ast.expr) -> bool:
        """Whether an expression holds a new call, or a new choice, that works on the value."""
        for node in ast.walk(value):
            if isinstance(node, ast.Call) and last_name(node) not in PASSING and self.fresh.call(node):
                if any(self.touches(given) for given in _given(node)):
                    return True
            elif isinstance(node, ast.IfExp) and self.fresh.code(node) and self.decides(node.test):
                return True
            found = table_of(node) if isinstance(node, ast.expr) and self.fresh.code(node) else None
            if found is not None and self.touches(found[1]):
                return True
        return False

    def picks(self, match: ast.Match, place: Place) -> bool:
        """Whether a new `match` on the value lets only literals through to the place, or asks a new guard."""
        if not self.fresh.code(match.subject) or not self.touches(match.subject):
            return False
        held = [case for case in match.cases if any(step in place.chain for step in case.body)]
        return any(_literal(case.pattern) or (case.guard and self.decides(case.guard)) for case in held)


def _fronts(base: Place, place: Place) -> Iterator[ast.stmt | ast.expr]:
    """Everything new on the way that could make a difference to the value."""
    if not isinstance(place.scope, ast.Module) and not isinstance(base.scope, ast.Module):
        known = {ast.unparse(d) for d in base.scope.decorator_list}
        for mark in place.scope.decorator_list:
            if ast.unparse(mark) not in known and last_name(mark) not in _INERT | PASSING:
                yield mark
    look = _Look(Fresh.between(base.scope, place.scope), related_to(place.scope, place.chain[-1]))
    for ahead in _ahead(place):
        if _checks(look, place, ahead):
            yield ahead
    for head in heads(place.chain[-1]):
        for outer in (node for node in ast.walk(head) if isinstance(node, ast.Call)):
            given = [*outer.args, *(keyword.value for keyword in outer.keywords)]
            yield from (argument for argument in given if look.sanitizes(argument))


def _checks(look: _Look, place: Place, ahead: ast.stmt) -> bool:
    """Whether one statement on the way is a new check of the value, or a new value."""
    match ahead:
        case ast.If(test=test, body=body, orelse=orelse):
            if not look.fresh.code(test) or not look.decides(test):
                return False
            return ahead in place.chain or _ends(look, body) or _ends(look, orelse)
        case ast.Match():
            return look.picks(ahead, place)
        case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value) | ast.AugAssign(value=value):
            return bool(targets(ahead) & look.related) and look.sanitizes(value)
        case ast.Expr(value=ast.Call() as call):
            return bool(_RAISES.match(last_name(call))) and look.fresh.call(call) and look.touches(call)
    return False


def _ahead(place: Place) -> Iterator[ast.stmt]:
    """Statements that are always passed on the way: earlier ones of each enclosing block, and its heads."""
    block: Sequence[ast.stmt] = place.scope.body
    for step in place.chain:
        for statement in block:
            if statement is step:
                break
            yield from _passed(statement)
        if step is not place.chain[-1]:
            yield step
            block = next(b for b in _bodies(step) if any(inner in place.chain for inner in b))
            if isinstance(step, ast.Try) and block is not step.body:
                yield from (found for inner in step.body for found in _passed(inner))


def _passed(statement: ast.stmt) -> Iterator[ast.stmt]:
    """The statement, and what a loop, `with` or `try` holds: those are gone through, too."""
    yield statement
    if isinstance(statement, ast.For | ast.AsyncFor | ast.With | ast.AsyncWith | ast.Try):
        for inner in statement.body:
            yield from _passed(inner)


def _bodies(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    for field in ("body", "orelse", "finalbody"):
        yield getattr(statement, field, [])
    for part in [*getattr(statement, "handlers", []), *getattr(statement, "cases", [])]:
        yield part.body


def _ends(look: _Look, block: Sequence[ast.stmt]) -> bool:
    """Whether a block leaves the function, or this turn of a loop, or gives the value up for another."""
    if not block:
        return False
    last = block[-1]
    if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call):
        return last_name(last.value) in _ENDS
    if isinstance(last, ast.Assign | ast.AnnAssign):
        return bool(targets(last) & look.related)
    return isinstance(last, ast.Raise | ast.Return | ast.Continue | ast.Break)


def _literal(pattern: ast.pattern) -> bool:
    if isinstance(pattern, ast.MatchOr):
        return all(_literal(part) for part in pattern.patterns)
    return isinstance(pattern, ast.MatchValue | ast.MatchSingleton)


def _given(call: ast.Call) -> Iterator[ast.expr]:
    """What a call works on: its arguments, and what its method is called on."""
    yield from call.args
    yield from (keyword.value for keyword in call.keywords)
    if isinstance(call.func, ast.Attribute):
        yield call.func.value
