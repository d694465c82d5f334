"""suture scan: findings only."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from rich.console import Console

from agent import __version__
from agent.cli.compose import make_scanner, notes, open_site, targets
from agent.domain import Finding, FixSafety, Scan, Severity
from agent.pipeline import scan_commit
from agent.report.record import Json, dumps
from agent.report.sarif import sarif
from agent.report.terminal import findings_table
from agent.report.text import loggable
from agent.triage import wanted


def command(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Print the findings of HEAD as a table, JSON or SARIF."""
    site = open_site(arguments, environ)
    paths, skipped = targets(site)
    # What others conclude from an empty answer has to be asked of every file.
    whole = arguments.error or arguments.sarif
    scan = scan_commit(site.snapshot, make_scanner(site), paths, minified=whole)
    asked = tuple(wanted(scan.findings, site.settings.triage))
    others = len(scan.findings) - len(asked)
    scan = Scan(asked, (*skipped, *scan.skipped))
    if arguments.json:
        print(dumps(_listing(scan, site.checkout.top.as_posix(), site.snapshot.base_sha)), end="")
    elif arguments.sarif:
        print(dumps(sarif(scan.findings, __version__)), end="")
    else:
        _show(scan, notes(site), others)
    return 1 if arguments.error and scan.findings else 0


def _show(scan: Scan, said: tuple[str, ...], others: int) -> None:
    for note in said:
        print(f"note: {loggable(note)}")
    if scan.findings:
        Console().print(findings_table(scan.findings))
    count = len(scan.findings)
    worst = sum(f.rule.severity in (Severity.CRITICAL, Severity.HIGH) for f in scan.findings)
    print(f"{count} finding{'s' * (count != 1)}, {worst} of high severity or worse.")
    if others:
        print(f"{others} more are not among the rules and paths asked for.")
    for skip in scan.skipped:
        print(f"skipped {loggable(skip.what)}: {loggable(skip.reason)}")


def _listing(scan: Scan, target: str, base_sha: str) -> dict[str, Json]:
    return {
        "version": 1,
        "target": target,
        "base_sha": base_sha,
        "findings": [_finding(finding) for finding in scan.findings],
        "skipped": [{"what": skip.what, "reason": skip.reason} for skip in scan.skipped],
    }


def _finding(finding: Finding) -> Json:
    rule = finding.rule
    fixable = finding.fix is not None and rule.fix_safety is not FixSafety.NONE
    return {
        "fingerprint": finding.fingerprint,
        "rule": rule.id,
        "path": finding.location.path,
        "line": finding.location.start,
        "end_line": finding.location.end,
        "cwe": list(rule.cwe),
        "severity": rule.severity.value,
        "confidence": rule.confidence.value,
        "message": finding.message,
        "code": finding.snippet,
        "fix": "rule" if fixable else "model",
    }
