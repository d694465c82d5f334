"""Recipes at work on a text: where a finding is stands in it as a comment."""

from __future__ import annotations

from typing import Any

from agent.authoring.recipes import recipe
from agent.domain import Case, Draft, Finding, Location, Rule, Severity, Source

HERE = "  # here"


def drafted(cwe: str, text: str, path: str = "a.py") -> Draft | None:
    """What the recipe of a weakness makes of a text, whose marked lines are a finding each."""
    lines = text.split("\n")
    rule = Rule("a-rule", Severity.HIGH, cwe=(cwe,))
    numbers = [number for number, line in enumerate(lines, 1) if HERE in line] or [1]
    findings = [Finding(rule, Location(path, n, n), "a message", lines[n - 1]) for n in numbers]
    return recipe(Case(tuple(findings)), "1" * 40, text.encode())


def cooked(cwe: str, text: str) -> str | None:
    """The text after the repair; it is not repaired twice."""
    draft = drafted(cwe, text)
    if draft is None:
        return None
    (change,) = draft.patch.changes
    assert draft.patch.source is Source.RECIPE and draft.summary and change.after is not None
    after = change.after.decode()
    assert drafted(cwe, after) is None
    return after


def loaded(code: str | None, **names: object) -> dict[str, Any]:
    """The names of a repaired file, without what its imports of frameworks gave."""
    assert code is not None
    kept = "\n".join(line for line in code.split("\n") if "flask" not in line and not line.startswith("@"))
    space: dict[str, Any] = dict(names)
    exec(compile(kept, "a.py", "exec"), space)
    return space


class Request:
    """A request with fields in its address."""

    def __init__(self, **args: str) -> None:
        self.args = args
