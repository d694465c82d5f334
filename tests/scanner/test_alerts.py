"""GitHub's code scanning alerts become the same findings as the SARIF they were made from."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from agent.domain import Severity
from agent.scanner.alerts import read_alerts
from tests.doubles.foreign import SITE, imported, sample

ALERTS: list[dict[str, Any]] = json.loads(sample("alerts.json"))


def test_open_alerts_are_findings_and_every_other_one_is_named() -> None:
    seen = read_alerts(ALERTS, SITE)
    assert [(f.rule.id, str(f.location)) for f in seen.findings] == [
        ("codeql/py/sql-injection", "shop/catalog.py:11"),
        ("codeql/js/reflected-xss", "web/app.js:6"),
    ]
    assert {skip.what.split(" (")[0]: skip.reason for skip in seen.skipped} == {
        "alert 8": "the alert is dismissed (won't fix)",
        "alert 10": "`web/gone.js` is no file of the commit",
        "alert 11": "its last scan says: fixed",
        "alert 12": "the file has 11 lines and no line 400: it has changed since that scan",
    }


def test_an_alert_and_its_sarif_have_one_fingerprint() -> None:
    by_alert = read_alerts(ALERTS[:1], SITE).findings[0]
    by_file = imported("codeql").findings[0]
    assert by_alert.fingerprint == by_file.fingerprint
    assert (by_alert.rule.cwe, by_alert.rule.guidance) == (("CWE-89",), "Pass values as parameters.")
    assert by_alert.rule.references[0].startswith("https://codeql.github.com/")


def test_alerts_of_another_commit_are_taken_with_a_note() -> None:
    (note,) = read_alerts(ALERTS, SITE).notes
    assert note.startswith(
        "another commit than bbbbbbbbbbbb was scanned for alert 9 (codeql/js/reflected-xss)"
    )
    assert read_alerts(ALERTS[:1], SITE).notes == ()


@pytest.mark.parametrize(
    ("given", "level", "severity"),
    [("critical", "note", Severity.CRITICAL), ("low", "error", Severity.LOW), (None, "error", Severity.HIGH), (None, None, Severity.MEDIUM)],
)  # fmt: skip
def test_the_security_severity_comes_before_the_level(
    given: str | None, level: str | None, severity: Severity
) -> None:
    alert = deepcopy(ALERTS[0])
    alert["rule"] |= {"security_severity_level": given, "severity": level}
    assert read_alerts([alert], SITE).findings[0].rule.severity is severity


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({}, "it names no rule"),
        ({"state": "open", "rule": {"id": "x"}}, "it names no place"),
        ({"state": "open", "rule": {"id": "x"}, "most_recent_instance": {"location": {"path": "../etc/passwd", "start_line": 1}}}, "`../etc/passwd` is no file of the commit"),
        ({"rule": {"id": "x"}, "most_recent_instance": {"location": {"path": "shop/ping.py", "start_line": 1}}}, "the alert is of no known state"),
        ({"state": "open", "rule": {"id": "x"}, "most_recent_instance": {"location": {"path": "shop/ping.py"}}}, "it names no line, only the file"),
    ],
)  # fmt: skip
def test_alerts_that_say_too_little_are_named(broken: dict[str, Any], reason: str) -> None:
    seen = read_alerts([broken], SITE)
    assert not seen.findings
    assert [skip.reason for skip in seen.skipped] == [reason]
