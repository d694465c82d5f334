"""SARIF holds what code scanning services read."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from agent.domain import Finding, Location, Severity
from agent.report.record import dumps
from agent.report.sarif import MAX_RESULTS, sarif, upload_text
from tests.report.samples import OUTCOMES, SQL, SQL_FINDING, YAML_FINDING, hostile

FINDINGS = tuple(outcome.finding for outcome in OUTCOMES)


def run_of(*findings: Finding) -> dict[str, Any]:
    log = json.loads(dumps(sarif(findings, "0.1.0")))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def test_every_finding_is_a_result_of_a_rule_that_is_listed() -> None:
    run = run_of(*FINDINGS)
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["semanticVersion"]) == ("Suture", "0.1.0")
    rules = driver["rules"]
    assert [rule["id"] for rule in rules] == sorted(finding.rule.id for finding in FINDINGS)
    assert len(run["results"]) == len(FINDINGS)
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])


def test_a_result_has_place_snippet_and_fingerprint() -> None:
    (result,) = run_of(SQL_FINDING)["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "shop/catalog.py", "uriBaseId": "%SRCROOT%"}
    assert place["region"] == {"startLine": 3, "endLine": 4, "snippet": {"text": SQL_FINDING.snippet}}
    assert result["partialFingerprints"] == {"suture/v1": SQL_FINDING.fingerprint}
    assert result["message"]["text"] == SQL_FINDING.message


@pytest.mark.parametrize(
    ("severity", "level", "at_least", "below"),
    [
        (Severity.CRITICAL, "error", 9.0, 10.1),
        (Severity.HIGH, "error", 7.0, 9.0),
        (Severity.MEDIUM, "warning", 4.0, 7.0),
        (Severity.LOW, "note", 0.1, 4.0),
    ],
)
def test_severity_becomes_level_and_score(
    severity: Severity, level: str, at_least: float, below: float
) -> None:
    run = run_of(replace(SQL_FINDING, rule=replace(SQL, severity=severity)))
    (rule,) = run["tool"]["driver"]["rules"]
    assert run["results"][0]["level"] == rule["defaultConfiguration"]["level"] == level
    assert at_least <= float(rule["properties"]["security-severity"]) < below


def test_cwe_numbers_become_tags_with_three_digits() -> None:
    (rule,) = run_of(SQL_FINDING)["tool"]["driver"]["rules"]
    assert rule["properties"]["tags"] == ["security", "external/cwe/cwe-089", "A03:2021"]
    assert rule["helpUri"] == SQL.references[0]
    (other,) = run_of(YAML_FINDING)["tool"]["driver"]["rules"]
    assert other["properties"]["tags"] == ["security", "external/cwe/cwe-502"]
    assert "helpUri" not in other


def test_odd_paths_become_relative_uris() -> None:
    odd = replace(SQL_FINDING, location=Location("a b/c:d/é#\udcff.py", 1, 1))
    (result,) = run_of(odd)["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "a%20b/c%3Ad/%C3%A9%23%FF.py"


def test_code_in_a_message_becomes_no_link_and_a_hostile_reference_no_help() -> None:
    linked = replace(SQL_FINDING, message="see [docs](https://example.org)\u202e")
    (result,) = run_of(linked)["results"]
    assert result["message"]["text"] == "see [docs] (https://example.org)\\u202e"
    assert "helpUri" not in run_of(hostile().finding)["tool"]["driver"]["rules"][0]


def test_the_order_of_findings_changes_nothing() -> None:
    assert sarif(FINDINGS, "1") == sarif(FINDINGS[::-1], "1")


def test_a_clean_scan_is_a_run_without_results() -> None:
    run = run_of()
    assert run["results"] == []
    assert run["tool"]["driver"]["rules"] == []


def uploaded(*findings: Finding, category: str | None = None) -> dict[str, Any]:
    text = upload_text(findings, "0.1.0") if category is None else upload_text(findings, "0.1.0", category)
    (run,) = json.loads(text)["runs"]
    assert isinstance(run, dict)
    return run


def test_an_upload_names_its_category_and_what_github_matches_alerts_by() -> None:
    run = uploaded(SQL_FINDING)
    assert run["automationDetails"] == {"id": "suture/"}
    (result,) = run["results"]
    assert result["partialFingerprints"] == {
        "primaryLocationLineHash": SQL_FINDING.fingerprint,
        "suture/v1": SQL_FINDING.fingerprint,
    }
    place = result["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 3, "endLine": 4}
    assert SQL_FINDING.snippet.split("\n")[0].strip() not in json.dumps(run)
    assert uploaded(category="suture/api/")["automationDetails"] == {"id": "suture/api/"}


def test_an_upload_leaves_other_scanners_findings_to_them() -> None:
    foreign = replace(YAML_FINDING, rule=replace(YAML_FINDING.rule, tool="CodeQL"))
    run = uploaded(SQL_FINDING, foreign)
    assert [result["ruleId"] for result in run["results"]] == [SQL.id]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [SQL.id]


def test_an_upload_that_is_too_long_keeps_the_most_severe() -> None:
    low = replace(SQL_FINDING, rule=replace(SQL, id="low", severity=Severity.LOW))
    many = [replace(low, ordinal=number) for number in range(MAX_RESULTS)]
    run = uploaded(*many, SQL_FINDING)
    assert len(run["results"]) == MAX_RESULTS
    assert SQL.id in {result["ruleId"] for result in run["results"]}
