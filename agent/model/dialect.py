"""Which optional parameters an endpoint takes: learnt from its first refusal and remembered."""

from __future__ import annotations

import threading

from agent.model.sampling import Sampling

_LIMITS = ("max_tokens", "max_completion_tokens")


class Dialect:
    """How the length limit, the temperature and the seed are sent. Safe to share between threads."""

    def __init__(self) -> None:
        # `max_tokens` first: newer models refuse it aloud, while older servers ignore its successor in
        # silence and would then write without a limit.
        self._limits = list(_LIMITS)
        self._refused: set[str] = set()
        self._lock = threading.Lock()

    def parameters(self, limit: int, sampling: Sampling) -> dict[str, int | float]:
        """The optional parameters of one request that asks for at most `limit` tokens."""
        with self._lock:
            sent: dict[str, int | float] = {self._limits[0]: limit} if self._limits else {}
            for name, value in (("temperature", sampling.temperature), ("seed", sampling.seed)):
                if value is not None and name not in self._refused:
                    sent[name] = value
            return sent

    def learn(self, sent: dict[str, int | float], complaint: str) -> bool:
        """Whether a 400 that answered `sent` named one of its parameters, so that asking again may help."""
        with self._lock:
            for name in ("temperature", "seed"):
                if name in sent and name in complaint:
                    self._refused.add(name)
                    return True
            for name in _LIMITS:
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
