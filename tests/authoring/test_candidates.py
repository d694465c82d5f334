"""Several first drafts: written at once, the smallest that passes wins."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Barrier

from agent.authoring.asking.writer import Writer
from agent.authoring.author import NotWritten, Written, author
from agent.authoring.candidates import size
from agent.domain import Change, Draft, Patch, Source
from agent.ports import Message, NoReply, Reply
from agent.settings import ModelSettings
from agent.verdict import OutcomeKind
from tests.doubles.model import ScriptedModel
from tests.doubles.model_snapshot import MemorySnapshot
from tests.doubles.writing import APPROVE, CASE, MISS, SOURCE, VETO, Gates, edit, last_words

SMALL, MIDDLE, LARGE = edit("    pass\n"), edit("    one()\n    two()\n"), edit("    print(1)\n" * 4)


class Together(ScriptedModel):
    """A drafter that answers when all the others were asked as well."""

    def __init__(self, answers: Sequence[str | NoReply], barrier: Barrier) -> None:
        super().__init__(answers)
        self._barrier = barrier

    def complete(self, messages: Sequence[Message]) -> Reply | NoReply:
        self._barrier.wait(timeout=10)
        return super().complete(messages)


def draft(
    drafts: Sequence[str | NoReply],
    later: Sequence[str | NoReply],
    gates: Sequence[str | None] = (None,),
    reflections: int = 2,
) -> tuple[Written | NotWritten, ScriptedModel, Gates]:
    """`drafts` are the first answers, one a drafter; `later` is what the writer itself says."""
    barrier = Barrier(len(drafts))
    drafters = tuple(Together([answer], barrier) for answer in drafts)
    model, tried = ScriptedModel(later), Gates(gates)
    settings = ModelSettings(answer="edits", max_reflections=reflections, candidates=len(drafts))
    writer = Writer(model, settings, drafters=drafters)
    result = author(CASE, MemorySnapshot({"a.py": SOURCE}), [writer], tried)
    assert [model.left, *(one.left for one in drafters)] == [0] * (len(drafts) + 1)
    return result, model, tried


def test_the_smallest_draft_that_passes_wins_and_the_larger_ones_are_not_tried() -> None:
    result, model, gates = draft([LARGE, SMALL, MIDDLE], [APPROVE])
    assert isinstance(result, Written)
    assert [one.patch for one in gates.drafts] == [result.draft.patch]
    assert result.draft.patch.changes[0].after == SOURCE.replace(b"os.system(name)", b"pass")
    assert (result.attempts, result.usage.calls) == (3, 4)
    said = [message.content for message in result.transcript if message.role == "assistant"]
    assert [text for text in said if text in (LARGE, SMALL, MIDDLE)] == [LARGE, SMALL, MIDDLE]
    assert model.requests[0][0].content.startswith("You are a security reviewer")


def test_a_rejected_or_vetoed_draft_makes_room_for_the_next() -> None:
    result, _, gates = draft([LARGE, SMALL, MIDDLE], [VETO, APPROVE], ["no", None, None])
    assert isinstance(result, Written)
    assert [size(one)[0] for one in gates.drafts] == [2, 3, 5]
    assert result.draft.patch == gates.drafts[2].patch


def test_equal_drafts_are_judged_once() -> None:
    result, _, gates = draft([SMALL, SMALL, SMALL], [LARGE, APPROVE], ["no", None])
    assert isinstance(result, Written)
    assert len(gates.drafts) == 2
    assert result.attempts == 4


def test_when_none_passes_the_smallest_is_reflected_on() -> None:
    result, model, _ = draft([LARGE, SMALL], [MIDDLE, APPROVE], ["small is wrong", "large is wrong", None])
    assert isinstance(result, Written)
    assert [message.role for message in model.requests[0]] == [
        "system", "user", "assistant", "user", "assistant", "user",
    ]  # fmt: skip
    assert model.requests[0][4] == Message("assistant", SMALL)
    assert "small is wrong" in last_words(model, 0)


def test_drafts_that_cannot_be_used_do_not_stop_the_others() -> None:
    result, _, _ = draft([NoReply("rate limit"), MISS, "NO FIX: no", SMALL], [APPROVE])
    assert isinstance(result, Written)


def test_without_any_draft_a_miss_is_sent_back() -> None:
    result, model, _ = draft([NoReply("rate limit"), MISS], [SMALL, APPROVE])
    assert isinstance(result, Written)
    assert "does not occur in `a.py`" in last_words(model, 0)


def test_no_reply_at_all_is_a_reason() -> None:
    result, _, _ = draft([NoReply("rate limit"), NoReply("rate limit")], [])
    assert isinstance(result, NotWritten)
    assert (result.kind, result.reason, result.attempts) == (OutcomeKind.BLOCKED, "rate limit", 2)


def test_without_drafters_the_model_itself_writes_one_draft() -> None:
    model = ScriptedModel([SMALL, APPROVE])
    settings = ModelSettings(answer="edits", candidates=4)
    result = author(CASE, MemorySnapshot({"a.py": SOURCE}), [Writer(model, settings)], Gates([None]))
    assert isinstance(result, Written)
    assert (result.attempts, model.left) == (1, 0)


def test_no_more_drafters_are_asked_than_candidates_are_wanted() -> None:
    drafters = tuple(ScriptedModel([text]) for text in (LARGE, SMALL, MIDDLE))
    settings = ModelSettings(answer="edits", candidates=2)
    writer = Writer(ScriptedModel([APPROVE]), settings, drafters=drafters)
    result = author(CASE, MemorySnapshot({"a.py": SOURCE}), [writer], Gates([None]))
    assert isinstance(result, Written)
    assert [one.left for one in drafters] == [0, 0, 1]


def test_the_size_of_a_draft_is_its_changed_lines_and_then_their_characters() -> None:
    def of(after: bytes) -> tuple[int, int]:
        return size(Draft(Patch("b" * 40, (Change("a.py", b"a\nb\nc\n", after),), Source.MODEL), "s"))

    assert of(b"a\nbb\nc\n") == (2, 3)
    assert of(b"a\nc\n") == (1, 1)
    assert of(b"a\nb\nx\nc\n") < of(b"a\nb\nxx\nc\n") < of(b"a\nx\nc\n")
