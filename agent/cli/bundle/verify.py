"""suture verify --bundle: every fix of a bundle through every gate, on a machine that holds no secret."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from agent import __version__
from agent.bundle.judging import Judged, judge
from agent.bundle.pack import unpack
from agent.bundle.store import read_bundle, write_bundle
from agent.bundle.values import Bundle, Fix, Refused, Stage
from agent.cli import compose
from agent.cli.bundle.writing import (
    FORGE_KEYS,
    MODEL_KEYS,
    one_line,
    pack_of,
    refuse_secrets,
    say_bundle,
)
from agent.cli.compose import Site
from agent.cli.models import watching
from agent.domain import Finding, Skip
from agent.errors import BundleError, SutureError, UsageError
from agent.gates.runner import required
from agent.pipeline import scan_commit
from agent.ports import Progress
from agent.report.record import RunRecord, dumps, report, write_atomic
from agent.report.terminal import outcome_table, summary_line
from agent.workspace.git import open_checkout

_WHY = "whoever verifies a bundle runs the code of the repository, and must hold no secret"


def verify_bundle(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Judge every fix of a bundle, and write those that stand into another: exit 0 when that is written."""
    begun = time.monotonic()
    _refuse_contradictions(arguments)
    refuse_secrets(arguments, environ, (*FORGE_KEYS, *MODEL_KEYS), _WHY)
    bundle = read_bundle(arguments.bundle, stage=Stage.PROPOSED)
    with watching() as progress:
        if bundle.fixes:
            with _site(arguments, environ, bundle, progress) as site:
                verified, record = _verified(site, arguments, bundle, progress, begun)
        else:
            progress.note("the bundle holds no fix: there is nothing to judge")
            verified, record = _unchanged(bundle, begun)
    digest = write_bundle(arguments.verified, verified)
    said = dumps(report(record))
    if arguments.report:
        write_atomic(arguments.report, said)
    if arguments.json:
        print(said, end="")
        return 0
    console = Console()
    console.print(outcome_table(record.outcomes))
    console.print(summary_line(record.outcomes))
    say_bundle(console, arguments.verified, verified, digest)
    return 0


def _refuse_contradictions(arguments: argparse.Namespace) -> None:
    """Raises UsageError for flags that cannot be meant together."""
    if not arguments.verified:
        raise UsageError("--bundle needs a file for the verified bundle", hint="name one with --out")
    if arguments.finding_rule or arguments.finding_path or arguments.line or arguments.proof:
        raise UsageError(
            "--rule, --finding-path, --line and --proof are about one patch",
            hint="leave them out: a bundle names its findings",
        )
    compose.check_file("--out", arguments.verified)
    if arguments.verified.resolve() == arguments.bundle.resolve():
        raise UsageError("--out would replace the bundle that is judged", hint="name another file with --out")
    compose.check_file("--report", arguments.report)


@contextmanager
def _site(
    arguments: argparse.Namespace, environ: Mapping[str, str], bundle: Bundle, progress: Progress
) -> Iterator[Site]:
    """The checkout that the arguments name, or the bundle's own files where they travel with it.

    Raises BundleError unless its HEAD is the bundle's commit.
    """
    pack = pack_of(arguments.bundle)
    with tempfile.TemporaryDirectory(prefix="suture-clone-") as name:
        folder = arguments.target
        if folder == Path() and pack.exists() and not _is_checkout(folder):
            folder = unpack(pack, bundle.base_sha, Path(name) / "repository").top
            progress.note(f"judged on the files in {pack}")
        else:
            progress.note(f"judged on the checkout {folder.absolute()}")
        site = compose.open_site(arguments, environ, folder)
        if site.checkout.head != bundle.base_sha:
            here, there = site.checkout.head[:12], bundle.base_sha[:12]
            raise BundleError(
                f"the bundle is of commit {there}, and {folder} is at {here}",
                hint="check that commit out, or make the bundle again",
            )
        yield site


def _is_checkout(folder: Path) -> bool:
    """A checkout is what counts: a pack of an older commit beside the bundle would bring older tests."""
    try:
        open_checkout(folder)
    except SutureError:
        return False
    return True


def _verified(
    site: Site, arguments: argparse.Namespace, bundle: Bundle, progress: Progress, begun: float
) -> tuple[Bundle, RunRecord]:
    required(site.settings.gates)
    scanner = compose.make_scanner(site)
    paths, skipped = compose.targets(site)
    notes = compose.notes(site)
    for note in notes:
        progress.note(note)
    progress.note(f"scanning {len(paths)} files at {site.snapshot.base_sha[:12]}")
    base = scan_commit(site.snapshot, scanner, paths)
    scanned = time.monotonic()
    with compose.make_suite(site, unsafe=arguments.unsafe_no_sandbox) as (suite, sandbox):
        bench = compose.make_bench(site, scanner, suite, base)
        progress.note(f"{len(bundle.fixes)} fixes to judge, sandbox: {sandbox}")
        done = judge(bundle.fixes, bench, site.settings, progress)
    record = RunRecord(
        target=bundle.repository or str(site.checkout.top),
        base_sha=bundle.base_sha,
        outcomes=tuple(outcome for each in done for outcome in each.outcomes),
        skipped=(*skipped, *base.skipped, *_refused_before(bundle)),
        notes=notes,
        sandbox=sandbox,
        model=bundle.model,
        timing={"scan": scanned - begun, "total": time.monotonic() - begun},
    )
    return _passed_on(bundle, done, base.findings, sandbox), record


def _passed_on(
    bundle: Bundle, done: tuple[Judged, ...], findings: tuple[Finding, ...], sandbox: str
) -> Bundle:
    answers = [each.passed_on for each in done]
    return replace(
        bundle,
        stage=Stage.VERIFIED,
        suture=__version__,
        sandbox=one_line(sandbox),
        fixes=tuple(answer for answer in answers if isinstance(answer, Fix)),
        rules=tuple(sorted({finding.fingerprint: finding.rule.id for finding in findings}.items())),
        refused=(*bundle.refused, *(answer for answer in answers if isinstance(answer, Refused))),
    )


def _unchanged(bundle: Bundle, begun: float) -> tuple[Bundle, RunRecord]:
    """A bundle without fixes: nothing of it rests on a machine."""
    record = RunRecord(
        target=bundle.repository,
        base_sha=bundle.base_sha,
        outcomes=(),
        skipped=_refused_before(bundle),
        notes=(),
        sandbox=bundle.sandbox,
        model=bundle.model,
        timing={"total": time.monotonic() - begun},
    )
    return replace(bundle, stage=Stage.VERIFIED, suture=__version__, rules=()), record


def _refused_before(bundle: Bundle) -> tuple[Skip, ...]:
    return tuple(Skip(refused.fingerprint, refused.reason) for refused in bundle.refused)
