"""make sim: whole deliveries with one thing gone wrong at each step, and what must hold after every one of them.

    python -m tests.forge.schedules [--only 'answers/*']

Exit status 1 when a rule is broken.
"""

from __future__ import annotations

import argparse
import fnmatch
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from tests.doubles.github import Fault
from tests.forge.acts import ACTS, Act
from tests.forge.interposed import Interposed
from tests.forge.plays import Before, Play, Played, Schedule, play
from tests.forge.simulated import ground, small_environment

FIXED_WRITES = (
    "lock commit", "lock", "blob 1", "tree 1", "commit 1", "blob 2", "blob 3", "tree 2", "commit 2", "branch",
    "pull request", "labels", "ready", "assignees", "reviewers", "lock given back",
)  # fmt: skip
"""The writes of a healthy delivery with a proof, in their order."""
GAP_WRITES = (
    "lock commit", "lock", "blob 1", "tree 1", "commit 1", "branch", "pull request", "labels", "lock given back",
)  # fmt: skip
READS = 60
"""Reads of a healthy delivery with a proof, at least."""
PROCESSES = 2
CRASHES = {Fault.CRASH, Fault.DONE_CRASH}


def answers() -> Iterator[Schedule]:
    """Each kind of fault at each write of a delivery with a proof."""
    for fault in Fault:
        for number, at in enumerate(FIXED_WRITES, 1):
            yield Schedule("answers", fault.name, at, _failing(fault, number), killed=fault in CRASHES)


def gaps() -> Iterator[Schedule]:
    """What kills a run, loses an answer or ends the writing, at each write for an evidence gap."""
    for fault in (Fault.CRASH, Fault.DONE_CRASH, Fault.LOST, Fault.DONE_502, Fault.CUT, Fault.REFUSED_502,
                  Fault.SECONDARY, Fault.FORBIDDEN, Fault.INVALID):  # fmt: skip
        for number, at in enumerate(GAP_WRITES, 1):
            failing = _failing(fault, number)
            yield Schedule("gaps", fault.name, at, failing, fixed=(False,), killed=fault in CRASHES)


def _failing(fault: Fault, number: int, seconds: float = 0.02, **state: int) -> Before:
    def before(one: Play) -> None:
        for name, value in state.items():
            setattr(one.world.hub.state, name, value)
        if number:
            one.world.hub.fail(fault, write=number, seconds=seconds)

    return before


def several() -> Iterator[Schedule]:
    """Two proposals in one run: what the first one meets must keep the second from writing, where it should."""
    for fault in (Fault.SECONDARY, Fault.FORBIDDEN, Fault.DONE_CRASH):
        for number, at in enumerate(FIXED_WRITES, 1):
            yield Schedule(
                "two fixes",
                fault.name,
                at,
                _failing(fault, number),
                fixed=(True, False),
                killed=fault in CRASHES,
            )


def slow() -> Iterator[Schedule]:
    """Answers that come too late, lists that lag, and connections that stay bad for a while."""
    for at in ("lock", "branch", "pull request", "ready"):
        late = _failing(Fault.SLOW, FIXED_WRITES.index(at) + 1, seconds=1.3)
        yield Schedule("slow", "answer too late", at, late)
    number = FIXED_WRITES.index("pull request") + 1
    for lag in (1, 2, 3, 4, 30):
        for fault in (Fault.SLOW, Fault.LOST, Fault.DONE_500, Fault.CRASH, Fault.DONE_CRASH):
            lagging = _failing(fault, number, lag_lists=lag)
            yield Schedule("slow", f"lists lag, {fault.name}", f"by {lag}", lagging, killed=fault in CRASHES)
    number = FIXED_WRITES.index("assignees") + 1
    for lag in (1, 2, 3):
        for fault in (Fault.SLOW, Fault.LOST, Fault.DONE_CRASH):
            dim = _failing(fault, number, lag_assignees=lag)
            yield Schedule("slow", f"assignees lag, {fault.name}", f"by {lag}", dim, killed=fault in CRASHES)
    for number, at in enumerate(FIXED_WRITES, 1):
        yield Schedule("slow", "answer lost, then no reads", at, _cut_off(number))


