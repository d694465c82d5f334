"""A `Served` model that answers by a function and keeps what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence

from agent.domain import Usage
from agent.model.sampling import Sampling
from agent.ports import Message, NoReply, Reply

Answering = Callable[[Sequence[Message], Sampling], Reply | NoReply]


def echo(messages: Sequence[Message], sampling: Sampling) -> Reply | NoReply:
    """An answer that tells question and seed."""
    return Reply(f"{messages[-1].content} {sampling.seed}", Usage(1, 10, 5, 0.1, longest=10))


class FakeServed:
    """Every request is counted; `parameters` are part of its identity."""

    def __init__(self, answer: Answering = echo, name: str = "small", place: str = "https://a/v1") -> None:
        self._answer = answer
        self._name = name
        self._place = place
        self._lock = threading.Lock()
        self.asked: list[tuple[Message, ...]] = []
        self.parameters: dict[str, object] = {}
        self.closed = False

    @property
    def name(self) -> str:
        return self._name

    @property
    def place(self) -> str:
        return self._place

    @property
    def usual(self) -> Sampling:
        return Sampling()

    def identity(self, sampling: Sampling) -> Mapping[str, object]:
        return {"name": self._name, "sampling": [sampling.temperature, sampling.seed], **self.parameters}

    def ask(self, messages: Sequence[Message], sampling: Sampling) -> Reply | NoReply:
        with self._lock:
            self.asked.append(tuple(messages))
        return self._answer(messages, sampling)

    def check(self) -> str:
        return f"{self._place} answers as {self._name}"

    def close(self) -> None:
        self.closed = True
