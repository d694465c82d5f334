"""The demo that the README promises: recorded completions still fit the prompts, and every fix is proven anew."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from agent.gates.runner import GATE_NAMES
from tests.demo import RECORDED, fresh_copy, served
from tests.doubles.delivery import env
from tests.doubles.github import Hub, Team, github
from tests.doubles.replay_server import Recordings
from tests.doubles.repo import git, state_of
from tests.doubles.stories import suture

# Fixes with a check more than the proof misses: drafts, rightly, until a person has looked.
MOST_GAPS = 2


@pytest.mark.slow
def test_every_finding_of_the_shop_has_a_fix_and_a_pull_request_to_its_owners(tmp_path: Path) -> None:
    fresh_copy(tmp_path / "shop")
    with github(tmp_path / "shop", private=True, people=PEOPLE, teams=dict(TEAMS)) as hub:
        git(tmp_path / "shop", "remote", "add", "origin", hub.git_url)
        with served(record=False, port=0) as (model, recordings):
            fixed = _run(tmp_path, model, recordings)
            recordings.used.clear()
            _publish(tmp_path, fixed, hub, model)
            assert recordings.used == set()


def _run(tmp_path: Path, model: dict[str, str], recordings: Recordings) -> list[dict[str, Any]]:
    """What is fixed, as branches."""
    before = state_of(tmp_path / "shop")
    ended = suture(tmp_path, "fix", "shop", env={**model, "SUTURE_GATES__REQUIRE": ",".join(GATE_NAMES)})
    assert ended.status == 0, ended.err
    outcomes = json.loads((tmp_path / "suture-out/report.json").read_text())["outcomes"]
    told = {f"{o['rule']} {o['path']}:{o['line']}": o["reason"] for o in outcomes if o["outcome"] != "fixed"}
    # Before 3.11.4 tarfile knows no filters, and the tests gate rightly refuses the fix that uses one.
    old = {r for r in told if r.startswith("python-tar-extract") and not hasattr(tarfile, "data_filter")}
    gaps = {what for what, reason in told.items() if reason.startswith("proof inconclusive: ")}
    assert told.keys() == old | gaps and len(gaps) <= MOST_GAPS, told
    outcomes = [o for o in outcomes if o["outcome"] == "fixed"]
    assert len(outcomes) >= 18 and len({cwe for o in outcomes for cwe in o["cwe"]}) >= 9
    assert {o["source"] for o in outcomes} == {"rule_fix", "model"}
    for o in outcomes:
        statuses = {check["gate"]: check["status"] for check in o["checks"]}
        assert tuple(statuses) == GATE_NAMES
        exempt = statuses.pop("proof") == statuses.pop("review") == "not_applicable"
        assert exempt == (o["proof"] is None) and set(statuses.values()) == {"passed"}
        assert git(tmp_path / "shop", "merge-base", "--is-ancestor", "main", o["branch"]) == ""
        assert (tmp_path / "suture-out" / o["page"]).exists()
    assert state_of(tmp_path / "shop") == before
    # None is left over from an older prompt or rule.
    assert old or recordings.used == {file.stem for file in RECORDED.glob("*.json")}
    return outcomes


def _publish(folder: Path, fixed: list[dict[str, Any]], hub: Hub, model: dict[str, str]) -> None:
    """What the run above finished becomes pull requests, without asking a model again."""
    limits = {f"SUTURE_DELIVERY__PR_{name}_LIMIT": "0" for name in ("HOURLY", "CONCURRENT", "OWNER")}
    settings = {**model, **env(hub), **limits, "SUTURE_GATES__REQUIRE": ",".join(GATE_NAMES)}
    ended = suture(folder, "fix", "shop", "--publish", env=settings)
    assert ended.status == 0, ended.err
    pulls = {pull.branch: pull for pull in hub.state.pulls.values()}
    assert pulls.keys() >= {o["branch"] for o in fixed}, ended.out
    for o in fixed:
        pull = pulls[o["branch"]]
        users, teams = OWNERS.get(o["path"]) or OWNERS.get(o["path"].rpartition("/")[0]) or OWNERS[""]
        asked = (pull.draft, sorted(pull.users), pull.teams, sorted(pull.assignees))
        assert asked == (False, users, teams, users), (o["path"], pull)
    writes = len(hub.writes)
    again = suture(folder, "fix", "shop", "--publish", env=settings)
    assert again.status == 0 and len(hub.writes) == writes
    assert hub.complaints == []


PEOPLE = {"suture-bot": "write", "shop-lead": "admin", "keeper": "write", "web-dev": "write", "ghost": "none"}
TEAMS = {"backoffice": Team(), "api": Team()}
# Users and teams by path or folder; who is left is passed over, and then the line has no valid owner.
OWNERS: dict[str, tuple[list[str], list[str]]] = {
    "shop/admin": ([], ["backoffice"]),
    "shop/api": (["web-dev"], ["api"]),
    "shop/auth.py": (["keeper"], []),
    "shop/passwords.py": (["keeper"], []),
    "shop/resets.py": (["keeper"], []),
    "shop/suppliers.py": ([], []),
    "": (["shop-lead"], []),
}
