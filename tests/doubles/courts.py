"""A small commit with one finding, a bench that judges fixes of it, and a forge that takes them down."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from agent.bundle.rebuilding import rebuild
from agent.bundle.values import Fix
from agent.diff import unified_diff
from agent.domain import Case, Change, Finding, Source
from agent.gates.runner import Bench
from agent.pipeline import scan_commit
from agent.ports import Proposal
from agent.settings import Settings
from agent.verdict import Delivered, Delivery, Verdict
from tests.doubles.repo import make_repo, snapshot_of
from tests.doubles.suite_snapshot import CannedSuite
from tests.doubles.workbench import CALC, FILES, FIXED, PASSED, PATH, SETTINGS, LineScanner

HEX = "0" * 64


def bench_at(folder: Path, settings: Settings = SETTINGS, suite: CannedSuite | None = None) -> Bench:
    """The gates on a fresh repository whose one finding is an eval."""
    snapshot = snapshot_of(make_repo(folder, FILES))
    scanner = LineScanner()
    base = scan_commit(snapshot, scanner, list(FILES))
    return Bench(snapshot, scanner, suite or CannedSuite(PASSED), settings.gates, base, rules=HEX)


def diff_to(after: str = FIXED, *more: Change) -> str:
    """A diff that makes the file with the finding read `after`."""
    return unified_diff((Change(PATH, CALC.encode(), after.encode()), *more))


def fix_on(bench: Bench, diff: str | None = None) -> Fix:
    """A model's fix of the finding as somebody else hands it over, with no verdict to speak of."""
    (finding,) = bench.base_scan.findings
    return Fix(
        (finding,), Source.MODEL, diff_to() if diff is None else diff, "Parses a literal.", ("Literals only.",),
        Verdict((), ()),
    )  # fmt: skip


def verified(fix: Fix, bench: Bench) -> Fix:
    """The fix with a verdict of every gate, bound to what its diff makes, whatever that is."""
    rebuilt = rebuild(fix, fix.findings, bench)
    assert not isinstance(rebuilt, str), rebuilt
    given = bench.verify(rebuilt.draft.patch, fix.findings, rebuilt.proof)
    good = tuple(replace(check, status=PASSED.status, detail="passed") for check in given.checks)
    return replace(fix, verdict=replace(given, checks=good))


@dataclass
class Taking:
    """A forge that opens whatever it is given; `earlier` and `waits` are what it says before."""

    earlier: Delivered | None = None
    waits: str = ""
    proposals: list[Proposal] = field(default_factory=list)
    dismissed: list[str] = field(default_factory=list)

    def known(self, finding: Finding) -> Delivered | None:
        return self.earlier

    def admit(self, case: Case) -> str:
        return self.waits

    def dismiss(self, case: Case) -> None:
        self.dismissed.append(case.fingerprint)

    def deliver(self, proposal: Proposal) -> Delivered:
        self.proposals.append(proposal)
        return Delivered(Delivery.OPENED, "suture/x", url="https://forge.example/1")

    def holds(self, delivered: Delivered) -> bool:
        return False
