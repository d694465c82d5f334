"""Foreign text as data: fenced so that it cannot end its own quotation, with nothing hidden in it. Pure."""

from __future__ import annotations

import hashlib

from agent.text import spelled_out


def visible(text: str) -> str:
    """`text` with invisible, control and bidirectional characters as `\\uXXXX`; tab and newline stay.

    Ordinary text comes back as it is.
    """
    return spelled_out(text, _escape, keep="\n\t")


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
