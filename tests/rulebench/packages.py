"""What the default pack says of popular packages that are looked after: each finding is to be looked at."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.rulebench import corpus
from tests.rulebench.engine import Hit, scan_pack
from tests.rulebench.scoring import per_5000, table
from tests.rulebench.truth import say


def measure(names: Sequence[str], pack: str) -> None:
    """Print lines, findings and findings in 5,000 lines of each package, then every finding."""
    rows: list[tuple[str, int, int, str]] = []
    found: list[tuple[str, Hit]] = []
    for name in names or (*corpus.PYPI, *corpus.NPM):
        lines, hits = _one(name, pack)
        rows.append((corpus.release(name), lines, len(hits), f"{per_5000(len(hits), lines):.2f}"))
        found += [(name, hit) for hit in hits]
        say(f"{name}: {lines} lines, {len(hits)} findings")
    lines, count = sum(row[1] for row in rows), sum(row[2] for row in rows)
    rows.append(("all", lines, count, f"{per_5000(count, lines):.2f}"))
    say("", table(["package", "lines", "findings", "in 5,000 lines"], rows))
    say(table(["finding", "rule"], [(f"{name}: {hit.path}:{hit.line}", hit.rule) for name, hit in found]))


def _one(name: str, pack: str) -> tuple[int, tuple[Hit, ...]]:
    top = corpus.package(name)
    with tempfile.TemporaryDirectory() as home:
        lines = corpus.copy(list(corpus.own_code(top)), top, Path(home))
        return lines, scan_pack(pack, Path(home), tuple(corpus.SUFFIXES)).hits
