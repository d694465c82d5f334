"""Waves over a whole organisation until every repository was looked at, against a real HTTP server.

    python -m tests.fleet.simulation [--repositories 10000]

Lists and the record go through the double of GitHub, plans, ceilings and reports through the real code; the
programs that shards start are stand-ins with costs of their own. One wave loses its machines in the middle.
Prints the figures of docs/fleet.md, and ends with 1 when a ceiling was passed or a repository worked on twice.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

from agent.fleet.listing import found
from agent.fleet.planning import Asked, plan_wave
from agent.fleet.record import read_memory, shelf, write_wave
from agent.fleet.reporting import Joined, join, looks_of, wave_of
from agent.fleet.running import Job, run_shard
from agent.fleet.values import STAGES, Plan
from agent.forge.github.fleet import fleet_forge
from agent.settings import FleetSettings, GithubSettings
from tests.doubles.github import Hub, github
from tests.doubles.repo import make_repo
from tests.fleet.world import START, Acted, others

HOME = "acme/shop"
CRASHED_WAVE = 3
APP_REQUESTS = 12_000
"""A GitHub App may make up to 12,500 requests an hour where it is installed on that many repositories."""
_HOURLY = 1_000_000


@dataclass
class Figures:
    """What the waves did."""

    plan_seconds: list[float] = field(default_factory=list)
    plan_processor: list[float] = field(default_factory=list)
    plan_requests: list[int] = field(default_factory=list)
    matrix: list[int] = field(default_factory=list)
    repositories: list[int] = field(default_factory=list)
    tokens: list[int] = field(default_factory=list)
    requests: list[int] = field(default_factory=list)
    minutes: list[float] = field(default_factory=list)
    finished: Counter[str] = field(default_factory=Counter)
    resumed: int = 0
    record_bytes: int = 0
    broken: list[str] = field(default_factory=list)

    def hold(self, ceiling: str, value: float, most: float) -> None:
        """Keep a ceiling that was passed."""
        if value > most:
            self.broken.append(f"{ceiling}: {value} of {most}")


@dataclass
class Simulation:
    """One organisation, and everything that is done in it."""

    hub: Hub
    folder: Path
    settings: FleetSettings = field(default_factory=FleetSettings)
    acted: Acted = field(default_factory=Acted)
    figures: Figures = field(default_factory=Figures)
    now: datetime = START

    def run(self, most_waves: int = 500) -> None:
        """Waves, an hour after the other, until nothing is due."""
        for number in range(1, most_waves):
            plan, requests = self._plan()
            if not plan.shards:
                self.figures.hold("due repositories that no wave takes", plan.left, 0)
                return
            joined = self._work(plan, crashed=number == CRASHED_WAVE)
            requests += self._record(joined)
            self._measure(plan, joined, requests)
            self.now += timedelta(hours=1)
        self.figures.broken.append(f"still not through after {most_waves} waves")

    def warm(self) -> None:
        """Have the double render its lists once: the time that takes is none of a plan's."""
        with fleet_forge(self._github()) as forge:
            forge.organisation("acme")
        self.hub.forget()

    def _github(self) -> GithubSettings:
        return GithubSettings(
            api_url=self.hub.api_url,
            server_url=self.hub.origin,
            token=SecretStr("bot-token"),
            write_seconds=0,
        )

    def _plan(self) -> tuple[Plan, int]:
        begun, worked = time.monotonic(), time.thread_time()
        with fleet_forge(self._github()) as forge:
            public, record = forge.is_public(HOME), read_memory(shelf(forge, HOME)).record
            listed = found(forge, ["acme"], [], properties=False)
            asked = Asked(self.now, "0.1.0", HOME, public, forge.requests)
            plan = plan_wave(listed.repositories, record, self.settings, asked)
            self.figures.plan_seconds.append(time.monotonic() - begun)
            self.figures.plan_processor.append(time.thread_time() - worked)
            self.figures.plan_requests.append(forge.requests)
            return plan, forge.requests

    def _work(self, plan: Plan, *, crashed: bool) -> Joined:
        """Every shard through its stages. In a crash one machine stops at once, the later ones never start."""
        folder = self.folder / f"wave-{plan.wave}"
        folder.mkdir()
        self.acted.tokens = self.acted.requests = 0
        longest = 0.0
        for shard in plan.shards:
            if crashed and shard.number >= len(plan.shards) // 2:
                self.acted.crash_after = len(shard.repositories) // 2
            for stage in STAGES:
                begun = self.acted.now
                if not self._stage(plan, shard.number, stage, folder):
                    break
                longest = max(longest, self.acted.now - begun)
            if self.acted.crash_after >= 0:
                break
        self.acted.crash_after = -1
        self.figures.minutes.append(longest / 60)
        return join(plan, folder)

    def _stage(self, plan: Plan, shard: int, stage: str, folder: Path) -> bool:
        job = Job(stage, folder, {}, self.settings, clock=self.acted.clock, start=self.acted.start)  # type: ignore[arg-type]
        try:
            run_shard(plan, shard, job)
        except KeyboardInterrupt:
            self.acted.crash_after = 0
            return False
        return True

    def _record(self, joined: Joined) -> int:
        with fleet_forge(self._github()) as forge:
            write_wave(shelf(forge, HOME), wave_of(joined, self.now), looks_of(joined, self.now))
            return forge.requests

    def _measure(self, plan: Plan, joined: Joined, requests: int) -> None:
        figures, settings = self.figures, self.settings
        requests += self.acted.requests
        figures.matrix.append(len(plan.shards))
        figures.repositories.append(len(plan.repositories))
        figures.tokens.append(self.acted.tokens)
        figures.requests.append(requests)
        figures.finished.update(one.repository.slug for one in joined.done)
        figures.resumed += len(joined.of("not_reached")) if plan.wave == CRASHED_WAVE else 0
        figures.hold("shards", len(plan.shards), min(settings.shards, 256))
        figures.hold("tokens", self.acted.tokens, settings.wave_tokens)
        figures.hold("requests", requests, settings.wave_requests)
        figures.hold("minutes", figures.minutes[-1], settings.shard_minutes)
        figures.hold("planned tokens", sum(one.tokens for one in plan.shards), settings.wave_tokens)
        figures.hold("planned requests", sum(one.requests for one in plan.shards), settings.wave_requests)


