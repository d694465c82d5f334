"""Withheld values in code that was taken from an answer: where they may stand, and where not. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from agent.authoring.shown.bare import Kind, stretches
from agent.credentials import PLACEHOLDER
from agent.domain import Change


def spread(answer: str, changes: Sequence[Change], reveal: Callable[[str], str]) -> tuple[str, ...]:
    """The placeholders of an answer whose values the changes write once more, or into a comment."""
    return tuple(
        name
        for name, value in _values(answer, reveal)
        if any(
            _text(change.after).count(value) > _text(change.before).count(value)
            or _told(change.path, _text(change.after), value)
            > _told(change.path, _text(change.before), value)
            for change in changes
        )
    )


def told(path: str, content: str, reveal: Callable[[str], str]) -> tuple[str, ...]:
    """The placeholders that a new file has in a comment or a docstring, where no code needs their values."""
    return tuple(name for name, _ in _values(content, reveal) if _told(path, content, name))


def _values(text: str, reveal: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    for name in sorted(set(PLACEHOLDER.findall(text))):
        value = reveal(name)
        if value != name:
            yield name, value


def _told(path: str, text: str, value: str) -> int:
    """How often it stands in comments and in strings that stand alone; 0 where nobody can tell."""
    data = text.encode("utf-8", "surrogatepass")
    silent = (each for each in stretches(path, text) or () if each.kind is not Kind.TEXT)
    return sum(data[each.start : each.end].decode("utf-8", "replace").count(value) for each in silent)


def _text(content: bytes | None) -> str:
    return (content or b"").decode("utf-8", "replace")
