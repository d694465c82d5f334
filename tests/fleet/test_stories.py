"""A whole wave on the command line: plan, three stages, report; then a second one that has nothing to do."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from agent.cli.arguments import parser
from agent.cli.fleet import command
from agent.errors import SutureError
from agent.fleet.packing import PUBLISH_REQUESTS, PULL_REQUESTS
from tests.doubles.delivery import TOKEN, env, forge
from tests.doubles.github import Hub
from tests.doubles.github.organisation import Other
from tests.doubles.stories import CALC, FILES, Ended, suture
from tests.fleet.simulation import simulate

READ = "SUTURE_SCAN__CONFIG"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with forge(tmp_path, {**FILES, "app/more.py": CALC}) as made:
        made.state.others = {"acme/old": Other("acme/old", archived=True), "acme/gone": Other("acme/gone")}
        install(tmp_path)
        yield made


def install(folder: Path) -> None:
    """`suture` as a program of its own."""
    program = folder / "bin/suture"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m agent "$@"\n')
    program.chmod(0o755)


def fleet(folder: Path, hub: Hub, *args: str | Path, **more: str) -> Ended:
    """`suture fleet ...` with `suture` itself on PATH; it says no secret."""
    given: Mapping[str, str] = {
        "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
        READ: str(folder / "rules.yaml"),
        "SUTURE_TRIAGE__RULE": "yaml-load",
        **more,
    }
    ended = suture(folder, "fleet", *args, env=env(hub, **given))
    assert TOKEN not in ended.out + ended.err
    return ended


def stage(folder: Path, hub: Hub, name: str, **more: str) -> dict[str, Any]:
    """One stage of the only shard, and what it says of `acme/shop`."""
    ended = fleet(
        folder, hub, "run", "plan.json", "--shard", "0", "--stage", name, "--folder", "work", **more
    )
    assert ended.status == 0, ended.err
    said = json.loads((folder / f"work/{name}-shard-0.json").read_text())
    return {one["slug"]: one for one in said["results"]}


def asked(hub: Hub) -> int:
    """API requests since the last time; git's own do not count against the API."""
    count = sum(not request.path.endswith(("info/refs", "git-upload-pack")) for request in hub.requests)
    hub.forget()
    return count


@pytest.mark.slow
def test_a_wave_opens_pull_requests_is_recorded_and_leaves_nothing_due(tmp_path: Path, hub: Hub) -> None:
    (tmp_path / "work").mkdir()
    plan = ("plan", "--org", "acme", "--home", "acme/shop", "--out", "plan.json")
    ended = fleet(tmp_path, hub, *plan)
    assert ended.status == 0, ended.err
    assert "2 repositories in 1 shards" in ended.out and "1 left out: archived" in ended.out

    asked(hub)
    fixed = stage(tmp_path, hub, "fix")
    assert fixed["acme/shop"]["status"] == "done", fixed
    assert fixed["acme/gone"]["kind"] == "error", "one that cannot be cloned stops no other"
    spent = asked(hub)
    looking = 2  # at the one that is gone
    assert fixed["acme/shop"]["requests"] == spent - looking and hub.state.pulls == {}
    verified = stage(tmp_path, hub, "verify")
    assert verified["acme/shop"]["status"] == "done" and len(verified["acme/shop"]["sha256"]) == 64, verified
    assert asked(hub) == 0, "verify needs no forge"
    published = stage(tmp_path, hub, "publish")
    assert published["acme/shop"]["status"] == "done", published
    assert len(hub.state.pulls) == 1
    assert published["acme/shop"]["requests"] == asked(hub) <= PUBLISH_REQUESTS + PULL_REQUESTS

    told = fleet(
        tmp_path, hub, "report", "plan.json", "--folder", "work", "--publish", "--report", "fleet.json"
    )
    assert told.status == 0, told.err
    said = json.loads((tmp_path / "fleet.json").read_text())
    (pull,) = said["pulls"]
    assert (pull["repository"], pull["rule"]) == ("acme/shop", "yaml-load")
    assert said["repositories"] == {"planned": 2, "looked": 1, "failed": 1, "not_reached": 0, "left": 0}
    assert pull["url"] in (tmp_path / "fleet.md").read_text()
    assert hub.complaints == []

    again = fleet(tmp_path, hub, *plan)
    # The one that failed is tried again at once; the one that is done is not.
    assert (
        "Wave 2: 1 repositories" in again.out and "1 left out: not changed since the last look" in again.out
    )
    (one,) = json.loads((tmp_path / "plan.json").read_text())["shards"][0]["repositories"]
    assert one["slug"] == "acme/gone"


def test_mistakes_on_the_command_line_name_the_next_step(tmp_path: Path, hub: Hub) -> None:
    plan, work = str(tmp_path / "p.json"), ("--folder", str(tmp_path / "w"))

    def said(*args: str) -> int:
        return command(parser().parse_args(["fleet", *args]), env(hub))

    def refused(*args: str) -> str:
        with pytest.raises(SutureError) as error:
            said(*args)
        assert error.value.hint
        return str(error.value)

    assert "no repositories are named" in refused("plan", "--out", plan)
    assert "no repository" in refused("plan", "--org", "acme", "--home", "../x", "--out", plan)
    assert "cannot be listed" in refused("plan", "--org", "none", "--out", plan)
    assert "no plan" in refused("run", plan, "--shard", "0", "--stage", "fix", *work)
    assert said("plan", "--org", "acme", "--out", plan) == 0
    assert "no shard 9" in refused("run", plan, "--shard", "9", "--stage", "fix", *work)
    assert "no place to record" in refused("report", plan, *work, "--publish")


def test_waves_over_an_organisation_keep_every_ceiling(tmp_path: Path) -> None:
    made = simulate(80, tmp_path, wave_requests=600)
    assert made.figures.broken == [] and len(made.figures.matrix) > 3 and made.figures.resumed > 0
