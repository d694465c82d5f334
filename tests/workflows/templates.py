"""The templates, the action and our own workflows, parsed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
ACTION = ROOT / "action.yml"
TEMPLATES = tuple(sorted((ROOT / "workflows").glob("*.yml")))
OWN = tuple(sorted((ROOT / ".github/workflows").glob("*.yml")))
WORKFLOWS = (*TEMPLATES, *OWN)

_SECRET = re.compile(r"\bsecrets\.(\w+)|\b(github\.token)|steps\.(app)\.outputs\.token")


def parsed(file: Path) -> dict[str, Any]:
    """The file as mappings, lists and text: `on` stays a word, and nothing becomes a number or a boolean."""
    loaded = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    assert isinstance(loaded, dict)
    return loaded


def jobs(file: Path) -> Mapping[str, dict[str, Any]]:
    """The jobs of a workflow by their id."""
    found = parsed(file)["jobs"]
    assert isinstance(found, dict)
    return found


def steps(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every step of a workflow, or of the action, with its job's id (empty for the action)."""
    if file == ACTION:
        yield from (("", step) for step in parsed(file)["runs"]["steps"])
        return
    for name, job in jobs(file).items():
        yield from ((name, step) for step in job["steps"])


def secrets_in(value: object) -> set[str]:
    """What of secrets a part of a workflow names: `OPENAI_API_KEY`, `github.token`, `app` (an App's token)."""
    return {next(filter(None, found)) for found in _SECRET.findall(yaml.safe_dump(value))}


def given(**inputs: str) -> dict[str, str]:
    """The environment in which the action starts its program, every input that is not given at its default."""
    defaults = {name: each.get("default", "") for name, each in parsed(ACTION)["inputs"].items()}
    named = {**defaults, **{name.replace("_", "-"): value for name, value in inputs.items()}}
    return {f"INPUT_{name.replace('-', '_').upper()}": value for name, value in named.items()}
