"""f-strings on one line: the values in them, what stands around each, and others in their place. Pure."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from agent.authoring.recipes.place import Edit, Place

_MARK = "\0"


@dataclass(frozen=True, slots=True)
class Piece:
    """One value of an f-string: its expression, the constant text before it and directly behind it, and where
    its braces stand in the file."""

    value: ast.expr
    before: str
    behind: str
    opens: int
    closes: int


def pieces(place: Place, text: ast.JoinedStr) -> list[Piece] | None:
    """The values of an f-string in their order; None where their places cannot be told for sure.

    What an expression looks like in the file has to be the expression: older parsers give places in
    f-strings that are not always right.
    """
    if text.lineno != text.end_lineno or not _is(place.text(text), text):
        return None
    found: list[Piece] = []
    for at, part in enumerate(text.values):
        if not isinstance(part, ast.FormattedValue):
            continue
        if part.conversion != -1 or part.format_spec is not None:
            return None
        start, end = place.span(part.value)
        opens, closes = place.source.rfind(b"{", 0, start), place.source.find(b"}", end)
        around = place.source[opens + 1 : start] + place.source[end:closes]
        if not _is(place.text(part.value), part.value) or around.strip():
            return None
        before = "".join(map(_constant, text.values[:at]))
        behind = "".join(map(_constant, text.values[at + 1 :]))
        found.append(Piece(part.value, before, behind, opens, closes + 1))
    return found


def rewritten(
    place: Place, text: ast.JoinedStr, values: Sequence[tuple[Piece, str, bool]]
) -> list[Edit] | None:
    """Edits that put other expressions in place of values, and drop the quotes around those that say so.

    None where the f-string that this makes is not the one that is meant: it may be made of several.
    """
    edits, skeleton = [], "".join(map(_constant, text.values))
    for piece, code, bare in reversed(values):
        opens, closes = piece.opens, piece.closes
        if bare:
            opens -= 2 if place.source[opens - 2 : opens - 1] == b"\\" else 1
            closes += 2 if place.source[closes : closes + 1] == b"\\" else 1
            at = len(piece.before)
            skeleton = skeleton[: at - 1] + _MARK + skeleton[at + 2 :]
        edits.append(Edit(opens, closes, f"{{{code}}}"))
    start, end = place.span(text)
    made = place.source[start:end]
    for edit in edits:
        made = made[: edit.start - start] + edit.text.encode() + made[edit.end - start :]
    node = ast.parse(made.decode(), mode="eval").body
    meant = {ast.dump(piece.value): code for piece, code, _ in values}
    expected = [
        meant.get(ast.dump(part.value), part.value)
        for part in text.values
        if isinstance(part, ast.FormattedValue)
    ]
    if not isinstance(node, ast.JoinedStr) or "".join(map(_constant, node.values)) != skeleton:
        return None
    got = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
    same = all(
        _is(want, have) if isinstance(want, str) else ast.dump(want) == ast.dump(have)
        for want, have in zip(expected, got, strict=True)
    )
    return edits if same else None


def _is(written: str, value: ast.expr) -> bool:
    try:
        return ast.dump(ast.parse(written, mode="eval").body) == ast.dump(value)
    except SyntaxError:
        return False


def _constant(part: ast.expr) -> str:
    """The text of a constant part; a value stands as a mark that is no letter, quote or bracket."""
    return part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else _MARK


def call_name(node: ast.AST) -> str:
    """The last part of what is called; empty for what is no call of a name."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
