"""A model whose answers are kept, so that the same question is asked once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from agent.domain import Usage
from agent.model.cache import Completions, Kept, key_of
from agent.model.sampling import Sampling
from agent.ports import Message, NoReply, Reply


class Served(Protocol):
    """A model behind an endpoint, asked for answers that are drawn in one way or another."""

    @property
    def name(self) -> str: ...

    @property
    def place(self) -> str:
        """What is asked, as `https://host/path`, or `local`."""
        ...

    @property
    def usual(self) -> Sampling:
        """How answers are drawn unless a request says otherwise."""
        ...

    def identity(self, sampling: Sampling) -> Mapping[str, object]:
        """What besides the messages decides an answer."""
        ...

    def ask(self, messages: Sequence[Message], sampling: Sampling) -> Reply | NoReply:
        """Ask once, with retries inside. Raises ModelError when the endpoint cannot be used at all."""
        ...

    def check(self) -> str:
        """Whether it can be asked; a line for the operator. Raises ModelError."""
        ...

    def close(self) -> None:
        """Give back what it holds."""
        ...


class Drawn:
    """The `Model` port over what is served, with answers drawn in one way, and kept where `kept` is."""

    def __init__(self, served: Served, sampling: Sampling, kept: Completions | None) -> None:
        self._served = served
        self._sampling = sampling
        self._kept = kept

    @property
    def name(self) -> str:
        return self._served.name

    def complete(self, messages: Sequence[Message]) -> Reply | NoReply:
        """The answer that was kept, else ask; only whole answers are kept."""
        if self._kept is None:
            return self._served.ask(messages, self._sampling)
        key = key_of(self._served.identity(self._sampling), messages)
        with self._kept.turn(key):
            before = self._kept.get(key)
            if before is not None:
                return Reply(before.text, Usage(cached=1, longest=before.prompt_tokens))
            answer = self._served.ask(messages, self._sampling)
            if isinstance(answer, Reply):
                self._kept.put(Kept(key=key, text=answer.text, prompt_tokens=answer.usage.longest))
        return answer
