"""Who writes: a model, and how it is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from agent.ports import Model
from agent.settings import ModelSettings


@dataclass(frozen=True, slots=True)
class Writer:
    """One rung of the ladder: `settings` say in which form its answers come and how often it is asked.

    `place` is the address that is asked, as `https://host/path`, without user, query or key; the model of
    this process is `local`. `drafters` are what first drafts are drawn from where more than one is wanted:
    the same model, asked so that its drafts differ, as usual first.
    """

    model: Model
    settings: ModelSettings
    place: str = ""
    drafters: tuple[Model, ...] = ()
    curt: Model | None = None
    """The same model, made to stop after a few lines; there is none where it is not asked briefly."""

    @property
    def judge(self) -> Model:
        """Whom to ask for a verdict."""
        return self.curt or self.model

    def behind(self, guard: Callable[[Model], Model]) -> Writer:
        """The same writer with every model of it behind `guard`."""
        curt = guard(self.curt) if self.curt else None
        return replace(self, model=guard(self.model), drafters=tuple(map(guard, self.drafters)), curt=curt)
