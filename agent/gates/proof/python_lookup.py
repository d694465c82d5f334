"""Whether a check of Python code asks for a key that is looked up before the use anyway. Pure.

Without such a check the look-up raises instead, so no wrong fix comes of taking it away, and no proof could
notice one.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence

from agent.gates.proof.python_edit import blocks, holds, place, written

_READS = frozenset(("get", "keys", "values", "items", "copy"))
# What a statement may leave out when it is run.
_PERHAPS = (
    ast.Lambda, ast.IfExp, ast.BoolOp, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp,
    ast.stmt, ast.ExceptHandler, ast.match_case,
)  # fmt: skip


def looked_up(tree: ast.Module, check: ast.stmt, guarded: Sequence[ast.stmt]) -> bool:
    """Whether `check` is `if key not in TABLE: ...` and `TABLE[key]` follows, on every way to the use.

    `TABLE` has to be a dict literal of the file, and the guarded statements may not use the key itself.
    """
    match check:
        case ast.If(
            test=ast.Compare(left=key, ops=[ast.NotIn()], comparators=[ast.Name(id=table)]), orelse=[]
        ):
            own = {n.id for n in ast.walk(key) if isinstance(n, ast.Name)}
            used = {name for sink in guarded for name in _names(sink, table, key)}
            return own.isdisjoint(used) and _literal(tree, table) and _follows(tree, check, guarded)
    return False


def _follows(tree: ast.Module, check: ast.If, guarded: Sequence[ast.stmt]) -> bool:
    """Whether the look-up stands behind the check in its block, before or in what the check guards.

    A check that guards no such statement (it is in a helper) has the look-up right behind it.
    """
    for block in blocks(tree):
        places = [place(node) for node in block]
        if place(check) not in places:
            continue
        later = block[places.index(place(check)) + 1 :]
        inside = [sink for sink in guarded if any(holds(part, sink) for part in later)]
        for part in later if inside else later[:1]:
            if _raises(part, check):
                return True
            if _rebinds(part, check) or any(holds(part, sink) for sink in inside):
                return bool(inside) and all(_raises(sink, check) for sink in inside)
    return False


def _raises(node: ast.stmt, check: ast.If) -> bool:
    """Whether a statement looks the key up whenever it is run."""
    assert isinstance(check.test, ast.Compare)
    table = check.test.comparators[0]
    assert isinstance(table, ast.Name)
    todo: list[ast.AST] = [] if isinstance(node, ast.Assert) else list(ast.iter_child_nodes(node))
    while todo:
        part = todo.pop()
        if _is_lookup(part, table.id, check.test.left):
            return True
        if not isinstance(part, _PERHAPS):
            todo += ast.iter_child_nodes(part)
    return False


def _rebinds(node: ast.stmt, check: ast.If) -> bool:
    """Whether a statement gives another value to a name that the check asks about."""
    names = {n.id for n in ast.walk(check.test) if isinstance(n, ast.Name)}
    return any(
        isinstance(n, ast.Name) and n.id in names and not isinstance(n.ctx, ast.Load) for n in ast.walk(node)
    )


def _names(sink: ast.stmt, table: str, key: ast.expr) -> Iterator[str]:
    """The names in a statement outside of the look-up."""
    todo: list[ast.AST] = [sink]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Name):
            yield node.id
        if not _is_lookup(node, table, key):
            todo += ast.iter_child_nodes(node)


def _is_lookup(node: ast.AST, table: str, key: ast.expr) -> bool:
    match node:
        case ast.Subscript(value=ast.Name(id=name), slice=index, ctx=ast.Load()):
            return name == table and written(index) == written(key)
    return False


def _literal(tree: ast.Module, table: str) -> bool:
    """Whether all that a file binds the name to are dict literals, and nothing adds to them."""
    literals: set[int] = set()
    stored: list[ast.Name] = []
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name() as name], value=ast.Dict()):
                literals.add(id(name))
            case ast.AnnAssign(target=ast.Name() as name, value=ast.Dict()):
                literals.add(id(name))
            case ast.Subscript(value=ast.Name(id=owner), ctx=ast.Store() | ast.Del()) if owner == table:
                return False
            case ast.Attribute(value=ast.Name(id=owner), attr=attr) if owner == table and attr not in _READS:
                return False
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) if name == table:
                stored.append(node)
            case _ if table in _bound(node):
                return False
    return bool(stored) and all(id(name) in literals for name in stored)


def _bound(node: ast.AST) -> Collection[str]:
    """Names that something else than an assignment gives: parameters, imports, functions, classes."""
    match node:
        case ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return (name,)
        case ast.ClassDef(name=name) | ast.ExceptHandler(name=str(name)):
            return (name,)
        case ast.alias(name=name, asname=other):
            return (other or name, "") if name != "*" else ()
    return ()
