"""suture fleet: choose a wave of repositories, work on a shard of it, tell what came of it."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from agent import __version__
from agent.bundle.patterns import joined as joined_patterns
from agent.bundle.patterns import patterns_text
from agent.cli import compose
from agent.cli.target import two_forges
from agent.errors import UsageError
from agent.fleet.files import read_plan, write, write_text
from agent.fleet.listing import found, read_names, wanted_properties
from agent.fleet.patterns import FILE, Collected, beside, collect, fitting, read_beside, write_beside
from agent.fleet.planning import Asked, plan_wave
from agent.fleet.reporting import join, looks_of, wave_of
from agent.fleet.running import Job, run_shard
from agent.fleet.telling import as_json, as_markdown, headline
from agent.fleet.values import Plan, Result, valid_slug
from agent.report.record import dumps, write_atomic
from agent.report.text import loggable
from agent.settings import GithubSettings, Settings, load

if TYPE_CHECKING:
    from agent.fleet.reporting import Joined

_MOST_SHOWN = 30


def command(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Plan a wave, run a stage of a shard, or join the reports of all shards."""
    settings = load(Path(), file=arguments.config_file, environ=environ, flags={}).settings
    match arguments.part:
        case "plan":
            return _plan(arguments, settings)
        case "run":
            return _run(arguments, settings, environ)
        case _:
            return _report(arguments, settings)


def _plan(arguments: argparse.Namespace, settings: Settings) -> int:
    from agent.fleet.record import Memory, read_memory, shelf
    from agent.forge.github.fleet import fleet_forge

    compose.check_file("--out", arguments.out)
    names = read_names(arguments.repositories) if arguments.repositories else ()
    properties = wanted_properties(arguments.property)
    if not arguments.org and not names:
        raise UsageError("no repositories are named", hint="say --org NAME, or --repositories FILE")
    home = _home(arguments.home)
    with fleet_forge(_github(settings)) as forge:
        public, memory = False, Memory()
        if home:
            public = forge.is_public(home)
            memory = read_memory(shelf(forge, home))
        listed = found(forge, arguments.org, names, properties=bool(properties))
        asked = Asked(
            datetime.now(UTC),
            __version__,
            home,
            public,
            forge.requests,
            tuple(arguments.topic),
            properties,
            listed.missing,
        )
    digest = write_beside(arguments.out, memory.patterns)
    made = plan_wave(listed.repositories, memory.record, settings.fleet, asked)
    plan = made.model_copy(update={"patterns": digest})
    write(arguments.out, plan)
    _print_plan(Console(), plan, arguments.out)
    return 0


def _print_plan(console: Console, plan: Plan, file: Path) -> None:
    console.print(
        f"Wave {plan.wave}: {len(plan.repositories)} repositories in {len(plan.shards)} shards, "
        f"{plan.left} due ones left over, {plan.requests} requests to plan it"
    )
    for reason in plan.why:
        console.print(f"  {reason.count} left out: {escape(loggable(reason.why))}", soft_wrap=True)
    for shard in plan.shards[:_MOST_SHOWN]:
        console.print(
            f"  shard {shard.number}: {len(shard.repositories)} repositories, at most "
            f"{shard.seconds / 60:.0f} minutes a stage, {shard.tokens} tokens, {shard.requests} requests"
        )
    if len(plan.shards) > _MOST_SHOWN:
        console.print(f"  and {len(plan.shards) - _MOST_SHOWN} more shards")
    console.print(f"Plan: {escape(str(file))}", soft_wrap=True)


def _run(arguments: argparse.Namespace, settings: Settings, environ: Mapping[str, str]) -> int:
    console = Console()
    plan = read_plan(arguments.plan)
    known = read_beside(arguments.plan, plan) if arguments.stage == "fix" else ()
    job = Job(
        arguments.stage,
        arguments.folder,
        environ,
        settings.fleet,
        arguments.config_file,
        hourly_limit=settings.delivery.pr_hourly_limit,
        told=lambda result: _print_result(console, result),
        patterns=beside(arguments.plan) if known else None,
    )
    done = run_shard(plan, arguments.shard, job)
    failed = sum(result.status == "failed" for result in done.results)
    console.print(
        f"{arguments.stage}, shard {arguments.shard}: {len(done.results)} repositories, {failed} failed"
    )
    return 0


