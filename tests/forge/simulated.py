"""Whole deliveries in one process: a small repository on the double, proposals for it, and runs as a command makes them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from agent.domain import Change, Patch
from agent.errors import ForgeError
from agent.forge.codeowners import Codeowners, parse
from agent.forge.github.connect import connect
from agent.forge.pulls import Hub as Forge
from agent.forge.pulls import PullForge
from agent.forge.text.facts import Facts
from agent.forge.wanted import Composer, Place
from agent.forge.writes import NewCommit
from agent.ports import Proposal
from agent.settings import DeliverySettings, DisclosureSettings, GithubSettings, Settings
from agent.verdict import Delivered, Delivery
from agent.workspace.git import Checkout, Git
from agent.workspace.snapshot import GitSnapshot
from tests.doubles.github import Hub, Team, github
from tests.doubles.github.objects import Store
from tests.doubles.github.trees import flat
from tests.doubles.repo import git, make_repo
from tests.forge.text.samples import FIXED, GAP

SLUG = "acme/shop"
US = "suture-bot"
TOKEN = "bot-token"
OWNERS = "* @ada\n/shop/ @bob @acme/data\n"
PEOPLE = {US: "write", "ada": "admin", "bob": "write"}
ELSEWHERE = "README.md"

Around = Callable[[Forge], Forge]


@contextlib.contextmanager
def small_environment() -> Iterator[None]:
    """Only what git needs: `requests` reads the whole environment for each request, which takes its time."""
    before = dict(os.environ)
    try:
        os.environ.clear()
        os.environ.update({name: before[name] for name in ("PATH", "HOME", "TMPDIR") if name in before})
        os.environ["NO_PROXY"] = "127.0.0.1"
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@dataclass(frozen=True, slots=True)
class Ground:
    """The bare repository that every schedule begins with, and what was in it then; one schedule at a time."""

    bare: Path
    refs: Mapping[str, str]
    objects: frozenset[Path]

    @contextlib.contextmanager
    def world(self) -> Iterator[World]:
        """The repository as it was at first, on a double of its own."""
        self._reset()
        people, teams = dict(PEOPLE), {"data": Team("write", ("bob",))}
        with github(self.bare, slug=SLUG, private=True, people=people, teams=teams) as hub:
            yield World(hub)

    def _reset(self) -> None:
        # Folders stay: to remove them takes longer than a whole delivery.
        store = Store(self.bare)
        for name in store.refs():
            if name not in self.refs:
                store.delete_ref(name)
        for name, sha in self.refs.items():
            store.set_ref(name, sha)
        for file in _objects(self.bare) - self.objects:
            file.unlink()


def ground(folder: Path) -> Ground:
    """Make the repository in which both proposals apply."""
    files = {
        change.path: change.before for one in (FIXED, GAP) for change in one.proposal.draft.patch.changes
    }
    there = {path: text for path, text in files.items() if text is not None}
    work = make_repo(folder / "work", {**there, ELSEWHERE: "# shop\n", ".github/CODEOWNERS": OWNERS})
    bare = folder / "bare"
    git(work, "clone", "-q", "--bare", "--no-hardlinks", ".", str(bare))
    store = Store(bare)
    return Ground(bare, store.refs(), _objects(bare))


def _objects(bare: Path) -> frozenset[Path]:
    return frozenset(file for file in (bare / "objects").glob("??/*"))


@dataclass(frozen=True, slots=True)
class Run:
    """How one run ended, and which of the double's requests are its own."""

    holder: str
    delivered: tuple[Delivered, ...]
    told: tuple[str, ...]
    error: str
    first: int
    last: int

    @property
    def outcome(self) -> str:
        """The deliveries in a word each; the error's kind where there was one."""
        return " ".join([each.delivery.value for each in self.delivered] + ([self.error.split(":")[0]] if self.error else []))  # fmt: skip

    @property
    def words(self) -> str:
        """Everything that a person gets to read of it."""
        said = [part for each in self.delivered for part in (each.note, each.branch, each.url, *each.notes)]
        return "\n".join([*said, *self.told, self.error])


