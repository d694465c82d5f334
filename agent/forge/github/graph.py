"""What is asked of GraphQL, and the parts of its answers that are read."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from agent.forge.github.shapes import Shape

VIEWER = "query { viewer { login } }"
BLAME = """query($owner: String!, $name: String!, $sha: String!, $path: String!) {
  repository(owner: $owner, name: $name) { object(expression: $sha) { ... on Commit { blame(path: $path) {
    ranges { startingLine endingLine commit { committedDate author { user { login } } } } } } } }
}"""
BUSY = "query($login: String!) { user(login: $login) { status { indicatesLimitedAvailability } } }"
READY = """mutation($id: ID!) {
  markPullRequestReadyForReview(input: {pullRequestId: $id}) { pullRequest { isDraft } }
}"""
MOVE = """mutation($repository: ID!, $ref: GitRefname!, $before: GitObjectID!, $after: GitObjectID!) {
  updateRefs(input: {repositoryId: $repository,
    refUpdates: [{name: $ref, beforeOid: $before, afterOid: $after, force: true}]}) { clientMutationId }
}"""


class Viewer(Shape):
    """A user, by login."""

    login: str


class ViewerData(Shape):
    """Who asks."""

    viewer: Viewer


class BlameAuthor(Shape):
    """Who wrote a commit; no user when GitHub knows none."""

    user: Viewer | None = None


class BlameCommit(Shape):
    """The commit that changed lines last."""

    committed: datetime = Field(alias="committedDate")
    author: BlameAuthor | None = None


class BlameRange(Shape):
    """Lines, counted from 1, that one commit changed last."""

    first: int = Field(alias="startingLine")
    last: int = Field(alias="endingLine")
    commit: BlameCommit


class Blame(Shape):
    """The lines of a file in ranges."""

    ranges: tuple[BlameRange, ...]


class BlameObject(Shape):
    """A commit."""

    blame: Blame


class BlameRepository(Shape):
    """A repository."""

    object: BlameObject | None = None


class BlameData(Shape):
    """Who last changed the lines of a file."""

    repository: BlameRepository | None = None


class Status(Shape):
    """What users say of themselves."""

    busy: bool = Field(False, alias="indicatesLimitedAvailability")


class StatusUser(Shape):
    """A user; no status where none is set, or it has ended."""

    status: Status | None = None


class StatusData(Shape):
    """A user's status."""

    user: StatusUser | None = None


class DraftState(Shape):
    """Whether a pull request is a draft."""

    draft: bool = Field(alias="isDraft")


class ReadyPull(Shape):
    """A pull request that was marked."""

    pull: DraftState = Field(alias="pullRequest")


class ReadyData(Shape):
    """What marking as ready answers."""

    ready: ReadyPull = Field(alias="markPullRequestReadyForReview")
