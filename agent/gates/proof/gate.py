"""Gate `proof`: does a test fail before the patch and pass after it, and would it catch wrong fixes?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from agent.domain import Change, NoProof, Proof
from agent.gates.finding import still_matching
from agent.gates.proof.examine import examine, is_attack, lines_by_path
from agent.gates.proof.language import (
    base_mutants,
    mutable,
    patch_mutants,
    read_proof,
    rewritten,
)
from agent.gates.proof.mutant import ALL_LAYERS, DELETED, Mutant
from agent.gates.proof.permissions import may_be_deleted
from agent.gates.trial import Answer, End, Trial, Tried, failed, inconclusive, not_applicable, not_run, passed
from agent.text import shortened
from agent.verdict import Output, Status

SHOWN = 5
LINES = 40
CHARACTERS = 3000
WIDTH = 300
_WORDS = {End.PASSED: "passed", End.ASSERTED: "FAILED", End.BROKEN: "ERROR"}


@dataclass(frozen=True, slots=True)
class _Wrong:
    """A wrong fix: all changes of the patch with the file at `path` mutated."""

    path: str
    mutant: Mutant
    changes: tuple[Change, ...]


def proof(trial: Trial) -> Answer:
    """Run the proof on base, on the patch, and on wrong fixes made from the patch.

    Where the scanner still matches a finding only a proof can carry the patch: there anything but a pass is
    a failure. A wrong fix that no test of the proof catches makes it inconclusive: the proof does not tell,
    and the patch is not wrong for that.
    """
    answer = _answer(trial)
    if answer.status is Status.PASSED or not trial.findings:
        return answer
    left = next(iter(still_matching(trial)), None)
    if left is None or answer.status is Status.FAILED:
        return answer
    where = f"{left.rule.id} still matches at {left.location}"
    detail = f"{where}, so a proof has to carry the patch, and there is none: {answer.detail}"
    return replace(answer, status=Status.FAILED, detail=detail)


def _answer(trial: Trial) -> Answer:
    if trial.exempt:
        return not_applicable(trial.exempt)
    if isinstance(trial.proof, NoProof):
        return not_run(trial.proof.reason)
    if not trial.findings:
        return not_run("no finding is named that a proof could be about")
    trouble = examine(trial.snapshot, trial.suite, trial.findings, trial.proof)
    if trouble:
        return not_run(f"the proof does not hold at base: {trouble}")
    base = trial.suite.try_file((), trial.proof)
    patched = trial.suite.try_file(trial.patch.changes, trial.proof)
    outputs = (_output("before the fix", base), _output("with the fix", patched))
    return replace(_judged(trial, trial.proof, base, patched), outputs=outputs)


def _judged(trial: Trial, test: Proof, base: Tried, patched: Tried) -> Answer:
    problem = _regression(base, patched) or _latent(trial, test)
    if problem:
        return failed(problem)
    whole = next(_unmade(trial), "")
    if whole:
        return inconclusive(f"no wrong fixes can be made of {whole}, so nothing tells what the proof misses")
    return _wrong_fixes(trial, test, patched)


def _output(title: str, tried: Tried) -> Output:
    """What a run of the proof showed, test by test: at most 40 lines and 3,000 characters."""
    said = [
        f"{_WORDS[end]}  {name}" + (f"\n        {words}" if words else "") for name, end, words in tried.tests
    ]
    lines = "\n".join([*said, *([tried.trouble] if tried.trouble else [])]).split("\n")
    left = len(lines) - LINES
    kept = lines if left <= 0 else [*lines[: LINES - 1], f"… and {left + 1} more lines"]
    return Output(title, shortened("\n".join(shortened(line, WIDTH) for line in kept), CHARACTERS))


def _regression(base: Tried, patched: Tried) -> str:
    """Why the patch does not stand the proof; a test that is missing has not passed."""
    if patched.trouble:
        return f"with the patch the proof gives no results: {patched.trouble}"
    for name, end, said in patched.tests:
        if end is not End.PASSED:
            kind = "the attack still works" if is_attack(name) and end is End.ASSERTED else "it does not pass"
            return f"{name}: {kind} with the patch{f': {said}' if said else ''}"
    expected, ran = (Counter(name for name, _, _ in tried.tests) for tried in (base, patched))
    odd = next(iter((expected - ran) + (ran - expected)), "")
    return f"{odd} ran {expected[odd]} times at base and {ran[odd]} times with the patch" if odd else ""


def _latent(trial: Trial, test: Proof) -> str:
    """The first input that need do no harm at base and does with the patch: a filter made it an attack."""
    text = read_proof(test)
    if isinstance(text, str) or not text.latent:
        return ""
    tried = trial.suite.try_file(trial.patch.changes, rewritten(test, text.latent))
    bad = next((f"{name}: {said}" for name, end, said in tried.tests if end is not End.PASSED), tried.trouble)
    return f"with the patch an input that a careless filter makes dangerous does harm: {bad}" if bad else ""


def _unmade(trial: Trial) -> Iterator[str]:
    """Files of the patch and of the findings that no wrong version can be made of."""
    after = {change.path: change.after for change in trial.patch.changes}
    found = {f.location.path: trial.snapshot.read(f.location.path) for f in trial.findings}
    for path, content in (found | after).items():
        if content is not None and not mutable(path, content):
            yield path


def _wrong_fixes(trial: Trial, test: Proof, patched: Tried) -> Answer:
    killed: dict[tuple[tuple[str, bytes | None], ...], bool] = {}
    survivors: list[_Wrong] = []
    restored: list[_Wrong] = []
    gone = False
    for wrong in _made(trial):
        if wrong.mutant.spares:
            restored.append(wrong)
            continue
        key = _contents(wrong)
        if key in killed:
            continue
        noticed = _caught(trial.suite.try_file(wrong.changes, test), patched)
        if not noticed and wrong.mutant.name == DELETED and may_be_deleted(trial.findings):
            continue
        killed[key] = noticed
        gone = gone or (killed[key] and wrong.mutant.layer == ALL_LAYERS)
        if not killed[key]:
            survivors.append(wrong)
    # Where the patch without all of its checks is caught, one that nobody misses stands beside others: that
    # the patch has it cannot make it wrong.
    layers = {wrong.mutant.layer for wrong in survivors} - {""} if gone else set()
    told = [wrong for wrong in survivors if wrong.mutant.layer not in layers]
    for wrong in restored:
        # Where the found code as it was is attacked past all checks, those behind it only stand beside.
        idle = [w for w in told if w.path == wrong.path and w.mutant.layer in wrong.mutant.spares]
        if idle and _harmed(trial.suite.try_file(wrong.changes, test)):
            killed[_contents(wrong)] = True
            layers |= {w.mutant.layer for w in idle} - {ALL_LAYERS}
            told = [w for w in told if w not in idle]
    if not killed:
        return inconclusive("no wrong fix could be made of the patch, so nothing tells what the proof misses")
    caught = f"{sum(killed.values())} of {len(killed)} wrong fixes caught"
    if told:
        names = "; ".join(wrong.mutant.name for wrong in told[:SHOWN])
        more = f"; and {len(told) - SHOWN} more" if len(told) > SHOWN else ""
        return inconclusive(f"{caught}; the proof also passes with: {names}{more}")
    names = ", ".join(sorted(layers))
    spare = f"; it passes as well without one alone of its checks: {names}" if layers else ""
    return passed(f"{_counted(patched)}; {caught}{spare}")


def _contents(wrong: _Wrong) -> tuple[tuple[str, bytes | None], ...]:
    return tuple(sorted((change.path, change.after) for change in wrong.changes))


def _harmed(tried: Tried) -> bool:
    """Whether an attack did its harm; a test that only breaks shows none."""
    return any(is_attack(name) and end is End.ASSERTED for name, end, _ in tried.tests)


def _caught(tried: Tried, patched: Tried) -> bool:
    """Whether any test that passes with the patch does not pass, or is not there."""
    good = Counter(name for name, end, _ in tried.tests if end is End.PASSED)
    return bool(Counter(name for name, _, _ in patched.tests) - good)


def _made(trial: Trial) -> Iterator[_Wrong]:
    """Every wrong fix; one that equals base is the empty patch."""
    lines = lines_by_path(trial.findings)
    changes = trial.patch.changes
    for change in changes:
        for mutant in patch_mutants(change, lines.get(change.path, ())):
            yield _Wrong(change.path, mutant, _replaced(changes, change, mutant))
    for path in lines.keys() - set(trial.patch.paths):
        # The patch mends the place from another file: there the feature is as it was.
        source = trial.snapshot.read(path)
        for mutant in base_mutants(path, source, lines[path]) if source is not None else ():
            yield _Wrong(path, mutant, (*changes, Change(path, source, mutant.after)))


def _replaced(changes: Sequence[Change], change: Change, mutant: Mutant) -> tuple[Change, ...]:
    wrong = Change(change.path, change.before, mutant.after, change.mode, change.before_mode)
    whole = (wrong if other is change else other for other in changes)
    return tuple(one for one in whole if one.after != one.before)


def _counted(tried: Tried) -> str:
    attacks = sum(is_attack(name) for name, _, _ in tried.tests)
    controls = len(tried.tests) - attacks
    one = attacks == 1
    hit = f"{attacks} attack{'' if one else 's'} {'fails' if one else 'fail'} at base"
    fair = f"{controls} control{' passes' if controls == 1 else 's pass'} on both"
    return f"{hit} and {'passes' if one else 'pass'} now, {fair}"
