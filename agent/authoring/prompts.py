"""One function per prompt template; its parameters are the template's variables."""

from __future__ import annotations

from collections.abc import Sequence

from agent.authoring.context import Mark, Piece
from agent.authoring.earlier import Wish
from agent.authoring.rendering import render
from agent.authoring.shown import Part, Told


def appsec(*, whole_function: bool) -> str:
    """System prompt of the author: who it is, what is data, in which form it answers."""
    return render("personas/appsec.md.j2", whole_function=whole_function)


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
    pieces: Sequence[Piece],
    whole_file: bool,
    functions: Sequence[str],
    helpers: Sequence[str],
    whole_function: bool,
    after_example: bool,
) -> str:
    """Ask for a fix of one case."""
    return render(
        "fix.md.j2",
        rule=rule,
        cwe=cwe,
        severity=severity,
        path=path,
        message=message,
        guidance=guidance,
        marks=marks,
        pieces=pieces,
        whole_file=whole_file,
        functions=functions,
        helpers=helpers,
        whole_function=whole_function,
        after_example=after_example,
    )


def example(*, reasoning: str, summary: str, assumptions: Sequence[str], answer: str) -> str:
    """A worked example's answer, in the form that is asked for."""
    return render(
        "example.md.j2", reasoning=reasoning, summary=summary, assumptions=assumptions, answer=answer
    )


def reflect(*, stage: str, detail: str, whole_function: bool) -> str:
    """Say what became of the last answer: `stage` is `form`, `audit` or the gate that rejected it."""
    return render("reflect.md.j2", stage=stage, detail=detail, whole_function=whole_function)


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
    diff: str,
    pieces: Sequence[Piece],
) -> str:
    """Ask for the assumptions, attacks, remaining flaws and verdict on a fix."""
    return render(
        "audit.md.j2",
        rule=rule,
        cwe=cwe,
        path=path,
        message=message,
        guidance=guidance,
        diff=diff,
        pieces=pieces,
    )


def audit_again() -> str:
    """Ask for the verdict line that was missing."""
    return render("audit_again.md.j2")


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
