"""What is said to whoever states the contract and writes the proof: the opening, and the question."""

from __future__ import annotations

from dataclasses import replace

from agent.authoring.prompting import proof_prompts as prompts
from agent.authoring.prompting.briefing import messages
from agent.authoring.prompting.proof_fewshot import WorkedProof, worked_proof
from agent.authoring.prompting.quoting import shortened
from agent.authoring.shown.context import Context, Mark, context
from agent.authoring.shown.surroundings import Surroundings
from agent.domain import Case, Finding, Location, ProofPlan, Rule, Severity, TestStyle
from agent.ports import Message

_MESSAGE_ROOM = 1000
_MOST_MARKS = 10
_LONGEST_MARK = 160
_SCRIPTS = frozenset({"javascript", "typescript", "tsx"})


def opening(style: TestStyle, rule: Rule | None = None) -> tuple[Message, ...]:
    """The system prompt and a worked example for framework and weakness, question and answer."""
    example = worked_proof(style, rule)
    return (
        Message("system", prompts.prover(style=style)),
        Message("user", _example_question(example, ProofPlan(example.test, style))),
        Message("assistant", example.answer),
    )


def opening_alone(case: Case, seen: Context) -> tuple[Message, ...]:
    """The same for a contract alone: what is shown of the example's answer ends before its code."""
    style = TestStyle.NODE if seen.language in _SCRIPTS else TestStyle.PYTEST
    example = worked_proof(style, case.rule)
    return (
        Message("system", prompts.contractor()),
        Message("user", _example_question(example, None)),
        Message("assistant", example.answer.partition("```")[0].strip() + "\n"),
    )


def question(case: Case, seen: Context, plan: ProofPlan | None, around: Surroundings) -> str:
    """Ask for contract and proof of a case, after the example; for the contract alone without a plan."""
    return _question(case, seen, plan, around, after_example=True)


def _example_question(example: WorkedProof, plan: ProofPlan | None) -> str:
    """The example asked just as the case is, so that its answer shows what an answer looks like."""
    lines = example.code.split("\n")
    mark = Mark(example.line, lines[example.line - 1].strip())
    rule = Rule("example", Severity.HIGH, cwe=(example.cwe,))
    place = Location(example.path, example.line, example.line)
    case = Case((Finding(rule, place, example.message, mark.text),))
    around = Surroundings(example.module)
    return _question(case, context(case, example.code), plan, around, after_example=False)


def _question(
    case: Case, seen: Context, plan: ProofPlan | None, around: Surroundings, *, after_example: bool
) -> str:
    return prompts.proof(
        rule=case.rule.id,
        cwe=", ".join(case.rule.cwe),
        path=seen.path,
        message=shortened(messages(case), _MESSAGE_ROOM),
        marks=[replace(mark, text=mark.text[:_LONGEST_MARK]) for mark in seen.marks[:_MOST_MARKS]],
        frameworks=around.frameworks,
        pieces=seen.pieces,
        whole_file=seen.whole,
        trace=around.trace,
        definitions=around.definitions,
        helpers=around.helpers,
        elsewhere=around.elsewhere,
        conventions=around.conventions,
        setup=around.setup,
        tests=around.tests,
        test_path=plan.path if plan else "",
        style=plan.style if plan else "",
        module=around.module,
        after_example=after_example,
    )
