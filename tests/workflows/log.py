"""What `act --json` wrote, as jobs and their steps."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Step:
    """A step that ran. `id` is its own, or its place from 0; a step of a composite action has its action's before
    it (`suture/install`). `result` is success, failure or skipped."""

    id: str
    name: str
    result: str
    outputs: Mapping[str, str]
    said: str
    summary: str


@dataclass(frozen=True, slots=True)
class Job:
    """A job that ran; one of a matrix has its values in `matrix`."""

    id: str
    matrix: Mapping[str, Any]
    result: str
    steps: tuple[Step, ...]

    def step(self, name: str) -> Step:
        """The step of that id. Raises StopIteration when it did not run."""
        return next(step for step in self.steps if step.id == name)

    @property
    def outputs(self) -> dict[str, str]:
        """What its own steps put out, of the same name the last."""
        return {name: value for step in self.steps for name, value in step.outputs.items()}

    @property
    def summary(self) -> str:
        """What its steps wrote into the summary; act tells that of a composite action twice."""
        return "".join(step.summary for step in self.steps if "/" not in step.id)

    @property
    def said(self) -> str:
        """What its steps printed."""
        return "".join(step.said for step in self.steps)


def read_log(text: str) -> tuple[Job, ...]:
    """The jobs in the order in which they began."""
    jobs: dict[str, list[dict[str, Any]]] = {}
    for line in _lines(text):
        if "jobID" in line:
            jobs.setdefault(line["job"], []).append(line)
    return tuple(_job(lines) for lines in jobs.values())


def _lines(text: str) -> Iterator[dict[str, Any]]:
    for line in text.splitlines():
        if line.startswith("{"):
            yield json.loads(line)


def _job(lines: list[dict[str, Any]]) -> Job:
    result = next((line["jobResult"] for line in reversed(lines) if "jobResult" in line), "")
    steps: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        if line.get("stage") == "Main":
            steps.setdefault("/".join(line["stepID"]), []).append(line)
    matrix: Mapping[str, Any] = next((line["matrix"] for line in lines if line.get("matrix")), {})
    return Job(lines[0]["jobID"], matrix, result, tuple(_step(name, one) for name, one in steps.items()))


def _step(name: str, lines: list[dict[str, Any]]) -> Step:
    outputs = {line["name"]: line["arg"] for line in lines if line.get("command") == "set-output"}
    result = next((line["stepResult"] for line in reversed(lines) if "stepResult" in line), "")
    said = "".join(line["msg"] for line in lines if line.get("raw_output"))
    summary = "".join(line["content"] for line in lines if line.get("command") == "summary")
    return Step(name, lines[0]["step"], result, outputs, said, summary)
