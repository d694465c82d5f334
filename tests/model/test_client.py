"""The client against a real HTTP server: every fault is a reason or an error with a next step."""

from __future__ import annotations

import socket
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from pydantic import SecretStr

from agent.errors import ModelError
from agent.model.client import OpenAIModel
from agent.ports import CUT_OFF, Message, NoReply, Reply
from agent.settings import ModelSettings
from tests.doubles.model_server import ModelServer, Scripted, completion, fault, serving

KEY = "sk-do-not-print-this"
HELLO = (Message("system", "You are terse."), Message("user", "Hello"))


@contextmanager
def client(
    script: Sequence[Scripted], *, tries: int = 4, timeout: float = 10.0, temperature: float | None = 0.0
) -> Iterator[tuple[OpenAIModel, ModelServer, list[float]]]:
    pauses: list[float] = []
    with serving(script) as server:
        settings = ModelSettings(
            name="small",
            base_url=server.url,
            api_key=SecretStr(KEY),
            tries=tries,
            timeout=timeout,
            temperature=temperature,
        )
        model = OpenAIModel(settings, sleep=pauses.append)
        try:
            yield model, server, pauses
        finally:
            model.close()


def reason(answer: Reply | NoReply) -> str:
    assert isinstance(answer, NoReply), answer
    return answer.reason


def test_an_answer_comes_back_with_its_tokens() -> None:
    with client([completion("Hi there.")]) as (model, server, pauses):
        answer = model.complete(HELLO)
        assert isinstance(answer, Reply)
        assert answer.text == "Hi there."
        assert (answer.usage.calls, answer.usage.prompt_tokens, answer.usage.completion_tokens) == (1, 11, 7)
        assert server.requests[0]["path"] == "/v1/chat/completions"
        assert server.requests[0]["messages"] == [
            {"role": "system", "content": "You are terse."},
            {"role": "user", "content": "Hello"},
        ]
        assert server.requests[0]["model"] == "small"
        assert server.requests[0]["max_tokens"] == 4096
        assert server.requests[0]["temperature"] == 0.0
        assert {name.lower(): value for name, value in server.headers[0].items()}[
            "authorization"
        ] == f"Bearer {KEY}"
        assert pauses == []


def test_tokens_that_nobody_counted_are_zero() -> None:
    with client([completion("Hi.", tokens=None)]) as (model, _, _):
        assert model.complete(HELLO).usage.tokens == 0


def test_usage_adds_up_over_threads() -> None:
    with client([completion("Hi.")]) as (model, _, _):
        threads = [threading.Thread(target=model.complete, args=(HELLO,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (model.usage.calls, model.usage.prompt_tokens) == (8, 88)


def test_a_rate_limit_is_waited_out_as_long_as_it_asks() -> None:
    script = [fault(429, "slow down", headers=(("retry-after", "7"),)), completion("Hi.")]
    with client(script) as (model, server, pauses):
        assert isinstance(model.complete(HELLO), Reply)
        assert pauses == [7.0]
        assert len(server.requests) == 2


def test_a_rate_limit_waits_a_minute_at_most() -> None:
    script = [fault(429, "slow down", headers=(("retry-after", "86400"),)), completion("Hi.")]
    with client(script) as (model, _, pauses):
        assert isinstance(model.complete(HELLO), Reply)
        assert pauses == [60.0]


def test_a_rate_limit_may_name_a_date() -> None:
    script = [
        fault(429, "slow down", headers=(("retry-after", "Wed, 21 Oct 2015 07:28:00 GMT"),)),
        completion("Hi."),
    ]
    with client(script) as (model, _, pauses):
        assert isinstance(model.complete(HELLO), Reply)
        assert pauses == [0.0]


def test_a_rate_limit_without_end_becomes_a_reason() -> None:
    with client([fault(429, "slow down")], tries=3) as (model, server, pauses):
        assert "429" in reason(model.complete(HELLO))
        assert len(server.requests) == 3
        assert len(pauses) == 2
        assert 1 <= pauses[0] <= 2
        assert 2 <= pauses[1] <= 3


def test_a_spent_quota_is_not_asked_again() -> None:
    with client([fault(429, "quota", code="insufficient_quota")]) as (model, server, _):
        assert "quota" in reason(model.complete(HELLO))
        assert len(server.requests) == 1


def test_a_server_error_is_tried_again() -> None:
    with client([fault(500, "oops"), Scripted(502, "<html>bad gateway</html>"), completion("Hi.")]) as (
        model,
        s,
        _,
    ):
        assert isinstance(model.complete(HELLO), Reply)
        assert len(s.requests) == 3


def test_a_server_error_without_end_becomes_a_reason() -> None:
    with client([Scripted(502, "<html>bad gateway</html>", "text/html")]) as (model, _, _):
        assert reason(model.complete(HELLO)) == "the endpoint answered 502: a web page"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Scripted(body="<!DOCTYPE html><p>hi", content_type="text/html"), "a web page in place of JSON"),
        (Scripted(body=completion("Hi.").body[:60]), "broken or cut-off JSON"),
        (Scripted(body='{"object": "list"}'), "not a chat completion"),
        (Scripted(body=""), "empty body"),
        (Scripted(body='{"choices": []}'), "no answer"),
        (completion(""), "empty answer"),
        (completion(None), "empty answer"),
        (completion(None, refusal="I cannot help with that."), "the model refused: I cannot help with that."),
        (completion("def f(", finish="length"), CUT_OFF),
        (completion("", finish="content_filter"), "content filter"),
        (fault(400, "the prompt is too long"), "answered 400: the prompt is too long"),
        (fault(400, "max_tokens or model output limit was reached"), CUT_OFF),
    ],
)
def test_an_unusable_answer_is_a_reason(answer: Scripted, words: str) -> None:
    with client([answer]) as (model, server, _):
        assert words in reason(model.complete(HELLO))
        assert len(server.requests) == 1


