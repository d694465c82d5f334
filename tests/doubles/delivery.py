"""A repository on the double of GitHub with a small target in it, and the command line pointed at it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.doubles.github import Hub, github
from tests.doubles.repo import make_repo
from tests.doubles.stories import FILES, RULES, Ended, suture

OWNED = {**FILES, ".github/CODEOWNERS": "* @ada\n/app/ @bob\n"}
TOKEN = "bot-token"


@contextlib.contextmanager
def forge(folder: Path, files: Mapping[str, str | bytes] = OWNED, **options: Any) -> Iterator[Hub]:
    """`acme/shop` on the double; the rules stand in `folder`."""
    (folder / "rules.yaml").write_text(RULES)
    with github(make_repo(folder / "origin", files), **{"private": True, **options}) as hub:
        yield hub


def env(hub: Hub, **more: str) -> dict[str, str]:
    """What makes the command line use the double, without limits and pauses."""
    return {
        "GITHUB_API_URL": hub.api_url,
        "GITHUB_SERVER_URL": hub.origin,
        "GITHUB_TOKEN": TOKEN,
        "SUTURE_GITHUB__WRITE_SECONDS": "0",
        "SUTURE_DELIVERY__PR_HOURLY_LIMIT": "0",
        **more,
    }


def deliver(
    folder: Path, hub: Hub, *args: str | Path, target: str | Path = "acme/shop", **more: str
) -> Ended:
    """`suture fix acme/shop` with the double's rules; the token is nowhere in what it says."""
    ended = suture(folder, "fix", target, "--config", "rules.yaml", *args, env=env(hub, **more))
    assert TOKEN not in ended.out + ended.err
    return ended
