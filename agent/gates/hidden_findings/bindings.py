"""Names that a patch newly gave to what has another name, or to a plain value."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from agent.gates.hidden_findings.inline import as_lambda

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_LITERALS = (ast.Constant, ast.Tuple, ast.List, ast.Set, ast.Dict)


@dataclass(frozen=True, slots=True)
class Known:
    """What the file held at base: bindings with their scope, functions by dotted name, expressions."""

    bindings: frozenset[tuple[str, str]]
    functions: Mapping[str, frozenset[str]]
    """Each function's parameters."""
    expressions: frozenset[str]


def base_texts(tree: ast.Module) -> Known:
    """What is not new."""
    bindings: set[tuple[str, str]] = set()
    functions: dict[str, frozenset[str]] = {}
    for scope, node in _scopes(tree, ""):
        bindings |= {(scope, ast.unparse(statement)) for statement in _own(node)}
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            functions[scope] = frozenset(a.arg for a in ast.walk(node.args) if isinstance(a, ast.arg))
    kinds = ast.Call | ast.Subscript | ast.BinOp | ast.UnaryOp | ast.Attribute | ast.Compare
    texts = frozenset(ast.unparse(n) for n in ast.walk(tree) if isinstance(n, kinds))
    return Known(frozenset(bindings), functions, texts)


class Environment:
    """The new names of one version of a file, by the dotted name of the function they hold in."""

    def __init__(self, tree: ast.Module, known: Known, foreign: Mapping[str, dict[str, ast.expr]]) -> None:
        self.known = known
        functions = new_functions(tree, known)
        self._scopes = {name: bound_names(node, name, known, foreign) for name, node in _scopes(tree, "")}
        for name, wrapper in functions.items():
            owner, _, last = name.rpartition(".")
            self._scopes.setdefault(owner, {})[last] = wrapper
        for name, node in _scopes(tree, ""):
            if isinstance(node, ast.ClassDef):
                self._as_members(name, node.name)
        self._hidden = {name: _stored(node) for name, node in _scopes(tree, "")}

    def _as_members(self, name: str, title: str) -> None:
        """What a class holds is reached through it."""
        members = self._scopes.pop(name, {})
        owner = self._scopes.setdefault(name.rpartition(".")[0], {})
        for member, value in members.items():
            for bearer in (title, "self", "cls"):
                owner[f"{bearer}.{member}"] = value

    def within(self, scope: str) -> dict[str, ast.expr]:
        """The names that hold in a function, those of the module included."""
        names = dict(self._scopes.get("", {}))
        inner = ""
        for part in scope.split(".") if scope else ():
            inner = f"{inner}.{part}" if inner else part
            for hidden in self._hidden.get(inner, ()):
                names.pop(hidden, None)
            names |= self._scopes.get(inner, {})
        return names


def bound_names(
    node: ast.AST, scope: str, known: Known, foreign: Mapping[str, dict[str, ast.expr]]
) -> dict[str, ast.expr]:
    """New names of one scope: import aliases, and what is assigned once to something that has a name."""
    found: dict[str, ast.expr] = {}
    stores = _stored(node)
    for statement in _own(node):
        if (scope, ast.unparse(statement)) in known.bindings:
            continue
        for name, value in _pairs(statement, foreign):
            if stores[name] == 1 and _settled(value, stores):
                found[name] = value
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        found |= _defaults(node, known.functions.get(scope, frozenset()), stores)
    return found


def new_functions(tree: ast.Module, known: Known) -> dict[str, ast.expr]:
    """Functions that base does not have and that only hand on: as a lambda, by dotted name."""
    found: dict[str, ast.expr] = {}
    for name, node in _scopes(tree, ""):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and name not in known.functions:
            wrapper = as_lambda(node)
            if wrapper is not None:
                found[name] = wrapper
    return found


def _scopes(node: ast.AST, name: str) -> Iterator[tuple[str, ast.AST]]:
    """A module, its classes and functions, with their dotted names."""
    if not name:
        yield "", node
    for child in ast.iter_child_nodes(node):
        if isinstance(child, _SCOPES):
            inner = f"{name}.{child.name}" if name else child.name
            yield inner, child
            yield from _scopes(child, inner)
        elif not isinstance(child, ast.expr):
            yield from _scopes(child, name) if name else _nested(child)


