"""Attacks on the jobs' seams: the log, artifacts of the same name, other files beside a bundle, other lines."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.bundle.pack import write_pack
from agent.cli.action import vouch
from agent.cli.action.inputs import order
from agent.errors import BundleError, UsageError
from agent.fleet.files import write
from agent.fleet.values import MOST_SHARDS, Plan, Repository, Result, Results, Shard
from agent.workspace.git import open_checkout
from tests.doubles.repo import git, make_repo
from tests.doubles.stories import LOADER, RULES
from tests.workflows.templates import ROOT, given, jobs, parsed
from tests.workflows.test_action import Ran, act

SLUG = "acme/shop"
FLEET = ROOT / "workflows/suture-fleet.yml"
FOLLOW = ROOT / "workflows/suture-follow.yml"


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def stopped_by(log: str) -> str:
    """The word that turns commands on again, where the log turns them off before it says anything."""
    found = re.match(r"::stop-commands::([0-9a-f]{32})\n", log)
    assert found, log
    assert log.count(found[1]) == 1
    return found[1]


def test_nothing_that_is_said_is_a_command_to_the_runner(tmp_path: Path) -> None:
    refused = act(tmp_path, tmp_path / "temp", command="nonsense")
    crashed = act(tmp_path, tmp_path / "temp", command="scan", config="rules.yaml")
    assert (refused.status, crashed.status) == (2, 2)
    assert stopped_by(refused.log) != stopped_by(crashed.log)


def planned(folder: Path) -> dict[str, str]:
    """A plan of one repository, as inputs of the action."""
    shard = Shard(number=0, repositories=(Repository(slug=SLUG),), seconds=60, tokens=1, requests=1000)
    file = folder / "plan.json"
    write(file, Plan(wave=1, started=datetime(2030, 1, 1, tzinfo=UTC), suture="0.1.0", shards=(shard,)))
    return {"plan": str(file), "plan_sha256": sha256(file), "shard": "0", "folder": str(folder / "shard")}


def fleet(top: Path, inputs: Mapping[str, str], **more: str) -> Ran:
    return act(top, top / "temp", command="fleet run", **inputs, **more)


def test_a_shard_publishes_only_what_its_own_verify_job_told_the_digest_of(tmp_path: Path) -> None:
    inputs = planned(tmp_path)
    verified = fleet(tmp_path, inputs, stage="verify")
    told = tmp_path / "shard/verify-shard-0.json"
    assert (verified.status, verified.outputs["sha256"]) == (0, sha256(told)), verified.log
    honest = fleet(tmp_path, inputs, stage="publish", sha256=verified.outputs["sha256"])
    assert honest.status == 0 and "no fix was verified" in honest.log
    # Another job's artifact under this name: its results name a bundle of its own.
    forged = Result(slug=SLUG, status="done", sha256="f" * 64)
    write(told, Results(wave=1, shard=0, stage="verify", results=(forged,)))
    refused = fleet(tmp_path, inputs, stage="publish", sha256=verified.outputs["sha256"])
    assert refused.status == 2 and "is not what the job before wrote" in refused.log
    assert refused.outputs == {}


def test_a_shard_runs_the_suture_that_was_installed_and_none_that_path_leads_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "venv/bin/suture"
    other.parent.mkdir(parents=True)
    other.write_text(f"#!/bin/sh\necho run > {tmp_path}/spied\n")
    other.chmod(0o755)
    monkeypatch.setenv("PATH", f"{other.parent}:/usr/bin:/bin")
    ran = fleet(tmp_path, planned(tmp_path), stage="fix")
    assert ran.status == 0 and not (tmp_path / "spied").exists()
    assert "there is no GitHub token" in ran.log


@pytest.mark.parametrize(
    ("stage", "shard", "digest"),
    [("publish", "0", ""), ("fix", "0", "0" * 64), ("publish", "../0", "0" * 64), ("publish", "٠", "0" * 64)],
)
def test_a_stage_without_the_digest_it_needs_or_of_no_shard_is_refused(
    tmp_path: Path, stage: str, shard: str, digest: str
) -> None:
    inputs = planned(tmp_path) | {"shard": shard}
    refused = fleet(tmp_path, inputs, stage=stage, sha256=digest)
    assert refused.status == 2 and not (tmp_path / "shard").exists()


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("verify", "--bundle=b --out=o"),
        ("publish", "--sha=x"),
        ("follow", "--decided=d"),
        ("fleet run", "--stage=fix"),
    ],
)
def test_args_name_no_file_of_another_job_past_its_digest(command: str, words: str) -> None:
    positional = {
        "plan": "p",
        "plan_sha256": "0" * 64,
        "target": "acme/shop",
        "bundle": "b",
        "sha256": "0" * 64,
    }
    taken = {"publish": ("target", "bundle", "sha256"), "fleet run": ("plan", "plan_sha256")}.get(command, ())
    inputs = {name: positional[name] for name in taken}
    with pytest.raises(UsageError, match="args holds"):
        order(given(command=command, args=words, **inputs), Path())


def test_every_shard_that_there_can_be_has_an_output_of_its_own() -> None:
    verify, publish = jobs(FLEET)["verify"], jobs(FLEET)["publish"]
    assert verify["outputs"] == {
        f"shard-{n}": f"${{{{ matrix.shard == {n} && steps.verify.outputs.sha256 || '' }}}}"
        for n in range(MOST_SHARDS)
    }
    (step,) = [step for step in publish["steps"] if step.get("with", {}).get("stage") == "publish"]
    assert step["with"]["sha256"] == "${{ needs.verify.outputs[format('shard-{0}', matrix.shard)] }}"


@pytest.mark.parametrize("name", ["suture-fix.yml", "suture-follow.yml"])
def test_a_bundle_is_judged_on_the_checkout_whatever_files_came_with_it(name: str, tmp_path: Path) -> None:
    """Files of an older commit, with weaker tests, lie beside the bundle."""
    top = make_repo(tmp_path / "shop", {"app/loader.py": LOADER, "rules.yaml": RULES})
    temp = tmp_path / "temp"
    bundle = temp / "proposed.json"
    fixed = act(top, temp, command="fix", config="rules.yaml", bundle=str(bundle), out=str(temp / "out"))
    assert fixed.outputs["go"] == "true", fixed.log
    write_pack(open_checkout(top), fixed.outputs["base"], bundle.with_name("proposed.json.pack"))
    (top / "tests").mkdir()
    (top / "tests/test_loader.py").write_text("def test_loader():\n    assert False\n")
    git(top, "add", "-A")
    git(top, "commit", "--quiet", "-m", "a stricter test")
    shutil.rmtree(temp / "out")
    (step,) = [s for s in jobs(ROOT / "workflows" / name)["verify"]["steps"] if s.get("id") == "verify"]
    target = step["with"]["target"].replace("${{ github.workspace }}", str(top))
    judged = act(
        top, temp, command="verify", config="rules.yaml", target=target, bundle=str(bundle),
        sha256=fixed.outputs["sha256"], out=str(temp / "verified.json"),
    )  # fmt: skip
    assert judged.status == 2 and "the bundle is of commit" in judged.log
    assert judged.outputs["go"] == ""


def test_whoever_does_not_belong_to_the_repository_pushes_nobody_out_of_the_line() -> None:
    group = parsed(FOLLOW)["concurrency"]["group"]
    people, line = group.removeprefix("suture-follow-${{ ").removesuffix(" }}").split(") && ")
    assert people == (
        """contains(fromJSON('["OWNER", "MEMBER", "COLLABORATOR"]'), github.event.comment.author_association """
        "|| github.event.review.author_association || 'OWNER'"
    )
    numbers = "github.event.issue.number || github.event.pull_request.number || 'all'"
    assert line == f"({numbers}) || github.run_id"


def test_what_a_shard_is_said_to_have_verified_counts_only_with_the_digest_that_its_job_told(
    tmp_path: Path,
) -> None:
    """Any job of the run can add an artifact that the report takes."""
    folder = tmp_path / "shards"
    folder.mkdir()
    for shard in range(3):
        (folder / f"verify-shard-{shard}.json").write_text(f"{shard}")
    digest = hashlib.sha256(b"0").hexdigest()
    inputs = {
        "command": "fleet report", "plan": "p.json", "plan_sha256": "ab", "folder": str(folder),
        "digests": json.dumps({"shard-0": digest, "shard-2": digest}),
    }  # fmt: skip
    made = order(given(**inputs), tmp_path)
    assert dict(made.vouched) == {
        folder / "verify-shard-0.json": digest,
        folder / "verify-shard-1.json": "",
        folder / "verify-shard-2.json": digest,
    }
    vouch(*made.vouched[0])
    vouch(*made.vouched[1])
    assert not (folder / "verify-shard-1.json").exists()
    with pytest.raises(BundleError, match="verify-shard-2"):
        vouch(*made.vouched[2])
    with pytest.raises(UsageError, match="digests"):
        order(given(**{**inputs, "digests": "[1]"}), tmp_path)
