"""Names that a Python module uses and nothing in it defines: the forgotten import."""

from __future__ import annotations

import ast
import builtins
import copy
import symtable
from collections.abc import Iterator

from agent.domain import Change
from agent.gates.imports.parse import ParseError, parse_python
from agent.silence import silence

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
    """Names, with the line of their first use, that nothing defines where they are used and not so before."""
    after = parse_python(change.after or b"")
    before = parse_python(change.before or b"")
    if isinstance(after, ParseError):
        return ()
    known = _undefined(before) if isinstance(before, ast.Module) else {}
    found = _undefined(after)
    return tuple(sorted(((n, line) for n, line in found.items() if n not in known), key=lambda use: use[1]))


def _undefined(module: ast.Module) -> dict[str, int]:
    """Names used where no scope binds them, by the line of their first use; empty when unsure."""
    nodes = list(ast.walk(module))
    used = [node for node in nodes if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store)]
    if any("*" in bound_by(node) for node in nodes) or any(node.id in _DYNAMIC for node in used):
        return {}
    scopes = _scopes(module)
    if not scopes:
        return {}
    bound: set[str] = set()
    free: set[str] = set()
    for scope in scopes:
        for symbol in scope.get_symbols():
            outermost = scope.get_type() == "module"
            if _is_bound(symbol):
                if outermost or symbol.is_declared_global():
                    bound.add(symbol.get_name())
            elif symbol.is_referenced() and (symbol.is_global() or outermost):
                free.add(symbol.get_name())
    lines: dict[str, int] = {}
    for node in used:
        if node.id in free - bound - _GIVEN:
            lines[node.id] = min(node.lineno, lines.get(node.id, node.lineno))
    return lines


def _is_bound(symbol: symtable.Symbol) -> bool:
    return (
        symbol.is_assigned()
        or symbol.is_imported()
        or symbol.is_parameter()
        or symbol.is_annotated()
        or symbol.is_namespace()
    )


def _scopes(module: ast.Module) -> list[symtable.SymbolTable]:
    """Every scope as the compiler sees it; annotations that are never run are left out."""
    postponed = any(
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and node.names[0].name == "annotations"
        for node in module.body
    )
    with silence():
        try:
            source = ast.unparse(_Unannotated().visit(copy.deepcopy(module)) if postponed else module)
            pending = [symtable.symtable(source, "<patched>", "exec")]
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return []
    scopes: list[symtable.SymbolTable] = []
    while pending:
        scopes.append(pending.pop())
        pending += scopes[-1].get_children()
    return scopes


class _Unannotated(ast.NodeTransformer):
    """Takes the annotations of parameters, results and variables away."""

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.annotation = ast.Constant(None)
        return self.generic_visit(node)


def bound_by(node: ast.AST) -> Iterator[str]:
    """The names that one node binds, in whatever scope."""
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
