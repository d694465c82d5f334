"""The `Model` port over any OpenAI-compatible chat-completions endpoint."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

import openai
import tenacity
from openai.types.chat import ChatCompletionMessageParam

from agent.domain import Usage
from agent.model import faults
from agent.model.dialect import Dialect
from agent.model.endpoint import Endpoint
from agent.model.reply import read_reply
from agent.ports import CUT_OFF, Message, NoReply, Reply
from agent.settings import ModelSettings

_CONNECT_SECONDS = 10.0
# Some endpoints refuse to be asked for fewer.
_CHECK_TOKENS = 16


class OpenAIModel:
    """One endpoint and one model name. Safe to share between threads."""

    def __init__(self, settings: ModelSettings, *, sleep: Callable[[float], None] = time.sleep) -> None:
        """Raises ModelError when name, address or key cannot be right; nothing is sent yet."""
        self._endpoint = Endpoint(settings)
        self._settings = settings
        self._dialect = Dialect(settings)
        self._sleep = sleep
        self._lock = threading.Lock()
        self._usage = Usage()
        self._reached = False
        timeout = openai.Timeout(settings.timeout, connect=min(settings.timeout, _CONNECT_SECONDS))
        self._client = openai.OpenAI(
            api_key=self._endpoint.key,
            base_url=self._endpoint.url,
            timeout=timeout,
            max_retries=0,
            http_client=openai.DefaultHttpxClient(trust_env=False, follow_redirects=False, timeout=timeout),
        )

    @property
    def name(self) -> str:
        return self._endpoint.model

    @property
    def usage(self) -> Usage:
        """What all calls so far cost, failed ones included."""
        with self._lock:
            return self._usage

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def complete(self, messages: Sequence[Message]) -> Reply | NoReply:
        """Ask once, with retries inside; faults of one request are a NoReply.

        Raises ModelError for a wrong key, model name or address.
        """
        return self._count(self._ask(messages, self._settings.max_completion_tokens, self._settings.tries))

    def check(self) -> str:
        """One short request that shows that address, key and model name work; a line for the operator.

        A list of models would prove no key: some endpoints show theirs to everybody. An endpoint that is
        merely busy or broken is told in the line. Raises ModelError for a wrong key, model name or address.
        """
        answer = self._count(self._ask([Message("user", "Reply with OK.")], _CHECK_TOKENS, tries=1))
        if isinstance(answer, Reply) or answer.reason == CUT_OFF:
            return f"{self._endpoint.shown} answers as {self.name}"
        return f"{self._endpoint.shown} is there, but gave no answer: {answer.reason}"

    def _count(self, answer: Reply | NoReply) -> Reply | NoReply:
        with self._lock:
            self._usage += answer.usage
        return answer

    def _ask(self, messages: Sequence[Message], limit: int, tries: int) -> Reply | NoReply:
        """Requests until one is answered, is refused for good, or `tries` are used up."""
        begun = time.monotonic()
        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(tries),
            retry=tenacity.retry_if_exception(faults.transient),
            wait=faults.pause,
            sleep=self._sleep,
            reraise=True,
        )
        try:
            body = retrying(self._request, messages, limit)
        except openai.APIStatusError as error:
            self._reached = True
            # `from None`: the SDK's error holds the request, and with it the key.
            if fatal := faults.refused(error, self._endpoint):
                raise fatal from None
            reason = faults.given_up(error, self._endpoint)
        except openai.APIConnectionError as error:
            if faults.never_connected(error) and not self._reached:
                raise faults.unreachable(error, self._endpoint) from None
            reason = faults.given_up(error, self._endpoint)
        else:
            return read_reply(body, time.monotonic() - begun)
        return NoReply(reason, Usage(calls=1, seconds=time.monotonic() - begun))

    def _request(self, messages: Sequence[Message], limit: int) -> str:
        """One request, and again at once while the endpoint refuses an optional parameter."""
        while True:
            sent = self._dialect.parameters(limit)
            try:
                return self._send(messages, sent)
            except openai.APIStatusError as error:
                self._reached = True
                said = faults.complaint(error, self._endpoint)
                if error.status_code not in (400, 422) or not self._dialect.learn(sent, said):
                    raise

    def _send(self, messages: Sequence[Message], parameters: dict[str, int | float]) -> str:
        """The body of a 200 answer, whatever it is."""
        answer = self._client.chat.completions.with_raw_response.create(
            model=self.name,
            messages=[_parameter(message) for message in messages],
            extra_body=parameters,
        )
        self._reached = True
        return answer.text


def _parameter(message: Message) -> ChatCompletionMessageParam:
    if message.role == "system":
        return {"role": "system", "content": message.content}
    if message.role == "assistant":
        return {"role": "assistant", "content": message.content}
    return {"role": "user", "content": message.content}
