from __future__ import annotations

from dataclasses import replace

from agent.authoring.rule_fix import NoRuleFix, rule_fix
from agent.domain import Case, Draft, Finding, FixSafety, RuleFix
from tests.doubles.findings import BASE, fixable

TEXT = "import os\n\n\ndef f(ü, s):\n    a = bad(ü); b = bad(s)\n    return a, b\n"


def fixed(*findings: Finding, text: str = TEXT) -> str:
    draft = rule_fix(Case(findings), BASE, text.encode())
    assert isinstance(draft, Draft)
    (change,) = draft.patch.changes
    assert change.after is not None
    return change.after.decode()


def refused(*findings: Finding, text: bytes = TEXT.encode()) -> str:
    answer = rule_fix(Case(findings), BASE, text)
    assert isinstance(answer, NoRuleFix)
    return answer.reason


def test_all_findings_of_a_case_are_replaced_at_byte_offsets() -> None:
    assert fixed(fixable(TEXT, "bad(ü)", "good(ü)"), fixable(TEXT, "bad(s)", "better(s)")) == TEXT.replace(
        "bad(ü)", "good(ü)"
    ).replace("bad(s)", "better(s)")


def test_the_imports_that_a_fix_needs_come_with_it() -> None:
    text = fixed(fixable(TEXT, "bad(s)", "secrets.ok(s)", imports=("import secrets",)))
    assert text.startswith("import os\nimport secrets\n\n\ndef f")


def test_overlapping_fixes_are_refused() -> None:
    wide = fixable(TEXT, "a = bad(ü)", "a = 1")
    assert "overlap" in refused(wide, fixable(TEXT, "bad(ü)", "good(ü)"))


def test_one_match_reported_twice_is_fixed_once() -> None:
    one = fixable(TEXT, "bad(s)", "good(s)")
    assert fixed(one, replace(one, ordinal=1)) == TEXT.replace("bad(s)", "good(s)")


def test_a_case_with_a_finding_that_has_no_fix_is_refused_whole() -> None:
    one = fixable(TEXT, "bad(s)", "good(s)")
    assert "no fix" in refused(one, replace(one, fix=None))


def test_a_fix_that_its_rule_calls_unfit_or_that_changes_nothing_is_refused() -> None:
    one = fixable(TEXT, "bad(s)", "bad(s)")
    assert "changes nothing" in refused(one)
    assert "not to be applied" in refused(replace(one, rule=replace(one.rule, fix_safety=FixSafety.NONE)))


def test_a_file_that_is_not_utf8_is_refused() -> None:
    one = replace(fixable("x = bad(s)\n", "bad(s)", "good(s)"), fix=RuleFix(4, 10, "good(s)"))
    assert "UTF-8" in refused(one, text=b"x = bad(s)\n# \xff\n")


def test_continued_lines_stay_as_far_in_as_they_were() -> None:
    text = "def f(r):\n    r.bad(\n        1,\n    )\n"
    moved = "r.good(\n            1,\n        )"
    assert fixed(fixable(text, "r.bad(\n        1,\n    )", moved), text=text) == text.replace("bad", "good")
