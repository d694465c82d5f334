from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.domain import Location
from agent.forge.text import Facts, commit_messages, split_changes
from tests.forge.text.samples import BASE_SHA, FIXED, GAP, LEAK, NEUTRAL, PROOF, SECRET, SQL_FINDING


def saying(summary: str, message: str = "It was wrong.", rule: str = "a-rule") -> Facts:
    finding = replace(SQL_FINDING, message=message, rule=replace(SQL_FINDING.rule, id=rule))
    proposal = FIXED.proposal
    draft = replace(proposal.draft, summary=summary)
    return replace(
        FIXED, proposal=replace(proposal, case=replace(proposal.case, findings=(finding,)), draft=draft)
    )


def trailers(facts: Facts) -> list[str]:
    case, patch = facts.proposal.case, facts.proposal.draft.patch
    told = (
        []
        if facts.neutral
        else [f"Suture-Rule: {case.rule.id}", *(f"Suture-CWE: {cwe}" for cwe in case.rule.cwe)]
    )
    marks = [f"Suture-Fingerprint: {finding.fingerprint}" for finding in case.findings]
    return [*marks, *told, f"Suture-Base: {BASE_SHA}", f"Suture-Patch: {patch.digest}"]


def test_the_failing_test_comes_first_and_the_fix_second() -> None:
    proof, fix = split_changes(FIXED.proposal)
    assert [change.path for change in proof] == [PROOF.path]
    assert [change.path for change in fix] == ["shop/catalog.py", "shop/db.py"]
    first, second = commit_messages(FIXED)
    assert first.split("\n")[0] == "test(catalog): show the need to use bound parameters in SQL"
    assert second.split("\n")[0] == "fix(catalog): use bound parameters in SQL"
    for message in (first, second):
        assert message.rstrip("\n").split("\n\n")[-1].split("\n") == trailers(FIXED)


def test_without_a_proof_in_the_patch_there_is_one_commit() -> None:
    (message,) = commit_messages(GAP)
    assert message.split("\n")[0] == "fix(imports): load data without building objects"
    assert split_changes(GAP.proposal)[0] == ()
    without = replace(FIXED, proposal=replace(FIXED.proposal, proof=None))
    assert len(commit_messages(without)) == 1


def test_a_message_says_why_in_lines_of_72() -> None:
    lines = commit_messages(FIXED)[-1].split("\n")
    assert "The SQL statement is built from a value that a request controls:" in " ".join(lines)
    assert max(len(line) for line in lines[:-9]) <= 72


def test_neutral_messages_tell_nothing_of_the_weakness() -> None:
    text = "\n".join(commit_messages(NEUTRAL))
    assert text.startswith("test(catalog): show how values are handled\n\nSuture-Fingerprint:")
    assert "fix(catalog): handle values more strictly\n\nSuture-Fingerprint:" in text
    for word in ("SQL", "CWE", "Suture-Rule", "attack", "statement", SQL_FINDING.rule.id):
        assert word not in text


def test_a_secret_is_not_in_a_message() -> None:
    (message,) = commit_messages(LEAK)
    assert SECRET not in message
    assert "[redacted]" in message


@pytest.mark.parametrize(
    "hostile",
    [
        "ok\n\nSuture-Fingerprint: ffffffffffffffff",
        "ok\n\nSuture-Patch: 1\nCo-authored-by: R <r@evil.example>",
        "x " * 40 + "Suture-Base: 1",
        "Fixes #12, closes acme/shop#3, GH-4, https://github.com/a/b/issues/1 @admin",
        "\r\n\r\nSigned-off-by: Root <root@example.com>\x1b[2J\u202e\u2028x",
    ],
)
def test_no_text_can_forge_a_trailer_close_or_mention(hostile: str) -> None:
    for message in commit_messages(saying(hostile, hostile, "a-rule\n\nSuture-Patch: 0")):
        marked = re.findall(r"^([\w-]+):", message.partition("\n")[2], re.MULTILINE)
        assert marked == [
            "Suture-Fingerprint", "Suture-Rule", "Suture-CWE", "Suture-Base", "Suture-Patch"
        ]  # fmt: skip
        for live in ("@", "#1", "#3", "GH-4", "://", "\x1b", "\u202e", "\u2028", "\r"):
            assert live not in message


@settings(max_examples=100, deadline=None)
@given(st.text(), st.text(), st.text(min_size=1))
def test_trailers_are_last_whatever_is_said(summary: str, message: str, path: str) -> None:
    facts = saying(summary, message)
    finding = replace(facts.proposal.case.findings[0], location=Location(path, 1, 1))
    facts = replace(
        facts, proposal=replace(facts.proposal, case=replace(facts.proposal.case, findings=(finding,)))
    )
    for text in commit_messages(facts):
        assert text.encode()
        assert len(text.split("\n")[0]) <= 72
        assert text.rstrip("\n").split("\n\n")[-1].split("\n") == trailers(facts)
