"""What a Python module imports, and what it takes from the modules that it imported. Pure."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agent.domain import Change
from agent.gates.imports.names import bound_by
from agent.gates.imports.parse import ParseError, parse_python

_ABSENCE = frozenset(("ImportError", "ModuleNotFoundError", "Exception", "BaseException"))
_LACK = frozenset(("AttributeError", "Exception", "BaseException"))
_PROBES = frozenset(("hasattr", "getattr", "setattr", "delattr"))


@dataclass(frozen=True, slots=True)
class Import:
    """`import module` (name is empty) or `from module import name`, `level` dots in front."""

    level: int
    module: str
    name: str = ""

    def __str__(self) -> str:
        dotted = "." * self.level + self.module
        return f"{self.name} from {dotted}" if self.name else dotted


@dataclass(frozen=True, slots=True)
class Use:
    """Attributes taken one of the other from `module`, `level` dots in front; `text` is how it is written."""

    level: int
    module: str
    attributes: tuple[str, ...]
    text: str


def imports_of(module: ast.Module) -> frozenset[Import]:
    """Every import of a module, in whatever scope."""
    return frozenset(wanted for wanted, _ in _imports(module))


def new_imports(change: Change) -> tuple[Import, ...]:
    """What a changed file imports now and did not before, and does not expect to be missing."""
    after, before = _both(change)
    if after is None:
        return ()
    known = imports_of(before) if before is not None else frozenset[Import]()
    return tuple(sorted({wanted for wanted, optional in _imports(after) if not optional} - known, key=str))


def new_uses(change: Change) -> tuple[Use, ...]:
    """What a changed file takes from imported modules now and did not before."""
    after, before = _both(change)
    if after is None:
        return ()
    known = set(_uses(before)) if before is not None else set[Use]()
    return tuple(sorted(set(_uses(after)) - known, key=lambda use: use.text))


def _both(change: Change) -> tuple[ast.Module | None, ast.Module | None]:
    after, before = parse_python(change.after or b""), parse_python(change.before or b"")
    return (
        None if isinstance(after, ParseError) else after,
        None if isinstance(before, ParseError) else before,
    )


def _guarded(module: ast.AST, exceptions: frozenset[str]) -> Iterator[tuple[ast.AST, bool]]:
    """Every node, and whether an error of one of these kinds is expected there."""
    pending: list[tuple[ast.AST, bool]] = [(module, False)]
    while pending:
        node, guarded = pending.pop()
        yield node, guarded
        caught = isinstance(node, ast.Try) and any(_catches(each, exceptions) for each in node.handlers)
        pending += [(child, guarded or caught) for child in ast.iter_child_nodes(node)]


def _catches(handler: ast.ExceptHandler, exceptions: frozenset[str]) -> bool:
    if handler.type is None:
        return True
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(isinstance(kind, ast.Name) and kind.id in exceptions for kind in kinds)


def _imports(module: ast.Module) -> Iterator[tuple[Import, bool]]:
    """Each import, and whether the code does without it."""
    for node, optional in _guarded(module, _ABSENCE):
        match node:
            case ast.Import(names=aliases):
                yield from ((Import(0, alias.name), optional) for alias in aliases)
            case ast.ImportFrom(module=name, names=aliases, level=level):
                yield from ((Import(level, name or "", alias.name), optional) for alias in aliases)
            case ast.Call(
                func=ast.Name(id="__import__" | "import_module") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ) if name and not name.startswith("."):
                yield Import(0, name), optional


def _uses(module: ast.Module) -> Iterator[Use]:
    nodes = list(_guarded(module, _LACK))
    modules = _modules(node for node, _ in nodes)
    probed = {
        node.args[0].id
        for node, _ in nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _PROBES
        if node.args and isinstance(node.args[0], ast.Name)
    }
    chains = [
        (_chain(node), node.ctx, expected) for node, expected in nodes if isinstance(node, ast.Attribute)
    ]
    written = {chain[:2] for chain, context, _ in chains if not isinstance(context, ast.Load)}
    for chain, context, expected in chains:
        known = modules.get(chain[0]) if len(chain) > 1 and chain[0] not in probed else None
        if known and isinstance(context, ast.Load) and not expected and chain[:2] not in written:
            yield Use(known.level, known.module, chain[1:], ".".join(chain))


def _chain(node: ast.AST) -> tuple[str, ...]:
    """`a.b.c` as its parts; empty when it does not begin with a name."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return (node.id, *reversed(parts)) if isinstance(node, ast.Name) else ("",)


def _modules(nodes: Iterable[ast.AST]) -> dict[str, Import]:
    """Names that an import gives to what may be a module, and that nothing else in the file binds."""
    found: dict[str, set[Import]] = {}
    others: set[str] = set()
    for node in nodes:
        match node:
            case ast.Import(names=aliases):
                for alias in aliases:
                    whole = alias.name if alias.asname else alias.name.split(".")[0]
                    found.setdefault(alias.asname or whole, set()).add(Import(0, whole))
            case ast.ImportFrom(module=module, names=aliases, level=level):
                for alias in aliases:
                    dotted = f"{module}.{alias.name}" if module else alias.name
                    found.setdefault(alias.asname or alias.name, set()).add(Import(level, dotted))
            case _:
                others.update(bound_by(node))
    return {name: next(iter(ways)) for name, ways in found.items() if len(ways) == 1 and name not in others}
