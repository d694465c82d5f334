"""Findings as SARIF 2.1.0, for code scanning services and editors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import quote

from agent.credentials import concealed
from agent.domain import Finding, Rule, Severity
from agent.report.hiding import hider
from agent.report.record import Json, dumps
from agent.report.text import is_web_link, visible

MAX_RESULTS = 25_000
"""What GitHub takes of one run; it shows the first 5,000, by severity."""
CATEGORY = "suture/"
"""What tells our analysis of a commit from others; an upload replaces the one before of its category."""
FINGERPRINT = "suture/v1"

_FREE = ("message", "fullDescription", "help", "snippet")
"""What holds free text: credentials are hidden there, and nothing else is changed."""
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
    return _log(findings, _run(findings, version, _result))


def upload_text(findings: Sequence[Finding], version: str, category: str = CATEGORY) -> str:
    """Our own findings as code scanning takes them; of more than 25,000 the most severe ones.

    Other scanners' findings are left out, which their own uploads report. No code goes along.
    """
    own = [finding for finding in findings if not finding.rule.tool]
    own.sort(key=lambda f: (f.rule.severity.rank, f.location.path, f.location.start, f.fingerprint))
    run = _run(own[:MAX_RESULTS], version, _uploaded)
    return dumps(_log(own, {**run, "automationDetails": {"id": category}}))


def _log(findings: Sequence[Finding], run: dict[str, Json]) -> dict[str, Json]:
    shown = _told(run, hider(tuple(findings), run))
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [shown]}


def _told(value: Json, hide: Callable[[str], str]) -> Json:
    match value:
        case dict():
            return {k: concealed(v, hide) if k in _FREE else _told(v, hide) for k, v in value.items()}
        case list():
            return [_told(item, hide) for item in value]
        case _:
            return value


def _run(
    findings: Sequence[Finding], version: str, result: Callable[[Finding, int], dict[str, Json]]
) -> dict[str, Json]:
    ordered = sorted(findings, key=lambda f: (f.location.path, f.location.start, f.rule.id, f.fingerprint))
    first = {finding.rule.id: finding for finding in reversed(ordered)}
    index = {rule_id: place for place, rule_id in enumerate(sorted(first))}
    driver: dict[str, Json] = {
        "name": "Suture",
        "semanticVersion": version,
        "rules": [_rule(first[rule_id]) for rule_id in index],
    }
    return {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [result(finding, index[finding.rule.id]) for finding in ordered],
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


def _result(finding: Finding, rule_index: int) -> dict[str, Json]:
    return {
        "ruleId": finding.rule.id,
        "ruleIndex": rule_index,
        "level": _LEVELS[finding.rule.severity],
        "message": {"text": _message(finding)},
        "locations": [_location(finding, {"snippet": {"text": finding.snippet}})],
        "partialFingerprints": {FINGERPRINT: finding.fingerprint},
    }


def _uploaded(finding: Finding, rule_index: int) -> dict[str, Json]:
    # GitHub matches alerts by this one key, whatever else is there.
    matched: dict[str, Json] = {
        "primaryLocationLineHash": finding.fingerprint,
        FINGERPRINT: finding.fingerprint,
    }
    place = _location(finding, {})
    return {**_result(finding, rule_index), "locations": [place], "partialFingerprints": matched}


def _location(finding: Finding, code: dict[str, Json]) -> dict[str, Json]:
    where = finding.location
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(where.path), "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": where.start, "endLine": where.end, **code},
        }
    }


def _message(finding: Finding) -> str:
    """Viewers make a link of `[text](target)`: code quoted in a message must not become one."""
    return visible(finding.message, lines=True).replace("](", "] (") or finding.rule.id


def _uri(path: str) -> str:
    """A relative URI reference. A colon is quoted as well, or `a:b` would read as a scheme."""
    return quote(path.encode("utf-8", "surrogateescape"))
