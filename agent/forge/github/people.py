"""What GitHub knows of people: write access, accounts behind e-mail addresses, authors of lines."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar, cast
from urllib.parse import quote

from agent.forge.github import graph, shapes
from agent.forge.github.api import Api, not_utf8, parse
from agent.forge.owners import OwnerError
from agent.forge.values import Repo, Trouble, TroubleKind

T = TypeVar("T")
_WRITERS = ("admin", "maintain", "write")
_RECENT = 30
_TEAM_MEDIA_TYPE = "application/vnd.github.v3.repository+json"


class GithubPeople:
    """The `People` of one repository. Answers are read once and kept; troubles are not."""

    def __init__(self, api: Api, repo: Repo) -> None:
        self._api = api
        self._repo = repo
        self._path = f"/repos/{repo.slug}"
        self._kept: dict[Hashable, object] = {}

    def codeowners_errors(self, ref: str) -> tuple[OwnerError, ...] | Trouble:
        """What GitHub does not accept in the CODEOWNERS file of a branch or commit; nothing where it has
        no such file."""
        return self._once(("errors", ref), lambda: self._errors(ref))

    def can_write(self, login: str) -> bool | Trouble:
        """Whether a user has write access (write, maintain or admin)."""
        return self._once(("user", login.casefold()), lambda: self._user(login))

    def team_can_write(self, organisation: str, team: str) -> bool | Trouble:
        """Whether a team has write access; a team that the token may not see has none."""
        key = ("team", organisation.casefold(), team.casefold())
        return self._once(key, lambda: self._team(organisation, team))

    def login_of(self, email: str) -> str | Trouble:
        """The user whom GitHub knows by an e-mail address, from a commit with it; empty for none."""
        return self._once(("email", email.casefold()), lambda: self._email(email))

    def authors_of(self, path: str, lines: Sequence[int], sha: str) -> tuple[str, ...] | Trouble:
        """Who last changed these lines (counted from 1) at a commit, the most recent first; no bots.

        Where there is no GraphQL: who changed the file. Nobody for a path that is not UTF-8, which the API
        cannot name.
        """
        return self._once(
            ("lines", path, tuple(lines), sha), lambda: self._authors(path, frozenset(lines), sha)
        )

    def busy(self, login: str) -> bool | Trouble:
        """Whether a user's own status says so; nobody is where there is no GraphQL or no such user."""
        return self._once(("busy", login.casefold()), lambda: self._busy(login))

    def _once(self, key: Hashable, read: Callable[[], T | Trouble]) -> T | Trouble:
        if key in self._kept:
            return cast(T, self._kept[key])
        found = read()
        if not isinstance(found, Trouble):
            self._kept[key] = found
        return found

    def _errors(self, ref: str) -> tuple[OwnerError, ...] | Trouble:
        found = self._api.get(f"{self._path}/codeowners/errors", shapes.Complaints, {"ref": ref})
        if isinstance(found, Trouble):
            return () if found.kind is TroubleKind.MISSING else found
        return tuple(
            OwnerError(each.line, each.column, each.kind, each.path, each.message) for each in found.errors
        )

    def _user(self, login: str) -> bool | Trouble:
        path = f"{self._path}/collaborators/{quote(login, safe='')}/permission"
        found = self._api.get(path, shapes.Access)
        if isinstance(found, Trouble):
            return False if found.kind is TroubleKind.MISSING else found
        return found.permission in _WRITERS

    def _team(self, organisation: str, team: str) -> bool | Trouble:
        names = [quote(name, safe="") for name in (organisation, team)]
        path = f"/orgs/{names[0]}/teams/{names[1]}{self._path}"
        answer = self._api.answer(path, media=_TEAM_MEDIA_TYPE)
        if isinstance(answer, Trouble):
            return False if answer.kind is TroubleKind.MISSING else answer
        found = parse(answer.body, shapes.TeamAccess, path)
        if isinstance(found, Trouble):
            return found
        return bool(found.permissions and found.permissions.push)

    def _busy(self, login: str) -> bool | Trouble:
        found = self._api.query(graph.BUSY, {"login": login}, graph.StatusData)
        if isinstance(found, Trouble):
            return False if found.kind is TroubleKind.MISSING else found
        status = found.user.status if found.user else None
        return status is not None and status.busy

    def _email(self, email: str) -> str | Trouble:
        found = self._api.pages(f"{self._path}/commits", shapes.ListedCommit, {"author": email}, limit=1)
        if isinstance(found, Trouble):
            return "" if found.kind is TroubleKind.MISSING else found
        for commit in found:
            author = commit.commit.author
            # GitHub takes a login for `author` as well.
            if author and author.email.casefold() == email.casefold() and commit.user and commit.user.person:
                return commit.user.login
        return ""

    def _authors(self, path: str, lines: frozenset[int], sha: str) -> tuple[str, ...] | Trouble:
        if not lines or not_utf8(path):
            return ()
        variables = {"owner": self._repo.owner, "name": self._repo.slug.partition("/")[2]}
        variables |= {"sha": sha, "path": path}
        found = self._api.query(graph.BLAME, variables, graph.BlameData)
        if isinstance(found, Trouble):
            return self._recent(path, sha) if found.kind is TroubleKind.MISSING else found
        blamed = found.repository.object if found.repository else None
        ranges = [
            each
            for each in (blamed.blame.ranges if blamed else ())
            if any(each.first <= line <= each.last for line in lines)
        ]
        ranges.sort(key=lambda each: each.commit.committed, reverse=True)
        users = [each.commit.author.user for each in ranges if each.commit.author]
        return tuple(dict.fromkeys(user.login for user in users if user and not user.login.endswith("[bot]")))

    def _recent(self, path: str, sha: str) -> tuple[str, ...] | Trouble:
        commits = self._api.pages(
            f"{self._path}/commits", shapes.ListedCommit, {"path": path, "sha": sha}, limit=_RECENT
        )
        if isinstance(commits, Trouble):
            return commits
        users = [commit.user for commit in commits]
        return tuple(dict.fromkeys(user.login for user in users if user and user.person))
