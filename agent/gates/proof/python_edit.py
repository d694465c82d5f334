"""Statements of a Python file found by line, and the file written anew with others in their place. Pure."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence

from agent.gates.imports.parse import parse_python

Function = ast.FunctionDef | ast.AsyncFunctionDef
Place = tuple[str, int, int]
"""A statement's kind, line and column: the same in every reading of one text."""


def written(node: ast.AST) -> str:
    """The code of a node; of one that is nested too deeply to be written out, what its parts are."""
    try:
        return ast.unparse(node)
    except RecursionError:
        return " ".join(map(_part, ast.walk(node)))


def _part(node: ast.AST) -> str:
    match node:
        case ast.Name(id=text) | ast.Attribute(attr=text):
            return text
        case ast.Constant(value=value):
            return repr(value)
    return type(node).__name__


def place(node: ast.stmt) -> Place:
    """Where a statement stands."""
    return type(node).__name__, node.lineno, node.col_offset


def statement(text: str) -> ast.stmt:
    """One statement from its text."""
    return ast.parse(text).body[0]


def first_line(node: ast.stmt) -> int:
    """The line of a statement's first decorator, or its own."""
    marks = node.decorator_list if isinstance(node, Function | ast.ClassDef) else []
    return min([node.lineno, *(mark.lineno for mark in marks)])


def header_end(node: ast.stmt) -> int:
    """The last line of a statement before the first one inside it; the very last of a simple one."""
    inner = [part.lineno for part in ast.iter_child_nodes(node) if isinstance(part, ast.stmt)]
    end = node.end_lineno or node.lineno
    return max(node.lineno, min(inner) - 1) if inner else end


def at_lines(tree: ast.AST, lines: Collection[int]) -> list[ast.stmt]:
    """Statements that are on one of the lines: simple ones, and compound ones by their header."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt):
            own = range(first_line(node), header_end(node) + 1)
            if any(line in own for line in lines):
                found.append(node)
    return found


def enclosing(tree: ast.Module, line: int) -> Function | None:
    """The innermost function around a line; its decorators and its header belong to it."""
    around = [
        node
        for node in ast.walk(tree)
        if isinstance(node, Function) and first_line(node) <= line <= (node.end_lineno or node.lineno)
    ]
    return max(around, key=lambda node: node.lineno, default=None)


def qualified(tree: ast.Module) -> dict[str, Function]:
    """Every function by its dotted name."""
    found: dict[str, Function] = {}
    todo: list[tuple[ast.AST, str]] = [(tree, "")]
    while todo:
        node, prefix = todo.pop()
        for child in ast.iter_child_nodes(node):
            name = prefix
            if isinstance(child, Function | ast.ClassDef):
                name = f"{prefix}{child.name}."
            if isinstance(child, Function):
                found.setdefault(name[:-1], child)
            todo.append((child, name))
    return found


def blocks(tree: ast.AST) -> Iterator[list[ast.stmt]]:
    """Every list of statements below a node."""
    for node in ast.walk(tree):
        for _, value in ast.iter_fields(node):
            if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
                yield value


def holds(node: ast.stmt, inner: ast.stmt) -> bool:
    """Whether a statement is another one, or has it inside."""
    return any(isinstance(part, ast.stmt) and place(part) == place(inner) for part in ast.walk(node))


def rewritten(source: bytes, edits: Mapping[Place, Sequence[ast.stmt]]) -> bytes | None:
    """The file with each statement of `edits` replaced; None when what comes of it does not parse."""
    tree = parse_python(source)
    if not isinstance(tree, ast.Module):
        return None
    for block in list(blocks(tree)):
        new = [part for node in block for part in edits.get(place(node), (node,))]
        block[:] = new or [ast.Pass()]
    return canonical(tree)


def canonical(tree: ast.Module | bytes) -> bytes | None:
    """One spelling of all files that do the same thing in the same way; None when it does not parse."""
    if isinstance(tree, bytes):
        parsed = parse_python(tree)
        return canonical(parsed) if isinstance(parsed, ast.Module) else None
    try:
        text = ast.unparse(ast.fix_missing_locations(tree)) + "\n"
    except (RecursionError, ValueError):
        return None
    data = text.encode("utf-8", "surrogatepass")
    return data if isinstance(parse_python(data), ast.Module) else None
