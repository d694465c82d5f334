"""What the models of one case were asked: how often, how much at once, and what stayed without an answer."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from agent.domain import Usage
from agent.evals.values import Spent
from agent.ports import CUT_OFF, Message, Model, NoReply, Reply

_CHARACTERS_PER_TOKEN = 4


class Tally:
    """Counts the questions of one case, whoever was asked. Threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._prompts: list[int] = []
        self._troubles: list[str] = []
        self._calls = self._cached = 0

    def note(self, messages: Sequence[Message], answer: Reply | NoReply) -> None:
        """Count one question."""
        with self._lock:
            self._prompts.append(_size(messages, answer.usage))
            self._calls += answer.usage.calls
            self._cached += answer.usage.cached
            if isinstance(answer, NoReply) and answer.reason != CUT_OFF:
                self._troubles.append(answer.reason)

    @property
    def answered(self) -> bool:
        """Whether a model was asked, and every question was answered."""
        with self._lock:
            return bool(self._prompts) and not self._troubles

    def spent(self, usage: Usage = Usage()) -> Spent:
        """What the case cost: `usage` is the pipeline's own count, of tokens and money."""
        with self._lock:
            return Spent(
                asked=len(self._prompts),
                calls=max(self._calls, usage.calls),
                cached=max(self._cached, usage.cached),
                unanswered=len(self._troubles),
                trouble=self._troubles[0] if self._troubles else "",
                prompt_tokens=usage.prompt_tokens,
                completion_tokens=usage.completion_tokens,
                cost=usage.cost,
                model_seconds=usage.seconds,
                prompts=tuple(self._prompts),
            )


@dataclass(frozen=True, slots=True)
class Tallied:
    """A model whose questions are counted."""

    model: Model
    tally: Tally

    @property
    def name(self) -> str:
        return self.model.name

    def complete(self, messages: Sequence[Message]) -> Reply | NoReply:
        """Ask, and count."""
        answer = self.model.complete(messages)
        self.tally.note(messages, answer)
        return answer


def _size(messages: Sequence[Message], usage: Usage) -> int:
    """Tokens of one prompt as the endpoint counted them, else estimated; tries again count no second time."""
    counted = usage.longest or (usage.prompt_tokens // usage.calls if usage.calls else 0)
    return counted or sum(len(message.content) for message in messages) // _CHARACTERS_PER_TOKEN