def _nested(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Definitions inside the module's own compound statements."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, _SCOPES):
            yield child.name, child
            yield from _scopes(child, child.name)
        elif not isinstance(child, ast.expr):
            yield from _nested(child)


def _own(node: ast.AST) -> Iterator[ast.stmt]:
    """Imports and assignments of a scope itself, not of the functions and classes in it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom | ast.Assign | ast.AnnAssign | ast.For):
            yield child
        if not isinstance(child, (*_SCOPES, ast.expr)):
            yield from _own(child)


def _stored(node: ast.AST) -> Counter[str]:
    """How often each name is given a value in a scope; a parameter counts as once."""
    found: Counter[str] = Counter()
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        found.update(a.arg for a in ast.walk(node.args) if isinstance(a, ast.arg))
    pending = list(ast.iter_child_nodes(node))
    while pending:
        child = pending.pop()
        match child:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.ExceptHandler(name=str(name)):
                found[name] += 1
            case ast.alias(name=name, asname=asname):
                found[asname or name.partition(".")[0]] += 1
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found[name] += 1
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                # Set here, held elsewhere.
                found.update(names * 2)
        if not isinstance(child, (*_SCOPES, ast.Lambda)):
            pending += ast.iter_child_nodes(child)
    return found


def _pairs(statement: ast.stmt, foreign: Mapping[str, dict[str, ast.expr]]) -> Iterator[tuple[str, ast.expr]]:
    """Names and what they stand for."""
    match statement:
        case ast.Import(names=aliases):
            yield from ((a.asname, dotted(a.name)) for a in aliases if a.asname)
        case ast.ImportFrom(module=module, names=aliases):
            members = foreign.get((module or "").rpartition(".")[2], {})
            for alias in aliases:
                name = alias.asname or alias.name
                if alias.name in members:
                    yield name, members[alias.name]
                elif alias.asname and module and alias.asname != alias.name:
                    yield name, dotted(f"{module}.{alias.name}")
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            yield name, value
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            yield name, value
        case ast.For(ast.Name(id=name), ast.Tuple(elts=[value]) | ast.List(elts=[value])):
            yield name, value
        case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)) if len(names) == len(
            values
        ):
            for target, value in zip(names, values, strict=True):
                if isinstance(target, ast.Name):
                    yield target.id, value


def _settled(value: ast.expr, stores: Counter[str]) -> bool:
    """Whether a value is a name, a literal or a callable made of those, and stays what it is."""
    match value:
        case ast.Name(id=name):
            return stores[name] <= 1
        case ast.Attribute(value=owner):
            return _settled(owner, stores)
        case ast.Lambda():
            return True
        case ast.Call(func=ast.Name(id="partial" | "dict") | ast.Attribute(attr="partial")):
            return True
        case ast.Dict(keys=keys, values=values):
            return all(k is None or _settled(k, stores) for k in keys) and all(
                _settled(v, stores) for v in values
            )
        case ast.Tuple(elts=values) | ast.List(elts=values) | ast.Set(elts=values):
            return all(_settled(v, stores) for v in values)
    return isinstance(value, _LITERALS)


def _defaults(
    node: ast.FunctionDef | ast.AsyncFunctionDef, known: frozenset[str], stores: Counter[str]
) -> dict[str, ast.expr]:
    """New parameters that have a plain default: nobody else gives them a value."""
    spots = [*node.args.posonlyargs, *node.args.args]
    given = dict(zip(reversed([a.arg for a in spots]), reversed(node.args.defaults), strict=False))
    given |= {
        a.arg: d for a, d in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True) if d is not None
    }
    fixed = ast.Name | ast.Attribute | ast.Constant
    return {n: d for n, d in given.items() if n not in known and stores[n] == 1 and isinstance(d, fixed)}


def dotted(name: str) -> ast.expr:
    """`a.b.c` as an expression."""
    first, *rest = name.split(".")
    node: ast.expr = ast.Name(first, ast.Load())
    for part in rest:
        node = ast.Attribute(node, part, ast.Load())
    return node
