"""Findings as SARIF 2.1.0, for code scanning services and editors."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from agent.domain import Finding, Rule, Severity
from agent.report.record import Json
from agent.report.text import is_web_link, visible

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
}
# Code scanning sorts by this number: over 9.0 critical, from 7.0 high, from 4.0 medium, below that low.
_SCORES = {Severity.CRITICAL: "9.5", Severity.HIGH: "8.0", Severity.MEDIUM: "5.5", Severity.LOW: "2.5"}


def sarif(findings: Sequence[Finding], version: str) -> dict[str, Json]:
    """One SARIF run with a result for each finding; `version` is that of Suture. Write it with `dumps`."""
    ordered = sorted(findings, key=lambda f: (f.location.path, f.location.start, f.rule.id, f.fingerprint))
    first = {finding.rule.id: finding for finding in reversed(ordered)}
    ids = sorted(first)
    driver: dict[str, Json] = {
        "name": "Suture",
        "semanticVersion": version,
        "rules": [_rule(first[rule_id]) for rule_id in ids],
    }
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding, ids.index(finding.rule.id)) for finding in ordered],
            }
        ],
    }


def _rule(finding: Finding) -> Json:
    rule = finding.rule
    described: dict[str, Json] = {
        "id": rule.id,
        "shortDescription": {"text": rule.id},
        "fullDescription": {"text": _message(finding)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "precision": rule.confidence.value,
            "security-severity": _SCORES[rule.severity],
            "tags": list(_tags(rule)),
        },
    }
    if rule.guidance:
        described["help"] = {"text": rule.guidance}
    web = [link for link in rule.references if is_web_link(link)]
    return {**described, "helpUri": web[0]} if web else described


def _tags(rule: Rule) -> tuple[str, ...]:
    numbers = (cwe.removeprefix("CWE-") for cwe in rule.cwe)
    return ("security", *(f"external/cwe/cwe-{number:0>3}" for number in numbers), *rule.owasp)


def _result(finding: Finding, rule_index: int) -> Json:
    where = finding.location
    return {
        "ruleId": finding.rule.id,
        "ruleIndex": rule_index,
        "level": _LEVELS[finding.rule.severity],
        "message": {"text": _message(finding)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(where.path), "uriBaseId": "%SRCROOT%"},
                    "region": {
                        "startLine": where.start,
                        "endLine": where.end,
                        "snippet": {"text": finding.snippet},
                    },
                }
            }
        ],
        "partialFingerprints": {"suture/v1": finding.fingerprint},
    }


def _message(finding: Finding) -> str:
    """Viewers make a link of `[text](target)`: code quoted in a message must not become one."""
    return visible(finding.message, lines=True).replace("](", "] (") or finding.rule.id


def _uri(path: str) -> str:
    """A relative URI reference. A colon is quoted as well, or `a:b` would read as a scheme."""
    return quote(path.encode("utf-8", "surrogateescape"))
