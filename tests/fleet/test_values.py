"""Files of a fleet are read strictly: whatever is not exactly as it should be is refused."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from agent.errors import UsageError
from agent.fleet import files
from agent.fleet.files import Unreadable, parsed, read_bytes, read_plan, read_results, results_file, write
from agent.fleet.planning import Asked, plan_wave
from agent.fleet.values import Plan, Record, Result, Results, file_name, valid_slug
from agent.settings import FleetSettings
from tests.fleet.world import START, repository

PLAN = plan_wave([repository("a"), repository("b")], Record(), FleetSettings(), Asked(START, "0.1.0"))


def changed(**more: Any) -> dict[str, Any]:
    """The plan as JSON with other parts."""
    return {**json.loads(PLAN.model_dump_json()), **more}


SHARD = changed()["shards"][0]
ONE = SHARD["repositories"][0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "{",
        '{"version": 1}',
        "[" * 100_000,
        json.dumps(changed(version=2)),
        json.dumps(changed(more=1)),
        json.dumps(changed(wave="1")),
        json.dumps(changed(wave=0)),
        json.dumps(changed(wave=1.5)),
        json.dumps(changed(left=-1)),
        json.dumps(changed(left=10**30)),
        json.dumps(changed(started="yesterday")),
        json.dumps(changed(started="2026-03-02T06:00:00")),
        json.dumps(changed(home="../../etc")),
        json.dumps(changed(suture="x" * 101)),
        json.dumps(changed(shards=[SHARD, SHARD])),
        json.dumps(changed(shards=[{**SHARD, "number": 1}])),
        json.dumps(changed(shards=[{**SHARD, "number": -1}])),
        json.dumps(changed(shards=[{**SHARD, "repositories": []}])),
        json.dumps(changed(shards=[{**SHARD, "repositories": [ONE, {**ONE, "slug": ONE["slug"].upper()}]}])),
        json.dumps(changed(shards=[{**SHARD, "seconds": float("nan")}])),
        json.dumps(changed(shards=[{**SHARD, "tokens": True}])),
        json.dumps(changed(shards=[{**SHARD, "argv": ["sh"]}])),
        json.dumps(changed(shards=[{**SHARD, "number": number} for number in range(257)])),
        json.dumps(changed(why=[{"why": "x", "count": 1}] * 51)),
    ],
)
def test_a_hostile_plan_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "plan.json"
    file.write_text(text)
    with pytest.raises(UsageError) as refused:
        read_plan(file)
    assert "plan" in str(refused.value) and "fleet plan" in refused.value.hint


@pytest.mark.parametrize(
    "slug",
    [
        "a", "a/b/c", "/b", "a/", "../b", "a/..", "a/.", "a/.git", "-a/b", "a/b;id", "a/b\n", "a b/c", "a/b\0", "a\\b/c",
        "a__b/c", "a_/b", "é/b", "a/bé", "a/" + "b" * 101, "a" * 101 + "/b", "--flag/x", "a/b --publish", "a/$(id)",
    ],
)  # fmt: skip
def test_a_name_that_no_repository_has_is_refused(slug: str) -> None:
    with pytest.raises(ValueError):
        valid_slug(slug)
    with pytest.raises(ValidationError):
        repository().model_validate_json(json.dumps({"slug": slug}))


@given(st.text("ab_-", min_size=1, max_size=6), st.text("ab_.-", min_size=1, max_size=6))
def test_no_two_repositories_share_a_file(owner: str, name: str) -> None:
    try:
        slug = valid_slug(f"{owner}/{name}")
    except ValueError:
        return
    found_owner, _, found_name = file_name(slug).partition("__")
    assert f"{found_owner}/{found_name}" == slug and "/" not in file_name(slug)


def test_a_link_a_pipe_a_folder_and_a_large_file_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("{}")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    with (tmp_path / "large").open("wb") as stream:
        stream.truncate(files.MOST_PLAN + 1)
    for name in ("link", "pipe", "folder", "large"):
        with pytest.raises(Unreadable):
            read_bytes(tmp_path / name, files.MOST_PLAN)
        with pytest.raises(UsageError):
            read_plan(tmp_path / name)
    assert read_bytes(tmp_path / "none", 10) is None
    with pytest.raises(UsageError):
        read_plan(tmp_path / "none")


@pytest.mark.parametrize(
    "record",
    [
        {"version": 2},
        {"seen": {"../x": {}}},
        {"seen": {"acme/a": {"when": "2026-03-02T06:00:00Z", "wave": 1}}},
        {
            "seen": {
                "acme/a": {"when": "2026-03-02T06:00:00Z", "wave": 1, "suture": "1", "outcomes": {"won": 1}}
            }
        },
        {"seen": {"acme/a": {"when": "2026-03-02T06:00:00Z", "wave": 1, "suture": "1", "tokens": -1}}},
        {
            "waves": [
                {"number": n, "started": "2026-03-02T06:00:00Z", "ended": "2026-03-02T06:00:00Z"}
                for n in range(51)
            ]
        },
        {"run": "id"},
    ],
)
def test_a_hostile_record_is_refused(record: dict[str, Any]) -> None:
    with pytest.raises(Unreadable) as refused:
        parsed(json.dumps(record).encode(), Record, "fleet.json")
    assert "\n" not in str(refused.value)


def test_results_of_another_wave_shard_stage_or_repository_are_refused(tmp_path: Path) -> None:
    good = Results(wave=1, shard=0, stage="fix", results=(Result(slug="acme/a", status="done"),))
    for other in (
        good.model_copy(update={"wave": 2}),
        good.model_copy(update={"stage": "verify"}),
        good.model_copy(update={"results": (Result(slug="acme/other", status="done"),)}),
        good.model_copy(update={"results": good.results * 2}),
    ):
        write(results_file(tmp_path, "fix", 0), other)
        with pytest.raises(Unreadable):
            read_results(tmp_path, PLAN, "fix", 0)
    write(results_file(tmp_path, "fix", 0), good)
    assert read_results(tmp_path, PLAN, "fix", 0) == good
    assert read_results(tmp_path, PLAN, "verify", 0) is None


def test_a_plan_comes_back_from_its_file(tmp_path: Path) -> None:
    write(tmp_path / "new" / "plan.json", PLAN)
    assert read_plan(tmp_path / "new" / "plan.json") == PLAN
    assert isinstance(PLAN, Plan) and len(PLAN.repositories) == 2
