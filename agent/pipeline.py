"""fix: scan, triage, author, gates, deliver. The whole story, with every outside thing passed in."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import assert_never

from agent.authoring.author import NotWritten, Written, author
from agent.authoring.deadline import Until
from agent.authoring.rule_fix import NoRuleFix, rule_fix
from agent.diff import unified_diff
from agent.domain import Case, Draft, FixSafety, Proof, Scan, Usage
from agent.errors import SutureError, ToolError
from agent.evidence import CaseBench, Witnesses
from agent.gates.runner import Bench
from agent.ports import Forge, Model, Progress, Scanner, Snapshot
from agent.report.words import NEEDS_MODEL
from agent.settings import Settings
from agent.text import utf8
from agent.triage import LeftOut, triage
from agent.verdict import Delivered, Delivery, Outcome, OutcomeKind, Verdict, VerdictKind

NO_MODEL = f"{NEEDS_MODEL}: set OPENAI_API_KEY (or OPENAI_BASE_URL, for a server of your own)"


@dataclass(frozen=True, slots=True)
class Story:
    """What `fix` works with: the bench that judges, who writes and reviews, where fixes go, who watches."""

    bench: Bench
    model: Model | None
    reviewer: Model | None
    forge: Forge
    progress: Progress
    settings: Settings


def scan_commit(snapshot: Snapshot, scanner: Scanner, paths: Sequence[str]) -> Scan:
    """All findings of the commit in `paths`, from a copy that nothing in the repository can steer."""
    with tempfile.TemporaryDirectory(prefix="suture-scan-") as name:
        snapshot.export(Path(name), only=paths)
        return scanner.scan(Path(name))


def choose(story: Story) -> tuple[tuple[Case, ...], tuple[LeftOut, ...]]:
    """The cases of this run, the most urgent first, and the findings that are left out, with why."""

    def text(path: str) -> str:
        return (story.bench.snapshot.read(path) or b"").decode("utf-8", "replace")

    def fixable(case: Case) -> str:
        return NO_MODEL if story.model is None and needs_model(case) else ""

    return triage(story.bench.base_scan.findings, text, story.settings.triage, fixable)


def needs_model(case: Case) -> bool:
    """Whether the rule itself has no fix for some finding of the case."""
    return case.rule.fix_safety is FixSafety.NONE or any(f.fix is None for f in case.findings)


def fix(story: Story, cases: Sequence[Case]) -> Iterator[tuple[Outcome, ...]]:
    """Work on the cases, `limits.jobs` at once; yields each case's outcomes, one a finding, as it ends."""
    end = time.monotonic() + story.settings.limits.run_seconds
    pool = ThreadPoolExecutor(story.settings.limits.jobs, thread_name_prefix="case")
    try:
        for future in as_completed([pool.submit(_case, story, case, end) for case in cases]):
            outcomes = future.result()
            for outcome in outcomes:
                story.progress.done(outcome)
            yield outcomes
    except SutureError:
        # Nothing may be delivered behind the back of whoever reads the error.
        pool.shutdown(wait=True, cancel_futures=True)
        raise
    finally:
        # On an interrupt the cases that have not begun never do; those under way end with their programs.
        pool.shutdown(wait=False, cancel_futures=True)


def left_out(leaving: LeftOut) -> Outcome:
    """The outcome of a finding that triage set aside."""
    kind = OutcomeKind.NO_FIX if leaving.reason == NO_MODEL else OutcomeKind.SKIPPED
    return Outcome(leaving.finding, leaving.finding.fingerprint, kind, leaving.reason)


@dataclass(frozen=True, slots=True)
class _Ending:
    """How one case ended, before it is told finding by finding."""

    kind: OutcomeKind
    reason: str
    draft: Draft | None = None
    verdict: Verdict | None = None
    delivered: Delivered = Delivered(Delivery.NONE)
    attempts: int = 0
    usage: Usage = Usage()
    proof: Proof | None = None


def _case(story: Story, case: Case, end: float) -> tuple[Outcome, ...]:
    if time.monotonic() >= end:
        return _outcomes(case, _Ending(OutcomeKind.SKIPPED, "the run's time is over (limits.run_seconds)"))
    story.progress.stage(case, "fix")
    try:
        ending = _proposed(story, case, end)
    except ToolError as error:
        # A tool that broke on this case must not take the others with it.
        ending = _Ending(OutcomeKind.BLOCKED, f"{error} ({error.hint})")
    except RecursionError:
        ending = _Ending(OutcomeKind.BLOCKED, "the code is nested too deeply to be worked on")
    return _outcomes(case, ending)


def _proposed(story: Story, case: Case, end: float) -> _Ending:
    """What became of a case, with its proof and what models cost; a fix that was accepted is handed on."""
    end = min(end, time.monotonic() + story.settings.limits.case_seconds)
    judge = CaseBench(story.bench, case, _witnesses(story, end), partial(story.progress.stage, case))
    ending = _write(story, case, judge, end)
    ending = replace(ending, usage=ending.usage + judge.usage, proof=judge.proof)
    return _deliver(story, case, judge, ending)


