"""The probes on the evaluation cases: which cases get a proof without a model, and what it says of fixes.

    python -m tests.probing.measure [CASE ...]

Every case's right fixes have to pass the proof gate, its wrong ones should not. Prints a line for each case.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from agent.cli import compose
from agent.domain import Case, NoProof, Patch, Proof, Source
from agent.evals.placing import place
from agent.evals.reading import read_cases
from agent.evals.values import Bad, EvalCase
from agent.gates.runner import Bench
from agent.pipeline import scan_commit
from agent.probing import probe
from agent.scanner.bundled import bundled_rules
from agent.settings import load
from agent.verdict import Status
from agent.workspace.snapshot import GitSnapshot
from agent.workspace.unified import DiffFailure, apply_unified
from tests.redteam.stage import RubberStamp

CASES = Path(__file__).parent.parent / "evals" / "cases"


@dataclass(frozen=True, slots=True)
class Probed:
    """What the probes made of a case: a proof or why not, and the proof gate's word on each fix."""

    case: str
    proof: Proof | NoProof
    right: dict[str, tuple[Status, str]]
    wrong: dict[str, tuple[Status, str]]
    seconds: float


@contextlib.contextmanager
def opened(case: EvalCase) -> Iterator[tuple[Bench, Case]]:
    """The bench of a case and its finding."""
    with tempfile.TemporaryDirectory(prefix="suture-probing-") as name:
        checkout = place(case, Path(name))
        assert not isinstance(checkout, Bad), checkout
        bundled = {rule.id for rule in bundled_rules()}
        names = [f"suture:{case.rule}" if case.rule in bundled else "", str(case.rules or "")]
        config = tuple(each for each in names if each)
        environ = {"PATH": os.environ["PATH"], "HOME": name, "SUTURE_TESTS__PYTHON": sys.executable}
        loaded = load(None, file=None, environ=environ, flags={"scan.config": config})
        site = compose.Site(checkout, GitSnapshot(checkout), loaded, environ)
        scanner = compose.make_scanner(site)
        base = scan_commit(site.snapshot, scanner, compose.targets(site)[0])
        found = [f for f in base.findings if (f.rule.id, f.location.start) == (case.rule, case.line)]
        with compose.make_suite(site, unsafe=False) as (suite, _):
            bench = replace(compose.make_bench(site, scanner, suite, base), reviewer=RubberStamp())
            yield bench, Case(tuple(found))


def probed(case: EvalCase) -> Probed:
    """Probe a case, and put its right and wrong fixes before the proof gate."""
    begun = time.monotonic()
    with opened(case) as (bench, finding):
        proof = _proof(bench, finding)
        seconds = time.monotonic() - begun
        right = {path.name: _judged(bench, finding, proof, path) for path in _right(case)}
        wrong = {
            path.name: _judged(bench, finding, proof, path)
            for path in sorted((case.folder / "wrong").glob("*.diff"))
        }
    return Probed(case.id, proof, right, wrong, seconds)


def _proof(bench: Bench, case: Case) -> Proof | NoProof:
    """The first probe that holds at base."""
    plan = bench.plan(case.findings)
    if isinstance(plan, NoProof):
        return plan
    why = "no input of its tests carries an attack"
    for made in probe(case, plan, bench.snapshot, bench.suite):
        why = bench.examine(made, case.findings)
        if not why:
            return made
    return NoProof(why)


def _right(case: EvalCase) -> list[Path]:
    return [case.folder / "solution.diff", *sorted((case.folder / "also").glob("*.diff"))]


def _judged(bench: Bench, case: Case, proof: Proof | NoProof, diff: Path) -> tuple[Status, str]:
    if isinstance(proof, NoProof):
        return Status.NOT_RUN, ""
    changes = apply_unified(diff.read_bytes(), bench.snapshot)
    assert not isinstance(changes, DiffFailure), changes
    patch = Patch(bench.snapshot.base_sha, changes, Source.MODEL)
    verdict = bench.verify(patch, case.findings, proof)
    stopped = next((check for check in verdict.checks if check.status is Status.FAILED), None)
    check = stopped or next(check for check in verdict.checks if check.gate == "proof")
    return check.status, f"{check.gate}: {check.detail}"


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main(names: Sequence[str]) -> int:
    """Print what the probes make of the cases to be fixed; 1 when a right fix fails."""
    bad = 0
    for case in read_cases(CASES, names):
        if case.expect != "fixed" or case.language != "python":
            continue
        said = probed(case)
        if isinstance(said.proof, NoProof):
            _say(f"{said.case}: no proof: {said.proof.reason} ({said.seconds:.1f} s)")
            continue
        _say(f"{said.case}: a proof ({said.seconds:.1f} s)")
        if os.environ.get("SHOW"):
            _say(said.proof.content)
        for kind, fixes in (("right", said.right), ("wrong", said.wrong)):
            for name, (status, detail) in fixes.items():
                _say(f"    {kind} {name}: {status.value} {detail[:300]}")
        bad += sum(status is Status.FAILED for status, _ in said.right.values())
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