def _print_result(console: Console, result: Result) -> None:
    why = ": ".join(filter(None, (result.kind, result.detail)))
    told = f"{result.slug}  {result.status.replace('_', ' ')}{f' ({why})' if why else ''}"
    console.print(f"  {escape(loggable(told))}  {result.seconds:.1f} s", soft_wrap=True)


def _report(arguments: argparse.Namespace, settings: Settings) -> int:
    plan = read_plan(arguments.plan)
    home = _home(arguments.home) or plan.home
    if arguments.publish and not home:
        raise UsageError("there is no place to record the wave in", hint="say --home OWNER/NAME")
    if home and plan.home and home.casefold() != plan.home.casefold():
        raise UsageError(f"the plan was made for {plan.home}", hint="name that one, or plan again")
    compose.check_file("--report", arguments.report)
    if not arguments.folder.is_dir():
        raise UsageError(
            f"--folder: {arguments.folder} is no folder", hint="name where the shards' reports were put"
        )
    joined = join(plan, arguments.folder)
    offered = collect(plan, arguments.folder)
    known = joined_patterns(offered.patterns, read_beside(arguments.plan, plan))
    write_text(arguments.folder / FILE, patterns_text(fitting(known)))
    if arguments.report:
        _write_report(arguments.report, joined)
    console = Console()
    console.print(escape(headline(joined)), soft_wrap=True)
    if joined.siblings:
        console.print(_siblings(joined))
    _print_troubles(console, joined)
    _print_patterns(console, offered, len(known))
    if arguments.publish:
        _record(home, joined, offered, settings)
        console.print(f"Recorded on branch suture-fleet of {escape(home)}")
    return 0


def _write_report(file: Path, joined: Joined) -> None:
    """The JSON, and beside it the same in Markdown."""
    try:
        write_atomic(file, dumps(as_json(joined)))
        write_atomic(file.with_suffix(".md"), as_markdown(joined))
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror}", hint="name another place") from error


def _siblings(joined: Joined) -> Table:
    table = Table(title="The same in several repositories")
    for column in ("severity", "rule", "repositories", "first places"):
        table.add_column(column, overflow="fold")
    for one in joined.siblings[:_MOST_SHOWN]:
        places = "\n".join(f"{place.slug}: {place.path}:{place.line}" for place in one.places[:3])
        rule = escape(loggable(one.rule))
        table.add_row(one.severity.value, rule, str(one.repositories), escape(loggable(places, lines=True)))
    return table


def _print_troubles(console: Console, joined: Joined) -> None:
    for kind, group in joined.errors.items():
        names = ", ".join(one.repository.slug for one in group[:5])
        more = f" and {len(group) - 5} more" if len(group) > 5 else ""
        console.print(f"  {len(group)} failed, {escape(loggable(f'{kind}: {names}{more}'))}", soft_wrap=True)


def _print_patterns(console: Console, offered: Collected, known: int) -> None:
    console.print(f"{len(offered.patterns)} fixes that siblings may take over, {known} with those of before")
    for slug in offered.unusable[:_MOST_SHOWN]:
        console.print(f"  {escape(slug)}: its verified bundle is not the one that verify named")


def _record(home: str, joined: Joined, offered: Collected, settings: Settings) -> None:
    from agent.fleet.record import shelf, write_wave
    from agent.forge.github.fleet import fleet_forge

    now = datetime.now(UTC)
    with fleet_forge(_github(settings)) as forge:
        write_wave(shelf(forge, home), wave_of(joined, now), looks_of(joined, now), offered.patterns)


def _github(settings: Settings) -> GithubSettings:
    mixed = two_forges(settings.github)
    if mixed is not None:
        raise mixed
    return settings.github


def _home(name: str) -> str:
    if not name:
        return ""
    try:
        return valid_slug(name)
    except ValueError:
        raise UsageError(f"--home: {name!r} is no repository", hint="write it as OWNER/NAME") from None
