"""The gates in their order, and the one runner that every patch goes through, whoever wrote it."""

from __future__ import annotations

import functools
import hashlib
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.domain import Change, Finding, FixSafety, NoProof, Patch, Proof, Scan, Skip, Source
from agent.errors import ConfigError, ToolError
from agent.gates.applies import applies
from agent.gates.finding import finding
from agent.gates.matching import Comparison, compare
from agent.gates.regressions import regressions
from agent.gates.scope import scope
from agent.gates.syntax import syntax
from agent.gates.tests import tests
from agent.gates.trial import Advice, Answer, Gate, NoReview, Reviewer, Suite, Trial
from agent.ports import Scanner, Snapshot
from agent.settings import GateSettings
from agent.verdict import Check, Evidence, Status, Verdict

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


NOT_GIVEN = NoProof("none was given")


@dataclass(frozen=True, slots=True)
class Bench:
    """What a verdict depends on besides the patch; `base_scan` covers the files that a patch may touch.

    `rules` is the digest of the rule files, and `bundled` tells that they are our own.
    """

    snapshot: Snapshot
    scanner: Scanner
    suite: Suite
    policy: GateSettings
    base_scan: Scan
    reviewer: Reviewer | NoReview = NoReview("there is no model to ask")
    rules: str = ""
    bundled: bool = False

    def verify(
        self,
        patch: Patch,
        findings: Sequence[Finding] = (),
        proof: Proof | NoProof = NOT_GIVEN,
        watch: Callable[[str], object] = str,
    ) -> Verdict:
        """Put a patch through the gates. `watch` is told the name of each gate as it begins."""
        trial = Trial(
            self.snapshot,
            patch,
            tuple(findings),
            functools.cache(functools.partial(_rescan, self, patch)),
            functools.partial(_scan, self),
            dict,
            _no_advice,
            self.suite,
            self.policy,
            proof,
            self.reviewer,
            _exemption(self, patch, findings),
        )
        checks: list[Check] = []
        stopped = ""
        for name, gate in GATES:
            if stopped:
                checks.append(Check(name, Status.NOT_RUN, f"the {stopped} gate failed before it"))
                continue
            watch(name)
            checks.append(_check(name, gate, trial))
            stopped = name if checks[-1].status is Status.FAILED else ""
        return Verdict(tuple(checks), required(self.policy), self.evidence(patch, proof))

    def evidence(self, patch: Patch, proof: Proof | NoProof) -> Evidence:
        """What a verdict on `patch` is bound to."""
        test = "" if isinstance(proof, NoProof) else _digest(proof.path, proof.content)
        policy = _digest(gates_version(), self.policy.model_dump_json())
        return Evidence(self.snapshot.base_sha, patch.digest, self.rules, policy, test)


def _no_advice(_: tuple[Change, ...]) -> Advice:
    return Advice(False, False, "no advisory database is set up")


@functools.cache
def gates_version() -> str:
    """One name for the gates' own code: evidence that older gates gave is stale."""
    folder = Path(__file__).parent
    files = sorted(folder.rglob("*.py"))
    return _digest(*(text for f in files for text in (str(f.relative_to(folder)), f.read_text("utf-8"))))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _exemption(bench: Bench, patch: Patch, findings: Sequence[Finding]) -> str:
    """Why neither proof nor review is needed; only our own rules may claim it, for their own fix."""
    tested = all(f.rule.fix_safety is FixSafety.SAFE and f.rule.fix_tested for f in findings)
    if bench.bundled and patch.source is Source.RULE_FIX and findings and tested:
        return "the rule's own fix is safe by its metadata, and a test runs its sample before and after"
    return ""


def _check(name: str, gate: Gate, trial: Trial) -> Check:
    begun = time.monotonic()
    try:
        answer = gate(trial)
    except ToolError as error:
        # A tool that broke on this patch proves nothing, and must not end the other cases.
        answer = Answer(Status.FAILED, f"could not be run: {error}")
    seconds = round(time.monotonic() - begun, 3)
    return Check(name, answer.status, answer.detail, seconds, answer.flags)


def _scan(bench: Bench, changes: tuple[Change, ...]) -> tuple[Finding, ...]:
    """The findings in these contents of changed files."""
    with tempfile.TemporaryDirectory(prefix="suture-rescan-") as name:
        bench.snapshot.export(Path(name), changes, only=())
        return bench.scanner.scan(Path(name)).findings


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
