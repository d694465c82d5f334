"""Whose code it is and who is asked about a change, as delivery sees it. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class OwnerError:
    """A CODEOWNERS line or owner that the forge does not accept: `line` and `column` count from 1.

    `kind` is the forge's own word (`Unknown owner`, `Invalid pattern`).
    """

    line: int
    column: int
    kind: str
    path: str
    message: str = ""


class OwnerSource(StrEnum):
    """Why somebody is asked."""

    CODEOWNERS = "codeowners"
    AUTHORS = "authors"
    """Recent authors of the lines, where no valid owner is named."""
    SECURITY_TEAM = "security_team"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Share:
    """Whose one path is: `owners` as CODEOWNERS writes them (`@user`, `@org/team`, an e-mail), and the line
    of `file` that says so with its `pattern`. Line 0: no line of `file` matches, or there is no such file."""

    path: str
    owners: tuple[str, ...] = ()
    file: str = ""
    line: int = 0
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Ownership:
    """Who is asked about a patch, and why.

    `users` and `teams` are asked for review (never the pull request's author), `assignees` are users only.
    `notes` say who was passed over, and why, a sentence each.
    """

    shares: tuple[Share, ...]
    source: OwnerSource
    users: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
