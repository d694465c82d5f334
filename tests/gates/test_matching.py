from __future__ import annotations

from dataclasses import replace

from agent.domain import Finding
from agent.gates.matching import Comparison, code_of, compare
from tests.doubles.findings import change, finding_at

BEFORE = "top\nsafe\nbad(a)\nend\nbad(b)\n"


def compared(after: str, base: list[Finding], later: list[Finding]) -> Comparison:
    return compare([change(BEFORE, after)], base, later)


def test_a_finding_below_an_insertion_is_left_and_not_new() -> None:
    after = "new\nnew\n" + BEFORE
    seen = compared(after, [finding_at(BEFORE, "bad(a)")], [finding_at(after, "bad(a)")])
    assert (len(seen.left), seen.gone, seen.new) == (1, (), ())


def test_a_finding_whose_line_was_mended_is_gone() -> None:
    base = [finding_at(BEFORE, "bad(a)"), finding_at(BEFORE, "bad(b)")]
    after = BEFORE.replace("bad(a)", "good(a)")
    seen = compared(after, base, [finding_at(after, "bad(b)")])
    assert (seen.gone, [b for b, _ in seen.left], seen.new) == ((base[0],), [base[1]], ())


def test_a_finding_that_moved_elsewhere_is_left() -> None:
    after = "bad(a)\ntop\nsafe\nend\nbad(b)\n"
    base = [finding_at(BEFORE, "bad(a)")]
    seen = compared(after, base, [finding_at(after, "bad(a)")])
    assert [b for b, _ in seen.left] == base


def test_a_finding_on_a_rewritten_line_is_left_and_not_new() -> None:
    after = BEFORE.replace("bad(a)", "bad(a, 1)")
    base = [finding_at(BEFORE, "bad(a)")]
    assert [b for b, _ in compared(after, base, [finding_at(after, "bad(a, 1)")]).left] == base


def test_a_match_in_added_code_far_away_is_new() -> None:
    after = BEFORE.replace("bad(a)", "good(a)") + "x\nbad(c)\n"
    seen = compared(after, [finding_at(BEFORE, "bad(a)")], [finding_at(after, "bad(c)")])
    assert (len(seen.gone), len(seen.new)) == (1, 1)


def test_another_rule_at_the_same_place_is_not_confused_with_it() -> None:
    after = BEFORE.replace("bad(a)", "worse(a)")
    seen = compared(after, [finding_at(BEFORE, "bad(a)")], [finding_at(after, "worse(a)", "other-rule")])
    assert (len(seen.gone), len(seen.new)) == (1, 1)


def test_a_twin_removed_and_another_added_does_not_look_mended() -> None:
    before = "bad()\nx\ny\nz\n"
    after = "ok()\nx\ny\nz\nbad()\n"
    seen = compare([change(before, after)], [finding_at(before, "bad()")], [finding_at(after, "bad()")])
    assert (seen.gone, len(seen.left)) == ((), 1)


def test_findings_of_files_that_the_patch_does_not_touch_do_not_count() -> None:
    elsewhere = finding_at(BEFORE, "bad(a)", path="other.py")
    assert compare([change(BEFORE, "x\n")], [elsewhere], []) == Comparison((), (), ())


def test_the_line_of_a_credential_is_not_shown() -> None:
    found = finding_at('password = "hunter22"\n', "password")
    assert "hunter22" in code_of(found)
    secret = replace(found, rule=replace(found.rule, cwe=("CWE-798",)))
    assert "hunter22" not in code_of(secret)
