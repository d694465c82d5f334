"""Who writes: a model, and how it is asked."""

from __future__ import annotations

from dataclasses import dataclass

from agent.ports import Model
from agent.settings import ModelSettings


@dataclass(frozen=True, slots=True)
class Writer:
    """One rung of the ladder: `settings` say in which form its answers come and how often it is asked.

    `place` is the address that is asked, as `https://host/path`, without user, query or key.
    """

    model: Model
    settings: ModelSettings
    place: str = ""
