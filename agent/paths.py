"""Which paths may exist in a tree at all. Pure."""

from __future__ import annotations

import unicodedata


def canonical(path: str) -> str:
    """The form that policies compare: NFC, case-folded and without format characters, which are not drawn.

    Spellings that look alike are one path, as they are for some file systems.
    """
    drawn = "".join(char for char in path if unicodedata.category(char) != "Cf")
    return unicodedata.normalize("NFC", drawn).casefold()


def unsafe(path: str) -> str:
    """Why a path may not be written below a folder we own; empty when it may."""
    if not path or path.startswith("/") or "\0" in path or "\\" in path:
        return "is empty, absolute or holds a backslash or NUL"
    parts = path.split("/")
    if any(part in ("", ".", "..") for part in parts):
        return "leaves its folder"
    if any(canonical(part).rstrip(". ") == ".git" or canonical(part).startswith("git~") for part in parts):
        return "reaches into .git"
    return ""