def test_a_connection_that_breaks_off_is_tried_again() -> None:
    broken = Scripted(body=completion("Hi.").body[:60], cut=500)
    with client([broken, completion("Hi.")]) as (model, server, _):
        assert isinstance(model.complete(HELLO), Reply)
        assert len(server.requests) == 2
    with client([broken], tries=2) as (model, _, _):
        assert "connection broke" in reason(model.complete(HELLO))


def test_a_slow_endpoint_is_a_reason() -> None:
    slow = Scripted(body=completion("Hi.").body, seconds=0.6)
    with client([slow], tries=2, timeout=0.1) as (model, server, _):
        begun = time.monotonic()
        assert reason(model.complete(HELLO)) == "the endpoint did not answer in time"
        assert time.monotonic() - begun < 5
        assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("answer", "variable"),
    [
        (fault(401, f"Incorrect API key provided: {KEY}"), "OPENAI_API_KEY"),
        (fault(403, f"{KEY} may not do this"), "OPENAI_API_KEY"),
        (fault(404, "The model `small` does not exist"), "--model"),
        (fault(400, "no such model", code="model_not_found"), "--model"),
        (Scripted(404, "<html>Not Found</html>", "text/html"), "OPENAI_BASE_URL"),
        (Scripted(301, "", headers=(("location", "http://127.0.0.1:9/v1"),)), "OPENAI_BASE_URL"),
    ],
)
def test_an_endpoint_that_will_never_serve_us_stops_the_run(answer: Scripted, variable: str) -> None:
    with client([answer]) as (model, server, _):
        for ask in (lambda: model.complete(HELLO), model.check):
            with pytest.raises(ModelError) as caught:
                ask()
            assert variable in caught.value.hint
            assert KEY not in "".join(traceback.format_exception(caught.value))
        # The first was made sure of with a word that nobody can dislike, which the check itself is.
        assert [len(request["messages"]) for request in server.requests] == [2, 1, 1]


REFUSALS = [
    fault(401, "no"), fault(403, "<html>blocked"), fault(404, "no model"), fault(400, "x", code="model_not_found"),
    Scripted(302, "", headers=(("location", "http://127.0.0.1:9/blocked"),)),
]  # fmt: skip


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_refusal_after_an_answer_is_of_that_request_alone(refusal: Scripted) -> None:
    with client([completion("Hi."), refusal, completion("Hi.")]) as (model, server, _):
        assert isinstance(model.complete(HELLO), Reply)
        assert f"answered {refusal.status}" in reason(model.complete(HELLO))
        assert isinstance(model.complete(HELLO), Reply)
        assert len(server.requests) == 3


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_refusal_of_the_first_request_alone_ends_no_run(refusal: Scripted) -> None:
    with client([refusal, completion("OK"), completion("Hi.")]) as (model, server, _):
        assert f"answered {refusal.status}" in reason(model.complete(HELLO))
        assert isinstance(model.complete(HELLO), Reply)
        assert [len(request["messages"]) for request in server.requests] == [2, 1, 2]
        assert model.usage.calls == 3


def test_a_refusal_at_an_endpoint_that_is_else_busy_ends_the_run() -> None:
    with client([fault(403, "no"), fault(429, "slow down")]) as (model, _, _), pytest.raises(ModelError):
        model.complete(HELLO)


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("url", ["http://127.0.0.1:PORT/v1", "http://nowhere.invalid/v1"])
def test_an_address_where_nobody_listens_stops_the_run(url: str) -> None:
    pauses: list[float] = []
    url = url.replace("PORT", str(closed_port()))
    model = OpenAIModel(ModelSettings(name="m", base_url=url, api_key=SecretStr(KEY)), sleep=pauses.append)
    with pytest.raises(ModelError, match="cannot be reached") as caught:
        model.complete(HELLO)
    assert "OPENAI_BASE_URL" in caught.value.hint
    assert pauses == []
    model.close()


