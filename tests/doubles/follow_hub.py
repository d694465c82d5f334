"""One pull request on a forge in memory, and the code behind it, for tests of what follows from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from agent.domain import Change
from agent.followup.ports import Declined, Later, Written
from agent.followup.values import (
    Base,
    Branch,
    Gate,
    Living,
    Merge,
    Observed,
    Presence,
    Proven,
    Request,
    Touch,
)
from agent.forge.text.marker import BEGIN, END, Marker, parse, render
from agent.forge.values import (
    Act,
    Checks,
    Commit,
    Did,
    Issue,
    Pull,
    PullState,
    Repo,
    Thread,
    Trouble,
    TroubleKind,
    Wanted,
)
from agent.forge.writes import ClosePull, Comment, EditPull, MarkReady, NewCommit, PullText, PushOn, Write
from tests.doubles.forge_lock import MemoryLock
from tests.doubles.observed import BASE, HEAD, MARKER, PULL, REPO, US, days

PUSHED = "e" * 40
DIGEST = "d" * 64


def body(marker: Marker, above: str = "") -> str:
    """A pull request's text: what people wrote above, and our region."""
    return f"{above}{BEGIN}\nWhat was done.\n{render(marker)}\n{END}\n"


def written(said: str = "It binds the value now.", *, ready: bool = True, secret: str = "") -> Written:
    """A commit on HEAD with its new text."""
    marker = MARKER.model_copy(update={"patch": DIGEST, "base_sha": BASE, "ready": ready})

    def text(head: str, verified: bool | None) -> PullText:
        return PullText("fix: a thing", body(marker, secret))

    commit = NewCommit("fix: a thing", (Change("app.py", b"a\n", b"b\n"),), "f" * 40)
    wanted = Wanted(MARKER.fingerprints, PULL.branch, "main", BASE, (commit,), text, (), ready)
    return Written(PushOn(PULL.number, PULL.branch, HEAD, BASE, commit, merged=BASE), wanted, said)


@dataclass
class FakeHub(MemoryLock):
    """A repository with one pull request of ours. `trouble` tells what becomes of a write: None where it goes
    through, UNSURE is one that went through all the same. `lags`: no comment of ours is ever listed."""

    clock: Callable[[], float] = lambda: 0.0
    pull_: Pull = field(default_factory=lambda: replace(PULL, body=body(MARKER)))
    acts: tuple[Act, ...] = ()
    said: tuple[Thread, ...] = ()
    made: tuple[Commit, ...] = ()
    tip_of_base: str = BASE
    trouble: Callable[[Write], Trouble | None] = lambda _: None
    between: Callable[[FakeHub], object] = lambda _: None
    unread: frozenset[int] = frozenset()
    more: tuple[Pull, ...] = ()
    lags: bool = False
    writes: list[Write] = field(default_factory=list)

    @property
    def repo(self) -> Repo:
        return REPO

    @property
    def kinds(self) -> list[str]:
        """The writes that went through, by name."""
        return [type(write).__name__ for write in self.writes]

    @property
    def marker(self) -> Marker:
        found = parse(self.pull_.body)
        assert found is not None
        return found

    def ours(self) -> tuple[Pull, ...]:
        return (*self.more, self.pull_)

    def base(self, branch: str) -> str | Trouble:
        return self.tip_of_base

    def holds(self, branch: str, sha: str) -> bool | Trouble:
        return True

    def pull(self, number: int) -> Pull | Trouble:
        if number in self.unread:
            return Trouble(TroubleKind.UNSURE, "HTTP 502")
        return next((pull for pull in self.more if pull.number == number), self.pull_)

    def history(self, number: int) -> tuple[Act, ...] | Trouble:
        return self.acts

    def threads(self, number: int) -> tuple[Thread, ...] | Trouble:
        return self.said

    def commits(self, number: int) -> tuple[Commit, ...] | Trouble:
        return self.made

    def checks(self, sha: str) -> Checks | Trouble:
        return Checks()

    def issues(self, mark: str) -> tuple[Issue, ...] | Trouble:
        return ()

    def write(self, write: Write) -> Did | Trouble:
        """Do it to the one pull request, or whatever `trouble` says."""
        found = self.trouble(write)
        if found is not None and found.kind is not TroubleKind.UNSURE:
            return found
        self.writes.append(write)
        self._apply(write)
        self.between(self)
        return found or Did(PULL.number, PUSHED if isinstance(write, PushOn) else "")

    def _apply(self, write: Write) -> None:
        match write:
            case EditPull(body=text):
                self.pull_ = replace(self.pull_, body=text)
            case MarkReady():
                self.pull_ = replace(self.pull_, draft=False)
            case ClosePull():
                self.pull_ = replace(self.pull_, state=PullState.CLOSED)
            case PushOn():
                self.pull_ = replace(self.pull_, head_sha=PUSHED)
            case Comment(body=text, edits=edits) if not self.lags:
                kept = tuple(act for act in self.acts if not edits or act.id != edits)
                self.acts = (*kept, Act("commented", days(20), US, False, text=text, id=edits or 900))
            case _:
                pass


@dataclass
class FakeBench:
    """The code behind it: `made` is what comes of writing it again, and `asked` how often that was done."""

    made: Written | Declined = field(default_factory=written)
    merged: PushOn | Declined = field(default_factory=lambda: Declined("not asked for"))
    presence: Presence = Presence.PRESENT
    merging: Merge = Merge.CLEAN
    proven: Proven = Proven.HOLDS
    asked: list[str] = field(default_factory=list)

    @property
    def base_sha(self) -> str:
        return BASE

    def base(self, marker: Marker) -> Base:
        return Base(BASE, self.presence, "scanned")

    def branch(self, pull: Pull, marker: Marker) -> Branch | Trouble:
        on = pull.head_sha == PUSHED
        adopted = PUSHED if on and marker.head != PUSHED else ""
        return Branch(pull.head_sha, Touch.NONE, Merge.CURRENT if on else self.merging, (), adopted)

    def prove(self, pull: Pull, marker: Marker) -> Living:
        self.asked.append("prove")
        return Living(self.proven, BASE, pull.head_sha, (Gate("tests", "passed", "2 passed"),))

    def merge(self, pull: Pull, marker: Marker) -> PushOn | Declined:
        self.asked.append("merge")
        return self.merged

    def again(self, observed: Observed, repair: Sequence[str]) -> Written | Declined:
        self.asked.append("again")
        return self.made

    def revise(self, observed: Observed, requests: Sequence[Request]) -> Written | Declined | Later:
        self.asked.append("revise")
        return self.made
