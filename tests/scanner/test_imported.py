"""What our own scan reports as well is worked on as our own; the rest stays foreign."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path

from agent.domain import Finding, Location, Rule, Scan, Severity, Skip
from agent.report.record import dumps
from agent.report.sarif import sarif
from agent.resources import rules_dir
from agent.scanner.imported import Imported, joined
from agent.scanner.sarif_in import read_sarif
from agent.scanner.semgrep import SemgrepScanner, find_semgrep
from agent.settings import ScanSettings
from tests.doubles.foreign import SITE, imported


def found(
    rule: str = "acme/R1",
    start: int = 5,
    end: int = 0,
    cwe: str = "CWE-89",
    tool: str = "Acme",
    path: str = "a.py",
) -> Finding:
    made = Rule(rule, Severity.HIGH, cwe=(cwe,) if cwe else (), tool=tool)
    return Finding(made, Location(path, start, end or start), "m", f"line {start}")


def mine(
    rule: str = "own-rule", start: int = 5, end: int = 0, cwe: str = "CWE-89", path: str = "a.py"
) -> Finding:
    return found(rule, start, end, cwe, "", path)


def work(own: list[Finding], *foreign: Finding) -> Scan:
    return joined(Scan(tuple(own)), Imported(foreign))


def test_the_same_weakness_on_overlapping_lines_is_worked_on_as_our_own() -> None:
    own, other = mine(start=4, end=7), found(start=6, end=6)
    scan = work([own], other)
    assert scan.findings == (own,)
    assert scan.skipped == (
        Skip("acme/R1 at a.py:6", "our own scan reports it as own-rule at a.py:4: worked on as that"),
    )


def test_the_same_rule_comes_before_the_same_weakness() -> None:
    own = [mine("near"), mine("R1", start=4, end=5, cwe="")]
    assert work(own, found()).findings == (own[1],)


def test_of_several_the_nearest_is_taken() -> None:
    own = [mine(start=1, end=9), mine(start=5)]
    assert work(own, found(start=5)).findings == (own[1],)


def test_another_file_line_or_weakness_is_another_finding() -> None:
    others = (found(path="b.py"), found(start=6), found(cwe="CWE-22"), found("acme/R9", cwe=""))
    assert work([mine()], *others).findings == others


def test_only_what_was_imported_is_worked_on() -> None:
    assert work([mine(), mine(start=40)]).findings == ()
    assert work([mine(), mine(start=40)], found()).findings == (mine(),)


def test_two_results_that_are_one_finding_of_ours_are_worked_on_once() -> None:
    scan = work([mine(end=6)], found(), found("acme/R2", start=6))
    assert scan.findings == (mine(end=6),)
    assert len(scan.skipped) == 2


def test_of_two_tools_that_say_the_same_the_first_is_taken_and_the_other_named() -> None:
    second = found("beta/X", tool="Beta")
    scan = work([], found(), second)
    assert scan.findings == (found(),)
    assert scan.skipped == (Skip("beta/X at a.py:5", "Acme reports the same weakness there: acme/R1"),)


def test_two_rules_of_one_tool_that_say_the_same_are_one_finding() -> None:
    assert work([], found(), found("acme/R2")).findings == (found(),)


def test_one_rule_may_report_one_line_twice() -> None:
    twin = replace(found(), ordinal=1)
    assert work([], found(), twin).findings == (found(), twin)


def test_what_was_left_out_before_stays_listed() -> None:
    before = (Skip("x", "y"),)
    assert joined(Scan(()), Imported((found(),), before)).skipped == before


def own_scan() -> Scan:
    scanner = SemgrepScanner(find_semgrep(os.environ["PATH"]), [rules_dir()], ScanSettings())
    with tempfile.TemporaryDirectory() as name:
        SITE.export(Path(name))
        return scanner.scan(Path(name))


def test_real_reports_of_one_commit_are_joined_with_our_own_scan() -> None:
    own = own_scan()
    semgrep = joined(own, imported("semgrep"))
    assert set(semgrep.findings) <= set(own.findings) and len(semgrep.findings) == 2
    bandit = joined(own, imported("bandit"))
    assert [f.rule.id for f in bandit.findings if not f.rule.tool] == ["python-shell-string-building"]
    assert {f.rule.id for f in bandit.findings if f.rule.tool} == {
        "bandit/B105",
        "bandit/B307",
        "bandit/B404",
        "bandit/B608",
    }
    snyk = joined(own, imported("snyk"))
    assert {f.rule.id for f in snyk.findings} == {"python-shell-string-building", "javascript-xss"}


def test_our_own_report_comes_back_as_our_own_findings_and_not_as_anybody_elses() -> None:
    own = own_scan()
    stale = mine("long-gone", start=1, path="shop/ping.py")
    stale = replace(stale, snippet="import subprocess")
    again = read_sarif(dumps(sarif([*own.findings, stale], "0.1.0")).encode(), SITE)
    scan = joined(own, again)
    assert set(scan.findings) == set(own.findings)
    assert "our own scan of this commit does not report it" in {skip.reason for skip in scan.skipped}
