"""The prover: has a model state the contract and write a test for it, until one does as a proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from agent.authoring.answers.contract_answers import Unfounded, believed, same
from agent.authoring.answers.proof_answers import NoFile, Unprovable, file_of
from agent.authoring.answers.put_back import told
from agent.authoring.asking.conversation import Conversation, Session
from agent.authoring.prompting import proof_prompts as prompts
from agent.authoring.prompting.proof_briefing import opening, question
from agent.authoring.prompting.quoting import shortened
from agent.authoring.shown.context import context
from agent.authoring.shown.surroundings import surroundings
from agent.authoring.stating import CODE_ROOM, Doubted, Hearing, quotable
from agent.contract import SafeAsIs, Stated
from agent.domain import Case, Proof, ProofPlan, Usage
from agent.ports import Message, Model, NoReply, Snapshot
from agent.text import utf8

_DETAIL_ROOM = 4000
_REASON_ROOM = 1000

TryProof = Callable[[Proof], str]


@dataclass(frozen=True, slots=True)
class Proved:
    """A proof that `try_out` found nothing wrong with. `attempts` counts answers that were asked for.

    `stated` is the contract that it was written from, None when the model gave none that stands.
    """

    proof: Proof
    attempts: int
    usage: Usage
    transcript: tuple[Message, ...]
    stated: Stated | None = None


@dataclass(frozen=True, slots=True)
class NotProved:
    """No proof, and why; `stated` is what stands of the model's statement all the same."""

    reason: str
    attempts: int
    usage: Usage
    transcript: tuple[Message, ...]
    stated: Stated | None = None


@dataclass(frozen=True, slots=True)
class _Wrong:
    """Why an answer does not do; `form` when it held no test file at all."""

    form: bool
    detail: str


@dataclass(frozen=True, slots=True)
class _Again:
    """What to ask next, and for people why the last answer did not do."""

    asked: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Trial:
    """Tries out each test file once; `tried` keeps what was wrong with it."""

    plan: ProofPlan
    try_out: TryProof
    reveal: Callable[[str], str]
    tried: dict[str, str] = field(default_factory=dict)

    def of(self, answer: str) -> Proof | str | _Wrong:
        """The proof in an answer, what is wrong with it, or as text why there will be none."""
        content = file_of(answer)
        match content:
            case NoFile():
                return _Wrong(True, content.message)
            case Unprovable():
                return f"the model gives no proof: {content.reason}"
            case str():
                if content in self.tried:
                    return _Wrong(
                        False, f"This is the same file as before. It did not do: {self.tried[content]}"
                    )
                proof = Proof(self.plan.path, self.reveal(content), self.plan.style)
                names = told(self.plan.path, content, self.reveal)
                said = (
                    f"A comment has {', '.join(names)}: only code that needs the value may." if names else ""
                )
                self.tried[content] = said or self.try_out(proof)
                return _Wrong(False, self.tried[content]) if self.tried[content] else proof


def prove(
    case: Case, plan: ProofPlan, snapshot: Snapshot, model: Model, tries: int, try_out: TryProof,
    reveal: Callable[[str], str] = same,
    doubt: Callable[[SafeAsIs], str] = believed,
    conventions: bool = True,
) -> Proved | NotProved:  # fmt: skip
    """Have `model` state the contract of `case` and write its proof, in at most `tries` answers.

    `try_out` runs a proof on the commit as it is and says what is wrong with it, or nothing. `reveal` puts
    real values back into the test file, and into nothing else; `doubt` says why a claim of safety is not to
    be believed; `conventions` is whether the repository's own rules are shown. A contract that does not stand
    is asked for once more, with the next test file or after the proof. Raises ModelError when the endpoint
    cannot be used at all.
    """
    source = utf8(snapshot.read(case.path))
    if source is None:
        return NotProved("the file is not UTF-8 text in the commit", 0, Usage(), ())
    seen = context(case, source, CODE_ROOM)
    around = surroundings(case, source, seen, plan, snapshot, conventions)
    session = Session(model)
    conversation = Conversation(session, opening(plan.style, case.rule))
    hearing = Hearing(quotable(case, source, around, snapshot), reveal, doubt)
    trial = _Trial(plan, try_out, reveal)
    asked, made, attempt = question(case, seen, plan, around), "no answer was asked for", 0
    while attempt < tries:
        attempt += 1
        result = _attempt(conversation, asked, hearing, trial)
        if isinstance(result, Proof):
            return Proved(result, attempt, session.usage, tuple(session.transcript), hearing.stated)
        if isinstance(result, str):
            return NotProved(result, attempt, session.usage, tuple(session.transcript), hearing.stated)
        asked, made = result.asked, result.reason
    return NotProved(made, attempt, session.usage, tuple(session.transcript), hearing.stated)


def _attempt(conversation: Conversation, asked: str, hearing: Hearing, trial: _Trial) -> Proof | str | _Again:
    """One answer: a proof, as text why there will be none, or what to ask next."""
    answer = conversation.ask(asked)
    if isinstance(answer, NoReply):
        return answer.reason
    heard = hearing.hear(answer)
    if isinstance(heard, Doubted):
        reason = f"the model holds the code for safe as it is, and {heard.why}"
        return _Again(prompts.safe_doubted(doubt=heard.why, proof=True), reason)
    if hearing.settled:
        return "the model sees nothing to fix, so there is nothing to prove"
    result = trial.of(answer)
    if isinstance(result, _Wrong):
        if heard and heard.claim:
            result = _Wrong(True, "\n".join((heard.message, *heard.quotes)))
            heard = None if hearing.stated else Unfounded("You have given none yet.")
        asked = prompts.proof_again(
            form=result.form,
            detail=shortened(result.detail, _DETAIL_ROOM),
            contract=heard.message if heard else "",
            quotes=heard.quotes if heard else (),
        )
        reason = shortened(result.detail, _REASON_ROOM)
        return _Again(asked, f"no test file did as a proof; the last: {reason}")
    if heard:
        _restated(conversation, hearing, heard, proved=isinstance(result, Proof))
    return result


def _restated(conversation: Conversation, hearing: Hearing, wrong: Unfounded, *, proved: bool) -> None:
    """Ask for the contract alone once more, where no further test file is asked for."""
    asked = prompts.contract_again(problem=wrong.message, quotes=wrong.quotes, proved=proved)
    answer = conversation.ask(asked)
    if not isinstance(answer, NoReply):
        hearing.hear(answer)
