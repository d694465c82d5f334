"""fix: scan, triage, author, gates, deliver. The whole story, with every outside thing passed in."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import assert_never

from agent.authoring.author import NotWritten, Written, author
from agent.authoring.deadline import Until
from agent.authoring.earlier import Earlier
from agent.authoring.rule_fix import NoRuleFix, rule_fix
from agent.authoring.transplant import Pattern, transplant
from agent.domain import Case, Draft, Finding, FixSafety, NoProof, Patch, Scan
from agent.endings import Ending, judged, outcomes
from agent.errors import SutureError, ToolError
from agent.evidence import CaseBench, Witnesses
from agent.gates.runner import Bench
from agent.ports import Forge, Model, Progress, Proposal, Scanner, Snapshot
from agent.report.words import NEEDS_MODEL
from agent.settings import Settings
from agent.text import utf8
from agent.triage import LeftOut, triage
from agent.verdict import Delivered, Delivery, Outcome, OutcomeKind, VerdictKind
from agent.workspace.unified import DiffFailure, apply_unified

NO_MODEL = f"{NEEDS_MODEL}: set OPENAI_API_KEY (or OPENAI_BASE_URL, for a server of your own)"


@dataclass(frozen=True, slots=True)
class Story:
    """What `fix` works with: what was found, the bench that judges, who writes and reviews, where fixes go,
    who watches. With `earlier` a fix is written again, and by a model; `patterns` are verified fixes of the
    same code elsewhere, by `Finding.pattern`."""

    findings: Sequence[Finding]
    bench: Bench
    model: Model | None
    reviewer: Model | None
    forge: Forge
    progress: Progress
    settings: Settings
    earlier: Earlier | None = None
    patterns: Mapping[str, Pattern] = field(default_factory=dict)


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

    return triage(story.findings, text, story.settings.triage, fixable, story.forge.known)


def needs_model(case: Case) -> bool:
    """Whether the rule itself has no fix for some finding of the case."""
    return case.rule.fix_safety is FixSafety.NONE or any(f.fix is None for f in case.findings)


def fix(story: Story, cases: Sequence[Case]) -> Iterator[tuple[Outcome, ...]]:
    """Work on the cases, `limits.jobs` at once; yields each case's outcomes, one a finding, as it ends."""
    end = time.monotonic() + story.settings.limits.run_seconds
    pool = ThreadPoolExecutor(story.settings.limits.jobs, thread_name_prefix="case")
    try:
        for future in as_completed([pool.submit(_case, story, case, end) for case in cases]):
            ended = future.result()
            for outcome in ended:
                story.progress.done(outcome)
            yield ended
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
    finding = leaving.finding
    return Outcome(finding, finding.fingerprint, kind, leaving.reason, delivered=leaving.delivered)


