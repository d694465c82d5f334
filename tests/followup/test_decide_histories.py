"""What must hold whatever happens to a pull request, over random histories."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import timedelta
from typing import get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.followup.calendar import calendar
from agent.followup.decide import ROWS, decide
from agent.followup.values import (
    Ask,
    AuthorAgain,
    Close,
    Escalate,
    Freeze,
    MarkReady,
    MergeBase,
    Observed,
    Presence,
    Reassign,
    Record,
    Remind,
    Revise,
    Step,
    Touch,
    Verified,
    Wait,
)
from agent.forge.values import PullState
from agent.settings.schema import FollowSettings
from tests.doubles.observed import US
from tests.followup.decide_model import DELIVERY, EVENTS, World, cursor

POLICIES = (
    FollowSettings(),
    FollowSettings(rebase_when="behind", messages=2, timezone="America/New_York"),
    FollowSettings(rebase_when="never", messages=1, attempts=1, repairs=0),
    FollowSettings(messages=0, revisions=0, work_days=("tue", "thu")),
    FollowSettings(attempts=0, messages=20, quiet_days=("2026-03-05/2026-03-20",)),
)
HISTORIES = st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(0, 31)), max_size=14)
PUSHES = (Revise, MergeBase, AuthorAgain)
ROW_NAMES = {row.__name__.replace("_", "-") for row in ROWS} | {"waiting"}


@dataclass(slots=True)
class Watched:
    """Every step of one history, held against what must never be."""

    acted: set[Step] = field(default_factory=set)
    """Steps since somebody did something."""
    events: int = -1
    rungs: list[int] = field(default_factory=list)
    reached: set[tuple[type[Step], str]] = field(default_factory=set)

    def __call__(self, world: World, seen: Observed, step: Step) -> None:
        self.reached.add((type(step), step.row))
        assert decide(seen, world.follow, DELIVERY, world.now) == step
        _is_told(step)
        _is_allowed(seen, step)
        _is_within_limits(world, seen, step)
        self._is_new(world, step)

    def _is_new(self, world: World, step: Step) -> None:
        if world.events != self.events:
            self.acted, self.events = set(), world.events
        if isinstance(step, (Wait, Freeze)):
            return
        assert step not in self.acted, f"again: {step}"
        self.acted.add(step)
        if step.row == "ladder":
            assert isinstance(step, (Remind, Reassign, Escalate))
            rung = {Remind: 1, Reassign: 2, Escalate: 3 if step.who else 4}[type(step)]
            assert all(rung > used for used in self.rungs)
            self.rungs.append(rung)


def _is_told(step: Step) -> None:
    assert step.row in ROW_NAMES
    assert step.reason.endswith(".")
    assert step.reason.isprintable()
    assert not set(step.reason) & set("`<>*@")


def _is_allowed(seen: Observed, step: Step) -> None:
    state, labels = seen.pull.state, seen.pull.labels
    if "suture:stop" in labels or seen.repo.archived:
        assert isinstance(step, (Wait, Freeze))
    if seen.branch.touch is Touch.PEOPLE:
        assert not isinstance(step, (*PUSHES, Close, MarkReady))
    if seen.base.presence is not Presence.GONE:
        assert not isinstance(step, Verified)
        assert not isinstance(step, Close) or step.refused
    if state is PullState.CLOSED:
        closers = [act.actor for act in seen.acts if act.kind == "closed"]
        assert isinstance(step, (Wait, Freeze, Record))
        assert not isinstance(step, Record) or closers[-1] != US
    if state is PullState.MERGED:
        assert isinstance(step, (Wait, Freeze, Record, Verified))
    if isinstance(step, (Verified, Record)):
        assert state is not PullState.OPEN


def _is_within_limits(world: World, seen: Observed, step: Step) -> None:
    memory, follow = seen.marker.followed, world.follow
    if isinstance(step, (Ask, Remind, Reassign)) or (isinstance(step, Escalate) and step.who):
        assert memory.messages < follow.messages
    if isinstance(step, (Ask, Remind, Reassign, Escalate, MarkReady)) and step.row not in (
        "command",
        "review",
    ):
        assert calendar(follow).working(world.now)
    if isinstance(step, PUSHES):
        assert seen.author or isinstance(step, MergeBase)
    if isinstance(step, Revise):
        assert memory.revisions < follow.revisions
    if isinstance(step, AuthorAgain):
        done = (memory.repairs, follow.repairs) if step.repair else (memory.again, follow.attempts)
        assert done[0] < done[1]
    if isinstance(step, Ask):
        assert step.question not in memory.asked
    for one in step.handled:
        assert one.id > cursor(seen, one)
    if isinstance(step, Wait) and step.until is not None:
        assert step.until > world.now


def settle(world: World, watched: Watched) -> Step:
    """Runs without anything happening, until there is nothing to wait for but people."""
    for _ in range(40):
        step = world.run(watched)
        if isinstance(step, Freeze) or (isinstance(step, Wait) and step.until is None):
            return step
        if isinstance(step, Wait):
            assert step.until is not None
            for share in (2, 1):
                assert isinstance(world.decided(), Wait), f"{world.decided()} before {step}"
                world.now += (step.until - world.now) / share
    raise AssertionError(f"no end is reached: {step}")


def play(world: World, watched: Watched, history: list[tuple[str, int]], runs: int) -> None:
    """The history, with a run after each event whose bit is set in `runs`, and then until its end."""
    for place, (kind, pick) in enumerate(history):
        world.happen(kind, pick)
        if runs >> place & 1:
            world.run(watched)
    world.events += 1

    end = settle(world, watched)

    assert world.seen.marker.followed.messages <= world.follow.messages
    for later in (1, 30, 400):
        world.now += timedelta(days=later)
        assert type(world.decided()) is type(end)


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(policy=st.sampled_from(POLICIES), history=HISTORIES, runs=st.integers(0, 2**14 - 1))
def test_every_history_keeps_every_promise_and_comes_to_an_end(
    policy: FollowSettings, history: list[tuple[str, int]], runs: int
) -> None:
    play(World(policy), Watched(), history, runs)


def test_longer_histories_keep_every_promise_and_reach_every_row() -> None:
    """Seeded: what the search above may pass over is met here each time."""
    chance = random.Random(5)
    reached: set[tuple[type[Step], str]] = set()
    for _ in range(2000):
        watched = Watched()
        history = [(chance.choice(EVENTS), chance.randrange(32)) for _ in range(chance.randrange(30))]
        play(World(chance.choice(POLICIES)), watched, history, chance.getrandbits(30))
        reached |= watched.reached

    assert {row for _, row in reached} == ROW_NAMES
    assert {step for step, _ in reached} == set(get_args(Step))
