"""Foreign text as data: fenced so that it cannot end its own quotation, with nothing hidden in it. Pure."""

from __future__ import annotations

import hashlib
import unicodedata

_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
# Letters and marks that show as nothing: joiners, fillers, variation selectors, the blank Braille cell.
_UNSEEN_RANGES = (
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


def visible(text: str) -> str:
    """`text` with invisible, control and bidirectional characters as `\\uXXXX`; tab and newline stay.

    Ordinary text comes back as it is.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escape(letter) if _unseen(letter) else letter for letter in text)


def _unseen(letter: str) -> bool:
    if letter in "\n\t":
        return False
    code = ord(letter)
    in_range = any(first <= code <= last for first, last in _UNSEEN_RANGES)
    return in_range or unicodedata.category(letter) in _UNSEEN_CATEGORIES


def _escape(letter: str) -> str:
    code = ord(letter)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def fenced(text: str, label: str) -> str:
    """`text` between two lines that carry the digest of what they enclose.

    Whoever writes the text cannot write its end as well: that would change the digest. The same text gets
    the same fence on every run.
    """
    shown = visible(text.replace("\r\n", "\n")).strip("\n")
    digest = hashlib.sha256(shown.encode()).hexdigest()[:16]
    return f"<data-{digest} {label}>\n{shown}\n</data-{digest}>"


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters of `text`: its beginning and its end, with a note of what is left out."""
    if len(text) <= limit:
        return text
    half = limit // 2
    return f"{text[:half]}\n[... {len(text) - 2 * half} characters left out ...]\n{text[-half:]}"