def deliver_again(story: Story, case: Case, saved: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """Deliver what an earlier run accepted and did not deliver; nothing when it cannot be made out again."""
    first = saved[0]
    proposal = _proposal(story.bench.snapshot, case, first)
    doubt = "its diff makes another patch" if proposal is None else _doubt(story.bench, proposal)
    if proposal is None or doubt:
        story.progress.note(f"{case.fingerprint} is worked on again: {doubt}")
        return ()
    waits = story.forge.admit(case)
    try:
        story.progress.stage(case, "deliver")
        delivered = Delivered(Delivery.QUEUED, note=waits) if waits else story.forge.deliver(proposal)
    finally:
        story.forge.dismiss(case)
    ending = judged(proposal.draft, proposal.verdict, first.attempts, first.usage)
    return outcomes(case, replace(ending, proof=first.proof, review=first.review).delivered_as(delivered))


def _proposal(snapshot: Snapshot, case: Case, saved: Outcome) -> Proposal | None:
    """The proposal of a saved outcome, if its diff still makes the very patch that was judged."""
    changes = apply_unified(saved.diff.encode("utf-8", "surrogateescape"), snapshot)
    evidence = saved.verdict.evidence if saved.verdict else None
    if isinstance(changes, DiffFailure) or saved.verdict is None or evidence is None or saved.source is None:
        return None
    patch = Patch(snapshot.base_sha, changes, saved.source)
    if (patch.digest, patch.base_sha) != (evidence.patch, evidence.base_sha):
        return None
    return Proposal(
        case, Draft(patch, saved.summary, saved.assumptions), saved.verdict, saved.proof, saved.review
    )


def _doubt(bench: Bench, proposal: Proposal) -> str:
    """Why a saved proposal cannot go out as it is: others may write to the output folder, too."""
    patch, findings = proposal.draft.patch, proposal.case.findings
    proof = proposal.proof or NoProof("none was made")
    if bench.exemption(patch, findings):
        proof = NoProof("none was needed")
    own = {change.path for change in bench.included(proof)}
    judged = replace(patch, changes=tuple(change for change in patch.changes if change.path not in own))
    return bench.doubt(proposal.verdict, judged, findings, proof)


def _case(story: Story, case: Case, end: float) -> tuple[Outcome, ...]:
    if time.monotonic() >= end:
        return outcomes(case, Ending(OutcomeKind.SKIPPED, "the run's time is over (limits.run_seconds)"))
    waits = story.forge.admit(case)
    if waits:
        queued = Delivered(Delivery.QUEUED, note=waits)
        return outcomes(case, Ending(OutcomeKind.SKIPPED, waits, delivered=queued))
    try:
        return _admitted(story, case, end)
    finally:
        # Without effect when it was delivered; others may be waiting for its place.
        story.forge.dismiss(case)


def _admitted(story: Story, case: Case, end: float) -> tuple[Outcome, ...]:
    story.progress.stage(case, "fix")
    try:
        ending = _proposed(story, case, end)
    except ToolError as error:
        # A tool that broke on this case must not take the others with it.
        ending = Ending(OutcomeKind.BLOCKED, f"{error} ({error.hint})")
    except RecursionError:
        ending = Ending(OutcomeKind.BLOCKED, "the code is nested too deeply to be worked on")
    return outcomes(case, ending)


def _proposed(story: Story, case: Case, end: float) -> Ending:
    """What became of a case, with its proof and what models cost; a fix that was accepted is handed on."""
    end = min(end, time.monotonic() + story.settings.limits.case_seconds)
    judge = CaseBench(story.bench, case, _witnesses(story, end), partial(story.progress.stage, case))
    ending = _write(story, case, judge, end)
    ending = replace(ending, usage=ending.usage + judge.usage, proof=judge.proof, review=judge.review)
    return _deliver(story, case, judge, ending)


def _witnesses(story: Story, end: float) -> Witnesses:
    prover, reviewer = (m and _until(m, end) for m in (story.model, story.reviewer))
    return Witnesses(prover, reviewer, story.settings.proof.max_reflections + 1, NO_MODEL)


def _until(model: Model, end: float) -> Model:
    return Until(model, end, time.monotonic, "the time for this case is over (limits.case_seconds)")


def _write(story: Story, case: Case, judge: CaseBench, end: float) -> Ending:
    """A fix that passed the gates: from the rule where it has one, else from the model."""
    source = story.bench.snapshot.read(case.path)
    if source is None or utf8(source) is None:
        return Ending(OutcomeKind.BLOCKED, "the file is not UTF-8: edits could not be written back exactly")
    # A rule would only write the earlier fix once more.
    by_rule = None if story.earlier else _by_rule(story, case, judge, source)
    if by_rule is not None and by_rule.kind is not OutcomeKind.REJECTED:
        return by_rule
    if story.model is None:
        return by_rule or Ending(OutcomeKind.NO_FIX, NO_MODEL)
    # The proof comes first: whoever writes it must not know a fix.
    judge.prepare()
    ending = _by_pattern(story, case, judge, source) or _by_model(
        story, case, judge, _until(story.model, end)
    )
    if by_rule is None:
        return ending
    reason = ending.reason
    if ending.kind not in (OutcomeKind.FIXED, OutcomeKind.EVIDENCE_GAP):
        reason = f"{reason}; before that, the rule's own fix was rejected by {by_rule.reason}"
    return replace(ending, reason=reason, attempts=ending.attempts + by_rule.attempts)


def _by_rule(story: Story, case: Case, judge: CaseBench, source: bytes) -> Ending | None:
    mode = story.bench.snapshot.entries()[case.path].mode
    draft = rule_fix(case, story.bench.snapshot.base_sha, source, mode)
    return None if isinstance(draft, NoRuleFix) else judged(draft, judge.verify(draft.patch), attempts=1)


def _by_pattern(story: Story, case: Case, judge: CaseBench, source: bytes) -> Ending | None:
    """The fix of a sibling elsewhere, where every gate accepts it here too."""
    if story.earlier is not None:
        return None
    mode = story.bench.snapshot.entries()[case.path].mode
    draft = transplant(case, story.bench.snapshot.base_sha, source, mode, story.patterns)
    verdict = judge.verify(draft.patch) if draft else None
    if draft is None or verdict is None or verdict.kind is not VerdictKind.FIXED:
        return None
    return judged(draft, verdict, attempts=1)


def _by_model(story: Story, case: Case, judge: CaseBench, model: Model) -> Ending:
    snapshot, settings = story.bench.snapshot, story.settings.model
    written = author(case, snapshot, model, settings, lambda draft: judge.verify(draft.patch), story.earlier)
    match written:
        case Written():
            return judged(written.draft, written.verdict, written.attempts, written.usage)
        case NotWritten():
            return Ending(
                written.kind, written.reason, written.draft, written.verdict,
                attempts=written.attempts, usage=written.usage,
            )  # fmt: skip
        case _:
            assert_never(written)


def _deliver(story: Story, case: Case, judge: CaseBench, ending: Ending) -> Ending:
    """Propose what the gates accepted, a gap as a draft; nothing else leaves the run."""
    if ending.kind not in (OutcomeKind.FIXED, OutcomeKind.EVIDENCE_GAP):
        return ending
    assert ending.draft is not None and ending.verdict is not None
    story.progress.stage(case, "deliver")
    draft = judge.delivered(ending.draft)
    delivered = story.forge.deliver(Proposal(case, draft, ending.verdict, ending.proof, ending.review))
    return replace(ending, draft=draft).delivered_as(delivered)
