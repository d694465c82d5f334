"""Pull requests that reach their end: whole runs of `suture follow` against the double of GitHub, with the real
clone, scan, gates and git; one story for each way it can go."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.doubles.delivery import OWNED, TOKEN, deliver, env, forge
from tests.doubles.github import Hub
from tests.doubles.repo import git
from tests.doubles.stories import Ended, suture
from tests.test_delivery_stories import YAML, outcome, pulls

MENDED = str(OWNED["app/loader.py"]).replace("yaml.load(text, Loader=yaml.Loader)", "yaml.safe_load(text)")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """The forge with one pull request of ours, opened nine days ago; for copies to be made of."""
    folder = tmp_path_factory.mktemp("opened")
    with forge(folder) as hub:
        hub.state.set_clock(datetime.now(UTC) - timedelta(days=9))
        ended = deliver(folder, hub, *YAML, "--publish")
        assert ended.status == 0, ended.err
        assert [pull.state for pull in pulls(hub)] == ["open"]
        yield hub


@pytest.fixture
def hub(tmp_path: Path, opened: Hub) -> Iterator[Hub]:
    """A copy of that, today."""
    with forge(tmp_path) as hub:
        shutil.copytree(opened.state.store.folder, hub.state.store.folder, dirs_exist_ok=True)
        for name in ("pulls", "events", "labels", "serial", "verified"):
            setattr(hub.state, name, copy.deepcopy(getattr(opened.state, name)))
        yield hub
        assert hub.complaints == []


def follow(folder: Path, hub: Hub, *args: str, command: str = "follow", **more: str) -> Ended:
    """One run on acme/shop; the token is nowhere in what it says."""
    every_day = {"SUTURE_FOLLOW__WORK_DAYS": "mon,tue,wed,thu,fri,sat,sun"}
    ended = suture(
        folder, command, "acme/shop", "--config", "rules.yaml", *args, env=env(hub, **every_day, **more)
    )
    assert TOKEN not in ended.out + ended.err
    return ended


def published(folder: Path, hub: Hub, **more: str) -> Ended:
    ended = follow(folder, hub, "--publish", **more)
    assert ended.status == 0, ended.err
    return ended


def ours(hub: Hub, number: int = 1) -> list[str]:
    """What we said on a pull request."""
    return [one.body for one in hub.state.comments.where.get(number, []) if one.login == "suture-bot"]


def board(hub: Hub) -> str:
    (issue,) = hub.state.issues.values()
    return str(issue.body)


def test_without_publish_every_write_is_printed_and_none_is_made(tmp_path: Path, hub: Hub) -> None:
    before = len(hub.writes)
    ended = follow(tmp_path, hub)
    assert ended.status == 0, ended.err
    assert len(hub.writes) == before
    for said in ("Remind", "with --publish this would be written", "POST comments (#1)", "POST issues"):
        assert said in ended.out, ended.out
    plan = follow(tmp_path, hub, "--pr", "1", command="plan")
    assert len(hub.writes) == before
    for said in ("row         ladder", "finding present", "untouched by people", "POST comments (#1)"):
        assert said in plan.out, plan.out


def test_silence_is_broken_once_and_the_same_day_a_second_run_writes_nothing(
    tmp_path: Path, hub: Hub
) -> None:
    published(tmp_path, hub)
    (said,) = ours(hub)
    assert "@bob" in said and "still on `main`" in said and "CODEOWNERS" in said
    assert "| tests | passed |" in said or "tests" in said, said
    before = len(hub.writes)
    published(tmp_path, hub)
    assert len(hub.writes) == before
    assert len(ours(hub)) == 1 and "#1" in board(hub)


def test_after_a_merge_the_base_is_scanned_and_our_branch_deleted(tmp_path: Path, hub: Hub) -> None:
    hub.person("bob").merges(1)
    published(tmp_path, hub)
    (pull,) = pulls(hub)
    assert '"ended":"verified"' in pull.body and "Verified fixed" in ours(hub)[-1]
    assert f"refs/heads/{pull.branch}" not in git(hub.state.store.folder, "for-each-ref")
    before = len(hub.writes)
    published(tmp_path, hub)
    assert len(hub.writes) == before
    assert "erified" in board(hub)


def test_a_finding_that_somebody_else_fixed_closes_its_pull_request_with_the_evidence(
    tmp_path: Path, hub: Hub
) -> None:
    fixed = hub.person("ada").pushes("main", {"app/loader.py": MENDED}, "load safely")
    published(tmp_path, hub)
    (pull,) = pulls(hub)
    assert pull.state == "closed" and '"ended":"gone"' in pull.body
    assert fixed[:9] in ours(hub)[-1]
    deliver(tmp_path, hub, *YAML, "--publish")
    assert len(pulls(hub)) == 1


def test_a_scan_that_fails_closes_nothing(tmp_path: Path, hub: Hub) -> None:
    broken = "rules:\n- id: yaml-load\n  languages: [python]\n  severity: ERROR\n  message: x\n  pattern: 'yaml.load((('\n"
    hub.person("ada").pushes("main", {"app/loader.py": MENDED}, "load safely")
    (tmp_path / "rules.yaml").write_text(broken)
    ended = follow(tmp_path, hub, "--publish")
    assert pulls(hub)[0].state == "open", ended.out


def test_closed_by_command_with_a_reason_it_is_remembered_and_not_proposed_again(
    tmp_path: Path, hub: Hub
) -> None:
    said = hub.person("bob").comments(1, "/suture close false-positive: the text is our own")
    published(tmp_path, hub)
    (pull,) = pulls(hub)
    assert pull.state == "closed" and '"reason":"false-positive"' in pull.body
    assert any(login == "suture-bot" for _, _, login in hub.state.comments.made[said].reactions)
    deliver(tmp_path, hub, *YAML, "--publish", "--fresh")
    assert len(pulls(hub)) == 1
    assert "false-positive" in outcome(tmp_path)["reason"] or "false positive" in outcome(tmp_path)["reason"]


def test_a_command_of_somebody_without_write_access_does_nothing(tmp_path: Path, hub: Hub) -> None:
    hub.state.people["eve"] = "read"
    hub.person("eve").comments(1, "/suture close wont-fix")
    published(tmp_path, hub)
    (pull,) = pulls(hub)
    assert pull.state == "open" and hub.state.comments.where[1][0].reactions == []


def test_an_accepted_risk_comes_back_on_its_day_with_a_link(tmp_path: Path, hub: Hub) -> None:
    until = (datetime.now(UTC) - timedelta(days=2)).date()
    hub.state.set_clock(datetime.now(UTC) - timedelta(days=8))
    hub.person("bob").comments(1, f"/suture close accepted-risk until {until}")
    hub.person("bob").closes(1)
    hub.state.frozen = None
    published(tmp_path, hub)
    assert f'"until":"{until}"' in pulls(hub)[0].body
    deliver(tmp_path, hub, *YAML, "--publish", "--fresh")
    first, second = pulls(hub)
    assert second.branch == f"{first.branch}-2" and "/pull/1" in second.body


def test_a_conflict_is_mended_by_one_more_commit_and_never_by_force(tmp_path: Path, hub: Hub) -> None:
    (pull,) = pulls(hub)
    before = pull.head_sha
    moved = (
        str(OWNED["app/loader.py"])
        .replace("(text)", "(text: str)")
        .replace("yaml.load(text", "yaml.load(text.strip()")
    )
    hub.person("ada").pushes("main", {"app/loader.py": moved}, "strip it first")
    ended = published(tmp_path, hub)
    folder = hub.state.store.folder
    assert pull.state == "open", ended.out
    assert pull.head_sha != before and before in git(folder, "rev-list", pull.head_sha)
    assert git(folder, "rev-parse", "main") in git(folder, "rev-list", pull.head_sha)
    assert "yaml.safe_load(text.strip())" in git(folder, "show", f"{pull.head_sha}:app/loader.py")
    assert f'"head":"{pull.head_sha}"' in pull.body


def test_what_people_pushed_is_left_alone_and_the_conflict_named_once(tmp_path: Path, hub: Hub) -> None:
    (pull,) = pulls(hub)
    theirs = hub.person("bob").pushes(pull.branch, {"app/loader.py": MENDED + "\n# ours now\n"}, "mine")
    hub.person("ada").pushes("main", {"app/loader.py": "import yaml\n\n\ndef load(text, x):\n    return yaml.load(text, Loader=yaml.Loader)\n"}, "x")  # fmt: skip
    published(tmp_path, hub)
    published(tmp_path, hub)
    assert pull.head_sha == theirs and len(ours(hub)) == 1 and "app/loader.py" in ours(hub)[0]


def test_the_stop_label_freezes_every_write(tmp_path: Path, hub: Hub) -> None:
    hub.person("bob").labels(1, "suture:stop")
    published(tmp_path, hub)
    assert ours(hub) == [] and [pull.state for pull in pulls(hub)] == ["open"]
    assert "frozen" in follow(tmp_path, hub, "--pr", "1", command="plan").out.lower()


def test_json_tells_steps_rows_and_writes(tmp_path: Path, hub: Hub) -> None:
    told: dict[str, Any] = json.loads(follow(tmp_path, hub, "--json").out)
    (one,) = told["pulls"]
    (step,) = one["steps"]
    assert (step["step"], step["row"]) == ("Remind", "ladder")
    assert any("POST comments" in line for line in step["writes"])


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"SUTURE_FOLLOW__TIMEZONE": "Mars/Olympus"}, "follow.timezone"),
        ({"SUTURE_FOLLOW__QUIET_DAYS": "someday"}, "follow.quiet_days"),
    ],
)
def test_a_calendar_that_is_none_stops_the_run_before_any_write(
    tmp_path: Path, hub: Hub, setting: dict[str, str], said: str
) -> None:
    before = len(hub.writes)
    ended = follow(tmp_path, hub, "--publish", **setting)
    assert ended.status == 2 and said in ended.err and "next:" in ended.err
    assert len(hub.writes) == before


def test_a_pull_request_that_is_not_ours_cannot_be_planned(tmp_path: Path, hub: Hub) -> None:
    hub.person("ada").pushes("topic", {"a": "b"})
    number = hub.person("ada").opens("topic")
    ended = follow(tmp_path, hub, "--pr", str(number), command="plan")
    assert ended.status == 2 and "not one of ours" in ended.err
