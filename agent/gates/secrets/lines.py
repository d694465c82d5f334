"""The lines that a change adds and removes, with their numbers. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from agent.diff import opcodes
from agent.domain import Change

_HASH = frozenset({".py", ".pyi", ".sh", ".rb", ".yml", ".yaml", ".toml", ".cfg", ".ini", ".env", ".tf", ""})
_SLASHES = frozenset({
    ".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts", ".java", ".go", ".c", ".cc", ".cpp", ".cs",
    ".kt", ".php", ".rs", ".scala", ".swift",
})  # fmt: skip
WORKING = (_HASH | _SLASHES | {".json", ".html", ".htm", ".xml", ".vue", ".svelte", ".properties"}) - {""}
"""Endings of files whose lines a program reads, comments aside; what has none may be a README."""
_STRING = r"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)"""
_BLOCKS = re.compile(rf"{_STRING}|/\*.*?(?:\*/|\Z)", re.DOTALL)
_MARKUP = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file; `number` counts from 1 on its own side of the change."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Lines:
    """What one change removes and adds."""

    removed: tuple[Line, ...]
    added: tuple[Line, ...]


def text_of(content: bytes | None) -> str:
    """A file as text, whatever its bytes are."""
    return (content or b"").decode("utf-8", "replace")


def lines_of(change: Change) -> Lines:
    """The removed and the added lines, from the bytes."""
    before, after = text_of(change.before).split("\n"), text_of(change.after).split("\n")
    codes = [code for code in opcodes(before, after) if code[0] != "equal"]
    return Lines(
        tuple(Line(at + 1, before[at]) for _, start, end, _, _ in codes for at in range(start, end)),
        tuple(Line(at + 1, after[at]) for _, _, _, start, end in codes for at in range(start, end)),
    )


def uncommented(path: str, text: str) -> str:
    """A line without the comment that the language of the file would see in it; strings are respected."""
    suffix = PurePosixPath(path).suffix.lower()
    if suffix in _HASH and not text.lstrip().startswith("#!"):
        mark = r"#"
    elif suffix in _SLASHES:
        mark = r"//|/\*"
    else:
        return text
    if suffix in _SLASHES and re.match(r"\s*\*(\s|/|$)", text):
        return ""
    parts = re.compile(rf"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`)|({mark}).*""")
    return parts.sub(lambda match: match[1] or "", text)


def without_blocks(path: str, text: str) -> str:
    """A file without the comments that may go over many lines; strings are respected."""
    if PurePosixPath(path).suffix.lower() in _SLASHES:
        return _BLOCKS.sub(lambda match: match[1] or "", text)
    return _MARKUP.sub("", text)


def masked(text: str) -> str:
    """A line to be shown, without what stands in quotes other than as a key: it may be a credential."""
    return re.sub(r"""(?<!\[)(["'`])(?:\\.|(?!\1)[^\\])+\1""", r"\1…\1", text)


def without_login(text: str) -> str:
    """A text to be shown, without the logins in its addresses."""
    return re.sub(r"//[^/\s@]+@", "//…@", text)
