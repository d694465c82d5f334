"""Shards with a tiny program in the place of `suture`: ceilings, failures, and who may know which secret."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import pytest

from agent.errors import UsageError
from agent.fleet.files import read_results
from agent.fleet.planning import Asked, plan_wave
from agent.fleet.running import Job, run_shard
from agent.fleet.stages import Allowed, environment, key_variables
from agent.fleet.values import Plan, Record, Result, Stage
from agent.settings import FleetSettings
from tests.fleet.world import START, repository

FAKE = """#!{python}
import json, os, pathlib, sys, time
options = dict(zip(sys.argv[1:], sys.argv[2:]))
folder = pathlib.Path(options["--report"]).parent
with open(folder / "calls.jsonl", "a") as log:
    log.write(json.dumps(dict(argv=sys.argv[1:], env=dict(os.environ), cwd=os.getcwd())) + "\\n")
slug = sys.argv[2]
what = json.loads((folder / "what.json").read_text()).get(slug.rpartition("/")[2], {{}})
if "say" in what:
    print(what["say"], file=sys.stderr)
if "report" in what:
    pathlib.Path(options["--report"]).write_text(json.dumps(what["report"]))
if "junk" in what:
    pathlib.Path(options["--bundle"]).write_text(what["junk"])
sys.stdout.write("x" * what.get("flood", 0))
sys.stdout.flush()
time.sleep(what.get("sleep", 0))
sys.exit(what.get("exit", 0))
"""


def plan(*names: str, **settings: Any) -> Plan:
    """All of these in one shard, in this order."""
    made = plan_wave(
        [repository(name) for name in names], Record(), FleetSettings(**settings), Asked(START, "0.1.0")
    )
    (shard,) = made.shards
    assert [one.slug for one in shard.repositories] == [f"acme/{name}" for name in names]
    return made


def run(
    folder: Path, made: Plan, what: Mapping[str, Any], stage: Stage = "fix", **settings: Any
) -> dict[str, Result]:
    """Run the only shard; results by the repository's name."""
    program = folder / "bin" / "suture"
    program.parent.mkdir(exist_ok=True)
    program.write_text(FAKE.format(python=sys.executable))
    program.chmod(0o755)
    (folder / "work").mkdir(exist_ok=True)
    (folder / "work/what.json").write_text(json.dumps(what))
    environ = {
        "PATH": f"{program.parent}:{os.environ['PATH']}",
        "GH_TOKEN": "forge-secret",
        "OPENAI_API_KEY": "sk-model",
    }
    job = Job(stage, folder / "work", environ, FleetSettings(**settings))
    done = run_shard(made, 0, job)
    assert read_results(folder / "work", made, stage, 0) == done
    return {one.slug.partition("/")[2]: one for one in done.results}


def calls(folder: Path) -> list[dict[str, Any]]:
    file = folder / "work/calls.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def spent(tokens: int) -> dict[str, Any]:
    return {"version": 1, "outcomes": [], "usage": {"prompt_tokens": tokens, "completion_tokens": 0}}


def test_each_repository_gets_a_program_with_its_own_seconds_and_tokens(tmp_path: Path) -> None:
    limits: dict[str, Any] = {"repository_seconds": 100.0, "repository_tokens": 5000}
    done = run(tmp_path, plan("a", "b"), {"a": {"report": spent(70)}}, **limits)
    assert [(one.status, one.tokens) for one in done.values()] == [("nothing", 70), ("nothing", 0)]
    first, second = calls(tmp_path)
    assert first["argv"][:2] == ["fix", "acme/a"] and second["argv"][:2] == ["fix", "acme/b"]
    assert first["argv"][2:4] == ["--bundle", str(tmp_path / "work/acme__a.bundle.json")]
    assert first["env"]["SUTURE_LIMITS__MAX_TOKENS"] == "5000"
    assert 80 < float(first["env"]["SUTURE_LIMITS__RUN_SECONDS"]) <= 90
    assert first["cwd"] != second["cwd"] and not Path(first["cwd"]).exists()


