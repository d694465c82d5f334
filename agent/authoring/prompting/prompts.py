"""One function per prompt template; its parameters are the template's variables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agent.authoring.earlier import Wish
from agent.authoring.prompting.rendering import render
from agent.authoring.shown.context import Mark, Piece
from agent.authoring.shown.parts import Part, Shown, Told
from agent.contract import Contract


def appsec(*, domain: str, whole_function: bool) -> str:
    """System prompt of the author: who it is, what is data, in which form it answers.

    It depends on nothing else, so that endpoints can keep it for all cases of a domain.
    """
    return render("personas/appsec.md.j2", domain=domain, whole_function=whole_function)


def auditor() -> str:
    """System prompt of the self-audit."""
    return render("personas/auditor.md.j2")


def fix(
    *,
    rule: str,
    cwe: str,
    severity: str,
    path: str,
    message: str,
    guidance: str,
    marks: Sequence[Mark],
    around: Mapping[str, Sequence[Shown]],
    pieces: Sequence[Piece],
    whole_file: bool,
    functions: Sequence[str],
    names: Sequence[str],
    contract: Contract | None,
    whole_function: bool,
    after_example: bool,
) -> str:
    """Ask for a fix of one case: `functions` are to be corrected, `names` are others that can be called.

    `around` holds the parts of a dossier by their names.
    """
    return render(
        "fix.md.j2",
        rule=rule,
        cwe=cwe,
        severity=severity,
        path=path,
        message=message,
        guidance=guidance,
        marks=marks,
        around=around,
        pieces=pieces,
        whole_file=whole_file,
        functions=functions,
        names=names,
        contract=contract,
        whole_function=whole_function,
        after_example=after_example,
    )


def example(*, reasoning: str, summary: str, assumptions: Sequence[str], answer: str) -> str:
    """A worked example's answer, in the form that is asked for."""
    return render(
        "example.md.j2", reasoning=reasoning, summary=summary, assumptions=assumptions, answer=answer
    )


def reflect(*, stage: str, detail: str) -> str:
    """Say what became of the last answer: `stage` is `form`, `claim`, `audit` or the gate that failed."""
    return render("reflect.md.j2", stage=stage, detail=detail)


def anchor(*, whole_function: bool) -> str:
    """What a fix is bound to and the form it comes in, for the end of long and of repeated questions."""
    return render("anchor.md.j2", whole_function=whole_function)


def fresh(*, failures: str) -> str:
    """A paragraph for a new conversation: what failed in the one before."""
    return render("fresh.md.j2", failures=failures)


def requests(*, diff: str, wishes: Sequence[Wish], checks: Sequence[str]) -> str:
    """A paragraph for a fix that is written again: the earlier one, and what people or checks said of it."""
    return render("requests.md.j2", diff=diff, wishes=wishes, checks=checks)


def shorter() -> str:
    """Ask for a shorter answer after one that was cut off."""
    return render("shorter.md.j2")


def audit(
    *,
    rule: str,
    cwe: str,
    path: str,
    message: str,
    guidance: str,
    contract: Contract | None,
    conventions: Sequence[Shown],
    diff: str,
    pieces: Sequence[Piece],
    after_example: bool,
) -> str:
    """Ask for assumptions and what breaks them, remaining flaws, broken conventions and a verdict."""
    return render(
        "audit.md.j2",
        rule=rule,
        cwe=cwe,
        path=path,
        message=message,
        guidance=guidance,
        contract=contract,
        conventions=conventions,
        diff=diff,
        pieces=pieces,
        after_example=after_example,
    )


def audit_example() -> str:
    """The answer of the worked example for the self-audit."""
    return render("audit_example/answer.md.j2")


def audit_again(*, unfounded: bool) -> str:
    """Ask for the verdict line that was missing, or again for one that vetoes without a line of code."""
    return render("audit_again.md.j2", unfounded=unfounded)


def reviewer() -> str:
    """System prompt of the blind reviewer."""
    return render("personas/reviewer.md.j2")


def review(
    *,
    findings: Sequence[Told],
    diff: str,
    parts: Sequence[Part],
    matching: Sequence[str],
    tried: Sequence[str],
) -> str:
    """Ask for objections, the sanitizer of what still matches, further attacks and the verdict."""
    return render("review.md.j2", findings=findings, diff=diff, parts=parts, matching=matching, tried=tried)


def review_again(*, problem: str, quotes: Sequence[str]) -> str:
    """Ask for the whole review again: `problem` in our own words, `quotes` are lines that nobody wrote."""
    return render("review_again.md.j2", problem=problem, quotes=quotes)
