"""The target's suites on trial: one baseline for the whole run, then every patch against it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import assert_never

from agent.domain import Change, NoProof, Patch, Proof, Source, TestStyle
from agent.gates.suite import discovery, judgement, reach, single
from agent.gates.suite.contest import Contest
from agent.gates.suite.discovery import Command, Django, Npm, Plan, Pytest, Unittest
from agent.gates.suite.environment import Binds, NoEnvironment, Places, named_python, provide, setup_commands
from agent.gates.suite.impact import ImportGraph, python_sources
from agent.gates.suite.keys import content_key, effective, environment_key
from agent.gates.suite.once import Once
from agent.gates.suite.run import Run
from agent.gates.suite.runner import SuiteRunner
from agent.gates.suite.store import Baseline, BaselineStore
from agent.gates.trial import Answer, Tried, not_run
from agent.ports import Sandbox, Snapshot
from agent.settings import TestSettings

_PYTHON = frozenset({".py", ".pyi"})
_NODE = frozenset({".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts", ".vue"})
# Languages that are seldom run by a suite of the other two.
_OTHERS = frozenset(
    {".go", ".java", ".kt", ".scala", ".rb", ".php", ".cs", ".swift", ".rs", ".c", ".cc", ".cpp"}
)


@dataclass(frozen=True, slots=True)
class _Ready:
    """What is found out once per run."""

    runner: SuiteRunner
    plans: tuple[Plan, ...]
    sites: tuple[Path, ...]
    store: BaselineStore


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
        proof_seconds: float = 60.0,
    ) -> None:
        """`jobs` is how many runs may go on at once. `cache` keeps what `tests.setup` made, and baselines.

        Raises ConfigError when `tests.command`, `tests.setup` or `tests.python` cannot be used.
        """
        self._snapshot = snapshot
        self._sandbox = sandbox
        self._no_sandbox_reason = no_sandbox_reason
        self._settings = settings
        self._proof_seconds = proof_seconds
        self._places = Places(target, scratch, cache)
        self._binds = binds
        self._slots = threading.BoundedSemaphore(jobs)
        self._answers: Once[Answer] = Once()
        self._baselines: Once[Baseline] = Once()
        self._reruns: Once[Run] = Once()
        self._graphs: Once[ImportGraph] = Once()
        self._runners: Once[SuiteRunner | Answer] = Once()
        self._preparation: Once[_Ready | Answer] = Once()
        self._tried: Once[Tried] = Once()
        self._command = discovery.from_command(settings.command) if settings.command else None
        named_python(settings, target)
        setup_commands(settings.setup)

    def judge(self, changes: tuple[Change, ...]) -> Answer:
        """Run every suite with `changes` applied and compare it with base, test by test.

        Changes with the same result are judged once; baselines are run once, and kept for later runs.
        """
        real = effective(self._snapshot, changes)
        digest = Patch(self._snapshot.base_sha, real, Source.HUMAN).digest
        return self._answers.get(digest, lambda: self._judge(real))

    def style(self, path: str) -> TestStyle | NoProof:
        """The framework for a new test of the file at `path`, or why none can be run."""
        runner = self._runners.get("", self._make_runner)
        return NoProof(runner.detail) if isinstance(runner, Answer) else single.style(runner, path)

    def try_file(self, changes: tuple[Change, ...], test: Proof) -> Tried:
        """Run the tests of one new file alone, on the commit with `changes`. The same is never run twice."""
        runner = self._runners.get("", self._make_runner)
        if isinstance(runner, Answer):
            return Tried((), 0.0, runner.detail)
        whole = (*effective(self._snapshot, changes), Change(test.path, None, test.content.encode()))
        digest = Patch(self._snapshot.base_sha, whole, Source.HUMAN).digest
        return self._tried.get(digest, lambda: single.try_file(runner, changes, test, self._proof_seconds))

    def _judge(self, changes: tuple[Change, ...]) -> Answer:
        ready = self._preparation.get("", self._prepare)
        if isinstance(ready, Answer):
            return ready
        suffixes = {PurePosixPath(change.path).suffix for change in changes}
        answers = []
        for plan in ready.plans:
            matters = not suffixes or any(_covers(plan, suffix) for suffix in suffixes)
            answers.append((matters, self._judge_plan(ready, plan, changes)))
        missed = sorted(s for s in suffixes if not any(_covers(plan, s) for plan in ready.plans))
        if missed:
            answers.append((True, not_run(f"no suite covers {', '.join(missed)}; set tests.command")))
        return judgement.combine(answers)

    def _make_runner(self) -> SuiteRunner | Answer:
        if self._sandbox is None:
            return not_run(self._no_sandbox_reason)
        self._places.scratch.mkdir(parents=True, exist_ok=True)
        found = provide(self._snapshot, self._settings, self._places, self._sandbox, self._binds)
        if isinstance(found, NoEnvironment):
            return not_run(found.reason)
        seconds = self._settings.seconds
        return SuiteRunner(self._snapshot, self._sandbox, found, self._places.scratch, self._slots, seconds)

    def _prepare(self) -> _Ready | Answer:
        plans = (self._command,) if self._command else discovery.discover(self._snapshot)
        if self._sandbox is not None and not plans:
            return not_run("no test suite found; set tests.command")
        runner = self._runners.get("", self._make_runner)
        if isinstance(runner, Answer):
            return runner
        best = tuple(runner.best(plan) for plan in plans)
        tree = content_key(self._snapshot, self._places.scratch)
        store = BaselineStore(self._places.cache / "baselines", tree, environment_key(runner))
        return _Ready(runner, best, reach.site_folders(runner.environment.python), store)

    def _judge_plan(self, ready: _Ready, plan: Plan, changes: tuple[Change, ...]) -> Answer:
        runner, paths = ready.runner, frozenset(self._snapshot.entries())
        where = judgement.Where(plan, runner.sandbox.name, runner.environment.note, runner.seconds)
        roots = () if isinstance(plan, Npm) else reach.installed_roots(changes, paths, ready.sites)
        if roots and reach.ignores_path(plan):
            return judgement.unreachable(where)
        contest = Contest(runner, plan, roots, changes, paths, where, self._graph, self._reruns)
        base = self._baseline(ready, plan, roots)
        answer, look = contest.against(base)
        if look.base_varies:
            ready.store.drop(plan, roots)
            if base.stored:
                # What an earlier run saw does not hold today: look for ourselves.
                self._baselines.forget((plan, roots), base)
                answer, _ = contest.against(self._baseline(ready, plan, roots))
        return answer

    def _baseline(self, ready: _Ready, plan: Plan, roots: tuple[str, ...]) -> Baseline:
        def compute() -> Baseline:
            known = ready.store.get(plan, roots)
            if known is not None:
                return Baseline(known, stored=True)
            run = ready.runner.run(plan, roots=roots)
            ready.store.put(plan, roots, run)
            return Baseline(run)

        return self._baselines.get((plan, roots), compute)

    def _graph(self) -> ImportGraph:
        return self._graphs.get("", lambda: ImportGraph(python_sources(self._snapshot, self._places.scratch)))


def _covers(plan: Plan, suffix: str) -> bool:
    """Whether a change of such a file may show in this suite; what is no code may show in any."""
    match plan:
        case Pytest() | Unittest() | Django():
            return suffix not in _NODE | _OTHERS
        case Npm():
            return suffix not in _PYTHON | _OTHERS
        case Command():
            return True
        case _:
            assert_never(plan)
