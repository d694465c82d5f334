"""A case's own tests and its hidden ones, run in the sandbox: what the author wrote is untrusted code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.domain import Change
from agent.evals.values import Bad, EvalCase, Expect, Hidden
from agent.gates.suite.discovery import Command, Plan, Pytest, discover, from_command, title
from agent.gates.suite.results import Outcome
from agent.gates.suite.run import Run
from agent.gates.suite.runner import SuiteRunner

FOLDER = "hidden"
_PYTHON = re.compile(r"(test_.*|.*_test)\.py")
_NODE = re.compile(r".*\.test\.[cm]?js")
_TAP = ("node", "--test", "--test-reporter=tap")


@dataclass(frozen=True, slots=True)
class HiddenTests:
    """The files of a case's `hidden/`, as they come to lie in the repository, and how they are run."""

    files: tuple[Change, ...]
    plans: tuple[Plan, ...]

    def run(self, runner: SuiteRunner, patch: Sequence[Change] = ()) -> tuple[Hidden, str]:
        """Run them on the commit with `patch`; what they say, and the words of the first that fails."""
        own = {change.path for change in self.files}
        changes = (*(change for change in patch if change.path not in own), *self.files)
        for plan in self.plans:
            run = runner.run(plan, changes)
            wrong = _red(run)
            if wrong:
                return Hidden.FAILED, wrong
        return (Hidden.PASSED, "") if self.plans else (Hidden.NONE, "")


def hidden_tests(case: EvalCase) -> HiddenTests | Bad:
    """What lies in the case's `hidden/`; no files and no plans where there is no such folder."""
    folder = case.folder / FOLDER
    if not folder.is_dir():
        return HiddenTests((), ())
    found = sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    files = tuple(Change(f"{FOLDER}/{_inside(path, folder)}", None, path.read_bytes()) for path in found)
    plans: list[Plan] = []
    if any(_PYTHON.fullmatch(path.name) for path in found):
        plans.append(Pytest((FOLDER,)))
    scripts = tuple(f"{FOLDER}/{_inside(path, folder)}" for path in found if _NODE.fullmatch(path.name))
    if scripts:
        plans.append(Command((*_TAP, *scripts)))
    if not plans:
        return Bad("hidden/ holds no test", "call its files test_*.py or *.test.js, or take the folder away")
    return HiddenTests(files, tuple(plans))


def unsound(case: EvalCase, tests: HiddenTests, runner: SuiteRunner, command: str) -> Bad | None:
    """Why nothing could be told of a fix: tests that are red, or hidden ones that say the wrong thing now."""
    for plan in (from_command(command),) if command else discover(runner.snapshot):
        best = runner.best(plan)
        wrong = _red(runner.run(best))
        if wrong:
            step = "make them pass without a fix, or name with SUTURE_TESTS__PYTHON what they need"
            return Bad(f"its own tests ({title(best)}) are red: {wrong}", step)
    if not tests.plans:
        return None
    seen, words = tests.run(runner)
    if case.expect is Expect.FIXED and seen is Hidden.PASSED:
        return Bad("its hidden tests pass before any fix", "have them fail as long as the weakness is there")
    if case.expect is not Expect.FIXED and seen is Hidden.FAILED:
        return Bad(f"its hidden tests fail as it is: {words}", f"have them pass where {case.expect} is right")
    return None


def _inside(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _red(run: Run) -> str:
    """Why a run is no pass of all its tests; empty when it is. A skipped test is no pass and no failure."""
    if run.ended:
        return f"ended for its {run.ended}"
    bad = (Outcome.FAILED, Outcome.ERROR)
    failed = [(name, result) for name, result in run.results.items() if result.outcome in bad]
    if failed:
        name, result = failed[0]
        return f"{name}: {result.text or result.outcome.value}"
    if not any(result.outcome is Outcome.PASSED for result in run.results.values()):
        return run.words or "no test ran"
    return "" if run.clean else run.broken_off or f"it ended with status {run.status}: {run.words}"
