"""The shop after `suture init`, on the double of GitHub: what the stories of the workflows run on."""

from __future__ import annotations

import contextlib
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from pathlib import Path

from tests.doubles.asking import Asker
from tests.doubles.github import App, Hub, Token, github
from tests.doubles.model_server import Scripted, completion, serving
from tests.doubles.repo import commit, git, make_repo
from tests.doubles.stories import LOADER, suture
from tests.workflows.act import Event, Ran, run

MODEL_KEY = "sk-the-key-of-the-model"
SECRETS = {"OPENAI_API_KEY": MODEL_KEY}
FILES = {
    ".github/CODEOWNERS": "* @ada\n/app/ @bob\n",
    "app/__init__.py": "",
    "app/loader.py": LOADER,
    "tests/test_app.py": 'from app import loader\n\n\ndef test_load():\n    assert loader.load("a: 1") == {"a": 1}\n',
    "requirements.txt": "PyYAML\n",
}
MACHINE = {
    "SUTURE_TESTS__PYTHON": sys.executable,
    "SUTURE_GITHUB__WRITE_SECONDS": "0",
    "SUTURE_FOLLOW__WORK_DAYS": "mon,tue,wed,thu,fri,sat,sun",
    "COLUMNS": "120",
}
"""Limits and pauses that a test cannot wait for, and the interpreter that has the shop's dependencies."""


@contextlib.contextmanager
def shop(folder: Path, app: App | None = None) -> Iterator[Hub]:
    """`acme/shop`, private, set up by `suture init` and nothing else."""
    origin = make_repo(folder / "origin", FILES)
    ended = suture(folder, "init", origin, "--yes")
    assert ended.status == 0, ended.err
    commit(origin, {}, "Set up Suture")
    with github(origin, private=True, app=app) as hub:
        yield hub


@contextlib.contextmanager
def copied(folder: Path, hub: Hub) -> Iterator[Hub]:
    """The same forge once more, with its clock running."""
    with github(make_repo(folder / "origin", {}), private=True) as copy:
        shutil.copytree(hub.state.store.folder, copy.state.store.folder, dirs_exist_ok=True)
        for name in ("pulls", "events", "labels", "serial", "verified"):
            setattr(copy.state, name, deepcopy(getattr(hub.state, name)))
        yield copy


def workflow(hub: Hub, name: str) -> str:
    """A workflow's text on the default branch."""
    return git(hub.state.store.folder, "show", f"{hub.state.default_branch}:.github/workflows/{name}")


def start(
    hub: Hub,
    folder: Path,
    name: str,
    event: Event,
    *,
    answers: Sequence[Scripted] = (completion("I do not know."),),
    secrets: Mapping[str, str] | None = None,
    variables: Mapping[str, str] | None = None,
    machine: Mapping[str, str] | None = None,
) -> Ran:
    """Let an event start a workflow on a machine where the tests' Suture is installed. The model's endpoint gives
    `answers`, no proof, and an approving review."""
    with serving(answers) as model:
        known = {"OPENAI_BASE_URL": model.url, "SUTURE_MODEL": "scripted", **(variables or {})}
        kept, has = {**SECRETS, **(secrets or {})}, {**MACHINE, **(machine or {})}
        return run(hub, folder, name, event, secrets=kept, variables=known, machine=has)


def asked(
    hub: Hub, token: str, as_what: Token, method: str, path: str, body: object = None
) -> tuple[int, str]:
    """Status and message of one request, made while `token` is good."""
    hub.state.tokens[token] = as_what
    job = Asker(hub.origin, token)
    got = job(method, path, body)
    job.close()
    del hub.state.tokens[token]
    return got.status, str(got.body.get("message", "")) if isinstance(got.body, dict) else str(got.body)
