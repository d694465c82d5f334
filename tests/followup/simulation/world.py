"""The stage: a repository on the double, its calendar, what is true of it, and runs of ours on it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from agent.forge.codeowners import Codeowners, parse
from agent.forge.github.connect import connect
from agent.forge.github.repository import GithubHost
from agent.forge.pulls import PullForge
from agent.forge.text.commits import commit_messages
from agent.forge.text.disclosure import mode
from agent.forge.text.facts import Facts
from agent.forge.text.marker import Marker
from agent.forge.text.marker import parse as parse_marker
from agent.forge.wanted import Composer, Place
from agent.forge.writes import NewCommit
from agent.settings import DeliverySettings, FollowSettings, GithubSettings, Settings
from agent.verdict import Delivered
from agent.workspace.git import Checkout, Git
from agent.workspace.snapshot import GitSnapshot
from tests.doubles.github import Hub, PullRecord, Team, github
from tests.doubles.github.objects import Store
from tests.doubles.github.trees import at, build, flat
from tests.doubles.repo import git, make_repo
from tests.followup.simulation.hands import check
from tests.followup.simulation.parts import AREAS, UNSAFE, Part, files

SLUG = "acme/shop"
US = "suture-bot"
FIRST = date(2027, 1, 4)
"""The first day, a Monday."""
QUIET = ("2027-02-15/2027-02-17", "2027-03-08")
STAFF = {
    US: "write", "ada": "admin", "sol": "write",
    **{login: "write" for pair in AREAS for login in pair},
    "kai": "read", "zed": "none",
}  # fmt: skip
"""`sol` is the security contact, `kai` and `zed` may not write."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that a person did, or somebody without write access tried; `sha` is a commit they pushed, `said`
    the number of what they said."""

    day: int
    when: datetime
    login: str
    verb: str
    number: int
    text: str = ""
    sha: str = ""
    said: int = 0


@dataclass
class World:
    """The double with its calendar: `day` counts from 0."""

    hub: Hub
    parts: Sequence[Part]
    settings: Settings
    day: int = 0
    minute: int = 0
    deeds: list[Deed] = field(default_factory=list)
    holders: int = 0
    red_base: set[str] = field(default_factory=set)
    """Checks that fail on the base, whatever it is."""

    def __post_init__(self) -> None:
        self.by_fingerprint = {part.fingerprint: part for part in self.parts}
        self.owners: Codeowners = parse(files([])[".github/CODEOWNERS"], ".github/CODEOWNERS")

    @property
    def store(self) -> Store:
        return self.hub.state.store

    @property
    def today(self) -> date:
        return FIRST + timedelta(self.day)

    @property
    def base(self) -> str:
        """The base branch's newest commit."""
        return self.store.ref("refs/heads/main")

    def at(self, hour: int, minute: int = 0) -> None:
        """Let it be that time of the day, UTC; time never runs back."""
        self.minute = max(hour * 60 + minute, self.minute)
        moment = datetime(self.today.year, self.today.month, self.today.day, tzinfo=UTC)
        self.hub.state.set_clock(moment + timedelta(minutes=self.minute))

    def tick(self) -> None:
        """A minute passes: no two acts happen at once."""
        self.at(0, self.minute + 1)

    def dawn(self, day: int) -> None:
        """The next day begins, at eight."""
        self.day, self.minute = day, 0
        self.at(8)

    def now(self) -> datetime:
        """The forge's clock."""
        return datetime.fromtimestamp(self.hub.state.now(), UTC)

    def sleep(self, seconds: float) -> None:
        """Time passes for the forge, and nobody waits."""
        self.hub.state.offset += seconds

    def working_day(self) -> bool:
        """Whether people work: no weekend."""
        return self.today.weekday() < 5

    def quiet(self) -> bool:
        """Whether nobody may be spoken to: a quiet day of the policy, or a weekend."""
        ranges = [each.partition("/") for each in self.settings.follow.quiet_days]
        inside = [date.fromisoformat(a) <= self.today <= date.fromisoformat(b or a) for a, _, b in ranges]
        return not self.working_day() or any(inside)

    def pull(self, number: int) -> PullRecord:
        return self.hub.state.pulls[number]

    def marker(self, number: int) -> Marker | None:
        """What a pull request's body remembers, if anything."""
        return parse_marker(self.pull(number).body)

    def part_of(self, number: int) -> Part:
        """The part that a pull request is about, by its branch: bodies can be edited."""
        return self.by_fingerprint[self.pull(number).branch.removeprefix("suture/")[:16]]

    def content(self, sha: str, path: str) -> bytes | None:
        """A file of a commit; None when it has none there."""
        commit = self.store.commit(sha)
        assert commit is not None
        return self.in_tree(commit.tree, path)

    def in_tree(self, tree: str, path: str) -> bytes | None:
        """A file of a tree; None when it has none there."""
        entry = at(self.store, tree, path)
        return None if entry is None else self.store.blob(entry[1])

    def present(self, part: Part, sha: str = "") -> bool:
        """The truth: whether a commit (today's base) has the weakness."""
        return UNSAFE.encode() in (self.content(sha or self.base, part.path) or b"")

    def ours(self) -> list[PullRecord]:
        """All our pull requests, by number."""
        return [pull for _, pull in sorted(self.hub.state.pulls.items()) if pull.author == US]

    def board(self) -> str:
        """What our dashboard says; empty where there is none."""
        issues = [issue for issue in self.hub.state.issues.values() if issue.author == US]
        return issues[-1].body if issues else ""

    def host(self) -> GithubHost:
        """A new connection, as each run makes one."""
        return connect(self.settings.github, SLUG, sleep=self.sleep)

    def busy(self, login: str, away: bool) -> None:
        """Let somebody's status say that they are busy, or not."""
        (self.hub.state.away.add if away else self.hub.state.away.discard)(login)

    def is_busy(self, login: str) -> bool:
        return login in self.hub.state.away

    def neutral(self, part: Part) -> bool:
        """Whether nothing may be told of the weakness."""
        return mode(self.hub.state.private, part.rule.severity, self.settings.disclosure) != "public"

    def check_base(self) -> None:
        """Let the checks of today's base say what they say, whatever was merged."""
        for name in sorted(self.red_base):
            check(self.hub.state, self.base, name, "red")

    def composer(self, host: GithubHost) -> Tree:
        """What makes texts and commits of proposals on today's base."""
        checkout = self.checkout()
        place = Place(
            host.repo, checkout, GitSnapshot(checkout), "main", self.owners, "0.1.0", "bubblewrap", "a-model"
        )
        return Tree(place, host.people, self.settings, self.store)

    def checkout(self) -> Checkout:
        return Checkout(Git(self.store.folder), self.store.folder, "", self.base, self.store.folder)

    def forge(self, host: GithubHost) -> PullForge:
        """The delivering half, as the command makes it."""
        return PullForge(
            host, self.settings, self.owners, self.composer(host), publish=True, holder=self.holder(),
            sleep=self.sleep, clock=self.hub.state.now,
        )  # fmt: skip

    def holder(self) -> str:
        """A name for one more run."""
        self.holders += 1
        return f"run {self.holders}"

    def propose(self, parts: Sequence[Part]) -> list[Delivered]:
        """A run of `suture fix` that finds these weaknesses, and fixes them."""
        host = self.host()
        try:
            forge = self.forge(host)
            return [self._propose(forge, part) for part in parts if self.present(part)]
        finally:
            host.close()

    def _propose(self, forge: PullForge, part: Part) -> Delivered:
        before = self.content(self.base, part.path) or b""
        careful = self.content(self.base, part.contract) is not None
        known = forge.known(part.finding)
        return known or forge.deliver(part.proposal(self.base, part.changes(before, careful=careful)))


