"""A SEARCH text that does not match once, told in words. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence


def miss(number: int, path: str, shown: Sequence[str], search: Sequence[str], places: Sequence[int]) -> str:
    """Why block `number` does not match exactly once: how often it does, or the nearest real lines."""
    if places:
        found = ", ".join(str(place + 1) for place in places[:5])
        return (
            f"Block {number}: its SEARCH text occurs {len(places)} times in `{path}` (at lines {found}). "
            "Repeat more of the lines around it, so that it occurs once."
        )
    told = [f"Block {number}: its SEARCH text does not occur in `{path}`."]
    nearest = _nearest(shown, search)
    if nearest is None:
        return f"{told[0]} Nothing in the file is like it."
    first = min(nearest, len(shown) - 1)
    window = shown[first : first + len(search)]
    told += list(_differences(search, window))
    told.append(f"The nearest lines of the file ({first + 1} to {first + len(window)}) are:")
    return "\n".join([*told, *window])


def _differences(search: Sequence[str], window: Sequence[str]) -> Iterator[str]:
    """The first line that differs, and whether only its spaces do."""
    for line, (asked, real) in enumerate(zip(search, window, strict=False), 1):
        if asked != real:
            spaces = asked.split() == real.split()
            yield f"Line {line} of the SEARCH text differs{' in its spaces only' if spaces else ''}."
            return


def _nearest(shown: Sequence[str], search: Sequence[str]) -> int | None:
    """The start of the window of lines that shares most with the search, judged by words and then letters."""
    wanted = [line.strip() for line in search]
    width = len(search)
    if not shown or not any(wanted):
        return None
    bare = [line.strip() for line in shown]
    longest = max(wanted, key=len)
    close = difflib.get_close_matches(longest, bare, n=1, cutoff=0.5)
    near = bare.index(close[0]) - wanted.index(longest) if close else None
    scored = [
        (sum(a == b and bool(a) for a, b in zip(wanted, bare[i : i + width], strict=False)), i == near, -i)
        for i in range(len(bare))
    ]
    equal, _, start = max(scored)
    if equal:
        return -start
    return max(near, 0) if near is not None else None
