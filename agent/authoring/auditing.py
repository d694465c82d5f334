"""The self-audit: a fresh conversation with the model that wrote a fix, about nothing but the fix."""

from __future__ import annotations

from dataclasses import replace

from agent.authoring.answers.notes import Audit, audit_verdict, notes, quoted_code
from agent.authoring.asking.conversation import Conversation, Session
from agent.authoring.drafting import Desk
from agent.authoring.prompting import briefing, prompts
from agent.authoring.results import AUDIT, Accepted, Failure, Stopped
from agent.domain import Draft
from agent.ports import NoReply
from agent.verdict import Check, OutcomeKind, Status, Verdict

_NO_VERDICT = "the audit gave no verdict, so the fix is not approved"


def audited(desk: Desk, session: Session, draft: Draft, verdict: Verdict) -> Accepted | Stopped | Failure:
    """The draft with the assumptions that the audit found, if it approves; a verdict is asked for twice."""
    said = _asked(desk, session, draft)
    match said:
        case NoReply():
            reason = f"the fix could not be audited: {said.reason}"
            return Stopped(OutcomeKind.BLOCKED, reason, draft, verdict)
        case None:
            return Stopped(OutcomeKind.REJECTED, _NO_VERDICT, draft, _vetoed(verdict, _NO_VERDICT))
        case Audit(approved=True):
            assumptions = tuple(dict.fromkeys((*draft.assumptions, *said.assumptions)))
            return Accepted(replace(draft, assumptions=assumptions), verdict)
        case Audit():
            return Failure(AUDIT, said.reason, draft, _vetoed(verdict, said.reason))


def _asked(desk: Desk, session: Session, draft: Draft) -> Audit | NoReply | None:
    """What the audit says; a missing verdict, or a veto that points to nothing, is asked for again."""
    opening, asked = briefing.audit(desk.case, draft, desk.dossier, desk.commission.contract)
    conversation = Conversation(session, opening)
    first = conversation.ask(asked)
    if isinstance(first, NoReply):
        return first
    audit = audit_verdict(first)
    # The example's own words say nothing of this fix.
    audit = None if audit is not None and audit.reason in prompts.audit_example() else audit
    unfounded = audit is not None and not audit.approved and not quoted_code(audit.reason, asked)
    if audit is not None and not unfounded:
        return audit
    second = conversation.ask(prompts.audit_again(unfounded=unfounded))
    if isinstance(second, NoReply):
        return second
    final = audit_verdict(second)
    return replace(final, assumptions=notes(first).assumptions) if final else None


def _vetoed(verdict: Verdict, reason: str) -> Verdict:
    return replace(verdict, checks=(*verdict.checks, Check(AUDIT, Status.FAILED, reason)))
