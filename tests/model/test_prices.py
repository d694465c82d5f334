"""What an answer costs, by a real server's counts and the operator's prices."""

from __future__ import annotations

import json

import pytest

from agent.model.client import OpenAIModel
from agent.ports import Message
from agent.settings import ModelSettings
from tests.doubles.model_server import Scripted, completion, fault, serving

ASK = (Message("system", "x" * 40), Message("user", "y" * 40))


def asked(*script: Scripted, **settings: float) -> OpenAIModel:
    with serving(script) as server:
        model = OpenAIModel(
            ModelSettings(name="m", base_url=server.url, tries=len(script), **settings), sleep=lambda _: None
        )
        model.complete(ASK)
        model.close()
    return model


def test_prompt_and_answer_have_their_prices() -> None:
    usage = asked(completion("Hi.", tokens=(1000, 100)), price_in=2.0, price_out=10.0).usage
    assert usage.cost == pytest.approx(0.003)
    assert (usage.prompt_tokens, usage.completion_tokens, usage.longest) == (1000, 100, 1000)


def test_without_prices_nothing_costs() -> None:
    assert asked(completion("Hi.", tokens=(1000, 100))).usage.cost == 0.0


def test_prompt_tokens_from_the_provider_s_cache_are_prompt_tokens() -> None:
    body = json.loads(completion("Hi.", tokens=(1000, 100)).body)
    body["usage"]["prompt_tokens_details"] = {"cached_tokens": 900}
    usage = asked(Scripted(body=json.dumps(body)), price_in=2.0).usage
    assert usage.cost == pytest.approx(0.002)
    assert usage.cached == 0


def test_an_answer_that_nobody_counted_is_not_free() -> None:
    script = completion("z" * 80, tokens=None)
    usage = asked(script, price_in=1_000_000, price_out=1_000_000).usage
    assert usage.cost == pytest.approx(40)
    assert (usage.tokens, usage.longest) == (0, 20)


def test_a_cut_off_answer_costs_what_was_counted() -> None:
    usage = asked(completion("def", finish="length", tokens=(10, 4096)), price_out=1_000_000).usage
    assert usage.cost == pytest.approx(4096)


def test_a_failure_that_nobody_counted_costs_its_prompt() -> None:
    usage = asked(fault(500, "oops"), price_in=1_000_000).usage
    assert (usage.cost, usage.calls, usage.longest) == (20.0, 1, 20)


def test_every_try_that_may_be_billed_costs_its_prompt() -> None:
    broken = Scripted(body="{}", cut=500)
    usage = asked(fault(500, "oops"), broken, fault(502, "oops"), price_in=1_000_000).usage
    assert (usage.cost, usage.calls, usage.longest) == (60.0, 3, 20)


def test_a_try_that_was_refused_aloud_before_an_answer_costs_nothing() -> None:
    script = (fault(429, "slow down"), completion("Hi.", tokens=(1000, 100)))
    usage = asked(*script, price_in=2.0, price_out=10.0).usage
    assert usage.cost == pytest.approx(0.003)
    assert (usage.calls, usage.tokens) == (1, 1100)


def test_failed_tries_before_an_answer_that_was_counted_are_estimated() -> None:
    usage = asked(fault(500, "oops"), completion("Hi.", tokens=(1000, 100)), price_in=1_000_000).usage
    assert (usage.cost, usage.calls) == (1020.0, 2)
    assert (usage.prompt_tokens, usage.completion_tokens, usage.longest) == (1020, 100, 1000)


def test_an_answer_cut_off_that_nobody_counted_costs_its_prompt() -> None:
    assert asked(completion("def", finish="length", tokens=None), price_in=1_000_000).usage.cost == 20.0
