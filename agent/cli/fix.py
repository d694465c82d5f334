"""suture fix: from findings to proposed fixes, in one run."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from agent import __version__
from agent.cli import compose
from agent.cli.compose import Site
from agent.cli.findings import Found, find
from agent.cli.models import Models, models, watching
from agent.cli.publishing import local_forge, pull_forge, say_what_was_written, upload
from agent.cli.target import Target, open_target, refuse_contradictions
from agent.domain import Case
from agent.forge.folder import key_of, open_folder, save_case, saved_case
from agent.forge.local import LocalForge
from agent.forge.pulls import PullForge
from agent.gates.runner import Bench, gates_version, required
from agent.pipeline import Story, choose, deliver_again, fix, left_out
from agent.ports import Progress
from agent.report.pages import case_page, index_page
from agent.report.record import RunRecord, dumps, report, write_atomic
from agent.report.terminal import outcome_table, summary_line
from agent.verdict import Delivery, Outcome, OutcomeKind

if TYPE_CHECKING:
    pass

_SETTLED = (OutcomeKind.FALSE_POSITIVE,)


def command(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Run the whole story on one target; writes the output folder, and branches or pull requests."""
    begun = time.monotonic()
    refuse_contradictions(arguments)
    compose.check_report(arguments.report)
    with open_target(arguments, environ) as target:
        with watching() as progress:
            required(target.site.settings.gates)
            done = _run(target, arguments, progress, begun)
        _say(done, arguments)
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
    forge: LocalForge | PullForge


def _say(done: _Done, arguments: argparse.Namespace) -> None:
    record = done.record
    if arguments.report:
        write_atomic(arguments.report, dumps(report(record)))
    console = Console()
    console.print(outcome_table(record.outcomes))
    console.print(summary_line(record.outcomes))
    if isinstance(done.forge, PullForge):
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
    asked = models(site)
    with compose.make_suite(site, unsafe=arguments.unsafe_no_sandbox) as (suite, sandbox):
        bench = compose.make_bench(site, scanner, suite, found.base)
        forge = _forge(target, arguments, progress, found, sandbox, asked.name)
        story = Story(found.wanted, bench, asked.author, asked.reviewer, forge, progress, site.settings)
        cases, aside = choose(story)
        progress.note(f"{len(found.wanted)} findings, {len(cases)} cases to work on, sandbox: {sandbox}")
        if cases:
            # Before anything is written: a wrong key or address ends the run here.
            asked.check(progress)
        with open_folder(folder, _claimed(site, folder)):
            keeper = _keeper(target, bench, asked, folder, sandbox)
            outcomes = (*map(left_out, aside), *_worked(story, cases, keeper, fresh=arguments.fresh))
            record = RunRecord(
                target=target.name,
                base_sha=site.snapshot.base_sha,
                outcomes=outcomes,
                skipped=found.skipped,
                notes=found.notes,
                sandbox=sandbox,
                model=asked.name,
                timing={"scan": scanned - begun, "total": time.monotonic() - begun},
            )
            _write(folder, record)
    return _Done(found, record, folder, forge)


def _forge(
    target: Target, arguments: argparse.Namespace, progress: Progress, found: Found, sandbox: str, model: str
) -> LocalForge | PullForge:
    if target.cloned or arguments.publish or arguments.dry_run:
        publish = arguments.publish
        return pull_forge(target, progress, found.wanted, publish=publish, sandbox=sandbox, model=model)
    return local_forge(target)


@dataclass(frozen=True, slots=True)
class _Keeper:
    """Where finished cases are kept: `key` is what they depend on besides their findings."""

    folder: Path
    key: str
    render: Callable[[Sequence[Outcome]], str]

    def keep(self, outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
        return save_case(self.folder, self.key, outcomes, self.render)

    def kept(self, case: Case) -> tuple[Outcome, ...]:
        return saved_case(self.folder, self.key, case)


def _keeper(target: Target, bench: Bench, asked: Models, folder: Path, sandbox: str) -> _Keeper:
    site = target.site
    render = partial(
        case_page, target=target.short, base=target.base or _branch(site), base_sha=site.snapshot.base_sha,
        sandbox=sandbox, model=asked.name,
    )  # fmt: skip
    models = f"{asked.name} {asked.reviewer.name if asked.reviewer else ''}"
    return _Keeper(folder, _key(site, bench, models, sandbox), render)


def _worked(story: Story, cases: Sequence[Case], keeper: _Keeper, *, fresh: bool) -> Iterator[Outcome]:
    """Every case's outcomes: of those that an earlier run finished, then of those that this one works on."""
    if isinstance(story.forge, PullForge):
        for done in story.forge.finish():
            completed = "would be completed" if done.delivery is Delivery.PREPARED else "completed"
            said = (done.note or f"{completed}: an earlier run began it", *done.notes)
            story.progress.note(f"{done.branch}: {'; '.join(said)}")
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


def _write(folder: Path, record: RunRecord) -> None:
    pages = {outcome.case: outcome.delivered.page for outcome in record.outcomes if outcome.delivered.page}
    write_atomic(folder / "index.html", index_page(record, pages))
    write_atomic(folder / "report.json", dumps(report(record)))


def _saved(story: Story, keeper: _Keeper, case: Case) -> tuple[Outcome, ...]:
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


def _claimed(site: Site, folder: Path) -> str:
    """Why the output folder cannot be ours: the repository holds it, or could have made it lead elsewhere."""
    top = site.checkout.top.resolve()
    place = Path(os.path.abspath(folder))  # noqa: PTH100 (resolve would follow the symlinks we look for)
    for written in (place, place.resolve()):
        if written.is_relative_to(site.checkout.git_dir) or ".git" in written.parts:
            return "lies in a git directory"
        if not written.is_relative_to(top):
            continue
        inside = written.relative_to(top).as_posix()
        if (
            any(path == inside or path.startswith(f"{inside}/") for path in site.snapshot.entries())
            or inside == "."
        ):
            return "holds files that git tracks"
        if any(
            above.is_symlink()
            for above in (written, *written.parents)
            if above.is_relative_to(top) and above != top
        ):
            return "leads through a symlink of the repository"
    return ""


def _branch(site: Site) -> str:
    """The branch that HEAD is on, for the commands that a review page shows."""
    return site.checkout.git.text("rev-parse", "--abbrev-ref", "HEAD")
