"""CODEOWNERS patterns: what each means, and which of many is the last to match a path. Pure.

A pattern becomes path segments and how it ends. All patterns of a file share one tree of segments, so that a
path is looked up in about the time that its own length takes, however many lines there are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_TOKENS = re.compile(r"\\(?P<escaped>.)|(?P<stars>\*+)|(?P<one>\?)|(?P<plain>[^\\*?]+)", re.DOTALL)
_GAP = "**"


class End(Enum):
    """What may follow the last segment of a pattern in a path."""

    EXACT = "nothing: `dir/*` does not go deeper"
    OR_BELOW = "nothing, or what is inside that folder"
    BELOW = "only what is inside that folder"


@dataclass(frozen=True, slots=True)
class Pattern:
    """Segments as they were written (escapes included; `**` is any number of folders) and the end."""

    segments: tuple[str, ...]
    end: End


def flaw(text: str) -> str:
    """Why a pattern is invalid or can match nothing, so that its line is skipped; empty when it is fine."""
    bare = _ESCAPED.sub("x", text)
    if text.startswith("!"):
        return "`!` cannot negate a pattern here"
    if "[" in bare or "]" in bare:
        return "`[` and `]` are not supported; write `\\[` for the character itself"
    if "***" in bare:
        return "three asterisks in a row; `**` is meant"
    if "#" in _ESCAPED.findall(text):
        return "`\\#` is not supported"
    if bare.endswith("\\"):
        return "a backslash at the end escapes nothing"
    slashes = _bare_slashes(text)
    if slashes == "/" or "//" in slashes:
        return "an empty path segment matches nothing; `*` is everything"
    return ""


def compile_pattern(text: str) -> Pattern:
    """The meaning of a pattern that has no `flaw`."""
    text = _bare_slashes(text)
    trailing = text.endswith("/")
    parts = text.removesuffix("/").split("/")
    if parts[0] == "":
        parts = parts[1:]
    elif len(parts) == 1:
        parts = [_GAP, *parts]
    parts = [part for at, part in enumerate(parts) if part != _GAP or parts[at - 1 : at] != [_GAP]]
    if parts == [_GAP]:
        # `**/` is every folder, so what lies at the top is not in it; `**` is everything.
        return Pattern((_GAP, "*") if trailing else (), End.BELOW)
    if parts[-1] == _GAP:
        return Pattern(tuple(parts[:-1]), End.BELOW)
    if trailing:
        return Pattern(tuple(parts), End.BELOW)
    return Pattern(tuple(parts), End.EXACT if parts[-1] == "*" else End.OR_BELOW)


def _bare_slashes(text: str) -> str:
    """A slash separates segments also where it is escaped."""
    return _ESCAPED.sub(lambda pair: "/" if pair[1] == "/" else pair[0], text)


class _Glob:
    """One segment with wildcards. The expression is made at the first name that could fit at all."""

    def __init__(self, raw: str) -> None:
        tokens = list(_TOKENS.finditer(raw))
        self._tokens = tokens
        self.runs = tuple(dict.fromkeys(_runs(tokens)))
        self._least = sum(len(_literal(token)) + (token["one"] is not None) for token in tokens)
        self._expression: re.Pattern[str] | None = None

    def matches(self, name: str) -> bool:
        """Whether the whole name fits. Atomic groups keep the time to name times pattern, at worst."""
        if len(name) < self._least:
            return False
        if self._expression is None:
            chunks = [""]
            for token in self._tokens:
                if token["stars"]:
                    chunks.append("")
                else:
                    chunks[-1] += "." if token["one"] else re.escape(_literal(token))
            head, *middle = chunks
            tail = [".*", middle.pop()] if middle else []
            inner = [f"(?>.*?{chunk})" for chunk in middle]
            self._expression = re.compile("".join([head, *inner, *tail]), re.DOTALL)
        return self._expression.fullmatch(name) is not None


def _literal(token: re.Match[str]) -> str:
    return token["escaped"] or token["plain"] or ""


def _runs(tokens: Iterable[re.Match[str]]) -> Iterator[str]:
    """The literal texts between wildcards."""
    run = ""
    for token in tokens:
        if literal := _literal(token):
            run += literal
        elif run:
            yield run
            run = ""
    if run:
        yield run


class _Node:
    """A place in the tree of segments. `top` is the last line at or below it, `ends` the last line by end."""

    __slots__ = ("_found", "ends", "gap", "globs", "literal", "loops", "top")

    def __init__(self, *, loops: bool = False) -> None:
        self.literal: dict[str, _Node] = {}
        self.globs: dict[str, _Node] = {}
        self.gap: _Node | None = None
        self.loops = loops
        self.ends: dict[End, int] = {}
        self.top = -1
        self._found: _Finder | None = None

    def child(self, segment: str) -> _Node:
        """The place one segment further on, made where it is not there yet."""
        if segment == _GAP:
            self.gap = self.gap or _Node(loops=True)
            return self.gap
        if "*" in segment or "?" in segment:
            bare = _ESCAPED.sub("", segment)
            if "*" in bare or "?" in bare:
                return self.globs.setdefault(segment, _Node())
        return self.literal.setdefault(_ESCAPED.sub(r"\1", segment), _Node())

    def step(self, name: str) -> Iterator[_Node]:
        """Where one segment of a path leads from here."""
        if self.loops:
            yield self
        if name in self.literal:
            yield self.literal[name]
        if self.globs:
            self._found = self._found or _Finder(self.globs)
            yield from self._found.find(name)

    def last(self, left: int) -> int:
        """The last line that ends here with `left` segments of the path to come; -1 for none."""
        allowed = (End.OR_BELOW, End.BELOW) if left else (End.OR_BELOW, End.EXACT)
        return max((self.ends.get(end, -1) for end in allowed), default=-1)


class _Finder:
    """Finds the globs that a name matches by the rarest literal text that each cannot do without."""

    def __init__(self, globs: dict[str, _Node]) -> None:
        made = [(_Glob(raw), node) for raw, node in globs.items()]
        counts = Counter(run for glob, _ in made for run in glob.runs)
        self._by_run: dict[str, list[tuple[_Glob, _Node]]] = {}
        for glob, node in made:
            key = min(glob.runs, key=lambda run: (counts[run], -len(run)), default="")
            self._by_run.setdefault(key, []).append((glob, node))
        self._lengths = sorted({len(run) for run in self._by_run})
        self._known: dict[str, tuple[_Node, ...]] = {}

    def find(self, name: str) -> tuple[_Node, ...]:
        """Where the globs that match this name lead."""
        if name not in self._known:
            pieces = {
                name[at : at + length]
                for length in self._lengths
                if length <= len(name)
                for at in range(len(name) - length + 1 if length else 1)
            }
            self._known[name] = tuple(
                node for piece in pieces for glob, node in self._by_run.get(piece, ()) if glob.matches(name)
            )
        return self._known[name]


class PatternIndex:
    """Many patterns, of which the last that matches a path is asked for."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._root = _Node()
        for number, pattern in enumerate(patterns):
            node = self._root
            node.top = number
            for segment in pattern.segments:
                node = node.child(segment)
                node.top = number
            node.ends[pattern.end] = number

    def last(self, path: str) -> int | None:
        """The number, from 0, of the last pattern that matches a path relative to the top of the tree."""
        names = path.split("/")
        best = -1
        active = _with_gaps((self._root,))
        for at in range(len(names) + 1):
            left = len(names) - at
            best = max((best, *(node.last(left) for node in active)))
            if left:
                active = _with_gaps(
                    child for node in active if node.top > best for child in node.step(names[at])
                )
        return None if best < 0 else best


def _with_gaps(nodes: Iterable[_Node]) -> list[_Node]:
    """Each place once, and those behind a `**` that stands for no folder at all."""
    once = dict.fromkeys(nodes)
    once.update(dict.fromkeys([node.gap for node in once if node.gap is not None]))
    return list(once)
