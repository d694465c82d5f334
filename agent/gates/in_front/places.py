"""Where a line of Python stands: its function, and the statements around it."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.Module
_NAMED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
BLOCKS = (ast.stmt, ast.ExceptHandler, ast.match_case)


@dataclass(frozen=True, slots=True)
class Place:
    """A function (or the module), its dotted name, and the statements in it down to the one of the line."""

    scope: Scope
    name: str
    chain: tuple[ast.stmt, ...]


def place_of(tree: ast.Module, line: int) -> Place | None:
    """The place of a line (from 1), or None when no statement is there."""
    scope: Scope = tree
    names: list[str] = []
    chain: list[ast.stmt] = []
    block: Sequence[ast.AST] = tree.body
    while True:
        inner = next((node for node in block if _holds(node, line)), None)
        if inner is None:
            break
        if isinstance(inner, _NAMED):
            names.append(inner.name)
        if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef):
            scope, chain = inner, []
        elif isinstance(inner, ast.stmt):
            chain.append(inner)
        block = [node for node in ast.iter_child_nodes(inner) if isinstance(node, BLOCKS)]
    return Place(scope, ".".join(names), tuple(chain)) if chain else None


def _holds(node: ast.AST, line: int) -> bool:
    if isinstance(node, ast.match_case):
        return any(_holds(inner, line) for inner in node.body)
    if not isinstance(node, ast.stmt | ast.ExceptHandler):
        return False
    decorators = node.decorator_list if isinstance(node, _NAMED) else []
    first = min((mark.lineno for mark in decorators), default=node.lineno)
    return first <= line <= (node.end_lineno or node.lineno)
