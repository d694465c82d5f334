"""What delivery asks of a forge: narrow protocols that the GitHub adapter implements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from agent.forge.owners import OwnerError
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
from agent.forge.writes import Write


class Host(Protocol):
    """One repository on a forge. Reads are tried again inside; a write is sent once."""

    @property
    def repo(self) -> Repo:
        """The repository as it was when the run began."""
        ...

    def look(self, wanted: Wanted, number: int = 0) -> Seen | Trouble:
        """Everything about one case, read now. `number` is its pull request where that is known, since a
        list may not show it yet."""
        ...

    def write(self, write: Write) -> Did | Trouble:
        """Do one write, once. An answer that was lost is UNSURE."""
        ...

    def ours(self) -> tuple[Pull, ...] | Trouble:
        """Every pull request made by our own identity from a branch of this repository, the newest first.

        Nothing else counts: neither forks nor other people's branches, whatever their text claims.
        """
        ...

    def events(self, number: int) -> tuple[Event, ...] | Trouble:
        """What was done to a pull request, oldest first."""
        ...


class FollowHost(Protocol):
    """What following asks of the repository, besides what delivery does. Nothing here may be old."""

    @property
    def repo(self) -> Repo:
        """The repository as it was when the run began."""
        ...

    def ours(self) -> tuple[Pull, ...] | Trouble:
        """As for `Host`."""
        ...

    def base(self, branch: str) -> str | Trouble:
        """The commit that a branch points at now; MISSING when there is no such branch."""
        ...

    def holds(self, branch: str, sha: str) -> bool | Trouble:
        """Whether a commit is in the history of a branch."""
        ...

    def pull(self, number: int) -> Pull | Trouble:
        """One pull request, read now; `users` and `teams` are those still asked."""
        ...

    def history(self, number: int) -> tuple[Act, ...] | Trouble:
        """The timeline of a pull request or issue, the oldest entry first."""
        ...

    def threads(self, number: int) -> tuple[Thread, ...] | Trouble:
        """Its review comments."""
        ...

    def commits(self, number: int) -> tuple[Commit, ...] | Trouble:
        """The commits of a pull request, the oldest first."""
        ...

    def checks(self, sha: str) -> Checks | Trouble:
        """What checks and statuses say of a commit."""
        ...

    def issues(self, mark: str) -> tuple[Issue, ...] | Trouble:
        """Issues that we opened and whose body holds `mark`, the oldest first."""
        ...

    def write(self, write: Write) -> Did | Trouble:
        """As for `Host`."""
        ...


class LockHost(Protocol):
    """A lock that every run of ours on a repository obeys: a ref whose commit says who holds it."""

    def lock(self) -> Lock | Trouble | None:
        """Who holds the lock, if anybody does."""
        ...

    def take(self, holder: str, old: Lock | None) -> Lock | Trouble:
        """Take the lock: from nobody, or from `old` and nobody else. EXISTS when somebody was faster."""
        ...

    def free(self, lock: Lock) -> Trouble | None:
        """Give the lock back, if it is still ours."""
        ...


class People(Protocol):
    """What a forge knows of people. Answers are read once and kept for the run."""

    def codeowners_errors(self, ref: str) -> tuple[OwnerError, ...] | Trouble:
        """What the forge does not accept in the CODEOWNERS file of a branch or commit."""
        ...

    def can_write(self, login: str) -> bool | Trouble:
        """Whether a user has write access (write, maintain or admin)."""
        ...

    def team_can_write(self, organisation: str, team: str) -> bool | Trouble:
        """Whether a team has write access."""
        ...

    def login_of(self, email: str) -> str | Trouble:
        """The user whom the forge knows by an e-mail address; empty when there is none."""
        ...

    def authors_of(self, path: str, lines: Sequence[int], sha: str) -> tuple[str, ...] | Trouble:
        """Who last changed these lines at a commit, the most recent first; people only, no bots."""
        ...

    def busy(self, login: str) -> bool | Trouble:
        """Whether a user says that they have little time; False where a forge knows no such thing."""
        ...
