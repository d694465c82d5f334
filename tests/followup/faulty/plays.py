"""One schedule from its beginning to its end: a run that meets what was planned, then runs until none writes."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from agent.errors import SutureError
from tests.doubles.github import Fault, Request
from tests.followup.faulty.acts import Act, Check
from tests.followup.faulty.cases import Case, run
from tests.followup.faulty.ground import Ground
from tests.followup.faulty.rules import after_run, at_end, differences, label, picture, written_after
from tests.followup.faulty.weak import WEAK
from tests.followup.simulation.team import Scene

MOST_RUNS = 4
GROWS_OLD = 200
"""Seconds in which a lock that was left behind has grown old."""
CRASHES = frozenset({Fault.CRASH, Fault.DONE_CRASH})
COURTESY = frozenset({"reaction", "reviewers", "assignees", "branch gone"})
"""Writes that a step goes on without, where the forge does not allow them."""
SAID = frozenset({"status", "reply"})
PUSHED = frozenset({"blob", "tree", "commit", "branch"})
"""A commit that the forge will not have is given up, and people are told."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """A fault, or somebody's act, at the `number`-th write of the run that takes a step. `later`: what was cut
    is taken up on the next day of work. `patience`: seconds an answer is waited for (0: as long as it takes)."""

    group: str
    kind: str
    case: Case
    number: int
    place: str
    fault: Fault | None = None
    act: Act | None = None
    later: bool = False
    patience: int = 0

    @property
    def name(self) -> str:
        return f"{self.group}/{self.kind}/{self.case.name}/{self.place}"

    @property
    def alike(self) -> bool:
        """Whether all ends as if nothing had gone wrong: what the forge will not have is never done."""
        denied = {Fault.INVALID: COURTESY | SAID | PUSHED, Fault.FORBIDDEN: COURTESY | PUSHED}
        given_up = self.fault is not None and self.what in denied.get(self.fault, ())
        return self.act is None and not given_up

    @property
    def what(self) -> str:
        """What the place is a write of."""
        return self.place.rstrip(" 0123456789")


@dataclass(frozen=True, slots=True)
class Played:
    """How a schedule went: how many runs it took, and the rules that were broken, but for what is known."""

    schedule: Schedule
    runs: int
    broken: tuple[str, ...]
    known: tuple[str, ...]
    seconds: float


@dataclass
class Play:
    """One schedule on its way."""

    scene: Scene
    runs: int = 0
    acted: tuple[int, Act, Check] | None = None

    def run(self) -> tuple[Sequence[Request], str]:
        """One run: what it sent, and the error that it ended with."""
        hub = self.scene.world.hub
        first, error = len(hub.requests), ""
        self.runs += 1
        try:
            run(self.scene)
        except SutureError as caught:
            error = f"{type(caught).__name__}: {caught}"
        except AssertionError:
            # The stage can read nothing of a forge that is down.
            if not hub.down:
                raise
        return hub.requests[first:], error

    def act(self, act: Act) -> None:
        self.acted = (len(self.scene.world.hub.requests), act, act.do(self.scene))


def play(ground: Ground, schedule: Schedule, healthy: dict[tuple[str, bool], Any]) -> Played:
    """Run one schedule to its end. `healthy` keeps pictures of runs without faults."""
    begun = time.monotonic()
    key = (schedule.case.name, schedule.later)
    if schedule.alike and key not in healthy:
        one = Play(ground.prepared(schedule.case))
        one.run()
        assert not list(_until_still(one, schedule.later))
        healthy[key] = picture(one.scene)
    one = Play(ground.prepared(schedule.case))
    since = one.scene.world.hub.state.serial
    broken = list(_played(one, schedule))
    archived = one.scene.world.hub.state.archived
    left = schedule.fault in CRASHES or schedule.place.startswith("lock back") or archived
    broken += at_end(one.scene, since, left=left)
    if schedule.alike:
        broken += differences(picture(one.scene), healthy[key])
    known = tuple(text for text in broken if any(weak.covers(schedule.name, text) for weak in WEAK))
    fresh = tuple(text for text in broken if text not in known)
    return Played(schedule, one.runs, fresh, known, time.monotonic() - begun)


def _played(one: Play, schedule: Schedule) -> Iterator[str]:
    world = one.scene.world
    hub, act = world.hub, schedule.act
    if schedule.patience:
        github = world.settings.github.model_copy(update={"timeout": schedule.patience})
        world.settings = world.settings.model_copy(update={"github": github})
    if schedule.fault:
        hub.fail(schedule.fault, write=schedule.number, seconds=schedule.patience + 0.3)
    if act:
        hub.before_write(schedule.number, lambda: one.act(act))
    sent, error = one.run()
    met = [label(request) for request in sent if request.writes]
    if len(met) < schedule.number or met[schedule.number - 1] != schedule.what:
        yield f"write {schedule.number} is not {schedule.place}"
    if schedule.fault not in CRASHES:
        yield from after_run(one.scene, sent, error)
    hub.up()
    hub.clear_faults()
    yield from _until_still(one, schedule.later)
    if one.acted:
        begun, done, check = one.acted
        yield from (f"{done.name}: {text}" for text in [check()] if text)
        if done.may is not None:
            wrong = written_after(one.scene, hub.requests[begun:], done.may)
            yield from (f"{done.name}: {text}" for text in wrong)


def _until_still(one: Play, later: bool) -> Iterator[str]:
    """Runs without faults, until one writes nothing."""
    world = one.scene.world
    if later:
        world.dawn(world.day + 1)
        world.at(17)
    for _ in range(MOST_RUNS):
        world.hub.state.offset += GROWS_OLD
        sent, error = one.run()
        yield from (f"a later run: {text}" for text in after_run(one.scene, sent, error))
        if not any(request.writes for request in sent):
            return
    yield f"the last run still writes {[label(request) for request in sent if request.writes]}"
