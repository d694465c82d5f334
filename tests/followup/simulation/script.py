"""What a script of people's doings is: it yields how many working days pass before it goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.followup.simulation.team import Scene

Story = Iterator[int]
Script = Callable[[Scene], Story]


def merged(s: Scene, login: str, *, squash: bool = False) -> Story:
    """Somebody merges as soon as it can be merged; after some tries they give up."""
    for _ in range(6):
        if s.mergeable:
            s.merges(login, squash=squash)
            return
        yield 2
