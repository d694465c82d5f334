"""The parts of GitHub's answers that following reads, checked where they come in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AwareDatetime, Field

from agent.forge.github.shapes import IssueEvent, Named, Shape, User

When = Annotated[
    AwareDatetime, Field(ge=datetime(1970, 1, 1, tzinfo=UTC), lt=datetime(9000, 1, 1, tzinfo=UTC))
]
"""A time that can be counted with in any zone."""
Number = Annotated[int, Field(ge=0, lt=2**63)]


class Made(Shape):
    """Who a commit names as its committer, and when that was."""

    date: When | None = None


class ReviewComment(Shape):
    """A comment on lines; `line` is null once they are no longer part of the patch."""

    id: Number
    user: User | None = None
    body: str | None = None
    created_at: When
    path: str = ""
    line: int | None = None
    in_reply_to_id: Number | None = None
    pull_request_review_id: Number | None = None


class Entry(IssueEvent):
    """One entry of a timeline. Each kind has the time, the person and the text under names of its own."""

    id: Number | None = None
    created_at: When | None = None
    submitted_at: When | None = None
    committer: Made | None = None
    user: User | None = None
    state: str | None = None
    body: str | None = None
    sha: str | None = None
    commit_id: str | None = None
    comments: tuple[ReviewComment, ...] = ()

    @property
    def when(self) -> datetime | None:
        """When it was done, as far as it says."""
        if self.comments:
            return self.comments[0].created_at
        return self.submitted_at or self.created_at or (self.committer.date if self.committer else None)


class CheckRun(Shape):
    """One run of a check."""

    name: str
    status: str = "completed"
    conclusion: str | None = None


class CheckRuns(Shape):
    """A page of them."""

    check_runs: tuple[CheckRun, ...] = ()


class CheckSuite(Shape):
    """All checks of one App; a workflow that waits for approval has no runs yet."""

    conclusion: str | None = None
    app: Named | None = None


class CheckSuites(Shape):
    """A page of them."""

    check_suites: tuple[CheckSuite, ...] = ()


class CommitStatus(Shape):
    """The last state under one name."""

    context: str
    state: str


class CombinedStatus(Shape):
    """A page of them."""

    statuses: tuple[CommitStatus, ...] = ()
