"""The author: writers in turn, until one writes a fix that stands, or there is a reason why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import assert_never

from agent.authoring.asking.writer import Writer
from agent.authoring.attempts import Rung, climb
from agent.authoring.commission import PLAIN, Commission
from agent.authoring.drafting import Desk, TryOut
from agent.authoring.prompting import brief
from agent.authoring.prompting.briefing import CODE_ROOM
from agent.authoring.results import Accepted, Stopped, given_up
from agent.authoring.shown.context import context, near
from agent.authoring.shown.dossier import dossier
from agent.contract import OpenDecision
from agent.domain import Case, Draft, Usage
from agent.ports import Message, Snapshot
from agent.text import utf8
from agent.verdict import OutcomeKind, Verdict

__all__ = ["Commission", "NotWritten", "Written", "author"]


@dataclass(frozen=True, slots=True)
class Written:
    """A fix that no gate rejected and the audit approved, and the name of the model that wrote it.

    `attempts` counts answers that were asked for, of all models together; so do `usage` and `transcript`.
    """

    draft: Draft
    verdict: Verdict
    attempts: int
    usage: Usage
    transcript: tuple[Message, ...]
    model: str


@dataclass(frozen=True, slots=True)
class NotWritten:
    """No fix, and why.

    `kind` is rejected (`draft` and `verdict` are the last that failed, an audit's veto being a check called
    `audit`), no_fix (the model declined, or gave no usable answer; `decision` is what it leaves to the code's
    owners), false_positive, or blocked (nothing to work with: the endpoint gave no reply, or the file cannot
    be read). `model` is the one that was asked last.
    """

    kind: OutcomeKind
    reason: str
    attempts: int
    usage: Usage
    transcript: tuple[Message, ...]
    draft: Draft | None = None
    verdict: Verdict | None = None
    decision: OpenDecision | None = None
    model: str = ""


def author(
    case: Case,
    snapshot: Snapshot,
    writers: Sequence[Writer],
    try_out: TryOut,
    commission: Commission = PLAIN,
) -> Written | NotWritten:
    """Have the writers, at least one, fix `case` in turn until `try_out` and the audit accept a fix.

    Each is told what failed before it. A confirmed claim that the code is safe ends it at once; whatever else
    stops a writer (no reply, a word that it cannot, a second veto) hands the case to the next.
    Raises ModelError when an endpoint cannot be used at all.
    """
    source = utf8(snapshot.read(case.path))
    if source is None:
        return NotWritten(OutcomeKind.BLOCKED, "the file is not UTF-8 text in the commit", 0, Usage(), ())
    seen = context(case, source, CODE_ROOM)
    around = dossier(case, source, seen, snapshot, room=commission.room, conventions=commission.conventions)
    desk = Desk(case, snapshot, source, seen, around, try_out, commission)
    rungs: list[Rung] = []
    ending: Accepted | Stopped | None = None
    for writer in writers:
        failures = [failure for rung in rungs for failure in rung.failures]
        ending, rung = climb(_cleared(desk) if writer.settings.brief else desk, writer, failures)
        rungs.append(rung)
        if isinstance(ending, Accepted) or (ending and ending.kind is OutcomeKind.FALSE_POSITIVE):
            break
    return _concluded(rungs, ending or given_up([failure for rung in rungs for failure in rung.failures]))


def _cleared(desk: Desk) -> Desk:
    """The same desk with less on it, for a writer who is asked briefly. What gates said is shared."""
    seen = near(desk.case, desk.source, brief.CODE_ROOM, CODE_ROOM)
    room = min(desk.commission.room, brief.DOSSIER_ROOM)
    around = dossier(desk.case, desk.source, seen, desk.snapshot, room=room, parts=brief.PARTS)
    return replace(desk, seen=seen, dossier=around)


def _concluded(rungs: Sequence[Rung], ending: Accepted | Stopped) -> Written | NotWritten:
    attempts = sum(rung.attempts for rung in rungs)
    usage = sum((rung.session.usage for rung in rungs), Usage())
    transcript = tuple(chain.from_iterable(rung.session.transcript for rung in rungs))
    model = rungs[-1].writer.model.name
    match ending:
        case Accepted():
            return Written(ending.draft, ending.verdict, attempts, usage, transcript, model)
        case Stopped():
            return NotWritten(
                ending.kind, ending.reason, attempts, usage, transcript,
                ending.draft, ending.verdict, ending.decision, model,
            )  # fmt: skip
        case _:
            assert_never(ending)
