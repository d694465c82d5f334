"""The gates in their order, and the one runner that every patch goes through, whoever wrote it."""

from __future__ import annotations

import functools
import hashlib
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from agent.domain import Change, Finding, FixSafety, NoProof, Patch, Proof, ProofPlan, Scan, Source
from agent.errors import ConfigError, ToolError
from agent.gates.applies import applies
from agent.gates.engines import compare_engines
from agent.gates.finding import finding
from agent.gates.matching import Comparison, compare, split_skips
from agent.gates.proof import examine, plan, proof
from agent.gates.regressions import regressions
from agent.gates.review import review
from agent.gates.scope import scope
from agent.gates.secrets import check_policy, secrets
from agent.gates.syntax import syntax
from agent.gates.tests import tests
from agent.gates.trial import Answer, Gate, NoReview, Reviewer, Suite, Trial
from agent.ports import Advice, Scanner, Snapshot
from agent.settings import GateSettings
from agent.verdict import Check, Evidence, Status, Verdict, VerdictKind

# Cheap first; the first failure ends the attempt.
FINDING = "finding"
GATES: tuple[tuple[str, Gate], ...] = (
    ("applies", applies),
    ("scope", scope),
    ("syntax", syntax),
    ("secrets", secrets),
    ("finding", finding),
    ("regressions", regressions),
    ("tests", tests),
    ("proof", proof),
    ("review", review),
)

GATE_NAMES = tuple(name for name, _ in GATES)
CHEAP = GATES[:5]
"""What takes a moment: done again for a verdict that was kept in a file."""


def required(policy: GateSettings) -> tuple[str, ...]:
    """The gates that must pass: all, unless the policy names fewer. Raises ConfigError for an unknown one."""
    check_policy(policy)
    unknown = [name for name in policy.require if name not in GATE_NAMES]
    if unknown:
        raise ConfigError(
            f"gates.require: there is no gate {unknown[0]!r}", hint="gates: " + ", ".join(GATE_NAMES)
        )
    return policy.require or GATE_NAMES


def no_advice(_: tuple[Change, ...]) -> Advice:
    """For a bench without advisory databases: nothing is known."""
    return Advice(False, False, "no advisory database is set up")


NOT_GIVEN = NoProof("none was given")


