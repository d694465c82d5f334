"""Other scanners' SARIF becomes findings of the commit; what does not is named with its reason."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.domain import FixSafety, Level, Severity
from agent.errors import UsageError
from agent.scanner import sarif_in
from agent.scanner.imported import Imported
from agent.scanner.sarif_in import read_sarif
from tests.doubles.foreign import FILES, SITE, imported, log, placed, read, reason, result, sample


def test_codeql_gives_rule_trace_and_guidance_from_an_extension() -> None:
    seen = imported("codeql")
    sql, code = seen.findings
    assert (sql.rule.id, sql.rule.tool, sql.rule.cwe) == ("codeql/py/sql-injection", "CodeQL", ("CWE-89",))
    assert (sql.rule.severity, sql.rule.confidence) == (Severity.HIGH, Level.HIGH)
    assert sql.message == "This SQL query depends on a user-provided value."
    assert sql.snippet == "    return connection.execute(query).fetchall()"
    assert [str(place) for place in sql.trace] == [f"shop/catalog.py:{line}" for line in (1, 5, 9, 11)]
    assert sql.rule.guidance == "Pass values as parameters, see the manual."
    assert (code.rule.id, code.rule.severity) == ("codeql/py/code-injection", Severity.CRITICAL)
    assert code.rule.cwe == ("CWE-94", "CWE-95")
    assert [(skip.what, skip.reason) for skip in seen.skipped] == [
        ("codeql/py/code-injection at shop/ping.py:7", "suppressed in the source: only operators call it")
    ]
    assert seen.notes == ()


def test_a_foreign_rule_brings_no_fix_and_claims_no_safety() -> None:
    for name in ("codeql", "snyk", "gosec", "bandit", "semgrep"):
        for finding in imported(name).findings:
            assert finding.fix is None and finding.rule.fix_safety is FixSafety.NONE
            assert finding.rule.tool and not finding.rule.fix_tested and not finding.rule.new_files


def test_snyk_keeps_its_weakness_in_a_property() -> None:
    shell, page = imported("snyk").findings
    assert (shell.rule.cwe, page.rule.cwe) == (("CWE-78",), ("CWE-79",))
    assert (page.rule.severity, page.rule.confidence) == (Severity.HIGH, Level.HIGH)
    assert page.rule.guidance == "* Escape what is shown.\n* Render templates."
    assert [place.start for place in page.trace] == [5, 6]


def test_gosec_keeps_its_weakness_in_a_taxonomy_and_quotes_code() -> None:
    seen = imported("gosec")
    assert [(f.rule.id, f.rule.cwe, f.location.start) for f in seen.findings] == [
        ("gosec/G401", ("CWE-328",), 10),
        ("gosec/G204", ("CWE-78",), 11),
    ]
    assert reason(Imported((), seen.skipped)).startswith("the file has changed since that scan")


def test_bandit_leaves_weaknesses_out_and_repeats_passwords() -> None:
    found = {finding.rule.id: finding for finding in imported("bandit").findings}
    assert (found["bandit/B602"].rule.cwe, found["bandit/B602"].rule.severity) == (("CWE-78",), Severity.HIGH)
    assert found["bandit/B307"].rule.severity is Severity.MEDIUM
    assert found["bandit/B608"].rule.confidence is Level.LOW
    password = found["bandit/B105"]
    assert password.message == "Possible hardcoded password: '(not shown)'"
    assert password.rule.cwe == ("CWE-259",)


def test_semgrep_is_read_as_another_scanner() -> None:
    shell, _ = imported("semgrep").findings
    assert (shell.rule.id, shell.rule.owasp) == ("semgrep-oss/python-shell-string-building", ("A03:2021",))
    assert "http" not in shell.rule.guidance


def test_every_run_of_a_file_is_read() -> None:
    runs = [json.loads(sample(f"{name}.sarif"))["runs"][0] for name in ("codeql", "snyk")]
    seen = read_sarif(json.dumps({"version": "2.1.0", "runs": runs}).encode(), SITE)
    assert {finding.rule.tool for finding in seen.findings} == {"CodeQL", "SnykCode"}
    assert len(seen.findings) == 4


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"{", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"\xff\xfe\xfa", "no JSON"),
        (b"[]", "no `runs`"),
        (b'{"runs": {}}', "no `runs`"),
        (b'{"version": "2.0.0", "runs": []}', "version 2.0.0"),
        (b" " * (sarif_in.MAX_BYTES + 1), "more than 50 MB"),
    ],
    ids=["cut", "deep", "bytes", "list", "object", "old", "large"],
)
def test_a_file_that_is_no_sarif_ends_the_run_with_a_hint(raw: bytes, words: str) -> None:
    with pytest.raises(UsageError, match=words) as caught:
        read_sarif(raw, SITE)
    assert caught.value.hint


def test_a_byte_order_mark_is_no_trouble() -> None:
    assert placed(read_sarif(b"\xef\xbb\xbf" + log(result()), SITE)) == ["shop/ping.py:7"]


def test_more_results_than_the_limit_are_counted_and_left_out() -> None:
    seen = read(*[result(line="x")] * (sarif_in.MAX_RESULTS + 3))
    assert len(seen.skipped) == sarif_in.MAX_RESULTS + 1
    assert seen.skipped[-1].reason == "3 more results: at most 25000 are read"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"kind": "pass"}, "not a failure (kind: pass)"),
        ({"kind": "notApplicable"}, "not a failure"),
        ({"baselineState": "absent"}, "no longer there"),
        ({"baselineState": "unchanged"}, "known from the baseline"),
        ({"suppressions": [{"kind": "external"}]}, "suppressed outside the source"),
        ({"suppressions": [{"kind": "inSource", "status": "accepted"}]}, "suppressed in the source"),
    ],
)
def test_what_its_own_file_calls_settled_is_left_out(more: dict[str, Any], words: str) -> None:
    assert words in reason(read(result(**more)))


@pytest.mark.parametrize(
    "more",
    [
        {"kind": "fail", "baselineState": "new"},
        {"baselineState": "updated"},
        {"suppressions": []},
        {"suppressions": [{"kind": "external", "status": "rejected"}]},
        {"suppressions": [{"kind": "external"}, {"kind": "external", "status": "underReview"}]},
    ],
)
def test_what_is_open_is_taken(more: dict[str, Any]) -> None:
    assert placed(read(result(**more))) == ["shop/ping.py:7"]


def test_malformed_results_are_named_and_do_no_harm_to_others() -> None:
    bad: list[Any] = [None, 7, {}, {"ruleId": 3}, {"ruleId": "R1"}, {"ruleId": "R1", "locations": [None]}]
    bad += [{"ruleId": "R1", "locations": {"physicalLocation": {}}}]
    seen = read(*bad, result())
    assert placed(seen) == ["shop/ping.py:7"]
    assert len(seen.skipped) == len(bad)
    assert {skip.reason for skip in seen.skipped} == {"it names no rule", "it names no place"}


def test_identical_twins_are_numbered_and_a_closed_one_keeps_its_number() -> None:
    files = {"a.py": "f(x)\n\nf(x)\n"}
    first, second = read(result("a.py", 3), result("a.py", 1), files=files).findings
    assert [first.location.start, first.ordinal, second.ordinal] == [1, 0, 1]
    (left,) = read(result("a.py", 3), result("a.py", 1, kind="pass"), files=files).findings
    assert left.fingerprint == second.fingerprint


def test_a_result_that_is_reported_twice_is_one_finding_and_open_once_is_open() -> None:
    suppressed = result(suppressions=[{"kind": "external"}])
    for pair in ((suppressed, result()), (result(), suppressed), (result(), result())):
        seen = read(*pair)
        assert len(seen.findings) == 1
        assert [skip.reason for skip in seen.skipped] == ["reported twice"]


def test_another_commit_and_a_failed_scan_are_noted() -> None:
    other = [{"repositoryUri": "https://example.org/x", "revisionId": "c" * 40}]
    seen = read(result(), versionControlProvenance=other, invocations=[{"executionSuccessful": False}])
    assert "scanned commit cccccccccccc, and this is bbbbbbbbbbbb" in seen.notes[0]
    assert "did not succeed" in seen.notes[1]
    same = [{"revisionId": SITE.base_sha}]
    assert (
        read(result(), versionControlProvenance=same, invocations=[{"executionSuccessful": True}]).notes == ()
    )


def test_the_samples_belong_to_the_tree_of_these_tests() -> None:
    for name in ("codeql", "snyk", "gosec", "bandit", "semgrep"):
        assert {f.location.path for f in imported(name).findings} <= FILES.keys()


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)


def spots(value: Any) -> list[tuple[Any, Any]]:
    """Every place of a JSON value that can be written to: its container and its key."""
    pairs = (
        list(value.items())
        if isinstance(value, dict)
        else list(enumerate(value))
        if isinstance(value, list)
        else []
    )
    return [(value, key) for key, _ in pairs] + [spot for _, inner in pairs for spot in spots(inner)]


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_no_value_anywhere_in_a_report_breaks_the_reading(data: st.DataObject) -> None:
    log = json.loads(sample(f"{data.draw(st.sampled_from(['codeql', 'gosec']))}.sarif"))
    for run in log["runs"]:
        for _ in range(data.draw(st.integers(1, 4))):
            container, key = data.draw(st.sampled_from(spots(run)))
            container[key] = data.draw(VALUES)
    seen = read_sarif(json.dumps(log).encode(), SITE)
    for finding in seen.findings:
        lines = FILES[finding.location.path].split("\n")
        code = "\n".join(lines[finding.location.start - 1 : finding.location.end])
        assert finding.snippet == code and finding.rule.tool and "/" in finding.rule.id
