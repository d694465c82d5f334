"""The ceiling on tokens."""

from __future__ import annotations

from agent.domain import Usage
from agent.model.metered import Budget, Metered
from agent.ports import Message, NoReply, Reply
from tests.doubles.model import ScriptedModel

ASK = (Message("user", "x" * 40),)


def test_a_run_stops_asking_when_its_tokens_are_spent() -> None:
    model = ScriptedModel(
        [Reply("a", Usage(1, 60, 10, 0.1)), Reply("b", Usage(1, 60, 10, 0.1)), Reply("c", Usage())]
    )
    metered = Metered(model, Budget(100))
    assert isinstance(metered.complete(ASK), Reply)
    assert isinstance(metered.complete(ASK), Reply)
    answer = metered.complete(ASK)
    assert isinstance(answer, NoReply)
    assert answer.reason == "token ceiling reached: 140 of 100 tokens are spent"
    assert len(model.requests) == 2


def test_a_ceiling_of_zero_asks_nothing() -> None:
    model = ScriptedModel([Reply("a", Usage())])
    assert isinstance(Metered(model, Budget(0)).complete(ASK), NoReply)
    assert model.requests == []


def test_answers_that_nobody_counted_are_estimated() -> None:
    budget = Budget(100)
    Metered(ScriptedModel([Reply("y" * 40, Usage(calls=1))]), budget).complete(ASK)
    assert budget.spent == 20


def test_author_and_reviewer_spend_from_one_budget() -> None:
    budget = Budget(100)
    author = Metered(ScriptedModel([Reply("a", Usage(1, 60, 40, 0.1))]), budget)
    reviewer = Metered(ScriptedModel([Reply("b", Usage(1, 60, 40, 0.1))]), budget)
    assert isinstance(author.complete(ASK), Reply)
    assert isinstance(reviewer.complete(ASK), NoReply)


def test_failed_answers_count_too() -> None:
    budget = Budget(100)
    Metered(ScriptedModel([NoReply("cut off", Usage(1, 50, 50, 0.1))]), budget).complete(ASK)
    assert budget.spent == 100


def test_the_name_is_that_of_the_model() -> None:
    assert Metered(ScriptedModel([], name="small"), Budget(1)).name == "small"
