"""What is seen on a forge. Frozen values, free of any client library."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from agent.forge.writes import NewCommit, PullText

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
    ended: datetime | None = None
    """When it was merged or closed."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was done to a pull request: `labeled`, `assigned`, `review_requested`, `closed`, ...

    `subject` is the label, login or team slug that it was done with or to; empty when there is none.
    """

    kind: str
    actor: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """One entry of a pull request's timeline, of a kind that GitHub names: `commented`, `reviewed`,
    `labeled`, `assigned`, `review_requested`, `closed`, `merged`, `added_to_merge_queue`, ...

    `person` tells that the actor is neither an App nor a bot; whether it was ourselves under a login that a
    person uses too, the text of a comment of ours tells. `subject` is as in `Event`; of a `reviewed` the
    verdict in lower case (`approved`, `changes_requested`, `commented`), of a `closed` the commit that did
    it.
    `text` is the body of a comment or review, `id` its number.
    """

    kind: str
    when: datetime
    actor: str
    person: bool
    subject: str = ""
    text: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """One comment on lines of a pull request."""

    id: int
    login: str
    person: bool
    when: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation on lines of a pull request: its comments, the oldest first; `id` is the first one's.

    `line` is 0 where the lines are no longer part of the patch; `review` the review that it began with.
    """

    id: int
    path: str
    line: int
    comments: tuple[Said, ...]
    review: int = 0


@dataclass(frozen=True, slots=True)
class Checks:
    """What the checks of a commit say: the names of those that failed, and of those that have not ended or
    wait for somebody's approval (`action_required`)."""

    red: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue of ours, no pull request."""

    number: int
    url: str
    open: bool
    title: str
    body: str


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
