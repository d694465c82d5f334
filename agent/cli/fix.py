"""suture fix: from findings to proposed fixes, in one run."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from rich.console import Console

from agent import __version__
from agent.cli import compose
from agent.cli.compose import Site
from agent.domain import Case
from agent.forge.folder import key_of, open_folder, save_case, saved_case
from agent.forge.local import LocalForge
from agent.gates.runner import Bench, gates_version, required
from agent.model.metered import Budget, Metered
from agent.pipeline import Story, choose, fix, left_out, scan_commit
from agent.ports import Progress
from agent.report.pages import case_page, index_page
from agent.report.progress import LiveProgress, PlainProgress
from agent.report.record import RunRecord, dumps, report, write_atomic
from agent.report.terminal import outcome_table, summary_line
from agent.verdict import Delivery, Outcome, OutcomeKind

_SETTLED = (OutcomeKind.FALSE_POSITIVE,)


def command(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Run the whole story on one checkout; writes branches and the output folder, nothing else."""
    begun = time.monotonic()
    site = compose.open_site(arguments, environ)
    required(site.settings.gates)
    compose.check_report(arguments.report)
    with _watching() as progress:
        record, folder = _run(site, arguments, progress, begun)
    if arguments.report:
        write_atomic(arguments.report, dumps(report(record)))
    console = Console()
    console.print(outcome_table(record.outcomes))
    console.print(summary_line(record.outcomes))
    proposed = len({o.delivered.branch for o in record.outcomes if o.delivered.delivery is not Delivery.NONE})
    if proposed:
        print(
            f"Branches to review: {proposed}, listed by: git -C {arguments.target} branch --list 'suture/*'"
        )
    print(f"Report and review pages: {folder / 'index.html'}")
    remain = any(outcome.kind not in _SETTLED for outcome in record.outcomes)
    return 1 if arguments.error and remain else 0


def _run(
    site: Site, arguments: argparse.Namespace, progress: Progress, begun: float
) -> tuple[RunRecord, Path]:
    scanner = compose.make_scanner(site)
    said = compose.notes(site)
    for note in said:
        progress.note(note)
    paths, skipped = compose.targets(site)
    progress.note(f"scanning {len(paths)} files at {site.snapshot.base_sha[:12]}")
    base = scan_commit(site.snapshot, scanner, paths)
    scanned = time.monotonic()
    model = compose.make_model(site.settings)
    folder = site.loaded.folder("out") / site.settings.out
    with compose.make_suite(site, unsafe=arguments.unsafe_no_sandbox) as (suite, sandbox):
        bench = compose.make_bench(site, scanner, suite, base)
        budget = Budget(site.settings.limits.max_tokens)
        metered = Metered(model, budget) if model else None
        second = compose.make_reviewer(site.settings)
        reviewer = Metered(second, budget) if second else metered
        forge = LocalForge(site.checkout)
        story = Story(bench, metered, reviewer, forge, progress, site.settings)
        cases, aside = choose(story)
        progress.note(f"{len(base.findings)} findings, {len(cases)} cases to work on, sandbox: {sandbox}")
        if model is not None and cases:
            # Before anything is written: a wrong key or address ends the run here.
            progress.note(model.check())
            if second is not None:
                progress.note(f"review: {second.check()}")
        with open_folder(folder, _claimed(site, folder)):
            asked = f"{model.name if model else ''} {reviewer.name if reviewer else ''}"
            key = _key(site, bench, asked, sandbox)
            render = partial(
                case_page, target=site.checkout.top.name, base=_branch(site), base_sha=site.snapshot.base_sha,
                sandbox=sandbox, model=metered.name if metered else "",
            )  # fmt: skip
            outcomes = [left_out(leaving) for leaving in aside]
            saved = {} if arguments.fresh else _saved(folder, key, cases, forge)
            for again in saved.values():
                outcomes += again
                progress.note(f"{again[0].case} was finished by an earlier run")
            for ended in fix(story, [case for case in cases if case.fingerprint not in saved]):
                outcomes += save_case(folder, key, ended, render)
            record = RunRecord(
                target=str(site.checkout.top),
                base_sha=site.snapshot.base_sha,
                outcomes=tuple(outcomes),
                skipped=(*skipped, *base.skipped),
                notes=said,
                sandbox=sandbox,
                model=metered.name if metered else "",
                timing={"scan": scanned - begun, "total": time.monotonic() - begun},
            )
            _write(folder, record)
    return record, folder


def _write(folder: Path, record: RunRecord) -> None:
    pages = {outcome.case: outcome.delivered.page for outcome in record.outcomes if outcome.delivered.page}
    write_atomic(folder / "index.html", index_page(record, pages))
    write_atomic(folder / "report.json", dumps(report(record)))


def _saved(
    folder: Path, key: str, cases: Sequence[Case], forge: LocalForge
) -> dict[str, tuple[Outcome, ...]]:
    """What an earlier run finished and its branch still holds."""
    found = {case.fingerprint: saved_case(folder, key, case) for case in cases}
    return {name: done for name, done in found.items() if done and forge.holds(done[0].delivered)}


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


@contextlib.contextmanager
def _watching() -> Iterator[Progress]:
    if sys.stderr.isatty():
        with LiveProgress(Console(stderr=True)) as live:
            yield live
    else:
        yield PlainProgress(sys.stderr)
