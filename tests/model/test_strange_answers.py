"""Answers no endpoint should give, from a real HTTP server: each is a reason in words, within its time."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from pydantic import SecretStr

from agent.errors import ModelError
from agent.model.body import MAX_BYTES, TOO_LARGE
from agent.model.client import OpenAIModel
from agent.ports import CUT_OFF, Message, NoReply, Reply
from agent.settings import ModelSettings
from tests.doubles.model_server import ModelServer, Scripted, completion, serving

KEY = "sk-do-not-print-this"
HELLO = (Message("user", "Hello"),)
JSON = completion("Hi.").body


@contextmanager
def client(
    script: Sequence[Scripted], timeout: float = 10.0, tries: int = 2
) -> Iterator[tuple[OpenAIModel, ModelServer]]:
    with serving(script) as server:
        settings = ModelSettings(
            name="small", base_url=server.url, api_key=SecretStr(KEY), tries=tries, timeout=timeout
        )
        model = OpenAIModel(settings, sleep=lambda _: None)
        try:
            yield model, server
        finally:
            model.close()


def answer(script: Scripted) -> Reply | NoReply:
    with client([script]) as (model, _):
        return model.complete(HELLO)


def reason(script: Scripted) -> str:
    result = answer(script)
    assert isinstance(result, NoReply), result
    return result.reason


def with_message(**message: object) -> Scripted:
    """A completion whose message is `message`, whatever that is."""
    return Scripted(body=json.dumps({"choices": [{"message": message, "finish_reason": "stop"}]}))


@pytest.mark.parametrize("status", [200, 500])
def test_a_body_that_trickles_is_ended_when_the_time_for_the_request_is_over(status: int) -> None:
    slow = Scripted(status=status, body=JSON, trickle=0.05)
    with client([slow], timeout=0.4, tries=1) as (model, _):
        begun = time.monotonic()
        result = model.complete(HELLO)
        # The bytes alone would take some fifteen seconds, and no pause between two is near the timeout.
        assert time.monotonic() - begun < 3
        assert isinstance(result, NoReply)
        assert "did not answer in time" in result.reason


@pytest.mark.parametrize("status", [200, 500, 301])
def test_a_gigantic_body_is_not_read_to_its_end(status: int) -> None:
    huge = Scripted(status=status, raw=b"x" * (MAX_BYTES + 1), cut=10**12)
    with client([huge], tries=1) as (model, _):
        if status == 301:
            with pytest.raises(ModelError, match="redirects"):
                model.complete(HELLO)
        else:
            result = model.complete(HELLO)
            assert isinstance(result, NoReply)
            assert TOO_LARGE.reason in result.reason


def test_bytes_that_are_not_utf8_are_a_reason() -> None:
    assert reason(Scripted(raw=b'{"choices": [{"message": {"content": "\xff\xfe"}}]}')) == (
        "the endpoint sent bytes that are not UTF-8"
    )


@pytest.mark.parametrize("status", [400, 500])
def test_a_refusal_whose_body_breaks_off_is_a_reason(status: int) -> None:
    assert "connection broke" in reason(Scripted(status=status, body="{", cut=50))


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        "7",
        '"text"',
        "null",
        '{"choices": 3}',
        '{"choices": [3]}',
        '{"choices": [{}]}',
        '{"choices": [{"message": null}]}',
        '{"choices": [{"message": []}]}',
        '{"choices": {"message": {"content": "x"}}}',
    ],
)
def test_json_of_another_shape_is_a_reason(body: str) -> None:
    assert reason(Scripted(body=body)) == "the endpoint sent JSON that is not a chat completion"


@pytest.mark.parametrize("body", ["[" * 100_000, "1" * 6000, "{'a': 1}", JSON + JSON])
def test_json_that_no_parser_takes_is_a_reason(body: str) -> None:
    assert "JSON" in reason(Scripted(body=body))


@pytest.mark.parametrize("content", [7, {"text": "x"}, [7], [{"type": "image_url", "image_url": {}}], True])
def test_content_that_is_no_text_is_a_reason(content: object) -> None:
    assert reason(with_message(content=content)) == "the endpoint sent an answer that is not text"


def test_content_in_parts_is_joined_without_what_is_no_text() -> None:
    parts = [
        {"type": "reasoning", "text": "hm"},
        {"type": "text", "text": "def "},
        {"type": "text", "text": "f"},
    ]
    result = answer(with_message(content=parts))
    assert isinstance(result, Reply)
    assert result.text == "def f"


@pytest.mark.parametrize("tag", ["think", "thinking", "reasoning"])
def test_thoughts_before_an_answer_are_taken_off(tag: str) -> None:
    result = answer(completion(f"\n<{tag}>\nFirst, I\n</{tag}>\n\nThe <think> answer."))
    assert isinstance(result, Reply)
    assert result.text == "The <think> answer."


def test_thoughts_without_an_answer_are_a_reason() -> None:
    assert reason(completion("<think>Let me see</think>\n")) == "the model gave an empty answer"
    assert reason(completion("<think>Let me see, without an end")) == CUT_OFF


def test_a_tool_call_in_place_of_an_answer_is_a_reason() -> None:
    call = {"id": "1", "type": "function", "function": {"name": "shell", "arguments": "{}"}}
    assert "called a tool" in reason(with_message(content=None, tool_calls=[call]))


def test_an_error_with_status_200_is_told_without_the_key() -> None:
    said = reason(Scripted(body=json.dumps({"error": {"message": f"overloaded, {KEY}"}})))
    assert said == "the endpoint sent an error: overloaded, [secret]"
    assert reason(Scripted(body='{"error": "busy"}')) == "the endpoint sent an error: busy"


def test_a_refusal_that_repeats_the_key_is_told_without_it() -> None:
    assert KEY not in reason(with_message(content=None, refusal=f"I cannot use {KEY}"))


@pytest.mark.parametrize("finish", [None, 7, {}, "end_turn"])
def test_an_odd_reason_for_the_end_does_not_spoil_an_answer(finish: object) -> None:
    body = {"choices": [{"message": {"content": "Hi."}, "finish_reason": finish}]}
    assert isinstance(answer(Scripted(body=json.dumps(body))), Reply)


@pytest.mark.parametrize(
    "usage",
    [
        None,
        [],
        "many",
        {"prompt_tokens": None},
        {"prompt_tokens": "12"},
        {"prompt_tokens": -5_000, "completion_tokens": -1},
        {"prompt_tokens": 10**30},
        {"prompt_tokens": 1.5},
    ],
)
def test_counts_that_cannot_be_right_are_no_counts(usage: Any) -> None:
    body = {"choices": [{"message": {"content": "Hi."}}], "usage": usage}
    result = answer(Scripted(body=json.dumps(body)))
    assert isinstance(result, Reply)
    assert result.usage.tokens == 0


def test_half_a_character_in_an_answer_is_replaced() -> None:
    result = answer(Scripted(body='{"choices": [{"message": {"content": "a\\ud800b"}}]}'))
    assert isinstance(result, Reply)
    assert result.text == "a?b"


@pytest.mark.parametrize("body", ["", "[]", "7", "null", '{"error": null}', '{"error": []}', "[" * 100_000])
def test_an_odd_refusal_is_a_reason(body: str) -> None:
    assert "answered 400" in reason(Scripted(status=400, body=body))
