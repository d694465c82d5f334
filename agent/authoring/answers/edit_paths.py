"""The path that an answer writes above an edit, however it is dressed up. Pure."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

_FENCE = "```"
_LEAD = re.compile(r"(#+|>|[-*+]|//|\d+[.)])\s+")
_LABEL = re.compile(r"(file|path|filename|file path)\s*:\s*", re.IGNORECASE)
_PATH = re.compile(r"[^\s<>|:\"'`]*(/[^\s<>|:\"'`]+|\.[A-Za-z]\w*)")
_WITH_SPACES = re.compile(r"[\w.@-]+( [\w.@-]+)*(/[\w.@-]+( [\w.@-]+)*)+\.\w+")
# Words that a sentence about a path holds, and hardly ever a path.
_PROSE = frozenset(("a", "and", "change", "edit", "fix", "for", "here", "in", "is", "now", "of", "the", "to"))


def path_above(lines: Sequence[str], at: int, files: Container[str]) -> str:
    """The path for a block that begins at `lines[at]`, or empty when the lines above it hold none.

    Blank lines and the opening line of a code fence may stand between; `files` are paths that exist.
    """
    above = at - 1
    while above >= 0:
        line = lines[above].strip()
        if line.startswith(_FENCE):
            named = _in_fence(line, files)
            if named:
                return named
        elif line:
            return _undressed(line, files, adjacent=above == at - 1 or lines[above + 1].startswith(_FENCE))
        above -= 1
    return ""


def _in_fence(line: str, files: Container[str]) -> str:
    """The path of a line like ` ```python a.py `."""
    words = [word.strip("\"'`") for word in re.split(r"[\s:=]+", line.lstrip("`~"))]
    return next((_plain(w) for w in words if _plain(w) in files or _PATH.fullmatch(w)), "")


def _undressed(line: str, files: Container[str], *, adjacent: bool) -> str:
    """The path that a line is, without headings, bold type, labels, backticks and a colon."""
    if line.startswith(("<<<<", ">>>>")):
        return ""
    bare = _LEAD.sub("", line, count=1).strip("* :")
    bare = _LABEL.sub("", bare, count=1).strip("* ")
    quoted = re.fullmatch(r"`([^`]+)`", bare)
    bare = _plain(quoted[1] if quoted else bare)
    for known in (line, bare):
        if known in files:
            return known
    if _PATH.fullmatch(bare) or (quoted and "." in bare):
        return bare
    if _WITH_SPACES.fullmatch(bare) and not _PROSE & set(bare.lower().split()):
        return bare
    # A name without a dot, like Makefile, is one only where it stands just above and bare.
    return line if adjacent and re.fullmatch(r"[\w-]+", line) else ""


def _plain(path: str) -> str:
    return path.strip().removeprefix("./")
