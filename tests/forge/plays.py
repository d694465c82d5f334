"""One schedule played to its end: a run that meets what was prepared, then runs until nothing is left to write."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.doubles.github import Fault
from tests.forge.acts import Act
from tests.forge.invariants import Happened, after_run, at_end, picture
from tests.forge.simulated import Ground, World

MOST_RUNS = 4

Before = Callable[["Play"], object]


@dataclass
class Play:
    """One schedule on its way."""

    world: World
    fixed: tuple[bool, ...]
    happened: list[Happened] = field(default_factory=list)
    killed: set[int] = field(default_factory=set)
    """Runs, by their place, that could say nothing."""

    def dies(self, fault: Fault, number: int, *fixed: bool) -> None:
        """A run that a crash ends; after it the forge is well, and time has passed."""
        before, self.fixed = self.fixed, fixed
        self.world.hub.fail(fault, write=number)
        self.killed.add(len(self.world.runs))
        self.run()
        self.fixed = before
        self.world.hub.up()
        self.world.hub.clear_faults()
        self.world.wait()

    def run(self, **options: Any) -> None:
        """A run with what it would propose today; of a fix that was merged the finding is gone."""
        merged = any(pull.merged for pull in self.world.hub.state.pulls.values())
        self.world.run(*(self.world.proposal(each) for each in self.fixed if not merged), **options)

    def act(self, act: Act) -> None:
        self.happened.append((len(self.world.hub.requests), act, act.do(self.world)))


@dataclass(frozen=True, slots=True)
class Schedule:
    """What is prepared and how the first run is made; afterwards it runs again until nothing is written.

    `alike`: in the end all is as if nothing had gone wrong. `killed`: the first run cannot say anything.
    """

    group: str
    kind: str
    at: str
    before: Before
    first: Before = Play.run
    fixed: tuple[bool, ...] = (True,)
    alike: bool = True
    killed: bool = False

    @property
    def name(self) -> str:
        return f"{self.group}/{self.kind}/{self.at}"


@dataclass(frozen=True, slots=True)
class Played:
    """How a schedule went: how its first run ended, and the rules that were broken."""

    schedule: Schedule
    outcome: str
    broken: tuple[str, ...]
    seconds: float


def play(ground: Ground, schedule: Schedule, healthy: dict[tuple[bool, ...], Any]) -> Played:
    """Run one schedule to its end. `healthy` keeps pictures of deliveries without faults."""
    begun = time.monotonic()
    if schedule.alike and schedule.fixed not in healthy:
        with ground.world() as world:
            Play(world, schedule.fixed).run()
            healthy[schedule.fixed] = picture(world)
    with ground.world() as world:
        one = Play(world, schedule.fixed)
        broken = list(_played(one, schedule))
        if schedule.alike and not broken and picture(world) != healthy[schedule.fixed]:
            broken.append("it does not end as a delivery without faults does")
        outcome = world.runs[0].outcome
    return Played(schedule, outcome, tuple(broken), time.monotonic() - begun)


def _played(one: Play, schedule: Schedule) -> Iterator[str]:
    world = one.world
    schedule.before(one)
    schedule.first(one)
    for number, run in enumerate(world.runs):
        killed = schedule.killed or number in one.killed
        yield from (f"run {number + 1}: {text}" for text in after_run(world, run, killed=killed))
    world.hub.up()
    world.hub.clear_faults()
    for _ in range(MOST_RUNS):
        world.wait()
        one.run()
        run = world.runs[-1]
        yield from (f"a later run: {text}" for text in after_run(world, run))
        if not any(request.writes for request in world.hub.requests[run.first : run.last]):
            break
    else:
        yield "the last run still writes"
    yield from at_end(world, one.happened, gaps=False in schedule.fixed)
