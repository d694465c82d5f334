"""The target's suites on trial: one baseline for the whole run, then every patch against it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import assert_never

from agent.domain import Change, Patch, Source
from agent.gates.suite import discovery, judgement
from agent.gates.suite.discovery import Command, Npm, Plan, Pytest, Unittest
from agent.gates.suite.environment import (
    Binds,
    NoEnvironment,
    Places,
    named_python,
    provide,
    setup_commands,
)
from agent.gates.suite.once import Once
from agent.gates.suite.results import Worse, compare, flaky
from agent.gates.suite.run import Run, files_of
from agent.gates.suite.runner import SuiteRunner
from agent.gates.trial import Answer, not_run
from agent.ports import Sandbox, Snapshot
from agent.settings import TestSettings

# A suite this quick is run again as a whole, in the same order; of a slower one only the files that matter.
RERUN_WHOLE_SECONDS = 30.0
_PYTHON = frozenset({".py", ".pyi"})
_NODE = frozenset({".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts"})


@dataclass(frozen=True, slots=True)
class _Ready:
    """What is found out once per run."""

    runner: SuiteRunner
    plans: tuple[Plan, ...]


class RepoSuite:
    """Judges patches of one commit by the repository's own tests. Threads may share it."""

    def __init__(
        self,
        snapshot: Snapshot,
        sandbox: Sandbox | None,
        no_sandbox_reason: str,
        settings: TestSettings,
        target: Path,
        scratch: Path,
        cache: Path,
        binds: Binds,
        jobs: int = 1,
    ) -> None:
        """`jobs` is how many runs may go on at once. `cache` keeps what `tests.setup` made, for later runs.

        Raises ConfigError when `tests.command`, `tests.setup` or `tests.python` cannot be used.
        """
        self._snapshot = snapshot
        self._sandbox = sandbox
        self._no_sandbox_reason = no_sandbox_reason
        self._settings = settings
        self._places = Places(target, scratch, cache)
        self._binds = binds
        self._slots = threading.BoundedSemaphore(jobs)
        self._answers: Once[Answer] = Once()
        self._baselines: Once[Run] = Once()
        self._preparation: Once[_Ready | Answer] = Once()
        self._command = discovery.from_command(settings.command) if settings.command else None
        named_python(settings, target)
        setup_commands(settings.setup)

    def judge(self, changes: tuple[Change, ...]) -> Answer:
        """Run every suite with `changes` applied and compare it with base, test by test.

        The same changes are judged once; baselines are run once, at the first call.
        """
        digest = Patch(self._snapshot.base_sha, changes, Source.HUMAN).digest
        return self._answers.get(digest, lambda: self._judge(changes))

    def _judge(self, changes: tuple[Change, ...]) -> Answer:
        ready = self._preparation.get("", self._prepare)
        if isinstance(ready, Answer):
            return ready
        return judgement.combine(
            [
                (_speaks_for(plan, changes), self._judge_plan(ready.runner, plan, changes))
                for plan in ready.plans
            ]
        )

    def _prepare(self) -> _Ready | Answer:
        if self._sandbox is None:
            return not_run(self._no_sandbox_reason)
        plans = (self._command,) if self._command else discovery.discover(self._snapshot)
        if not plans:
            return not_run("no test suite found; set tests.command")
        self._places.scratch.mkdir(parents=True, exist_ok=True)
        found = provide(self._snapshot, self._settings, self._places, self._sandbox, self._binds)
        if isinstance(found, NoEnvironment):
            return not_run(found.reason)
        seconds = self._settings.seconds
        runner = SuiteRunner(self._snapshot, self._sandbox, found, self._places.scratch, self._slots, seconds)
        return _Ready(runner, tuple(runner.best(plan) for plan in plans))

    def _judge_plan(self, runner: SuiteRunner, plan: Plan, changes: tuple[Change, ...]) -> Answer:
        where = judgement.Where(plan, runner.sandbox.name, runner.environment.note, runner.seconds)
        base = self._baselines.get(plan, lambda: runner.run(plan))
        obstacle = judgement.obstacle(base, where)
        if obstacle is not None:
            return obstacle
        patched = runner.run(plan, changes)
        if patched.ended:
            return judgement.ended(base, patched, where)
        worse = compare(base.results, patched.results)
        unsteady: frozenset[str] = frozenset()
        if worse:
            files = self._files(plan, max(base.seconds, patched.seconds), worse)
            patched_again, base_again = runner.run(plan, changes, files), runner.run(plan, files=files)
            unsteady = flaky(worse, base_again.results, patched_again.results)
        return judgement.compared(base, patched, worse, unsteady, where)

    def _files(self, plan: Plan, seconds: float, worse: Sequence[Worse]) -> tuple[str, ...]:
        """What the second look is limited to; nothing means no limit."""
        if not isinstance(plan, Pytest) or seconds <= RERUN_WHOLE_SECONDS:
            return ()
        return files_of([test.id for test in worse], frozenset(self._snapshot.entries())) or ()


def _speaks_for(plan: Plan, changes: Sequence[Change]) -> bool:
    """Whether a change may show in this suite: all may, but those in the other suite's language alone."""
    suffixes = {PurePosixPath(change.path).suffix for change in changes}
    match plan:
        case Pytest() | Unittest():
            return not suffixes or not suffixes <= _NODE
        case Npm():
            return not suffixes or not suffixes <= _PYTHON
        case Command():
            return True
        case _:
            assert_never(plan)
