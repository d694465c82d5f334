"""What attacks on a delivery need: runs with settings of one's own, edited markers, and a forge that lies."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import SecretStr

from agent.forge.text.marker import parse, render
from agent.ports import Proposal
from agent.settings import ModelSettings, ReviewSettings, Settings
from tests.doubles.github import PullRecord
from tests.forge import simulated
from tests.forge.simulated import Ground, World

MODEL_KEY = "sk-proj-9fQ2_xV7-LmZr4Tw8Yb3KcNd"
REVIEW_KEY = "rk-live-77aHq0_PzW5-sJ2uXe6GtB"


@dataclass
class Attacked(World):
    """A world whose operator has keys, and settings as a test wants them."""

    changed: Mapping[str, Any] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        keys = {
            "model": ModelSettings(api_key=SecretStr(MODEL_KEY)),
            "review": ReviewSettings(api_key=SecretStr(REVIEW_KEY)),
        }
        return super().settings.model_copy(update={**keys, **self.changed})

    @property
    def pulls(self) -> list[PullRecord]:
        """Every pull request, in the order of their numbers."""
        return [self.hub.state.pulls[number] for number in sorted(self.hub.state.pulls)]

    def edits_marker(self, login: str, number: int, **changes: object) -> None:
        """Somebody who may write changes what the marker of a pull request says."""
        body = self.hub.state.pulls[number].body
        marker = parse(body)
        assert marker is not None
        forged = render(marker.model_copy(update=changes))
        self.hub.person(login).edits(number, body.replace(render(marker), forged))


@contextlib.contextmanager
def attacked(ground: Ground, **changed: Any) -> Iterator[Attacked]:
    """The repository as it was at first; `changed` are sections of the settings."""
    # Messages are kept by their patch there, and attacks change what is said of one.
    simulated._COMMITS.clear()
    with ground.world() as world:
        yield Attacked(world.hub, changed=changed)


def saying(proposal: Proposal, summary: str) -> Proposal:
    """The proposal with another summary."""
    return replace(proposal, draft=replace(proposal.draft, summary=summary))


def writing(proposal: Proposal, path: str, added: bytes) -> Proposal:
    """The proposal with more at the end of one file."""
    patch = proposal.draft.patch
    changes = tuple(
        replace(change, after=(change.after or b"") + added) if change.path == path else change
        for change in patch.changes
    )
    return replace(proposal, draft=replace(proposal.draft, patch=replace(patch, changes=changes)))
