"""A ceiling on what a run may spend on models."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from agent.ports import Message, Model, NoReply, Reply

_CHARACTERS_PER_TOKEN = 4


class Budget:
    """Tokens that all models of a run may spend together. Safe to share between threads."""

    def __init__(self, max_tokens: int) -> None:
        self.max = max_tokens
        self._spent = 0
        self._lock = threading.Lock()

    @property
    def spent(self) -> int:
        """Tokens so far."""
        with self._lock:
            return self._spent

    def spend(self, tokens: int) -> None:
        """Count tokens that were used."""
        with self._lock:
            self._spent += tokens


class Metered:
    """A model that is no longer asked once its budget is spent.

    Requests that are under way when the ceiling is reached still end, so a run may overshoot by one request
    a job. Answers that an endpoint did not count are estimated, so that silence is no way past the ceiling.
    """

    def __init__(self, model: Model, budget: Budget) -> None:
        self._model = model
        self._budget = budget

    @property
    def name(self) -> str:
        return self._model.name

    def complete(self, messages: Sequence[Message]) -> Reply | NoReply:
        """Ask the model, or say that the ceiling is reached without asking."""
        spent = self._budget.spent
        if spent >= self._budget.max:
            return NoReply(f"token ceiling reached: {spent} of {self._budget.max} tokens are spent")
        answer = self._model.complete(messages)
        cost = answer.usage.tokens
        if isinstance(answer, Reply) and not cost:
            characters = sum(len(message.content) for message in messages) + len(answer.text)
            cost = characters // _CHARACTERS_PER_TOKEN
        self._budget.spend(cost)
        return answer
