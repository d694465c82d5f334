"""What a cut leaves of a known value: its beginning where a line ends, its end where one begins. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from agent.credentials.spans import Span

_SHORTEST = 6
# Of a longer value, this much at either end is known.
_LONGEST = 512
# Of a value that begins with a word, the word alone tells nothing.
_WORD = re.compile(r"[A-Za-z]?[a-z]{0,10}|[A-Z]{0,11}")
_END = re.compile(r"(?=\.\.\.|\u2026|\r?$)", re.MULTILINE)
_LINE = re.compile(r"^[+\->| \t]{0,80}(?P<begin>.{6})", re.MULTILINE)


class Cut:
    """Known values of one line each, by the six characters at either end of them."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        self._first: dict[str, set[str]] = {}
        self._rests: dict[str, set[str]] = {}
        self._search: re.Pattern[str] | None = None
        for value in values:
            self.add(value)

    def add(self, value: str) -> None:
        """Know a value, and each line of it where it has more than one."""
        for line in filter(
            lambda line: len(line) > _SHORTEST and "-----" not in line, map(str.strip, value.split("\n"))
        ):
            rest = line[-_LONGEST:]
            for at in range(int(rest == line), len(rest) - _SHORTEST + 1):
                self._rests.setdefault(rest[at : at + _SHORTEST], set()).add(rest[at:])
            self._first.setdefault(line[:_SHORTEST], set()).add(line[:_LONGEST])
            self._search = None

    def places(self, text: str) -> Iterator[Span]:
        """The spans of parts of at least six characters, shorter than the value that they are of."""
        if not self._first:
            return
        if self._search is None:
            heads = "|".join(map(re.escape, sorted(self._first)))
            self._search = re.compile(rf"(?<![A-Za-z0-9])(?=({heads}))")
        for match in self._search.finditer(text):
            # One character more than any value has: nothing begins with that.
            end = _END.search(text, match.start(), match.start() + _LONGEST + 1)
            tail = text[match.start() : end.start() if end else len(text)]
            if not _WORD.fullmatch(tail) and any(value.startswith(tail) for value in self._first[match[1]]):
                yield match.start(), match.start() + len(tail)
        for line in _LINE.finditer(text):
            yield from self._rest(text, line)

    def _rest(self, text: str, line: re.Match[str]) -> Iterator[Span]:
        """What is left of a value at the beginning of a line."""
        start = line.start("begin")
        for rest in self._rests.get(line["begin"], ()):
            if not _WORD.fullmatch(rest) and text.startswith(rest, start):
                yield start, start + len(rest)
