"""The existing test that touches the code of a finding. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from agent.authoring.answers.blocks import Kind
from agent.authoring.shown.context import Context
from agent.authoring.shown.gathering.library import Text, nearness, shape_of, stem_of
from agent.authoring.shown.related import is_setup
from agent.domain import Case

_PATHS = re.compile(r"[\"'`](/[\w./:-]{2,200})")


def words(case: Case, source: str, seen: Context) -> tuple[str, ...]:
    """What a related test would name: the functions, the module, the addresses that they answer."""
    shape = shape_of(case.path, source)
    lines = source.split("\n")
    bodies: list[str] = []
    for finding in case.findings:
        first, last = finding.location.start, finding.location.end
        holding = [b for b in shape.blocks if b.kind is not Kind.CLASS and b.holds(first)] if shape else []
        if holding:
            closest = min(holding, key=lambda block: block.end - block.start)
            first, last = closest.start, closest.end
        bodies.append("\n".join(lines[first - 1 : last]))
    addresses = [address for body in bodies for address in _PATHS.findall(body)]
    return tuple(dict.fromkeys([*seen.functions, stem_of(case.path), *addresses]))


def touching(path: str, named: Sequence[str], tests: Iterable[Text]) -> Text | None:
    """The test file that names most of the words, the nearest of those; None when none names any."""
    patterns = [(word, re.compile(rf"(?<![\w/]){re.escape(word)}(?!\w)")) for word in named if word]
    stem = stem_of(path)

    def weight(text: Text) -> int:
        hits = sum(
            1 if word == stem else 3
            for word, pattern in patterns
            if word in text.content and pattern.search(text.content)
        )
        # A test is often called after what it tests.
        return hits + (2 if stem in text.path.rpartition("/")[2] and hits else 0)

    weighed = [(weight(text), text) for text in tests if not is_setup(text.path)]
    best = sorted(weighed, key=lambda pair: (-pair[0], nearness(path, pair[1].path)))[:1]
    return best[0][1] if best and best[0][0] else None
