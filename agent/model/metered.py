"""Ceilings on what may be spent on models: by a run, and by one case."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from agent.domain import Usage
from agent.model.prices import estimate
from agent.ports import Message, Model, NoReply, Reply


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The most that may be spent, in tokens and money, and the settings that say so; None: no limit."""

    tokens: int | None = None
    cost: float | None = None
    whose: str = "run's"
    settings: tuple[str, str] = ("limits.max_tokens", "limits.max_cost")

    def reached(self, spent: Usage) -> str:
        """Why nothing more may be asked; empty while something may."""
        if self.tokens is not None and spent.tokens >= self.tokens:
            what, setting = f"{spent.tokens} of {self.tokens} tokens are spent", self.settings[0]
        elif self.cost is not None and spent.cost >= self.cost:
            what, setting = f"{spent.cost:.4f} of {self.cost:.4f} in money is spent", self.settings[1]
        else:
            return ""
        return f"the {self.whose} ceiling is reached: {what} ({setting})"


class Budget:
    """What all models of a run, or of a case, may spend together. Safe to share between threads."""

    def __init__(self, ceiling: Ceiling) -> None:
        self._ceiling = ceiling
        self._spent = Usage()
        self._lock = threading.Lock()

    @property
    def spent(self) -> Usage:
        """Everything so far, what nobody counted being estimated."""
        with self._lock:
            return self._spent

    def reached(self) -> str:
        """Why nothing more may be asked; empty while something may."""
        return self._ceiling.reached(self.spent)

    def spend(self, usage: Usage) -> None:
        """Count what was used."""
        with self._lock:
            self._spent += usage


class Metered:
    """A model that is no longer asked once its budget is spent.

    Requests that are under way when a ceiling is reached still end, so a run may overshoot by what its jobs
    ask at that moment: one request each, and as many as a rung has `candidates` while first drafts are
    written. What an endpoint did not count is estimated, failed requests with every try of theirs included,
    so that neither silence nor failure is a way past a ceiling; answers that were kept cost nothing.
    """

    def __init__(self, model: Model, budget: Budget) -> None:
        self._model = model
        self._budget = budget

    @property
    def name(self) -> str:
        return self._model.name

    def complete(self, messages: Sequence[Message]) -> Reply | NoReply:
        """Ask the model, or say that a ceiling is reached without asking."""
        if why := self._budget.reached():
            return NoReply(why)
        answer = self._model.complete(messages)
        self._budget.spend(_estimated(messages, answer))
        return answer


def _estimated(messages: Sequence[Message], answer: Reply | NoReply) -> Usage:
    """What an answer used, or none; estimated where nobody counted."""
    usage = answer.usage
    if usage.tokens or usage.cached:
        return usage
    text = answer.text if isinstance(answer, Reply) else ""
    tries = max(usage.calls, 1) if text else usage.calls
    return usage + Usage(prompt_tokens=estimate(messages) * tries, completion_tokens=estimate((), text))