def _witnesses(story: Story, end: float) -> Witnesses:
    prover, reviewer = (m and _until(m, end) for m in (story.model, story.reviewer))
    return Witnesses(prover, reviewer, story.settings.proof.max_reflections + 1, NO_MODEL)


def _until(model: Model, end: float) -> Model:
    return Until(model, end, time.monotonic, "the time for this case is over (limits.case_seconds)")


def _write(story: Story, case: Case, judge: CaseBench, end: float) -> _Ending:
    """A fix that passed the gates: from the rule where it has one, else from the model."""
    source = story.bench.snapshot.read(case.path)
    if source is None or utf8(source) is None:
        return _Ending(OutcomeKind.BLOCKED, "the file is not UTF-8: edits could not be written back exactly")
    by_rule = _by_rule(story, case, judge, source)
    if by_rule is not None and by_rule.kind is not OutcomeKind.REJECTED:
        return by_rule
    if story.model is None:
        return by_rule or _Ending(OutcomeKind.NO_FIX, NO_MODEL)
    # The proof comes first: whoever writes it must not know a fix.
    judge.prepare()
    ending = _by_model(story, case, judge, _until(story.model, end))
    if by_rule is None:
        return ending
    reason = ending.reason
    if ending.kind not in (OutcomeKind.FIXED, OutcomeKind.EVIDENCE_GAP):
        reason = f"{reason}; before that, the rule's own fix was rejected by {by_rule.reason}"
    return replace(ending, reason=reason, attempts=ending.attempts + by_rule.attempts)


def _by_rule(story: Story, case: Case, judge: CaseBench, source: bytes) -> _Ending | None:
    mode = story.bench.snapshot.entries()[case.path].mode
    draft = rule_fix(case, story.bench.snapshot.base_sha, source, mode)
    return None if isinstance(draft, NoRuleFix) else _judged(draft, judge.verify(draft.patch), attempts=1)


def _by_model(story: Story, case: Case, judge: CaseBench, model: Model) -> _Ending:
    snapshot, settings = story.bench.snapshot, story.settings.model
    written = author(case, snapshot, model, settings, lambda draft: judge.verify(draft.patch))
    match written:
        case Written():
            return _judged(written.draft, written.verdict, written.attempts, written.usage)
        case NotWritten():
            return _Ending(
                written.kind, written.reason, written.draft, written.verdict,
                attempts=written.attempts, usage=written.usage,
            )  # fmt: skip
        case _:
            assert_never(written)


def _judged(draft: Draft, verdict: Verdict, attempts: int, usage: Usage = Usage()) -> _Ending:
    match verdict.kind:
        case VerdictKind.FIXED:
            kind, reason = OutcomeKind.FIXED, "every required gate passed"
        case VerdictKind.EVIDENCE_GAP:
            kind = OutcomeKind.EVIDENCE_GAP
            reason = (
                "; ".join(f"{c.gate} {c.status.value.replace('_', ' ')}: {c.detail}" for c in verdict.gaps)
                or "a required gate is missing"
            )
        case VerdictKind.REJECTED:
            kind, failure = OutcomeKind.REJECTED, verdict.failure
            reason = f"{failure.gate}: {failure.detail}" if failure else "no gate ran"
        case _:
            assert_never(verdict.kind)
    return _Ending(kind, reason, draft, verdict, attempts=attempts, usage=usage)


def _deliver(story: Story, case: Case, judge: CaseBench, ending: _Ending) -> _Ending:
    """Propose what the gates accepted, a gap as a draft; nothing else leaves the run."""
    if ending.kind not in (OutcomeKind.FIXED, OutcomeKind.EVIDENCE_GAP):
        return ending
    assert ending.draft is not None and ending.verdict is not None
    story.progress.stage(case, "deliver")
    draft = judge.delivered(ending.draft)
    delivered = story.forge.deliver(case, draft, ending.verdict)
    reason = f"{ending.reason}; not delivered: {delivered.note}" if delivered.note else ending.reason
    return replace(ending, draft=draft, delivered=delivered, reason=reason)


def _outcomes(case: Case, ending: _Ending) -> tuple[Outcome, ...]:
    draft = ending.draft
    return tuple(
        Outcome(
            finding=finding,
            case=case.fingerprint,
            kind=ending.kind,
            reason=ending.reason,
            source=draft.patch.source if draft else None,
            verdict=ending.verdict,
            delivered=ending.delivered,
            diff=unified_diff(draft.patch.changes) if draft else "",
            summary=draft.summary if draft else "",
            assumptions=draft.assumptions if draft else (),
            attempts=ending.attempts,
            usage=ending.usage,
            proof=ending.proof,
        )
        for finding in case.findings
    )
