"""The files that `suture init` writes, and how a later run knows them again. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from agent import __version__
from agent.errors import ToolError, UsageError

LOCAL_ACTION = "./.github/actions/suture"
ACTION_FILE = ".github/actions/suture/action.yml"
WORKFLOWS = ".github/workflows"
REPOSITORY = ("suture-fix.yml", "suture-follow.yml", "suture-verify.yml")
FLEET = ("suture-fleet.yml",)
TEMPLATES = (*REPOSITORY, *FLEET)

_ACTION = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,38}/(?!\.{1,2}@)[A-Za-z0-9._-]{1,100}@[0-9a-f]{40}")
_USES = re.compile(rf"^(\s*(?:- )?uses: ){re.escape(LOCAL_ACTION)}(?:[ \t]+#.*)?$", re.MULTILINE)
_MINUTE = re.compile(r"^(\s*-\s*cron:\s*[\"'])\d{1,2}( .*# minute: chosen by suture init.*)$", re.MULTILINE)
_NAMED = re.compile(r"\b(secrets|vars)\.([A-Z][A-Z0-9_]*)")
_HEADER = re.compile(r"# Written by suture init (\d+(?:\.\d+)*\S*) \(sha256 ([0-9a-f]{16})\)[^\n]*\n")
_FIRST, _LAST = 5, 55


@dataclass(frozen=True, slots=True)
class File:
    """A file that init wants: its path below the checkout's top, and all of its text."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Header:
    """What the first line of a file of ours says. `edited`: the rest is no longer what was written then."""

    version: str
    edited: bool


def signed(text: str, version: str = __version__) -> str:
    """The text below a first line that says who wrote it, in which version, and how to tell an edit."""
    return (
        f"# Written by suture init {version} (sha256 {_digest(text)}). "
        "Once edited it is yours: init no longer replaces it.\n"
        f"{text}"
    )


def header_of(text: str) -> Header | None:
    """What the first line of `text` says; None for a file that init did not write."""
    found = _HEADER.match(text)
    return Header(found[1], _digest(text[found.end() :]) != found[2]) if found else None


def older(version: str, than: str = __version__) -> bool:
    """Whether one version comes before another, by the numbers in front."""
    return _numbers(version) < _numbers(than)


def workflows(templates: Mapping[str, str], slug: str, action: str) -> tuple[File, ...]:
    """The workflow files of `templates` (text by name) for the repository `slug`.

    They use `action`, or the copy in the repository when that is empty. Raises ToolError for a template
    that does not name the action, UsageError for an action that is not pinned.
    """
    if action:
        check_action(action)
    files = []
    for name, template in templates.items():
        if not _USES.search(template):
            raise ToolError(f"the bundled {name} does not use the action", hint="reinstall suture")
        # What a comment says there is about the copy.
        text = _USES.sub(rf"\g<1>{action}", template) if action else template
        minute = minute_of(f"{slug}/{name}")
        text = _MINUTE.sub(lambda found, at=minute: f"{found[1]}{at}{found[2]}", text)  # type: ignore[misc]
        files.append(File(f"{WORKFLOWS}/{name}", signed(text)))
    return tuple(files)


def check_action(action: str) -> None:
    """Raises UsageError unless this is `OWNER/NAME@` and the whole name of a commit."""
    if not _ACTION.fullmatch(action):
        raise UsageError(
            f"{action!r} does not pin an action",
            hint="write --action OWNER/NAME@ and 40 hex digits: a commit",
        )


def minute_of(seed: str) -> int:
    """A minute from 5 to 55, the same for the same text: full hours are when everybody's schedules start."""
    return _FIRST + int(hashlib.sha256(seed.encode()).hexdigest(), 16) % (_LAST - _FIRST + 1)


def named(files: tuple[File, ...], kind: str) -> tuple[str, ...]:
    """The `secrets` or `vars` that workflow files read, without the token that is always there."""
    found = {name for file in files for what, name in _NAMED.findall(file.text) if what == kind}
    return tuple(sorted(found - {"GITHUB_TOKEN"}))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _numbers(version: str) -> tuple[int, ...]:
    found = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(map(int, found[0].split("."))) if found else ()
