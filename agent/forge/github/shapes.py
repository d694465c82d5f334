"""The parts of GitHub's answers that are read, checked where they come in."""

from __future__ import annotations

from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict


class Shape(BaseModel):
    """A JSON object of which only the named parts matter."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Nothing(Shape):
    """An object that only has to be one."""


class User(Shape):
    """A user or bot."""

    login: str
    type: str = "User"

    @property
    def person(self) -> bool:
        """Neither a bot nor an App."""
        return self.type in ("User", "") and not self.login.endswith("[bot]")


class App(Shape):
    """A GitHub App, as it sees itself."""

    slug: str


class Installation(Shape):
    """Where an App is installed, and what it may do there."""

    id: int
    permissions: dict[str, str] = {}


class Rights(Shape):
    """What we may do with a repository."""

    push: bool = False


class Repository(Shape):
    """A repository. `permissions` is left out for some kinds of token."""

    full_name: str
    default_branch: str
    node_id: str = ""
    private: bool
    archived: bool = False
    html_url: str = ""
    permissions: Rights | None = None


class Named(Shape):
    """Something with a name: a label."""

    name: str


class Team(Shape):
    """A team, by its slug."""

    slug: str


class Object(Shape):
    """Something with an object name."""

    sha: str


class Ref(Shape):
    """A ref and what it points at."""

    ref: str = ""
    object: Object


class Verification(Shape):
    """What GitHub says of a signature."""

    verified: bool = False


class Signature(Shape):
    """Who and when, as a commit says."""

    email: str = ""
    date: datetime | None = None


class GitCommit(Shape):
    """A commit of the git data API."""

    sha: str
    message: str
    tree: Object
    parents: tuple[Object, ...] = ()
    committer: Signature | None = None
    verification: Verification | None = None


class CommitBody(Shape):
    """The git part of a listed commit."""

    message: str
    tree: Object
    author: Signature | None = None
    verification: Verification | None = None


class ListedCommit(Shape):
    """A commit in a list, with the users whom GitHub knows as its author and its committer."""

    sha: str
    commit: CommitBody
    author: User | Nothing | None = None
    committer: User | Nothing | None = None
    parents: tuple[Object, ...] = ()

    @property
    def user(self) -> User | None:
        """The author's account; GitHub sends null or an empty object where it knows none."""
        return self.author if isinstance(self.author, User) else None

    @property
    def maker(self) -> str:
        """The author's login, unless somebody else made this commit of theirs: an amended one is no longer
        its author's work alone. GitHub itself (`web-flow`) signs for others."""
        by = self.committer.login if isinstance(self.committer, User) else ""
        author = self.user.login if self.user else ""
        return author if by.casefold() in (author.casefold(), "web-flow") else ""


class ChangedFile(Shape):
    """A file in a comparison; a rename has two names."""

    filename: str
    previous_filename: str = ""


class Comparison(Shape):
    """What a head has that a base has not, the oldest commit first."""

    status: str
    total_commits: int = 0
    commits: tuple[ListedCommit, ...] = ()
    files: tuple[ChangedFile, ...] | None = None


class TreeEntry(Shape):
    """One path of a tree."""

    path: str
    mode: str
    type: str
    sha: str = ""


class Tree(Shape):
    """A tree, cut off when `truncated`."""

    sha: str
    tree: tuple[TreeEntry, ...] = ()
    truncated: bool = False


class Slug(Shape):
    """A repository by name."""

    full_name: str


class Place(Shape):
    """A branch at one end of a pull request; its repository may be gone."""

    ref: str
    sha: str
    repo: Slug | None = None


class PullRequest(Shape):
    """A pull request, from a list or alone."""

    number: int
    node_id: str = ""
    html_url: str = ""
    state: str
    draft: bool = False
    title: str
    body: str | None = None
    user: User | None = None
    head: Place
    base: Place
    labels: tuple[Named, ...] = ()
    assignees: tuple[User, ...] | None = None
    requested_reviewers: tuple[User, ...] | None = None
    requested_teams: tuple[Team, ...] | None = None
    merged_at: AwareDatetime | None = None
    closed_at: AwareDatetime | None = None
    created_at: AwareDatetime | None = None


class Issue(Shape):
    """An issue in a list; a pull request when it has that part. `assignees` answers an assignment."""

    number: int
    html_url: str = ""
    state: str = "open"
    title: str = ""
    body: str | None = None
    user: User | None = None
    pull_request: Nothing | None = None
    assignees: tuple[User, ...] | None = None


class Review(Shape):
    """A review that was given."""

    user: User | None = None


class IssueEvent(Shape):
    """Something done to an issue or pull request."""

    id: int | None = None
    event: str
    actor: User | None = None
    assigner: User | None = None
    label: Named | None = None
    assignee: User | None = None
    requested_reviewer: User | None = None
    requested_team: Team | None = None

    @property
    def subject(self) -> str:
        """The label, login or team slug that it was done with or to; empty when there is none."""
        if self.label:
            return self.label.name
        if self.requested_team:
            return self.requested_team.slug
        user = self.requested_reviewer or self.assignee
        return user.login if user else ""


class Complaint(Shape):
    """One error in a CODEOWNERS file."""

    line: int
    column: int
    kind: str
    path: str
    message: str = ""


class Complaints(Shape):
    """All errors in a CODEOWNERS file."""

    errors: tuple[Complaint, ...]


class Access(Shape):
    """What a user may do with a repository; maintain counts as write."""

    permission: str


class TeamAccess(Shape):
    """What a team may do with a repository."""

    permissions: Rights | None = None


class Uploaded(Shape):
    """A SARIF file that GitHub took."""

    id: str
