"""A bundle's fixes put through the gates on this machine: what its writer found out counts for nothing.

Findings are those of our own scan, patches are made from diffs on our own snapshot, policy and rules are our
own. A proof is a text to be run, a review an answer that a model gave: those two are carried, and judged.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from agent.bundle.checks import wrong_fix
from agent.bundle.making import ACCEPTED, as_fix
from agent.bundle.rebuilding import Rebuilt, rebuild
from agent.bundle.values import Fix, Refused
from agent.casework import NO_MODEL
from agent.domain import Case, Finding, NoProof, Patch
from agent.endings import Ending, judged, outcomes
from agent.errors import ToolError
from agent.gates.runner import Bench
from agent.gates.trial import NoReview
from agent.ports import Progress
from agent.settings import Settings
from agent.text import shortened
from agent.triage import wanted
from agent.verdict import Delivered, Delivery, Outcome, OutcomeKind, Review, Status

_LONGEST = 1000
_SAID = 300


@dataclass(frozen=True, slots=True)
class Judged:
    """A fix as it was given, and what became of its case, an outcome for each finding."""

    given: Fix
    outcomes: tuple[Outcome, ...]

    @property
    def passed_on(self) -> Fix | Refused:
        """The fix with our own evidence, or why it did not stand."""
        first, given = self.outcomes[0], self.given
        if first.kind in ACCEPTED:
            return as_fix(self.outcomes, given.pull, given.head)
        final = bool(given.pull) and first.kind is OutcomeKind.REJECTED
        return Refused(
            given.fingerprint, shortened(first.reason, _LONGEST), given.pull, given.head, final=final
        )


def judge(fixes: Sequence[Fix], bench: Bench, settings: Settings, progress: Progress) -> tuple[Judged, ...]:
    """Every fix judged by every gate, `limits.jobs` at once, in the order that they were given.

    `bench.base_scan` is this machine's scan of the whole commit. Raises what breaks every fix alike.
    """
    court = _Court(bench, settings, progress, time.monotonic() + settings.limits.run_seconds)
    doubles = _doubles(fixes)
    pool = ThreadPoolExecutor(settings.limits.jobs, thread_name_prefix="fix")
    try:
        tried = [pool.submit(court.judge, fix, again) for fix, again in zip(fixes, doubles, strict=True)]
        return tuple(each.result() for each in tried)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _doubles(fixes: Sequence[Fix]) -> list[bool]:
    """For each fix whether one before it is about a finding of it as well."""
    seen: set[str] = set()
    found = []
    for fix in fixes:
        names = {finding.fingerprint for finding in fix.findings}
        found.append(bool(names & seen))
        seen |= names
    return found


@dataclass(frozen=True, slots=True)
class _Court:
    bench: Bench
    settings: Settings
    progress: Progress
    end: float

    def judge(self, fix: Fix, again: bool) -> Judged:
        """One fix; whatever a tool breaks on is told of this one alone."""
        case = Case(fix.findings)
        try:
            ended = self._outcomes(fix, again)
        except ToolError as error:
            ended = _blocked(case, f"{error} ({error.hint})")
        except RecursionError:
            ended = _blocked(case, "the code is nested too deeply to be judged")
        for outcome in ended:
            self.progress.done(outcome)
        return Judged(fix, ended)

    def _outcomes(self, fix: Fix, again: bool) -> tuple[Outcome, ...]:
        claimed = Case(fix.findings)
        if time.monotonic() >= self.end:
            return _blocked(claimed, "the run's time is over (limits.run_seconds)")
        if again:
            return _blocked(claimed, "another fix of the bundle is about a finding of it as well")
        findings = self._found(fix)
        if isinstance(findings, str):
            return _blocked(claimed, findings)
        rebuilt = rebuild(fix, findings, self.bench)
        if isinstance(rebuilt, str):
            return _blocked(Case(findings), rebuilt)
        return self._tried(fix, rebuilt)

    def _found(self, fix: Fix) -> tuple[Finding, ...] | str:
        """Our own findings in place of those of the bundle, or why there are none."""
        today = {finding.fingerprint: finding for finding in self.bench.base_scan.findings}
        foreign = next((finding.rule.tool for finding in fix.findings if finding.rule.tool), "")
        missing = [finding for finding in fix.findings if finding.fingerprint not in today]
        if missing and foreign:
            return f"it mends what {foreign} reported, which cannot be found again here"
        if missing:
            names = ", ".join(finding.fingerprint for finding in missing)
            return f"this machine's own scan finds no such thing ({names})"
        findings = tuple(today[finding.fingerprint] for finding in fix.findings)
        if not fix.pull and len(wanted(findings, self.settings.triage)) < len(findings):
            return "it is not asked for here (triage.rule, triage.path, triage.ignore_paths)"
        return findings

    def _tried(self, fix: Fix, rebuilt: Rebuilt) -> tuple[Outcome, ...]:
        case = rebuilt.case
        misplaced = self._misplaced(rebuilt)
        if misplaced:
            return _blocked(case, misplaced)
        if isinstance(rebuilt.proof, NoProof) and not self._exempt(rebuilt):
            rebuilt = replace(rebuilt, proof=NoProof(_why_none(fix, "proof")))
        bench = replace(
            self.bench, reviewer=_Carried(fix.review) if fix.review else NoReview(_why_none(fix, "review"))
        )
        patch = rebuilt.draft.patch
        watch: Callable[[str], object] = lambda gate: self.progress.stage(case, gate)  # noqa: E731
        verdict = bench.verify(patch, case.findings, rebuilt.proof, watch)
        ending = judged(rebuilt.whole(bench), verdict, fix.attempts, fix.usage)
        exempt = self._exempt(rebuilt)
        ending = replace(
            ending,
            proof=None if isinstance(rebuilt.proof, NoProof) else rebuilt.proof,
            review=None if exempt else fix.review,
            contract=fix.contract,
            model=fix.model,
            delivered=Delivered(Delivery.PREPARED if ending.kind in ACCEPTED else Delivery.NONE),
        )
        return _storable(case, ending)

    def _exempt(self, rebuilt: Rebuilt) -> bool:
        return bool(self.bench.exemption(rebuilt.draft.patch, rebuilt.case.findings))

    def _misplaced(self, rebuilt: Rebuilt) -> str:
        """Why a proof is none that could have been asked for here."""
        proof = rebuilt.proof
        if isinstance(proof, NoProof):
            return ""
        plan = self.bench.plan(rebuilt.case.findings)
        if isinstance(plan, NoProof):
            return f"it comes with a proof, and none can be run here: {plan.reason}"
        if (plan.path, plan.style) != (proof.path, proof.style):
            here, there = f"{plan.path} ({plan.style})", f"{proof.path} ({proof.style})"
            return f"its proof is at {there}, where a proof of this finding belongs at {here}"
        return ""


@dataclass(frozen=True, slots=True)
class _Carried:
    """A reviewer that gives the answer which a model gave before."""

    answer: Review

    def review(
        self,
        findings: Sequence[Finding],  # noqa: ARG002 (the protocol's)
        patch: Patch,  # noqa: ARG002
        matching: Sequence[Finding],  # noqa: ARG002
        tried: Sequence[str],  # noqa: ARG002
    ) -> Review:
        """The answer, as `agent.gates.trial.Reviewer` says; the gate holds it against the code."""
        return self.answer


def _why_none(fix: Fix, gate: str) -> str:
    """Why a fix comes without a proof or a review, in the words of whoever wrote it."""
    said = next((c.detail for c in fix.verdict.checks if (c.gate, c.status) == (gate, Status.NOT_RUN)), "")
    if said == NO_MODEL:
        return said
    told = f"; whoever wrote it says: {shortened(said, _SAID)}" if said else ""
    return f"none came with the fix{told}"


def _blocked(case: Case, reason: str) -> tuple[Outcome, ...]:
    return outcomes(case, Ending(OutcomeKind.BLOCKED, reason))


def _storable(case: Case, ending: Ending) -> tuple[Outcome, ...]:
    """The outcomes, unless no bundle may hold their fix."""
    ended = outcomes(case, ending)
    reason = wrong_fix(as_fix(ended)) if ending.kind in ACCEPTED else ""
    return _blocked(case, f"no bundle can hold it: {reason}") if reason else ended
