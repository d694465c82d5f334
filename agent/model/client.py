"""The `Model` port over any OpenAI-compatible chat-completions endpoint."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import openai
import tenacity

from agent.domain import Usage
from agent.model import faults
from agent.model.body import Unread
from agent.model.dialect import Dialect
from agent.model.endpoint import Endpoint
from agent.model.prices import priced
from agent.model.reply import read_reply
from agent.model.sampling import Sampling
from agent.model.wire import Wire
from agent.ports import CUT_OFF, Message, NoReply, Reply
from agent.settings import ModelSettings

# Some endpoints refuse to be asked for fewer.
_CHECK_TOKENS = 16
_HARMLESS = (Message("user", "Reply with OK."),)


class OpenAIModel:
    """One endpoint and one model name. Safe to share between threads."""

    def __init__(self, settings: ModelSettings, *, sleep: Callable[[float], None] = time.sleep) -> None:
        """Raises ModelError when name, address or key cannot be right; nothing is sent yet."""
        self._endpoint = Endpoint(settings)
        self._settings = settings
        self._dialect = Dialect()
        self._sleep = sleep
        self._lock = threading.Lock()
        self._usage = Usage()
        self._reached = False
        self._served = False
        self._wire = Wire(self._endpoint, settings.timeout)

    @property
    def name(self) -> str:
        return self._endpoint.model

    @property
    def place(self) -> str:
        """The address that is asked, without user, password, query or key."""
        return self._endpoint.shown

    @property
    def usage(self) -> Usage:
        """What all calls so far cost, failed ones included."""
        with self._lock:
            return self._usage

    @property
    def usual(self) -> Sampling:
        """How answers are drawn unless a request says otherwise."""
        return Sampling(self._settings.temperature)

    def identity(self, sampling: Sampling) -> Mapping[str, object]:
        """What besides the messages decides an answer: two requests that agree in it may share one."""
        return {
            "address": self._endpoint.url,
            "model": self.name,
            "limit": sampling.longest(self._settings.max_completion_tokens),
            "temperature": sampling.temperature,
            "seed": sampling.seed,
        }

    def close(self) -> None:
        """Give the connections back."""
        self._wire.close()

    def complete(self, messages: Sequence[Message]) -> Reply | NoReply:
        """Ask once, with retries inside; faults of one request are a NoReply, refusals of it too.

        Raises ModelError for a wrong key, model name or address: as long as nothing was ever answered here.
        """
        return self.ask(messages, self.usual)

    def ask(self, messages: Sequence[Message], sampling: Sampling) -> Reply | NoReply:
        """The same, with the answer drawn as `sampling` says."""
        limit, tries = sampling.longest(self._settings.max_completion_tokens), self._settings.tries
        return self._count(messages, self._ask(messages, limit, tries, sampling))

    def check(self) -> str:
        """One short request that shows that address, key and model name work; a line for the operator.

        A list of models would prove no key: some endpoints show theirs to everybody. An endpoint that is
        merely busy or broken is told in the line. Raises ModelError for a wrong key, model name or address.
        """
        answer = self._greeted()
        if isinstance(answer, Reply) or answer.reason == CUT_OFF:
            return f"{self.place} answers as {self.name}"
        return f"{self.place} is there, but gave no answer: {answer.reason}"

    def _greeted(self) -> Reply | NoReply:
        return self._count(_HARMLESS, self._ask(_HARMLESS, _CHECK_TOKENS, 1, self.usual))

    def _serves(self, refused: Sequence[Message]) -> bool:
        """Whether requests other than `refused` are answered. Raises ModelError for an endpoint that none is.

        A filter before the endpoint may answer 403 to code that is quoted in a prompt: whoever wrote that
        code must not be able to end the run.
        """
        if not self._served and refused is not _HARMLESS:
            self._greeted()
        return self._served

    def _count(self, messages: Sequence[Message], answer: Reply | NoReply) -> Reply | NoReply:
        text = answer.text if isinstance(answer, Reply) else None
        usage = priced(answer.usage, messages, text, self._settings)
        with self._lock:
            self._usage += usage
        if isinstance(answer, NoReply):
            # A reason may hold what the endpoint or the model said, and that the key.
            return NoReply(self._endpoint.redact(answer.reason), usage)
        return replace(answer, usage=usage)

    def _ask(
        self, messages: Sequence[Message], limit: int, tries: int, sampling: Sampling
    ) -> Reply | NoReply:
        """Requests until one is answered, is refused for good, or `tries` are used up."""
        begun = time.monotonic()
        billed: list[tenacity.RetryCallState] = []
        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(tries),
            retry=tenacity.retry_if_exception(faults.transient),
            wait=faults.pause,
            sleep=self._sleep,
            before_sleep=lambda tried: billed.append(tried) if _may_be_billed(tried) else None,
            reraise=True,
        )
        try:
            body = retrying(self._request, messages, limit, sampling)
        except openai.APIStatusError as error:
            self._reached = True
            # `from None`: the SDK's error holds the request, and with it the key.
            fatal = faults.refused(error, self._endpoint)
            if fatal and not self._serves(messages):
                raise fatal from None
            reason = faults.given_up(error, self._endpoint)
        except openai.APIConnectionError as error:
            if faults.never_connected(error) and not self._reached:
                raise faults.unreachable(error, self._endpoint) from None
            reason = faults.given_up(error, self._endpoint)
        else:
            if isinstance(body, str):
                answer = read_reply(body, time.monotonic() - begun)
                return replace(answer, usage=answer.usage + Usage(calls=len(billed)))
            reason = body.reason
        return NoReply(reason, Usage(calls=1 + len(billed), seconds=time.monotonic() - begun))

    def _request(self, messages: Sequence[Message], limit: int, sampling: Sampling) -> str | Unread:
        """One request, and again at once while the endpoint refuses an optional parameter."""
        while True:
            sent = self._dialect.parameters(limit, sampling)
            try:
                body = self._wire.send(messages, sent)
                self._reached = self._served = True
                return body
            except openai.APIStatusError as error:
                self._reached = True
                said = faults.complaint(error, self._endpoint)
                if error.status_code not in (400, 422) or not self._dialect.learn(sent, said):
                    raise


def _may_be_billed(tried: tenacity.RetryCallState) -> bool:
    return faults.may_be_billed(tried.outcome.exception() if tried.outcome else None)
