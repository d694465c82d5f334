"""Verified fixes as patterns, in a file: what one repository's fix offers to its siblings elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter, ValidationError

from agent.authoring.transplant import Pattern, pattern_of
from agent.bundle.files import opened
from agent.bundle.values import Bundle, Stage
from agent.domain import Source
from agent.errors import BundleError
from agent.report.text import encodable
from agent.verdict import VerdictKind

MAX_BYTES = 8 * 1024 * 1024
MAX_PATTERNS = 5000
MAX_TEXT = 8192
MAX_IMPORTS = 10
_NAME = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class _File:
    __pydantic_config__ = ConfigDict(extra="forbid", strict=False)

    version: int
    patterns: tuple[Pattern, ...]


_FILE = TypeAdapter(_File)


def patterns_of(bundle: Bundle) -> tuple[Pattern, ...]:
    """What a verified bundle offers: fixes that a model wrote for one finding, proven by every gate."""
    if bundle.stage is not Stage.VERIFIED:
        return ()
    proven = [
        fix
        for fix in bundle.fixes
        if fix.source is Source.MODEL and fix.verdict.kind is VerdictKind.FIXED and len(fix.findings) == 1
    ]
    made = [
        pattern_of(
            fix.findings[0], fix.diff, fix.summary,
            proof=fix.proof.path if fix.proof else "", private=bundle.private,
        )
        for fix in proven
    ]  # fmt: skip
    return tuple(one for one in made if isinstance(one, Pattern) and _fits(one))


def joined(*groups: Iterable[Pattern]) -> tuple[Pattern, ...]:
    """One for each pattern: the first that is named, but one that everybody may see before others."""
    found: dict[str, Pattern] = {}
    for pattern in (pattern for group in groups for pattern in group):
        held = found.get(pattern.pattern)
        if held is None or (held.private and not pattern.private):
            found[pattern.pattern] = pattern
    return tuple(found.values())[:MAX_PATTERNS]


def usable(patterns: Iterable[Pattern], *, private: bool) -> Mapping[str, Pattern]:
    """Those that may be used in a repository, by pattern: what is private is not shown to the public."""
    return {one.pattern: one for one in patterns if private or not one.private}


def patterns_text(patterns: Iterable[Pattern]) -> str:
    """What a file of patterns holds."""
    said = _FILE.dump_python(_File(1, tuple(patterns)), mode="json")
    return json.dumps(said, indent=1, ensure_ascii=True) + "\n"


def read_patterns(file: Path) -> tuple[Pattern, ...]:
    """What a file offers. Raises BundleError; the gates judge whatever comes of it."""
    with opened(file, MAX_BYTES) as stream:
        try:
            raw = stream.read(MAX_BYTES + 1)
        except OSError as error:
            what = f"{file} cannot be read: {error.strerror}"
            raise BundleError(what, hint="--patterns names a file") from error
    return parse_patterns(raw, str(file))


def parse_patterns(raw: bytes, file: str) -> tuple[Pattern, ...]:
    """What the content of a file offers, which is called `file`. Raises BundleError."""
    hint = "leave --patterns out, or take a file that suture fleet report wrote"
    if len(raw) > MAX_BYTES:
        raise BundleError(f"{file} is over {MAX_BYTES >> 20} MiB", hint=hint)
    try:
        found = _FILE.validate_json(raw, strict=True)
    except ValidationError as error:
        raise BundleError(f"{file} holds no patterns: {error.errors()[0]['msg']}", hint=hint) from error
    if found.version != 1:
        raise BundleError(f"{file} is of version {found.version}", hint=hint)
    return tuple(filter(_fits, found.patterns[:MAX_PATTERNS]))


def _fits(pattern: Pattern) -> bool:
    """Whether it is of the form of ours: what cannot be written as text would spoil the others' file."""
    texts = (pattern.rule, pattern.before, pattern.after, pattern.summary, *pattern.imports)
    return (
        _NAME.fullmatch(pattern.pattern) is not None
        and all(len(text) <= MAX_TEXT and encodable(text) == text for text in texts)
        and len(pattern.imports) <= MAX_IMPORTS
    )
