"""One writer: answers, reflections, the fresh start."""

from __future__ import annotations

import re

from agent.authoring.author import NotWritten, Written
from agent.authoring.commission import Commission
from agent.contract import Contract
from agent.ports import CUT_OFF, NoReply
from agent.verdict import OutcomeKind
from tests.doubles.model_snapshot import MemorySnapshot
from tests.doubles.writing import APPROVE, MISS, SOURCE, edit, last_words, write


def test_a_gate_that_rejects_is_told_with_its_detail() -> None:
    result, model, gates = write(
        [edit("    os.popen(name)\n"), edit("    pass\n"), APPROVE], ["still matches at line 5", None]
    )
    assert isinstance(result, Written)
    assert "rejected by the check named `finding`" in last_words(model, 1)
    assert "still matches at line 5" in last_words(model, 1)
    assert len(gates.drafts) == 2


def test_reflections_end_in_one_fresh_conversation_and_then_a_reason() -> None:
    answers = [edit(f"    print({n})\n") for n in range(4)]
    result, model, gates = write(answers, [f"detail {n}" for n in range(4)])
    assert isinstance(result, NotWritten)
    assert (result.kind, result.reason) == (OutcomeKind.REJECTED, "finding: detail 3")
    assert result.attempts == 4
    assert result.draft == gates.drafts[3]
    assert result.verdict is not None
    assert result.verdict.failure is not None
    assert [len(request) for request in model.requests] == [4, 6, 8, 4]
    assert "[finding: detail 0] Then: Runs without a shell. [finding: detail 1]" in last_words(model, 3)
    assert "def run(name):" in last_words(model, 3)


def test_the_fresh_conversation_may_succeed() -> None:
    result, _, _ = write([MISS, MISS, edit("    pass\n"), APPROVE], answer="edits", reflections=1)
    assert isinstance(result, Written)
    assert result.attempts == 3


def test_misses_switch_the_fresh_conversation_to_whole_functions() -> None:
    function = "Summary: s\n\nFix:\n\n```python\ndef run(name):\n    return name\n```\n"
    result, model, _ = write([MISS, MISS, function, APPROVE], reflections=1)
    assert isinstance(result, Written)
    assert result.draft.patch.changes[0].after == SOURCE.replace(b"    os.system(name)\n", b"")
    assert "<<<<<<< SEARCH" in model.requests[0][0].content
    assert "<<<<<<< SEARCH" not in model.requests[2][0].content
    assert "the whole corrected function, the one named in the finding," in last_words(model, 2)


def test_gate_failures_keep_the_form_of_edits() -> None:
    _, model, _ = write([edit("    a\n"), edit("    b\n")], ["no", "no"], reflections=0)
    assert "<<<<<<< SEARCH" in model.requests[1][0].content


def test_no_usable_answer_at_all_is_no_fix() -> None:
    result, _, gates = write([MISS, "I would rather not."], answer="edits", reflections=0)
    assert isinstance(result, NotWritten)
    assert result.kind is OutcomeKind.NO_FIX
    assert "no block" in result.reason
    assert (result.draft, gates.drafts) == (None, [])


def test_a_change_that_was_rejected_is_not_tried_out_again_but_leads_to_a_fresh_start() -> None:
    result, model, gates = write(
        [edit("    a\n"), edit("    a\n"), edit("    pass\n"), APPROVE], ["bad call", None]
    )
    assert isinstance(result, Written)
    assert len(gates.drafts) == 2
    assert "rejected before: bad call" in last_words(model, 2)
    assert [len(request) for request in model.requests[:3]] == [4, 6, 4]


def test_an_unusable_answer_that_is_repeated_leads_to_a_fresh_start() -> None:
    result, model, _ = write([MISS, MISS, edit("    pass\n"), APPROVE], answer="edits", reflections=5)
    assert isinstance(result, Written)
    assert [len(request) for request in model.requests[:3]] == [4, 6, 4]


def test_a_reply_that_was_cut_off_is_asked_for_again_shorter() -> None:
    result, model, _ = write([NoReply(CUT_OFF), edit("    pass\n"), APPROVE])
    assert isinstance(result, Written)
    assert "too long" in last_words(model, 1)
    assert [message.role for message in model.requests[1]] == ["system", "user", "assistant", "user"]


def test_a_reply_that_is_cut_off_twice_ends_the_case() -> None:
    result, _, _ = write([NoReply(CUT_OFF), NoReply(CUT_OFF)])
    assert isinstance(result, NotWritten)
    assert (result.kind, result.reason) == (OutcomeKind.BLOCKED, CUT_OFF)


def test_every_question_that_is_put_again_ends_in_its_bounds() -> None:
    _, model, _ = write([edit(f"    {n}\n", old="    os.popen(name)\n") for n in range(4)], answer="edits")
    first, *again = (last_words(model, number) for number in range(4))
    assert not first.rstrip().endswith("as it was shown.")
    for asked in again:
        assert asked.rstrip().endswith("copied character by character from the file as it was shown.")
        assert "the smallest change that removes the cause" in asked


def test_a_long_question_repeats_its_bounds_at_its_end() -> None:
    source = SOURCE + b"# a line of the file that says nothing\n" * 200
    _, model, _ = write([edit("    pass\n"), APPROVE], snapshot=MemorySnapshot({"a.py": source}))
    assert last_words(model, 0).rstrip().endswith("from the file as it was shown.")


def test_the_contract_is_shown_as_data_and_shortens_the_reasoning() -> None:
    contract = Contract(
        "request to os.system", "name=;id", "no shell reads name", "run", "name is returned", "safe_run"
    )
    _, model, _ = write([edit("    pass\n"), APPROVE], commission=Commission(contract=contract))
    for number in (0, 1):
        inside = re.findall(
            r"<data-([0-9a-f]{16}) contract>\n(.*?)\n</data-\1>", last_words(model, number), re.S
        )
        assert len(inside) == 1
        assert "must hold afterwards: no shell reads name\n" in inside[0][1]
    assert "why no way in breaks the contract" in last_words(model, 0)
    assert "contract" not in model.requests[0][0].content