@dataclass
class World:
    """The double, the clock that sleeping moves, and what people did meanwhile."""

    hub: Hub
    runs: list[Run] = field(default_factory=list)
    slept: float = 0.0
    begun: int = 0

    def sleep(self, seconds: float) -> None:
        """Time passes, for the forge and for the run."""
        self.slept += seconds
        self.hub.state.offset += seconds

    def wait(self, seconds: float = 300.0) -> None:
        """Time between runs: a lock that was left behind grows old."""
        self.hub.state.offset += seconds

    @property
    def settings(self) -> Settings:
        return Settings(
            github=GithubSettings(api_url=self.hub.api_url, token=TOKEN, write_seconds=0, tries=2, timeout=1),
            delivery=DeliverySettings(pr_hourly_limit=0),
            disclosure=DisclosureSettings(private="public"),
        )

    def run(self, *proposals: Proposal, around: Around | None = None, sleep: Callable[[float], None] | None = None) -> Run:  # fmt: skip
        """One run as the command makes it: finish what was begun, then deliver what is not known yet."""
        first, told, delivered, error = len(self.hub.requests), list[str](), list[Delivered](), ""
        self.begun += 1
        holder = f"run {self.begun}"
        try:
            self._run(proposals, holder, told, delivered, around or (lambda host: host), sleep or self.sleep)
        except ForgeError as failed:
            error = f"ForgeError: {failed} ({failed.hint})"
        except KeyboardInterrupt:
            error = "KeyboardInterrupt: "
        self.runs.append(Run(holder, tuple(delivered), tuple(told), error, first, len(self.hub.requests)))
        return self.runs[-1]

    def _run(
        self, proposals: Sequence[Proposal], holder: str, told: list[str], delivered: list[Delivered],
        around: Around, sleep: Callable[[float], None],
    ) -> None:  # fmt: skip
        settings = self.settings
        host = connect(settings.github, SLUG, sleep=sleep)
        try:
            place = Place(
                host.repo,
                self._checkout(),
                GitSnapshot(self._checkout()),
                "main",
                _owners(),
                "0.1.0",
                "bubblewrap",
                "",
            )
            forge = PullForge(
                around(host), settings, _owners(), _Composer(place, host.people, settings), publish=True,
                holder=holder, sleep=sleep, told=told.append,
                clock=self.hub.state.now,
            )  # fmt: skip
            delivered += forge.finish()
            for proposal in proposals:
                known = forge.known(proposal.case.findings[0])
                waits = "" if known else forge.admit(proposal.case)
                if not known and not waits:
                    delivered.append(forge.deliver(proposal))
                else:
                    delivered.append(known or Delivered(Delivery.QUEUED, note=waits))
                forge.dismiss(proposal.case)
        finally:
            host.close()

    def _checkout(self) -> Checkout:
        folder = self.hub.state.store.folder
        return Checkout(Git(folder), folder, "", self.hub.state.store.ref("refs/heads/main"), folder)

    def files(self) -> dict[str, bytes]:
        """Today's base branch."""
        store = self.hub.state.store
        commit = store.commit(store.ref("refs/heads/main"))
        assert commit is not None
        return {path: store.blob(sha) for path, (_, sha) in flat(store, commit.tree).items()}

    def proposal(self, fixed: bool = True) -> Proposal:
        """The fix for today's base branch: with its proof, or as an evidence gap."""
        head, tree = self.hub.state.store.ref("refs/heads/main"), self.files()
        one = (FIXED if fixed else GAP).proposal
        changes = tuple(_rebased(change, tree) for change in one.draft.patch.changes)
        patch = Patch(head, changes, one.draft.patch.source)
        return replace(one, draft=replace(one.draft, patch=patch))


_COMMITS: dict[tuple[str, str], tuple[NewCommit, ...]] = {}


class _Composer(Composer):
    """Works out each patch's commits on each base once: to start git for every run takes too long."""

    def _commits(self, facts: Facts) -> tuple[NewCommit, ...]:
        patch = facts.proposal.draft.patch
        key = (patch.base_sha, patch.digest)
        if key not in _COMMITS:
            _COMMITS[key] = Composer._commits(self, facts)
        return _COMMITS[key]


def made_trees() -> frozenset[str]:
    """Every tree that a branch of ours may hold in the end."""
    return frozenset(commits[-1].tree for commits in _COMMITS.values())


def _owners() -> Codeowners:
    return parse(OWNERS, ".github/CODEOWNERS")


def _rebased(change: Change, tree: dict[str, bytes]) -> Change:
    """The change on top of lines that people put below."""
    if change.before is None or change.after is None:
        return change
    now = tree[change.path]
    return replace(change, before=now, after=change.after + now.removeprefix(change.before))
