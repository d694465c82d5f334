"""Trials of patches whose files are scanned for real, and what else such a trial needs."""

from __future__ import annotations

import functools
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from agent.domain import Change, Finding, NoProof, Patch, Proof, TestStyle
from agent.gates.matching import Comparison, compare
from agent.gates.trial import NoReview, Reviewer, Trial
from agent.scanner.semgrep import SemgrepScanner, find_semgrep
from agent.settings import ScanSettings
from agent.verdict import Review
from tests.doubles.suite_snapshot import MemorySnapshot, trial_of

PROOF = Proof("tests/test_proof.py", "def test_attack() -> None: ...", TestStyle.PYTEST)


class Yes:
    """A reviewer with no objections."""

    def review(
        self, findings: Sequence[Finding], patch: Patch, matching: Sequence[Finding], tried: Sequence[str]
    ) -> Review | NoReview:
        return Review(True, ())


class Scanned:
    """A commit whose files are scanned with real rules; counts the scans of each trial."""

    def __init__(self, files: dict[str, str], rules: Path) -> None:
        self.snapshot = MemorySnapshot(files)
        self.scanner = SemgrepScanner(find_semgrep(os.environ["PATH"]), [rules], ScanSettings())
        self.scans = 0
        self.base = self.scan(tuple(self.snapshot.change(path, text) for path, text in files.items()))

    def scan(self, changes: tuple[Change, ...]) -> tuple[Finding, ...]:
        self.scans += 1
        with tempfile.TemporaryDirectory() as name:
            self.snapshot.export(Path(name), changes, only=())
            return self.scanner.scan(Path(name)).findings

    def trial(
        self,
        after: dict[str, str],
        findings: Sequence[Finding] | None = None,
        *,
        proof: Proof | NoProof = PROOF,
        reviewer: Reviewer | NoReview | None = None,
        exempt: str = "",
    ) -> Trial:
        """The trial of a patch that makes files hold `after`; about all findings unless told."""
        changes = tuple(self.snapshot.change(path, text) for path, text in after.items())

        @functools.cache
        def rescan() -> Comparison:
            return compare(changes, self.base, self.scan(changes))

        return trial_of(
            self.snapshot,
            changes,
            findings=self.base if findings is None else findings,
            rescan=rescan,
            scan=self.scan,
            proof=proof,
            reviewer=reviewer or Yes(),
            exempt=exempt,
        )
