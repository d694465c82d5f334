"""The self-audit, and the one revision it can ask for."""

from __future__ import annotations

import pytest

from agent.authoring.author import NotWritten, Written
from agent.authoring.prompting import prompts
from agent.ports import NoReply
from agent.verdict import OutcomeKind, VerdictKind
from tests.doubles.writing import APPROVE, VETO, edit, last_words, write


def test_the_auditor_sees_finding_diff_and_code_but_not_the_author() -> None:
    _, model, _ = write([edit("    os.execvp(name, [name])\n"), APPROVE])
    asked = last_words(model, 1)
    assert "name reaches a shell" in asked
    assert "-    os.system(name)\n+    os.execvp(name, [name])" in asked
    assert "def run(name):\n    os.execvp(name, [name])\n" in asked
    assert "Runs without a shell." not in asked
    assert "run is on PATH" not in asked


def test_a_veto_counts_as_a_failure_and_is_fed_back() -> None:
    result, model, _ = write([edit("    pass\n"), VETO, edit("    return 1\n"), APPROVE], [None, None])
    assert isinstance(result, Written)
    assert result.attempts == 2
    assert "a name may begin with a dash options are read at `def run(name):`" in last_words(model, 2)
    assert "a security review of it found a flaw" in last_words(model, 2)


def test_a_veto_gets_its_revision_even_after_the_last_answer() -> None:
    answers = [edit("    pass\n"), VETO, edit("    return 1\n"), APPROVE]
    result, _, _ = write(answers, [None, None], reflections=0)
    assert isinstance(result, Written)
    assert result.attempts == 2


def test_a_second_veto_is_a_rejection_with_its_reason() -> None:
    answers = [edit("    pass\n"), VETO, edit("    return 1\n"), VETO]
    result, _, _ = write(answers, [None, None])
    assert isinstance(result, NotWritten)
    assert result.kind is OutcomeKind.REJECTED
    assert result.reason == "audit: a name may begin with a dash options are read at `def run(name):`"
    assert result.verdict is not None
    assert result.verdict.kind is VerdictKind.REJECTED
    assert [check.gate for check in result.verdict.checks] == ["finding", "audit"]


def test_a_revision_that_repeats_what_was_vetoed_is_not_audited_again() -> None:
    result, _, gates = write([edit("    pass\n"), VETO, edit("    pass\n")])
    assert isinstance(result, NotWritten)
    assert result.reason.startswith("audit: This is a change that was rejected before: a name may begin")
    assert len(gates.drafts) == 1


def test_an_audit_without_a_verdict_is_asked_once_more() -> None:
    result, model, _ = write([edit("    pass\n"), "Looks good to me.", "VERDICT: APPROVE - sound"])
    assert isinstance(result, Written)
    assert "no verdict that can be read" in last_words(model, 2)
    assert len(model.requests[2]) == len(model.requests[1]) + 2


def test_an_audit_that_never_gives_a_verdict_approves_nothing() -> None:
    both = "VERDICT: APPROVE - a\nVERDICT: VETO - b"
    result, _, _ = write([edit("    pass\n"), "Looks good to me.", both])
    assert isinstance(result, NotWritten)
    assert result.kind is OutcomeKind.REJECTED
    assert "not approved" in result.reason
    assert result.draft is not None


def test_an_audit_without_reply_leaves_the_fix_unapproved() -> None:
    result, _, _ = write([edit("    pass\n"), NoReply("rate limit")])
    assert isinstance(result, NotWritten)
    assert (result.kind, result.reason) == (OutcomeKind.BLOCKED, "the fix could not be audited: rate limit")


def test_a_veto_that_points_to_no_line_is_asked_about_once_more() -> None:
    unfounded = "Assumptions:\n- x holds\n\nRemaining flaws: it may break\n\nVERDICT: VETO - not sure"
    result, model, _ = write([edit("    pass\n"), unfounded, "VERDICT: APPROVE - no such line"])
    assert isinstance(result, Written)
    assert "copies no line of the code" in last_words(model, 2)
    assert result.draft.assumptions == ("run is on PATH", "x holds")


def test_a_veto_that_is_upheld_counts_even_when_it_points_to_no_line() -> None:
    unfounded = "VERDICT: VETO - not sure"
    result, _, _ = write([edit("    a\n"), unfounded, unfounded, edit("    pass\n"), APPROVE], [None, None])
    assert isinstance(result, Written)
    assert result.attempts == 2


def test_an_approval_in_the_words_of_the_example_is_no_verdict() -> None:
    copied = prompts.audit_example()
    result, model, _ = write([edit("    pass\n"), copied, "VERDICT: APPROVE - no shell is left"])
    assert isinstance(result, Written)
    assert "no verdict that can be read" in last_words(model, 2)


SHORT = "VERDICT: APPROVE - `os.execvp(name, [name])` starts no shell"


def test_a_brief_audit_is_one_line() -> None:
    result, model, _ = write([edit("    os.execvp(name, [name])\n"), SHORT], brief=True)
    assert isinstance(result, Written)
    assert [message.role for message in model.requests[1]] == ["system", "user"]
    assert "+    os.execvp(name, [name])" in last_words(model, 1)


def test_a_brief_veto_has_to_quote_the_code_as_any_other() -> None:
    vague = "VERDICT: VETO - the program could be another one"
    result, model, _ = write([edit("    os.execvp(name, [name])\n"), vague, SHORT], brief=True)
    assert isinstance(result, Written)
    assert "copies no line of the code" in last_words(model, 2)


def test_a_brief_audit_without_a_verdict_approves_nothing() -> None:
    result, _, _ = write([edit("    pass\n"), "It looks fine.", "It does."], brief=True)
    assert isinstance(result, NotWritten)
    assert (result.kind, "not approved" in result.reason) == (OutcomeKind.REJECTED, True)


@pytest.mark.parametrize(
    "why", ["the value", "The harm is gone.", "what the `+` lines do to the attacker's value"]
)
def test_an_approval_in_the_words_of_the_form_is_no_verdict(why: str) -> None:
    copied = f"VERDICT: APPROVE - {why}"
    result, _, _ = write([edit("    pass\n"), copied, copied], brief=True)
    assert isinstance(result, NotWritten)
    assert "not approved" in result.reason