def _cut_off(number: int) -> Before:
    def before(one: Play) -> None:
        hub = one.world.hub
        hub.fail(Fault.LOST, write=number)
        hub.after_write(number, lambda: hub.fail(Fault.REFUSED_503, read=1, times=6))

    return before


def reads() -> Iterator[Schedule]:
    """A read that fails for good, and one that says that nothing is there."""
    for number in range(1, READS + 1):
        for fault, times in ((Fault.UNSENT, 2), (Fault.MISSING, 1)):

            def before(one: Play, fault: Fault = fault, number: int = number, times: int = times) -> None:
                one.world.hub.fail(fault, read=number, times=times)

            alike = fault is not Fault.MISSING
            yield Schedule("reads", fault.name, f"read {number}", before, alike=alike)


def people() -> Iterator[Schedule]:
    """Each act of a person just before and just after each write."""
    for act in ACTS:
        first = FIXED_WRITES.index(act.needs) + 1 if act.needs else 0
        for number, at in enumerate(FIXED_WRITES, 1):
            if number > first and number > 1:
                yield Schedule("people", act.name, f"before {at}", _acting(act, number, True), alike=False)
            if number >= first:
                yield Schedule("people", act.name, f"after {at}", _acting(act, number, False), alike=False)


def _acting(act: Act, number: int, early: bool) -> Before:
    def before(one: Play) -> None:
        plan = one.world.hub.before_write if early else one.world.hub.after_write
        plan(number, lambda: one.act(act))

    return before


def between() -> Iterator[Schedule]:
    """A run is killed, then somebody acts, and the next run finds both."""
    for act in ACTS:
        first = FIXED_WRITES.index(act.needs) + 1 if act.needs else 0
        for at in ("branch", "pull request", "labels", "ready", "assignees", "reviewers"):
            if (number := FIXED_WRITES.index(at) + 1) >= first:
                yield Schedule(
                    "between", act.name, f"after {at}", _nothing, _left_and(number, act), alike=False
                )


def _left_and(number: int, act: Act) -> Before:
    def first(one: Play) -> None:
        one.dies(Fault.DONE_CRASH, number, True)
        one.act(act)
        one.run()

    return first


def two_runs() -> Iterator[Schedule]:
    """A run that stalls while another takes over, two at the very same time, and one that is interrupted."""
    steps = [("look", number) for number in range(2, 9)] + [
        ("before write", number) for number in range(1, 7)
    ]
    for seconds in (0.0, 200.0):
        for at, number in steps:
            kind = "another run, long pause" if seconds else "another run"
            yield Schedule("two runs", kind, f"{at} {number}", _nothing, _overtaken(at, number, seconds))
    for number in range(1, 7):
        for at in ("before write", "after write"):
            yield Schedule("two runs", "interrupted", f"{at} {number}", _nothing, _interrupted(at, number))
    for fault in (Fault.SLOW, Fault.LOST, Fault.REFUSED_502):
        for at in ("lock", "branch", "pull request"):
            early = _failing(fault, FIXED_WRITES.index(at) + 1)
            yield Schedule("two runs", f"at the same time, {fault.name}", at, early, _together)


def again() -> Iterator[Schedule]:
    """A run is killed, and the next one meets trouble of its own, or has nothing more to propose."""
    left = {"branch": Fault.DONE_CRASH, "pull request": Fault.CRASH, "labels": Fault.CRASH}
    for at, crash in left.items():
        for fault in (Fault.SECONDARY, Fault.UNAUTHORIZED, Fault.LOST, Fault.DONE_502):
            for number in (1, 2, 3, 6):
                kind = f"killed at {at}, then {fault.name}"
                troubled = _troubled(crash, GAP_WRITES.index(at) + 1, fault, number)
                yield Schedule("again", kind, f"write {number}", _nothing, troubled, (True, False))
        gone = _troubled(crash, GAP_WRITES.index(at) + 1, None, 0)
        yield Schedule(
            "again", f"killed at {at}", "then the finding is gone", _nothing, gone, (), alike=False
        )


