"""The repositories that a plan chooses from, as the forge lists them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from agent.errors import ForgeError, UsageError
from agent.fleet.files import MIB, Unreadable, read_bytes
from agent.fleet.values import MOST_PLANNED, Repository, valid_slug
from agent.forge.values import Trouble, TroubleKind

if TYPE_CHECKING:
    # PyGithub takes a third of a second to import: only for those who go to the forge.
    from agent.forge.github.fleet import FleetForge, Listed

_FILE_HINT = "write one OWNER/NAME a line; lines that begin with # are left out"
_ATTEMPTS_HINT = "run again later"


@dataclass(frozen=True, slots=True)
class Found:
    """Repositories by name, each once, and how many of those that were named cannot be read."""

    repositories: tuple[Repository, ...]
    missing: int = 0


def found(
    forge: FleetForge, organisations: Sequence[str], slugs: Sequence[str], *, properties: bool
) -> Found:
    """Every repository of the organisations, and the named ones; `properties` asks for custom ones, too.

    Raises ForgeError where a list cannot be had: half a list would look like the other half was gone.
    """
    everything: dict[str, Repository] = {}
    for organisation in organisations:
        known = forge.properties(organisation) if properties else {}
        for listed in forge.organisation(organisation):
            one = repository(listed, known)
            if one is not None:
                everything[one.slug.casefold()] = one
    named = {slug.casefold(): slug for slug in slugs if slug.casefold() not in everything}
    missing = 0
    for key, slug in named.items():
        one = _named(forge, slug)
        missing += one is None
        if one is not None:
            everything[key] = one
    return Found(tuple(everything[key] for key in sorted(everything)), missing)


def _named(forge: FleetForge, slug: str) -> Repository | None:
    """A repository that was named; None where it is not there, or has another name by now."""
    answer = forge.repository(slug)
    if isinstance(answer, Trouble):
        if answer.kind in (TroubleKind.MISSING, TroubleKind.PERMISSION):
            return None
        raise ForgeError(f"{slug} cannot be read: {answer.reason}", hint=answer.hint or _ATTEMPTS_HINT)
    one = repository(answer, {})
    return one if one is not None and one.slug.casefold() == slug.casefold() else None


def repository(listed: Listed, properties: Mapping[str, Iterable[tuple[str, str]]]) -> Repository | None:
    """What a list says of a repository; None for one whose description no repository can have."""
    try:
        return Repository(
            slug=listed.full_name,
            private=listed.private,
            archived=listed.archived,
            disabled=listed.disabled,
            fork=listed.fork,
            size_kb=listed.size,
            pushed_at=listed.pushed_at,
            topics=listed.topics,
            properties=tuple(properties.get(listed.full_name, ())),
            default_branch=listed.default_branch,
        )
    except ValidationError:
        return None


def read_names(file: Path) -> tuple[str, ...]:
    """The names in a file, one `OWNER/NAME` a line. Raises UsageError naming the line that is none."""
    try:
        content = read_bytes(file, 4 * MIB)
    except Unreadable as error:
        raise UsageError(str(error), hint=_FILE_HINT) from None
    if content is None:
        raise UsageError(f"there is no file {file}", hint="--repositories names a file")
    names = []
    for number, raw in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        try:
            names.append(valid_slug(line))
        except ValueError:
            raise UsageError(f"{file}:{number}: {line[:80]!r} is no repository", hint=_FILE_HINT) from None
    if len(names) > MOST_PLANNED:
        raise UsageError(f"{file} names {len(names)} repositories", hint=f"at most {MOST_PLANNED} are taken")
    return tuple(names)


def wanted_properties(given: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """`NAME=VALUE` as pairs. Raises UsageError for anything else."""
    pairs = []
    for text in given:
        name, sign, value = text.partition("=")
        if not name or not sign:
            raise UsageError(f"{text!r} is no NAME=VALUE", hint="write --property tier=1")
        pairs.append((name, value))
    return tuple(pairs)
