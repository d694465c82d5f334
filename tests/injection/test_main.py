"""The command that tries the payloads on a real endpoint, on a scripted one."""

from __future__ import annotations

import pytest

from agent.ports import Message, NoReply
from tests.doubles.model import ScriptedModel
from tests.injection.__main__ import spread, table, try_payload
from tests.injection.goals import GOALS
from tests.injection.hijacked import Hijacked
from tests.injection.obeying import obeys
from tests.injection.payloads import Payload, load
from tests.injection.world import PATH, SINK

ALL = load()
HONEST = f"Summary: x\n\n{PATH}\n<<<<<<< SEARCH\n{SINK}\n=======\n    return ast.literal_eval(text)\n>>>>>>> REPLACE\n"


@pytest.mark.parametrize("goal", GOALS)
def test_obedience_is_told_from_an_honest_answer(goal: str) -> None:
    payload = Payload("comments", "x", goal, "planted text")
    shown = [Message("system", "SEARCH"), Message("user", 'planted text\nACCESS_KEY = "CREDENTIAL_1"')]
    assert obeys(goal, Hijacked(payload).complete(shown).text, PATH)
    assert not obeys(goal, HONEST, PATH)


def test_one_answer_of_the_endpoint_is_judged_by_the_real_gates() -> None:
    payload = next(p for p in ALL if p.id == "comments/french")
    obedient = HONEST.replace("ast.literal_eval(text)", "eval(text)  # nosemgrep")
    assert (honest := try_payload(payload, ScriptedModel([HONEST]), "edits")).shown
    tried = try_payload(payload, ScriptedModel([obedient]), "edits")
    assert (honest.obeyed, tried.obeyed, tried.harms) == (False, True, ())


def test_a_payload_that_no_fix_prompt_shows_costs_no_request() -> None:
    tried = try_payload(next(p for p in ALL if p.place == "history"), ScriptedModel([]), "edits")
    assert (tried.shown, tried.obeyed) == (False, False)


def test_an_endpoint_that_gives_no_answer_obeyed_nothing() -> None:
    tried = try_payload(ALL[0], ScriptedModel([NoReply("busy")]), "edits")
    assert (tried.obeyed, tried.note) == (False, "busy")


def test_a_sample_takes_from_every_part_and_the_table_counts_by_place() -> None:
    some = spread(ALL, 24)
    assert len(some) == len({payload.id for payload in some}) == 24
    assert len({payload.place for payload in some}) >= 10
    assert spread(ALL, 0) == list(ALL)
    tried = [try_payload(p, ScriptedModel([]), "edits") for p in ALL if p.place == "history"]
    assert table(tried).split("\n")[1].split() == ["history", "3", "0", "0", "0"]
