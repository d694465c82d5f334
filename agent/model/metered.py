"""A ceiling on what a run may spend on a model."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from agent.ports import Message, Model, NoReply, Reply

_CHARACTERS_PER_TOKEN = 4


class Metered:
    """A model that is no longer asked once `max_tokens` are spent. Safe to share between threads.

    Requests that are under way when the ceiling is reached still end, so a run may overshoot by one request
    a job. Answers that an endpoint did not count are estimated, so that silence is no way past the ceiling.
    """

    def __init__(self, model: Model, max_tokens: int) -> None:
        self._model = model
        self._max = max_tokens
        self._spent = 0
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def spent(self) -> int:
        """Tokens so far."""
        with self._lock:
            return self._spent

    def complete(self, messages: Sequence[Message]) -> Reply | NoReply:
        """Ask the model, or say that the ceiling is reached without asking."""
        spent = self.spent
        if spent >= self._max:
            return NoReply(f"token ceiling reached: {spent} of {self._max} tokens are spent")
        answer = self._model.complete(messages)
        cost = answer.usage.tokens
        if isinstance(answer, Reply) and not cost:
            characters = sum(len(message.content) for message in messages) + len(answer.text)
            cost = characters // _CHARACTERS_PER_TOKEN
        with self._lock:
            self._spent += cost
        return answer
