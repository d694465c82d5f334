"""One function per template of the short questions, for small models; its parameters are the variables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agent.authoring.prompting.rendering import render
from agent.authoring.shown.context import Mark, Piece
from agent.authoring.shown.parts import Part, Shown, Told


def appsec(*, whole_function: bool) -> str:
    """System prompt of the author, the form of its answer included."""
    return render("brief/appsec.md.j2", whole_function=whole_function)


def fix(
    *,
    rule: str,
    cwe: str,
    path: str,
    message: str,
    guidance: str,
    functions: Sequence[str],
    marks: Sequence[Mark],
    around: Mapping[str, Sequence[Shown]],
    pieces: Sequence[Piece],
    whole_function: bool,
    after_example: bool,
) -> str:
    """Ask for a fix of one case: what is to be done comes last."""
    return render(
        "brief/fix.md.j2",
        rule=rule,
        cwe=cwe,
        path=path,
        message=message,
        guidance=guidance,
        functions=functions,
        marks=marks,
        around=around,
        pieces=pieces,
        whole_function=whole_function,
        after_example=after_example,
    )


def example(*, summary: str, answer: str) -> str:
    """A worked example's answer."""
    return render("brief/example.md.j2", summary=summary, answer=answer)


def anchor(*, whole_function: bool) -> str:
    """The form of a fix, for the end of questions that are put again."""
    return render("brief/anchor.md.j2", whole_function=whole_function)


def auditor() -> str:
    """System prompt of the self-audit."""
    return render("brief/auditor.md.j2")


def audit(*, rule: str, cwe: str, message: str, diff: str, pieces: Sequence[Piece]) -> str:
    """Show a fix that is to be judged."""
    return render("brief/audit.md.j2", rule=rule, cwe=cwe, message=message, diff=diff, pieces=pieces)


def audit_form() -> str:
    """Ask for the verdict on it, in one line."""
    return render("brief/audit_form.md.j2")


def audit_again(*, unfounded: bool) -> str:
    """Ask for the verdict that was missing, or again for one that vetoes without a line of code."""
    return render("brief/audit_again.md.j2", unfounded=unfounded)


def reviewer() -> str:
    """System prompt of the blind reviewer."""
    return render("brief/reviewer.md.j2")


def review(*, findings: Sequence[Told], diff: str, parts: Sequence[Part], matching: Sequence[str]) -> str:
    """Show a change that is to be reviewed, and what the scanner still reports in it."""
    return render("brief/review.md.j2", findings=findings, diff=diff, parts=parts, matching=matching)


def review_form(*, still_reported: bool) -> str:
    """Ask for the verdict on it, with one objection or, where it needs one, with the sanitizer."""
    return render("brief/review_form.md.j2", still_reported=still_reported)
