"""Untrusted text made harmless: what a person or a model reads is what is there. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

# Letters by their category, but drawn as nothing: they can hide text or fake an empty name.
_BLANK_RANGES = (
    (0x034F, 0x034F),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x2800, 0x2800),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFFA0, 0xFFA0),
    (0xE0100, 0xE01EF),
)
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})


def spelled_out(text: str, escape: Callable[[str], str], keep: str = "") -> str:
    """`text` with every control, bidirectional, private or invisible character not in `keep` escaped.

    Ordinary text comes back as it is.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(escape(char) if char not in keep and _hidden(char) else char for char in text)


def shortened(text: str, width: int) -> str:
    """At most `width` characters, the last one `…` where something was cut off."""
    return text if len(text) <= width else text[: width - 1] + "…"


def utf8(content: bytes | None) -> str | None:
    """The text of a file; None when there is none, or it is not UTF-8."""
    try:
        return None if content is None else content.decode()
    except UnicodeDecodeError:
        return None


def _hidden(char: str) -> bool:
    blank = any(first <= ord(char) <= last for first, last in _BLANK_RANGES)
    return blank or unicodedata.category(char) in _HIDDEN_CATEGORIES
