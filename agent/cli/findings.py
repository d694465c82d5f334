"""What a run is about: our own scan of the commit and, where asked for, what other scanners reported."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from agent.cli import compose
from agent.cli.target import Target
from agent.domain import Finding, Scan, Skip
from agent.errors import ForgeError, UsageError
from agent.forge.values import Trouble
from agent.pipeline import scan_commit
from agent.ports import Progress, Scanner
from agent.scanner.alerts import read_alerts
from agent.scanner.imported import Imported, joined
from agent.scanner.sarif_in import MAX_BYTES, read_sarif


@dataclass(frozen=True, slots=True)
class Found:
    """`base` is our own scan, which gates compare with; `wanted` are the findings that the run is about."""

    base: Scan
    wanted: tuple[Finding, ...]
    skipped: tuple[Skip, ...]
    notes: tuple[str, ...]


def find(target: Target, arguments: argparse.Namespace, scanner: Scanner, progress: Progress) -> Found:
    """Scan, and read other scanners' findings.

    Raises UsageError or ForgeError when those cannot be read, or when ours could not be uploaded as a whole.
    """
    site = target.site
    if arguments.upload_sarif and (site.settings.triage.path or site.checkout.prefix):
        raise UsageError(
            "--upload-sarif needs a scan of the whole repository: what an upload lacks counts as mended",
            hint="leave out --path (triage.path), and name the top of the checkout",
        )
    imported = _imported(target, arguments)
    paths, skipped = compose.targets(site)
    notes = (*target.notes, *compose.notes(site), *(imported.notes if imported else ()))
    for note in notes:
        progress.note(note)
    progress.note(f"scanning {len(paths)} files at {site.snapshot.base_sha[:12]}")
    # What others conclude from an empty answer has to be asked of every file.
    whole = bool(arguments.upload_sarif or arguments.error or imported)
    base = scan_commit(site.snapshot, scanner, paths, minified=whole)
    if imported is None:
        return Found(base, base.findings, (*skipped, *base.skipped), notes)
    both = joined(base, imported)
    return Found(base, both.findings, (*skipped, *base.skipped, *both.skipped), notes)


def _imported(target: Target, arguments: argparse.Namespace) -> Imported | None:
    snapshot = target.site.snapshot
    if arguments.sarif:
        return read_sarif(_bytes(arguments.sarif), snapshot)
    if arguments.source:
        assert target.host is not None
        # Closed ones, too: they keep the numbers of equal twins stable.
        alerts = target.host.scanning.alerts(state="", ref=target.base)
        if isinstance(alerts, Trouble):
            raise ForgeError(
                f"code scanning alerts cannot be read: {alerts.reason}",
                hint=alerts.hint or "give the token read access to code scanning alerts",
            )
        return read_alerts(alerts, snapshot)
    return None


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(
            f"--sarif: {file} cannot be read: {error.strerror}", hint="name a SARIF 2.1.0 file"
        ) from error
