"""The author loop: ask, apply, try out, tell what failed, audit; one fresh start, then a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from agent.authoring import briefing, prompts
from agent.authoring.answers import Declined, audit_verdict, declined, notes, quotes_code
from agent.authoring.context import Context, context
from agent.authoring.conversation import Conversation, Session
from agent.authoring.earlier import Earlier
from agent.authoring.edits import EditFailure, apply_edits, parse_edits
from agent.authoring.functions import replace_functions
from agent.domain import Case, Change, Draft, Patch, Source, Usage
from agent.ports import Entry, Message, Model, NoReply, Snapshot
from agent.settings import ModelSettings
from agent.text import utf8
from agent.verdict import Check, OutcomeKind, Status, Verdict, VerdictKind

TryOut = Callable[[Draft], Verdict]


@dataclass(frozen=True, slots=True)
class Written:
    """A fix that no gate rejected and the audit approved. `attempts` counts answers that were asked for."""

    draft: Draft
    verdict: Verdict
    attempts: int
    usage: Usage
    transcript: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class NotWritten:
    """No fix, and why.

    `kind` is rejected (`draft` and `verdict` are the last that failed, an audit's veto being a check called
    `audit`), no_fix (the model declined, or gave no usable answer), false_positive, or blocked (nothing to
    work with: the endpoint gave no reply, or the file cannot be read).
    """

    kind: OutcomeKind
    reason: str
    attempts: int
    usage: Usage
    transcript: tuple[Message, ...]
    draft: Draft | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class _Accepted:
    draft: Draft
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class _Stopped:
    kind: OutcomeKind
    reason: str
    draft: Draft | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class _Failure:
    """An answer that did not do, as it is told to the model: `stage` is `form`, `audit` or a gate's name."""

    stage: str
    detail: str
    draft: Draft | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class _Desk:
    """What stays the same through all attempts at one case."""

    case: Case
    snapshot: Snapshot
    source: str
    seen: Context
    session: Session
    try_out: TryOut
    tried: dict[str, _Failure]
    earlier: Earlier | None = None


def author(
    case: Case,
    snapshot: Snapshot,
    model: Model,
    settings: ModelSettings,
    try_out: TryOut,
    earlier: Earlier | None = None,
) -> Written | NotWritten:
    """Have `model` write a fix for `case` until `try_out` and the audit accept one, or it is given up.

    At most `max_reflections` failures are sent back, then one fresh conversation gets one answer. `earlier`
    is a fix that is to be written again, and why.
    Raises ModelError when the endpoint cannot be used at all.
    """
    source = utf8(snapshot.read(case.path))
    if source is None:
        return NotWritten(OutcomeKind.BLOCKED, "the file is not UTF-8 text in the commit", 0, Usage(), ())
    desk = _Desk(case, snapshot, source, context(case, source), Session(model), try_out, {}, earlier)
    whole = settings.answer == "function" and desk.seen.in_functions
    ending, failures = _converse(desk, whole, settings.max_reflections + 1, "")
    if ending is None:
        misses = sum(failure.stage == "form" for failure in failures)
        if settings.answer == "auto" and misses * 2 > len(failures):
            whole = desk.seen.in_functions
        ending, last = _converse(desk, whole, 1, prompts.fresh(failures=_told(failures)))
        failures += last
    return _concluded(desk, ending or _given_up(failures), len(failures) + (ending is not None))


def _converse(
    desk: _Desk, whole: bool, tries: int, preface: str
) -> tuple[_Accepted | _Stopped | None, list[_Failure]]:
    """One conversation of at most `tries` answers: how it ended, None when all failed, and the failures."""
    conversation = Conversation(desk.session, briefing.opening(desk.case, desk.seen, whole))
    question = briefing.question(desk.case, desk.seen, whole)
    told = briefing.again(desk.earlier) if desk.earlier else ""
    question = "\n".join(filter(None, (question, told, preface)))
    failures: list[_Failure] = []
    for _ in range(tries):
        result = _attempt(desk, conversation, question, whole)
        if not isinstance(result, _Failure):
            return result, failures
        failures.append(result)
        question = briefing.failed(result.stage, result.detail, whole)
    return None, failures


def _attempt(
    desk: _Desk, conversation: Conversation, question: str, whole: bool
) -> _Accepted | _Stopped | _Failure:
    answer = conversation.ask(question)
    if isinstance(answer, NoReply):
        return _Stopped(OutcomeKind.BLOCKED, answer.reason)
    word = declined(answer)
    if word is not None:
        return _declined(desk, word)
    changes = _changes(desk, answer, whole)
    if isinstance(changes, EditFailure):
        return _Failure("form", changes.message)
    said = notes(answer)
    summary = said.summary or f"Repairs what {desk.case.rule.id} reports in {desk.case.path}."
    draft = Draft(Patch(desk.snapshot.base_sha, changes, Source.MODEL), summary, said.assumptions)
    before = desk.tried.get(draft.patch.digest)
    if before is not None:
        return replace(before, detail=f"This is a change that was rejected before: {before.detail}")
    result = _judged(desk, draft)
    if isinstance(result, _Failure):
        desk.tried[draft.patch.digest] = result
    return result


