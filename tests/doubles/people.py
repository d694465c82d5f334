"""A forge's knowledge of people, from tables; keeps what it was asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from agent.forge.owners import OwnerError
from agent.forge.values import Trouble, TroubleKind

NOT_ALLOWED = Trouble(TroubleKind.PERMISSION, "HTTP 403", "grant the token `Members: read`")


@dataclass
class FakePeople:
    """`writers` are logins and `@org/team`s with write access, in lower case; others have none.

    `away` are logins whose status says busy. An answer in `troubles`, by question (`errors`, or the login,
    team, e-mail or path, or `busy` and the login), comes first.
    """

    writers: frozenset[str] = frozenset()
    errors: tuple[OwnerError, ...] = ()
    emails: Mapping[str, str] = field(default_factory=dict)
    authors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    away: frozenset[str] = frozenset()
    troubles: Mapping[str, Trouble] = field(default_factory=dict)
    asked: list[tuple[str, ...]] = field(default_factory=list)

    def codeowners_errors(self, ref: str) -> tuple[OwnerError, ...] | Trouble:
        self.asked.append(("errors", ref))
        return self.troubles.get("errors", self.errors)

    def can_write(self, login: str) -> bool | Trouble:
        self.asked.append(("user", login))
        return self.troubles.get(login, login.lower() in self.writers)

    def team_can_write(self, organisation: str, team: str) -> bool | Trouble:
        name = f"@{organisation}/{team}".lower()
        self.asked.append(("team", name))
        return self.troubles.get(name, name in self.writers)

    def login_of(self, email: str) -> str | Trouble:
        self.asked.append(("email", email))
        return self.troubles.get(email, self.emails.get(email, ""))

    def authors_of(self, path: str, lines: Sequence[int], sha: str) -> tuple[str, ...] | Trouble:
        self.asked.append(("authors", path, ",".join(map(str, lines)), sha))
        return self.troubles.get(path, self.authors.get(path, ()))

    def busy(self, login: str) -> bool | Trouble:
        self.asked.append(("busy", login))
        return self.troubles.get(f"busy {login}", login.lower() in self.away)
