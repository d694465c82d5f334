"""Whole lives in as many processes as there are worlds, and the table that tells of them."""

from __future__ import annotations

import tempfile
import time
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.followup.simulation.judge import Broken
from tests.followup.simulation.play import Play, Run
from tests.followup.simulation.world import world
from tests.forge.simulated import small_environment


@dataclass(frozen=True)
class Life:
    """What became of one world: counts by name, and everything that was broken, each with its story."""

    pulls: int
    runs: tuple[Run, ...]
    ends: Counter[str]
    paths: Counter[str]
    deeds: Counter[str]
    spoken: Counter[str]
    most: int
    """Days on which the same person was spoken to on the same pull request, at most."""
    told: int
    comments: Counter[int]
    troubles: Counter[str]
    complaints: frozenset[str]
    broken: tuple[tuple[str, Broken], ...]
    seconds: Counter[str]
    cpu: float


def live(pulls: int, days: int, seed: int) -> Life:
    """Play one world."""
    begun = time.process_time()
    with small_environment(), tempfile.TemporaryDirectory() as folder, world(Path(folder), pulls) as stage:
        play = Play(stage, seed)
        play.run(days)
        return life(play, time.process_time() - begun)


def life(play: Play, cpu: float = 0.0) -> Life:
    """What became of a simulation that is over."""
    judge, names = play.judge, {number: scene.name for number, scene in play.scenes.items()}
    days = [len({day for day, _ in times}) for times in judge.spoken.values()]
    return Life(
        len(play.world.ours()), tuple(play.runs), play.last.ends, play.paths,
        Counter(deed.verb for deed in play.world.deeds),
        Counter(kind for times in judge.spoken.values() for _, kind in times), max(days, default=0), judge.told,
        Counter(judge.comments.values()), play.troubles, frozenset(play.world.hub.complaints),
        tuple((names.get(one.number, ""), one) for one in judge.broken), Counter(play.seconds), cpu,
    )  # fmt: skip


def lives(worlds: int, pulls: int, days: int, seed: int) -> list[Life]:
    """Play several worlds at once, which share the pull requests."""
    shares = [pulls // worlds + (number < pulls % worlds) for number in range(worlds)]
    seeds = [seed * 100 + number for number in range(worlds)]
    if worlds == 1:
        return [live(pulls, days, seeds[0])]
    with ProcessPoolExecutor(worlds) as pool:
        return list(pool.map(live, shares, [days] * worlds, seeds))


def table(found: list[Life], seconds: float) -> str:
    """How pull requests ended, what it cost, who was spoken to, and which rules were broken how often."""
    runs = [run for one in found for run in one.runs]
    pulls = sum(one.pulls for one in found)
    lines = [
        f"{pulls} pull requests, {len(found[0].runs)} days, {len(found)} worlds: {seconds:.0f} s, "
        f"{sum(one.cpu for one in found):.0f} s of processor time",
        f"  {_counts(sum((one.seconds for one in found), Counter()))}",
        *_rows("how they ended", sum((one.ends for one in found), Counter())),
        *_cost(runs, pulls),
        *_rows("requests", sum((one.paths for one in found), Counter()), 16),
        f"people: {_counts(sum((one.deeds for one in found), Counter()))}",
        f"we spoke: {_counts(sum((one.spoken for one in found), Counter()))}; "
        f"to one person on one pull request on {max(one.most for one in found)} days at most",
        f"comments whose claims were checked: {sum(one.told for one in found)}; "
        f"of ours on a pull request at most {max(max(one.comments, default=0) for one in found)}",
        *_rows("steps that were left", sum((one.troubles for one in found), Counter()), 10),
        *_rows("broken rules", Counter(each.rule for one in found for _, each in one.broken)),
    ]
    return "\n".join(lines)


def _cost(runs: list[Run], pulls: int) -> list[str]:
    requests, looked = sum(run.requests for run in runs), max(sum(run.looked for run in runs), 1)
    most = max(runs, key=lambda run: run.requests)
    return [
        f"requests of following: {requests}, {requests / len(runs):.0f} a run (most {most.requests}, for "
        f"{most.looked} pull requests), {requests / looked:.1f} a look, {requests / max(pulls, 1):.0f} a pull "
        f"request's life; {sum(run.writes for run in runs)} of them write",
        f"looks at a pull request: {looked}; slowest run {max(run.seconds for run in runs):.1f} s",
    ]


def _counts(counts: Counter[str]) -> str:
    return ", ".join(f"{count:.0f} {name}" for name, count in counts.most_common()) or "nothing"


def _rows(title: str, counts: Counter[str], most: int = 40) -> list[str]:
    rows = [f"  {count:>7} {name[:160]}" for name, count in counts.most_common(most)]
    return [f"{title}: {sum(counts.values())}", *rows]


def examples(found: list[Life], most: int) -> str:
    """What was broken, by rule, each with the story that it happened in."""
    by_rule: dict[str, list[str]] = defaultdict(list)
    for number, one in enumerate(found):
        for story, broken in one.broken:
            by_rule[broken.rule].append(
                f"world {number}, day {broken.day}, #{broken.number} {story}: {broken.detail}"
            )
    lines = []
    for rule, ones in by_rule.items():
        lines += [f"\n== {rule} ({len(ones)})", *ones[:most]]
    lines += [f"against GitHub's description: {text}" for one in found for text in sorted(one.complaints)]
    return "\n".join(lines)
