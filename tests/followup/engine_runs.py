"""Runs of the engine on one pull request in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from agent.followup.engine import Followed, Follower
from agent.followup.observe import Observer
from agent.followup.values import Ladder
from agent.forge.text.marker import Marker
from agent.forge.values import Act, Pull, Trouble
from agent.forge.writes import Write
from agent.settings import Settings
from tests.doubles.follow_hub import FakeBench, FakeHub
from tests.doubles.observed import LADDER, PULL, days
from tests.doubles.people import FakePeople

SECRET = "sk-live-0123456789abcdef"


def follower(hub: FakeHub, bench: FakeBench | None = None, *, publish: bool = True, **more: Any) -> Follower:
    """A run on a Thursday, ten days after it was opened."""
    bench = bench or FakeBench()
    people = FakePeople(writers=frozenset({"ann", "bob"}))
    seen: Callable[[Pull, Marker, Sequence[Act]], Ladder] = more.pop("ladders", lambda *_: LADDER)
    observer = Observer(hub, bench, people, seen, True, lambda _: False, **more)
    settings = Settings.model_validate({"model": {"api_key": SECRET}})
    return Follower(
        hub, bench, observer, settings, "test", lambda: days(10), publish, sleep=lambda _: None, clock=lambda: 0.0
    )  # fmt: skip


def follow(hub: FakeHub, bench: FakeBench | None = None, **more: Any) -> Followed:
    (found,) = follower(hub, bench, **more).run(hub.ours(), PULL.number)
    return found


def failing(kind: type[Write], trouble: Trouble, times: int = 99) -> Callable[[Write], Trouble | None]:
    """The first so many writes of a kind fail."""
    left = [times]

    def answer(write: Write) -> Trouble | None:
        if not isinstance(write, kind) or not left[0]:
            return None
        left[0] -= 1
        return trouble

    return answer
