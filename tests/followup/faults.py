"""Follow-up with one thing gone wrong at each write of each step, and what must hold after every one of them.

    python -m tests.followup.faults [--only 'faults/LOST/*']

Exit status 1 when a rule is broken.
"""

from __future__ import annotations

import argparse
import fnmatch
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from tests.doubles.github import Fault
from tests.followup.faulty.acts import ACTS
from tests.followup.faulty.cases import CASES
from tests.followup.faulty.ground import ground
from tests.followup.faulty.plays import CRASHES, Played, Schedule, play
from tests.followup.faulty.weak import WEAK
from tests.forge.simulated import small_environment

PROCESSES = 2
FAULTS = (
    Fault.CRASH, Fault.DONE_CRASH, Fault.UNSENT, Fault.LOST, Fault.REFUSED_502, Fault.DONE_500, Fault.CUT,
    Fault.SECONDARY, Fault.FORBIDDEN, Fault.INVALID,
)  # fmt: skip
LATE = (
    ("remind", "status"),
    ("revise a line", "branch"),
    ("revise a line", "reply"),
    ("close what is gone", "close"),
)
"""Steps and writes whose answers come after they are given up; each takes more than a second."""


def faults() -> Iterator[Schedule]:
    """Each kind of fault at each write; what was cut is taken up at once."""
    for fault in FAULTS:
        for case in CASES:
            for number, place in case.places():
                yield Schedule("faults", fault.name, case, number, place, fault)


def later() -> Iterator[Schedule]:
    """What kills a run; what was cut is taken up on the next day."""
    for fault in sorted(CRASHES, key=lambda one: one.name):
        for case in CASES:
            for number, place in case.places():
                yield Schedule("later", fault.name, case, number, place, fault, later=True)


def slow() -> Iterator[Schedule]:
    """Answers that come too late."""
    for case in CASES:
        for number, place in case.places():
            if (case.name, place) in LATE:
                yield Schedule("slow", "answer too late", case, number, place, Fault.SLOW, patience=1)


def people() -> Iterator[Schedule]:
    """Each act of a person just before each write, and before the lock is taken."""
    for act in ACTS:
        for case in CASES:
            for number, place in case.places(first=True):
                if act.fits(case, place):
                    yield Schedule("people", act.name, case, number, place, act=act)


GROUPS: dict[str, Callable[[], Iterator[Schedule]]] = {
    "faults": faults, "later": later, "slow": slow, "people": people,
}  # fmt: skip


def schedules() -> tuple[Schedule, ...]:
    """All of them."""
    return tuple(one for group in GROUPS.values() for one in group())


def report(played: Sequence[Played]) -> str:
    """The table: what went wrong at how many places, how much of it is known, how many runs it took, and the time."""
    kinds: dict[tuple[str, str], list[Played]] = defaultdict(list)
    for one in played:
        kinds[one.schedule.group, one.schedule.kind].append(one)
    lines = [f"{'what':<40}{'places':>7}{'broken':>7}{'known':>7}{'runs':>6}{'seconds':>9}"]
    for (group, kind), ones in [*kinds.items(), (("all", ""), list(played))]:
        broken, known = sum(bool(one.broken) for one in ones), sum(bool(one.known) for one in ones)
        seconds = sum(one.seconds for one in ones)
        most = max((one.runs for one in ones), default=0)
        name = f"{group}: {kind}" if kind else group
        lines.append(f"{name:<40}{len(ones):>7}{broken:>7}{known:>7}{most:>6}{seconds:>9.1f}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the schedules, print the table and what was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.followup.faults")
    parser.add_argument("--only", default="*", metavar="PATTERN", help="schedules by name: 'faults/LOST/*'")
    only = parser.parse_args(arguments).only
    begun = time.monotonic()
    with ProcessPoolExecutor(PROCESSES) as pool:
        parts = list(pool.map(_part, range(PROCESSES), [only] * PROCESSES))
    ends = {end[0]: end for part in parts for end in part}
    played = [Played(one, *ends[one.name][1:]) for one in schedules() if one.name in ends]
    sys.stdout.write(f"{report(played)}\nby {PROCESSES} processes in {time.monotonic() - begun:.0f} s\n")
    for one in played:
        sys.stdout.writelines(f"{one.schedule.name}: {text}\n" for text in one.broken)
    for weak in WEAK:
        met = sum(any(weak.covers(one.schedule.name, text) for text in one.known) for one in played)
        sys.stdout.write(f"known, at {met} places: {weak.why}\n")
    return any(one.broken for one in played)


def _part(number: int, only: str) -> list[tuple[str, int, tuple[str, ...], tuple[str, ...], float]]:
    """Every so-manieth schedule from `number` on: its name, and how it went."""
    healthy: dict[tuple[str, bool], Any] = {}
    chosen = [one for one in schedules() if fnmatch.fnmatch(one.name, only)][number::PROCESSES]
    with small_environment(), tempfile.TemporaryDirectory() as folder, ground(Path(folder)) as there:
        played = [play(there, one, healthy) for one in chosen]
    return [(one.schedule.name, one.runs, one.broken, one.known, one.seconds) for one in played]


if __name__ == "__main__":
    sys.exit(main())
