"""A wave over two repositories, run for real under `act`: plan, a matrix of shards, and a record in the home.

Both are in one shard: of the jobs of a matrix, `act` keeps only the outputs of the first that ends.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from agent.fleet.values import Record
from tests.doubles.github import App, Hub, beside, github
from tests.doubles.repo import commit, git, make_repo
from tests.doubles.stories import suture
from tests.workflows.act import Event, Ran, needs_act
from tests.workflows.shop import FILES, MODEL_KEY, start

FLEET, BOT = "suture-fleet.yml", "our-suture[bot]"
MAY = {
    "contents": "write", "pull_requests": "write", "issues": "write", "metadata": "read", "members": "read",
    "organization_custom_properties": "read",
}  # fmt: skip

pytestmark = [needs_act, pytest.mark.slow]


@dataclass(frozen=True, slots=True)
class Fleet:
    """The home, the repositories that it looks after, and the App's key."""

    home: Hub
    others: tuple[Hub, ...]
    key: str

    def wave(self, folder: Path) -> Ran:
        """One scheduled run."""
        kept = {"SUTURE_READER_KEY": self.key, "SUTURE_APP_KEY": self.key}
        known = {"SUTURE_READER_ID": "7", "SUTURE_APP_ID": "7", "SUTURE_APP_LOGIN": BOT}
        machine = {"SUTURE_FLEET__IGNORE": "acme/security"}
        return start(
            self.home, folder, FLEET, Event("schedule"), secrets=kept, variables=known, machine=machine
        )


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[Fleet]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form, public = serialization.PrivateFormat.PKCS8, serialization.PublicFormat.SubjectPublicKeyInfo
    text = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()
    pem = key.public_key().public_bytes(serialization.Encoding.PEM, public).decode()
    origin = make_repo(tmp_path / "security", {"README.md": "the home of the fleet\n"})
    ended = suture(tmp_path, "init", origin, "--fleet", "--yes")
    assert ended.status == 0, ended.err
    commit(origin, {}, "Set up Suture")
    app = App(7, "our-suture", pem, may=MAY)
    with contextlib.ExitStack() as stack:
        home = stack.enter_context(github(origin, slug="acme/security", private=True, app=app))
        made = [make_repo(tmp_path / name, FILES) for name in ("shop", "docs")]
        others = [stack.enter_context(beside(home, one, f"acme/{one.name}")) for one in made]
        yield Fleet(home, tuple(others), text)
        assert [hub.complaints for hub in (home, *others)] == [[], [], []]


def values(ran: Ran, job: str) -> list[str]:
    """What the steps of a job saw, each step's in one text."""
    found = ["\n".join(one.variables.values()) for one in ran.environments if one.job == job]
    assert found, f"nothing was seen of {job}"
    return found


def test_a_wave_opens_a_pull_request_in_each_repository_and_the_next_has_nothing_to_do(
    tmp_path: Path, fleet: Fleet
) -> None:
    ran = fleet.wave(tmp_path)
    assert ran.status == 0, ran.log
    assert ran.started == ["fix", "plan", "publish", "report", "verify"]
    for name in ("fix", "verify", "publish"):
        assert sorted(job.matrix["shard"] for job in ran.jobs if job.id == name) == [0]
    assert [[pull.author for pull in hub.state.pulls.values()] for hub in fleet.others] == [[BOT], [BOT]]
    assert "2 pull requests" in ran.job("report").summary
    assert {path.name for path in (ran.artifacts / "suture-plan").iterdir()} == {
        "plan.json",
        "plan.patterns.json",
    }

    assert [text for text in values(ran, "fix") if MODEL_KEY in text]
    for job in ("plan", "verify", "publish", "report"):
        assert not [text for text in values(ran, job) if MODEL_KEY in text]
    assert not [text for text in values(ran, "verify") if fleet.key in text]

    kept = git(fleet.home.state.store.folder, "show", "suture-fleet:fleet.json")
    record = Record.model_validate_json(kept)
    assert set(record.seen) == {"acme/shop", "acme/docs"}
    assert [(look.pulls, look.error) for look in record.seen.values()] == [(1, "")] * 2
    spent = {
        hub.state.slug: sum(not one.path.endswith(".git") for one in hub.requests) for hub in fleet.others
    }
    assert all(0 < look.requests <= spent[slug] for slug, look in record.seen.items())

    again = fleet.wave(tmp_path)
    # The status is not looked at: act works out the matrix of a job that it will skip, and fails.
    assert again.started == ["plan"] and again.job("plan").result == "success"
    assert json.loads(again.job("plan").outputs["shards"]) == []
    assert [len(hub.state.pulls) for hub in fleet.others] == [1, 1]