def test_an_endpoint_that_goes_away_during_a_run_is_a_reason() -> None:
    pauses: list[float] = []
    with serving([completion("Hi.")]) as server:
        model = OpenAIModel(ModelSettings(name="m", base_url=server.url, tries=2), sleep=pauses.append)
        assert isinstance(model.complete(HELLO), Reply)
    assert "connection broke" in reason(model.complete(HELLO))
    model.close()


@pytest.mark.parametrize(
    ("settings", "variable"),
    [
        (ModelSettings(base_url="http://127.0.0.1:1/v1"), "--model"),
        (ModelSettings(name="m", base_url="localhost:8000"), "OPENAI_BASE_URL"),
        (ModelSettings(name="m", base_url="http://[oops/v1"), "OPENAI_BASE_URL"),
        (ModelSettings(name="m", base_url="http://user:secret-word@127.0.0.1:x/v1"), "OPENAI_BASE_URL"),
        (ModelSettings(name="m", api_key=SecretStr(f"{KEY}“")), "OPENAI_API_KEY"),
        (ModelSettings(name="m", api_key=SecretStr(f"{KEY}\nX-Other: 1")), "OPENAI_API_KEY"),
    ],
)
def test_a_setting_that_cannot_be_right_is_named_at_once(settings: ModelSettings, variable: str) -> None:
    with pytest.raises(ModelError) as caught:
        OpenAIModel(settings)
    assert variable in caught.value.hint
    shown = "".join(traceback.format_exception(caught.value)) + caught.value.hint
    assert KEY not in shown
    assert "secret-word" not in shown


def test_a_password_in_the_address_is_never_shown() -> None:
    url = f"http://user:secret-word@127.0.0.1:{closed_port()}/v1"
    model = OpenAIModel(ModelSettings(name="m", base_url=url))
    with pytest.raises(ModelError) as caught:
        model.complete(HELLO)
    assert "secret-word" not in "".join(traceback.format_exception(caught.value))
    model.close()


def test_a_newer_name_for_the_limit_is_learnt_once() -> None:
    refusal = fault(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.")
    with client([refusal, completion("Hi.")]) as (model, server, pauses):
        assert isinstance(model.complete(HELLO), Reply)
        assert isinstance(model.complete(HELLO), Reply)
        assert [set(r) & {"max_tokens", "max_completion_tokens"} for r in server.requests] == [
            {"max_tokens"},
            {"max_completion_tokens"},
            {"max_completion_tokens"},
        ]
        assert pauses == []


def test_a_temperature_that_is_refused_is_left_out_from_then_on() -> None:
    refusal = fault(400, "Unsupported value: 'temperature' does not support 0.0 with this model.")
    with client([refusal, completion("Hi.")]) as (model, server, _):
        assert isinstance(model.complete(HELLO), Reply)
        assert isinstance(model.complete(HELLO), Reply)
        assert ["temperature" in r for r in server.requests] == [True, False, False]


def test_an_endpoint_that_takes_no_limit_at_all_is_still_asked() -> None:
    script = [
        fault(400, "Unrecognized request argument: max_tokens"),
        fault(400, "Unrecognized request argument: max_completion_tokens"),
        completion("Hi."),
    ]
    with client(script) as (model, server, _):
        assert isinstance(model.complete(HELLO), Reply)
        assert not {"max_tokens", "max_completion_tokens"} & set(server.requests[-1])


def test_a_limit_that_is_too_large_is_a_reason_and_not_another_name() -> None:
    with client([fault(400, "max_tokens is too large: 4096")]) as (model, server, _):
        assert "too large" in reason(model.complete(HELLO))
        assert len(server.requests) == 1


def test_no_temperature_is_sent_when_none_is_set() -> None:
    with client([completion("Hi.")], temperature=None) as (model, server, _):
        model.complete(HELLO)
        assert "temperature" not in server.requests[0]


def test_the_check_asks_for_a_few_tokens_only() -> None:
    with client([completion("O", finish="length")]) as (model, server, _):
        assert "answers as small" in model.check()
        assert server.requests[0]["max_tokens"] == 16


def test_the_check_says_that_an_endpoint_is_busy_without_waiting_for_it() -> None:
    with client([fault(429, "slow down")]) as (model, server, pauses):
        assert "429" in model.check()
        assert len(server.requests) == 1
        assert pauses == []


def test_the_check_tells_of_an_unreachable_endpoint() -> None:
    model = OpenAIModel(ModelSettings(name="m", base_url=f"http://127.0.0.1:{closed_port()}/v1"))
    with pytest.raises(ModelError, match="cannot be reached"):
        model.check()
    model.close()