def _declined(desk: _Desk, word: Declined) -> _Stopped | _Failure:
    """A claim of safety must quote code that is really there: text in the file could have suggested it."""
    if not word.safe:
        return _Stopped(OutcomeKind.NO_FIX, f"the model declined: {word.reason}")
    if quotes_code(word.reason, desk.source):
        return _Stopped(OutcomeKind.FALSE_POSITIVE, word.reason)
    return _Failure("form", "FALSE POSITIVE must quote in backticks the line of the file that makes it safe.")


def _changes(desk: _Desk, answer: str, whole: bool) -> tuple[Change, ...] | EditFailure:
    """The answer applied to the commit, with the modes that files have there."""
    entries = desk.snapshot.entries()
    if whole:
        near = [finding.location.start for finding in desk.case.findings]
        text = replace_functions(answer, desk.case.path, desk.source, near)
        if isinstance(text, EditFailure):
            return text
        changes: tuple[Change, ...] = (Change(desk.case.path, desk.source.encode(), text.encode()),)
    else:
        edits = parse_edits(answer, desk.case.path, entries)
        if isinstance(edits, EditFailure):
            return edits
        for edit in edits:
            if why := _not_a_file(edit.path, entries):
                return EditFailure(f"`{edit.path}` {why}, so it cannot be edited.")
        applied = apply_edits(edits, desk.snapshot.read)
        if isinstance(applied, EditFailure):
            return applied
        changes = applied
    modes = {change.path: entries[change.path].mode for change in changes if change.path in entries}
    return tuple(
        replace(c, mode=modes[c.path], before_mode=modes[c.path]) if c.path in modes else c for c in changes
    )


def _not_a_file(path: str, entries: Mapping[str, Entry]) -> str:
    """Why nothing can be written at `path`: a link there, or a file where a folder would have to be."""
    if path in entries and not entries[path].mode.startswith("100"):
        return "is a link or a submodule"
    parts = path.split("/")
    above = ["/".join(parts[:depth]) for depth in range(1, len(parts))]
    return "lies below a file or a link" if any(folder in entries for folder in above) else ""


def _judged(desk: _Desk, draft: Draft) -> _Accepted | _Stopped | _Failure:
    """The gates' verdict, then the audit's."""
    verdict = desk.try_out(draft)
    if verdict.kind is VerdictKind.REJECTED:
        check = verdict.failure
        stage, detail = (check.gate, check.detail) if check else ("gates", "no gate ran")
        return _Failure(stage, detail, draft, verdict)
    opening, asked = briefing.audit(desk.case, draft)
    conversation = Conversation(desk.session, (opening,))
    for question in (asked.content, prompts.audit_again()):
        answer = conversation.ask(question)
        if isinstance(answer, NoReply):
            reason = f"the fix could not be audited: {answer.reason}"
            return _Stopped(OutcomeKind.BLOCKED, reason, draft, verdict)
        audit = audit_verdict(answer)
        if audit is not None and audit.approved:
            assumptions = tuple(dict.fromkeys((*draft.assumptions, *audit.assumptions)))
            return _Accepted(replace(draft, assumptions=assumptions), verdict)
        if audit is not None:
            return _Failure("audit", audit.reason, draft, _vetoed(verdict, audit.reason))
    reason = "the audit gave no verdict, so the fix is not approved"
    return _Stopped(OutcomeKind.REJECTED, reason, draft, _vetoed(verdict, reason))


def _vetoed(verdict: Verdict, reason: str) -> Verdict:
    return replace(verdict, checks=(*verdict.checks, Check("audit", Status.FAILED, reason)))


def _told(failures: list[_Failure]) -> str:
    """One paragraph of what failed, each thing once."""
    told = dict.fromkeys(f"{failure.stage}: {' '.join(failure.detail.split())[:600]}" for failure in failures)
    return " Then: ".join(told)


def _given_up(failures: list[_Failure]) -> _Stopped:
    last = next((failure for failure in reversed(failures) if failure.draft is not None), None)
    if last is None:
        return _Stopped(OutcomeKind.NO_FIX, f"no answer could be applied; the last: {failures[-1].detail}")
    return _Stopped(OutcomeKind.REJECTED, f"{last.stage}: {last.detail}", last.draft, last.verdict)


def _concluded(desk: _Desk, ending: _Accepted | _Stopped, attempts: int) -> Written | NotWritten:
    usage, transcript = desk.session.usage, tuple(desk.session.transcript)
    if isinstance(ending, _Accepted):
        return Written(ending.draft, ending.verdict, attempts, usage, transcript)
    return NotWritten(ending.kind, ending.reason, attempts, usage, transcript, ending.draft, ending.verdict)
