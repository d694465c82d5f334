"""Which names have to do with a value, and what is new in a function, whatever its names are."""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from agent.gates.in_front.places import BLOCKS, Scope

_Binding = ast.Assign | ast.AnnAssign | ast.AugAssign
# Names that stand for a bundle of unrelated values: one attribute says nothing of another.
_BUNDLES = frozenset({"self", "cls", "request", "req", "flask", "g", "session", "current_app", "os"})


@dataclass(frozen=True, slots=True)
class Fresh:
    """What one version of a function holds more often than another. Local names do not tell code apart."""

    codes: Counter[str]
    calls: Counter[str]
    local: frozenset[str]

    @classmethod
    def between(cls, before: Scope, after: Scope) -> Fresh:
        """What `after` has more of than `before`."""
        then, now = _local(before), _local(after)
        codes = Counter(_shape(n, now) for n in _compared(after))
        codes.subtract(_shape(n, then) for n in _compared(before))
        calls = Counter(last_name(n) for n in ast.walk(after) if isinstance(n, ast.Call))
        calls.subtract(last_name(n) for n in ast.walk(before) if isinstance(n, ast.Call))
        return cls(codes, calls, now)

    def code(self, node: ast.expr) -> bool:
        """Whether a condition, a choice or a look-up in a table is new."""
        return self.codes[_shape(node, self.local)] > 0

    def call(self, node: ast.Call) -> bool:
        """Whether the function calls this more often than before."""
        return self.calls[last_name(node)] > 0


def _compared(scope: Scope) -> Iterator[ast.expr]:
    for node in ast.walk(scope):
        if isinstance(node, ast.If):
            yield node.test
        elif isinstance(node, ast.Match):
            yield node.subject
        elif isinstance(node, ast.IfExp) or (isinstance(node, ast.expr) and table_of(node) is not None):
            yield node


def table_of(node: ast.AST) -> tuple[str, ast.expr] | None:
    """The constant table and the key of `TABLE[key]` and `TABLE.get(key)`; None for any other code."""
    match node:
        case ast.Subscript(ast.Name(id=table), key) if table.isupper():
            return table, key
        case ast.Call(ast.Attribute(ast.Name(id=table), "get"), [key, *_]) if table.isupper():
            return table, key
    return None


def _local(scope: Scope) -> frozenset[str]:
    stored = {n.id for n in ast.walk(scope) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return frozenset(stored | {n.arg for n in ast.walk(scope) if isinstance(n, ast.arg)})


def _shape(node: ast.expr, local: frozenset[str]) -> str:
    bare = copy.deepcopy(node)
    for inner in ast.walk(bare):
        if isinstance(inner, ast.Name) and inner.id in local:
            inner.id = "_"
    return ast.unparse(bare)


def related_to(scope: Scope, sink: ast.stmt) -> frozenset[str]:
    """The names that a statement's values come from, and those that are made of them."""
    found = {name for head in heads(sink) for name in names(head)}
    flows = [(targets(n), names(n.value)) for n in ast.walk(scope) if isinstance(n, _Binding) and n.value]
    loops = [n for n in ast.walk(scope) if isinstance(n, ast.For | ast.AsyncFor | ast.comprehension)]
    managers = [item for item in ast.walk(scope) if isinstance(item, ast.withitem) and item.optional_vars]
    flows += [(names(n.target), names(n.iter)) for n in loops]
    flows += [(names(m.optional_vars), names(m.context_expr)) for m in managers if m.optional_vars]
    for backwards in (True, False):
        size = -1
        while size != len(found):
            size = len(found)
            for to, come in flows:
                if backwards and to & found:
                    found |= come
                elif not backwards and come & found:
                    found |= to
    return frozenset(found)


def heads(statement: ast.stmt) -> list[ast.AST]:
    """What a statement evaluates itself, without the statements in it."""
    return [node for node in ast.iter_child_nodes(statement) if not isinstance(node, BLOCKS)]


def targets(node: ast.stmt) -> set[str]:
    """The names that an assignment gives a value to."""
    if isinstance(node, ast.Assign):
        return {name for target in node.targets for name in names(target)}
    return names(node.target) if isinstance(node, ast.AnnAssign | ast.AugAssign) else set()


def names(node: ast.AST) -> set[str]:
    """The variables in some code, without what is called; of bundles such as `request` the part in use.

    The application's own configuration is none of them: no client has a say in it.
    """
    inside = list(ast.walk(node))
    called = {id(n.func) for n in inside if isinstance(n, ast.Call)}
    found = {n.id for n in inside if isinstance(n, ast.Name) and id(n) not in called}
    for part in inside:
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id in _BUNDLES:
            found.add(f"{part.value.id}.{part.attr}")
    return found - _BUNDLES - {"current_app.config", "os.environ", "os.path"}


def last_name(node: ast.expr) -> str:
    """The last part of what is named or called."""
    if isinstance(node, ast.Call):
        return last_name(node.func)
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
