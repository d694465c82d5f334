"""fix: scan, triage, author, gates, deliver. The whole story, with every outside thing passed in."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from agent.authoring.asking.team import Team
from agent.authoring.asking.withheld import withheld
from agent.authoring.earlier import Earlier
from agent.authoring.transplant import Pattern
from agent.casework import NO_MODEL, Desk, needs_model, work_on
from agent.domain import Case, Draft, Finding, NoProof, Patch, Scan
from agent.endings import Ending, judged, outcomes
from agent.errors import SutureError, ToolError
from agent.evidence import CaseBench
from agent.gates.runner import Bench
from agent.gates.scope import protected_by
from agent.ports import Forge, Progress, Proposal, Scanner, Snapshot
from agent.scanner.targets import take_away_minified
from agent.settings import Settings
from agent.triage import LeftOut, triage
from agent.verdict import Delivered, Delivery, Outcome, OutcomeKind
from agent.workspace.unified import DiffFailure, apply_unified


@dataclass(frozen=True, slots=True)
class Story:
    """What `fix` works with: what was found, the bench that judges, who writes and reviews, where fixes go,
    who watches. With `earlier` a fix is written again, and by a model; `patterns` are verified fixes of the
    same code elsewhere, by `Finding.pattern`."""

    findings: Sequence[Finding]
    bench: Bench
    team: Team
    forge: Forge
    progress: Progress
    settings: Settings
    earlier: Earlier | None = None
    patterns: Mapping[str, Pattern] = field(default_factory=dict)


def scan_commit(snapshot: Snapshot, scanner: Scanner, paths: Sequence[str], *, minified: bool = True) -> Scan:
    """All findings of the commit in `paths`, from a copy that nothing in the repository can steer.

    Without `minified`, scripts that look so are skipped, and told.
    """
    with tempfile.TemporaryDirectory(prefix="suture-scan-") as name:
        snapshot.export(Path(name), only=paths)
        skipped = () if minified else tuple(take_away_minified(Path(name)))
        found = scanner.scan(Path(name))
    return replace(found, skipped=(*skipped, *found.skipped))


def choose(story: Story) -> tuple[tuple[Case, ...], tuple[LeftOut, ...]]:
    """The cases of this run, the most urgent first, and the findings that are left out, with why."""

    def text(path: str) -> str:
        return (story.bench.snapshot.read(path) or b"").decode("utf-8", "replace")

    def fixable(case: Case) -> str:
        pattern = protected_by(case.path, story.settings.gates.protected)
        if pattern:
            # The scope gate would reject every fix; nobody has to write one for that.
            return f"no patch may touch this file ({pattern}): mend it by hand"
        return NO_MODEL if not story.team.writers and needs_model(case) else ""

    return triage(story.findings, text, story.settings.triage, fixable, story.forge.known)


def fix(story: Story, cases: Sequence[Case]) -> Iterator[tuple[Outcome, ...]]:
    """Work on the cases, `limits.jobs` at once; yields each case's outcomes, one a finding, as it ends."""
    end = time.monotonic() + story.settings.limits.run_seconds
    shown = withheld(story.bench.snapshot, story.settings.policy.never_send)
    desk = Desk(story.bench, shown, story.team, story.settings, story.earlier, story.patterns)
    pool = ThreadPoolExecutor(story.settings.limits.jobs, thread_name_prefix="case")
    try:
        for future in as_completed([pool.submit(_case, story, desk, case, end) for case in cases]):
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
    told = replace(ending, proof=first.proof, review=first.review, contract=first.contract, model=first.model)
    return outcomes(case, told.delivered_as(delivered))


def _proposal(snapshot: Snapshot, case: Case, saved: Outcome) -> Proposal | None:
    """The proposal of a saved outcome, if its diff still makes the very patch that was judged."""
    changes = apply_unified(saved.diff.encode("utf-8", "surrogateescape"), snapshot)
    evidence = saved.verdict.evidence if saved.verdict else None
    if isinstance(changes, DiffFailure) or saved.verdict is None or evidence is None or saved.source is None:
        return None
    patch = Patch(snapshot.base_sha, changes, saved.source)
    if (patch.digest, patch.base_sha) != (evidence.patch, evidence.base_sha):
        return None
    draft = Draft(patch, saved.summary, saved.assumptions)
    return Proposal(case, draft, saved.verdict, saved.proof, saved.review, saved.contract, saved.model)


def _doubt(bench: Bench, proposal: Proposal) -> str:
    """Why a saved proposal cannot go out as it is: others may write to the output folder, too."""
    patch, findings = proposal.draft.patch, proposal.case.findings
    proof = proposal.proof or NoProof("none was made")
    if bench.exemption(patch, findings):
        proof = NoProof("none was needed")
    own = {change.path for change in bench.included(proof)}
    judged = replace(patch, changes=tuple(change for change in patch.changes if change.path not in own))
    return bench.doubt(proposal.verdict, judged, findings, proof)


def _case(story: Story, desk: Desk, case: Case, end: float) -> tuple[Outcome, ...]:
    if time.monotonic() >= end:
        return outcomes(case, Ending(OutcomeKind.SKIPPED, "the run's time is over (limits.run_seconds)"))
    waits = story.forge.admit(case)
    if waits:
        queued = Delivered(Delivery.QUEUED, note=waits)
        return outcomes(case, Ending(OutcomeKind.SKIPPED, waits, delivered=queued))
    try:
        return _admitted(story, desk, case, end)
    finally:
        # Without effect when it was delivered; others may be waiting for its place.
        story.forge.dismiss(case)


def _admitted(story: Story, desk: Desk, case: Case, end: float) -> tuple[Outcome, ...]:
    story.progress.stage(case, "fix")
    try:
        ending = _proposed(story, desk, case, end)
    except ToolError as error:
        # A tool that broke on this case must not take the others with it.
        ending = Ending(OutcomeKind.BLOCKED, f"{error} ({error.hint})")
    except RecursionError:
        ending = Ending(OutcomeKind.BLOCKED, "the code is nested too deeply to be worked on")
    return outcomes(case, ending)


def _proposed(story: Story, desk: Desk, case: Case, end: float) -> Ending:
    """What became of a case; a fix that was accepted is handed on."""
    watch = partial(story.progress.stage, case)
    ending, judge = work_on(desk, case, end, watch)
    return _deliver(story, case, judge, ending)


def _deliver(story: Story, case: Case, judge: CaseBench, ending: Ending) -> Ending:
    """Propose what the gates accepted, a gap as a draft; nothing else leaves the run."""
    if ending.kind not in (OutcomeKind.FIXED, OutcomeKind.EVIDENCE_GAP):
        return ending
    assert ending.draft is not None and ending.verdict is not None
    story.progress.stage(case, "deliver")
    draft = judge.delivered(ending.draft)
    proposal = Proposal(
        case, draft, ending.verdict, ending.proof, ending.review, ending.contract, ending.model
    )
    delivered = story.forge.deliver(proposal)
    return replace(ending, draft=draft).delivered_as(delivered)
