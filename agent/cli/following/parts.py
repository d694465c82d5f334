"""The jobs that following can be split into, and what each of them holds: a model, a sandbox, or neither."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from agent.bundle.proposing import Idle
from agent.bundle.values import Bundle
from agent.cli import compose
from agent.cli.compose import Site
from agent.cli.models import Models, models
from agent.followup.bench import CodeBench
from agent.followup.carried import Carried
from agent.followup.decided import Decided
from agent.followup.ports import Workbench
from agent.gates.trial import Suite

NO_MODELS = Models((), None)


@dataclass(frozen=True, slots=True)
class Whole:
    """One job that does everything; `publish` lets it write."""

    publish: bool


@dataclass(frozen=True, slots=True)
class Deciding:
    """Looks, runs gates, and decides what others do; it asks no model and writes nothing."""


@dataclass(frozen=True, slots=True)
class Revising:
    """Writes the fixes that were decided on; it holds the model's key and writes nothing to the forge."""

    decided: Decided


@dataclass(frozen=True, slots=True)
class Publishing:
    """Acts on what was decided and verified; it may write, asks no model and runs no code."""

    decided: Decided
    bundle: Bundle | None


Part = Whole | Deciding | Revising | Publishing


def models_of(part: Part, site: Site) -> Models:
    """The models that a job asks."""
    return models(site) if isinstance(part, (Whole, Revising)) else NO_MODELS


def author_of(part: Part, asked: Models) -> bool:
    """Whether there is anybody who could write a fix again: here, or in another job."""
    return asked.author is not None or not isinstance(part, Whole)


def writes(part: Part) -> bool:
    """Whether a job may write to the forge."""
    return part.publish if isinstance(part, Whole) else isinstance(part, Publishing)


@contextmanager
def suite_of(part: Part, site: Site, *, unsafe: bool) -> Iterator[tuple[Suite, str]]:
    """The target's test suite, and what texts call the sandbox that it ran in."""
    if isinstance(part, Publishing):
        yield Idle(), part.bundle.sandbox if part.bundle else "none: nothing ran"
        return
    with compose.make_suite(site, unsafe=unsafe) as made:
        yield made


def end_of(part: Part, site: Site) -> float:
    """When a job runs no gates any more, by the monotonic clock. One that decides writes that down at its end
    alone: whoever ended it before would lose all of it, run by run."""
    return time.monotonic() + site.settings.limits.run_seconds if isinstance(part, Deciding) else math.inf


def model_name(part: Part, asked: Models) -> str:
    """What texts call the model that wrote the fixes."""
    if isinstance(part, Publishing):
        return part.bundle.model if part.bundle else ""
    return asked.name


def workbench(part: Part, code: CodeBench) -> Workbench:
    """What looks at the code for a job: itself, or for what the jobs before it found out."""
    match part:
        case Whole() | Deciding():
            return code
        case Revising():
            return Carried(code, part.decided)
        case Publishing():
            return Carried(code, part.decided, part.bundle)
