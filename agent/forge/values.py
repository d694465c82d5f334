"""What delivery sees on a forge, and what it may write there. Frozen values, free of any client library."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from agent.domain import Change

BRANCH_PREFIX = "suture/"
UNKNOWN = ""
"""Stands among changed paths for those that the forge did not tell."""
LOCK_REF = "refs/suture/lock"


@dataclass(frozen=True, slots=True)
class Repo:
    """A repository as the forge describes it. `login` is who we are there; `slug` is `owner/name`."""

    slug: str
    default_branch: str
    private: bool
    """Not visible to the public: private or internal."""
    archived: bool
    can_push: bool
    login: str
    url: str = ""

    @property
    def owner(self) -> str:
        return self.slug.partition("/")[0]


class PullState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Pull:
    """A pull request as it is now. `users` and `teams` are those whose review is asked for or was given.

    `head_repo` is `owner/name` of the branch's repository, empty when that is gone. Logins are as the forge
    writes them, teams are slugs without their organisation.
    """

    number: int
    node_id: str
    url: str
    state: PullState
    draft: bool
    title: str
    body: str
    author: str
    branch: str
    head_sha: str
    head_repo: str
    base: str
    labels: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    created: datetime | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was done to a pull request: `labeled`, `assigned`, `review_requested`, `closed`, ...

    `subject` is the label, login or team slug that it was done with or to; empty when there is none.
    """

    kind: str
    actor: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit on the forge. `author` is the login of who made it, empty when that is not known, or when
    author and committer are two people.

    `verified` is what the forge says of its signature, None before anybody asked.
    """

    sha: str
    tree: str
    parents: tuple[str, ...]
    message: str
    author: str = ""
    verified: bool | None = None


@dataclass(frozen=True, slots=True)
class Lock:
    """The lock as its commit says: who holds it, and how many seconds ago, by the forge's clock."""

    sha: str
    holder: str
    age: float


@dataclass(frozen=True, slots=True)
class NewCommit:
    """A commit to make: its message, what it changes, and the tree that must come out (git's name for it)."""

    message: str
    changes: tuple[Change, ...]
    tree: str


@dataclass(frozen=True, slots=True)
class PullText:
    """What people read of a pull request."""

    title: str
    body: str


# What may be written. Each can be repeated: the deciding looks again before it asks for one.


@dataclass(frozen=True, slots=True)
class PushBranch:
    """Make `commits` on top of `base_sha` and point the new `branch` at the last one.

    With `old`, the branch exists and points at `old`, which is ours alone: it is moved from there and from
    nowhere else.
    """

    branch: str
    base_sha: str
    commits: tuple[NewCommit, ...]
    old: str = ""


@dataclass(frozen=True, slots=True)
class OpenPull:
    """Open a draft pull request from `branch` into `base`."""

    branch: str
    base: str
    text: PullText


@dataclass(frozen=True, slots=True)
class AddLabels:
    number: int
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MarkReady:
    number: int
    node_id: str


@dataclass(frozen=True, slots=True)
class Assign:
    number: int
    logins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RequestReviews:
    number: int
    users: tuple[str, ...]
    teams: tuple[str, ...]


Write = PushBranch | OpenPull | AddLabels | MarkReady | Assign | RequestReviews


@dataclass(frozen=True, slots=True)
class Did:
    """A write went through. `number` is the pull request it made; `verified` what the forge says of the
    signature of the commits it made; `refused` are logins and team slugs that it could not be done for."""

    number: int = 0
    sha: str = ""
    verified: bool | None = None
    refused: tuple[str, ...] = ()


class TroubleKind(StrEnum):
    """Why a request did not do what it should."""

    EXISTS = "exists"
    """It is there already, or has moved: look again."""
    REFUSED = "refused"
    """Not for this content: an unknown reviewer, no commits between, a protected branch."""
    PERMISSION = "permission"
    """We may not; `hint` names the setting."""
    LATER = "later"
    """The forge asks us to stop writing for now."""
    UNSURE = "unsure"
    """The answer was lost or made no sense: it may have happened."""
    MISSING = "missing"
    """The forge has no such thing or cannot do this."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A request that did not do what it should; `hint` is what a person can do about it."""

    kind: TroubleKind
    reason: str
    hint: str = ""


Describe = Callable[[str, bool | None], PullText]
"""The text of a pull request, given its head commit and what the forge says of the commits' signatures
(an empty name and None before they are made)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a case's pull request should be in the end.

    `commits` are on top of `base_sha`; empty when the pull request is there and only to be finished.
    """

    fingerprints: tuple[str, ...]
    branch: str
    base: str
    base_sha: str
    commits: tuple[NewCommit, ...]
    text: Describe
    labels: tuple[str, ...]
    ready: bool
    assignees: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    stop_label: str = ""
    head: str = ""
    """The head that an earlier run recorded, where the pull request is only to be finished."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look at the forge shows of a case.

    `branch` holds the commits of our branch above `Wanted.base_sha`, or above where it forked, the newest
    first; None when there is no such branch. `pull` is the newest pull request of that branch. `moved` are
    paths that changed on the base branch since `Wanted.base_sha` (UNKNOWN where not all could be told);
    `apart` that this commit is not in it.
    """

    repo: Repo
    branch: tuple[Commit, ...] | None = None
    pull: Pull | None = None
    events: tuple[Event, ...] = ()
    moved: tuple[str, ...] = ()
    apart: bool = False
