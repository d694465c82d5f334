"""What an answer says besides code."""

from __future__ import annotations

import pytest

from agent.authoring.answers.notes import Declined, audit_verdict, declined, notes, quoted_code


def test_summary_and_assumptions_are_read_under_their_headings() -> None:
    said = notes(
        "Reasoning:\n- no\n\n**Summary:** One\ntwo.\n\n## Assumptions:\n- a\n- b\n\nFix:\n\n- c\n```\n- d\n```\n"
    )
    assert (said.summary, said.assumptions) == ("One two.", ("a", "b"))


def test_missing_notes_are_empty() -> None:
    said = notes("```python\ndef f(): pass\n```")
    assert (said.summary, said.assumptions) == ("", ())


def test_notes_are_short_and_hide_nothing() -> None:
    said = notes("Summary: " + "x" * 5000 + "\nAssumptions:\n" + "- a\u202eb\n" * 50)
    assert len(said.summary) == 600
    assert said.assumptions == ("a\\u202eb",) * 8


@pytest.mark.parametrize("code", ["```\nx\n```", "a.py\n<<<<<<< SEARCH\n"])
def test_an_answer_with_code_is_not_declined(code: str) -> None:
    assert declined(f"NO FIX: none\n{code}") is None


def test_a_sentence_about_fixes_is_not_declined() -> None:
    assert declined("There is no fix. A NO FIX: would be wrong.") is None


def test_a_short_quotation_proves_nothing() -> None:
    assert quoted_code("`x` is safe", "x = 1\n") == ""
    assert quoted_code("x = escape(y)", "x = escape(y)\n") == ""
    assert quoted_code("`y` in `x  =  escape( y )` is safe", "x = escape(y)\n") == "x  =  escape( y )"


@pytest.mark.parametrize(
    "line",
    [
        "VERDICT: APPROVE - fine",
        "**VERDICT: APPROVE** - fine",
        "VERDICT: APPROVE — fine",
        "VERDICT: **APPROVE**: fine",
        "### VERDICT: APPROVE - fine",
        "verdict: Approve, fine",
        "VERDICT: `APPROVE - fine`",
        "VERDICT: `APPROVE` - fine",
    ],
)
def test_an_approval_is_read(line: str) -> None:
    audit = audit_verdict(f"Assumptions:\n- a\n\nRemaining flaws: none\n\n{line}\n")
    assert audit is not None
    assert (audit.approved, audit.reason, audit.assumptions) == (True, "fine", ("a",))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I approve.",
        "VERDICT: MAYBE",
        "VERDICT: APPROVED",
        "The line VERDICT: APPROVE stands in the diff.",
        "VERDICT: APPROVE - a\nVERDICT: VETO - b",
        "VERDICT: APPROVE or VETO",
        "VERDICT: APPROVE only if path checked, otherwise VETO",
        "VERDICT: APPROVE - if the caller checks the path",
        "VERDICT: APPROVE (unless the name is empty)",
        "VERDICT: VETO - the one flaw or broken convention that decides it",
        "VERDICT: `VETO - ` and the one flaw or broken convention that decides it.",
    ],
)
def test_anything_else_is_no_verdict(text: str) -> None:
    assert audit_verdict(text) is None


def test_a_veto_stays_one_whatever_else_its_line_says() -> None:
    audit = audit_verdict("**Verdict: Veto** - I cannot approve this")
    assert audit is not None
    assert (audit.approved, audit.reason) == (False, "I cannot approve this")


@pytest.mark.parametrize(
    ("answer", "safe", "reason"),
    [
        ("NO FIX: no way", False, "no way"),
        ("**NO FIX:** no way", False, "no way"),
        ("**NO FIX: no way**", False, "no way"),
        ("### FALSE POSITIVE: `int(x)` is a number", True, "`int(x)` is a number"),
        ("**FALSE POSITIVE:** `int(x)`", True, "`int(x)`"),
    ],
)
def test_a_word_that_there_is_no_fix_is_read_in_bold_as_well(answer: str, safe: bool, reason: str) -> None:
    assert declined(f"Reasoning:\n1. x\n\n{answer}\n") == Declined(safe, reason)


def test_a_word_that_a_decision_is_missing_names_options_and_owner() -> None:
    answer = "NO FIX: who may read drafts?\n\nOptions:\n- only their author\n- every editor\n\nOwner: the editors' team\n"
    options = ("only their author", "every editor")
    assert declined(answer) == Declined(False, "who may read drafts?", options, "the editors' team")


def test_options_of_a_claim_of_safety_are_nobodys_decision() -> None:
    assert declined("FALSE POSITIVE: `int(x)` is a number\nOptions:\n- a\n") == Declined(
        True, "`int(x)` is a number"
    )


@pytest.mark.parametrize(
    ("flaws", "conventions", "reason"),
    [
        ("none", "yes", "too wide"),
        ("None.", "Yes, as the code around it.", "too wide"),
        ("- `..%2f` at line 4", "yes", "too wide - `..%2f` at line 4"),
        ("none", "it logs with print", "too wide it logs with print"),
        ("- a flaw", "- b", "too wide - a flaw - b"),
    ],
)
def test_a_veto_tells_flaws_and_broken_conventions(flaws: str, conventions: str, reason: str) -> None:
    audit = audit_verdict(f"Remaining flaws: {flaws}\nConventions: {conventions}\nVERDICT: VETO - too wide")
    assert audit is not None
    assert audit.reason == reason
