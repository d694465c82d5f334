"""One suite, at base and with one patch: as few runs as tell the two apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from agent.domain import Change
from agent.gates.suite import flakiness, judgement, selection
from agent.gates.suite.discovery import Plan, Unittest
from agent.gates.suite.flakiness import Look
from agent.gates.suite.impact import ImportGraph
from agent.gates.suite.judgement import Where
from agent.gates.suite.once import Once
from agent.gates.suite.results import Worse, compare, passing
from agent.gates.suite.run import Run
from agent.gates.suite.runner import SuiteRunner
from agent.gates.suite.selection import Selection
from agent.gates.suite.store import Baseline
from agent.gates.trial import Answer

# A suite this quick is run again as a whole when tests that are run alone tell nothing.
RERUN_WHOLE_SECONDS = 30.0
# Starting a suite costs a second or two: below this a first run of some files costs more than it can save.
IMPACT_SECONDS = 5.0
# So many tests are run again at first: one that is held decides, however many others got worse.
SAMPLE = 20


@dataclass(frozen=True, slots=True)
class Contest:
    """Everything about it but the baseline. `changes` are effective; `reruns` are base's, for all patches."""

    runner: SuiteRunner
    plan: Plan
    roots: tuple[str, ...]
    changes: tuple[Change, ...]
    paths: frozenset[str]
    where: Where
    graph: Callable[[], ImportGraph]
    reruns: Once[Run]

    def against(self, base: Baseline) -> tuple[Answer, Look]:
        """The answer, and what re-runs showed on the way to it."""
        obstacle = judgement.obstacle(base.run, self.where)
        if obstacle is not None:
            return obstacle, Look()
        if not self.changes:
            return judgement.unchanged(base, self.where), Look()
        early = self._early(base)
        if early is not None:
            return early
        patched = self.runner.run(self.plan, self.changes, self.roots)
        if patched.ended:
            return judgement.ended(patched, self.where), Look()
        worse = compare(base.run.results, patched.results)
        quick = max(base.run.seconds, patched.seconds) <= RERUN_WHOLE_SECONDS
        look = Look()
        if worse or (base.run.clean and not patched.clean):
            look = self._look(worse, quick=quick)
        return judgement.compared(base, patched, look, self.where), look

    def _early(self, base: Baseline) -> tuple[Answer, Look] | None:
        """A failure that the tests which can reach the change are enough to show; they never make a pass."""
        if base.run.seconds <= IMPACT_SECONDS or selection.positional(self.plan, self.paths):
            return None
        ids = passing(base.run.results)
        files = selection.files_by_test(self.plan, ids, self.paths)
        if not files:
            return None
        reached = self.graph().reached([change.path for change in self.changes]) - self._gone()
        wanted = [name for name, file in files.items() if file in reached]
        chosen = selection.of_files(self.plan, {files[name] for name in wanted})
        if not wanted or 2 * len(wanted) > len(ids) or chosen is None:
            return None
        patched = self._patched(chosen)
        if patched.ended:
            return judgement.ended(patched, self.where), Look()
        before = {name: base.run.results[name] for name in wanted}
        worse = compare(before, patched.results)
        look = self._alone(worse) if worse else None
        if look is None or not look.held:
            return None
        count = len({files[name] for name in wanted})
        return judgement.early(base, patched, look, count, self.where), look

    def _look(self, worse: Sequence[Worse], *, quick: bool) -> Look:
        """Run again what got worse: alone where that is possible and tells, else the whole suite."""
        alone = self._alone(worse) if worse else None
        if alone is None:
            return self._whole(worse)
        if alone.open and not alone.held and quick:
            return flakiness.merged(alone, self._whole(alone.open))
        return alone

    def _alone(self, worse: Sequence[Worse]) -> Look | None:
        """Run these tests by themselves, twice on each tree; None where that cannot be done."""
        sample = worse[:SAMPLE]
        look = self._alone_each(sample)
        if look is None or len(sample) == len(worse):
            return look
        if look.held:
            return replace(look, unseen=len(worse) - len(sample))
        return self._alone_each(worse)

    def _alone_each(self, worse: Sequence[Worse]) -> Look | None:
        for chosen in selection.of_tests(self.plan, worse, self.paths):
            first = self._base(chosen, 1)
            if any(test.id in first.results for test in worse):
                patched = [self._patched(chosen), self._patched(chosen)]
                return flakiness.sort(worse, [first, self._base(chosen, 2)], patched, whole=False)
        return None

    def _whole(self, worse: Sequence[Worse]) -> Look:
        """Run everything again on both trees; a third time with the patch where two runs disagree."""
        every = Selection(self.plan)
        base, patched = [self._base(every, 1)], [self._patched(every)]
        look = flakiness.sort(worse, base, patched, whole=True)
        if not look.once:
            return look
        return flakiness.sort(worse, base, [*patched, self._patched(every)], whole=True)

    def _base(self, chosen: Selection, number: int) -> Run:
        """The run of that number at base; the same for every patch that asks."""
        key = (chosen, self.roots, number)
        return self.reruns.get(key, lambda: self.runner.run(chosen.plan, (), self.roots, chosen.files))

    def _patched(self, chosen: Selection) -> Run:
        """Run a selection with the patch; a file that it deletes would stop the others from being run."""
        gone, plan = self._gone(), chosen.plan
        files = tuple(file for file in chosen.files if file.partition("::")[0] not in gone)
        if isinstance(plan, Unittest):
            plan = replace(plan, files=tuple(file for file in plan.files if file not in gone))
        if (chosen.files and not files) or (isinstance(plan, Unittest) and not plan.files):
            return Run({}, 0.0)
        return self.runner.run(plan, self.changes, self.roots, files)

    def _gone(self) -> frozenset[str]:
        return frozenset(change.path for change in self.changes if change.after is None)
