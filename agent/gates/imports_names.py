"""Names that a Python module uses and nothing in it defines: the forgotten import."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from agent.domain import Change
from agent.gates.imports_parse import ParseError, parse_python

_GIVEN = frozenset(dir(builtins)) | {
    "__annotations__",
    "__builtins__",
    "__class__",
    "__file__",
    "__module__",
    "__path__",
    "__qualname__",
    "WindowsError",
}
# With one of these a module may define names that the syntax does not show.
_DYNAMIC = frozenset(("exec", "globals", "vars", "locals"))


def newly_undefined(change: Change) -> tuple[tuple[str, int], ...]:
    """Names, with the line of their first use, that work nowhere in the file now and were not so before."""
    after = parse_python(change.after or b"")
    before = parse_python(change.before or b"")
    if isinstance(after, ParseError):
        return ()
    known = _undefined(before) if isinstance(before, ast.Module) else {}
    found = _undefined(after)
    return tuple(sorted(((n, line) for n, line in found.items() if n not in known), key=lambda use: use[1]))


def _undefined(module: ast.Module) -> dict[str, int]:
    """Names used but bound in no scope of the module, by the line of their first use; empty when unsure."""
    nodes = list(_evaluated(module))
    bound: set[str] = set()
    for node in nodes:
        bound.update(_bound_by(node))
    used = [node for node in nodes if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store)]
    if "*" in bound or any(node.id in _DYNAMIC for node in used):
        return {}
    lines: dict[str, int] = {}
    for node in used:
        if node.id not in bound and node.id not in _GIVEN:
            lines[node.id] = min(node.lineno, lines.get(node.id, node.lineno))
    return lines


def _evaluated(module: ast.Module) -> Iterator[ast.AST]:
    """Every node that runs; annotations do not when the module postpones them."""
    postponed = any(
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and node.names[0].name == "annotations"
        for node in module.body
    )
    pending: list[ast.AST] = [module]
    while pending:
        node = pending.pop()
        yield node
        for field, value in ast.iter_fields(node):
            if postponed and field in ("annotation", "returns"):
                continue
            children = value if isinstance(value, list) else [value]
            pending += [child for child in children if isinstance(child, ast.AST)]


def _bound_by(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store()):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.arg(arg=name):
            yield name
        case ast.Import(names=aliases):
            yield from (alias.asname or alias.name.split(".")[0] for alias in aliases)
        case ast.ImportFrom(names=aliases):
            yield from (alias.asname or alias.name for alias in aliases)
        case ast.Global(names=names) | ast.Nonlocal(names=names):
            yield from names
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            yield name
        case ast.MatchMapping(rest=str(name)):
            yield name
        case _ if type(node).__name__ in ("TypeVar", "TypeVarTuple", "ParamSpec"):
            # Type parameters: newer than the oldest Python that we run on.
            yield str(vars(node)["name"])
        case _:
            pass
