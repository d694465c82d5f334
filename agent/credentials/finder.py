"""Where in a text credentials stand: detect-secrets, forms of ours, values under telling names. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from agent.credentials.detectors import known_formats, random_strings
from agent.credentials.forms import forms
from agent.credentials.named import named
from agent.credentials.spans import Span

_WINDOW = 4000
_OVERLAP = 1000
# What detect-secrets finds holds one of these; it asks some thirty patterns about every line.
_WORTH = re.compile(r"[A-Za-z0-9_+/=-]{20}|://|xox|eyJ|_authToken|AKC|AP[0-9A-F]|T3Blb", re.IGNORECASE)
_SURROGATE = re.compile("[\ud800-\udfff]")


@lru_cache(maxsize=64)
def find(text: str) -> tuple[Span, ...]:
    """The spans `(start, end)` of credential-like values, in order; some may overlap.

    Works on anything that is text: code, configuration, output of programs, prose, diffs.
    """
    # What no UTF-8 text holds, such as bytes of odd file names, some detectors cannot take.
    text = _SURROGATE.sub("\ufffd", text)
    spans = {span for at, part in _windows(text, 16 * _WINDOW) for span in _within(part, at)}
    at = 0
    for line in text.split("\n"):
        for offset, part in _windows(line, _WINDOW):
            if _WORTH.search(part):
                spans.update((at + offset + start, at + offset + end) for start, end in _by_line(part))
        at += len(line) + 1
    return tuple(sorted(spans))


def _within(part: str, at: int) -> Iterator[Span]:
    for start, end in (*forms(part), *named(part)):
        yield at + start, at + end


def _windows(text: str, size: int) -> Iterator[tuple[int, str]]:
    """The text in parts that overlap: what looks for patterns must not be slow on a line of a megabyte."""
    overlap = _OVERLAP * (size // _WINDOW)
    for at in range(0, max(1, len(text) - overlap), size - overlap):
        yield at, text[at : at + size]


@lru_cache(maxsize=16_384)
def _by_line(line: str) -> tuple[Span, ...]:
    """What detect-secrets finds: prompts of one case repeat their lines, so it is asked once for each."""
    found = (*known_formats("", line), *random_strings("", line))
    # A login in an address is found by a form of ours, without the address.
    values = {value for _, value in found if "://" not in value}
    return tuple(span for value in sorted(values) if value for span in _places(line, value))


def _places(line: str, value: str) -> Iterator[Span]:
    at = line.find(value)
    while at >= 0:
        yield at, at + len(value)
        at = line.find(value, at + len(value))
