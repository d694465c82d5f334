"""Verified fixes that siblings may take over: collected from a wave, and bound to the next one's plan."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from agent.authoring.transplant import Pattern
from agent.bundle.patterns import MAX_BYTES, joined, parse_patterns, patterns_of, patterns_text
from agent.bundle.values import Stage
from agent.errors import BundleError, UsageError
from agent.fleet.files import Unreadable, read_bytes, read_results, write_text
from agent.fleet.stages import Files
from agent.fleet.values import Plan, Repository

FILE = "patterns.json"
_HINT = "take plan and patterns from one and the same `suture fleet plan`"


@dataclass(frozen=True, slots=True)
class Collected:
    """What a wave's verified bundles offer, and the repositories whose bundle is not what verify named."""

    patterns: tuple[Pattern, ...]
    unusable: tuple[str, ...] = ()


def beside(plan: Path) -> Path:
    """Where a plan's patterns are: those of `plan.json` in `plan.patterns.json`."""
    return plan.with_suffix(".patterns.json")


def write_beside(plan: Path, patterns: Iterable[Pattern]) -> str:
    """Write the patterns that go with a plan; the SHA-256 under which it names them. Raises UsageError."""
    text = patterns_text(patterns)
    write_text(beside(plan), text)
    return hashlib.sha256(text.encode()).hexdigest()


def read_beside(file: Path, plan: Plan) -> tuple[Pattern, ...]:
    """The patterns of a plan that was read from `file`. Raises UsageError for others than it names."""
    if not plan.patterns:
        return ()
    place = beside(file)
    try:
        content = read_bytes(place, MAX_BYTES)
    except Unreadable as error:
        raise UsageError(f"the plan's patterns: {error}", hint=_HINT) from None
    if content is None or hashlib.sha256(content).hexdigest() != plan.patterns:
        raise UsageError(f"{place} does not hold the patterns that the plan names", hint=_HINT)
    return parse_patterns(content, str(place))


def collect(plan: Plan, folder: Path) -> Collected:
    """What the verified bundles in a folder offer, each taken only with the digest that verify told of it.

    A pattern from a repository that is private for the plan stays private, whatever its bundle says.
    """
    found: list[Pattern] = []
    unusable: list[str] = []
    for shard in plan.shards:
        try:
            told = read_results(folder, plan, "verify", shard.number)
        except Unreadable:
            told = None
        digests = {one.slug: one.sha256 for one in told.results if one.sha256} if told else {}
        for one in shard.repositories:
            if one.slug not in digests:
                continue
            try:
                found += _offered(one, Files(folder, one.slug), digests[one.slug])
            except BundleError:
                unusable.append(one.slug)
    return Collected(fitting(joined(found)), tuple(unusable))


def _offered(one: Repository, files: Files, digest: str) -> list[Pattern]:
    bundle = files.bundle("verified.json", Stage.VERIFIED, digest)
    return [replace(each, private=each.private or one.private) for each in patterns_of(bundle)]


def fitting(patterns: Iterable[Pattern]) -> tuple[Pattern, ...]:
    """As many of the first as one file may hold. Pure."""
    found: list[Pattern] = []
    size = 0
    for one in patterns:
        size += len(patterns_text([one]))
        if size > MAX_BYTES:
            break
        found.append(one)
    return tuple(found)
