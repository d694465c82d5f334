"""Has a model state the contract of a fix, from what a commit shows, and hears what it states."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from agent.authoring.answers.contract_answers import Quotable, Unfounded, believed, read_contract, same
from agent.authoring.asking.conversation import Conversation, Session
from agent.authoring.prompting import proof_prompts as prompts
from agent.authoring.prompting.proof_briefing import opening_alone, question
from agent.authoring.shown.context import context
from agent.authoring.shown.surroundings import Surroundings, known
from agent.contract import Contract, OpenDecision, SafeAsIs, Stated
from agent.domain import Case, Usage
from agent.ports import Message, Model, NoReply, Snapshot
from agent.text import utf8

CODE_ROOM = 9000
_ANSWERS = 2


@dataclass(frozen=True, slots=True)
class Statement:
    """What was stated, None when nothing stands; with what it cost and what was said."""

    stated: Stated | None
    usage: Usage
    transcript: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Doubted:
    """A claim of safety that nobody confirms, and why."""

    why: str


class Hearing:
    """Hears what the answers of one conversation state. `stated` is what stands of it.

    A contract that does not stand is sent back once, and dropped the second time. After one that stands
    nothing is heard but the claim that there is nothing to fix.
    """

    def __init__(
        self, quotable: Quotable, reveal: Callable[[str], str], doubt: Callable[[SafeAsIs], str]
    ) -> None:
        self._quotable = quotable
        self._reveal = reveal
        self._doubt = doubt
        self._sent_back = False
        self.stated: Stated | None = None

    @property
    def settled(self) -> bool:
        """Whether there is to be no fix, so that nothing more needs to be asked."""
        return isinstance(self.stated, SafeAsIs | OpenDecision)

    def hear(self, answer: str) -> Unfounded | Doubted | None:
        """What has to be said to the model about its statement; None when nothing has."""
        if self.settled:
            return None
        said = read_contract(answer, self._quotable, self._reveal)
        match said:
            case Unfounded(claim=True):
                return said
            case Contract() | Unfounded() if self.stated is not None:
                pass
            case SafeAsIs():
                why = self._doubt(said)
                if why:
                    return Doubted(why)
                self.stated = said
            case Contract() | OpenDecision():
                self.stated = said
            case Unfounded() if not self._sent_back:
                self._sent_back = True
                return said
            case Unfounded() | None:
                pass
        return None


def quotable(case: Case, source: str, around: Surroundings, snapshot: Snapshot) -> Quotable:
    """What a statement about the case can quote: all that its author is shown."""
    shown = (*around.definitions, *around.setup, *around.tests, *around.conventions)
    lines = (*around.trace, *around.helpers, *around.elsewhere, *around.frameworks)
    paths = dict.fromkeys((*(each.path for each in shown), *(line.partition(":")[0] for line in lines)))
    others = ((path, utf8(snapshot.read(path)) or "") for path in paths if path != case.path)
    return Quotable(
        texts=(source, case.path, *lines, *(text for each in shown for text in (each.path, each.text))),
        files=tuple((path, text.replace("\r\n", "\n")) for path, text in ((case.path, source), *others)),
        told=(case.rule.id, *(finding.message for finding in case.findings)),
    )


def state(
    case: Case,
    snapshot: Snapshot,
    model: Model,
    reveal: Callable[[str], str] = same,
    doubt: Callable[[SafeAsIs], str] = believed,
    conventions: bool = True,
) -> Statement:
    """Have `model` state the contract of `case` where no proof is asked for, in at most two answers.

    `doubt` says why a claim of safety is not to be believed. Raises ModelError when the endpoint cannot be
    used at all.
    """
    source = utf8(snapshot.read(case.path))
    if source is None:
        return Statement(None, Usage(), ())
    seen = context(case, source, CODE_ROOM)
    around = known(case, source, seen, snapshot, conventions)
    session = Session(model)
    conversation = Conversation(session, opening_alone(case, seen))
    hearing = Hearing(quotable(case, source, around, snapshot), reveal, doubt)
    asked = question(case, seen, None, around)
    for _ in range(_ANSWERS):
        answer = conversation.ask(asked)
        if isinstance(answer, NoReply):
            break
        wrong = hearing.hear(answer)
        if hearing.stated is not None:
            break
        asked = _again(wrong)
    return Statement(hearing.stated, session.usage, tuple(session.transcript))


def _again(wrong: Unfounded | Doubted | None) -> str:
    match wrong:
        case Doubted():
            return prompts.safe_doubted(doubt=wrong.why, proof=False)
        case Unfounded():
            return prompts.contract_again(problem=wrong.message, quotes=wrong.quotes, proved=False)
        case None:
            return prompts.contract_again(
                problem="It does not have all of its headings.", quotes=(), proved=False
            )
