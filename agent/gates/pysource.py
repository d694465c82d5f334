"""Python source as the patch checks look at it: names, comments and identifiers. Pure."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator, Mapping

_IMPORTERS = ("importlib.import_module", "__import__", "builtins.__import__")
_LONGEST_NAME = 10


def tokens(text: str) -> list[tokenize.TokenInfo] | None:
    """The tokens of a whole file, or None when it is not sound Python."""
    try:
        found = list(tokenize.generate_tokens(io.StringIO(text.removeprefix("\ufeff")).readline))
    except (tokenize.TokenError, SyntaxError):
        return None
    return None if any(token.type == tokenize.ERRORTOKEN for token in found) else found


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
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                for mark in node.decorator_list:
                    yield f"@{_dotted(mark.func if isinstance(mark, ast.Call) else mark, origins)}("


def _origins(tree: ast.Module) -> dict[str, str]:
    """What each imported name stands for."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=aliases):
                found |= {alias.asname: alias.name for alias in aliases if alias.asname}
            case ast.ImportFrom(module=module, names=aliases, level=level):
                origin = "." * level + (module or "")
                found |= {alias.asname or alias.name: f"{origin}.{alias.name}" for alias in aliases}
    return found


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
        case [ast.Constant(value=str(name)), *_] if function in _IMPORTERS:
            yield f"import {name}"
        case [owner, ast.Constant(value=str(name)), *_] if function == "getattr":
            yield f"{_dotted(owner, origins)}.{name}("
