"""One case from its files to its result: place, scan, check, fix, and try the fix on the hidden tests."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

from agent.domain import Finding, Scan
from agent.errors import RulesError, TargetError, ToolError, UsageError
from agent.evals.judging import counted
from agent.evals.placing import place
from agent.evals.shelf import Shelf
from agent.evals.tally import Tally
from agent.evals.trying import HiddenTests, hidden_tests, unsound
from agent.evals.values import Bad, Counts, EvalCase, Hidden, Result
from agent.gates.suite.runner import SuiteRunner
from agent.ports import Forge
from agent.verdict import Outcome
from agent.workspace.git import Checkout


@dataclass(frozen=True, slots=True)
class Opened:
    """A case's repository with everything that works on it. `fix` puts one finding through the pipeline and
    raises ModelError; `command` is the test command that the settings name."""

    base: Scan
    runner: SuiteRunner | Bad
    command: str
    fix: Callable[[Finding, Forge, Tally], Outcome]


Open = Callable[[EvalCase, Checkout], AbstractContextManager[Opened]]


def run_case(case: EvalCase, opening: Open, secrets: Mapping[str, str]) -> Result:
    """What came of a case. No model is asked about one that is broken.

    Raises ModelError when the endpoint cannot be used at all.
    """
    begun, tally = time.monotonic(), Tally()
    try:
        with tempfile.TemporaryDirectory(prefix="suture-eval-") as scratch:
            done = _run(case, opening, Shelf(secrets), tally, Path(scratch))
    except (RulesError, TargetError, ToolError, UsageError) as error:
        done = Bad(str(error), error.hint)
    blank = Result(
        case.id, case.language, case.cwe, case.rule, case.path, case.line, case.expect, Counts.BROKEN, "",
        seconds=round(time.monotonic() - begun, 3),
    )  # fmt: skip
    if isinstance(done, Bad):
        return replace(blank, reason=done.reason, next=done.hint, spent=tally.spent())
    outcome, hidden, detail, left = done
    return replace(
        blank,
        counts=counted(case.expect, outcome.kind, hidden, left=left, answered=tally.answered),
        reason=outcome.reason,
        outcome=outcome.kind.value,
        source=outcome.source.value if outcome.source else "",
        hidden=hidden,
        hidden_detail=detail,
        attempts=outcome.attempts,
        diff=outcome.diff,
        spent=tally.spent(outcome.usage),
    )


def _run(
    case: EvalCase, opening: Open, shelf: Shelf, tally: Tally, scratch: Path
) -> tuple[Outcome, Hidden, str, bool] | Bad:
    """The outcome, what the hidden tests say of it and in which words, and whether a patch was taken."""
    tests = hidden_tests(case)
    if isinstance(tests, Bad):
        return tests
    placed = place(case, scratch)
    if isinstance(placed, Bad):
        return placed
    with opening(case, placed) as opened:
        finding = _finding(case, opened.base)
        wrong = _wrong(case, opened, finding, tests)
        if wrong is not None:
            return wrong
        assert isinstance(finding, Finding) and isinstance(opened.runner, SuiteRunner)
        outcome = opened.fix(finding, shelf, tally)
        if shelf.taken is None:
            return outcome, Hidden.NONE, "", False
        return outcome, *tests.run(opened.runner, shelf.taken.draft.patch.changes), True


def _wrong(case: EvalCase, opened: Opened, finding: Finding | Bad, tests: HiddenTests) -> Bad | None:
    if isinstance(finding, Bad):
        return finding
    if isinstance(opened.runner, Bad):
        return opened.runner
    return unsound(case, tests, opened.runner, opened.command)


def _finding(case: EvalCase, base: Scan) -> Finding | Bad:
    """The finding that the case is about."""
    alike = [f for f in base.findings if f.rule.id == case.rule and f.location.path == case.path]
    found = next((finding for finding in alike if finding.location.start == case.line), None)
    if found is not None:
        return found
    lines = ", ".join(str(finding.location.start) for finding in alike)
    if lines:
        return Bad(f"{case.rule} finds line {lines} of {case.path}, not {case.line}", "correct `line`")
    unread = next((skip.reason for skip in base.skipped if skip.what.startswith(case.path)), "")
    return Bad(
        f"{case.rule} finds nothing in {case.path}{f': {unread}' if unread else ''}",
        "correct `rule` or `path` in case.toml, or put the rule into rules/",
    )
