"""Which recipe a weakness has, and the draft that it makes."""

from __future__ import annotations

import ast
from collections.abc import Callable
from itertools import pairwise

from agent.authoring.recipes.files import inside
from agent.authoring.recipes.imports import imported
from agent.authoring.recipes.pages import escaped
from agent.authoring.recipes.place import Edit, Function, Place, Recipe, places
from agent.authoring.recipes.shell import quoted
from agent.authoring.recipes.sites import stays
from agent.authoring.recipes.tables import as_cells
from agent.authoring.recipes.templates import sandboxed
from agent.domain import Case, Change, Draft, Patch, Source
from agent.silence import silence

RECIPES: dict[str, Callable[[Place], Recipe | None]] = {
    **dict.fromkeys(("CWE-22", "CWE-23", "CWE-36", "CWE-73"), inside),
    **dict.fromkeys(("CWE-77", "CWE-78"), quoted),
    **dict.fromkeys(("CWE-79", "CWE-80"), escaped),
    "CWE-601": stays,
    "CWE-1236": as_cells,
    "CWE-1336": sandboxed,
}


def recipe(case: Case, base_sha: str, source: bytes, mode: str = "100644") -> Draft | None:
    """The repair of a case whose code has one of the shapes that are known; None for any other.

    It is no more than a draft: nothing excuses it from a gate.
    """
    make = next((RECIPES[cwe] for cwe in case.rule.cwe if cwe in RECIPES), None)
    if make is None or not case.path.endswith(".py"):
        return None
    spans = [(finding.location.start, finding.location.end) for finding in case.findings]
    try:
        with silence():
            made = [make(place) for place in places(source, spans) or ()]
            recipes = [each for each in made if each is not None]
            after = _applied(source, recipes) if recipes and len(recipes) == len(made) else None
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if after is None or after == source:
        return None
    change = Change(case.path, source, after, mode, mode)
    said = recipes[0]
    return Draft(Patch(base_sha, (change,), Source.RECIPE), said.summary, said.assumptions)


def _applied(source: bytes, recipes: list[Recipe]) -> bytes | None:
    """The file with all edits, helper and imports; None where edits overlap, or something has no place."""
    edits = sorted({edit for each in recipes for edit in each.edits}, key=lambda edit: edit.start)
    if any(left.end > right.start for left, right in pairwise(edits)):
        return None
    text = edited(source, edits).decode()
    helper = recipes[0].helper
    if helper:
        text = _with_helper(text, helper)
    wanted = list(dict.fromkeys(line for each in recipes for line in each.imports))
    for statement in wanted:
        text = imported(text, statement)
    return text.encode() if _holds(text, [*wanted, *([helper] if helper else [])]) else None


def edited(source: bytes, edits: list[Edit]) -> bytes:
    """Bytes with the edits made, which do not overlap."""
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        source = source[: edit.start] + edit.text.encode() + source[edit.end :]
    return source


def _holds(text: str, wanted: list[str]) -> bool:
    """Whether a file has what was put in at its top level, and not in a text or a block, say."""
    body = ast.parse(text).body
    whole = {ast.dump(node) for node in body}
    names = {
        (node.module, name.name, name.asname)
        for node in body
        if isinstance(node, ast.ImportFrom) and node.level == 0
        for name in node.names
    }
    for node in (ast.parse(each).body[0] for each in wanted):
        if isinstance(node, ast.ImportFrom):
            if (node.module, node.names[0].name, None) not in names:
                return False
        elif ast.dump(node) not in whole:
            return False
    return True


def _with_helper(text: str, helper: str) -> str:
    """The file with the helper in front of its first function or class, and of the comment on that."""
    kinds = Function | ast.ClassDef
    first = next((node for node in ast.parse(text).body if isinstance(node, kinds)), None)
    if first is None:
        return text
    at = top = min([first.lineno, *(mark.lineno for mark in first.decorator_list)]) - 1
    lines = text.split("\n")
    while at and lines[at - 1].startswith("#"):
        at -= 1
    # What a file begins with is no comment on its first function.
    at = at or top
    return "\n".join([*lines[:at], *helper.strip("\n").split("\n"), "", "", *lines[at:]])
