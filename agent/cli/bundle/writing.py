"""Bundles on the command line: what `fix` writes, what is said of one, and who may hold which secret."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from agent import __version__
from agent.bundle.making import Tray, to_propose, unfit
from agent.bundle.pack import write_pack
from agent.bundle.store import write_bundle
from agent.bundle.values import Bundle, Fix, Refused, Stage
from agent.cli.target import Target
from agent.domain import Finding
from agent.errors import UsageError
from agent.forge.leaks import secrets_of
from agent.forge.local import LocalForge
from agent.forge.pulls import PullForge
from agent.report.record import RunRecord
from agent.report.text import loggable
from agent.settings import load
from agent.settings.keys import variables
from agent.text import shortened
from agent.verdict import VerdictKind

MODEL_KEYS = ("model.api_key", "review.api_key")
FORGE_KEYS = ("github.token", "github.app_key")


def write_proposed(
    target: Target,
    file: Path,
    record: RunRecord,
    forge: LocalForge | PullForge | Tray,
    findings: Sequence[Finding],
    order: Sequence[str],
) -> tuple[Bundle, str]:
    """Write what the run would propose; a clone's files go beside it, in a pack. The bundle, and the file's
    SHA-256. `order` are the cases by urgency. Raises BundleError or ToolError.
    """
    place = {case: number for number, case in enumerate(order)}
    ordered = sorted(record.outcomes, key=lambda outcome: place.get(outcome.case, len(place)))
    planned = {plan.branch for plan in forge.planned} if isinstance(forge, PullForge) else None
    fixes, refused = _sorted_out(to_propose(ordered, planned), secrets_of(target.site.settings))
    bundle = Bundle(
        Stage.PROPOSED,
        __version__,
        target.host.repo.slug if target.host else "",
        target.base,
        record.base_sha,
        one_line(record.sandbox),
        record.model,
        fixes,
        tuple(sorted({finding.fingerprint: finding.rule.id for finding in findings}.items())),
        refused,
        private=target.host.repo.private if target.host else True,
    )
    digest = write_bundle(file, bundle)
    if target.cloned and fixes:
        write_pack(target.site.checkout, record.base_sha, pack_of(file).absolute())
    return bundle, digest


def _sorted_out(
    fixes: Sequence[Fix], secrets: Mapping[str, str]
) -> tuple[tuple[Fix, ...], tuple[Refused, ...]]:
    """What a bundle may hold, and what it may not, with why."""
    reasons = [unfit(fix, secrets) for fix in fixes]
    pairs = tuple(zip(fixes, reasons, strict=True))
    refused = (Refused(fix.fingerprint, f"no bundle can hold it: {why}") for fix, why in pairs if why)
    return tuple(fix for fix, why in pairs if not why), tuple(refused)


def one_line(text: str) -> str:
    """A name as a bundle takes it: what a sandbox lacks may be told at length."""
    return shortened(" ".join(text.split()), 300)


def pack_of(file: Path) -> Path:
    """Where the files of a bundle's commit are, if they travel with it."""
    return file.with_name(f"{file.name}.pack")


def say_bundle(console: Console, file: Path, bundle: Bundle, digest: str) -> None:
    """What is in a bundle that was just written."""
    of = bundle.repository or "a checkout without a forge"
    count = f"{len(bundle.fixes)} fix{'' if len(bundle.fixes) == 1 else 'es'}"
    _line(console, f"Bundle {file}: {count} ({bundle.stage}) of {of} at {bundle.base_sha[:12]}")
    for fix in bundle.fixes:
        first = fix.findings[0]
        gap = " (evidence gap)" if fix.verdict.kind is VerdictKind.EVIDENCE_GAP else ""
        again = f" for #{fix.pull}" if fix.pull else ""
        _line(console, f"  {fix.fingerprint}  {first.rule.id} in {first.location.path}{gap}{again}")
    for refused in bundle.refused:
        _line(console, f"  {refused.fingerprint}  not in it: {refused.reason}")
    _line(console, f"  sha256: {digest}")


def _line(console: Console, text: str) -> None:
    console.print(escape(loggable(text)), soft_wrap=True)


def refuse_secrets(
    arguments: argparse.Namespace, environ: Mapping[str, str], keys: Collection[str], why: str
) -> None:
    """Raises UsageError when the environment, or the operator's file, holds one of these secrets, or with
    `MODEL_KEYS` the key of a rung; `why` says what that is bad for."""
    names = [name for name, key in variables().items() if key in keys and environ.get(name, "").strip()]
    if arguments.config_file:
        settings = load(None, file=arguments.config_file, environ={}, flags={}).settings
        rungs = settings.models if set(MODEL_KEYS) <= set(keys) else ()
        names += [r.key_env for r in rungs if r.key_env and environ.get(r.key_env, "").strip()]
        given = secrets_of(settings)
        asked = (*keys, *(f"models.{number}.api_key" for number in range(1, len(rungs) + 1)))
        names = names or [f"{key} of {arguments.config_file}" for key in asked if given[key]]
    if names:
        what = ", ".join(sorted(names))
        hint = f"take {what} out of this job's environment; by hand: env -u NAME suture ..."
        raise UsageError(f"{what} is set, and {why}", hint=hint)
