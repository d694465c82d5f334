"""The arithmetic of the rule benchmarks."""

from __future__ import annotations

import pytest

from tests.rulebench.corpus import LEFT_OUT, language
from tests.rulebench.engine import Hit, Scanned, numbers
from tests.rulebench.scoring import Tally, kin, per_5000, percent, table
from tests.rulebench.speed import slowest
from tests.rulebench.truth import ODD, Case, tallies, total


def test_the_shares_of_a_tally() -> None:
    tally = Tally(found=3, missed=1, false=1, quiet=3)
    assert (tally.recall, tally.false_rate, tally.precision, tally.youden) == (0.75, 0.25, 0.75, 0.5)


def test_a_tally_of_nothing_has_no_shares() -> None:
    assert (Tally().recall, Tally().precision, Tally().youden) == (None, None, None)
    assert percent(None) == "-"


def test_a_case_counts_as_found_by_its_own_cwe_or_one_of_its_kin() -> None:
    cases = [Case(f"{n}.py", "hash", 328, bad) for n, bad in enumerate([True, True, True, False])]
    hits = [_hit("0.py", 327), _hit("1.py", 89), _hit("3.py", 328)]
    assert tallies(cases, hits) == {"hash": Tally(found=1, missed=2, false=1)}
    assert total(tallies(cases, hits, any_cwe=True)) == Tally(found=2, missed=1, false=1)


def _hit(path: str, cwe: int) -> Hit:
    return Hit(path, 1, "rule", frozenset({cwe}), True)


def test_a_cwe_is_its_own_kin() -> None:
    assert kin(89) == {89}
    assert {22, 23} <= kin(22)


def test_cwe_numbers_of_one_text_or_a_list() -> None:
    assert numbers("CWE-89: SQL") == {89}
    assert numbers(["CWE-22: Path", "CWE-73: Name"]) == {22, 73}
    assert numbers(None) == frozenset()


@pytest.mark.parametrize(
    "path", ["tests/a.py", "lib/__tests__/a.js", "x/test_a.py", "a.min.js", "a.d.ts", "dist/a.js"]
)
def test_what_is_left_out_of_a_package(path: str) -> None:
    assert LEFT_OUT.search(path)


@pytest.mark.parametrize("path", ["src/latest.py", "contest/a.js", "lib/testify.ts", "minify.js"])
def test_what_stays_in_a_package(path: str) -> None:
    assert not LEFT_OUT.search(path)
    assert language(path)


def test_only_odd_numbers_of_the_benchmark_are_read() -> None:
    assert ODD.fullmatch("BenchmarkTest00001")
    assert not ODD.fullmatch("BenchmarkTest00012")


def test_findings_in_5000_lines() -> None:
    assert per_5000(2, 10_000) == 1.0
    assert per_5000(0, 0) == 0.0


def test_a_table_lines_up() -> None:
    assert table(["a", "bb"], [["x", 100]]) == "| a |  bb |\n| - | --: |\n| x | 100 |\n"


def test_the_slowest_rules_come_first_and_those_above_the_goal_are_counted() -> None:
    text = slowest(Scanned((), 2.0, 2.0, 0, {"quick": 0.04, "slow": 0.96, "reading-the-files": 1.0}))
    assert text.index("slow ") < text.index("quick")
    assert "48 % |        96 %" in text
    assert "2 rules, 1.0 s in matching, 1 of them above 5 %" in text
