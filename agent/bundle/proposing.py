"""A verified bundle's fixes become pull requests. No scan, no test, no model: nothing of the target runs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import NoReturn

from agent.bundle.rebuilding import Rebuilt, rebuild
from agent.bundle.values import Fix
from agent.domain import Case, Change, Finding, NoProof, Proof, Scan, TestStyle
from agent.endings import Ending, judged, outcomes
from agent.errors import ToolError
from agent.gates.imports.tree import is_test
from agent.gates.runner import GATE_NAMES, GATES, Bench, no_advice, required
from agent.gates.trial import Answer, Gate, NoReview, Trial, Tried, failed
from agent.ports import Forge, Progress, Snapshot
from agent.verdict import Delivered, Delivery, Outcome, OutcomeKind, Status, VerdictKind
from agent.workspace.git import Git

PURE = ("applies", "scope", "syntax", "secrets")
"""The gates that only read: asked again right before anything is written."""


class Idle:
    """A scanner and a test suite for where nothing may run; whoever asks them gets ToolError."""

    def scan(self, folder: Path) -> Scan:  # noqa: ARG002 (the port's)
        """Refuse."""
        _refuse()

    def judge(self, changes: tuple[Change, ...]) -> Answer:  # noqa: ARG002 (the port's)
        """Refuse."""
        _refuse()

    def style(self, path: str) -> TestStyle | NoProof:  # noqa: ARG002 (the port's)
        """Refuse."""
        _refuse()

    def try_file(self, changes: tuple[Change, ...], test: Proof) -> Tried:  # noqa: ARG002 (the port's)
        """Refuse."""
        _refuse()


def _refuse() -> NoReturn:
    raise ToolError("nothing is scanned or run where fixes are proposed", hint="run suture verify --bundle")


@dataclass(frozen=True, slots=True)
class Desk:
    """Proposes fixes: `bench` stands on the bundle's commit, and is asked for names and policy alone;
    `changed` are the paths that the branch has changed since."""

    bench: Bench
    forge: Forge
    changed: Collection[str]
    progress: Progress

    def propose(self, fix: Fix) -> tuple[Outcome, ...]:
        """What became of one fix, an outcome for each finding. What is refused is told, not raised."""
        case = Case(fix.findings)
        try:
            ending = self._ending(fix, case)
        except ToolError as error:
            ending = Ending(OutcomeKind.BLOCKED, f"{error} ({error.hint})")
        except RecursionError:
            ending = Ending(OutcomeKind.BLOCKED, "the code is nested too deeply to be worked on")
        ended = outcomes(case, ending)
        for outcome in ended:
            self.progress.done(outcome)
        return ended

    def _ending(self, fix: Fix, case: Case) -> Ending:
        if fix.pull:
            return Ending(OutcomeKind.SKIPPED, f"it is for #{fix.pull}: left to suture follow")
        earlier = next(filter(None, map(self.forge.known, fix.findings)), None)
        if earlier is not None:
            return Ending(OutcomeKind.SKIPPED, earlier.note, delivered=earlier)
        rebuilt = checked(fix, self.bench, self.changed)
        if isinstance(rebuilt, Ending):
            return rebuilt
        waits = self.forge.admit(case)
        if waits:
            return Ending(OutcomeKind.SKIPPED, waits, delivered=Delivered(Delivery.QUEUED, note=waits))
        try:
            self.progress.stage(case, "deliver")
            return self._delivered(fix, rebuilt)
        finally:
            self.forge.dismiss(case)

    def _delivered(self, fix: Fix, rebuilt: Rebuilt) -> Ending:
        proposal = rebuilt.proposal(fix, self.bench)
        delivered = self.forge.deliver(proposal)
        ending = judged(proposal.draft, fix.verdict, fix.attempts, fix.usage)
        told = replace(
            ending, proof=proposal.proof, review=fix.review, contract=fix.contract, model=fix.model
        )
        return told.delivered_as(delivered)


def checked(fix: Fix, bench: Bench, changed: Collection[str]) -> Rebuilt | Ending:
    """The fix made out again, or why it is not proposed: it does not apply, what it touches was changed
    meanwhile, its evidence is of something else, or a gate that only reads says no."""
    rebuilt = rebuild(fix, fix.findings, bench)
    if isinstance(rebuilt, str):
        return Ending(OutcomeKind.BLOCKED, rebuilt)
    draft = rebuilt.whole(bench)
    touched = {rebuilt.case.path, *draft.patch.paths}
    moved = sorted(touched.intersection(changed))
    if moved:
        what = (
            f"{', '.join(moved)} changed since {bench.snapshot.base_sha[:12]}: the next run looks at it anew"
        )
        return Ending(OutcomeKind.BLOCKED, what)
    reason = _unproven(fix, rebuilt, bench) or _odd_proof(rebuilt.proof, bench.snapshot)
    if reason:
        return Ending(OutcomeKind.BLOCKED, f"its evidence does not stand: {reason}")
    trial = _trial(rebuilt, bench)
    for name, gate in GATES:
        answer = _answer(gate, trial) if name in PURE else None
        if answer is not None and answer.status is Status.FAILED:
            return Ending(OutcomeKind.REJECTED, f"{name}: {answer.detail}")
    return rebuilt


def _unproven(fix: Fix, rebuilt: Rebuilt, bench: Bench) -> str:
    """Why a verdict does not stand for the patch, by what it says of itself."""
    verdict = fix.verdict
    if any(finding.rule.tool for finding in fix.findings):
        return "its findings are another scanner's, and cannot be found again"
    if verdict.kind is VerdictKind.REJECTED:
        return "the verdict rejects it"
    if verdict.evidence != bench.evidence(rebuilt.draft.patch, rebuilt.proof):
        return "it is of another patch, proof, policy, set of rules or version"
    if verdict.require != required(bench.policy):
        return "it was given by another policy"
    if tuple(check.gate for check in verdict.checks) != GATE_NAMES:
        return "it does not hold the answer of every gate"
    return ""


def _odd_proof(proof: Proof | NoProof, snapshot: Snapshot) -> str:
    """Why a proof is no new test file: it may become part of the pull request."""
    if isinstance(proof, NoProof):
        return ""
    hidden = any(part.startswith(".") for part in PurePosixPath(proof.path).parts)
    fits = is_test(proof.path) and not hidden and proof.path not in snapshot.entries()
    return "" if fits else f"{proof.path} is no place for a new test"


def _trial(rebuilt: Rebuilt, bench: Bench) -> Trial:
    idle, patch, findings = Idle(), rebuilt.draft.patch, rebuilt.case.findings
    return Trial(
        bench.snapshot, patch, findings, _refuse, _no_scan, _refuse, no_advice, idle, bench.policy,
        rebuilt.proof, NoReview("nobody is asked where fixes are proposed"),
        bench.exemption(patch, findings), bench.included(rebuilt.proof),
    )  # fmt: skip


def _no_scan(changes: tuple[Change, ...]) -> tuple[Finding, ...]:  # noqa: ARG001 (the trial's)
    _refuse()


def _answer(gate: Gate, trial: Trial) -> Answer:
    try:
        return gate(trial)
    except ToolError as error:
        return failed(f"could not be asked: {error}")
    except RecursionError:
        return failed("could not be asked: the code is nested too deeply")


def changed_between(git: Git, old: str, new: str) -> frozenset[str]:
    """Every path that differs between two commits that are here, both names of what was renamed."""
    said = git.text(
        "diff-tree", "-r", "-z", "--no-renames", "--name-only", "--ignore-submodules=none", old, new, "--"
    )
    return frozenset(said.split("\0")) - {""}