def simulate(count: int, folder: Path, **settings: int) -> Simulation:
    """Run the waves over `count` repositories."""
    (folder / "seed").mkdir(parents=True)
    with github(make_repo(folder / "seed", {"README.md": "home\n"}), slug=HOME, private=True) as hub:
        hub.state.others = others(count)
        hub.state.limit = hub.state.remaining = _HOURLY
        broken = frozenset(slug for number, slug in enumerate(hub.state.others) if number % 97 == 0)
        made = Simulation(hub, folder, FleetSettings(**settings), Acted(broken=broken))
        made.warm()
        made.run()
        due = {s for s, o in hub.state.others.items() if not (o.archived or o.fork or o.size == 0)}
        missed = due.union({HOME}) - set(made.figures.finished)
        made.figures.hold("repositories never looked at", len(missed), 0)
        twice = [slug for slug, times in made.figures.finished.items() if times > 1]
        made.figures.hold("repositories finished twice", len(twice), 0)
        made.figures.broken += hub.complaints
        return made


def told(made: Simulation, count: int, seconds: float) -> str:
    """The figures, a line each."""
    figures, settings = made.figures, made.settings
    lines = (
        ("repositories listed", f"{count + 1}, looked at {len(figures.finished)}"),
        ("waves", f"{len(figures.matrix)}, most repositories {max(figures.repositories)}"),
        (
            "time of a plan",
            f"{max(figures.plan_seconds):.2f} s at most, {min(figures.plan_seconds):.2f} s at least; "
            f"of processor {max(figures.plan_processor):.2f} s at most",
        ),
        ("API requests of a plan", f"{max(figures.plan_requests)} at most"),
        ("largest matrix", f"{max(figures.matrix)} jobs of {settings.shards}"),
        ("longest stage of a shard", f"{max(figures.minutes):.1f} minutes of {settings.shard_minutes:.0f}"),
        ("most requests of a wave", f"{max(figures.requests)} of {settings.wave_requests}"),
        ("most tokens of a wave", f"{max(figures.tokens)} of {settings.wave_tokens}"),
        ("requests of all waves", f"{sum(figures.requests)}"),
        ("crash in the middle", f"wave {CRASHED_WAVE}: {figures.resumed} repositories went to later waves"),
        ("finished twice", f"{sum(times > 1 for times in figures.finished.values())}"),
        ("broken ceilings", f"{len(figures.broken)}"),
        ("time", f"{seconds:.1f} s, of it {time.process_time():.1f} s of processor"),
    )
    return "\n".join([f"{name:<26} {value}" for name, value in lines] + figures.broken[:20])


def main() -> int:
    """Print the figures; 1 when anything did not hold."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repositories", type=int, default=10_000, metavar="N")
    count = parser.parse_args().repositories
    begun = time.monotonic()
    # Tens of thousands of small files, each written safely: what counts here is not the disk.
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        tempfile.tempdir = folder
        made = simulate(count, Path(folder) / "world", wave_requests=APP_REQUESTS)
    sys.stdout.write(told(made, count, time.monotonic() - begun) + "\n")
    return 1 if made.figures.broken else 0


if __name__ == "__main__":
    sys.exit(main())
