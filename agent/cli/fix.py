"""suture fix: from findings to proposed fixes, in one run."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console

from agent import __version__
from agent.authoring.asking.canary import probe
from agent.authoring.asking.team import Team
from agent.authoring.transplant import Pattern
from agent.bundle.making import Tray
from agent.bundle.patterns import read_patterns, usable
from agent.bundle.values import Bundle
from agent.cli import compose
from agent.cli.bundle.writing import say_bundle, write_proposed
from agent.cli.compose import Site
from agent.cli.findings import Found, find
from agent.cli.keeping import Keeper, claimed, finish, make_keeper, write_record
from agent.cli.models import Models, models, watching
from agent.cli.prompts_shown import refuse_showing
from agent.cli.publishing import local_forge, pull_forge, say_what_was_written, upload
from agent.cli.showing import show_prompts
from agent.cli.target import Target, open_target, refuse_contradictions
from agent.cli.teams import dismissed, team_of
from agent.domain import Case
from agent.forge.folder import key_of, open_folder
from agent.forge.leaks import secrets_of
from agent.forge.local import LocalForge
from agent.forge.pulls import PullForge
from agent.gates.runner import Bench, gates_version, required
from agent.pipeline import Story, choose, deliver_again, fix, left_out
from agent.ports import Progress
from agent.report.record import RunRecord, dumps, report, write_atomic
from agent.report.terminal import outcome_table, summary_line, usage_line
from agent.verdict import Delivery, Outcome, OutcomeKind

_SETTLED = (OutcomeKind.FALSE_POSITIVE,)


def command(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Run the whole story on one target; writes the output folder, and branches or pull requests."""
    begun = time.monotonic()
    refuse_contradictions(arguments)
    compose.check_file("--report", arguments.report)
    compose.check_file("--bundle", arguments.bundle)
    with open_target(arguments, environ) as target:
        refuse_showing(arguments, local=not target.cloned)
        with watching() as progress:
            required(target.site.settings.gates)
            if arguments.show_prompts:
                show_prompts(target, arguments, progress)
                return 0
            done = _run(target, arguments, progress, begun)
        bundled = _bundled(target, done, arguments.bundle) if arguments.bundle else None
        _say(done, arguments, bundled)
        if arguments.upload_sarif:
            # Last, so that a refusal hides nothing of what was done.
            print(upload(target, done.found.base.findings))
    remain = any(outcome.kind not in _SETTLED for outcome in done.record.outcomes)
    return 1 if arguments.error and remain else 0


@dataclass(frozen=True, slots=True)
class _Done:
    """A finished run: what was found, what became of it, and where that is written."""

    found: Found
    record: RunRecord
    folder: Path
    forge: LocalForge | PullForge | Tray
    cases: tuple[Case, ...]


def _bundled(target: Target, done: _Done, file: Path) -> tuple[Bundle, str]:
    order = [case.fingerprint for case in done.cases]
    return write_proposed(target, file, done.record, done.forge, done.found.wanted, order)


def _say(done: _Done, arguments: argparse.Namespace, bundled: tuple[Bundle, str] | None) -> None:
    record = done.record
    if arguments.report:
        write_atomic(arguments.report, dumps(report(record)))
    console = Console()
    console.print(outcome_table(record.outcomes))
    console.print(summary_line(record.outcomes))
    if record.usage.calls or record.usage.cached:
        console.print(usage_line(record.usage))
    if bundled is not None:
        say_bundle(console, arguments.bundle, *bundled)
    elif isinstance(done.forge, PullForge):
        say_what_was_written(console, done.forge, record.outcomes, done.folder)
    else:
        _say_branches(arguments.target, record.outcomes)
    print(f"Report and review pages: {done.folder / 'index.html'}")


def _say_branches(target: str, outcomes: Sequence[Outcome]) -> None:
    proposed = len({o.delivered.branch for o in outcomes if o.delivered.delivery is not Delivery.NONE})
    if proposed:
        print(f"Branches to review: {proposed}, listed by: git -C {target} branch --list 'suture/*'")


