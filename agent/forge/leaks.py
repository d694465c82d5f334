"""The last look before anything is written to a forge: no secret of ours may be in it. Pure.

Nothing should ever have brought one there. But what models and endpoints answer, what programs print and what
repositories hold is not ours, and a secret that was published once cannot be called back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from pydantic import SecretStr

from agent.credentials import spellings
from agent.domain import Change
from agent.forge.values import Wanted
from agent.forge.writes import Comment, EditIssue, EditPull, NewCommit, OpenIssue, PushOn, Reply, Write
from agent.settings import Section, Settings

_SQUEEZED = 12
_OTHER = re.compile(r"[^A-Za-z0-9]+")


def secrets_of(settings: Settings) -> dict[str, str]:
    """The settings that hold secrets, by their dotted names; those of rungs by number: `models.1.api_key`."""
    sections = {name: getattr(settings, name) for name in Settings.model_fields}
    sections |= {f"models.{number}": rung for number, rung in enumerate(settings.models, 1)}
    return {
        f"{name}.{key}": value.get_secret_value()
        for name, section in sections.items()
        if isinstance(section, Section)
        for key in type(section).model_fields
        if isinstance(value := getattr(section, key), SecretStr)
    }


def leaked(wanted: Wanted, secrets: Mapping[str, str]) -> str:
    """Why a pull request must not be: what would show which of `secrets` (by name); empty when nothing would.

    A secret of eight characters or more counts as it is, as base64 or hexadecimal (wherever in a longer
    text), percent-encoded, and with anything but letters and digits between its own. No value is repeated.
    """
    return _found(dict(_places(wanted)), secrets)


def leaked_commit(commit: NewCommit, secrets: Mapping[str, str]) -> str:
    """The same of one commit alone."""
    return _found({"its message": commit.message, "a file of it": _added(commit)}, secrets)


def leaked_write(write: Write, secrets: Mapping[str, str]) -> str:
    """The same of one write that keeps a pull request alive."""
    match write:
        case PushOn():
            return leaked_commit(write.commit, secrets)
        case EditPull() | Comment() | Reply() | EditIssue():
            return _found({"its text": write.body}, secrets)
        case OpenIssue():
            return _found({"its title": write.title, "its text": write.body}, secrets)
        case _:
            return ""


def _found(places: Mapping[str, str], secrets: Mapping[str, str]) -> str:
    for name, value in secrets.items():
        patterns = tuple(spellings(value))
        for place, text in places.items():
            if patterns and _holds(text, patterns):
                return f"{place} would show the value of {name}: nothing was written"
    return ""


def _places(wanted: Wanted) -> Iterator[tuple[str, str]]:
    text = wanted.text(wanted.head, None)
    yield "its title", text.title
    yield "its text", text.body
    yield "its branch", wanted.branch
    for number, commit in enumerate(wanted.commits, 1):
        yield f"the message of commit {number}", commit.message
        yield f"a file of commit {number}", _added(commit)


def _added(commit: NewCommit) -> str:
    """What a commit puts into files that did not hold it before."""
    return "\n".join(line for change in commit.changes for line in _new(change))


def _new(change: Change) -> Iterator[str]:
    # As if every byte were a character: UTF-16 only puts zeros between them.
    before = set((change.before or b"").decode("latin-1").split("\n"))
    yield change.path
    yield from (line for line in (change.after or b"").decode("latin-1").split("\n") if line not in before)


def _holds(text: str, patterns: tuple[str, ...]) -> bool:
    shown = [text, unquote(text, errors="replace")]
    squeezed = [_squeezed(each) for each in shown]
    lowered = squeezed[0].lower()
    return any(
        any(pattern in each for each in shown)
        or (len(short := _squeezed(pattern)) >= _SQUEEZED and any(short in each for each in squeezed))
        or (len(short) >= _SQUEEZED and pattern == pattern.lower() and short in lowered)
        for pattern in patterns
    )


def _squeezed(text: str) -> str:
    return _OTHER.sub("", text)
