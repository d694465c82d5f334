"""suture verify: the gates alone, on a unified diff from anywhere."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from agent.authoring.asking.crew import crew_for
from agent.authoring.asking.withheld import withheld
from agent.casework import witnesses
from agent.cli.bundle.verify import verify_bundle
from agent.cli.compose import (
    Site,
    check_file,
    make_bench,
    make_scanner,
    make_suite,
    open_site,
)
from agent.cli.models import Models, models
from agent.cli.ranges import range_patch
from agent.cli.teams import watched_team
from agent.diff import unified_diff
from agent.domain import Case, Finding, NoProof, Patch, Proof, Scan, Source
from agent.errors import UsageError
from agent.evidence import CaseBench, Witnesses
from agent.gates.runner import GATE_NAMES, Bench, required
from agent.pipeline import scan_commit
from agent.report.record import dumps, verify_report, write_atomic
from agent.report.terminal import verdict_panel
from agent.verdict import Check, Status, Verdict, VerdictKind
from agent.workspace.snapshot import GitSnapshot
from agent.workspace.unified import DiffFailure, apply_unified

_EXIT = {VerdictKind.FIXED: 0, VerdictKind.REJECTED: 1, VerdictKind.EVIDENCE_GAP: 3}


def command(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Judge one patch: exit 0 fixed, 1 rejected, 3 evidence gap (0 with --allow-gap); or a bundle."""
    if arguments.bundle:
        return verify_bundle(arguments, environ)
    if arguments.verified:
        raise UsageError(
            "--out is where a verified bundle goes", hint="say --bundle, or --report for a report"
        )
    if (arguments.finding_path or arguments.line or arguments.proof) and not arguments.finding_rule:
        raise UsageError(
            "--finding-path, --line and --proof need --rule", hint="name the rule of the finding"
        )
    check_file("--report", arguments.report)
    site = open_site(arguments, environ)
    if arguments.range:
        standing, given = range_patch(arguments.target, arguments.range)
        site = replace(site, checkout=standing, snapshot=GitSnapshot(standing))
    else:
        given = _read(arguments.patch)
    patch, verdict, proof = _judge(site, arguments, given)
    diff = unified_diff(patch.changes)
    said = dumps(
        verify_report(
            target=str(site.checkout.top),
            base_sha=site.snapshot.base_sha,
            verdict=verdict,
            patch=patch,
            diff=diff,
            proof=proof,
        )
    )
    if arguments.report:
        write_atomic(arguments.report, said)
    if arguments.json:
        print(said, end="")
    else:
        Console().print(verdict_panel(verdict, diff))
    return 0 if arguments.allow_gap and verdict.kind is VerdictKind.EVIDENCE_GAP else _EXIT[verdict.kind]


def _judge(site: Site, arguments: argparse.Namespace, given: bytes) -> tuple[Patch, Verdict, Proof | None]:
    changes = apply_unified(given, site.snapshot)
    if isinstance(changes, DiffFailure):
        require = required(site.settings.gates)
        rest = (Check(name, Status.NOT_RUN, "the applies gate failed before it") for name in GATE_NAMES[1:])
        verdict = Verdict((Check("applies", Status.FAILED, changes.reason), *rest), require)
        return Patch(site.snapshot.base_sha, (), Source.HUMAN), verdict, None
    patch = Patch(site.snapshot.base_sha, changes, Source.HUMAN)
    scanner = make_scanner(site)
    looked = [*patch.paths, *([arguments.finding_path] if arguments.finding_path else [])]
    base = scan_commit(site.snapshot, scanner, looked)
    findings = _findings(base, arguments)
    with make_suite(site, unsafe=arguments.unsafe_no_sandbox) as (suite, _):
        bench = make_bench(site, scanner, suite, base)
        if not findings:
            return patch, bench.verify(patch), None
        case = Case(tuple(findings))
        with closing(models(site)) as named:
            asked = _witnesses(site, case, named)
            judge = CaseBench(bench, case, asked, given=_given(bench, arguments, findings))
            return patch, judge.verify(patch), judge.proof


def _witnesses(site: Site, case: Case, named: Models) -> Witnesses:
    """The models of the run as this case may ask them, each checked only before its first answer: where
    the proof is given, a patch that an earlier gate rejects costs nothing."""
    settings = site.settings
    team = watched_team(named, settings, site.environ)
    end = time.monotonic() + settings.limits.run_seconds
    shown = withheld(site.snapshot, settings.policy.never_send)
    return witnesses(crew_for(case, team, settings, shown, end), settings)


def _given(bench: Bench, arguments: argparse.Namespace, findings: Sequence[Finding]) -> Proof | None:
    """The proof that the operator names. Raises UsageError when it cannot be read or none could be run."""
    if not arguments.proof:
        return None
    plan = bench.plan(findings)
    if isinstance(plan, NoProof):
        raise UsageError(f"no proof can be run: {plan.reason}", hint="leave --proof out")
    try:
        content = _read(arguments.proof).decode()
    except UnicodeDecodeError as error:
        raise UsageError(f"{arguments.proof} is not UTF-8", hint="--proof names a test file") from error
    return Proof(plan.path, content, plan.style)


def _read(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise UsageError(
            f"{name} cannot be read: {error.strerror}", hint="--patch names a diff, --proof a test file"
        ) from error


def _findings(base: Scan, arguments: argparse.Namespace) -> Sequence[Finding]:
    """The findings that the operator named, if any. Raises UsageError when there is no such one."""
    if not arguments.finding_rule:
        return ()
    of_rule = [finding for finding in base.findings if finding.rule.id == arguments.finding_rule]
    named = [
        finding
        for finding in of_rule
        if arguments.finding_path in (None, finding.location.path)
        and (arguments.line is None or finding.location.start <= arguments.line <= finding.location.end)
    ]
    if not named:
        known = ", ".join(str(f.location) for f in of_rule[:5]) or "none in the files that the patch changes"
        raise UsageError(f"no finding of {arguments.finding_rule} there", hint=f"its findings: {known}")
    return named
