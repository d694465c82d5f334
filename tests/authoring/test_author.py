"""The author as a whole: writers in their order, and every way it can end."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from agent.authoring.asking.writer import Writer
from agent.authoring.author import NotWritten, Written, author
from agent.authoring.commission import Commission
from agent.authoring.earlier import Earlier, Wish
from agent.domain import Change, Source, Usage
from agent.ports import Message, NoReply
from agent.settings import ModelSettings
from agent.verdict import OutcomeKind, VerdictKind
from tests.doubles.model import ScriptedModel
from tests.doubles.model_snapshot import MemorySnapshot
from tests.doubles.writing import APPROVE, CASE, MISS, SOURCE, VETO, Gates, edit, last_words, write


def test_an_endpoint_that_gives_no_reply_ends_the_case() -> None:
    result, _, _ = write([NoReply("token ceiling reached", Usage(1, 5, 0, 0.5))])
    assert isinstance(result, NotWritten)
    assert (result.kind, result.reason) == (OutcomeKind.BLOCKED, "token ceiling reached")
    assert result.usage == Usage(1, 5, 0, 0.5)


def test_a_fix_that_passes_gates_and_audit_is_written() -> None:
    result, model, _ = write([edit("    os.execvp(name, [name])\n"), APPROVE])
    assert isinstance(result, Written)
    after = SOURCE.replace(b"os.system(name)", b"os.execvp(name, [name])")
    assert result.draft.patch.changes == (Change("a.py", SOURCE, after),)
    assert result.draft.patch.source is Source.MODEL
    assert result.draft.patch.base_sha == "b" * 40
    assert result.draft.summary == "Runs without a shell."
    assert result.draft.assumptions == ("run is on PATH", "name has no slash; broken by: ../x")
    assert result.verdict.kind is VerdictKind.FIXED
    assert (result.attempts, result.usage) == (1, Usage(2, 20, 10, 0.0))
    assert [message.role for message in model.requests[0]] == ["system", "user", "assistant", "user"]
    assert [message.role for message in model.requests[1]] == ["system", "user", "assistant", "user"]
    assert result.transcript == (
        *model.requests[0],
        Message("assistant", edit("    os.execvp(name, [name])\n")),
        *model.requests[1],
        Message("assistant", APPROVE),
    )


def test_what_was_proposed_before_is_told_in_every_conversation_and_to_no_auditor() -> None:
    earlier = Earlier("-old\n+new\n", (Wish("ann", "a.py:5", "Keep it short."),))
    result, model, _ = write(
        [MISS, edit("    os.execvp(name, [name])\n"), APPROVE],
        answer="edits",
        reflections=0,
        commission=Commission(earlier=earlier),
    )
    assert isinstance(result, Written)
    first, fresh, audit = (last_words(model, number) for number in range(3))
    for asked in (first, fresh):
        assert asked.index("Fix: SEARCH/REPLACE") < asked.index("+new") < asked.index("Keep it short.")
    assert "tried before" in fresh and "tried before" not in first
    assert "Keep it short." not in audit


def climb(
    *scripts: Sequence[str | NoReply], gates: Sequence[str | None] = (None,), reflections: int = 0
) -> tuple[Written | NotWritten, list[ScriptedModel]]:
    """One writer for each script, the weakest first."""
    models = [ScriptedModel(script, f"model-{number}") for number, script in enumerate(scripts)]
    settings = ModelSettings(answer="edits", max_reflections=reflections)
    files = MemorySnapshot({"a.py": SOURCE})
    result = author(CASE, files, [Writer(model, settings) for model in models], Gates(gates))
    assert [model.left for model in models] == [0] * len(models)
    return result, models


def test_the_next_writer_begins_afresh_with_what_failed() -> None:
    result, models = climb(
        [MISS, edit("    a\n")], [edit("    pass\n"), APPROVE], gates=["still there", None]
    )
    assert isinstance(result, Written)
    assert (result.model, result.attempts, result.usage.calls) == ("model-1", 3, 4)
    asked = models[1].requests[0]
    assert [message.role for message in asked] == ["system", "user", "assistant", "user"]
    assert "does not occur in `a.py`" in asked[-1].content
    assert "Runs without a shell. [finding: still there]" in asked[-1].content
    assert [message for message in result.transcript if message.role == "system"] == [
        *(request[0] for request in models[0].requests),
        *(request[0] for request in models[1].requests),
    ]


def test_a_writer_that_fails_no_more_is_not_followed_by_another() -> None:
    result, models = climb([edit("    pass\n"), APPROVE], [])
    assert isinstance(result, Written)
    assert (result.model, models[1].requests) == ("model-0", [])


@pytest.mark.parametrize("stop", [NoReply("rate limit"), "NO FIX: the caller is not shown"])
def test_a_writer_that_gives_up_hands_the_case_on(stop: str | NoReply) -> None:
    result, models = climb([stop], [edit("    pass\n"), APPROVE])
    assert isinstance(result, Written)
    assert "tried before" not in models[1].requests[0][-1].content


def test_the_reason_of_the_last_writer_ends_the_case() -> None:
    result, _ = climb([MISS, MISS], [NoReply("rate limit")])
    assert isinstance(result, NotWritten)
    assert (result.kind, result.reason, result.model) == (OutcomeKind.BLOCKED, "rate limit", "model-1")
    assert result.attempts == 3


def test_a_second_veto_hands_the_case_on_and_the_next_writer_has_its_own_revision() -> None:
    vetoed = [edit("    a\n"), VETO, edit("    b\n"), VETO]
    result, models = climb(
        vetoed, [edit("    c\n"), VETO, edit("    pass\n"), APPROVE], gates=[None] * 4, reflections=1
    )
    assert isinstance(result, Written)
    assert "audit: a name may begin with a dash" in models[1].requests[0][-1].content


def test_a_patch_that_a_weak_auditor_vetoed_is_audited_by_the_next_writer_without_running_the_gates_again() -> (
    None
):
    again = edit("    a\n")
    result, _ = climb([again, VETO, edit("    b\n"), VETO], [again, APPROVE], gates=[None] * 2)
    assert isinstance(result, Written)
    assert result.draft.patch.changes[0].after == SOURCE.replace(b"    os.system(name)\n", b"    a\n")


def test_a_confirmed_claim_of_safety_ends_the_case_at_once() -> None:
    result, models = climb(["FALSE POSITIVE: `os.system(name)` gets a constant"], [])
    assert isinstance(result, NotWritten)
    assert (result.kind, models[1].requests) == (OutcomeKind.FALSE_POSITIVE, [])


@pytest.mark.parametrize(
    "nonsense", ["...", "```", "<<<<<<< SEARCH", "\u0000\u202e", ">>>>>>> REPLACE\n=======", "```\n```"]
)
def test_nonsense_is_a_reason_and_no_crash(nonsense: str) -> None:
    result, _ = climb([nonsense, nonsense])
    assert isinstance(result, NotWritten)
    assert result.kind is OutcomeKind.NO_FIX
    assert result.reason.startswith("no answer could be applied; the last: ")


def test_a_writer_who_is_asked_briefly_is_shown_less_and_one_after_it_as_much_as_ever() -> None:
    files = MemorySnapshot({"a.py": SOURCE, "AGENTS.md": b"# Code\n\nNever call `os.system`: see run.\n"})
    short, long = ScriptedModel([MISS, MISS], "short"), ScriptedModel([edit("    pass\n"), APPROVE], "long")
    writers = [
        Writer(short, ModelSettings(brief=True, max_reflections=0)),
        Writer(long, ModelSettings(max_reflections=0)),
    ]
    result = author(CASE, files, writers, Gates([None]))
    assert isinstance(result, Written) and result.model == "long"
    first, second = short.requests[0], long.requests[0]
    assert "Never call" in second[-1].content and "Never call" not in first[-1].content
    assert 2 * sum(len(m.content) for m in first) < sum(len(m.content) for m in second)


def test_a_brief_question_shows_the_whole_function_however_long_it_is() -> None:
    body = b"".join(b"    name = name + str(%d)  # one of very many lines\n" % n for n in range(110))
    source = SOURCE.replace(b"    return name\n", body + b"    return name\n")
    _, model, _ = write([MISS, MISS], brief=True, reflections=0, snapshot=MemorySnapshot({"a.py": source}))
    assert "str(0)" in last_words(model, 0) and "str(109)" in last_words(model, 0)


def test_a_brief_question_shows_of_a_long_file_what_the_function_needs() -> None:
    source = SOURCE + b"".join(b"\n\ndef filler%d():\n    return %d\n" % (n, n) for n in range(150))
    _, model, _ = write([MISS, MISS], brief=True, reflections=0, snapshot=MemorySnapshot({"a.py": source}))
    assert "os.system(name)" in last_words(model, 0) and "filler" not in last_words(model, 0)


def test_a_second_brief_attempt_says_again_what_it_asks_for() -> None:
    _, model, _ = write([MISS, MISS, MISS], brief=True, reflections=1, answer="edits")
    for request in (1, 2):
        assert "the SEARCH lines copied character by character" in last_words(model, request)
