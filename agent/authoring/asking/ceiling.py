"""What one case may spend on models, besides what its run may."""

from __future__ import annotations

from agent.model import metered
from agent.model.metered import Budget, Metered
from agent.ports import Model


class Ceiling:
    """One case's budget, which every model that works on the case shares; 0 is no limit.

    Safe to share between threads.
    """

    def __init__(self, tokens: int, cost: float) -> None:
        """`cost` is in the operator's currency."""
        settings = ("limits.case_tokens", "limits.case_cost")
        self._budget = Budget(metered.Ceiling(tokens or None, cost or None, "case's", settings))

    def over(self, model: Model) -> Model:
        """`model`, no longer asked once the case has spent what it may."""
        return Metered(model, self._budget)
