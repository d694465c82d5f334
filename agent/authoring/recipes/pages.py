"""HTML: what the request says is escaped where it is put into a page. Pure."""

from __future__ import annotations

import ast
import re

from agent.authoring.recipes.asked import Asked, asked
from agent.authoring.recipes.place import Edit, Place, Recipe
from agent.authoring.recipes.texts import Piece, call_name, pieces, rewritten

_ESCAPES = ("html.escape", "markupsafe.escape")
_TAG = re.compile(r"</?[a-z][a-z0-9-]*(?:\s[^<>]*)?>?", re.IGNORECASE)
# Where escaped text is not safe, wherever it is in the function, and what cleans or runs a page itself.
_OTHER_TEXT = re.compile(r"<script|<style|<!--|javascript:", re.IGNORECASE)
_CLEANS = re.compile(r"escape|clean|sanit|quote|linkify|template_string|from_string|^Template$")
_ATTRIBUTE = re.compile(r"\s(?:alt|aria-label|label|placeholder|title|value)\s*=\s*$", re.IGNORECASE)


def escaped(place: Place) -> Recipe | None:
    """Escape every value from the request where it is put into HTML."""
    known = sorted(name for name, origin in place.known.items() if origin in _ESCAPES)
    name = known[0] if known else "escape"
    imports = () if known else ("from html import escape",)
    nodes = list(ast.walk(place.function))
    texts = [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    if (
        any(_OTHER_TEXT.search(text) for text in texts)
        or any(_CLEANS.search(call_name(node)) for node in nodes)
        or not all(map(place.may_import, imports))
    ):
        return None
    edits: list[Edit] = []
    for text in nodes:
        if not isinstance(text, ast.JoinedStr) or not _is_page(text):
            continue
        made = _escaped(place, text, name)
        if made is None:
            return None
        edits += made
    summary = "Escapes the text from the request where it is put into the page."
    return Recipe(tuple(edits), summary, imports) if edits else None


def _is_page(text: ast.JoinedStr) -> bool:
    return any(isinstance(part, ast.Constant) and _TAG.search(str(part.value)) for part in text.values)


def _escaped(place: Place, text: ast.JoinedStr, name: str) -> list[Edit] | None:
    """The edits of one f-string; None where escaping does not help in some place, or might be too much."""
    found = pieces(place, text)
    if found is None:
        return None
    values: list[tuple[Piece, str, bool]] = []
    for piece in found:
        said = asked(place, piece.value)
        if said is None:
            continue
        if not _escapable(piece.before) or not all(map(_plain, said.others)):
            return None
        values.append((piece, f"{name}({_as_text(place, piece.value, said)})", False))
    return rewritten(place, text, values) if values else []


def _plain(other: ast.expr) -> bool:
    """Whether a default is no HTML."""
    return isinstance(other, ast.Constant) and not re.search("[<>&\"']", str(other.value))


def _as_text(place: Place, value: ast.expr, said: Asked) -> str:
    """The value as text, which `html.escape` wants."""
    return place.text(value) if said.is_text else f"str({place.text(value)})"


def _escapable(before: str) -> bool:
    """If escaped text is safe behind this: in text, or as all of a quoted attribute that is harmless."""
    tag, quote = "", ""
    for char in before:
        if quote:
            quote = "" if char == quote else quote
        elif tag and char in "'\"":
            quote = char
        elif char == ">":
            tag = ""
            continue
        if tag or char == "<":
            tag += char
    return not tag or bool(quote and tag.endswith(quote) and _ATTRIBUTE.search(tag[:-1]))
