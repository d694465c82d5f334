"""How long the default pack takes over many lines, and which rules the time goes to.

The times by rule come from a run of one job: with two, each waits for the other and a rule is charged with it.
"""

from __future__ import annotations

import shutil
import tempfile
from itertools import zip_longest
from pathlib import Path

from tests.rulebench import corpus
from tests.rulebench.engine import READING, Scanned, scan_pack
from tests.rulebench.scoring import percent, table
from tests.rulebench.truth import say

SHOWN = 10
GOAL = 0.05
"""No rule may take more than this share of the whole."""


def measure(lines: int, pack: str, folder: Path | None) -> None:
    """Print the figures of one run over `folder`, or over about `lines` lines of popular packages."""
    if folder is not None:
        with tempfile.TemporaryDirectory() as home:
            corpus.copy(list(corpus.own_code(folder)), folder, Path(home))
            _time(Path(home), pack)
        return
    tree = corpus.CACHE / f"mixed-{lines}"
    for language in corpus.SUFFIXES:
        _fill(tree / language, language, lines // 2)
    _time(tree, pack)


def _time(tree: Path, pack: str) -> None:
    have = dict.fromkeys(corpus.SUFFIXES, 0)
    for file in tree.rglob("*"):
        name = corpus.language(file.name)
        if name and file.is_file():
            have[name] += corpus.lines_of(file)
    count = sum(have.values())
    done = scan_pack(pack, tree, tuple(corpus.SUFFIXES))
    say(", ".join(f"{number} lines of {name}" for name, number in have.items()))
    say(f"{pack}: {done.wall:.0f} s by the clock, {done.cpu:.0f} s of CPU, {len(done.hits)} findings")
    say(f"{count / done.wall:.0f} lines a second by the clock, {count / done.cpu:.0f} by the CPU", "")
    say(slowest(scan_pack(pack, tree, tuple(corpus.SUFFIXES), times=True)))


def slowest(done: Scanned) -> str:
    """The rules that took longest, with their share of the run's CPU and of the time that all rules took."""
    by_rule = {name: taken for name, taken in done.by_rule.items() if name != READING["id"]}
    matching = sum(by_rule.values())
    ranked = sorted(by_rule.items(), key=lambda item: -item[1])
    rows = [
        (name, f"{taken:.2f}", percent(taken / done.cpu), percent(taken / matching))
        for name, taken in ranked[:SHOWN]
        if matching
    ]
    above = sum(taken > GOAL * done.cpu for taken in by_rule.values())
    said = f"{len(ranked)} rules, {matching:.1f} s in matching, {above} of them above {percent(GOAL)} of the run\n"
    return f"{table(['rule', 'seconds', 'of the run', 'of matching'], rows)}\n{said}"


def _fill(tree: Path, language: str, lines: int) -> None:
    """Files of every package in turn, until there are enough lines."""
    if tree.exists():
        return
    fresh = tree.with_name(f"{tree.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    have = 0
    for name, file in _in_turn(language):
        if have >= lines:
            break
        have += corpus.copy([file], corpus.CACHE / "packages" / name, fresh / name)
    fresh.rename(tree)


def _in_turn(language: str) -> list[tuple[str, Path]]:
    names = (*corpus.PYPI, *corpus.NPM)
    files = {
        name: [
            file for file in corpus.own_code(corpus.package(name)) if corpus.language(file.name) == language
        ]
        for name in names
    }
    turns = zip_longest(*([(name, file) for file in files[name]] for name in names))
    return [item for turn in turns for item in turn if item is not None]