def test_a_broken_repository_does_not_stop_the_others(tmp_path: Path) -> None:
    what = {
        "a": {"exit": 2, "say": "note\nsuture: error: acme/a is archived ##[group]\n  next: leave it out"},
        "b": {"exit": 70, "say": "Traceback\nValueError: odd"},
        "c": {"flood": 5 * 1024 * 1024},
        "d": {"junk": "{}"},
        "e": {"exit": 3, "report": spent(1)},
    }
    done = run(tmp_path, plan(*"abcde"), what)
    assert {name: (one.status, one.kind) for name, one in done.items()} == {
        "a": ("failed", "error"),
        "b": ("failed", "crashed"),
        "c": ("failed", "output"),
        "d": ("failed", "error"),
        "e": ("nothing", ""),
    }
    assert done["a"].detail.startswith("acme/a is archived") and "##[" not in done["a"].detail
    assert done["b"].detail == "ValueError: odd"


def test_a_repository_that_takes_too_long_is_ended_and_pays_all_its_tokens(tmp_path: Path) -> None:
    made = plan("a", "b")
    done = run(tmp_path, made, {"a": {"sleep": 30}}, repository_seconds=1.5, repository_tokens=900)
    assert (done["a"].status, done["a"].kind, done["a"].tokens) == ("failed", "timeout", 900)
    assert 1.4 < done["a"].seconds < 6 and done["b"].status == "nothing"


def test_what_the_shards_minutes_do_not_reach_waits_for_the_next_wave(tmp_path: Path) -> None:
    made = plan("a", "b", "c")
    done = run(tmp_path, made, {"a": {"sleep": 0.6}, "b": {"sleep": 30}}, shard_minutes=2.6 / 60)
    assert done["a"].status == "nothing"
    assert [(done[name].status, done[name].kind) for name in "bc"] == [("not_reached", "shard minutes")] * 2
    assert len(calls(tmp_path)) == 2


def test_a_shard_never_spends_more_tokens_than_it_has(tmp_path: Path) -> None:
    made = plan("a", "b", "c", "d", wave_tokens=1000, repository_tokens=600)
    limits: dict[str, Any] = {"wave_tokens": 1000, "repository_tokens": 600}
    done = run(tmp_path, made, {"a": {"report": spent(500)}, "b": {"exit": 9}}, **limits)
    assert [call["env"]["SUTURE_LIMITS__MAX_TOKENS"] for call in calls(tmp_path)] == ["600", "500"]
    assert (done["b"].tokens, done["c"].kind, done["d"].kind) == (500, "wave tokens", "wave tokens")
    assert sum(one.tokens for one in done.values()) == 1000


def test_without_any_tokens_rules_still_fix(tmp_path: Path) -> None:
    done = run(tmp_path, plan("a", "b", wave_tokens=0), {}, wave_tokens=0)
    assert {one.status for one in done.values()} == {"nothing"} and len(calls(tmp_path)) == 2


def test_a_plan_that_asks_for_more_than_the_settings_allow_gets_no_more(tmp_path: Path) -> None:
    made = plan("a", "b")
    greedy = made.shards[0].model_copy(update={"tokens": 10**12, "requests": 10**12, "seconds": 10.0**8})
    done = run(tmp_path, made.model_copy(update={"shards": (greedy,)}), {}, wave_requests=200, wave_tokens=10)
    assert [call["env"]["SUTURE_LIMITS__MAX_TOKENS"] for call in calls(tmp_path)] == ["10", "10"]
    few = made.shards[0].model_copy(update={"requests": 17})
    done = run(tmp_path, made.model_copy(update={"shards": (few,)}), {})
    assert [one.kind for one in done.values()] == ["", "wave requests"]


def test_without_a_bundle_there_is_nothing_to_verify_or_publish(tmp_path: Path) -> None:
    made = plan("a")
    assert run(tmp_path, made, {}, "verify")["a"].status == "nothing"
    assert run(tmp_path, made, {}, "publish")["a"].status == "nothing"
    assert calls(tmp_path) == []


