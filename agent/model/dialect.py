"""Which optional parameters an endpoint takes: learnt from its first refusal and remembered."""

from __future__ import annotations

import threading

from agent.settings import ModelSettings


class Dialect:
    """How the length limit and the temperature are sent. Safe to share between threads."""

    def __init__(self, settings: ModelSettings) -> None:
        self._temperature = settings.temperature
        # `max_tokens` first: newer models refuse it aloud, while older servers ignore its successor in
        # silence and would then write without a limit.
        self._limits = ["max_tokens", "max_completion_tokens"]
        self._lock = threading.Lock()

    def parameters(self, limit: int) -> dict[str, int | float]:
        """The optional parameters of one request that asks for at most `limit` tokens."""
        with self._lock:
            sent: dict[str, int | float] = {self._limits[0]: limit} if self._limits else {}
            if self._temperature is not None:
                sent["temperature"] = self._temperature
            return sent

    def learn(self, sent: dict[str, int | float], complaint: str) -> bool:
        """Whether a 400 that answered `sent` named one of its parameters, so that asking again may help."""
        with self._lock:
            if "temperature" in sent and "temperature" in complaint:
                self._temperature = None
                return True
            for name in ("max_tokens", "max_completion_tokens"):
                if name in sent and name in complaint and _unsupported(complaint):
                    self._limits = [other for other in self._limits if other != name]
                    return True
        return False


def _unsupported(complaint: str) -> bool:
    """A parameter that is unknown, not one whose value is too large."""
    words = (
        "unsupported",
        "not supported",
        "unrecognized",
        "unknown",
        "not permitted",
        "use 'max",
        "instead",
    )
    return any(word in complaint.lower() for word in words)
