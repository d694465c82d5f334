"""One repository on GitHub, as delivery and following ask for it."""

from __future__ import annotations

from collections.abc import Collection

import github
import requests
from github import Auth

from agent.errors import ForgeError
from agent.forge.github import checking, following, following_writes, reading, writing
from agent.forge.github.api import Api
from agent.forge.github.comparing import moved
from agent.forge.github.lock import GithubLock
from agent.forge.github.people import GithubPeople
from agent.forge.github.scanning import CodeScanning
from agent.forge.github.trouble import ADDRESS_HINT, of_exception
from agent.forge.values import (
    Act,
    Checks,
    Commit,
    Did,
    Event,
    Issue,
    Lock,
    Pull,
    Repo,
    Seen,
    Thread,
    Trouble,
    Wanted,
)
from agent.forge.writes import Following, Write


class GithubHost:
    """`Host`, `FollowHost` and `LockHost` of a repository; `people` and `scanning` know the rest of it."""

    def __init__(self, api: Api, auth: Auth.Auth, repo: Repo, node_id: str) -> None:
        """`node_id` is the repository's, for GraphQL."""
        self._api = api
        self._auth = auth
        self._repo = repo
        self._node_id = node_id
        self._lock = GithubLock(api, repo)
        self.people = GithubPeople(api, repo)
        self.scanning = CodeScanning(api, repo)

    def __repr__(self) -> str:
        return f"GithubHost({self._repo.slug!r})"

    @property
    def repo(self) -> Repo:
        """The repository as it was when the run began."""
        return self._repo

    @property
    def requests(self) -> int:
        """How many requests were made of the forge for it until now; git's own are none of the API's."""
        return self._api.meter.count

    def token(self) -> str:
        """A token for git: the plain one, or one of the App's installation that is renewed when it ends.

        Raises ForgeError when the App gets none.
        """
        try:
            return self._auth.token
        except github.GithubException as error:
            found = of_exception(error)
            raise ForgeError(f"the GitHub App gets no token: {found.reason}", hint=found.hint) from None
        except requests.RequestException as error:
            why = type(error).__name__
            raise ForgeError(f"the GitHub App gets no token: {why}", hint=ADDRESS_HINT) from None

    def look(self, wanted: Wanted, number: int = 0) -> Seen | Trouble:
        """Everything about one case, read now; see `reading.look`."""
        return reading.look(self._api, self._repo, wanted, number)

    def write(self, write: Write) -> Did | Trouble:
        """Do one write, once."""
        if isinstance(write, Following):
            return following_writes.follow(self._api, self._repo.slug, write)
        return writing.write(self._api, writing.Target(self._repo.slug, self._node_id), write)

    def ours(self) -> tuple[Pull, ...] | Trouble:
        """Every pull request of our own identity from a branch of this repository; see `reading.ours`."""
        return reading.ours(self._api, self._repo)

    def strays(self, known: Collection[str]) -> tuple[str, ...] | Trouble:
        """Branches of ours without a pull request; see `reading.strays`."""
        return reading.strays(self._api, self._repo, known)

    def events(self, number: int) -> tuple[Event, ...] | Trouble:
        """What was done to a pull request, oldest first."""
        return reading.events(self._api, self._repo.slug, number)

    def base(self, branch: str) -> str | Trouble:
        """The commit that a branch points at now."""
        return reading.branch_head(self._api, self._repo.slug, branch)

    def holds(self, branch: str, sha: str) -> bool | Trouble:
        """Whether a commit is in the history of a branch."""
        head = self.base(branch)
        if isinstance(head, Trouble):
            return head
        found = moved(self._api, self._repo.slug, sha, head)
        return found if isinstance(found, Trouble) else not found[1]

    def last_change(self, sha: str, path: str) -> str:
        """The newest commit in the history of `sha` that changed a path; empty when that cannot be told."""
        return reading.last_change(self._api, self._repo.slug, sha, path)

    def pull(self, number: int) -> Pull | Trouble:
        """One pull request, read now."""
        return following.pull(self._api, self._repo.slug, number)

    def history(self, number: int) -> tuple[Act, ...] | Trouble:
        """The timeline of a pull request or issue, oldest first; see `following.history`."""
        return following.history(self._api, self._repo.slug, number)

    def threads(self, number: int) -> tuple[Thread, ...] | Trouble:
        """The review comments of a pull request by conversation."""
        return following.threads(self._api, self._repo.slug, number)

    def commits(self, number: int) -> tuple[Commit, ...] | Trouble:
        """The commits of a pull request, oldest first."""
        return following.commits(self._api, self._repo.slug, number)

    def checks(self, sha: str) -> Checks | Trouble:
        """What checks and statuses say of a commit; see `checking.checks`."""
        return checking.checks(self._api, self._repo.slug, sha)

    def issues(self, mark: str) -> tuple[Issue, ...] | Trouble:
        """Issues that we opened and whose body holds `mark`, the newest first."""
        return following.issues(self._api, self._repo, mark)

    def lock(self) -> Lock | Trouble | None:
        """Who holds the lock, if anybody does."""
        return self._lock.lock()

    def take(self, holder: str, old: Lock | None) -> Lock | Trouble:
        """Take the lock: from nobody, or from `old` and nobody else."""
        return self._lock.take(holder, old)

    def free(self, lock: Lock) -> Trouble | None:
        """Give the lock back, if it is still ours."""
        return self._lock.free(lock)

    def close(self) -> None:
        """Give the connections back."""
        self._api.close()
