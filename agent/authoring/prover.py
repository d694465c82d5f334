"""The prover: has a model write a test from the finding alone, until one does as a proof, or gives up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from agent.authoring import proof_prompts as prompts
from agent.authoring.briefing import messages
from agent.authoring.context import Context, Mark, context
from agent.authoring.conversation import Conversation, Session
from agent.authoring.proof_answers import NoFile, Unprovable, file_of
from agent.authoring.proof_fewshot import worked_proof
from agent.authoring.quoting import shortened
from agent.authoring.surroundings import Surroundings, surroundings
from agent.domain import Case, Finding, Location, Proof, ProofPlan, Rule, Severity, TestStyle, Usage
from agent.ports import Message, Model, NoReply, Snapshot
from agent.text import utf8

CODE_ROOM = 9000
_MESSAGE_ROOM = 1000
_MOST_MARKS = 10
_LONGEST_MARK = 160
_DETAIL_ROOM = 4000
_REASON_ROOM = 1000

TryProof = Callable[[Proof], str]


@dataclass(frozen=True, slots=True)
class Proved:
    """A proof that `try_out` found nothing wrong with. `attempts` counts answers that were asked for."""

    proof: Proof
    attempts: int
    usage: Usage
    transcript: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class NotProved:
    """No proof, and why."""

    reason: str
    attempts: int
    usage: Usage
    transcript: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class _Wrong:
    """Why an answer does not do; `form` when it held no test file at all."""

    form: bool
    detail: str


def prove(
    case: Case, plan: ProofPlan, snapshot: Snapshot, model: Model, tries: int, try_out: TryProof
) -> Proved | NotProved:
    """Have `model` write the proof of `case`, in at most `tries` answers.

    `try_out` runs a proof on the commit as it is and says what is wrong with it, or nothing.
    Raises ModelError when the endpoint cannot be used at all.
    """
    source = utf8(snapshot.read(case.path))
    if source is None:
        return NotProved("the file is not UTF-8 text in the commit", 0, Usage(), ())
    seen = context(case, source, CODE_ROOM)
    session = Session(model)
    conversation = Conversation(session, opening(plan.style))
    asked = question(case, seen, plan, surroundings(case, source, seen, plan, snapshot))
    tried: dict[str, str] = {}
    reason = "no answer was asked for"
    for attempt in range(1, tries + 1):
        result = _attempt(conversation, asked, plan, try_out, tried)
        usage, said = session.usage, tuple(session.transcript)
        match result:
            case Proof():
                return Proved(result, attempt, usage, said)
            case str():
                return NotProved(result, attempt, usage, said)
            case _Wrong():
                asked = prompts.proof_again(form=result.form, detail=shortened(result.detail, _DETAIL_ROOM))
                reason = f"no test file did as a proof; the last: {shortened(result.detail, _REASON_ROOM)}"
    return NotProved(reason, tries, session.usage, tuple(session.transcript))


def _attempt(
    conversation: Conversation, asked: str, plan: ProofPlan, try_out: TryProof, tried: dict[str, str]
) -> Proof | str | _Wrong:
    """One answer: a proof, what is wrong with it, or as text why there will be none."""
    answer = conversation.ask(asked)
    if isinstance(answer, NoReply):
        return answer.reason
    content = file_of(answer)
    match content:
        case NoFile():
            return _Wrong(True, content.message)
        case Unprovable():
            return f"the model gives no proof: {content.reason}"
        case str():
            if content in tried:
                return _Wrong(False, f"This is the same file as before. It did not do: {tried[content]}")
            proof = Proof(plan.path, content, plan.style)
            tried[content] = try_out(proof)
            return _Wrong(False, tried[content]) if tried[content] else proof


def opening(style: TestStyle) -> tuple[Message, ...]:
    """The system prompt and a worked example for the framework, question and answer."""
    example = worked_proof(style)
    lines = example.code.split("\n")
    mark = Mark(example.line, lines[example.line - 1].strip())
    rule = Rule("example", Severity.HIGH, cwe=(example.cwe,))
    place = Location(example.path, example.line, example.line)
    case = Case((Finding(rule, place, example.message, mark.text),))
    around = Surroundings(example.module, (), (), ())
    seen = context(case, example.code)
    asked = _question(case, seen, ProofPlan(example.test, style), around, after_example=False)
    return (
        Message("system", prompts.prover(style=style)),
        Message("user", asked),
        Message("assistant", example.answer),
    )


def question(case: Case, seen: Context, plan: ProofPlan, around: Surroundings) -> str:
    """Ask for the proof of a case, after the example."""
    return _question(case, seen, plan, around, after_example=True)


def _question(
    case: Case, seen: Context, plan: ProofPlan, around: Surroundings, *, after_example: bool
) -> str:
    return prompts.proof(
        rule=case.rule.id,
        cwe=", ".join(case.rule.cwe),
        path=seen.path,
        message=shortened(messages(case), _MESSAGE_ROOM),
        marks=[replace(mark, text=mark.text[:_LONGEST_MARK]) for mark in seen.marks[:_MOST_MARKS]],
        pieces=seen.pieces,
        whole_file=seen.whole,
        elsewhere=around.elsewhere,
        setup=around.setup,
        tests=around.tests,
        test_path=plan.path,
        style=plan.style,
        module=around.module,
        after_example=after_example,
    )
