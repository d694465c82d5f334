"""What a workflow says about its jobs, and the workflow as `act` must be given it to do what GitHub does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

RESTRICTED = {"contents": "read", "packages": "read"}
"""What a workflow without any `permissions` gets, with the setting that new organisations have."""
THE_TOKEN = re.compile(r"\b(?:github\.token|secrets\.GITHUB_TOKEN)\b")
AN_OUTPUT = re.compile(r"\bneeds\.([\w-]+)\.outputs\.[\w-]+")


@dataclass(frozen=True, slots=True)
class Use:
    """An action that a step uses, with the inputs that it gives."""

    job: str
    action: str
    inputs: Mapping[str, Any]


def permissions(text: str) -> dict[str, Mapping[str, str] | str]:
    """Each job's `permissions`: its own, else the workflow's, else the restricted ones."""
    workflow = yaml.safe_load(text)
    everywhere = workflow.get("permissions", RESTRICTED)
    return {name: job.get("permissions", everywhere) or {} for name, job in workflow["jobs"].items()}


def uses(text: str) -> list[Use]:
    """Every action that a workflow, or a composite action (as job ``), uses."""
    read = yaml.safe_load(text)
    jobs = read.get("jobs", {"": read.get("runs", {})})
    return [
        Use(name, step["uses"], step.get("with") or {})
        for name, job in jobs.items()
        for step in job.get("steps", [])
        if "uses" in step
    ]


def secret_of(job: str) -> str:
    """The name of the secret that holds a job's token."""
    return f"TOKEN_OF_{re.sub(r'[^A-Z0-9]', '_', job.upper())}"


def for_act(text: str) -> str:
    """The same workflow where `act` must be told what GitHub does by itself; nothing else changes.

    Every job uses its own token, where act has one for all, and tells `actions/checkout` so, too. The outputs of a
    job that was skipped are empty, where act has the text of their expressions. Raises ValueError where the token
    stands outside of a job.
    """
    for begin, end, put in sorted(_edits(text), reverse=True):
        text = text[:begin] + put + text[end:]
    if THE_TOKEN.search(text):
        raise ValueError("the token stands outside of a job, where each job's own cannot be put")
    return text


def _edits(text: str) -> Iterator[tuple[int, int, str]]:
    """What to write where: begin and end of what it replaces."""
    for name, job in _pairs(_value(yaml.compose(text, yaml.SafeLoader), "jobs")):
        expression, span = f"secrets.{secret_of(name)}", (job.start_mark.index, job.end_mark.index)
        for found in THE_TOKEN.finditer(text, *span):
            yield found.start(), found.end(), expression
        for found in AN_OUTPUT.finditer(text, *span):
            yield found.start(), found.end(), f"(needs.{found[1]}.result != 'skipped' && {found[0]} || '')"
        yield from _checkouts(job, expression)


def _checkouts(job: Any, expression: str) -> Iterator[tuple[int, int, str]]:
    """The token, put in before the inputs of each checkout that does not name one."""
    steps = _value(job, "steps")
    for step in steps.value if steps else ():
        action, inputs = _value(step, "uses"), _value(step, "with")
        if action is None or not action.value.startswith("actions/checkout@"):
            continue
        if inputs is not None and _value(inputs, "token"):
            continue
        at, line = (inputs, "token: {}") if inputs is not None else (step, "with: {{token: {}}}")
        put = line.format(f'"${{{{ {expression} }}}}"')
        yield at.start_mark.index, at.start_mark.index, f"{put}\n{' ' * at.start_mark.column}"


def _pairs(node: Any) -> list[tuple[str, Any]]:
    return [(key.value, value) for key, value in node.value]


def _value(node: Any, name: str) -> Any:
    """The node under a key of a mapping; None where there is none."""
    return next((value for key, value in _pairs(node) if key == name), None)
