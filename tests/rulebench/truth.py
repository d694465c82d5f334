"""Labelled code: SecurityEval, where every file is bad, and OWASP's BenchmarkPython, bad and good by category."""

from __future__ import annotations

import csv
import re
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.rulebench.engine import CONFIDENCES, Hit, scan, scan_pack
from tests.rulebench.scoring import Tally, kin, percent, score, table

TESTCASES = "Testcases_Insecure_Code"
ODD = re.compile(r"BenchmarkTest\d*[13579]")


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled file. `group` is what it is counted under."""

    path: str
    group: str
    cwe: int
    bad: bool


def securityeval(folder: Path) -> list[Case]:
    """Its insecure files, each in a folder that bears the number of its CWE."""
    root = folder / TESTCASES
    files = sorted(root.glob("CWE-*/*.py"))
    return [
        Case(
            file.relative_to(root).as_posix(),
            f"CWE-{int(file.parent.name[4:])}",
            int(file.parent.name[4:]),
            True,
        )
        for file in files
    ]


def benchmark(folder: Path) -> list[Case]:
    """The odd-numbered half: the even one is for others to judge by and is never read here."""
    (expected,) = folder.glob("expectedresults-*.csv")
    rows = [row for row in csv.reader(expected.read_text("utf-8").splitlines()) if row and row[0][0] != "#"]
    return [
        Case(f"{name}.py", category, int(cwe), bad == "true")
        for name, category, bad, cwe in rows
        if ODD.fullmatch(name)
    ]


def tallies(cases: Sequence[Case], hits: Sequence[Hit], *, any_cwe: bool = False) -> dict[str, Tally]:
    """By group: a case counts as reported when a finding in its file names its CWE or one of its kin."""
    reported: dict[str, set[int]] = {}
    for hit in hits:
        if hit.security:
            reported.setdefault(hit.path, set()).update(hit.cwes or {0})
    result: dict[str, Tally] = {}
    for case in cases:
        named = reported.get(case.path, set())
        is_found = bool(named) if any_cwe else bool(named & kin(case.cwe))
        result[case.group] = result.get(case.group, Tally()).plus(case.bad, is_found)
    return result


def total(parts: Mapping[str, Tally]) -> Tally:
    """All groups together."""
    return sum(parts.values(), Tally())


def measure(eval_dir: Path | None, benchmark_dir: Path | None, against: Path | None, cases: bool) -> None:
    """Print the tables of every rule set over every body of labelled code that is given."""
    if eval_dir:
        labelled = securityeval(eval_dir)
        found = _all_hits(eval_dir / TESTCASES, labelled, against)
        say("SecurityEval: files found, by CWE\n", recall_table(labelled, found))
        for name, hits in found.items():
            anything = total(tallies(labelled, hits, any_cwe=True))
            say(f"any security finding, {name}: {anything.found} of {len(labelled)} files")
        if cases:
            list_cases(labelled, found)
    if benchmark_dir:
        labelled = benchmark(benchmark_dir)
        found = _all_hits(benchmark_dir / "testcode", labelled, against)
        for name, hits in found.items():
            say(f"\nBenchmarkPython, odd half, {name}\n", benchmark_table(tallies(labelled, hits)))
        if cases:
            list_cases(labelled, found)


def _all_hits(folder: Path, cases: Sequence[Case], against: Path | None) -> dict[str, tuple[Hit, ...]]:
    with tempfile.TemporaryDirectory() as name:
        tree = Path(name)
        for case in cases:
            (tree / case.path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(folder / case.path, tree / case.path)
        everything = scan_pack("suture:all", tree, ["python"])
        high = scan_pack("suture:default", tree, ["python"])
        results = {"suture:default": high.hits, "suture:all": everything.hits}
        assert list(results) == list(CONFIDENCES)
        if against:
            other = scan(against, tree)
            say(f"{against.parent.name}: {other.errors} errors of the engine")
            results["the other set"] = other.hits
    return results


def recall_table(cases: Sequence[Case], found: Mapping[str, Sequence[Hit]]) -> str:
    """A row for each CWE, a column for each rule set."""
    parts = {name: tallies(cases, hits) for name, hits in found.items()}
    groups = sorted({case.group for case in cases}, key=lambda group: int(group[4:]))
    of = {group: sum(case.group == group for case in cases) for group in groups}
    rows = [[group, of[group], *(part[group].found for part in parts.values())] for group in groups]
    sums = [total(part) for part in parts.values()]
    rows.append(["all", len(cases), *(f"{part.found} ({percent(part.recall)})" for part in sums)])
    return table(["CWE", "files", *parts], rows)


def benchmark_table(parts: Mapping[str, Tally]) -> str:
    """A row for each category: what was found of what is bad, what was wrongly reported of what is good."""
    rows = [
        [
            name,
            f"{part.found} of {part.found + part.missed}",
            f"{part.false} of {part.false + part.quiet}",
            percent(part.recall),
            percent(part.false_rate),
            percent(part.precision),
            score(part.youden),
        ]
        for name, part in [*sorted(parts.items()), ("all", total(parts))]
    ]
    return table(["category", "bad found", "good reported", "TPR", "FPR", "precision", "Youden"], rows)


def list_cases(cases: Sequence[Case], found: Mapping[str, Sequence[Hit]]) -> None:
    """For whoever mends a rule: each case by name, and which rules of each set report it with its CWE."""
    for case in cases:
        by = {
            name: sorted({hit.rule for hit in hits if hit.path == case.path and hit.cwes & kin(case.cwe)})
            for name, hits in found.items()
        }
        words = "; ".join(f"{name}: {', '.join(rules)}" for name, rules in by.items() if rules)
        say(f"{case.group} {case.path} {'bad' if case.bad else 'good'}: {words or 'nothing'}")


def say(*texts: str) -> None:
    """Print at once: a run takes minutes."""
    sys.stdout.write("\n".join(texts) + "\n")
    sys.stdout.flush()
