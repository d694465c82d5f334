"""Other engines on the changed files, before and after the patch."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from agent.domain import Patch, Scan
from agent.gates.matching import Comparison, compare, split_skips
from agent.ports import Scanner, Snapshot

BANDIT = "bandit"
"""The engine that has a vote by weight; a match of any other is a rule that a patch must not break."""


def compare_engines(
    snapshot: Snapshot, patch: Patch, scanners: Mapping[str, Scanner]
) -> Mapping[str, Comparison]:
    """What each engine finds in the changed files at base and in the result, compared; by its name.

    Raises what the scanners raise.
    """
    return {name: _compared(snapshot, patch, scanner) for name, scanner in scanners.items()}


def _compared(snapshot: Snapshot, patch: Patch, scanner: Scanner) -> Comparison:
    before = _scanned(snapshot, patch, scanner, patched=False)
    after = _scanned(snapshot, patch, scanner, patched=True)
    unread, partial = split_skips(before.skipped, after.skipped)
    return compare(patch.changes, before.findings, after.findings, unread, partial)


def _scanned(snapshot: Snapshot, patch: Patch, scanner: Scanner, *, patched: bool) -> Scan:
    """One version of the changed files, alone in a folder."""
    with tempfile.TemporaryDirectory(prefix="suture-engine-") as name:
        folder = Path(name)
        if patched:
            snapshot.export(folder, patch.changes, only=())
        else:
            snapshot.export(folder, only=patch.paths)
        return scanner.scan(folder)
