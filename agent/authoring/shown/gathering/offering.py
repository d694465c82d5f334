"""How a helper is told of: its import, its first line, what it says of itself and where it is used. Pure."""

from __future__ import annotations

import ast
import posixpath
import re
import textwrap
import warnings
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from agent.authoring.answers.blocks import Block
from agent.authoring.shown.gathering.interface import Interface
from agent.authoring.shown.gathering.library import Library, Text, family_of, nearness
from agent.authoring.shown.gathering.modules import dotted, exported

_IMPORTS_WITHIN = 4000
_LONGEST = 160
_LONGEST_SAID = 120
# A relative import means something else in another folder.
_IMPORTS = re.compile(r"(?!from\s+\.|.*['\"]\.)(?:(?:import|from)\b|.*\brequire\()")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A function that may help; `owner` is the class that it is a method of, or empty."""

    text: Text
    block: Block
    owner: str
    score: int


def described(
    each: Candidate, path: str, source: str, files: Library, paths: Collection[str], used: tuple[str, ...]
) -> str:
    """A function as it is offered: import, first line, what its documentation says, places."""
    text, name = each.text, each.owner or each.block.name
    lines = text.content.split("\n")[each.block.body - 1 : each.block.end]
    said = _said(each, lines)
    place = f"{text.path}:{each.block.body}"
    if used:
        near = sorted(used, key=lambda use: nearness(path, use))
        more = f" and {len(near) - 2} more files" if len(near) > 2 else ""
        place = f"{place}; used in {', '.join(near[:2])}{more}"
    return "\n".join(
        part
        for part in (
            _access(name, text, path, source, files, paths),
            f"  {f'{each.owner}: ' if each.owner else ''}{_head(lines)}",
            f"  {said}" if said else "",
            f"  {place}",
        )
        if part
    )


def _access(name: str, text: Text, path: str, source: str, files: Library, paths: Collection[str]) -> str:
    """How code of the file `path` gets at it."""
    if text.path == path:
        return "in this file"
    named = re.compile(rf"\b{re.escape(name)}\b")
    top = (
        line
        for line in source.split("\n")
        if re.match(r"\s*(?:from|import)\b|.*\brequire\(", line[:_LONGEST])
    )
    there = any(named.search(line) for line in top)
    return f"{'already imported: ' if there else ''}{_import(name, text, path, source, files, paths)}"


def _import(name: str, text: Text, path: str, source: str, files: Library, paths: Collection[str]) -> str:
    if family_of(text.path) == "python":
        return f"from {dotted(text.path, name, files.sources, paths)} import {name}"
    way = posixpath.relpath(text.path, posixpath.dirname(path) or ".")
    way = re.sub(r"(?<=.)\.tsx?$", "", way if way.startswith(".") else f"./{way}")
    what = name if exported(name, text.content) == "default" else f"{{ {name} }}"
    if re.search(r"^\s*import\b", source, re.MULTILINE):
        return f"import {what} from '{way}'"
    return f"const {what} = require('{way}')"


def _head(lines: Sequence[str]) -> str:
    """The first line of a function, or all of its head in Python, on one line."""
    head = ""
    for line in lines[:8]:
        head = f"{head} {line.strip()}".strip()
        if re.search(r"[:{]\s*(#.*|//.*)?$", line) or "=>" in line:
            break
    return head.rstrip("{: ")[:_LONGEST]


def _said(each: Candidate, lines: Sequence[str]) -> str:
    """The first line of a docstring, or of the comment right above."""
    if family_of(each.text.path) == "python":
        return _docstring("\n".join(lines))[:_LONGEST_SAID]
    above = each.text.content.split("\n")[max(0, each.block.start - 12) : each.block.start - 1]
    comment: list[str] = []
    while above and re.match(r"\s*(//|/\*|\*)", above[-1]):
        comment.insert(0, above.pop().strip().strip("/* ").strip())
    return next((line for line in comment if line), "")[:_LONGEST_SAID]


def _docstring(code: str) -> str:
    with warnings.catch_warnings():
        # Old escapes in somebody's strings are no concern of the operator's.
        warnings.simplefilter("ignore")
        try:
            body = ast.parse(textwrap.dedent(code)).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return ""
    node = body[0] if body else None
    said = ast.get_docstring(node) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else None
    return said.strip().split("\n")[0] if said and said.strip() else ""


def imports(known: Sequence[Interface], path: str, source: str, sources: Iterable[Text]) -> Iterator[str]:
    """Import lines of other files that bring in something safe, with the nearest place of each."""
    wanted = "|".join(each.imported for each in known if each.imported)
    if not wanted:
        return
    pattern = re.compile(wanted)
    here = {line.strip() for line in source.split("\n")}
    found: dict[str, list[str]] = {}
    for text in sorted(sources, key=lambda text: nearness(path, text.path)):
        top = text.content[:_IMPORTS_WITHIN]
        if text.path == path or not pattern.search(top):
            continue
        for number, line in enumerate(top.split("\n"), 1):
            plain = line.strip()[:_LONGEST]
            if _IMPORTS.match(plain) and pattern.search(plain) and plain not in here:
                found.setdefault(plain, []).append(f"{text.path}:{number}")
    for line, places in found.items():
        more = f" and {len(places) - 1} more files" if len(places) > 1 else ""
        yield f"{line}\n  as in {places[0]}{more}"