@dataclass(frozen=True, slots=True)
class Tree(Composer):
    """A composer that works out trees in process: to start git for every one takes too long."""

    store: Store

    def _commits(self, facts: Facts) -> tuple[NewCommit, ...]:
        patch = facts.proposal.draft.patch
        (message,) = [message for message in commit_messages(facts) if message]
        return (NewCommit(message, patch.changes, self.tree(patch.base_sha, facts)),)

    def tree(self, start: str, facts: Facts) -> str:
        """The name of a commit's tree with the changes of a proposal."""
        commit = self.store.commit(start)
        assert commit is not None
        now = flat(self.store, commit.tree)
        for change in facts.proposal.draft.patch.changes:
            now[change.path] = (change.mode, self.store.write("blob", change.after or b""))
        return build(self.store, now)


@contextlib.contextmanager
def world(folder: Path, count: int, follow: FollowSettings | None = None) -> Iterator[World]:
    """A repository with `count` weaknesses on the double, on the morning of the first day."""
    parts = [Part(number) for number in range(count)]
    work = make_repo(folder / "work", files(parts))
    bare = folder / "bare"
    git(work, "clone", "-q", "--bare", "--no-hardlinks", ".", str(bare))
    names = {f"{login}@example.com": login for login in STAFF}
    with github(
        bare, slug=SLUG, people=dict(STAFF), names=names, teams={"data": Team("write", ("ben",))}
    ) as hub:
        settings = Settings(
            github=GithubSettings(api_url=hub.api_url, server_url=hub.origin, token="bot-token", write_seconds=0, tries=2, timeout=20),
            delivery=DeliverySettings(
                pr_hourly_limit=0, pr_concurrent_limit=0, pr_owner_limit=0, security_team="@sol"
            ),
            follow=follow or FollowSettings(quiet_days=QUIET),
        )  # fmt: skip
        hub.state.remaining = 10**9
        stage = World(hub, parts, settings)
        stage.dawn(0)
        yield stage
