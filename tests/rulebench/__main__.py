"""python -m tests.rulebench all | truth | packages | speed: the figures of docs/rules-measured.md."""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.rulebench import packages, speed, truth
from tests.rulebench.engine import CONFIDENCES


def main() -> None:
    """Run one of the measurements."""
    asked = _parser().parse_args()
    match asked.what:
        case "all":
            packages.measure((), asked.pack)
            speed.measure(asked.lines, asked.pack, None)
            truth.measure(asked.securityeval, asked.benchmark, asked.against, False)
        case "truth":
            truth.measure(asked.securityeval, asked.benchmark, asked.against, asked.cases)
        case "packages":
            packages.measure(asked.names, asked.pack)
        case "speed":
            speed.measure(asked.lines, asked.pack, asked.folder)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m tests.rulebench", description=__doc__)
    commands = parser.add_subparsers(dest="what", required=True)
    whole = commands.add_parser("all", help="everything; labelled code only where its folders are given")
    labelled = commands.add_parser("truth", help="recall and precision on labelled code")
    for command in (whole, labelled):
        command.add_argument(
            "--securityeval", type=Path, metavar="DIR", help="checkout of s2e-lab/SecurityEval"
        )
        command.add_argument(
            "--benchmark", type=Path, metavar="DIR", help="checkout of OWASP-Benchmark/BenchmarkPython"
        )
        command.add_argument(
            "--against", type=Path, metavar="RULES", help="a folder of other rules for the same engine"
        )
    labelled.add_argument("--cases", action="store_true", help="list every case and the rules that report it")
    popular = commands.add_parser("packages", help="findings in popular packages")
    popular.add_argument("names", nargs="*", metavar="NAME")
    timed = commands.add_parser("speed", help="time over many lines, and by rule")
    for command in (whole, timed):
        command.add_argument("--lines", type=int, default=100_000)
    timed.add_argument("--folder", type=Path, metavar="DIR", help="the code to scan instead of the packages")
    for command in (whole, popular, timed):
        command.add_argument("--pack", choices=list(CONFIDENCES), default="suture:default")
    return parser


if __name__ == "__main__":
    main()
