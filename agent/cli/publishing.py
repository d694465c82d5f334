"""Where the fixes of a run go: branches of the checkout, or pull requests; and what is said of the latter."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from agent import __version__
from agent.cli.target import Target
from agent.domain import Finding
from agent.errors import ForgeError
from agent.forge.codeowners import load
from agent.forge.delivery.told import told
from agent.forge.leaks import secrets_of
from agent.forge.local import LocalForge
from agent.forge.pulls import Planned, PullForge
from agent.forge.values import Pull, Trouble
from agent.forge.wanted import Composer, Place
from agent.ports import Progress
from agent.report.record import write_atomic
from agent.report.sarif import upload_text
from agent.report.text import loggable
from agent.verdict import Delivery, Outcome, OutcomeKind


def local_forge(target: Target) -> LocalForge:
    """Branches of the checkout."""
    return LocalForge(target.site.checkout, secrets_of(target.site.settings))


def pull_forge(
    target: Target,
    progress: Progress,
    findings: Sequence[Finding],
    *,
    publish: bool,
    sandbox: str,
    model: str,
) -> PullForge:
    """Pull requests on the forge, or with `publish` False what they would be. Raises ForgeError."""
    assert target.host is not None
    site, host = target.site, target.host
    compose = composer(target, sandbox=sandbox, model=model)
    return PullForge(
        host,
        site.settings,
        compose.place.codeowners,
        compose,
        publish=publish,
        holder=holder(site.environ),
        told=progress.note,
        rules={finding.fingerprint: finding.rule.id for finding in findings},
    )


def composer(target: Target, *, sandbox: str, model: str) -> Composer:
    """What pull requests of this run are made from."""
    assert target.host is not None
    site, repo = target.site, target.host.repo
    codeowners = load(site.snapshot.read)
    place = Place(repo, site.checkout, site.snapshot, target.base, codeowners, __version__, sandbox, model)
    return Composer(place, target.host.people, site.settings)


def holder(environ: Mapping[str, str]) -> str:
    """Names this run to others, and tells nothing of the machine it runs on."""
    run = environ.get("GITHUB_RUN_ID", "")
    what = f"workflow run {run}" if run.isdigit() else "a run of the command line"
    return f"{what} ({secrets.token_hex(4)})"


def say_what_was_written(
    console: Console, forge: PullForge, outcomes: Sequence[Outcome], folder: Path, how: str = "With --publish"
) -> None:
    """List the pull requests of the run, or every write there would be, and `how`; planned texts go into
    `folder`."""
    repo = forge.hub.repo
    if forge.publish:
        _print_pulls(console, forge, outcomes)
        return
    if not forge.planned:
        console.print(f"Nothing would be written to {escape(repo.slug)}.")
        return
    who = escape(loggable(repo.login))
    console.print(f"{how} this would be written to {escape(repo.slug)} as {who}:")
    notes = {outcome.delivered.branch: outcome.delivered.notes for outcome in outcomes}
    for plan in forge.planned:
        _print_plan(console, plan, notes.get(plan.branch, ()), folder)


def _print_pulls(console: Console, forge: PullForge, outcomes: Sequence[Outcome]) -> None:
    cases = {outcome.case: outcome for outcome in outcomes}.values()
    done = [o for o in cases if o.delivered.delivery in (Delivery.OPENED, Delivery.UPDATED)]
    waiting = sum(outcome.delivered.delivery is Delivery.QUEUED for outcome in cases)
    begun = _begun(forge, done)
    count = f"{len(done) + len(begun)} opened or updated, {waiting} waiting"
    console.print(f"Pull requests on {escape(forge.hub.repo.slug)}: {count}")
    for pull in begun:
        console.print(f"  {escape(loggable(pull.url))}  begun by an earlier run", soft_wrap=True)
    notes = [set(outcome.delivered.notes) for outcome in done]
    common = set.intersection(*notes) if len(notes) > 1 else set()
    for outcome in done:
        draft = " (a draft: evidence gap)" if outcome.kind is OutcomeKind.EVIDENCE_GAP else ""
        what = f"{outcome.finding.rule.id} in {outcome.finding.location.path}"
        console.print(
            f"  {escape(loggable(outcome.delivered.url))}  {escape(loggable(what))}{draft}", soft_wrap=True
        )
        _print_notes(console, [note for note in outcome.delivered.notes if note not in common])
    if common:
        console.print("  of each of these:")
        _print_notes(console, [note for note in done[0].delivered.notes if note in common])


def _begun(forge: PullForge, done: Sequence[Outcome]) -> list[Pull]:
    """What an earlier run began and this one went on with: no outcome of this one's tells of it."""
    told = {outcome.delivered.url for outcome in done}
    return [p.pull for p in forge.planned if p.pull and not p.text and p.pull.url not in told]


def _print_notes(console: Console, notes: Iterable[str]) -> None:
    for note in notes:
        console.print(f"    {escape(loggable(note))}", soft_wrap=True)


def _print_plan(console: Console, plan: Planned, notes: Sequence[str], folder: Path) -> None:
    console.print(f"[bold]{escape(loggable(plan.branch))}[/]", soft_wrap=True)
    for write in plan.writes:
        for line in told(write):
            console.print(f"  {escape(loggable(line))}", soft_wrap=True)
    for note in notes:
        console.print(f"  note: {escape(loggable(note))}", soft_wrap=True)
    if plan.text is not None:
        file = folder / f"cases/{os.path.basename(plan.branch)}.md"  # noqa: PTH119 (a branch, no path)
        write_atomic(file, f"# {plan.text.title}\n\n{plan.text.body}\n")
        console.print(f"  its text: {escape(str(file))}", soft_wrap=True)


def upload(target: Target, findings: tuple[Finding, ...]) -> str:
    """Publish the findings as code scanning results; returns what to say. Raises ForgeError."""
    assert target.host is not None
    text = upload_text(findings, __version__)
    done = target.host.scanning.upload_sarif(text, target.site.snapshot.base_sha, f"refs/heads/{target.base}")
    if isinstance(done, Trouble):
        raise ForgeError(
            f"the findings could not be uploaded: {done.reason}",
            hint=done.hint or "give the token write access to security events",
        )
    return f"{len(findings)} findings uploaded to code scanning"
