"""What the double remembers besides git: people, teams, tokens, pull requests and what was done to them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from .objects import Store
from .trees import deltas, merge_base

Json = Any
Kind = Literal["user", "app", "actions", "jwt"]
ROLES = ("none", "read", "triage", "write", "maintain", "admin")


@dataclass(frozen=True, slots=True)
class Token:
    """Who a token speaks for. `may` names its permissions as an App has them (`contents` to `write`); a name
    that is not there is not allowed. None: all that its user, or the usual workflow token, may do."""

    login: str
    kind: Kind = "user"
    may: Mapping[str, str] | None = None
    expires: float = 0.0

    def allows(self, needs: str) -> bool:
        """Whether it has a permission such as `contents=write`."""
        name, _, level = needs.partition("=")
        if self.kind == "jwt" or (self.kind == "actions" and name in {"workflows", "members"}):
            return False
        if self.may is None:
            return self.kind != "app" or name != "workflows"
        has = self.may.get(name, "read" if name == "metadata" else "")
        return has == "write" or (has == "read" and level == "read")


@dataclass
class Team:
    """A team of the organisation. `role` is its access to the repository."""

    role: str = "write"
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class App:
    """A GitHub App: `public_key` (PEM) checks its signatures; its tokens speak for `slug[bot]`."""

    id: int
    slug: str
    public_key: str
    installation: int = 77
    may: Mapping[str, str] = field(
        default_factory=lambda: {"contents": "write", "pull_requests": "write", "issues": "write", "metadata": "read", "members": "read"}
    )  # fmt: skip


@dataclass
class Review:
    id: int
    login: str
    state: str
    body: str
    sha: str
    when: float


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

    @property
    def node_id(self) -> str:
        return f"PR_kwDO{self.number:08d}"


@dataclass
class EventRecord:
    id: int
    number: int
    kind: str
    actor: str
    when: float
    more: dict[str, Json]


@dataclass
class State:
    """Everything behind the API. Tests may change any of it; `hub.person` does so as somebody."""

    store: Store
    slug: str = "acme/shop"
    private: bool = False
    archived: bool = False
    disabled: bool = False
    organisation: bool = True
    default_branch: str = "main"
    people: dict[str, str] = field(default_factory=dict)
    """Login to role in the repository (`none` ... `admin`); who is not here does not exist."""
    names: dict[str, str] = field(default_factory=dict)
    """E-mail to login, of commits whose author the forge knows."""
    teams: dict[str, Team] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    app: App | None = None
    protected: set[str] = field(default_factory=set)
    """Branches that nobody may write through the API."""
    labels: dict[str, int] = field(default_factory=dict)
    pulls: dict[int, PullRecord] = field(default_factory=dict)
    events: list[EventRecord] = field(default_factory=list)
    verified: set[str] = field(default_factory=set)
    code_owners: dict[str, list[str]] = field(default_factory=dict)
    """Path prefix to owners (`@user`, `@org/team`); the last entry that fits decides."""
    owner_errors: list[Json] = field(default_factory=list)
    alerts: list[Json] = field(default_factory=list)
    sarifs: list[Json] = field(default_factory=list)
    actions_may_open: bool = True
    lag_lists: int = 0
    """How many lists (of pull requests or issues) do not show one that is made from now on."""
    lag_assignees: int = 0
    """How many assignments to one that is made from now on answer 404."""
    offset: float = 0.0
    """Seconds that the forge's clock is ahead."""
    serial: int = 1000
    remaining: int = 5000
    """Requests left in this hour; each costs one, and at 0 all are refused."""

    @property
    def owner(self) -> str:
        return self.slug.partition("/")[0]

    @property
    def name(self) -> str:
        return self.slug.partition("/")[2]

    def now(self) -> float:
        """The forge's clock: seconds since the epoch, moved by `offset`."""
        return time.time() + self.offset

    def next_id(self) -> int:
        self.serial += 1
        return self.serial

    def role(self, login: str) -> str:
        """What somebody may do here, by their own role and their teams'."""
        roles = [self.people.get(login, "none")]
        roles += [team.role for team in self.teams.values() if login in team.members]
        return max(roles, key=ROLES.index)

    def at_least(self, login: str, role: str) -> bool:
        return ROLES.index(self.role(login)) >= ROLES.index(role)

    def log(self, number: int, kind: str, actor: str, **more: Json) -> None:
        """Remember what was done to a pull request, and that it changed."""
        self.events.append(EventRecord(self.next_id(), number, kind, actor, self.now(), more))
        self.pulls[number].updated = self.now()

    def head_ref(self, pull: PullRecord) -> str:
        """The ref behind a pull request; a fork's branches lie under refs/forks of the same repository."""
        if pull.head_slug == self.slug:
            return f"refs/heads/{pull.branch}"
        return f"refs/forks/{pull.head_slug}/{pull.branch}"

    def settle(self, actor: str) -> None:
        """Let open pull requests follow their branches; one whose branch is gone is closed by `actor`."""
        for pull in self.pulls.values():
            if pull.state != "open" or not pull.head_slug:
                continue
            tip = self.store.ref(self.head_ref(pull))
            if not tip:
                self.close(pull, actor)
                self.log(pull.number, "head_ref_deleted", actor)
            elif tip != pull.head_sha:
                pull.head_sha = tip
                pull.updated = self.now()

    def close(self, pull: PullRecord, actor: str) -> None:
        pull.state, pull.closed = "closed", self.now()
        pull.base_sha = self.store.ref(f"refs/heads/{pull.base}")
        self.log(pull.number, "closed", actor)

    def paths(self, pull: PullRecord) -> list[str]:
        """Every path that a pull request changes, a renamed file's both."""
        base = merge_base(self.store, self.base_tip(pull), pull.head_sha)
        trees = [self.store.commit(sha) for sha in (base, pull.head_sha)]
        if not trees[0] or not trees[1]:
            return []
        found = deltas(self.store, trees[0].tree, trees[1].tree)
        return [path for delta in found for path in (delta.path, delta.before) if path]

    def base_tip(self, pull: PullRecord) -> str:
        return pull.base_sha or self.store.ref(f"refs/heads/{pull.base}")

    def ask_code_owners(self, pull: PullRecord, actor: str) -> None:
        """Ask the owners of what changed for review, as GitHub does when a pull request is ready."""
        for path in self.paths(pull):
            fitting = [owners for prefix, owners in self.code_owners.items() if path.startswith(prefix)]
            for owner in fitting[-1] if fitting else []:
                team = owner.partition("/")[2]
                login = owner.removeprefix("@")
                if team and team in self.teams and self.teams[team].role in ROLES[3:]:
                    self.ask(pull, actor, team=team)
                elif not team and login != pull.author and self.at_least(login, "write"):
                    self.ask(pull, actor, user=login)

    def ask(self, pull: PullRecord, actor: str, *, user: str = "", team: str = "") -> None:
        """Request a review, once."""
        if user and user not in pull.users:
            pull.users.append(user)
            self.log(pull.number, "review_requested", actor, requested_reviewer=user, review_requester=actor)
        if team and team not in pull.teams:
            pull.teams.append(team)
            self.log(pull.number, "review_requested", actor, requested_team=team, review_requester=actor)


def stamp(seconds: float) -> str:
    """A time as GitHub writes it."""
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
