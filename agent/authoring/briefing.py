"""What is said to the model: the opening of a conversation, the questions after a failure, the audit."""

from __future__ import annotations

import difflib
from dataclasses import replace

from agent.authoring import prompts
from agent.authoring.context import Context, Mark, Piece, context, excerpt
from agent.authoring.earlier import Earlier
from agent.authoring.fewshot import Example, choose
from agent.authoring.quoting import shortened
from agent.diff import unified_diff
from agent.domain import Case, Change, Draft, Finding, Location, Rule, Severity
from agent.ports import Message

_DETAIL = 4000
_DIFF = 16_000
_WISH = 2000
_MOST_WISHES = 10
_MOST_CHECKS = 20


def opening(case: Case, seen: Context, whole_function: bool) -> tuple[Message, ...]:
    """The system prompt and a worked example, question and answer, in the form that is asked for."""
    example = choose(case.rule, seen.language)
    answer = prompts.example(
        reasoning=example.reasoning,
        summary=example.summary,
        assumptions=example.assumptions,
        answer=example.function if whole_function else example.edits,
    )
    return (
        Message("system", prompts.appsec(whole_function=whole_function)),
        Message("user", _example_question(example, whole_function)),
        Message("assistant", answer),
    )


def question(case: Case, seen: Context, whole_function: bool) -> str:
    """Ask for a fix of the case, after the example."""
    return _question(case, seen, whole_function, after_example=True)


def again(earlier: Earlier) -> str:
    """Say what was proposed before, and what people or checks said of it."""
    return prompts.requests(
        diff=shortened(earlier.diff, _DIFF),
        wishes=tuple(
            replace(wish, login=wish.login[:100], place=wish.place[:300], text=shortened(wish.text, _WISH))
            for wish in earlier.wishes[:_MOST_WISHES]
        ),
        checks=tuple(shortened(name, 200) for name in earlier.checks[:_MOST_CHECKS]),
    )


def _question(case: Case, seen: Context, whole_function: bool, *, after_example: bool) -> str:
    finding = case.findings[0]
    return prompts.fix(
        rule=case.rule.id,
        cwe=", ".join(case.rule.cwe),
        severity=case.rule.severity,
        path=seen.path,
        message=messages(case),
        guidance=shortened(finding.rule.guidance, _DETAIL),
        marks=seen.marks,
        pieces=seen.pieces,
        whole_file=seen.whole,
        functions=seen.functions,
        helpers=seen.helpers,
        whole_function=whole_function,
        after_example=after_example,
    )


def messages(case: Case) -> str:
    """The messages of the findings, each once."""
    return shortened(" ".join(dict.fromkeys(finding.message for finding in case.findings)), _DETAIL)


def _example_question(example: Example, whole_function: bool) -> str:
    """The example asked just as the case is, so that its answer shows what an answer looks like."""
    lines = example.code.split("\n")
    mark = Mark(example.line, lines[example.line - 1].strip())
    rule = Rule("example", Severity.HIGH, cwe=(example.cwe,))
    place = Location(example.path, example.line, example.line)
    case = Case((Finding(rule, place, example.message, mark.text),))
    return _question(case, context(case, example.code), whole_function, after_example=False)


def failed(stage: str, detail: str, whole_function: bool) -> str:
    """Send a failure back."""
    return prompts.reflect(stage=stage, detail=shortened(detail, _DETAIL), whole_function=whole_function)


def audit(case: Case, draft: Draft) -> tuple[Message, ...]:
    """Ask for the self-audit of a draft."""
    text = prompts.audit(
        rule=case.rule.id,
        cwe=", ".join(case.rule.cwe),
        path=case.path,
        message=messages(case),
        guidance=shortened(case.rule.guidance, _DETAIL),
        diff=shortened(unified_diff(draft.patch.changes), _DIFF),
        pieces=tuple(piece for change in draft.patch.changes for piece in _after(change)),
    )
    return (Message("system", prompts.auditor()), Message("user", text))


def _after(change: Change) -> tuple[Piece, ...]:
    """What encloses the changed lines, as the change leaves them."""
    before, after = _text(change.before), _text(change.after)
    matcher = difflib.SequenceMatcher(None, before.split("\n"), after.split("\n"), autojunk=False)
    touched = [
        number
        for tag, _, _, first, last in matcher.get_opcodes()
        if tag != "equal"
        for number in range(first + 1, max(last, first + 1) + 1)
    ]
    return excerpt(change.path, after, touched)


def _text(content: bytes | None) -> str:
    return (content or b"").decode("utf-8", "replace").replace("\r\n", "\n")
