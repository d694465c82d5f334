"""Read the Test Anything Protocol out of a program's output."""

from __future__ import annotations

import re

from agent.gates.suite.results import Outcome, Result, Results, numbered
from agent.gates.suite.words import one_line

_VERSION = re.compile(r"^TAP version \d+\s*$", re.MULTILINE)
_PLAN = re.compile(r"^1\.\.(\d+)", re.MULTILINE)
_BAIL_OUT = re.compile(r"^\s*(Bail out!.*)$", re.MULTILINE)
_LINE = re.compile(r"^\s*(not )?ok\b(?:[ \t]+(\d+))?(?:[ \t]+-)?[ \t]*(.*)$", re.MULTILINE)
_DIRECTIVE = re.compile(r"\s#\s*(skip|todo)\b.*$", re.IGNORECASE)


def parse(output: str) -> Results | None:
    """Results by description, or None when the output is not TAP. What is skipped or to do never passed."""
    if not (_VERSION.search(output) or _PLAN.search(output)):
        return None
    cases = [_case(match[1], match[2] or "", match[3]) for match in _LINE.finditer(output)]
    return numbered(cases) if cases else None


def broken_off(output: str) -> str:
    """What tells that a run did not come to its end, or nothing. Plans of one output add up."""
    bail_out = _BAIL_OUT.search(output)
    if bail_out:
        return f"broke off with `{one_line(bail_out[1])}`"
    planned = sum(int(count[:9]) for count in _PLAN.findall(output))
    ran = sum(not match[0].lstrip("\n")[0].isspace() for match in _LINE.finditer(output))
    return f"ran {ran} of {planned} planned tests" if _PLAN.search(output) and ran != planned else ""


def _case(negation: str | None, number: str, rest: str) -> tuple[str, Result]:
    name = _DIRECTIVE.sub("", " " + rest).strip() or f"test {number}"
    if _DIRECTIVE.search(" " + rest):
        return name, Result(Outcome.SKIPPED, rest.strip())
    return name, Result(Outcome.FAILED if negation else Outcome.PASSED)
