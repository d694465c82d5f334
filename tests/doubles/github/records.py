"""What is remembered of issues, pull requests, what was said on them, and what was done to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Json = Any


@dataclass
class Review:
    """A review. `diff` is what it was given of: a digest of the changes; `state` as GitHub's REST API has it."""

    id: int
    login: str
    state: str
    body: str
    sha: str
    when: float
    diff: str = ""


@dataclass
class Comment:
    """Something said on an issue or pull request. `reactions` are pairs of a content and a login."""

    id: int
    number: int
    login: str
    body: str
    created: float
    updated: float
    reactions: list[tuple[int, str, str]] = field(default_factory=list)


@dataclass
class LineComment(Comment):
    """Something said on a line of a file; `parent` is the first comment of its thread, 0 for that itself."""

    path: str = ""
    line: int = 0
    sha: str = ""
    review: int = 0
    parent: int = 0


Spoken = TypeVar("Spoken", bound=Comment)


@dataclass
class Talk(Generic[Spoken]):
    """Everything that was said, by its own number and by that of where it was said."""

    made: dict[int, Spoken] = field(default_factory=dict)
    where: dict[int, list[Spoken]] = field(default_factory=dict)

    def add(self, one: Spoken) -> None:
        self.made[one.id] = one
        self.where.setdefault(one.number, []).append(one)

    def drop(self, one: Spoken) -> None:
        del self.made[one.id]
        self.where[one.number].remove(one)

    def on(self, number: int) -> list[Spoken]:
        """What was said on one issue or pull request, the oldest first."""
        return self.where.get(number, [])


@dataclass
class IssueRecord:
    """An issue. Numbers are shared with pull requests."""

    number: int
    title: str
    body: str
    author: str
    created: float
    updated: float
    state: str = "open"
    closed: float = 0.0
    closed_by: str = ""
    reason: str = ""
    """Why it was closed: `completed`, `not_planned`, `duplicate`; or `reopened`."""
    labels: list[str] = field(default_factory=list)
    assignees: list[str] = field(default_factory=list)
    locked: bool = False
    hidden: int = 0
    """How many more lists do not show it."""
    dim: int = 0
    """How many more assignments answer 404."""

    @property
    def node_id(self) -> str:
        return f"I_kwDO{self.number:08d}"


@dataclass
class PullRecord:
    """A pull request. `head_sha` is what its branch last pointed at; `head_slug` is empty once a fork is gone."""

    number: int
    title: str
    body: str
    author: str
    branch: str
    head_slug: str
    head_sha: str
    base: str
    draft: bool
    created: float
    updated: float
    state: str = "open"
    merged: float = 0.0
    closed: float = 0.0
    merge_sha: str = ""
    merged_by: str = ""
    base_sha: str = ""
    labels: list[str] = field(default_factory=list)
    assignees: list[str] = field(default_factory=list)
    users: list[str] = field(default_factory=list)
    teams: list[str] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    locked: bool = False
    hidden: int = 0
    """How many more lists do not show it."""
    dim: int = 0
    """How many more assignments answer 404."""
    closed_by: str = ""
    queued_by: str = ""
    """Who put it into the merge queue; empty outside."""
    gone: bool = False
    """Whether its branch was deleted."""
    unsure: int = 0
    """How many more looks do not tell whether it can be merged."""

    @property
    def node_id(self) -> str:
        return f"PR_kwDO{self.number:08d}"


Numbered = IssueRecord | PullRecord


@dataclass
class EventRecord:
    id: int
    number: int
    kind: str
    actor: str
    when: float
    more: dict[str, Json]


@dataclass
class CheckRun:
    """One run of a check. `conclusion` is empty until it is completed."""

    id: int
    name: str
    status: str
    conclusion: str
    started: float
    completed: float = 0.0


@dataclass
class Status:
    """One commit status: `state` is error, failure, pending or success."""

    id: int
    context: str
    state: str
    creator: str
    when: float
