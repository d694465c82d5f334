"""The gates in their order, and the one runner that every patch goes through, whoever wrote it."""

from __future__ import annotations

import functools
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.domain import Finding, Patch, Scan, Skip
from agent.errors import ConfigError, ToolError
from agent.gates.applies import applies
from agent.gates.finding import finding
from agent.gates.matching import Comparison, compare
from agent.gates.regressions import regressions
from agent.gates.scope import scope
from agent.gates.syntax import syntax
from agent.gates.tests import tests
from agent.gates.trial import Answer, Gate, Suite, Trial
from agent.ports import Scanner, Snapshot
from agent.settings import GateSettings
from agent.verdict import Check, Status, Verdict

# Cheap first; the first failure ends the attempt.
GATES: tuple[tuple[str, Gate], ...] = (
    ("applies", applies),
    ("scope", scope),
    ("syntax", syntax),
    ("finding", finding),
    ("regressions", regressions),
    ("tests", tests),
)

GATE_NAMES = tuple(name for name, _ in GATES)


def required(policy: GateSettings) -> tuple[str, ...]:
    """The gates that must pass: all, unless the policy names fewer. Raises ConfigError for an unknown one."""
    unknown = [name for name in policy.require if name not in GATE_NAMES]
    if unknown:
        raise ConfigError(
            f"gates.require: there is no gate {unknown[0]!r}", hint="gates: " + ", ".join(GATE_NAMES)
        )
    return policy.require or GATE_NAMES


@dataclass(frozen=True, slots=True)
class Bench:
    """What a verdict depends on besides the patch; `base_scan` covers the files that a patch may touch."""

    snapshot: Snapshot
    scanner: Scanner
    suite: Suite
    policy: GateSettings
    base_scan: Scan

    def verify(
        self, patch: Patch, findings: Sequence[Finding] = (), watch: Callable[[str], object] = str
    ) -> Verdict:
        """Put a patch through the gates. `watch` is told the name of each gate as it begins."""
        rescan = functools.cache(functools.partial(_rescan, self, patch))
        trial = Trial(self.snapshot, patch, tuple(findings), rescan, self.suite, self.policy)
        checks: list[Check] = []
        stopped = ""
        for name, gate in GATES:
            if stopped:
                checks.append(Check(name, Status.NOT_RUN, f"the {stopped} gate failed before it"))
                continue
            watch(name)
            checks.append(_check(name, gate, trial))
            stopped = name if checks[-1].status is Status.FAILED else ""
        return Verdict(tuple(checks), required(self.policy))


def _check(name: str, gate: Gate, trial: Trial) -> Check:
    begun = time.monotonic()
    try:
        answer = gate(trial)
    except ToolError as error:
        # A tool that broke on this patch proves nothing, and must not end the other cases.
        answer = Answer(Status.FAILED, f"could not be run: {error}")
    return Check(name, answer.status, answer.detail, round(time.monotonic() - begun, 3))


def _rescan(bench: Bench, patch: Patch) -> Comparison:
    """Scan the changed files alone, and compare with the base."""
    with tempfile.TemporaryDirectory(prefix="suture-rescan-") as name:
        folder = Path(name)
        bench.snapshot.export(folder, patch.changes, only=())
        after = bench.scanner.scan(folder)
    known = Counter(_kind(skip) for skip in bench.base_scan.skipped)
    unread: list[Skip] = []
    partial: list[Skip] = []
    for skip in after.skipped:
        before = known[_kind(skip)] > 0
        known[_kind(skip)] -= 1
        (partial if before else unread).append(skip)
    return compare(patch.changes, bench.base_scan.findings, after.findings, unread, partial)


def _kind(skip: Skip) -> tuple[str, str]:
    """A file and the trouble it gives, without the numbers in it: lines move."""
    return skip.what, re.sub(r"\d+", "N", skip.reason)
