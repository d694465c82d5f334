"""What another scanner says of its rules becomes ours, and all of its text harmless."""

from __future__ import annotations

import pytest

from agent.domain import Severity
from tests.doubles.foreign import read, result


@pytest.mark.parametrize(
    ("code", "words", "shown"),
    [
        ('key = "AKIA0123456789"', "found AKIA0123456789 here", "found (not shown) here"),
        ('key = "correct horse"', "found correct horse here", "found (not shown) here"),
        ("KEY=AKIA0123456789", "found AKIA0123456789.", "found (not shown)"),
        ("KEY=AKIA0123456789", "detected a `github-pat`", "detected a `(not shown)`"),
    ],
)
def test_a_secret_scanners_message_does_not_repeat_the_secret(code: str, words: str, shown: str) -> None:
    one = result("a.py", 1, message={"text": words})
    (found,) = read(one, files={"a.py": code + "\n"}, tool="gitleaks").findings
    assert found.message == shown
    assert found.rule.cwe == ("CWE-798",)


@pytest.mark.parametrize("score", ["nan", "inf", "-1", "1e999", "high", None, [], "11"])
def test_a_score_that_is_none_falls_back_to_the_level(score: object) -> None:
    rule = {"id": "R1", "properties": {"security-severity": score}}
    (found,) = read(result(level="error"), rules=[rule]).findings
    assert found.rule.severity is Severity.HIGH


@pytest.mark.parametrize(
    ("score", "severity"),
    [("9.0", Severity.CRITICAL), ("8.9", Severity.HIGH), (7, Severity.HIGH), ("4.0", Severity.MEDIUM), ("0.1", Severity.LOW)],
)  # fmt: skip
def test_scores_become_severities(score: object, severity: Severity) -> None:
    rule = {"id": "R1", "properties": {"security-severity": score}}
    assert read(result(), rules=[rule]).findings[0].rule.severity is severity


@pytest.mark.parametrize(
    ("level", "severity"),
    [("error", Severity.HIGH), ("warning", Severity.MEDIUM), ("note", Severity.LOW), (None, Severity.MEDIUM)],
)
def test_levels_become_severities_a_missing_one_is_a_warning(level: str | None, severity: Severity) -> None:
    rule = {"id": "R1"} if level is None else {"id": "R1", "defaultConfiguration": {"level": level}}
    assert read(result(), rules=[rule]).findings[0].rule.severity is severity


@pytest.mark.parametrize("tag", ["external/cwe/cwe-089", "CWE-89", "cwe:89", "CWE-89: SQL Injection"])
def test_a_cwe_is_read_from_tags_in_their_spellings(tag: str) -> None:
    rule = {"id": "R1", "properties": {"tags": ["security", tag, tag, 5]}}
    assert read(result(), rules=[rule]).findings[0].rule.cwe == ("CWE-89",)


def test_a_cwe_is_read_from_taxa_by_number_and_by_index() -> None:
    by_index = {"index": 0, "toolComponent": {"index": 0}}
    by_name = {"id": "CWE-22", "toolComponent": {"name": "cwe"}}
    other = {"id": "A1", "toolComponent": {"name": "OWASP"}}
    taxonomies = [{"name": "CWE", "taxa": [{"id": "78"}]}]
    (found,) = read(result(taxa=[by_index, by_name, other]), taxonomies=taxonomies).findings
    assert found.rule.cwe == ("CWE-78", "CWE-22")


def test_a_rule_is_found_by_name_when_the_index_names_another() -> None:
    rules = [{"id": "R0", "properties": {"tags": ["CWE-1"]}}, {"id": "R1", "properties": {"tags": ["CWE-2"]}}]
    for index in (0, 1, 9, -1, "x"):
        assert read(result(ruleIndex=index), rules=rules).findings[0].rule.cwe == ("CWE-2",)
    part = result(ruleId="R1/a", ruleIndex=1)
    assert read(part, rules=rules).findings[0].rule.cwe == ("CWE-2",)


def test_a_message_may_be_kept_by_the_rule() -> None:
    rules = [{"id": "R1", "messageStrings": {"default": {"text": "{0} reaches {1} {9}"}}}]
    one = result(message={"id": "default", "arguments": ["`host`", "a shell"]})
    assert read(one, rules=rules).findings[0].message == "`host` reaches a shell {9}"


def test_hostile_text_is_made_harmless() -> None:
    help_text = (
        "\u202eDo <script>x</script> ![i](http://e.vil/p.png) see [it](javascript:x) http://e.vil/x\x1b[31m"
        + "y" * 9000
    )
    rules = [
        {"id": "R 1\n`@all`\u202e$(x)", "helpUri": "javascript:alert(1)", "help": {"markdown": help_text}}
    ]
    one = result(ruleId=rules[0]["id"], message={"text": "a\u200bb\n\n[c](http://e.vil)\x07" + "z" * 9000})
    (found,) = read(one, rules=rules, tool="Bad\n\u202eTool `x` " + "n" * 99).findings
    assert found.rule.id.isascii() and not set(found.rule.id) & set(" `@$()\n")
    assert found.rule.tool.startswith("Bad Tool x nnn") and len(found.rule.tool) <= 40
    assert found.rule.references == ()
    assert found.rule.guidance.startswith("Do x i see it (link)") and len(found.rule.guidance) <= 1500
    assert found.message.startswith("ab czzz") and len(found.message) <= 1000


def test_a_run_without_a_name_still_counts_as_foreign() -> None:
    (found,) = read(result(), tool="\u200b").findings
    assert (found.rule.tool, found.rule.id) == ("another scanner", "another-scanner/R1")
