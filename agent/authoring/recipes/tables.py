"""Tables for spreadsheets: text in a cell is not to be computed. Pure."""

from __future__ import annotations

import ast

from agent.authoring.recipes.place import Edit, Place, Recipe

_CELL = '''
def plain_cell(value):
    """The value for a spreadsheet: text that it would compute gets an apostrophe in front."""
    signs = ("=", "+", "-", "@", "\\t", "\\r", "\\n")
    return "'" + value if isinstance(value, str) and value.lstrip(" ").startswith(signs) else value
'''


def as_cells(place: Place) -> Recipe | None:
    """Put an apostrophe in front of text that a spreadsheet would compute."""
    rows = [
        call.args[0]
        for call in place.calls()
        if isinstance(call.func, ast.Attribute) and call.func.attr == "writerow" and len(call.args) == 1
    ]
    if not rows or not place.uses("csv") or "plain_cell" in place.used:
        return None
    edits: list[Edit] = []
    for row in rows:
        if not isinstance(row, ast.List | ast.Tuple) or any(isinstance(v, ast.Starred) for v in row.elts):
            return None
        values = [value for value in row.elts if not isinstance(value, ast.Constant)]
        edits += [place.instead(value, f"plain_cell({place.text(value)})") for value in values]
    if not edits:
        return None
    summary = "Puts an apostrophe in front of text that a spreadsheet would compute; numbers stay numbers."
    whoever = "Whoever reads the table without a spreadsheet can do with the apostrophe."
    return Recipe(tuple(edits), summary, helper=_CELL, assumptions=(whoever,))
