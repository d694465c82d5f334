"""What one case may spend, whoever of its models spends it."""

from __future__ import annotations

from agent.authoring.asking.ceiling import Ceiling
from agent.domain import Usage
from agent.ports import Message, NoReply, Reply
from tests.doubles.model import ScriptedModel

ASK = (Message("user", "x" * 40),)


def answers(cost: float = 0.0, count: int = 2) -> ScriptedModel:
    return ScriptedModel([Reply("a", Usage(1, 60, 40, cost=cost))] * count)


def test_all_models_of_a_case_share_its_tokens() -> None:
    case = Ceiling(100, 0.0)
    assert isinstance(case.over(answers()).complete(ASK), Reply)
    answer = case.over(answers()).complete(ASK)
    assert isinstance(answer, NoReply)
    assert answer.reason == "the case's ceiling is reached: 100 of 100 tokens are spent (limits.case_tokens)"


def test_a_case_stops_when_its_money_is_spent() -> None:
    model = Ceiling(0, 0.25).over(answers(0.3))
    assert isinstance(model.complete(ASK), Reply)
    answer = model.complete(ASK)
    assert isinstance(answer, NoReply)
    assert "limits.case_cost" in answer.reason


def test_one_case_does_not_spend_for_another() -> None:
    assert isinstance(Ceiling(100, 0.0).over(answers()).complete(ASK), Reply)
    assert isinstance(Ceiling(100, 0.0).over(answers()).complete(ASK), Reply)


def test_zero_is_no_limit() -> None:
    model = Ceiling(0, 0.0).over(answers(cost=1e9, count=3))
    assert all(isinstance(model.complete(ASK), Reply) for _ in range(3))
