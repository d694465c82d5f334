"""The models of a run on one budget, and how a person watches it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Console

from agent.cli.compose import Site, make_model, make_reviewer
from agent.model.metered import Budget, Metered
from agent.ports import Progress
from agent.report.progress import LiveProgress, PlainProgress

if TYPE_CHECKING:
    from agent.model.client import OpenAIModel


@dataclass(frozen=True, slots=True)
class Models:
    """Who writes and who reviews; None where nobody can be asked. `endpoints` are those behind them."""

    author: Metered | None
    reviewer: Metered | None
    endpoints: tuple[OpenAIModel, ...]

    @property
    def name(self) -> str:
        return self.author.name if self.author else ""

    def check(self, progress: Progress) -> None:
        """Raises ModelError for an endpoint that cannot be used."""
        for who, endpoint in zip(("", "review: "), self.endpoints, strict=False):
            progress.note(f"{who}{endpoint.check()}")


def models(site: Site) -> Models:
    """The models that the settings name."""
    settings = site.settings
    budget = Budget(settings.limits.max_tokens)
    first, second = make_model(settings), make_reviewer(settings)
    author = Metered(first, budget) if first else None
    reviewer = Metered(second, budget) if second else author
    return Models(author, reviewer, tuple(model for model in (first, second) if model))


@contextmanager
def watching() -> Iterator[Progress]:
    """Shows what happens: live on a terminal, else line by line."""
    if sys.stderr.isatty():
        with LiveProgress(Console(stderr=True)) as live:
            yield live
    else:
        yield PlainProgress(sys.stderr)
