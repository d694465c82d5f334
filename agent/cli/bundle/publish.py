"""suture publish: a verified bundle becomes pull requests. Nothing of the repository is run."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console

from agent.bundle.proposing import Desk, Idle, changed_between
from agent.bundle.store import read_bundle
from agent.bundle.values import Bundle, Stage
from agent.cli import compose
from agent.cli.bundle.writing import MODEL_KEYS, refuse_secrets
from agent.cli.keeping import claimed, finish, make_keeper, write_record
from agent.cli.models import watching
from agent.cli.publishing import composer, holder, say_what_was_written
from agent.cli.target import Target, open_base
from agent.domain import Scan, Skip
from agent.errors import BundleError, ForgeError, UsageError
from agent.forge.codeowners import load as load_codeowners
from agent.forge.folder import key_of, open_folder
from agent.forge.pulls import PullForge
from agent.forge.values import Trouble
from agent.gates.runner import Bench, required
from agent.ports import Progress
from agent.report.record import RunRecord, dumps, report, write_atomic
from agent.report.terminal import outcome_table, summary_line
from agent.verdict import Outcome
from agent.workspace.fetching import Absent, Fetching
from agent.workspace.remote import address_of
from agent.workspace.snapshot import GitSnapshot

_WHY = "whoever publishes holds a token that may write, and must not hold the model's key besides"
_ANEW = "run suture fix --bundle and suture verify --bundle again"


def command(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Propose every fix of a bundle that still stands; the rest is told with its reason."""
    begun = time.monotonic()
    compose.check_file("--report", arguments.report)
    if not arguments.dry_run:
        refuse_secrets(arguments, environ, MODEL_KEYS, _WHY)
    bundle = read_bundle(arguments.bundle, sha256=_digest(arguments.sha256), stage=Stage.VERIFIED)
    asked = argparse.Namespace(**{**vars(arguments), "publish": not arguments.dry_run})
    with open_base(asked, environ) as today, watching() as progress:
        required(today.site.settings.gates)
        # Never run here; but rules that are not there would make all evidence look like another's.
        compose.make_scanner(today.site)
        _check(today, bundle)
        done = _run(_Job(today, _based(today, bundle), bundle), asked, progress, begun)
    if arguments.report:
        write_atomic(arguments.report, dumps(report(done.record)))
    console = Console()
    console.print(outcome_table(done.record.outcomes))
    console.print(summary_line(done.record.outcomes))
    say_what_was_written(console, done.forge, done.record.outcomes, done.folder, how="Without --dry-run")
    print(f"Report and review pages: {done.folder / 'index.html'}")
    return 0


@dataclass(frozen=True, slots=True)
class _Job:
    """What is to be done: the branch as it is `today`, the same clone standing on the bundle's commit."""

    today: Target
    target: Target
    bundle: Bundle


@dataclass(frozen=True, slots=True)
class _Done:
    record: RunRecord
    folder: Path
    forge: PullForge


def _digest(given: str | None) -> str:
    """The digest to compare with. Raises UsageError for an empty one: some output was not set."""
    if given == "":
        raise UsageError("--sha256 is empty", hint="give the digest that suture verify told, or leave it out")
    return given or ""


def _check(today: Target, bundle: Bundle) -> None:
    """Raises BundleError for a bundle of another repository, branch or history, ForgeError where the forge
    does not say."""
    assert today.host is not None
    slug = today.host.repo.slug
    if bundle.repository.casefold() != slug.casefold():
        of = bundle.repository or "a checkout without a forge"
        again = f"give suture fix --bundle a token that reads {slug}, and make it again"
        hint = f"name {of}, or take another bundle" if bundle.repository else again
        raise BundleError(f"the bundle is of {of}, not of {slug}", hint=hint)
    if bundle.base != today.base:
        raise BundleError(
            f"the bundle is for branch {bundle.base!r}, not for {today.base!r}",
            hint="name the same branch with --base (delivery.base) to fix and to publish",
        )
    held = today.host.holds(today.base, bundle.base_sha)
    if isinstance(held, Trouble):
        raise ForgeError(
            f"whether {today.base} holds {bundle.base_sha[:12]} cannot be told: {held.reason}",
            hint=held.hint or "run again later",
        )
    if not held:
        raise BundleError(f"commit {bundle.base_sha[:12]} is not in the history of {today.base}", hint=_ANEW)


def _based(today: Target, bundle: Bundle) -> Target:
    """The clone, standing on the bundle's commit. Raises BundleError when that cannot be had."""
    site, host = today.site, today.host
    assert host is not None
    if site.checkout.head == bundle.base_sha:
        return today
    address = address_of(site.settings.github.server_url, host.repo.slug)
    found = Fetching(site.checkout, address, host.token).one(bundle.base_sha)
    if isinstance(found, Absent):
        raise BundleError(f"commit {bundle.base_sha[:12]} {found.reason}", hint=_ANEW)
    checkout = replace(site.checkout, head=bundle.base_sha)
    return replace(today, site=replace(site, checkout=checkout, snapshot=GitSnapshot(checkout)))


def _run(job: _Job, arguments: argparse.Namespace, progress: Progress, begun: float) -> _Done:
    site, bundle = job.today.site, job.bundle
    folder = site.loaded.folder("out") / site.settings.out
    forge = _forge(job, progress, publish=arguments.publish)
    key = key_of("published", bundle.base_sha)
    keeper = make_keeper(job.target, key, folder, sandbox=bundle.sandbox, model=bundle.model)
    with open_folder(folder, claimed(site, folder)):
        finish(forge, progress)
        outcomes = tuple(
            outcome for ended in _proposed(job, forge, progress) for outcome in keeper.keep(ended)
        )
        record = RunRecord(
            target=job.today.name,
            base_sha=bundle.base_sha,
            outcomes=outcomes,
            skipped=tuple(Skip(refused.fingerprint, refused.reason) for refused in bundle.refused),
            notes=(*job.today.notes, *compose.notes(site)),
            sandbox=bundle.sandbox,
            model=bundle.model,
            timing={"total": time.monotonic() - begun},
            requests=job.today.host.requests if job.today.host else 0,
        )
        write_record(folder, record)
    return _Done(record, folder, forge)


def _forge(job: _Job, progress: Progress, *, publish: bool) -> PullForge:
    """Pull requests from the bundle's commit, for those who own the files today."""
    target, bundle, host = job.target, job.bundle, job.today.host
    assert host is not None
    made = composer(target, sandbox=bundle.sandbox, model=bundle.model)
    owners = load_codeowners(job.today.site.snapshot.read)
    now = job.today.site.checkout.head
    want = replace(made, place=replace(made.place, codeowners=owners, owned_at=now))
    return PullForge(
        host, target.site.settings, owners, want,
        publish=publish, holder=holder(target.site.environ), told=progress.note, rules=dict(bundle.rules),
    )  # fmt: skip


def _proposed(job: _Job, forge: PullForge, progress: Progress) -> Iterator[tuple[Outcome, ...]]:
    """Each fix in the bundle's order, which is that of urgency: limits cut off the end."""
    checkout, today = job.target.site.checkout, job.today.site.checkout.head
    changed = (
        changed_between(checkout.git, checkout.head, today) if checkout.head != today else frozenset[str]()
    )
    desk = Desk(_bench(job.target), forge, changed, progress)
    for fix in job.bundle.fixes:
        yield desk.propose(fix)


def _bench(target: Target) -> Bench:
    """The bench that knows policy and rules, and on which nothing can run."""
    return compose.make_bench(target.site, Idle(), Idle(), Scan(()))
