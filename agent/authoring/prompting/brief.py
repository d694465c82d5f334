"""What is said to a small model: the same as `briefing` says, in few words, for answers of few words.

Such a model reads slowly, thinks aloud until it is cut off, and takes an example for its case. So it is told
nothing that it makes no use of, what it is to do comes last, and nothing follows that it could copy.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.authoring.answers.review_answers import shown_lines
from agent.authoring.prompting import brief_prompts, briefing, prompts
from agent.authoring.prompting.fewshot import Example, fitting
from agent.authoring.prompting.quoting import shortened
from agent.authoring.shown.context import Context
from agent.authoring.shown.dossier import Dossier
from agent.contract import Contract
from agent.diff import unified_diff
from agent.domain import Case, Draft
from agent.ports import Message

DOSSIER_ROOM = 1200
"""Characters of what stands around the code."""
PARTS = ("definitions", "helpers", "callers")
"""What is told of it."""
CODE_ROOM = 3000
"""Characters of the file, where the function to correct is no longer than that."""
_AUDIT_ROOM = 4000
# So much that the code need not be shown a second time, mostly.
_AROUND = 15
_DETAIL = 1200
_TEXT = 800
_MOST_MARKS = 5
_NOTHING = Dossier()


def opening(case: Case, seen: Context, whole_function: bool) -> tuple[Message, ...]:
    """The system prompt and, where there is one of the same weakness and language, a worked example."""
    system = Message("system", brief_prompts.appsec(whole_function=whole_function))
    example = fitting(case.rule, seen.language)
    if example is None:
        return (system,)
    answer = example.function if whole_function else example.edits
    told = brief_prompts.example(summary=example.summary, answer=answer)
    return (system, Message("user", _example_question(example, whole_function)), Message("assistant", told))


def question(
    case: Case,
    seen: Context,
    whole_function: bool,
    around: Dossier = _NOTHING,
    contract: Contract | None = None,
) -> str:
    """Ask for a fix of the case. There is no contract to tell: a small model states none that helps it."""
    del contract
    known = fitting(case.rule, seen.language) is not None
    return _question(case, seen, whole_function, around, after_example=known)


def complete(opening: Sequence[Message], question: str, paragraphs: Sequence[str], whole: bool) -> str:
    """A question with what else has to be told, after which it says again what it asks for."""
    del opening
    told = [text for text in paragraphs if text]
    return "\n".join((question, *told, brief_prompts.anchor(whole_function=whole))) if told else question


def failed(stage: str, detail: str, whole_function: bool) -> str:
    """Send a failure back."""
    told = prompts.reflect(stage=stage, detail=shortened(detail, _DETAIL))
    return f"{told}\n{brief_prompts.anchor(whole_function=whole_function)}"


def audit(
    case: Case, draft: Draft, around: Dossier, contract: Contract | None = None
) -> tuple[tuple[Message, ...], str]:
    """The self-audit of a draft, without an example: its verdict would come back."""
    del around, contract
    changes = draft.patch.changes
    diff = unified_diff(changes, _AROUND)
    pieces = (piece for change in changes for piece in briefing.after(change, _AUDIT_ROOM))
    seen = shown_lines(diff, ())
    shown = brief_prompts.audit(
        rule=case.rule.id,
        cwe=", ".join(case.rule.cwe),
        message=shortened(briefing.messages(case), _TEXT),
        diff=shortened(diff, briefing.DIFF_ROOM),
        pieces=[piece for piece in pieces if not shown_lines("", [piece.text]) <= seen],
    )
    return (Message("system", brief_prompts.auditor()),), f"{shown}\n{brief_prompts.audit_form()}"


def audit_again(unfounded: bool) -> str:
    """Ask once more for a verdict that counts."""
    return brief_prompts.audit_again(unfounded=unfounded)


def echoed(reason: str) -> bool:
    """Whether the reason of a verdict has no word that the form it was asked for in has not."""
    again = (audit_again(each) for each in (False, True))
    return repeats(reason, "\n".join((brief_prompts.audit_form(), *again)))


def repeats(said: str, asked: str) -> bool:
    """Whether every word of what was said, if there are any, is one of the question."""
    return _words(said) <= _words(f"{asked} no reason given")


def _words(text: str) -> set[str]:
    """The words in lower case, `works` and `work` being one."""
    return {word.removesuffix("s") for word in re.findall(r"[a-z]+", text.lower())}


def _question(
    case: Case, seen: Context, whole_function: bool, around: Dossier, *, after_example: bool
) -> str:
    # A helper is told with its home and its use: its definition would say so twice.
    left_out = "definitions" if around.helpers else ""
    told = briefing.parts(around)
    return brief_prompts.fix(
        rule=case.rule.id,
        cwe=", ".join(case.rule.cwe),
        path=seen.path,
        message=shortened(briefing.messages(case), _TEXT),
        guidance=shortened(case.rule.guidance, _TEXT),
        functions=briefing.plain(seen.functions),
        marks=briefing.short(seen.marks[:_MOST_MARKS]),
        around={name: () if name == left_out else told[name] for name in PARTS},
        pieces=seen.pieces,
        whole_function=whole_function,
        after_example=after_example,
    )


def _example_question(example: Example, whole_function: bool) -> str:
    case, seen = briefing.posed(example)
    return _question(case, seen, whole_function, _NOTHING, after_example=False)
