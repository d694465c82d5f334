"""One request over HTTP: bounded in time and size whatever comes back, errors as the SDK's own."""

from __future__ import annotations

import importlib
import json
import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import openai
from openai.types.chat import ChatCompletionMessageParam

from agent.model.body import Unread, read_body
from agent.model.endpoint import Endpoint
from agent.ports import Message

_CONNECT_SECONDS = 10.0
# The SDK moved from one HTTP library to another between the versions we support.
_http = importlib.import_module(openai.DefaultHttpxClient.__mro__[1].__module__.partition(".")[0])
_BROKEN: type[Exception] = _http.RequestError
_SILENT: type[Exception] = _http.TimeoutException


class Wire:
    """The connections to one endpoint; nothing is retried here. Safe to share between threads."""

    def __init__(self, endpoint: Endpoint, seconds: float) -> None:
        self._name = endpoint.model
        self._seconds = seconds
        timeout = openai.Timeout(seconds, connect=min(seconds, _CONNECT_SECONDS))
        http = openai.DefaultHttpxClient(trust_env=False, follow_redirects=False, timeout=timeout)
        http.event_hooks = {"request": [], "response": [partial(_refuse, seconds=seconds)]}
        self._client = openai.OpenAI(
            api_key=endpoint.key,
            base_url=endpoint.url,
            timeout=timeout,
            max_retries=0,
            http_client=http,
        )

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def send(self, messages: Sequence[Message], parameters: Mapping[str, int | float]) -> str | Unread:
        """The body of a 200 answer, whatever it is, or why it was left. Raises openai.APIError."""
        end = time.monotonic() + self._seconds
        try:
            with self._client.chat.completions.with_streaming_response.create(
                model=self._name,
                messages=[_parameter(message) for message in messages],
                extra_body=dict(parameters),
            ) as answer:
                return _whole(answer, end)
        except openai.APIConnectionError as error:
            # Versions of the SDK differ in whether they let our own error through.
            if isinstance(error.__cause__, openai.APIStatusError):
                raise error.__cause__ from None
            raise


def _refuse(response: Any, seconds: float) -> None:
    """Raises the SDK's error for a refusal, whose body the SDK would read without an end."""
    if response.is_success:
        return
    text = read_body(response.iter_bytes(), time.monotonic, time.monotonic() + seconds)
    body = text.reason if isinstance(text, Unread) else _said(text)
    raise openai.APIStatusError(f"status {response.status_code}", response=response, body=body)


def _said(text: str) -> object:
    """The error in a body, as the SDK hands it on: a table where there is one, else text."""
    try:
        body = json.loads(text)
    # Not only JSONDecodeError: brackets nested 100,000 deep end otherwise.
    except (ValueError, RecursionError):
        return text.strip()
    return body.get("error", body) if isinstance(body, dict) else body


def _whole(answer: openai.APIResponse[Any], end: float) -> str | Unread:
    """The body, with a connection that breaks meanwhile told as the SDK tells it elsewhere."""
    try:
        return read_body(answer.iter_bytes(), time.monotonic, end)
    except _SILENT as error:
        raise openai.APITimeoutError(answer.http_request) from error
    except _BROKEN as error:
        raise openai.APIConnectionError(request=answer.http_request) from error


def _parameter(message: Message) -> ChatCompletionMessageParam:
    if message.role == "system":
        return {"role": "system", "content": message.content}
    if message.role == "assistant":
        return {"role": "assistant", "content": message.content}
    return {"role": "user", "content": message.content}
