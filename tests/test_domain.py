from __future__ import annotations

from dataclasses import replace

import pytest

from agent.domain import Severity
from agent.verdict import Check, Status, Verdict, VerdictKind
from tests.doubles.findings import finding_at, patch

REQUIRE = ("applies", "tests")


def verdict(*statuses: Status) -> Verdict:
    return Verdict(tuple(Check(gate, s, "") for gate, s in zip(REQUIRE, statuses, strict=False)), REQUIRE)


@pytest.mark.parametrize(
    ("statuses", "kind"),
    [
        ((Status.PASSED, Status.PASSED), VerdictKind.FIXED),
        ((Status.PASSED, Status.NOT_APPLICABLE), VerdictKind.FIXED),
        ((Status.PASSED, Status.NOT_RUN), VerdictKind.EVIDENCE_GAP),
        ((Status.PASSED, Status.INCONCLUSIVE), VerdictKind.EVIDENCE_GAP),
        ((Status.PASSED,), VerdictKind.EVIDENCE_GAP),
        ((Status.PASSED, Status.FAILED), VerdictKind.REJECTED),
        ((Status.FAILED, Status.PASSED), VerdictKind.REJECTED),
        ((), VerdictKind.REJECTED),
    ],
)
def test_only_what_passed_or_does_not_apply_makes_a_fix(
    statuses: tuple[Status, ...], kind: VerdictKind
) -> None:
    assert verdict(*statuses).kind is kind


def test_a_gate_that_the_policy_does_not_require_may_be_missing_but_may_not_fail() -> None:
    checks = (Check("applies", Status.PASSED, ""), Check("tests", Status.NOT_RUN, ""))
    assert Verdict(checks, ("applies",)).kind is VerdictKind.FIXED
    failing = (checks[0], replace(checks[1], status=Status.FAILED))
    assert Verdict(failing, ("applies",)).kind is VerdictKind.REJECTED


def test_a_fingerprint_ignores_line_numbers_and_white_space_but_not_path_rule_or_twin() -> None:
    finding = finding_at("x\nbad(a)\n", "bad")
    lower = replace(finding, location=replace(finding.location, start=9, end=9), snippet="    bad(a)")
    assert finding.fingerprint == lower.fingerprint
    others = [
        replace(finding, ordinal=1),
        replace(finding, location=replace(finding.location, path="b.py")),
        replace(finding, rule=replace(finding.rule, id="other")),
        replace(finding, snippet="bad(b)"),
    ]
    assert len({finding.fingerprint, *(f.fingerprint for f in others)}) == 5
    assert replace(finding, location=replace(finding.location, path="b.py")).pattern == finding.pattern


def test_a_patch_digest_names_the_content_and_the_base() -> None:
    one = patch("a", "b")
    assert one.digest == patch("a", "b").digest
    assert one.digest not in {
        patch("a", "c").digest,
        patch("a", None).digest,
        replace(one, base_sha="2" * 40).digest,
    }


def test_severities_are_ordered() -> None:
    assert sorted(Severity, key=lambda s: s.rank)[0] is Severity.CRITICAL