@dataclass(frozen=True, slots=True)
class Bench:
    """What a verdict depends on besides the patch; `base_scan` covers the files that a patch may touch.

    `rules` is the digest of the rule files, and `bundled` are the ids of those that are our own.
    """

    snapshot: Snapshot
    scanner: Scanner
    suite: Suite
    policy: GateSettings
    base_scan: Scan
    reviewer: Reviewer | NoReview = NoReview("there is no model to ask")
    rules: str = ""
    bundled: frozenset[str] = frozenset()
    include_proof: bool = False
    engines: Mapping[str, Scanner] = field(default_factory=dict)
    """Second engines by name: bandit, and the organisation's guard rules."""
    advise: Callable[[tuple[Change, ...]], Advice] = no_advice

    def verify(
        self,
        patch: Patch,
        findings: Sequence[Finding] = (),
        proof: Proof | NoProof = NOT_GIVEN,
        watch: Callable[[str], object] = str,
    ) -> Verdict:
        """Put a patch through the gates. `watch` is told the name of each gate as it begins."""
        trial = self._trial(patch, findings, proof)
        checks: list[Check] = []
        stopped = ""
        for name, gate in GATES:
            if stopped:
                checks.append(Check(name, Status.NOT_RUN, f"the {stopped} gate failed before it"))
                continue
            watch(name)
            checks.append(_check(name, gate, trial))
            stopped = name if checks[-1].status is Status.FAILED else ""
        return Verdict(tuple(checks), self._required(findings), self.evidence(patch, proof))

    def doubt(
        self, verdict: Verdict, patch: Patch, findings: Sequence[Finding], proof: Proof | NoProof
    ) -> str:
        """Why a verdict that was kept in a file does not stand for a patch; empty when nothing says so.

        What it claims to be bound to and to require is compared, and the cheap gates are asked again. That
        tests, proof and review passed is taken from the file.
        """
        if verdict.evidence != self.evidence(patch, proof):
            return "it is evidence for something else"
        if verdict.require != self._required(findings) or verdict.kind is VerdictKind.REJECTED:
            return "it was given by another policy"
        if tuple(check.gate for check in verdict.checks) != GATE_NAMES:
            return "it does not hold the answer of every gate"
        trial = self._trial(patch, findings, proof)
        for (name, gate), before in zip(CHEAP, verdict.checks, strict=False):
            now = _check(name, gate, trial)
            if now.status is not before.status:
                return f"the {name} gate: {now.detail}"
        return ""

    def _trial(self, patch: Patch, findings: Sequence[Finding], proof: Proof | NoProof) -> Trial:
        return Trial(
            self.snapshot,
            patch,
            tuple(findings),
            functools.cache(functools.partial(_rescan, self, patch)),
            functools.partial(_found, self),
            functools.cache(functools.partial(compare_engines, self.snapshot, patch, self.engines)),
            self.advise,
            self.suite,
            self.policy,
            proof,
            self.reviewer,
            self.exemption(patch, findings),
            self.included(proof),
        )

    def _required(self, findings: Sequence[Finding]) -> tuple[str, ...]:
        """The policy's gates. A finding that cannot be scanned for again is never simply fixed."""
        require = required(self.policy)
        foreign = any(finding.rule.tool for finding in findings)
        return (*require, FINDING) if foreign and FINDING not in require else require

    def evidence(self, patch: Patch, proof: Proof | NoProof) -> Evidence:
        """What a verdict on `patch` is bound to."""
        test = "" if isinstance(proof, NoProof) else _digest(proof.path, proof.content)
        whole = replace(patch, changes=(*patch.changes, *self.included(proof)))
        # A verdict that was given without bandit does not stand where there is one.
        policy = _digest(gates_version(), self.policy.model_dump_json(), *sorted(self.engines))
        return Evidence(self.snapshot.base_sha, whole.digest, self.rules, policy, test)

    def included(self, proof: Proof | NoProof) -> tuple[Change, ...]:
        """The proof as a change, where it is to be part of the patch."""
        if isinstance(proof, NoProof) or not self.include_proof:
            return ()
        return (Change(proof.path, None, proof.content.encode()),)

    def exemption(self, patch: Patch, findings: Sequence[Finding]) -> str:
        """Why neither proof nor review is needed; only our own rules may claim it, for their own fix."""
        ours = all(f.rule.id in self.bundled for f in findings)
        tested = all(f.rule.fix_safety is FixSafety.SAFE and f.rule.fix_tested for f in findings)
        if ours and patch.source is Source.RULE_FIX and findings and tested:
            return "the rule's own fix is safe by its metadata, and a test runs its sample before and after"
        return ""

    def plan(self, findings: Sequence[Finding]) -> ProofPlan | NoProof:
        """Where a proof of these findings goes, and for which framework."""
        return plan(self.snapshot, self.suite, findings)

    def examine(self, proof: Proof, findings: Sequence[Finding]) -> str:
        """What is wrong with a proof, told at base alone; empty when it holds."""
        return examine(self.snapshot, self.suite, findings, proof)


@functools.cache
def gates_version() -> str:
    """One name for the gates' own code: evidence that older gates gave is stale."""
    folder = Path(__file__).parent
    files = sorted(folder.rglob("*.py"))
    return _digest(*(text for f in files for text in (str(f.relative_to(folder)), f.read_text("utf-8"))))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _check(name: str, gate: Gate, trial: Trial) -> Check:
    begun = time.monotonic()
    try:
        answer = gate(trial)
    except ToolError as error:
        # A tool that broke on this patch proves nothing, and must not end the other cases.
        answer = Answer(Status.FAILED, f"could not be run: {error}")
    except RecursionError:
        # Nor may a source that is nested without end.
        answer = Answer(Status.FAILED, "could not be run: the code is nested too deeply")
    seconds = round(time.monotonic() - begun, 3)
    return Check(name, answer.status, answer.detail, seconds, answer.flags, answer.outputs)


def _scan(bench: Bench, changes: tuple[Change, ...]) -> Scan:
    """Scan these contents of changed files, alone in a folder."""
    with tempfile.TemporaryDirectory(prefix="suture-rescan-") as name:
        bench.snapshot.export(Path(name), changes, only=())
        return bench.scanner.scan(Path(name))


def _found(bench: Bench, changes: tuple[Change, ...]) -> tuple[Finding, ...]:
    return _scan(bench, changes).findings


def _rescan(bench: Bench, patch: Patch) -> Comparison:
    """Scan the changed files alone, and compare with the base."""
    after = _scan(bench, patch.changes)
    unread, partial = split_skips(bench.base_scan.skipped, after.skipped)
    return compare(patch.changes, bench.base_scan.findings, after.findings, unread, partial)
