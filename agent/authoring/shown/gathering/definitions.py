"""What the code around a finding uses of other files: nobody should have to guess what a name holds. Pure."""

from __future__ import annotations

import ast
import posixpath
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence

from agent.authoring.answers.blocks import Kind
from agent.authoring.shown.context import Context
from agent.authoring.shown.gathering.library import Library, Text, family_of, shape_of
from agent.authoring.shown.outline import outline
from agent.authoring.shown.parts import Shown
from agent.authoring.shown.used import assignments

SMALL_FILE = 1200
"""A file of at most so many characters is shown whole: what stands beside a definition tells as much."""
_MOST_FILES = 3
_MOST_LINES = 24
_WORD = re.compile(r"[A-Za-z_$][\w$]*")
_SCRIPT_IMPORT = re.compile(
    r"(?:import\s+(?P<default>[\w$]+)?\s*,?\s*(?:\{(?P<named>[^}]*)\})?\s*from\s*"
    r"|(?:const|let|var)\s+(?:(?P<whole>[\w$]+)|\{(?P<taken>[^}]*)\})\s*=\s*require\(\s*)"
    r"['\"](?P<way>\.[^'\"\n]{0,200})['\"]"
)
_SCRIPT_ENDS = ("", ".js", ".ts", ".tsx", ".jsx", ".mjs", ".cjs", "/index.js", "/index.ts")


def definitions(source: str, seen: Context, files: Library, room: int) -> tuple[Shown, ...]:
    """The definitions of this repository that the code shown imports and uses, in at most `room` characters.

    Those that the functions around the finding name come first. Small files are shown whole.
    """
    code = "\n".join(piece.text for piece in seen.pieces)
    near = set(_WORD.findall(_around(seen, source)))
    everywhere = set(_WORD.findall(code))
    texts = {text.path: text for text in files.sources if text.path != seen.path}
    wanted: dict[str, list[str]] = {}
    imported = list(_imported(seen.path, source, texts))
    for words in (near, everywhere):
        for path, local, name in imported:
            if local in words:
                wanted.setdefault(path, []).extend(_meant(local, name, code))
    shown: list[Shown] = []
    for path, names in list(wanted.items())[:_MOST_FILES]:
        part = _shown(texts[path], tuple(dict.fromkeys(names)), room)
        if part is not None:
            shown.append(part)
            room -= len(part.path) + len(part.text) + 2
    return tuple(shown)


def _around(seen: Context, source: str) -> str:
    """The text of the functions that hold the marked lines; the marked lines where there are none."""
    lines = source.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    shape = outline(seen.path, "\n".join(lines))
    blocks = [shape.function_at(mark.number) if shape else None for mark in seen.marks]
    bodies = ["\n".join(lines[b.start - 1 : b.end]) for b in dict.fromkeys(blocks) if b]
    return "\n".join(bodies or [mark.text for mark in seen.marks])


def _meant(local: str, name: str, code: str) -> list[str]:
    """The names that are used of an import: of a whole module what stands behind its dot."""
    return [name] if name else re.findall(rf"\b{re.escape(local)}\.([A-Za-z_$][\w$]*)", code)


def _imported(path: str, source: str, texts: Mapping[str, Text]) -> Iterator[tuple[str, str, str]]:
    """Each import of a file of the repository: its path, the name here, the name there (empty: all of it)."""
    if family_of(path) == "python":
        yield from _python(path, source, texts)
    else:
        yield from _script(path, source, texts)


def _python(path: str, source: str, texts: Mapping[str, Text]) -> Iterator[tuple[str, str, str]]:
    with warnings.catch_warnings():
        # Old escapes in somebody's strings are no concern of the operator's.
        warnings.simplefilter("ignore")
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                local, full = alias.asname or alias.name, node.module or ""
                inner = _module(path, node.level, f"{full}.{alias.name}".strip("."), texts)
                outer = _module(path, node.level, full, texts)
                if inner:
                    yield inner, local, ""
                elif outer:
                    yield outer, local, alias.name
        elif isinstance(node, ast.Import):
            for alias in node.names:
                found = _module(path, 0, alias.name, texts)
                if found and alias.asname:
                    yield found, alias.asname, ""
                elif found and "." not in alias.name:
                    yield found, alias.name, ""


def _module(path: str, level: int, dotted: str, texts: Mapping[str, Text]) -> str:
    """The file of a module, looked for from the importing file's folder upwards; empty for other people's."""
    way = dotted.replace(".", "/")
    folders = path.split("/")[:-1]
    starts = (
        [folders[: len(folders) - level + 1]]
        if level
        else [folders[:end] for end in range(len(folders), -1, -1)]
    )
    for start in starts:
        stem = "/".join([*start, way]).strip("/")
        for candidate in (f"{stem}.py", f"{stem}/__init__.py"):
            if way and candidate in texts:
                return candidate
    return ""


def _script(path: str, source: str, texts: Mapping[str, Text]) -> Iterator[tuple[str, str, str]]:
    for match in _SCRIPT_IMPORT.finditer(source):
        stem = posixpath.normpath(posixpath.join(posixpath.dirname(path), match["way"]))
        file = next((f"{stem}{end}" for end in _SCRIPT_ENDS if f"{stem}{end}" in texts), "")
        if not file:
            continue
        for whole in filter(None, (match["default"], match["whole"])):
            yield file, whole, ""
        for pair in (match["named"] or match["taken"] or "").split(","):
            there, _, here = re.sub(r"\s+as\s+|\s*:\s*", "\0", pair.strip()).partition("\0")
            if there:
                yield file, here or there, there


def _shown(text: Text, names: Sequence[str], room: int) -> Shown | None:
    content = text.content.removeprefix("\ufeff").strip("\n")
    if len(content) <= min(SMALL_FILE, room - len(text.path) - 2):
        return Shown(text.path, content, True)
    lines = text.content.split("\n")
    kept: list[str] = []
    for first, last in _places(text, names, lines):
        cut = lines[first - 1 : min(last, first + _MOST_LINES - 1)]
        code = "\n".join([*cut, *(["    [...]"] if last >= first + _MOST_LINES else [])])
        if len("\n".join([*kept, code])) + len(text.path) + 2 <= room:
            kept.append(code)
    return Shown(text.path, "\n".join(kept), False) if kept else None


def _places(text: Text, names: Sequence[str], lines: Sequence[str]) -> list[tuple[int, int]]:
    """Where the file defines the names, by their order in the file."""
    shape = shape_of(text.path, text.content)
    if shape is None:
        return []
    inside = {b for b in shape.blocks if any(o is not b and o.holds(b.start) for o in shape.blocks)}
    blocks = [
        (b.start, b.end)
        for b in shape.blocks
        if b.name in names and b not in inside and b.kind is not Kind.STATEMENT
    ]
    values = [(first, last) for name, first, last in assignments(lines, shape) if name in names]
    return sorted({*blocks, *values})
