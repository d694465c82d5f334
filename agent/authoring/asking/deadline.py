"""A model that is no longer asked when the time for a case or a run is over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agent.ports import Message, Model, NoReply, Reply


@dataclass(frozen=True, slots=True)
class Until:
    """Asks `model` until `clock` reads `end` seconds; afterwards every answer is `reason`."""

    model: Model
    end: float
    clock: Callable[[], float]
    reason: str

    @property
    def name(self) -> str:
        return self.model.name

    def complete(self, messages: Sequence[Message]) -> Reply | NoReply:
        """Ask, or say that the time is over without asking."""
        if self.clock() >= self.end:
            return NoReply(self.reason)
        return self.model.complete(messages)