def _troubled(crash: Fault, number: int, fault: Fault | None, then: int) -> Before:
    def first(one: Play) -> None:
        one.dies(crash, number, False)
        if fault:
            one.world.hub.fail(fault, write=then)
        one.run()

    return first


def _nothing(one: Play) -> None:
    pass


def _overtaken(at: Any, number: int, seconds: float) -> Before:
    def other(one: Play) -> None:
        one.world.wait(seconds)
        one.run()

    return lambda one: one.run(around=lambda host: Interposed(host, at, number, lambda: other(one)))


def _interrupted(at: Any, number: int) -> Before:
    def stop() -> None:
        raise KeyboardInterrupt

    return lambda one: one.run(around=lambda host: Interposed(host, at, number, stop))


def _together(one: Play) -> None:
    # Nobody's sleep may age the other's lock.
    threads = [
        threading.Thread(target=lambda: one.run(sleep=lambda s: time.sleep(s / 100))) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


GROUPS: dict[str, Callable[[], Iterator[Schedule]]] = {
    "answers": answers, "gaps": gaps, "several": several, "slow": slow, "reads": reads, "people": people, "two runs": two_runs,
    "again": again, "between": between,
}  # fmt: skip


def schedules() -> tuple[Schedule, ...]:
    """All of them."""
    return tuple(one for group in GROUPS.values() for one in group())


def report(played: Sequence[Played]) -> str:
    """The table: what went wrong at how many places, how first runs ended, and the time it took."""
    kinds: dict[tuple[str, str], list[Played]] = defaultdict(list)
    for one in played:
        kinds[one.schedule.group, one.schedule.kind].append(one)
    lines = [f"{'what':<52}{'places':>7}{'broken':>7}{'seconds':>9}  first runs ended"]
    for (group, kind), ones in kinds.items():
        broken, seconds = sum(bool(one.broken) for one in ones), sum(one.seconds for one in ones)
        ended = ", ".join(sorted({one.outcome or "nothing" for one in ones}))
        lines.append(f"{group + ': ' + kind:<52}{len(ones):>7}{broken:>7}{seconds:>9.1f}  {ended}")
    broken, seconds = sum(bool(one.broken) for one in played), sum(one.seconds for one in played)
    lines.append(f"{'all':<52}{len(played):>7}{broken:>7}{seconds:>9.1f}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the schedules, print the table and what was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.forge.schedules")
    parser.add_argument(
        "--only", default="*", metavar="PATTERN", help="schedules by name, such as 'answers/LOST/*'"
    )
    only = parser.parse_args(arguments).only
    begun = time.monotonic()
    with ProcessPoolExecutor(PROCESSES) as pool:
        parts = list(pool.map(_part, range(PROCESSES), [only] * PROCESSES))
    ends = {name: (outcome, broken, seconds) for part in parts for name, outcome, broken, seconds in part}
    played = [Played(one, *ends[one.name]) for one in schedules() if one.name in ends]
    sys.stdout.write(f"{report(played)}\nby {PROCESSES} processes in {time.monotonic() - begun:.0f} s\n")
    for one in played:
        sys.stdout.writelines(f"{one.schedule.name}: {text}\n" for text in one.broken)
    return any(one.broken for one in played)


def _part(number: int, only: str) -> list[tuple[str, str, tuple[str, ...], float]]:
    """Every so-manieth schedule from `number` on: its name, and how it went."""
    healthy: dict[tuple[bool, ...], Any] = {}
    chosen = [one for one in schedules() if fnmatch.fnmatch(one.name, only)][number::PROCESSES]
    with small_environment(), tempfile.TemporaryDirectory() as folder:
        there = ground(Path(folder))
        played = [play(there, one, healthy) for one in chosen]
    return [(one.schedule.name, one.outcome, one.broken, one.seconds) for one in played]


if __name__ == "__main__":
    sys.exit(main())
