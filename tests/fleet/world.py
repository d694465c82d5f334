"""Organisations of any size, and stand-ins for the programs that shards start. Everything comes from a seed."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from agent.fleet.programs import Program
from agent.fleet.stages import Allowed
from agent.fleet.values import Repository, Result
from tests.doubles.github.organisation import Other

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
SHA = "a" * 64
_SIZES = (40, 300, 2_000, 12_000, 90_000, 800_000)


def others(count: int, seed: int = 1) -> dict[str, Other]:
    """Repositories of `acme` as the forge lists them: some archived, forks or empty."""
    chance = random.Random(seed)
    made = [_other(number, chance) for number in range(count)]
    return {one.slug: one for one in made}


def _other(number: int, chance: random.Random) -> Other:
    return Other(
        f"acme/repo-{number:05}",
        private=chance.random() < 0.8,
        archived=chance.random() < 0.05,
        fork=chance.random() < 0.03,
        size=0 if chance.random() < 0.01 else chance.choice(_SIZES),
        pushed=(START - timedelta(days=chance.randrange(1, 900))).timestamp(),
        topics=("payments",) if chance.random() < 0.1 else (),
        properties={"tier": chance.choice(("1", "2", "3"))},
    )


def row(number: int = 0, **more: Any) -> dict[str, Any]:
    """One finding of a report."""
    return {
        "fingerprint": f"{number:016x}", "case": f"{number:016x}", "rule": "yaml-load", "pattern": "b" * 64,
        "path": "app/a.py", "line": 3, "severity": "high", "outcome": "fixed", "delivery": "none", "url": "",
        **more,
    }  # fmt: skip


def write_report(file: Path, rows: list[dict[str, Any]], tokens: int = 0) -> None:
    """A run's report, as far as a fleet reads it."""
    usage = {"calls": 1, "prompt_tokens": tokens, "completion_tokens": 0, "seconds": 0.0}
    file.write_text(json.dumps({"version": 1, "outcomes": rows, "usage": usage, "timing": {"total": 1.0}}))


@dataclass
class Acted:
    """Stands in for the programs: what a repository costs and holds comes from its name and the seed.

    `now` is the clock, in seconds. Programs obey what they are allowed, as real ones do; `begun` counts each
    stage of each repository, `tokens` and `requests` what was really spent. After `crash_after` programs the
    machine is gone.
    """

    seed: int = 1
    now: float = 0.0
    tokens: int = 0
    requests: int = 0
    broken: frozenset[str] = frozenset()
    crash_after: int = -1
    begun: Counter[tuple[str, str]] = field(default_factory=Counter)

    def clock(self) -> float:
        """Seconds that have passed in the world."""
        return self.now

    def start(self, program: Program, allowed: Allowed, scratch: Path) -> Result:
        """Run one program."""
        if self.crash_after == 0:
            raise KeyboardInterrupt
        self.crash_after -= 1
        slug = program.files.slug
        self.begun[program.stage, slug] += 1
        chance = random.Random(f"{self.seed}:{slug}:{program.stage}")
        wanted = min(chance.expovariate(1 / 60) + 5, 3000)
        spent = min(wanted, allowed.seconds)
        self.now += spent
        if wanted > spent:
            status = "failed" if allowed.whole else "not_reached"
            kind = "timeout" if allowed.whole else "shard minutes"
            return Result(slug=slug, status=status, kind=kind, seconds=spent)  # type: ignore[arg-type]
        if program.stage == "fix" and slug in self.broken and self.begun["fix", slug] == 1:
            self.tokens += allowed.tokens
            return Result(slug=slug, status="failed", kind="crashed", tokens=allowed.tokens, seconds=spent)
        done: Result = getattr(self, f"_{program.stage}")(program, allowed, chance)
        return done.model_copy(update={"seconds": spent})

    def _fix(self, program: Program, allowed: Allowed, chance: random.Random) -> Result:
        slug, count = program.files.slug, chance.choice((0, 0, 0, 0, 0, 0, 1, 2, 4))
        tokens = min(chance.randrange(60_000) * count, allowed.tokens)
        requests = 6 + 4 * count
        self.tokens, self.requests = self.tokens + tokens, self.requests + requests
        rows = [row(number, pattern=f"{chance.randrange(40):064x}") for number in range(count)]
        write_report(program.files.at("report.json"), rows, tokens)
        if count:
            program.files.at("bundle.json").write_text("{}")
        status = "done" if count else "nothing"
        return Result(slug=slug, status=status, tokens=tokens, requests=requests)  # type: ignore[arg-type]

    def _verify(self, program: Program, allowed: Allowed, chance: random.Random) -> Result:
        return Result(slug=program.files.slug, status="done", sha256=SHA)

    def _publish(self, program: Program, allowed: Allowed, chance: random.Random) -> Result:
        slug = program.files.slug
        rows = json.loads(program.files.at("report.json").read_text())["outcomes"][: min(2, allowed.pulls)]
        for number, each in enumerate(rows):
            each |= {"delivery": "opened", "url": f"https://github.com/{slug}/pull/{number + 1}"}
        write_report(program.files.at("published.json"), rows)
        requests = 17 + 50 * len(rows)
        self.requests += requests
        return Result(slug=slug, status="done", requests=requests)


def repository(name: str = "one", **more: Any) -> Repository:
    """A repository with something in it."""
    return Repository(slug=f"acme/{name}", **{"size_kb": 10, "pushed_at": START, **more})
