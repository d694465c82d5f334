"""Placeholders for credentials: given out when a text leaves, put back when an answer comes in."""

from __future__ import annotations

import dataclasses
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import Any, TypeVar

from agent.credentials.cuts import Cut
from agent.credentials.finder import find
from agent.credentials.spans import Span
from agent.credentials.spellings import SHORTEST, spellings

PLACEHOLDER = re.compile(r"CREDENTIAL_[0-9]+")
_DIGITS = re.compile(r"[0-9]*")
_SHORT = 8
_LONG_WORD = 12
_MOST_OVERLAPPING = 8

T = TypeVar("T")


class Vault:
    """The credentials of one case, by the order in which they were first seen. Safe to share between threads.

    `known` are values that are secret wherever they stand, such as the process's own keys.

    A value that was found once is hidden wherever else it stands, in longer strings and as base64,
    hexadecimal or percent-encoded as well; one of fewer than 8 characters, or of letters alone, only where
    it stands by itself. A word `CREDENTIAL_n` that a text brings along keeps its meaning as long as no value
    went by that number before; after that it is taken for the placeholder.
    """

    def __init__(self, known: Sequence[str] = ()) -> None:
        self._numbered: dict[str, str] = {}
        self._values: dict[str, str] = {}
        self._taken: set[str] = set()
        self._patterns = {part: re.escape(part) for value in known for part in spellings(value)}
        self._always = _any_of(self._patterns)
        self._search: re.Pattern[str] | None = None
        self._cut = Cut(value for value in known if len(value) >= SHORTEST)
        self._lock = threading.Lock()

    def hide(self, text: str) -> str:
        """The text with a placeholder for every credential in it; `reveal` gives the same text back.

        So is what a cut has left of a known value at the end of a line, or at its beginning.
        """
        found = _found(text)
        with self._lock:
            for start, end in found:
                self._note(text[start:end])
            return self._hidden(text, (*found, *self._known(text), *self._cut.places(text)))

    def hide_ours(self, text: str, *, quoting: bool = False) -> str:
        """A text of our own: only values that are secret wherever they stand are hidden.

        No repository can choose which words of it are left out. A word `CREDENTIAL_n` in it speaks of the
        placeholder. With `quoting` it may hold values of others as well, and those that it tells itself go.
        """
        found = _found(text) if quoting else ()
        with self._lock:
            own = tuple(match.span() for match in self._always.finditer(text))
            return self._hidden(text, (*found, *own), ours=not quoting)

    def learn(self, text: str) -> None:
        """Take note of the values of a text that is seen whole, before parts of it are shown."""
        found = _found(text)
        with self._lock:
            for start, end in found:
                self._note(text[start:end])

    def reveal(self, text: str) -> str:
        """The text with every placeholder that was given out replaced by its value."""
        with self._lock:
            values = dict(self._values)
        return PLACEHOLDER.sub(lambda match: values.get(match[0], match[0]), text)

    def _hidden(self, text: str, found: Sequence[Span], *, ours: bool = False) -> str:
        values = ((*span, False) for span in found)
        words = ((*match.span(), True) for match in PLACEHOLDER.finditer(text))
        spans = _joined(text, (*values, *words))
        if not ours:
            self._taken.update(text[start:end] for start, end, word in spans if word)
        return "".join(self._pieces(text, spans))

    def _note(self, value: str) -> None:
        if value not in self._patterns:
            if _strong(value):
                self._cut.add(value)
                self._patterns |= {part: re.escape(part) for part in spellings(value)}
            self._patterns[value] = _pattern(value)
            self._search = None

    def _known(self, text: str) -> Iterator[Span]:
        if self._search is None:
            self._search = _any_of(self._patterns)
        return (match.span() for match in self._search.finditer(text))

    def _pieces(self, text: str, spans: Iterable[tuple[int, int, bool]]) -> Iterator[str]:
        at = 0
        for start, end, word in spans:
            yield text[at:start]
            yield text[start:end] if word else self._placeholder(text[start:end])
            at = end
        yield text[at:]

    def _placeholder(self, value: str) -> str:
        if value not in self._numbered:
            number = len(self._numbered) + 1
            while f"CREDENTIAL_{number}" in self._taken:
                number += 1
            self._numbered[value] = name = f"CREDENTIAL_{number}"
            self._values[name] = value
            self._taken.add(name)
        return self._numbered[value]


def _found(text: str) -> tuple[Span, ...]:
    """Where values stand; of many that overlap only what they make together, which is one value then."""
    heaps: list[list[Span]] = []
    end = 0
    for span in find(text):
        if not PLACEHOLDER.fullmatch(text, *span):
            if heaps and span[0] < end:
                heaps[-1].append(span)
            else:
                heaps.append([span])
            end = max(end, span[1])
    return tuple(
        span
        for heap in heaps
        for span in (
            heap if len(heap) <= _MOST_OVERLAPPING else ((heap[0][0], max(stop for _, stop in heap)),)
        )
    )


def _any_of(patterns: Mapping[str, str]) -> re.Pattern[str]:
    """What finds any of the values, the longest first."""
    ordered = sorted(patterns, key=lambda value: (-len(value), value))
    return re.compile("|".join(patterns[value] for value in ordered) or r"(?!)")


def _strong(value: str) -> bool:
    return len(value) >= _SHORT and not value.isalpha()


def _pattern(value: str) -> str:
    escaped = re.escape(value)
    if _strong(value):
        return escaped
    if value.isalpha() and len(value) < _LONG_WORD:
        # An ordinary word stands in names and sentences, too: it is one value only where it is all of one.
        return rf"(?<=[\"'`]){escaped}(?=[\"'`])"
    return rf"(?<!\w){escaped}(?!\w)"


def _joined(text: str, spans: Iterable[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    """Spans put together where they overlap; `True` for a word `CREDENTIAL_n` that touches no value.

    Digits that follow a value go with it: they would change the number of its placeholder.
    """
    joined: list[tuple[int, int, bool]] = []
    for start, stop, word in sorted(spans):
        digits = _DIGITS.match(text, stop)
        end = digits.end() if digits else stop
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end), False)
        elif start < end:
            joined.append((start, end, word))
    return joined


def conceal(text: str) -> str:
    """A text to be shown or kept, with a placeholder for every credential in it."""
    return Vault().hide(text)


def without_credentials(value: T) -> T:
    """A value to be kept or shown, with no credential in any text of it.

    One that is told by its surroundings in one text is hidden in all of them.
    """
    vault = Vault()
    concealed(value, vault.hide)
    return concealed(value, vault.hide)


def concealed(value: T, hide: Callable[[str], str]) -> T:
    """A value with `hide` done to every text in it: dataclasses, tuples, lists and the values of dicts.

    Members of enumerations, and anything else, stay as they are.
    """
    found: Any = value
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        found = hide(value)
    elif isinstance(value, tuple | list):
        found = type(value)(concealed(item, hide) for item in value)
    elif isinstance(value, dict):
        found = {key: concealed(item, hide) for key, item in value.items()}
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        parts = {
            field.name: concealed(getattr(value, field.name), hide) for field in dataclasses.fields(value)
        }
        found = dataclasses.replace(value, **parts)
    return found  # type: ignore[no-any-return]