def _run(target: Target, arguments: argparse.Namespace, progress: Progress, begun: float) -> _Done:
    site = target.site
    scanner = compose.make_scanner(site)
    found = find(target, arguments, scanner, progress)
    scanned = time.monotonic()
    folder = site.loaded.folder("out") / site.settings.out
    with (
        closing(models(site)) as asked,
        compose.make_suite(site, unsafe=arguments.unsafe_no_sandbox) as (suite, sandbox),
    ):
        bench = compose.make_bench(site, scanner, suite, found.base)
        forge = _forge(target, arguments, progress, found, sandbox, asked.name)
        story = Story(
            found.wanted, bench, team_of(asked, site.settings, site.environ), forge, progress, site.settings,
            patterns=_patterns(target, arguments.patterns),
        )  # fmt: skip
        cases, aside = choose(story)
        progress.note(f"{len(found.wanted)} findings, {len(cases)} cases to work on, sandbox: {sandbox}")
        keeper = _keeper(target, bench, asked, folder, sandbox)
        # What an earlier run finished asks nobody.
        new = any(arguments.fresh or not keeper.kept(case) for case in cases)
        relied = _relied(site, asked, progress) if new else _Relied(asked, story.team)
        asked, story = relied.models, replace(story, team=relied.team)
        with open_folder(folder, claimed(site, folder)):
            outcomes = (*map(left_out, aside), *_worked(story, cases, keeper, fresh=arguments.fresh))
            record = RunRecord(
                target=target.name,
                base_sha=site.snapshot.base_sha,
                outcomes=outcomes,
                skipped=found.skipped,
                notes=(*found.notes, *relied.notes),
                sandbox=sandbox,
                model=asked.name,
                timing={"scan": scanned - begun, "total": time.monotonic() - begun},
                requests=target.host.requests if target.host else 0,
                checked=asked.checked,
            )
            write_record(folder, record)
    return _Done(found, record, folder, forge, cases)


@dataclass(frozen=True, slots=True)
class _Relied:
    """The models that are asked, and what the report says of the others."""

    models: Models
    team: Team
    notes: tuple[str, ...] = ()


def _relied(site: Site, named: Models, progress: Progress) -> _Relied:
    """Ask each model whether it can be relied on, before anything is written: a wrong key or address ends the
    run here, and a model that obeys planted text is asked nothing more."""
    asked = named.check(progress, probe)
    gone = dismissed(named, asked)
    notes = (
        *(f"{name} obeyed planted text: it neither writes nor reviews in this run" for name in gone),
        *(f"{silent.name} is not asked in this run: {silent.reason}" for silent in asked.silent),
    )
    return _Relied(asked, team_of(asked, site.settings, site.environ, gone), notes)


def _forge(
    target: Target, arguments: argparse.Namespace, progress: Progress, found: Found, sandbox: str, model: str
) -> LocalForge | PullForge | Tray:
    asked = arguments.publish or arguments.dry_run or (arguments.bundle and target.host)
    if target.cloned or asked:
        publish = arguments.publish
        return pull_forge(target, progress, found.wanted, publish=publish, sandbox=sandbox, model=model)
    return Tray(secrets_of(target.site.settings)) if arguments.bundle else local_forge(target)


def _patterns(target: Target, file: Path | None) -> Mapping[str, Pattern]:
    """Verified fixes of the same code elsewhere; of private repositories only where this one is, too."""
    if file is None:
        return {}
    return usable(read_patterns(file), private=target.host is not None and target.host.repo.private)


def _keeper(target: Target, bench: Bench, asked: Models, folder: Path, sandbox: str) -> Keeper:
    models = f"{asked.name} {asked.reviewer.model.name if asked.reviewer else ''}"
    key = _key(target.site, bench, models, sandbox)
    return make_keeper(target, key, folder, sandbox=sandbox, model=asked.name)


def _worked(story: Story, cases: Sequence[Case], keeper: Keeper, *, fresh: bool) -> Iterator[Outcome]:
    """Every case's outcomes: of those that an earlier run finished, then of those that this one works on."""
    if isinstance(story.forge, PullForge):
        finish(story.forge, story.progress)
    left: list[Case] = []
    for case in cases:
        saved = () if fresh else _saved(story, keeper, case)
        if saved:
            story.progress.note(f"{case.fingerprint} was finished by an earlier run")
            yield from keeper.keep(saved)
        else:
            left.append(case)
    for ended in fix(story, left):
        yield from keeper.keep(ended)


def _saved(story: Story, keeper: Keeper, case: Case) -> tuple[Outcome, ...]:
    """What an earlier run finished; delivered now where it was not, or is no longer there."""
    saved = keeper.kept(case)
    if not saved or story.forge.holds(saved[0].delivered):
        return saved
    return deliver_again(story, case, saved)


def _key(site: Site, bench: Bench, model: str, sandbox: str) -> str:
    kept = {"scan", "gates", "proof", "review", "tests", "sandbox"}
    policy = site.settings.model_dump_json(include=kept)
    engines = " ".join(sorted(bench.engines))
    version, base = gates_version(), site.snapshot.base_sha
    return key_of(__version__, version, base, bench.rules, policy, engines, model, sandbox)
