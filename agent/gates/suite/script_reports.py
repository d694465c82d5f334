"""Read the reports of JavaScript test runners, which untrusted code may have written. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import unquote

from agent.gates.suite.words import key_line, one_line
from agent.gates.trial import End

MAX_BYTES = 16 * 1024 * 1024
MAX_TEXT = 16_000
_FRAME = re.compile(r"^\s+at (?:async )?(?:.*\()?([^()]*?):\d+:\d+\)?$")
_STACK_LINE = re.compile(r"^\s+at \S")
_ASSERTION_NAME = re.compile(r"(Jest)?AssertionError\b")
# How jest words the failures of its own matchers, and those of node's assert, which it rewrites.
_MATCHER = re.compile(
    r"(?:(?:Error|JestAssertionError): )?(?:expect\(|expect\.\w+\()|(?:Error: )?assert(?:\.\w+)*\("
)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The report tells of no test, and why. `vague`: the run's output tells more, if there is any."""

    reason: str
    vague: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """One test. `idle` is skipped or to do; `assertion` tells that an assertion raised what ended it."""

    title: str
    passed: bool
    idle: bool = False
    assertion: bool = False
    message: str = ""
    stack: str = ""
    children: tuple[End, ...] = ()
    """How those tests inside it ended that alone made it fail."""


def end_of(case: Case, file: str) -> End:
    """How the test ended: `asserted` only by an assertion that `file` itself raised."""
    if case.idle:
        return End.BROKEN
    if case.passed:
        return End.PASSED
    if case.children:
        return End.ASSERTED if End.BROKEN not in case.children else End.BROKEN
    return End.ASSERTED if case.assertion and _raised_in(case, file) else End.BROKEN


def said(stack: str) -> str:
    """What stands before the frames of a stack."""
    lines = stack.splitlines()
    return "\n".join(lines[: next((at for at, line in enumerate(lines) if _STACK_LINE.match(line)), None)])


def _raised_in(case: Case, file: str) -> bool:
    """Whether the topmost frame that is neither node's own nor a package's is in `file`."""
    # A message may look like a stack: the frames are what stands behind it.
    head, _, rest = case.stack.partition(f": {case.message}")
    whole = not case.message or "\n" in head
    lines = (case.stack if whole else rest).rstrip().splitlines()
    while lines and not _STACK_LINE.match(lines[-1]):
        lines.pop()
    start = len(lines)
    while start and _STACK_LINE.match(lines[start - 1]):
        start -= 1
    places = (found[1] for line in lines[start:] if (found := _FRAME.match(line)))
    own = (place for place in places if not place.startswith("node:") and "/node_modules/" not in place)
    return _is_file(next((place for place in own if "/" in place), ""), file)


def _is_file(place: object, file: str) -> bool:
    path = unquote(place) if isinstance(place, str) and place.startswith("file:") else place
    return isinstance(path, str) and f"/{path}".endswith(f"/{file}")


def node_cases(data: bytes, file: str) -> tuple[Case, ...] | Unreadable:
    """The tests of `file` in our own reporter's lines."""
    events: list[dict[str, object]] = []
    for line in data[: MAX_BYTES + 1].splitlines():
        event = _parsed(line, len(data))
        if isinstance(event, Unreadable):
            return event
        if isinstance(event, dict):
            events.append(event)
    cases: list[tuple[int, Case]] = []
    for event in events:
        depth = event.get("nesting")
        case = _node_case(event)
        if not _is_file(event.get("file"), file) or event.get("suite") is True or not isinstance(depth, int):
            continue
        if _is_file(case.title, file):
            # What stands for the file as a whole fails when it cannot be loaded, or breaks outside any test.
            if case.passed:
                continue
            if not cases:
                return Unreadable("it cannot be loaded", vague=True)
            case = replace(case, message="it broke outside of its tests")
        elif event.get("kind") == "subtestsFailed":
            case = replace(case, children=tuple(_failed_inside(cases, depth, file)))
        cases.append((depth, case))
    return tuple(case for _, case in cases)


