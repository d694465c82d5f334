"""What may be written to a forge. Frozen values; each can be repeated: the deciding looks again before it
asks for one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from agent.domain import Change


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


@dataclass(frozen=True, slots=True)
class PushOn:
    """Put one commit on a branch that is there, and on nothing but `head`: never by force.

    Its parents are `head` and, where the base is merged in with it, `merged`. Its tree is that of the commit
    `start` with the commit's changes.
    """

    number: int
    branch: str
    head: str
    start: str
    commit: NewCommit
    merged: str = ""


@dataclass(frozen=True, slots=True)
class EditPull:
    """Replace the body of a pull request. Its title is the people's."""

    number: int
    body: str


@dataclass(frozen=True, slots=True)
class Comment:
    """Say something on a pull request or issue, or with `edits` say it in place of what we said there."""

    number: int
    body: str
    edits: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """Answer on a thread of review comments; `thread` is the first comment's number."""

    number: int
    thread: int
    body: str


class Where(StrEnum):
    """Where something was said."""

    COMMENT = "comment"
    REVIEW = "review"
    THREAD = "thread"


@dataclass(frozen=True, slots=True)
class React:
    """Acknowledge a comment; what a review says cannot be reacted to."""

    number: int
    where: Where
    comment: int
    content: str
    """GitHub's name: `+1`, `eyes`, `confused`."""


@dataclass(frozen=True, slots=True)
class ClosePull:
    number: int


@dataclass(frozen=True, slots=True)
class DeleteBranch:
    """Delete a branch of ours, as long as it points at `head`."""

    number: int
    branch: str
    head: str


@dataclass(frozen=True, slots=True)
class OpenIssue:
    title: str
    body: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EditIssue:
    number: int
    body: str


Proposing = PushBranch | OpenPull | AddLabels | MarkReady | Assign | RequestReviews
"""What brings a new pull request to where it is wanted."""
Following = PushOn | EditPull | Comment | Reply | React | ClosePull | DeleteBranch | OpenIssue | EditIssue
"""What keeps one alive, and the dashboard."""
Write = Proposing | Following
