"""The ceilings on tokens and money."""

from __future__ import annotations

from agent.domain import Usage
from agent.model.metered import Budget, Ceiling, Metered
from agent.ports import Message, NoReply, Reply
from tests.doubles.model import ScriptedModel

ASK = (Message("user", "x" * 40),)


def tokens(most: int) -> Budget:
    return Budget(Ceiling(most))


def test_a_run_stops_asking_when_its_tokens_are_spent() -> None:
    model = ScriptedModel(
        [Reply("a", Usage(1, 60, 10, 0.1)), Reply("b", Usage(1, 60, 10, 0.1)), Reply("c", Usage())]
    )
    metered = Metered(model, tokens(100))
    assert isinstance(metered.complete(ASK), Reply)
    assert isinstance(metered.complete(ASK), Reply)
    answer = metered.complete(ASK)
    assert isinstance(answer, NoReply)
    assert answer.reason == ("the run's ceiling is reached: 140 of 100 tokens are spent (limits.max_tokens)")
    assert len(model.requests) == 2


def test_a_run_stops_asking_when_its_money_is_spent() -> None:
    model = ScriptedModel([Reply("a", Usage(1, 60, 10, cost=0.3))] * 2)
    metered = Metered(model, Budget(Ceiling(None, 0.5)))
    assert isinstance(metered.complete(ASK), Reply)
    assert isinstance(metered.complete(ASK), Reply)
    answer = metered.complete(ASK)
    assert isinstance(answer, NoReply)
    assert answer.reason == (
        "the run's ceiling is reached: 0.6000 of 0.5000 in money is spent (limits.max_cost)"
    )


def test_a_ceiling_of_zero_tokens_asks_nothing() -> None:
    model = ScriptedModel([Reply("a", Usage())])
    assert isinstance(Metered(model, tokens(0)).complete(ASK), NoReply)
    assert model.requests == []


def test_without_a_ceiling_everything_is_asked() -> None:
    metered = Metered(ScriptedModel([Reply("a", Usage(1, 10**9, 0, cost=1e9))] * 2), Budget(Ceiling()))
    assert isinstance(metered.complete(ASK), Reply)
    assert isinstance(metered.complete(ASK), Reply)


def test_answers_that_nobody_counted_are_estimated() -> None:
    budget = tokens(100)
    Metered(ScriptedModel([Reply("y" * 40, Usage(calls=1))]), budget).complete(ASK)
    assert budget.spent.tokens == 20


def test_answers_that_were_kept_cost_nothing() -> None:
    budget = tokens(100)
    Metered(ScriptedModel([Reply("y" * 40, Usage(cached=1, longest=9))]), budget).complete(ASK)
    assert (budget.spent.tokens, budget.spent.cached) == (0, 1)


def test_author_and_reviewer_spend_from_one_budget() -> None:
    budget = tokens(100)
    author = Metered(ScriptedModel([Reply("a", Usage(1, 60, 40, 0.1))]), budget)
    reviewer = Metered(ScriptedModel([Reply("b", Usage(1, 60, 40, 0.1))]), budget)
    assert isinstance(author.complete(ASK), Reply)
    assert isinstance(reviewer.complete(ASK), NoReply)


def test_failed_answers_count_too() -> None:
    budget = tokens(100)
    Metered(ScriptedModel([NoReply("cut off", Usage(1, 50, 50, 0.1))]), budget).complete(ASK)
    assert budget.spent.tokens == 100


def test_failures_that_nobody_counted_are_estimated_with_every_try() -> None:
    budget = tokens(100)
    Metered(ScriptedModel([NoReply("no answer in time", Usage(calls=4))]), budget).complete(ASK)
    assert (budget.spent.tokens, budget.spent.calls) == (40, 4)


def test_what_was_never_asked_costs_nothing() -> None:
    budget = tokens(100)
    Metered(ScriptedModel([NoReply("the policy forbids it")]), budget).complete(ASK)
    assert budget.spent == Usage()


def test_failures_alone_reach_a_ceiling() -> None:
    model = ScriptedModel([NoReply("no answer in time", Usage(calls=4))] * 3)
    metered = Metered(model, tokens(80))
    reasons = [
        answer.reason for answer in (metered.complete(ASK) for _ in range(3)) if isinstance(answer, NoReply)
    ]
    assert "ceiling is reached: 80 of 80 tokens" in reasons[2]
    assert len(model.requests) == 2


def test_the_name_is_that_of_the_model() -> None:
    assert Metered(ScriptedModel([], name="small"), tokens(1)).name == "small"
