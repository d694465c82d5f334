"""What is said to the model: the opening of a conversation, the questions after a failure, the audit."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import replace

from agent.authoring.earlier import Earlier
from agent.authoring.prompting import prompts
from agent.authoring.prompting.fewshot import Example, choose
from agent.authoring.prompting.personas import domain
from agent.authoring.prompting.quoting import shortened
from agent.authoring.shown.context import Context, Mark, Piece, context, excerpt
from agent.authoring.shown.dossier import Dossier
from agent.authoring.shown.parts import Shown
from agent.contract import Contract
from agent.diff import unified_diff
from agent.domain import Case, Change, Draft, Finding, Location, Rule, Severity
from agent.ports import Message
from agent.resources import prompts_dir

CODE_ROOM = 10_000
"""Characters of the file that a fix is asked for."""
LONG = 8000
"""Characters, about 2,000 tokens, from which on a request says at its end again what it asks for."""
_AUDIT_ROOM = 6000
_DETAIL = 3000
_TEXT = 2000
DIFF_ROOM = 16_000
_WISH = 2000
_MOST_WISHES = 10
_MOST_CHECKS = 20
_MOST_MARKS = 12
_LONGEST_MARK = 200
_NOTHING = Dossier()
_NAME = re.compile(r"[\w$#]{1,80}")


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
        Message("system", prompts.appsec(domain=domain(case), whole_function=whole_function)),
        Message("user", _example_question(example, whole_function)),
        Message("assistant", answer),
    )


def question(
    case: Case,
    seen: Context,
    whole_function: bool,
    around: Dossier = _NOTHING,
    contract: Contract | None = None,
) -> str:
    """Ask for a fix of the case, after the example: `around` is what is told besides the code."""
    return _question(case, seen, whole_function, around, contract, after_example=True)


def complete(opening: Sequence[Message], question: str, paragraphs: Sequence[str], whole: bool) -> str:
    """A question with what else has to be told; a long one, or one that is put again, ends in its bounds."""
    told = [text for text in paragraphs if text]
    text = "\n".join((question, *told))
    if not told and sum(len(message.content) for message in opening) + len(text) < LONG:
        return text
    return f"{text}\n{prompts.anchor(whole_function=whole)}"


def again(earlier: Earlier) -> str:
    """Say what was proposed before, and what people or checks said of it."""
    return prompts.requests(
        diff=shortened(earlier.diff, DIFF_ROOM),
        wishes=tuple(
            replace(wish, login=wish.login[:100], place=wish.place[:300], text=shortened(wish.text, _WISH))
            for wish in earlier.wishes[:_MOST_WISHES]
        ),
        checks=tuple(shortened(name, 200) for name in earlier.checks[:_MOST_CHECKS]),
    )


def _question(
    case: Case,
    seen: Context,
    whole_function: bool,
    around: Dossier,
    contract: Contract | None,
    *,
    after_example: bool,
) -> str:
    return prompts.fix(
        rule=case.rule.id,
        cwe=", ".join(case.rule.cwe),
        severity=case.rule.severity,
        path=seen.path,
        message=messages(case),
        guidance=shortened(case.rule.guidance, _TEXT),
        marks=short(seen.marks[:_MOST_MARKS]),
        around=parts(around),
        pieces=seen.pieces,
        whole_file=seen.whole,
        functions=plain(seen.functions),
        names=seen.helpers,
        contract=contract,
        whole_function=whole_function,
        after_example=after_example,
    )


def messages(case: Case) -> str:
    """The messages of the findings, each once."""
    return shortened(" ".join(dict.fromkeys(finding.message for finding in case.findings)), _TEXT)


def short(marks: Sequence[Mark]) -> list[Mark]:
    """The marks with no line too long."""
    return [replace(mark, text=mark.text[:_LONGEST_MARK]) for mark in marks]


def plain(functions: Sequence[str]) -> list[str]:
    """Names that may stand outside a quotation: one of another make could speak there."""
    return [name for name in functions if _NAME.fullmatch(name)]


def parts(around: Dossier) -> dict[str, tuple[Shown, ...]]:
    """The parts of a dossier by their names."""
    return {
        "frameworks": _shown(around.frameworks),
        "trace": _shown(around.trace),
        "definitions": _shown(around.definitions),
        "helpers": _shown(around.helpers),
        "callers": _shown(around.callers),
        "tests": _shown(around.tests),
        "conventions": _shown(around.conventions),
    }


def _shown(part: Sequence[str | Shown]) -> tuple[Shown, ...]:
    """One part of a dossier: its lines together, its files each by itself."""
    lines = "\n".join(item for item in part if isinstance(item, str))
    files = tuple(item for item in part if isinstance(item, Shown))
    return (Shown("", lines, True), *files) if lines else files


def _example_question(example: Example, whole_function: bool) -> str:
    """The example asked just as the case is, so that its answer shows what an answer looks like."""
    case, seen = posed(example)
    return _question(case, seen, whole_function, _NOTHING, None, after_example=False)


def posed(example: Example) -> tuple[Case, Context]:
    """A worked example as a case of its own."""
    lines = example.code.split("\n")
    mark = Mark(example.line, lines[example.line - 1].strip())
    rule = Rule("example", Severity.HIGH, cwe=(example.cwe,))
    place = Location(example.path, example.line, example.line)
    case = Case((Finding(rule, place, example.message, mark.text),))
    return case, context(case, example.code)


def failed(stage: str, detail: str, whole_function: bool) -> str:
    """Send a failure back."""
    told = prompts.reflect(stage=stage, detail=shortened(detail, _DETAIL))
    return f"{told}\n{prompts.anchor(whole_function=whole_function)}"


def audit(
    case: Case, draft: Draft, around: Dossier, contract: Contract | None = None
) -> tuple[tuple[Message, ...], str]:
    """The self-audit of a draft: the opening, with a worked example in it, and the question."""
    asked = _audit(case, draft.patch.changes, _shown(around.conventions), contract, after_example=True)
    folder = prompts_dir() / "audit_example"
    before, after = ((folder / name).read_bytes() for name in ("before.py.txt", "after.py.txt"))
    rule = Rule("example", Severity.HIGH, cwe=("CWE-79",))
    finding = Finding(rule, Location("pages.py", 2, 2), "User input becomes part of a page.", "")
    change = Change("pages.py", before, after)
    opening = (
        Message("system", prompts.auditor()),
        Message("user", _audit(Case((finding,)), (change,), (), None, after_example=False)),
        Message("assistant", prompts.audit_example()),
    )
    return opening, asked


def _audit(
    case: Case,
    changes: tuple[Change, ...],
    conventions: Sequence[Shown],
    contract: Contract | None,
    *,
    after_example: bool,
) -> str:
    return prompts.audit(
        rule=case.rule.id,
        cwe=", ".join(case.rule.cwe),
        path=case.path,
        message=messages(case),
        guidance=shortened(case.rule.guidance, _TEXT),
        contract=contract,
        conventions=conventions,
        diff=shortened(unified_diff(changes), DIFF_ROOM),
        pieces=tuple(piece for change in changes for piece in after(change, _AUDIT_ROOM)),
        after_example=after_example,
    )


def audit_again(unfounded: bool) -> str:
    """Ask once more for a verdict that counts."""
    return prompts.audit_again(unfounded=unfounded)


def echoed(reason: str) -> bool:
    """Whether the reason of a verdict is the example's: its words say nothing of another fix."""
    return reason in prompts.audit_example()


def after(change: Change, room: int) -> tuple[Piece, ...]:
    """What encloses the changed lines, as the change leaves them, in at most about `room` characters."""
    before, result = _text(change.before), _text(change.after)
    matcher = difflib.SequenceMatcher(None, before.split("\n"), result.split("\n"), autojunk=False)
    touched = [
        number
        for tag, _, _, first, last in matcher.get_opcodes()
        if tag != "equal"
        for number in range(first + 1, max(last, first + 1) + 1)
    ]
    return excerpt(change.path, result, touched, room)


def _text(content: bytes | None) -> str:
    return (content or b"").decode("utf-8", "replace").replace("\r\n", "\n")
