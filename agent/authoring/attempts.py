"""One writer at one case: ask, apply, try out, tell what failed, audit; one fresh start, then it is over."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from agent.authoring.asking.conversation import Conversation, Session
from agent.authoring.asking.writer import Writer
from agent.authoring.auditing import audited
from agent.authoring.candidates import first_answers, smallest_first
from agent.authoring.drafting import Desk, drafted
from agent.authoring.prompting import briefing, prompts
from agent.authoring.prompting.wording import Wording, wording
from agent.authoring.results import AUDIT, FORM, Accepted, Failure, Result, Stopped, told
from agent.domain import Draft
from agent.ports import NoReply
from agent.verdict import OutcomeKind, VerdictKind

_MOST_VETOES = 2


@dataclass(slots=True)
class Rung:
    """One writer's work on a case, as far as it has come. `attempts` counts answers that were asked for."""

    desk: Desk
    writer: Writer
    session: Session
    whole: bool
    attempts: int = 0
    failures: list[Failure] = field(default_factory=list)
    failed: dict[str, Failure] = field(default_factory=dict)
    """What gates or audit said against a patch, by its digest, and what an unusable answer was told."""

    @property
    def wording(self) -> Wording:
        """How this writer is spoken to."""
        return wording(self.writer.settings.brief)


def climb(desk: Desk, writer: Writer, before: list[Failure]) -> tuple[Accepted | Stopped | None, Rung]:
    """All that one writer is asked for, and how it ended; None when every answer failed.

    At most `max_reflections` failures are sent back, fewer when the model repeats itself; then one fresh
    conversation gets one answer. The one revision that an audit's first veto asks for comes on top. `before`
    is what failed for writers before it.
    """
    whole = writer.settings.answer == "function" and desk.seen.in_functions
    rung = Rung(desk, writer, Session(writer.model), whole)
    ending = _converse(rung, writer.settings.max_reflections + 1, before, writer.settings.candidates)
    if ending is None:
        misses = sum(failure.stage == FORM for failure in rung.failures)
        if writer.settings.answer == "auto" and misses * 2 > len(rung.failures):
            rung.whole = desk.seen.in_functions
        ending = _converse(rung, 1, [*before, *rung.failures])
    return ending, rung


def _converse(rung: Rung, tries: int, before: list[Failure], drafts: int = 1) -> Accepted | Stopped | None:
    """One conversation of at most `tries` answers: how it ended, None when all failed."""
    conversation, result = _opened(rung, before, drafts)
    while isinstance(result, Failure):
        rung.failures.append(result)
        if result.stage != AUDIT:
            tries -= 1
        elif sum(failure.stage == AUDIT for failure in rung.failures) == _MOST_VETOES:
            return Stopped(OutcomeKind.REJECTED, f"audit: {result.detail}", result.draft, result.verdict)
        if tries == 0 or result.repeated:
            return None
        result = _attempt(rung, conversation, rung.wording.failed(result.stage, result.detail, rung.whole))
    return result


def _opened(rung: Rung, before: list[Failure], drafts: int) -> tuple[Conversation, Result]:
    """The first answer, the best of them where there are several, and what it comes to."""
    desk = rung.desk
    say = rung.wording
    opening = say.opening(desk.case, desk.seen, rung.whole)
    again = briefing.again(desk.commission.earlier) if desk.commission.earlier else ""
    fresh = prompts.fresh(failures=told(before)) if before else ""
    question = say.question(desk.case, desk.seen, rung.whole, desk.dossier, desk.commission.contract)
    question = say.complete(opening, question, (again, fresh), rung.whole)
    drafters = rung.writer.drafters[:drafts] if drafts > 1 else ()
    if len(drafters) < 2:
        conversation = Conversation(rung.session, opening)
        return conversation, _attempt(rung, conversation, question)
    answers = first_answers(drafters, opening, question)
    rung.attempts += len(answers)
    for conversation, _ in answers:
        conversation.move(rung.session)
    return _best(rung, answers)


def _best(rung: Rung, answers: list[tuple[Conversation, str | NoReply]]) -> tuple[Conversation, Result]:
    """The smallest draft that is accepted, else the smallest; without any draft the first answer."""
    read = [(conversation, _read(rung, answer)) for conversation, answer in answers]
    drafts = smallest_first(
        [(conversation, draft) for conversation, draft in read if isinstance(draft, Draft)]
    )
    tried: list[tuple[Conversation, Result]] = []
    for conversation, draft in drafts:
        result = _judged(rung, draft)
        if isinstance(result, Accepted):
            return conversation, result
        tried.append((conversation, result))
    failed = [one for one in tried if isinstance(one[1], Failure)]
    rest = [(conversation, result) for conversation, result in read if not isinstance(result, Draft)]
    usable = [one for one in rest if isinstance(one[1], Failure)]
    return (failed or tried or usable or rest)[0]


def _attempt(rung: Rung, conversation: Conversation, question: str) -> Result:
    rung.attempts += 1
    read = _read(rung, conversation.ask(question))
    return _judged(rung, read) if isinstance(read, Draft) else read


def _read(rung: Rung, answer: str | NoReply) -> Draft | Stopped | Failure:
    if isinstance(answer, NoReply):
        return Stopped(OutcomeKind.BLOCKED, answer.reason)
    read = drafted(rung.desk, answer, rung.whole)
    if not isinstance(read, Failure):
        return read
    repeated = answer in rung.failed
    rung.failed[answer] = read
    return replace(read, repeated=repeated)


def _judged(rung: Rung, draft: Draft) -> Result:
    """The gates' verdict, then the audit's; a patch that this writer gave before is told so."""
    digest, verdicts = draft.patch.digest, rung.desk.verdicts
    before = rung.failed.get(digest)
    if before is not None:
        detail = f"This is a change that was rejected before: {before.detail}"
        return replace(before, detail=detail, repeated=True)
    if digest not in verdicts:
        verdicts[digest] = rung.desk.try_out(draft)
    verdict = verdicts[digest]
    result: Result
    if verdict.kind is VerdictKind.REJECTED:
        check = verdict.failure
        stage, detail = (check.gate, check.detail) if check else ("gates", "no gate ran")
        result = Failure(stage, detail, draft, verdict)
    else:
        result = audited(rung.desk, rung.writer, rung.session, draft, verdict)
    if isinstance(result, Failure):
        rung.failed[digest] = result
    return result
