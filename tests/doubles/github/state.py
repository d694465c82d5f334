"""What the double remembers besides git: people, teams, tokens, pull requests and what was done to them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from .objects import Store
from .organisation import Other
from .records import (
    CheckRun,
    Comment,
    EventRecord,
    IssueRecord,
    Json,
    LineComment,
    Numbered,
    PullRecord,
    Status,
    Talk,
)
from .trees import deltas, merge_base

Kind = Literal["user", "app", "actions", "jwt"]
ROLES = ("none", "read", "triage", "write", "maintain", "admin")


@dataclass(frozen=True, slots=True)
class Token:
    """Who a token speaks for. `may` names its permissions as an App has them (`contents` to `write`); a name
    that is not there is not allowed. None: all that its user, or the usual workflow token, may do. `label` is
    what a test calls it, and stands in the requests that it made."""

    login: str
    kind: Kind = "user"
    may: Mapping[str, str] | None = None
    expires: float = 0.0
    label: str = ""

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
        default_factory=lambda: {"contents": "write", "pull_requests": "write", "issues": "write", "metadata": "read", "members": "read", "checks": "read", "statuses": "read"}
    )  # fmt: skip


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
    issues: dict[int, IssueRecord] = field(default_factory=dict)
    has_issues: bool = True
    """Off: the list of issues shows pull requests only, and every issue is gone (410)."""
    comments: Talk[Comment] = field(default_factory=Talk)
    line_comments: Talk[LineComment] = field(default_factory=Talk)
    events: list[EventRecord] = field(default_factory=list)
    checks: dict[str, list[CheckRun]] = field(default_factory=dict)
    """By commit. What waits for a person's approval before it starts is in `waiting` instead."""
    waiting: dict[str, list[CheckRun]] = field(default_factory=dict)
    statuses: dict[str, list[Status]] = field(default_factory=dict)
    away: set[str] = field(default_factory=set)
    """Who says in their status that they are of limited availability."""
    dismisses: bool = False
    """Whether a push that changes what was approved dismisses the approval."""
    strict: set[str] = field(default_factory=set)
    """Base branches that want a pull request to be up to date before it is merged."""
    reviewed: set[str] = field(default_factory=set)
    """Base branches that want an approval before a pull request is merged."""
    lag_mergeable: int = 0
    """How many looks at a pull request after a change do not yet tell whether it can be merged."""
    order: dict[str, int] = field(default_factory=dict)
    """When commits were pushed to a pull request, in the order of `next_id`."""
    tips: dict[str, str] = field(default_factory=dict)
    turn: int = -1
    verified: set[str] = field(default_factory=set)
    code_owners: dict[str, list[str]] = field(default_factory=dict)
    """Path prefix to owners (`@user`, `@org/team`); the last entry that fits decides."""
    owner_errors: list[Json] = field(default_factory=list)
    others: dict[str, Other] = field(default_factory=dict)
    """Other repositories of the organisation, by name in lower case."""
    topics: tuple[str, ...] = ()
    properties: dict[str, str | tuple[str, ...] | None] = field(default_factory=dict)
    """Custom properties of the repository itself."""
    alerts: list[Json] = field(default_factory=list)
    sarifs: list[Json] = field(default_factory=list)
    actions_may_open: bool = True
    lag_lists: int = 0
    """How many lists (of pull requests or issues) do not show one that is made from now on."""
    lag_assignees: int = 0
    """How many assignments to one that is made from now on answer 404."""
    offset: float = 0.0
    """Seconds that the forge's clock is ahead."""
    frozen: float | None = None
    """What the clock shows for as long as nobody moves it; None: it runs."""
    serial: int = 1000
    limit: int = 5000
    remaining: int = 5000
    """Requests left in this hour; each costs one, and at 0 all are refused until `reset`."""
    reset: float = 0.0
    texts: dict[tuple[Json, ...], tuple[Json, bytes]] = field(default_factory=dict)
    """What was rendered before, with what it was made of."""
    _events: dict[int, list[EventRecord]] = field(default_factory=dict)
    _counted: int = 0

    @property
    def owner(self) -> str:
        return self.slug.partition("/")[0]

    @property
    def name(self) -> str:
        return self.slug.partition("/")[2]

    def now(self) -> float:
        """The forge's clock: seconds since the epoch, moved by `offset`."""
        return (time.time() if self.frozen is None else self.frozen) + self.offset

    def set_clock(self, when: datetime) -> None:
        """Stop the clock at a moment; everything made from now on bears that date."""
        self.frozen, self.offset = when.timestamp(), 0.0

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

    def numbered(self, number: int) -> Numbered:
        """The issue or pull request of that number."""
        return self.pulls[number] if number in self.pulls else self.issues[number]

    def next_number(self) -> int:
        """Issues and pull requests share their numbers."""
        return max([*self.pulls, *self.issues, 0]) + 1

    def log(self, number: int, kind: str, actor: str, **more: Json) -> None:
        """Remember what was done to an issue or pull request, and that it changed."""
        self.events.append(EventRecord(self.next_id(), number, kind, actor, self.now(), more))
        self.numbered(number).updated = self.now()

    def known_label(self, name: str) -> str:
        """A label as the repository writes it, made where it has none of that name."""
        known = next((other for other in self.labels if other.lower() == name.lower()), name)
        self.labels.setdefault(known, self.next_id())
        return known

    def events_of(self, number: int) -> list[EventRecord]:
        """What was done to one issue or pull request, the oldest first."""
        if len(self.events) < self._counted:
            self._counted = 0
            self._events.clear()
        for one in self.events[self._counted :]:
            self._events.setdefault(one.number, []).append(one)
        self._counted = len(self.events)
        return self._events.get(number, [])

    def head_ref(self, pull: PullRecord) -> str:
        """The ref behind a pull request; a fork's branches lie under refs/forks of the same repository."""
        if pull.head_slug == self.slug:
            return f"refs/heads/{pull.branch}"
        return f"refs/forks/{pull.head_slug}/{pull.branch}"

    def close(self, one: Numbered, actor: str, commit: str = "", reason: str = "") -> None:
        """Close an issue or pull request; `commit` is the one that did it."""
        one.state, one.closed, one.closed_by = "closed", self.now(), actor
        if isinstance(one, PullRecord):
            one.base_sha = self.store.ref(f"refs/heads/{one.base}")
            self.leave_queue(one, actor)
        else:
            one.reason = reason or "completed"
        more = {"commit_id": commit} if commit else {}
        self.log(one.number, "closed", actor, **more)

    def reopen(self, one: Numbered, actor: str) -> None:
        one.state, one.closed, one.closed_by = "open", 0.0, ""
        if isinstance(one, PullRecord):
            one.base_sha, one.unsure = "", self.lag_mergeable
        else:
            one.reason = "reopened"
        self.log(one.number, "reopened", actor)

    def leave_queue(self, pull: PullRecord, actor: str) -> None:
        """Take a pull request out of the merge queue, where it is in it."""
        if pull.queued_by:
            pull.queued_by = ""
            self.log(pull.number, "removed_from_merge_queue", actor)

    def paths(self, pull: PullRecord) -> list[str]:
        """Every path that a pull request changes, a renamed file's both."""
        base = merge_base(self.store, self.base_tip(pull), pull.head_sha)
        trees = [self.store.commit(sha) for sha in (base, pull.head_sha)]
        if not trees[0] or not trees[1]:
            return []
        found = deltas(self.store, trees[0].tree, trees[1].tree)
        return [path for delta in found for path in (delta.path, delta.before) if path]

    def base_tip(self, pull: PullRecord) -> str:
        """The base of a pull request: today's, or that of when it ended."""
        return pull.base_sha or self.store.seen(f"refs/heads/{pull.base}")

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
