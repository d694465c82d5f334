"""make life: two hundred pull requests through 120 days, and what was broken.

    python -m tests.followup.simulation [--pulls 200] [--days 120] [--worlds 2] [--seed 1] [--examples 3]
    python -m tests.followup.simulation --real

Exit status 1 when anything was.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.followup.simulation.life import examples, lives, table
from tests.followup.simulation.real import COUNT, run
from tests.forge.simulated import small_environment


def main(arguments: Sequence[str] | None = None) -> int:
    """Play it, print the table and what was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.followup.simulation")
    parser.add_argument("--pulls", type=int, default=200, help="of all worlds together")
    parser.add_argument("--days", type=int, default=120)
    parser.add_argument("--worlds", type=int, default=2, help="repositories, a process for each")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--examples", type=int, default=3, help="of each broken rule that are shown")
    parser.add_argument("--real", action="store_true", help="ten pull requests, with real gates instead")
    given = parser.parse_args(arguments)
    if given.real:
        return _real()
    begun = time.monotonic()
    found = lives(given.worlds, given.pulls, given.days, given.seed)
    sys.stdout.write(f"{table(found, time.monotonic() - begun)}\n{examples(found, given.examples)}\n")
    return any(one.broken or one.complaints for one in found)


def _real() -> int:
    with small_environment(), tempfile.TemporaryDirectory() as folder:
        begun = time.monotonic()
        done = run(Path(folder))
        spent = time.monotonic() - begun
    each = done.seconds / done.runs
    sys.stdout.write(
        f"{COUNT} pull requests, real gates: {done.runs} runs, {each:.1f} s each, {spent:.0f} s\n"
    )
    sys.stdout.writelines(f"  broken: {one}\n" for one in done.broken)
    return bool(done.broken)


if __name__ == "__main__":
    sys.exit(main())
