"""The self-audit: a fresh conversation with the model that wrote a fix, about nothing but the fix."""

from __future__ import annotations

from dataclasses import replace

from agent.authoring.answers.notes import Audit, audit_verdict, notes, quoted_code
from agent.authoring.asking.conversation import Conversation, Session
from agent.authoring.asking.writer import Writer
from agent.authoring.drafting import Desk
from agent.authoring.prompting.wording import Wording, wording
from agent.authoring.results import AUDIT, Accepted, Failure, Stopped
from agent.domain import Draft
from agent.ports import NoReply
from agent.verdict import Check, OutcomeKind, Status, Verdict

_NO_VERDICT = "the audit gave no verdict, so the fix is not approved"


def audited(
    desk: Desk, writer: Writer, session: Session, draft: Draft, verdict: Verdict
) -> Accepted | Stopped | Failure:
    """The draft with the assumptions that the audit found, if it approves; a verdict is asked for twice."""
    aside = Session(writer.judge)
    said = _asked(desk, aside, draft, wording(writer.settings.brief))
    session.transcript += aside.transcript
    session.usage += aside.usage
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


def _asked(desk: Desk, session: Session, draft: Draft, say: Wording) -> Audit | NoReply | None:
    """What the audit says; a missing verdict, or a veto that points to nothing, is asked for again."""
    opening, asked = say.audit(desk.case, draft, desk.dossier, desk.commission.contract)
    conversation = Conversation(session, opening)
    first = conversation.ask(asked)
    if isinstance(first, NoReply):
        return first
    audit = audit_verdict(first)
    # Our own words say nothing of this fix.
    audit = None if audit is not None and say.echoed(audit.reason) else audit
    unfounded = audit is not None and not audit.approved and not quoted_code(audit.reason, asked)
    if audit is not None and not unfounded:
        return audit
    second = conversation.ask(say.audit_again(unfounded))
    if isinstance(second, NoReply):
        return second
    final = audit_verdict(second)
    if final is None or (final.approved and say.echoed(final.reason)):
        return None
    return replace(final, assumptions=notes(first).assumptions)


def _vetoed(verdict: Verdict, reason: str) -> Verdict:
    return replace(verdict, checks=(*verdict.checks, Check(AUDIT, Status.FAILED, reason)))
