"""Untrusted JSON, read by shape: what is not as expected counts as absent. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Table = Mapping[str, object]

_NOTHING: Table = {}


def table(value: object) -> Table:
    """An object; empty for anything else."""
    return value if isinstance(value, dict) else _NOTHING


def items(value: object) -> Sequence[object]:
    """An array; empty for anything else."""
    return value if isinstance(value, list) else ()


def tables(value: object) -> Sequence[Table]:
    """The members of an array in their places, each as an object."""
    return [table(item) for item in items(value)]


def at(values: Sequence[Table], index: object) -> Table:
    """The member that an index names; empty where there is none."""
    place = number(index, least=0)
    return values[place] if place is not None and place < len(values) else _NOTHING


def text(value: object) -> str:
    """A string; empty for anything else."""
    return value if isinstance(value, str) else ""


def texts(value: object) -> tuple[str, ...]:
    """The strings of an array, or one string by itself."""
    return (
        (value,) if isinstance(value, str) else tuple(item for item in items(value) if isinstance(item, str))
    )


def number(value: object, least: int = 1) -> int | None:
    """A whole number, from 1 as lines and columns are counted, or from `least`."""
    whole = isinstance(value, int) and not isinstance(value, bool) and value >= least
    return value if isinstance(value, int) and whole else None