def _failed_inside(cases: list[tuple[int, Case]], depth: int, file: str) -> Iterator[End]:
    """The tests inside one are told of just before it."""
    for deeper, case in reversed(cases):
        if deeper <= depth:
            return
        if not case.passed:
            yield end_of(case, file)


def _node_case(event: dict[str, object]) -> Case:
    return Case(
        title=_text(event.get("title")),
        passed=event.get("passed") is True,
        idle=event.get("idle") is not False,
        assertion=event.get("code") == "ERR_ASSERTION"
        or bool(_ASSERTION_NAME.match(_text(event.get("name")))),
        message=_text(event.get("message")),
        stack=_text(event.get("stack")),
    )


def mocha_cases(data: bytes, file: str) -> tuple[Case, ...] | Unreadable:
    """The tests of `file` in what mocha's `json` reporter writes."""
    report = _parsed(data, len(data))
    if isinstance(report, Unreadable):
        return report
    tests = [test for test in _dicts(report, "tests") if _is_file(test.get("file"), file)]
    pending = {_text(test.get("fullTitle")) for test in _dicts(report, "pending")}
    hooks = [test for test in _dicts(report, "failures") if " hook" in _text(test.get("title"))]
    broken = [test for test in hooks if test not in tests]
    if not tests and broken:
        error = broken[0].get("err")
        said = _text(error.get("message")) if isinstance(error, dict) else ""
        return Unreadable(one_line(f"{_text(broken[0].get('title'))}: {said}"))
    return tuple(_mocha_case(test, pending) for test in [*tests, *broken])


def _mocha_case(test: dict[str, object], pending: set[str]) -> Case:
    found = test.get("err")
    error: dict[str, object] = found if isinstance(found, dict) else {}
    named = _text(error.get("name")) or _text(error.get("stack"))
    return Case(
        title=_text(test.get("title")),
        passed=not error,
        idle=_text(test.get("fullTitle")) in pending,
        assertion=error.get("code") == "ERR_ASSERTION" or bool(_ASSERTION_NAME.match(named)),
        message=_text(error.get("message")),
        stack=_text(error.get("stack")),
    )


def jest_cases(data: bytes, file: str) -> tuple[Case, ...] | Unreadable:
    """The tests of `file` in what `jest --json` writes."""
    report = _parsed(data, len(data))
    if isinstance(report, Unreadable):
        return report
    suites = [suite for suite in _dicts(report, "testResults") if _is_file(suite.get("name"), file)]
    cases = tuple(_jest_case(test) for suite in suites for test in _dicts(suite, "assertionResults"))
    if not cases and suites:
        said = [line.strip() for line in _text(suites[0].get("message")).splitlines() if line.strip()]
        told = [line for line in said if not line.startswith("●")]
        return Unreadable(key_line("\n".join(told[:1])) or "it cannot be loaded", vague=not told)
    return cases


def _jest_case(test: dict[str, object]) -> Case:
    status = test.get("status")
    found = test.get("failureMessages")
    messages = [_text(text) for text in found] if isinstance(found, list) else []
    stack = messages[0] if messages else ""
    # Where several things failed, each must be an assertion.
    asserted = all(_MATCHER.match(text) or _ASSERTION_NAME.match(text) for text in messages)
    return Case(
        title=_text(test.get("title")),
        passed=status == "passed",
        idle=status not in ("passed", "failed"),
        assertion=bool(messages) and asserted,
        stack=stack,
    )


def _parsed(data: bytes, size: int) -> object:
    if size > MAX_BYTES:
        return Unreadable(f"its test report is larger than {MAX_BYTES // 2**20} MB")
    try:
        return json.loads(data) if data.strip() else None
    except (ValueError, RecursionError) as error:
        return Unreadable(one_line(f"its test report is no JSON: {error}"))


def _dicts(report: object, key: str) -> list[dict[str, object]]:
    found = report.get(key) if isinstance(report, dict) else None
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _text(value: object) -> str:
    return value[:MAX_TEXT] if isinstance(value, str) else ""
