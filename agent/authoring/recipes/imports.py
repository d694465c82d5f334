"""An import put where the file keeps its like. Pure."""

from __future__ import annotations

import ast
import sys

from agent.authoring.answers.imports import add_imports
from agent.authoring.recipes.place import Function

_Import = ast.Import | ast.ImportFrom


def imported(text: str, statement: str) -> str:
    """The file with an import: among the names of the same module, else in its group, in order."""
    wanted = ast.parse(statement).body[0]
    assert isinstance(wanted, _Import)
    lines = text.split("\n")
    nodes = [node for node in _top(text) if _alone(lines, node)]
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and isinstance(wanted, ast.ImportFrom):
            if (node.module, node.level) == (wanted.module, wanted.level):
                return _joined(lines, node, wanted)
        elif ast.dump(node) == ast.dump(wanted):
            return text
    others = [node for node in nodes if not _future(node)]
    group = [node for node in others if _standard(node) is _standard(wanted)]
    if group:
        after = next((node for node in group if _order(node) > _order(wanted)), None)
        at = after.lineno - 1 if after else group[-1].lineno
        return "\n".join([*lines[:at], statement, *lines[at:]])
    if others and _standard(wanted):
        at = others[0].lineno - 1
        return "\n".join([*lines[:at], statement, "", *lines[at:]])
    if nodes:
        at = nodes[-1].lineno
        return "\n".join([*lines[:at], "", statement, *lines[at:]])
    return add_imports("a.py", text, (statement,))


def _top(text: str) -> list[_Import]:
    """The imports above the first function or class."""
    found: list[_Import] = []
    for node in ast.parse(text).body:
        if isinstance(node, Function | ast.ClassDef):
            break
        if isinstance(node, _Import):
            found.append(node)
    return found


def _alone(lines: list[str], node: _Import) -> bool:
    """Whether an import has one line, and nothing but a comment beside it."""
    line = lines[node.lineno - 1].split("#")[0]
    return node.lineno == node.end_lineno and ";" not in line and "\\" not in line and not node.col_offset


def _joined(lines: list[str], node: ast.ImportFrom, wanted: ast.ImportFrom) -> str:
    names = [alias.name for alias in node.names]
    name = wanted.names[0].name
    if any(alias.name == name and alias.asname is None for alias in node.names):
        return "\n".join(lines)
    if lines[node.lineno - 1] != f"from {node.module} import {', '.join(names)}":
        return "\n".join([*lines[: node.lineno], ast.unparse(wanted), *lines[node.lineno :]])
    at = next((n for n, known in enumerate(names) if known > name), len(names))
    names.insert(at, name)
    lines[node.lineno - 1] = f"from {node.module} import {', '.join(names)}"
    return "\n".join(lines)


def _module(node: _Import) -> str:
    return (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name


def _future(node: _Import) -> bool:
    return _module(node) == "__future__"


def _standard(node: _Import) -> bool:
    local = isinstance(node, ast.ImportFrom) and node.level > 0
    return not local and _module(node).split(".")[0] in sys.stdlib_module_names


def _order(node: _Import) -> tuple[bool, str]:
    return isinstance(node, ast.ImportFrom), _module(node)
