"""Drafts that differ, and what is told of a refused seed."""

from __future__ import annotations

from agent.model.client import OpenAIModel
from agent.model.sampling import Sampling, varied
from agent.ports import Message, Reply
from agent.settings import ModelSettings
from tests.doubles.model_server import completion, fault, serving

HELLO = (Message("user", "Hello"),)


def test_the_first_draft_is_the_usual_one_and_all_others_differ() -> None:
    drawn = varied(8, 0.0)
    assert drawn[0] == Sampling(0.0)
    assert drawn[1:3] == (Sampling(0.4, 1), Sampling(0.7, 2))
    assert len(set(drawn)) == 8
    assert varied(8, 0.0) == drawn
    assert varied(1, 0.2) == (Sampling(0.2),)


def test_where_no_temperature_may_be_sent_the_seed_alone_differs() -> None:
    assert varied(3, None) == (Sampling(None), Sampling(None, 1), Sampling(None, 2))


def test_temperature_and_seed_are_sent() -> None:
    with serving([completion("Hi.")]) as server:
        model = OpenAIModel(ModelSettings(name="m", base_url=server.url))
        assert isinstance(model.ask(HELLO, Sampling(0.7, 2)), Reply)
        assert isinstance(model.complete(HELLO), Reply)
        model.close()
    assert (server.requests[0]["temperature"], server.requests[0]["seed"]) == (0.7, 2)
    assert server.requests[1]["temperature"] == 0.0
    assert "seed" not in server.requests[1]


def test_a_seed_that_is_refused_is_left_out_from_then_on() -> None:
    with serving([fault(400, "Unrecognized request argument: seed"), completion("Hi.")]) as server:
        model = OpenAIModel(ModelSettings(name="m", base_url=server.url))
        for _ in range(2):
            assert isinstance(model.ask(HELLO, Sampling(0.7, 2)), Reply)
        model.close()
    assert ["seed" in request for request in server.requests] == [True, False, False]


def test_a_limit_is_sent_where_it_is_the_shorter_one_and_names_another_request() -> None:
    with serving([completion("Hi.")]) as server:
        model = OpenAIModel(ModelSettings(name="m", base_url=server.url, max_completion_tokens=300))
        for limit in (200, 400):
            assert isinstance(model.ask(HELLO, Sampling(limit=limit)), Reply)
        assert model.identity(Sampling(limit=400)) == model.identity(Sampling())
        assert model.identity(Sampling(limit=200)) != model.identity(Sampling())
        model.close()
    assert [request["max_tokens"] for request in server.requests] == [200, 300]
