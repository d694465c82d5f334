"""One stage of one shard: a program for each repository, one after another, until its minutes are over."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from agent.errors import SutureError, UsageError
from agent.fleet.files import Unreadable, read_results, results_file, write
from agent.fleet.packing import FIX_REQUESTS, PUBLISH_REQUESTS, PULL_REQUESTS
from agent.fleet.programs import Program
from agent.fleet.stages import Allowed, Files, least_requests
from agent.fleet.values import Plan, Repository, Result, Results, Shard, Stage
from agent.report.text import loggable
from agent.settings import FleetSettings
from agent.text import shortened

LEAST_SECONDS = 1.0
"""A repository for which less is left is not begun."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a shard is run with. `environ` is our own, from which each program gets what its stage may know.

    `hourly_limit` are the pull requests that one repository may get in an hour (0: no limit). `told` hears of
    each repository that ended; `start` runs one program in an empty folder. `patterns` is a file of verified
    fixes that fix may take over.
    """

    stage: Stage
    folder: Path
    environ: Mapping[str, str]
    settings: FleetSettings
    config_file: Path | None = None
    clock: Callable[[], float] = time.monotonic
    hourly_limit: int = 0
    told: Callable[[Result], None] = lambda _: None
    start: Callable[[Program, Allowed, Path], Result] = Program.run
    patterns: Path | None = None


@dataclass(frozen=True, slots=True)
class _Left:
    """What the shard may still cost; `deadline` is when its minutes are over, by the job's clock."""

    deadline: float
    tokens: int
    requests: int


def run_shard(plan: Plan, number: int, job: Job) -> Results:
    """Run a stage for each repository of a shard, and write what came of it beside its files.

    A repository that fails does not stop the others. What was written is up to date after each of them, so
    that an interrupted shard tells what it did. Raises UsageError when there is no such shard.
    """
    if not 0 <= number < len(plan.shards):
        count = len(plan.shards)
        raise UsageError(f"there is no shard {number}: the plan has {count}", hint="they count from 0")
    shard, file = plan.shards[number], results_file(job.folder.absolute(), job.stage, number)
    job = replace(job, folder=job.folder.absolute())
    digests = _digests(plan, number, job)
    left = _begin(shard, job, _spent(plan, number, job))
    done = Results(wave=plan.wave, shard=number, stage=job.stage)
    write(file, done)
    for one in shard.repositories:
        result = _one(one, job, left, digests.get(one.slug, ""))
        job.told(result)
        left = replace(left, tokens=left.tokens - result.tokens, requests=left.requests - result.requests)
        done = done.model_copy(update={"results": (*done.results, result)})
        write(file, done)
    return done


def _begin(shard: Shard, job: Job, spent: int) -> _Left:
    """A plan may ask for less than the settings allow, never for more.

    The shard's requests are one purse for all stages: fix leaves half of it for what it finds.
    """
    settings = job.settings
    requests = min(shard.requests, settings.wave_requests)
    return _Left(
        job.clock() + min(shard.seconds, settings.shard_minutes * 60),
        min(shard.tokens, settings.wave_tokens),
        requests // 2 if job.stage == "fix" else requests - spent,
    )


def _spent(plan: Plan, number: int, job: Job) -> int:
    """What fix has used of the shard's requests; the least it can have where it does not tell."""
    if job.stage == "fix":
        return 0
    try:
        fixed = read_results(job.folder, plan, "fix", number)
    except Unreadable:
        fixed = None
    if fixed is None:
        return FIX_REQUESTS * len(plan.shards[number].repositories)
    return sum(one.requests for one in fixed.results)


def _digests(plan: Plan, number: int, job: Job) -> Mapping[str, str]:
    """What verify says of the bundles that publish may take. Raises UsageError for a file that is not its."""
    if job.stage != "publish":
        return {}
    try:
        verified = read_results(job.folder, plan, "verify", number)
    except Unreadable as error:
        hint = "run the stage verify again for this shard"
        raise UsageError(f"what verify did cannot be used: {error}", hint=hint) from None
    return {one.slug: one.sha256 for one in verified.results} if verified else {}


def _one(one: Repository, job: Job, left: _Left, digest: str) -> Result:
    files = Files(job.folder, one.slug)
    program = Program(job.stage, files, job.environ, job.config_file, digest, job.patterns)
    needless = program.needless()
    if needless:
        return Result(slug=one.slug, status="nothing", detail=needless)
    remains, most = left.deadline - job.clock(), job.settings.repository_seconds
    why = _unaffordable(remains, left, job)
    if why:
        return Result(slug=one.slug, status="not_reached", kind=why)
    tokens = max(min(left.tokens, job.settings.repository_tokens), 0)
    with tempfile.TemporaryDirectory(prefix="suture-fleet-") as scratch:
        try:
            allowed = Allowed(min(remains, most), tokens, remains >= most, _pulls(left, job))
            return job.start(program, allowed, Path(scratch))
        except SutureError as error:
            told = shortened(loggable(str(error)), 300)
            return Result(slug=one.slug, status="failed", kind="error", detail=told)


def _pulls(left: _Left, job: Job) -> int:
    """How many pull requests a repository may get: its own limit, and what the requests are enough for."""
    affordable = max((left.requests - PUBLISH_REQUESTS) // PULL_REQUESTS, 0)
    return min(affordable, job.hourly_limit) if job.hourly_limit else affordable


def _unaffordable(seconds: float, left: _Left, job: Job) -> str:
    """Which ceiling of the shard keeps a repository from being begun; empty when none does."""
    if seconds < LEAST_SECONDS:
        return "shard minutes"
    if least_requests(job.stage) > left.requests:
        return "wave requests"
    # Rules fix without a model: where no tokens are allowed at all, everything is still looked at.
    spent = left.tokens <= 0 < min(job.settings.wave_tokens, job.settings.repository_tokens)
    return "wave tokens" if job.stage == "fix" and spent else ""
