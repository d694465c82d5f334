"""The JSON reports hold to their schemas, are stable, and reach the disk whole or not at all."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import agent.report
from agent.contract import Contract
from agent.diff import unified_diff
from agent.domain import (
    Change,
    Finding,
    Location,
    Patch,
    Proof,
    Rule,
    Severity,
    Skip,
    Source,
    TestStyle,
    Usage,
)
from agent.report.record import RunRecord, dumps, report, verify_report, write_atomic
from agent.verdict import (
    Check,
    Delivered,
    Delivery,
    Evidence,
    Flag,
    FlagKind,
    Outcome,
    OutcomeKind,
    Output,
    Status,
    Verdict,
)
from tests.report.samples import BASE_SHA, CONTRACT, FIXED, OUTCOMES, PROOF, RUN, hostile, verdict

FOLDER = Path(agent.report.__file__).parent
REPORT_KEYS = [
    "version", "target", "base_sha", "outcomes", "skipped", "notes", "sandbox", "model", "timing", "usage", "requests",
]  # fmt: skip
OUTCOME_KEYS = [
    "fingerprint", "case", "rule", "pattern", "path", "line", "cwe", "severity", "outcome", "delivery", "reason", "source",
    "checks", "evidence", "proof", "contract", "model", "attempts", "usage", "diff", "branch", "page",
    "url", "notes",
]  # fmt: skip

TEXT = st.text(st.characters(), max_size=20)
# What bytes can become: file names and code hold no surrogates but those that stand for odd bytes.
NAME = st.binary(min_size=1, max_size=20).map(lambda raw: raw.decode("utf-8", "surrogateescape"))
SECONDS = st.floats(0, 1e6)
USAGE = st.builds(Usage, *[st.integers(0, 10**6)] * 3, SECONDS)
FLAGS = st.lists(st.builds(Flag, st.sampled_from(FlagKind), NAME, TEXT), max_size=2).map(tuple)
OUTPUTS = st.lists(st.builds(Output, TEXT, TEXT), max_size=2).map(tuple)
CHECK = st.builds(
    Check, st.sampled_from(["applies", "tests"]), st.sampled_from(Status), TEXT, SECONDS, FLAGS, OUTPUTS
)
SHA = st.text("0123456789abcdef", min_size=64, max_size=64)
EVIDENCE = st.none() | st.builds(Evidence, TEXT, SHA, TEXT, SHA, st.just("") | SHA)
FINDING = st.builds(
    Finding,
    st.builds(Rule, NAME, st.sampled_from(Severity), cwe=st.lists(TEXT, max_size=2).map(tuple)),
    st.builds(Location, NAME, st.integers(1, 10**5), st.integers(1, 10**5)),
    TEXT,
    NAME,
)
OUTCOME = st.builds(
    Outcome,
    FINDING,
    st.sampled_from(["", "0123456789abcdef", "fedcba9876543210"]),
    st.sampled_from(OutcomeKind),
    TEXT,
    st.none() | st.sampled_from(Source),
    st.none() | st.builds(Verdict, st.lists(CHECK, max_size=3).map(tuple), st.just(("tests",)), EVIDENCE),
    st.builds(
        Delivered,
        st.sampled_from(Delivery),
        TEXT,
        TEXT,
        TEXT,
        url=TEXT,
        notes=st.lists(TEXT, max_size=2).map(tuple),
    ),
    TEXT,
    attempts=st.integers(0, 20),
    usage=USAGE,
    proof=st.none() | st.builds(Proof, NAME, TEXT, st.sampled_from(TestStyle)),
    contract=st.none() | st.builds(Contract, *[TEXT] * 6, st.lists(TEXT, max_size=2).map(tuple)),
    model=TEXT,
)


def validator(name: str) -> Draft202012Validator:
    schema = json.loads((FOLDER / f"{name}.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def parsed(run: RunRecord) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(dumps(report(run)))
    return loaded


def test_a_real_run_holds_to_the_schema() -> None:
    validator("report").validate(parsed(RUN))


def test_the_report_has_exactly_the_agreed_keys_in_their_order() -> None:
    value = parsed(RUN)
    assert list(value) == REPORT_KEYS
    assert all(list(outcome) == OUTCOME_KEYS for outcome in value["outcomes"])


def test_an_outcome_is_reported_in_full() -> None:
    (shown,) = parsed(replace(RUN, outcomes=(FIXED,)))["outcomes"]
    checks = shown.pop("checks")
    assert shown == {
        "fingerprint": FIXED.finding.fingerprint,
        "case": FIXED.case,
        "rule": "python-sql-string-format",
        "pattern": FIXED.finding.pattern,
        "path": "shop/catalog.py",
        "line": 3,
        "cwe": ["CWE-89"],
        "severity": "critical",
        "outcome": "fixed",
        "delivery": "prepared",
        "reason": "all required gates passed",
        "source": "model",
        "evidence": {
            "base_sha": BASE_SHA,
            "patch": "a" * 64,
            "rules": "b" * 64,
            "gates": "c" * 64,
            "proof": "d" * 64,
        },
        "proof": {"path": PROOF.path, "style": "pytest", "content": PROOF.content},
        "contract": {**asdict(CONTRACT), "quotes": list(CONTRACT.quotes)},
        "model": "small-coder",
        "attempts": 2,
        "usage": {
            "calls": 3,
            "prompt_tokens": 4210,
            "completion_tokens": 688,
            "seconds": 41.2,
            "cached": 1,
            "cost": 0.0125,
            "longest": 1840,
        },
        "diff": FIXED.diff,
        "branch": f"suture/{FIXED.case}",
        "page": f"pages/{FIXED.case}.html",
        "url": "",
        "notes": [],
    }
    assert checks[0] == {
        "gate": "applies",
        "status": "passed",
        "detail": "every edit matched exactly once",
        "seconds": 0.01,
        "flags": [],
        "outputs": [],
    }
    assert checks[3]["flags"] == [
        {"kind": "host", "where": "shop/catalog.py:4", "text": "a new host: prices.example.net"}
    ]


def test_what_programs_said_is_part_of_a_check() -> None:
    said = Check("proof", Status.PASSED, "it holds", outputs=(Output("before the fix", "FAILED  test_x"),))
    outcome = replace(FIXED, verdict=Verdict((said,), ("proof",)))
    value = parsed(replace(RUN, outcomes=(outcome,)))
    validator("report").validate(value)
    (check,) = value["outcomes"][0]["checks"]
    assert check["outputs"] == [{"title": "before the fix", "text": "FAILED  test_x"}]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(outcomes=st.lists(OUTCOME, max_size=4).map(tuple), notes=st.lists(TEXT, max_size=2).map(tuple))
def test_whatever_outcomes_a_run_has_its_report_holds_to_the_schema(
    outcomes: tuple[Outcome, ...], notes: tuple[str, ...]
) -> None:
    run = replace(RUN, outcomes=outcomes, notes=notes, skipped=(Skip("\udcff", "\ud800"),))
    text = dumps(report(run))
    assert text.isascii()
    value = json.loads(text)
    validator("report").validate(value)
    # An escaped lone surrogate would come back as one that no UTF-8 writer takes.
    json.dumps(value, ensure_ascii=False).encode("utf-8")


@pytest.mark.parametrize(
    ("where", "value"), [("extra", 1), ("version", 2), ("base_sha", "HEAD"), ("timing", {"total": 1.0})]
)
def test_the_schema_refuses_a_report_of_another_form(where: str, value: object) -> None:
    assert not validator("report").is_valid({**parsed(RUN), where: value})


def test_the_order_of_outcomes_and_skips_changes_no_byte() -> None:
    turned = replace(RUN, outcomes=OUTCOMES[::-1], skipped=RUN.skipped[::-1])
    assert dumps(report(turned)) == dumps(report(RUN))


def test_usage_counts_each_case_once() -> None:
    twin = replace(FIXED, finding=replace(FIXED.finding, ordinal=1))
    other = replace(FIXED, case="fedcba9876543210", usage=Usage(1, 10, 5, 0.5))
    run = replace(RUN, outcomes=(FIXED, twin, other))
    assert run.usage == Usage(4, 4220, 693, 41.7, cached=1, cost=0.0125, longest=1840)
    assert parsed(run)["usage"]["calls"] == 4


def test_hostile_text_stays_inert_data() -> None:
    text = dumps(report(replace(RUN, outcomes=(hostile(),))))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert json.loads(text)["outcomes"][0]["path"] == hostile().finding.location.path


def test_a_number_that_json_has_not_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        dumps({"seconds": float("nan")})


def test_the_verify_report_is_bound_to_the_patch() -> None:
    patch = Patch(BASE_SHA, (Change("x", b"1\n", b"2\n"),), Source.HUMAN)
    answers = verdict(tests=(Status.NOT_RUN, "no suite"))
    value = verify_report(
        target="shop",
        base_sha=BASE_SHA,
        verdict=answers,
        patch=patch,
        diff=unified_diff(patch.changes),
        proof=PROOF,
    )
    shown = json.loads(dumps(value))
    validator("verify").validate(shown)
    assert list(shown) == [
        "version", "target", "base_sha", "verdict", "why", "require", "checks", "evidence", "proof", "patch", "diff"
    ]  # fmt: skip
    assert shown["why"][0] == "tests not run: no suite"
    assert shown["evidence"]["base_sha"] == BASE_SHA and shown["proof"]["path"] == PROOF.path
    assert (shown["verdict"], shown["patch"]) == ("evidence_gap", patch.digest)
    assert [check["gate"] for check in shown["checks"]] == list(answers.require)


def test_write_atomic_replaces_a_file_and_leaves_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text("old")
    write_atomic(path, "new é\r\n")
    assert path.read_bytes() == "new é\r\n".encode()
    assert list(tmp_path.iterdir()) == [path]


def test_write_atomic_that_fails_keeps_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_atomic(path, "half\ud800")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_write_atomic_replaces_a_symlink_and_does_not_follow_it(tmp_path: Path) -> None:
    outside, link = tmp_path / "outside", tmp_path / "link"
    outside.write_text("untouched")
    link.symlink_to(outside)
    write_atomic(link, "new")
    assert outside.read_text() == "untouched"
    assert link.read_text() == "new"
    assert not link.is_symlink()


def test_write_atomic_gives_the_usual_permissions(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.write_text("x")
    write_atomic(tmp_path / "ours", "x")
    assert (tmp_path / "ours").stat().st_mode == plain.stat().st_mode
