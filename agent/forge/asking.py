"""Whether one person or team can be asked for review; if not, the sentence that says why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import assert_never

from agent.forge.codeowners import Owner, OwnerKind
from agent.forge.host import People
from agent.forge.text.defuse import code
from agent.forge.values import Trouble
from agent.report.text import visible

GHOST = "ghost"
"""The forge's account that stands for deleted ones."""

# What a forge would turn into a mention, a reference, a link, an image or HTML, and an open code span.
_LIVELY = re.compile(r"[@#<\[`]|://")
_CODE_SPAN = re.compile(r"`[^`]+`")


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who can be asked: a login, or with `team` the slug of one of the organisation's teams."""

    name: str
    team: bool
    shown: str

    @property
    def key(self) -> tuple[bool, str]:
        """Equal for what the forge takes for one: case does not count."""
        return self.team, self.name.casefold()


@dataclass(frozen=True, slots=True)
class Asking:
    """Asks about people of one repository. `author` opens the pull request and can never be asked."""

    people: People
    organisation: str
    author: str

    def ask(self, owner: Owner, *, vouched: bool) -> Asked | str:
        """An owner as it is written. `vouched`: the forge has accepted it in its CODEOWNERS file."""
        if barred := self.barred(owner):
            return barred
        match owner.kind:
            case OwnerKind.USER:
                return self.user(owner.text[1:], owner.text, vouched=vouched)
            case OwnerKind.TEAM:
                return self._team(owner.text, vouched=vouched)
            case OwnerKind.EMAIL:
                return self._email(owner.text, vouched=vouched)
            case _:
                assert_never(owner.kind)

    def barred(self, owner: Owner) -> str:
        """Why an owner is never asked, whatever its access; empty when nothing speaks against it."""
        if owner.kind is OwnerKind.TEAM:
            organisation = owner.text[1:].partition("/")[0]
            if organisation.casefold() != self.organisation.casefold():
                return f"{code(owner.text)} was passed over: the repository belongs to another organisation."
        return self._barred_login(owner.text[1:], owner.text) if owner.kind is OwnerKind.USER else ""

    def user(self, login: str, shown: str, *, vouched: bool) -> Asked | str:
        """A user, named in notes as `shown`.

        The forge has not always asked for more than read access, so its word is not all that counts.
        """
        if barred := self._barred_login(login, shown):
            return barred
        answer = self.people.can_write(login)
        if answer is True or (vouched and isinstance(answer, Trouble)):
            return Asked(login, False, "@" + login)
        return _without_access(shown, answer)

    def _team(self, text: str, *, vouched: bool) -> Asked | str:
        organisation, _, slug = text[1:].partition("/")
        # Few tokens may look at teams, but the forge itself accepts only those with write access.
        answer = True if vouched else self.people.team_can_write(organisation, slug)
        return Asked(slug, True, text) if answer is True else _without_access(text, answer)

    def _email(self, text: str, *, vouched: bool) -> Asked | str:
        login = self.people.login_of(text)
        if isinstance(login, Trouble):
            return f"{code(text)} was passed over: whose address it is, is not known ({said(login)})."
        if not login:
            return f"{code(text)} was passed over: the forge knows no account with this address."
        return self.user(login, text, vouched=vouched)

    def _barred_login(self, login: str, shown: str) -> str:
        if login.casefold() == GHOST:
            return f"{code(shown)} was passed over: it stands for deleted accounts and is nobody."
        if login.casefold() == self.author.casefold():
            return f"{code(shown)} was passed over: nobody can review a pull request of their own."
        return ""


def _without_access(shown: str, answer: bool | Trouble) -> str:
    if isinstance(answer, Trouble):
        return f"{code(shown)} was passed over: whether it has write access is not known ({said(answer)})."
    return f"{code(shown)} was passed over: it has no write access."


def said(trouble: Trouble) -> str:
    """Why something could not be found out and what to do about it, as text that notifies nobody."""
    return "; ".join(_inert(text) for text in (trouble.reason, trouble.hint) if text)


def _inert(text: str) -> str:
    return code(text) if _LIVELY.search(_CODE_SPAN.sub("", text)) else visible(text)
