"""A double of GitHub with an organisation, and who reads it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from agent.forge.github.fleet import FleetForge, fleet_forge
from agent.settings import GithubSettings
from tests.doubles.github import Hub, Token, github
from tests.doubles.repo import make_repo
from tests.fleet.world import others

TOKENS = {
    "bot-token": Token("suture-bot"),
    "workflow-token": Token("github-actions[bot]", "actions"),
    "reader-token": Token("suture[bot]", "app", {"metadata": "read", "contents": "read"}),
}


def settings(hub: Hub, token: str = "bot-token") -> GithubSettings:
    """Settings for the double."""
    return GithubSettings(
        api_url=hub.api_url, server_url=hub.origin, token=SecretStr(token), write_seconds=0, tries=2
    )


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    seed = make_repo(tmp_path / "home", {"README.md": "home\n"})
    with github(seed, slug="acme/home", private=True, tokens=dict(TOKENS)) as made:
        made.state.others = others(230)
        yield made
        assert made.complaints == []


@pytest.fixture
def forge(hub: Hub) -> Iterator[FleetForge]:
    with fleet_forge(settings(hub), sleep=lambda _: None) as made:
        yield made
