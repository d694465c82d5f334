"""Python source as the patch checks look at it: names, comments and identifiers. Pure."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator, Mapping

_IMPORTERS = ("importlib.import_module", "__import__", "builtins.__import__")
_GETTERS = ("getattr", "hasattr", "setattr", "delattr", "operator.attrgetter", "inspect.getattr_static")
_LONGEST_NAME = 10


def tokens(text: str) -> list[tokenize.TokenInfo] | None:
    """The tokens of a whole file, or None when it is not sound Python."""
    try:
        found = list(tokenize.generate_tokens(io.StringIO(text.removeprefix("\ufeff")).readline))
    except (tokenize.TokenError, SyntaxError):
        return None
    return None if any(token.type == tokenize.ERRORTOKEN for token in found) else found


def written(node: ast.AST) -> str:
    """The code of a node, written anew; of one that is nested too deeply only that it is."""
    try:
        return ast.unparse(node)
    except RecursionError:
        return "... (nested too deeply)"


def uses(tree: ast.Module) -> Iterator[str]:
    """What the code names, whatever it calls it: `import a.b`, `a.b(`, `@a.b(` and `'a string'`.

    Names are spelled from the module they come from; docstrings are left out.
    """
    origins = _origins(tree)
    docstrings = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=aliases):
                yield from (f"import {alias.name}" for alias in aliases)
            case ast.ImportFrom(module=module, names=aliases, level=level):
                origin = "." * level + (module or "")
                yield f"import {origin}"
                yield from (f"{origin}.{alias.name}(" for alias in aliases)
            case ast.Name() | ast.Attribute():
                yield f"{_dotted(node, origins)}("
            case ast.Constant(value=str(value)) if id(node) not in docstrings:
                yield repr(value)
            case ast.Call():
                yield from _by_string(node, origins)
            case ast.Subscript():
                yield from _by_key(node, origins)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                for mark in node.decorator_list:
                    yield f"@{_dotted(mark.func if isinstance(mark, ast.Call) else mark, origins)}("


def _origins(tree: ast.Module) -> dict[str, str]:
    """What each imported name stands for."""
    found: dict[str, str] = {}
    modules: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=aliases):
                found |= {alias.asname: alias.name for alias in aliases if alias.asname}
                modules |= {alias.name.split(".")[0] for alias in aliases}
            case ast.ImportFrom(module=module, names=aliases, level=level):
                origin = "." * level + (module or "")
                found |= {alias.asname or alias.name: f"{origin}.{alias.name}" for alias in aliases}
    # Another name for what was imported: `s = sys`, also twice over.
    for _ in range(_LONGEST_NAME):
        fresh = {
            name: _dotted(value, found)
            for name, value in _bindings(tree)
            if name not in found and _root(value) in found.keys() | modules
        }
        if not fresh:
            break
        found |= fresh
    return found


def _bindings(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Names that are given to other names or to their attributes."""
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=targets, value=ast.Name() | ast.Attribute() as value):
                yield from ((target.id, value) for target in targets if isinstance(target, ast.Name))
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
                pairs = zip(targets, values, strict=False)
                yield from ((one.id, other) for one, other in pairs if isinstance(one, ast.Name))
            case (
                ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
                | ast.NamedExpr(target=ast.Name(id=name), value=value)
                | ast.For(target=ast.Name(id=name), iter=ast.Tuple(elts=[value]) | ast.List(elts=[value]))
            ):
                yield name, value
            case ast.arguments(args=args, defaults=defaults):
                given = zip(args[len(args) - len(defaults) :], defaults, strict=False)
                yield from ((arg.arg, value) for arg, value in given)


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _dotted(node: ast.expr, origins: Mapping[str, str]) -> str:
    parts: list[str] = []
    # The walk comes to every inner part of a long chain, too.
    while isinstance(node, ast.Attribute) and len(parts) < _LONGEST_NAME:
        parts.append(node.attr)
        node = node.value
    # `from os import *` may have brought any name that nothing else explains.
    star = origins.get("*", "").removesuffix("*")
    parts.append(origins.get(node.id, star + node.id) if isinstance(node, ast.Name) else "?")
    return ".".join(reversed(parts))


def _by_string(call: ast.Call, origins: Mapping[str, str]) -> Iterator[str]:
    """What a call reaches by name: `import_module("x")` and `getattr(x, "y")`."""
    function = _dotted(call.func, origins)
    match call.args:
        case [name, *_] if function in _IMPORTERS and _joined(name):
            yield f"import {_joined(name)}"
        case [owner, ast.expr() as name, *_] if function in _GETTERS and _joined(name):
            yield f"{_dotted(owner, origins)}.{_joined(name)}("


def _by_key(node: ast.Subscript, origins: Mapping[str, str]) -> Iterator[str]:
    """What an index reaches by name: `vars(x)["y"]` and `x.__dict__["y"]`."""
    match node.value:
        case ast.Call(func=ast.Name(id="vars"), args=[owner]) | ast.Attribute(attr="__dict__", value=owner):
            yield f"{_dotted(owner, origins)}.{_joined(node.slice)}("


def _joined(node: ast.expr, depth: int = 8) -> str:
    """The text of a literal, or of a sum of literals; empty for anything else."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.BinOp(left=left, op=ast.Add(), right=right) if depth:
            one, other = _joined(left, depth - 1), _joined(right, depth - 1)
            return one + other if one and other else ""
    return ""
