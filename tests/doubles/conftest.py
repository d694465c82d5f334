"""A double of GitHub with people, teams and tokens of every kind, and who asks it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.doubles.asking import Asker
from tests.doubles.github import Hub, Team, Token, github
from tests.doubles.repo import make_repo

TOKENS = {
    "bot-token": Token("suture-bot"),
    "app-token": Token("suture[bot]", "app"),
    "actions-token": Token("github-actions[bot]", "actions"),
    "reader-token": Token("eve"),
    "narrow-token": Token("suture[bot]", "app", {"contents": "read"}),
}
PEOPLE = {"suture-bot": "write", "ada": "admin", "bob": "write", "eve": "read", "out": "none"}


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    seed = make_repo(
        tmp_path / "seed", {"app/a.py": "one\ntwo\nthree\n", "docs/b.md": "text\n", "CODEOWNERS": "*\n"}
    )
    teams = {"security": Team(), "elsewhere": Team("none")}
    with github(
        seed, people=dict(PEOPLE), tokens=dict(TOKENS), teams=teams, names={"ada@example.com": "ada"}
    ) as hub:
        yield hub


@pytest.fixture
def ask(hub: Hub) -> Iterator[Asker]:
    asker = Asker(hub.api_url)
    yield asker
    asker.close()
