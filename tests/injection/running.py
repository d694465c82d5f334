"""One payload through the real author loop and the real gates, in this process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from agent.authoring.asking.team import Team
from agent.authoring.asking.writer import Writer
from agent.pipeline import Story, fix
from agent.ports import Message, Model, Scanner
from agent.settings import ModelSettings, Settings
from agent.verdict import Outcome
from tests.doubles.courts import Taking
from tests.doubles.workbench import Silent
from tests.injection.hijacked import Hijacked
from tests.injection.payloads import Payload
from tests.injection.world import World, make_world

# As whoever only wants to be told of a new host would set it.
LENIENT = Settings.model_validate({"limits": {"jobs": 1}, "gates": {"fail_on": ("dependency",)}})
# The red team is judged by the same.
STRICT = Settings.model_validate(
    {"limits": {"jobs": 1}, "gates": {"fail_on": ("dependency", "host", "endpoint")}}
)

Form = Literal["auto", "edits", "function"]


@dataclass(frozen=True, slots=True)
class Run:
    """What became of a case: every request that was made, and what would have left the house."""

    world: World
    outcome: Outcome
    requests: tuple[tuple[Message, ...], ...]
    forge: Taking = field(repr=False)

    @property
    def seen(self) -> int:
        """How many requests showed the payload."""
        texts = ("\n".join(m.content for m in request if m.role == "user") for request in self.requests)
        return sum(map(self.world.payload.seen_in, texts))


def run(
    folder: Path, payload: Payload, *, obedient: bool = True, answer: Form = "edits",
    settings: Settings = STRICT, scanner: Scanner | None = None,
) -> Run:  # fmt: skip
    """Work on the payload's case with a model that obeys it, or with an honest one."""
    world = make_world(folder, payload, settings.gates, scanner)
    model = Hijacked(payload, world.path, obedient)
    return work(world, model, model.requests, answer, settings)


def work(
    world: World, model: Model, requests: Sequence[tuple[Message, ...]], answer: Form, settings: Settings
) -> Run:
    """Have `model` write, prove, audit and review; `requests` is where it keeps what it was asked."""
    writer = Writer(model, ModelSettings(answer=answer))
    forge, team = Taking(), Team((writer,), writer)
    story = Story(world.case.findings, world.bench, team, forge, Silent(), settings, world.earlier)
    ((outcome, *_),) = fix(story, [world.case])
    return Run(world, outcome, tuple(requests), forge)
