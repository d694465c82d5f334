"""From runs to an answer in words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.gates.suite.discovery import Npm, Plan, title
from agent.gates.suite.flakiness import Look, explained
from agent.gates.suite.results import Outcome, Results, Worse, passing
from agent.gates.suite.run import Run
from agent.gates.suite.store import Baseline
from agent.gates.suite.words import one_line
from agent.gates.trial import Answer, failed, inconclusive, not_run, passed
from agent.verdict import Status

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Where:
    """What a detail says besides the counts: plan, sandbox, interpreter, limit in seconds.

    Failures are told to models, so that they say nothing that differs when the same patch is judged again.
    """

    plan: Plan
    sandbox: str
    note: str
    seconds: float

    def words(self, run: Run, *, timed: bool = True) -> str:
        """The end of every sentence about `run`; how long it took, when `timed`."""
        notes = [f"in {self.sandbox}{f', {run.seconds:.1f} s' if timed else ''}"]
        if self.note and not isinstance(self.plan, Npm):
            notes.append(self.note)
        if run.whole:
            notes.append(f"`{title(self.plan)}` as a whole counts as one test")
        return ", ".join(notes)


def unreachable(where: Where) -> Answer:
    """The patched package is installed too, and the command sees to it that the installed one is imported."""
    name = title(where.plan)
    return not_run(f"an installed copy is tested: `{name}` ignores PYTHONPATH; run it without -I and -E")


def obstacle(base: Run, where: Where) -> Answer | None:
    """Why a baseline is no ground to compare with, or None when it is one."""
    name = title(where.plan)
    tail = where.words(base)
    match base.ended:
        case "":
            pass
        case "timeout":
            limit = f"{where.seconds:g} s"
            return not_run(f"{name} did not end within {limit} at base ({tail}); raise tests.seconds")
        case "memory":
            return not_run(f"{name} went over the memory limit at base ({tail}); raise sandbox.memory_mb")
        case other:
            return not_run(f"{name} was ended at base for its {other} ({tail}); set tests.command")
    if passing(base.results):
        return None
    reason = _first_trouble(base.results) or base.words or "no output"
    return not_run(f"no test passes at base with {name} ({tail}): `{reason}`; {_remedy(where, reason)}")


def _remedy(where: Where, reason: str) -> str:
    if where.sandbox == "landlock" and "PermissionError" in reason:
        return "landlock lets no test open a socket: install bubblewrap if they need one"
    if isinstance(where.plan, Npm):
        return "install node_modules in the target, or set tests.setup"
    return "name an interpreter that has the dependencies in tests.python, or install them with tests.setup"


def ended(patched: Run, where: Where) -> Answer:
    """The patched suite had to be ended, though base was within the same limits."""
    name = title(where.plan)
    tail = where.words(patched, timed=False)
    match patched.ended:
        case "timeout":
            return failed(f"with the patch {name} did not end within {where.seconds:g} s, base did, {tail}")
        case "memory":
            return failed(f"with the patch {name} went over the memory limit, base did not, {tail}")
        case other:
            return failed(f"with the patch {name} was ended for its {other}, base was not, {tail}")


def compared(base: Baseline, patched: Run, look: Look, where: Where) -> Answer:
    """Passed when no test is held against the patch, and the run as a whole ended no worse than at base.

    `look` is what re-runs showed of the tests that got worse; there are none in it when nothing did.
    """
    before = base.run
    total = len(passing(before.results))
    notes = _notes(before, patched, look)
    tail = f"{where.words(patched)}{_stored(base)}{notes}"
    untimed = f"{where.words(patched, timed=False)}{notes}"
    if look.held:
        return failed(f"{_regressed(before, patched, look)}; {untimed}")
    if before.clean and _ends_worse(before, patched, look):
        how = patched.broken_off or f"ended with status {patched.status}, at base with 0"
        return failed(f"with the patch {title(where.plan)} {how}; {untimed}")
    if look.open:
        names = _listed([str(test) for test in look.open])
        why = "run alone they end alike on both trees, and the suite takes too long to be run again"
        return inconclusive(
            f"{len(look.open)} of {total} got worse in the whole suite: {names}; {why}; {tail}"
        )
    steady = total - len(look.excused) - len(look.once)
    if not steady:
        names = _listed([test.id for test in (*look.excused, *look.once)])
        return not_run(f"every test that passed at base is flaky: {names}, {tail}")
    return passed(f"{steady} passed before and after, {tail}")


def early(base: Baseline, patched: Run, look: Look, files: int, where: Where) -> Answer:
    """Tests that import what the patch changes fail again and again: the rest need not be run."""
    which = f"only the {files} test file{'s' if files > 1 else ''} that can reach the change ran"
    tail = where.words(patched, timed=False)
    return failed(f"{_regressed(base.run, patched, look)}; {which}; {tail}")


def unchanged(base: Baseline, where: Where) -> Answer:
    """The patch leaves the tree as it is, so the baseline is its result as well."""
    tail = f"{where.words(base.run)}{_stored(base)}{_notes(base.run, base.run, Look())}"
    return passed(f"{len(passing(base.run.results))} passed at base, and nothing is changed, {tail}")


def _stored(base: Baseline) -> str:
    return ", base as an earlier run saw it" if base.stored else ""


def _regressed(base: Run, patched: Run, look: Look) -> str:
    names = _listed([_named(test, look) for test in look.held])
    more = f", and {look.unseen} more that were not run again" if look.unseen else ""
    total, said = len(passing(base.results)), _said(look.held, patched, base)
    return f"{len(look.held)} of {total} tests that passed at base no longer pass: {names}{more}{said}"


def _ends_worse(base: Run, patched: Run, look: Look) -> bool:
    """A whole run with the patch ends badly for another reason than tests that are not held against it."""
    if any(_red(run) for run in look.base):
        return False
    excused = [test.id for test in (*look.excused, *look.once, *look.open)]
    again = any(not run.clean and not explained(run, passing(base.results)) for run in look.patched)
    return not patched.clean and (again or not explained(patched, excused))


def _red(run: Run) -> bool:
    """It ended badly, though its tests could be run."""
    return not run.clean and bool(passing(run.results))


def _named(test: Worse, look: Look) -> str:
    sometimes = test.id in look.sometimes
    return f"{test}, passes only sometimes with the patch" if sometimes else str(test)


def _said(held: Sequence[Worse], patched: Run, base: Run) -> str:
    """The first assertion text; for tests that are missing, the error that kept them away."""
    own = next((test.now.text for test in held if test.now and test.now.text), "")
    text = own or _new_trouble(base.results, patched.results) or ("" if patched.results else patched.words)
    return f": `{one_line(text)}`" if text else ""


def _notes(base: Run, patched: Run, look: Look) -> str:
    """What was not compared, so that nobody takes it for passed."""
    red = [r for r in base.results.values() if r.outcome in (Outcome.FAILED, Outcome.ERROR)]
    skipped = sum(r.outcome is Outcome.SKIPPED for r in base.results.values())
    new = [name for name in patched.results if name not in base.results and _bad(patched.results, name)]
    notes = []
    if red:
        trouble = one_line(red[0].text, 120)
        notes.append(f"{len(red)} red at base, not compared" + (f" (`{trouble}`)" if trouble else ""))
    if skipped:
        notes.append(f"{skipped} skipped at base")
    if look.excused:
        names = _listed([test.id for test in look.excused])
        notes.append(f"flaky, not held against the patch: {names}")
    if look.once:
        names = _listed([str(test) for test in look.once])
        notes.append(f"seen once with the patch, never at base, and not again: {names}")
    if new:
        notes.append(f"new and red: {_listed(new)}")
    return "".join(f"; {note}" for note in notes)


def _bad(results: Results, name: str) -> bool:
    return results[name].outcome in (Outcome.FAILED, Outcome.ERROR)


def _first_trouble(results: Results) -> str:
    """The first error text of a run without a pass, with the missing module before anything else."""
    texts = [one_line(r.text) for r in results.values() if r.outcome is not Outcome.PASSED and r.text]
    missing = (text[text.index("ModuleNotFoundError") :] for text in texts if "ModuleNotFoundError" in text)
    return next(missing, "") or next(iter(texts), "")


def _new_trouble(base: Results, patched: Results) -> str:
    return next((patched[n].text for n in patched if n not in base and _bad(patched, n)), "")


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(one_line(name, 160) for name in names[:SHOWN]) + more


def combine(answers: Sequence[tuple[bool, Answer]]) -> Answer:
    """One answer of several suites, each with whether it covers a language that the patch changes.

    A failure wins. A suite that could not run leaves a gap, unless another ran and it covers nothing changed.
    """
    detail = "; ".join(answer.detail for _, answer in answers)
    statuses = {answer.status for _, answer in answers}
    if Status.FAILED in statuses:
        return failed("; ".join(a.detail for _, a in answers if a.status is Status.FAILED))
    if any(matters and answer.status is Status.NOT_RUN for matters, answer in answers):
        return not_run(detail)
    if Status.INCONCLUSIVE in statuses:
        return inconclusive(detail)
    return passed(detail) if Status.PASSED in statuses else not_run(detail)
