"""Making the output of untrusted code safe to read, to log and to quote."""

from __future__ import annotations

import re

# A CI runner obeys `::name::` at the start of a line, and `##[name]` or `##vso[name]` anywhere in it.
COMMAND = re.compile(r"^(\s*):(?=:)", re.MULTILINE)
HASH_COMMAND = re.compile(r"#(?=#\w*\[)")
KEPT = "\n\t"


def readable(raw: bytes) -> str:
    """UTF-8 text with unprintable characters escaped and CI commands broken up by a backslash."""
    text = raw.decode("utf-8", "replace").replace("\r\n", "\n")
    if not text.isascii() or not text.isprintable():
        text = "".join(_shown(character) for character in text)
    return HASH_COMMAND.sub(r"#\\", COMMAND.sub(r"\1:\\", text))


def _shown(character: str) -> str:
    if character in KEPT or character.isprintable():
        return character
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
