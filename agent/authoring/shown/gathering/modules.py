"""How code of one file is imported in another. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import PurePosixPath

from agent.authoring.shown.gathering.library import Text


def module_of(path: str, paths: Collection[str]) -> str:
    """The dotted name of a Python file, counted from the outermost folder above it that is a package.

    Where none is, the bare name of the file.
    """
    parts = PurePosixPath(path).with_suffix("").parts
    packages = [end - 1 for end in range(1, len(parts)) if "/".join([*parts[:end], "__init__.py"]) in paths]
    return ".".join(parts[min(packages, default=len(parts) - 1) :]).removesuffix(".__init__")


def dotted(path: str, name: str, sources: Iterable[Text], paths: Collection[str]) -> str:
    """The module from which other files of the repository import `name`, else the file's dotted name."""
    own = module_of(path, paths)
    last = own.rpartition(".")[2]
    used = re.compile(
        rf"^[ \t]*from[ \t]+((?:\w+\.)*{re.escape(last)})[ \t]+import[ \t(][^\n]*\b{re.escape(name)}\b",
        re.MULTILINE,
    )
    full = ".".join(PurePosixPath(path).with_suffix("").parts).removesuffix(".__init__")
    for text in sources:
        match = used.search(text.content) if name in text.content and last in text.content else None
        # A module of the same last name elsewhere is another one.
        if match is not None and f".{full}".endswith(f".{match[1]}"):
            return match[1]
    return own


def exported(name: str, content: str) -> str:
    """How a script exports `name`: `named`, `default`, or empty when it does not."""
    if name not in content or "export" not in content:
        return ""
    word = rf"{re.escape(name)}(?![\w$])"
    default = (
        rf"\bmodule\.exports\s*=\s*{word}"
        rf"|\bexport\s+default\s+(?:async\s+)?(?:function\s+|class\s+)?{word}"
    )
    if re.search(default, content):
        return "default"
    named = (
        rf"\bexport\s+(?:async\s+)?(?:function\*?|const|let|var|class)\s+{word}"
        rf"|\bexport\s*\{{[^}}]{{0,2000}}\b{word}|\bexports\.{word}\s*=|\bmodule\.exports\s*=\s*\{{[^}}]{{0,2000}}\b{word}"
    )
    return "named" if re.search(named, content) else ""
