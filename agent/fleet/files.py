"""Files of a fleet run: read within limits, never through a link, and checked as a whole."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from agent.bundle.files import opened, too_large
from agent.errors import BundleError, UsageError
from agent.fleet.values import Plan, Results, Stage, Stored
from agent.report.record import write_atomic

MIB = 1024 * 1024
MOST_PLAN = 16 * MIB
MOST_RESULTS = 16 * MIB
_PLAN_HINT = "make it again with `suture fleet plan`"

T = TypeVar("T", bound=BaseModel)


class Unreadable(Exception):
    """A file that is none of ours, and why, in one line. Whoever reads it decides what that means."""


def read_bytes(file: Path, most: int) -> bytes | None:
    """A regular file's bytes; None where there is none. Raises Unreadable for another, or over `most`."""
    if not os.path.lexists(file):
        return None
    try:
        with opened(file, most) as stream:
            content = stream.read(most + 1)
    except BundleError as error:
        raise Unreadable(str(error)) from None
    if len(content) > most:
        raise Unreadable(str(too_large(file, most)))
    return content


def parsed(content: bytes, shape: type[T], name: str) -> T:
    """JSON as a value. Raises Unreadable, naming the first place that is wrong and nothing of its content."""
    try:
        return shape.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])[:100] or "the file"
        raise Unreadable(f"{name}: {place}: {first['msg'][:200]}") from None


def read_plan(file: Path) -> Plan:
    """A plan. Raises UsageError for a file that is none."""
    try:
        content = read_bytes(file, MOST_PLAN)
        if content is None:
            raise UsageError(f"there is no plan {file}", hint=_PLAN_HINT)
        return parsed(content, Plan, file.name)
    except Unreadable as error:
        raise UsageError(f"this is no plan: {error}", hint=_PLAN_HINT) from None


def results_file(folder: Path, stage: Stage, shard: int) -> Path:
    """Where a stage of a shard leaves what it did."""
    return folder / f"{stage}-shard-{shard}.json"


def read_results(folder: Path, plan: Plan, stage: Stage, shard: int) -> Results | None:
    """What a stage of a shard of this plan did; None where it left nothing. Raises Unreadable."""
    file = results_file(folder, stage, shard)
    content = read_bytes(file, MOST_RESULTS)
    if content is None:
        return None
    found = parsed(content, Results, file.name)
    if (found.wave, found.stage, found.shard) != (plan.wave, stage, shard):
        raise Unreadable(f"{file.name} is of another wave, stage or shard")
    planned = {one.slug for one in plan.shards[shard].repositories}
    names = [one.slug for one in found.results]
    if not planned.issuperset(names) or len(set(names)) != len(names):
        raise Unreadable(f"{file.name} tells of repositories that are not the shard's")
    return found


def write(file: Path, value: Stored) -> None:
    """Write a value as JSON, whole or not at all. Raises UsageError where that cannot be."""
    write_text(file, value.model_dump_json(exclude_defaults=True) + "\n")


def write_text(file: Path, text: str) -> None:
    """Write a text, whole or not at all. Raises UsageError where that cannot be."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(file, text)
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror}", hint="name another place") from error