def test_a_bundle_that_is_none_starts_no_program(tmp_path: Path) -> None:
    made = plan("a")
    (tmp_path / "work").mkdir()
    (tmp_path / "work/acme__a.bundle.json").write_text("{}")
    assert run(tmp_path, made, {}, "verify")["a"].kind == "error"
    results: dict[str, Any] = {"version": 1, "wave": 1, "shard": 0, "stage": "verify"}
    results["results"] = [{"slug": "acme/a", "status": "done", "sha256": "a" * 64}]
    (tmp_path / "work/verify-shard-0.json").write_text(json.dumps(results))
    (tmp_path / "work/acme__a.verified.json").write_text("{}")
    assert run(tmp_path, made, {}, "publish")["a"].kind == "error"
    assert calls(tmp_path) == []


def test_there_is_no_shard_beyond_the_plan(tmp_path: Path) -> None:
    for number in (-1, 1):
        with pytest.raises(UsageError, match="no shard"):
            run_shard(plan("a"), number, Job("fix", tmp_path, {}, FleetSettings()))


def test_verify_sees_no_secret_and_publish_no_model() -> None:
    environ = {
        "PATH": "/bin", "HOME": "/h", "GH_TOKEN": "t", "GITHUB_TOKEN": "t", "SUTURE_GITHUB__TOKEN": "t",
        "SUTURE_GITHUB__APP_KEY": "k", "SUTURE_GITHUB__APP_ID": "1", "OPENAI_API_KEY": "m", "OPENAI_BASE_URL": "u",
        "SUTURE_MODEL": "m", "SUTURE_MODEL__API_KEY": "m", "SUTURE_REVIEW__API_KEY": "m", "SUTURE_MODEL__NAME": "m",
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "i", "AWS_SECRET_ACCESS_KEY": "a", "NPM_TOKEN": "n", "ANTHROPIC_API_KEY": "x",
        "GITHUB_RUN_ID": "7", "SUTURE_SCAN__TIMEOUT": "3",
    }  # fmt: skip
    forge = {"GH_TOKEN", "GITHUB_TOKEN", "SUTURE_GITHUB__TOKEN", "SUTURE_GITHUB__APP_KEY"}
    plain = {"PATH", "HOME", "GITHUB_RUN_ID", "SUTURE_SCAN__TIMEOUT", "SUTURE_GITHUB__APP_ID"}
    limits = {"SUTURE_LIMITS__RUN_SECONDS", "SUTURE_LIMITS__MAX_TOKENS"}
    assert set(environment(environ, "verify", Allowed(10, 5))) == plain | limits
    published = set(environment(environ, "publish", Allowed(10, 5)))
    assert forge <= published and not [n for n in published if "MODEL" in n or "REVIEW" in n or "OPENAI" in n]
    assert "ANTHROPIC_API_KEY" not in published
    fixed = environment(environ, "fix", Allowed(10, 5))
    assert fixed["OPENAI_API_KEY"] == "m" and fixed["SUTURE_LIMITS__MAX_TOKENS"] == "5"
    assert environment(environ, "publish", Allowed(10, 5))["SUTURE_LIMITS__MAX_TOKENS"] == "0"


def test_the_keys_of_rungs_reach_whoever_writes_fixes_alone(tmp_path: Path) -> None:
    file = tmp_path / "suture.toml"
    file.write_text('[[models]]\nname = "a"\n[[models]]\nname = "b"\nkey_env = "LARGE"\n')
    keys = key_variables(file)
    assert keys == {"LARGE"} and key_variables(None) == frozenset()
    seen = {
        stage: "LARGE" in environment({"PATH": "/bin", "LARGE": "k"}, stage, Allowed(10, 5), keys)
        for stage in get_args(Stage)
    }
    assert seen == {"fix": True, "verify": False, "publish": False}


def test_what_an_earlier_attempt_made_is_not_taken_for_that_of_one_that_failed(tmp_path: Path) -> None:
    made = plan("a")
    old = [tmp_path / f"work/acme__a.{name}" for name in ("bundle.json", "bundle.json.pack", "verified.json")]
    (tmp_path / "work").mkdir()
    for file in old:
        file.write_text("of yesterday")
    assert run(tmp_path, made, {"a": {"exit": 2}})["a"].status == "failed"
    assert not any(file.exists() for file in old)
    assert run(tmp_path, made, {}, "verify")["a"].status == "nothing"
