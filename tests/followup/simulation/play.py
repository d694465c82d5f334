"""The days: people act, then one run of ours follows, and everything is judged."""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from agent.errors import SutureError
from agent.verdict import Delivery
from tests.doubles.github import Person
from tests.followup.simulation.code import Code, Facility
from tests.followup.simulation.judge import Judge
from tests.followup.simulation.last import Last
from tests.followup.simulation.parts import Part
from tests.followup.simulation.runs import Following
from tests.followup.simulation.script import Script, Story
from tests.followup.simulation.stories import STORIES
from tests.followup.simulation.stories_ends import merges_at_once, never_answers
from tests.followup.simulation.team import AWAY, LEAVES, Over, Scene
from tests.followup.simulation.world import World

OPENING = 25
"""Working days over which all pull requests are opened."""
TWICE = 9
"""Every so many days a second run follows the first."""
BLIND = 17
"""Every so many days the scan fails."""
MUTE = 13
"""Every so many days no model can be reached."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of ours cost."""

    day: int
    requests: int
    writes: int
    looked: int
    seconds: float


@dataclass
class Play:
    """A whole simulation: `world` with as many pull requests as it has parts."""

    world: World
    seed: int = 1
    stories: Sequence[Script] = STORIES
    opening: int = OPENING
    runs: list[Run] = field(default_factory=list)
    scenes: dict[int, Scene] = field(default_factory=dict)
    seconds: dict[str, float] = field(
        default_factory=lambda: {"open": 0.0, "people": 0.0, "follow": 0.0, "judge": 0.0}
    )

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.facility = Facility(self.world)
        self.judge = Judge(self.world, self.facility)
        self.due: dict[int, tuple[int, Story]] = {}
        rounds = len(self.world.parts) // len(self.stories) + 1
        self.scripts = [script for _ in range(rounds) for script in self._shuffled()][: len(self.world.parts)]
        self.waiting = list(self.world.parts)
        self.working = 0
        self.troubles: Counter[str] = Counter()
        """Why steps were left, or pull requests not read."""
        self.paths: Counter[str] = Counter()
        """Requests of runs that follow, by method and path without its numbers."""

    def _shuffled(self) -> list[Script]:
        return self.random.sample(self.stories, len(self.stories))

    def run(self, days: int) -> None:
        """All the days, and the last judgement."""
        for day in range(days):
            self.world.dawn(day)
            with self._timed("people"):
                self._leave()
            if self.world.working_day():
                self.working += 1
                with self._timed("open"):
                    self._open()
                with self._timed("people"):
                    self._act()
            self.world.at(17)
            self._follow()
        with self._timed("judge"):
            self.last = Last(self.judge, self.world.board())
            self.last.judgement()

    def _leave(self) -> None:
        for login, (begin, end) in AWAY.items():
            self.world.busy(login, begin <= self.world.day <= end)
        for login, day in LEAVES.items():
            if day == self.world.day:
                self.world.hub.state.people[login] = "read"

    def _open(self) -> None:
        """New fixes are proposed, and on Mondays again whatever is weak still."""
        fresh = [self.waiting.pop(0) for _ in range(min(len(self.waiting), self._share()))]
        again = self._weak_again() if self.world.today.weekday() == 0 else []
        before = set(self.world.hub.state.pulls)
        for done in self.world.propose([*fresh, *again]):
            if done.delivery not in (Delivery.OPENED, Delivery.NONE):
                self.judge.breaks(0, "delivery", f"{done.delivery}: {done.note} {done.notes}")
        for pull in self.world.ours():
            if pull.number not in before:
                part = self.world.part_of(pull.number)
                returned = part in again
                script = self._afterwards() if returned else self.scripts[part.number]
                self._begin(pull.number, script)
        self.judge.proposed(before, {part.path for part in again})

    def _share(self) -> int:
        return -(-len(self.world.parts) // self.opening)

    def _afterwards(self) -> Script:
        return self.random.choice((merges_at_once, never_answers))

    def _weak_again(self) -> list[Part]:
        open_ = {self.world.part_of(pull.number) for pull in self.world.ours() if pull.state == "open"}
        known = {self.world.part_of(pull.number) for pull in self.world.ours()}
        return [part for part in self.world.parts if part in known - open_ and self.world.present(part)]

    def _begin(self, number: int, script: Script) -> None:
        scene = Scene(self.world, self.facility, number, script.__name__)
        self.scenes[number] = scene
        self.due[number] = (self.working, script(scene))

    def _act(self) -> None:
        self.world.at(9)
        self._commit_elsewhere()
        for number, (day, story) in sorted(self.due.items()):
            if day <= self.working:
                self._resume(number, story)
        self.world.check_base()

    def _resume(self, number: int, story: Story) -> None:
        try:
            self.due[number] = (self.working + next(story), story)
        except (StopIteration, Over):
            del self.due[number]

    def _commit_elsewhere(self) -> None:
        """The base moves on every working day, where no fix of ours is."""
        text = f"# shop\n\nDay {self.world.day}, {self.random.random()}.\n"
        Person(self.world.hub.state, "ada").pushes("main", {"README.md": text}, "docs")

    def _follow(self) -> None:
        with self._timed("judge"):
            self.judge.before()
        with self._timed("follow"):
            self._once()
        with self._timed("judge"):
            self.judge.after()
        if self.world.day % TWICE == 0:
            with self._timed("judge"):
                self.judge.before()
            with self._timed("follow"):
                self._once(counted=False)
            with self._timed("judge"):
                self.judge.twice()

    def _once(self, *, counted: bool = True) -> None:
        begun, first = time.monotonic(), len(self.world.hub.requests)
        looked = 0
        try:
            looked = self.follow()
        except SutureError as error:
            self.judge.breaks(0, "run", f"{error} ({error.hint})")
        sent = self.world.hub.requests[first:]
        if counted:
            self.paths.update(f"{one.method} {_shape(one.path)}" for one in sent)
            writes = sum(request.writes for request in sent)
            self.runs.append(Run(self.world.day, len(sent), writes, looked, time.monotonic() - begun))

    def follow(self) -> int:
        """One run of `suture follow`; returned is how many pull requests it looked at."""
        host = self.world.host()
        try:
            blind, mute = self.world.day % BLIND == BLIND - 1, self.world.day % MUTE == MUTE - 1
            bench = Code(self.facility, host, blind, mute)
            run = Following(self.world, host, bench)
            run.run()
            if run.reason:
                self.judge.breaks(0, "dashboard", run.reason)
            for each in run.done:
                for turn in each.turns:
                    if turn.trouble:
                        self.troubles[f"{type(turn.step).__name__}: {turn.trouble.reason}"] += 1
                if each.reason:
                    self.troubles[each.reason] += 1
            return len(run.done)
        finally:
            host.close()

    def _timed(self, what: str) -> Timed:
        return Timed(self, what)


@dataclass
class Timed:
    """Adds up the seconds that a part of the simulation takes."""

    play: Play
    what: str
    begun: float = 0.0

    def __enter__(self) -> None:
        self.begun = time.monotonic()

    def __exit__(self, *_: object) -> None:
        self.play.seconds[self.what] += time.monotonic() - self.begun


def _shape(path: str) -> str:
    """A path with a sign in place of each number, commit and name."""
    short = re.sub(r"suture/[0-9a-f]{16}(-\d+)?", "BRANCH", path)
    short = re.sub(r"[0-9a-f]{40}", "SHA", short)
    return re.sub(r"/\d+", "/N", re.sub(r"collaborators/[^/]+", "collaborators/LOGIN", short))
