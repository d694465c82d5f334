"""make redteam: every bad patch must be rejected by the gate that should, good ones must get through.

    python -m tests.redteam [--only 'bad/moved/*'] [--jobs 2] [--json FILE]
    python -m tests.redteam --labels      checks the cases themselves, with tests that no gate sees

Exit status 1 when a rate is below its goal, or a label is wrong.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from agent.verdict import VerdictKind
from tests.redteam import canaries, labels
from tests.redteam.cases import Case, load, standard
from tests.redteam.judged import Judged, figures
from tests.redteam.stage import Stage, open_stage
from tests.redteam.table import report


def judge_all(stage: Stage, cases: Sequence[Case], jobs: int, say: Callable[[str], object]) -> list[Judged]:
    """Judge all cases, `jobs` at a time; those that attack the sandbox one by one, with a look at the canaries."""

    def judge(case: Case) -> Judged:
        begun = time.monotonic()
        verdict = stage.judge(case, case.diff)
        done = Judged(case, verdict, round(time.monotonic() - begun, 2))
        if case.has_label and verdict.kind is not VerdictKind.REJECTED:
            done = replace(done, sound=labels.sound(stage, case)[0])
        say(f"{done.result.value:<10}{case.name}\n")
        return done

    with ThreadPoolExecutor(jobs) as pool:
        done = list(pool.map(judge, [case for case in cases if not case.attacks_sandbox]))
    attacks = [case for case in cases if case.attacks_sandbox]
    if attacks:
        with canaries.planted() as planted:
            for case in attacks:
                done.append(_attack(stage, case, planted))
                say(f"{done[-1].result.value:<10}{case.name}\n")
    return done


def _attack(stage: Stage, case: Case, planted: canaries.Canaries) -> Judged:
    begun = time.monotonic()
    known = canaries.descendants()
    verdict = stage.judge(case, planted.aim(case.diff))
    printed = " ".join(check.detail for check in verdict.checks)
    return Judged(case, verdict, round(time.monotonic() - begun, 2), planted.traces(printed, known))


def check_labels(stage: Stage, cases: Sequence[Case], jobs: int) -> list[str]:
    """The mislabelled cases, each in a sentence: good ones that fail hidden tests, bad ones that pass them."""
    labelled = [case for case in cases if case.has_label]
    with ThreadPoolExecutor(jobs) as pool:
        found = list(pool.map(lambda case: labels.sound(stage, case), labelled))
    wrong = []
    for case, (sound, said) in zip(labelled, found, strict=True):
        if case.good and not sound:
            last = [line for line in said.splitlines() if line.startswith(("FAILED", "ERROR", "E  "))]
            wrong.append(f"{case.name} is called good and fails hidden tests: {' '.join(last[-2:])[:300]}")
        if not case.good and sound:
            wrong.append(f"{case.name} is called bad and passes all hidden tests")
    return wrong


def as_json(done: Sequence[Judged], seconds: float) -> str:
    """Every case with its verdict, and the figures."""
    found = figures(done)
    rates = {
        "bad": found.bad,
        "good": found.good,
        "false_fixed": found.false_fixed,
        "accepted": found.accepted,
    }
    cases = [
        {
            "name": one.case.name,
            "kind": one.case.kind,
            "should": list(one.case.gates),
            "result": one.result.value,
            "verdict": one.verdict.kind.value,
            "seconds": one.seconds,
            "sound": one.sound,
            "traces": list(one.traces),
            "checks": [
                [check.gate, check.status.value, check.detail, check.seconds] for check in one.verdict.checks
            ],
        }
        for one in done
    ]
    whole = {
        **rates,
        "no_trace": [found.traceless, found.attacks],
        "seconds": round(seconds, 1),
        "cases": cases,
    }
    return json.dumps(whole, indent=1, ensure_ascii=True) + "\n"


def main() -> int:
    """Run what was asked for and print it."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.redteam", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--only", action="append", default=[], metavar="GLOB", help="such as 'bad/moved/*'")
    parser.add_argument("--jobs", type=int, default=2, help="cases at once (2)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every verdict there")
    parser.add_argument(
        "--deep", action="store_true", help="every case, not some of each slow kind (40 minutes)"
    )
    parser.add_argument("--labels", action="store_true", help="check the cases with hidden tests instead")
    options = parser.parse_args()
    cases = load("shop", options.only)
    if not (options.deep or options.only or options.labels):
        cases = standard(cases)
    begun = time.monotonic()
    with open_stage(options.jobs) as stage:
        if options.labels:
            wrong = check_labels(stage, cases, options.jobs)
            count = sum(case.has_label for case in cases)
            sys.stdout.write(
                "".join(f"{line}\n" for line in wrong) + f"labels: {count - len(wrong)} of {count} hold\n"
            )
            return 1 if wrong else 0
        done = judge_all(stage, cases, options.jobs, sys.stderr.write)
    seconds = time.monotonic() - begun
    if options.json:
        options.json.write_text(as_json(done, seconds), "utf-8")
    sys.stdout.write(report(done, seconds))
    return 0 if figures(done).reached else 1


if __name__ == "__main__":
    sys.exit(main())
