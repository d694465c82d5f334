"""How one case ended, before it is told finding by finding. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never

from agent.contract import Contract
from agent.diff import unified_diff
from agent.domain import Case, Draft, Proof, Usage
from agent.verdict import Delivered, Delivery, Outcome, OutcomeKind, Review, Verdict, VerdictKind


@dataclass(frozen=True, slots=True)
class Ending:
    """How one case ended: what was drafted and judged, what became of it, and what that cost."""

    kind: OutcomeKind
    reason: str
    draft: Draft | None = None
    verdict: Verdict | None = None
    delivered: Delivered = Delivered(Delivery.NONE)
    attempts: int = 0
    usage: Usage = Usage()
    proof: Proof | None = None
    review: Review | None = None
    contract: Contract | None = None
    model: str = ""

    def delivered_as(self, delivered: Delivered) -> Ending:
        """The ending with its delivery; why there was none becomes part of the reason."""
        reason = f"{self.reason}; not delivered: {delivered.note}" if delivered.note else self.reason
        return replace(self, delivered=delivered, reason=reason)


def judged(draft: Draft, verdict: Verdict, attempts: int, usage: Usage = Usage()) -> Ending:
    """The ending that a verdict on a draft means."""
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
    return Ending(kind, reason, draft, verdict, attempts=attempts, usage=usage)


def outcomes(case: Case, ending: Ending) -> tuple[Outcome, ...]:
    """The ending, once for each finding of the case."""
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
            review=ending.review,
            contract=ending.contract,
            model=ending.model,
        )
        for finding in case.findings
    )
