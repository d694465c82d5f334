"""A forge in memory that keeps GitHub's rules, lags like it and fails on demand. Implements Host."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import assert_never

from agent.domain import Change
from agent.forge.values import Commit, Did, Event, Pull, PullState, Repo, Seen, Trouble, TroubleKind, Wanted
from agent.forge.writes import (
    AddLabels,
    Assign,
    Following,
    MarkReady,
    NewCommit,
    OpenPull,
    PullText,
    PushBranch,
    RequestReviews,
    Write,
)

LOGIN = "suture[bot]"
REPO = Repo("acme/shop", "main", private=False, archived=False, can_push=True, login=LOGIN)
BRANCH = "suture/f1"
BASE_SHA = "b" * 40
STOP = "suture:stop"


class Crashed(BaseException):
    """The run was killed here."""


class Fault(StrEnum):
    """What happens at a write instead of an answer."""

    REFUSED_BEFORE = "the answer is lost, and nothing was done"
    LOST_AFTER = "the answer is lost after it was done"
    LATER = "secondary limit"
    PERMISSION = "not permitted"
    REFUSED = "refused"
    MISSING = "unknown to this forge"
    CRASH_BEFORE = "killed before"
    CRASH_AFTER = "killed after"


AFTER = (Fault.LOST_AFTER, Fault.CRASH_AFTER)
CRASHES = (Fault.CRASH_BEFORE, Fault.CRASH_AFTER)
KINDS = {
    Fault.REFUSED_BEFORE: TroubleKind.UNSURE,
    Fault.LOST_AFTER: TroubleKind.UNSURE,
    Fault.LATER: TroubleKind.LATER,
    Fault.PERMISSION: TroubleKind.PERMISSION,
    Fault.REFUSED: TroubleKind.REFUSED,
    Fault.MISSING: TroubleKind.MISSING,
}


def message_of(title: str, base_sha: str = BASE_SHA) -> str:
    """What a commit of ours says for the case `f1`."""
    return f"{title}\n\nSuture-Fingerprint: f1\nSuture-Base: {base_sha}\n"


COMMITS = (
    NewCommit(message_of("test: show it"), (Change("test_app.py", None, b"t"),), "1" * 40),
    NewCommit(message_of("fix: mend it"), (Change("app.py", b"a", b"b"),), "2" * 40),
)
WANTED = Wanted(
    fingerprints=("f1",),
    branch=BRANCH,
    base="main",
    base_sha=BASE_SHA,
    commits=COMMITS,
    text=lambda head, verified: PullText("fix(app): mend it", f"signed: {verified}"),
    labels=("security", "suture"),
    ready=True,
    assignees=("ada",),
    users=("ada", "bob"),
    teams=("core",),
    stop_label=STOP,
)


@dataclass
class MemoryForge:
    """One repository. Faults are keyed by the number of the write, troubles of looks and acts of people by
    the number of the look (from 0); an act comes before its look. A new pull request is missing in the first
    `lag` lists after it was made. `unique` is False for a forge that takes a second one for a branch."""

    repo: Repo = REPO
    faults: Mapping[int, Fault] = field(default_factory=dict)
    blind: Mapping[int, Trouble] = field(default_factory=dict)
    acts: Mapping[int, Callable[[MemoryForge], object]] = field(default_factory=dict)
    lag: int = 0
    unique: bool = True
    people: frozenset[str] = frozenset({"ada", "bob", "core"})
    branches: dict[str, tuple[Commit, ...]] = field(default_factory=dict)
    pulls: dict[int, Pull] = field(default_factory=dict)
    done_to: dict[int, list[Event]] = field(default_factory=dict)
    moved: tuple[str, ...] = ()
    apart: bool = False
    sent: list[Write] = field(default_factory=list)
    looks: int = 0
    _hidden: dict[int, int] = field(default_factory=dict)
    _commits: int = 0

    # The Host protocol

    def look(self, wanted: Wanted, number: int = 0) -> Seen | Trouble:
        count, self.looks = self.looks, self.looks + 1
        if count in self.acts:
            self.acts[count](self)
        if count in self.blind:
            return self.blind[count]
        pull = self.pulls.get(max(number, self._listed(wanted.branch)))
        events = tuple(self.done_to[pull.number]) if pull else ()
        return Seen(self.repo, self.branches.get(wanted.branch), pull, events, self.moved, self.apart)

    def write(self, write: Write) -> Did | Trouble:
        fault = self.faults.get(len(self.sent))
        self.sent.append(write)
        if fault is None:
            return self._do(write)
        if fault in AFTER:
            self._do(write)
        if fault in CRASHES:
            raise Crashed
        return Trouble(KINDS[fault], fault.value, "do this" if fault is Fault.PERMISSION else "")

    def ours(self) -> tuple[Pull, ...] | Trouble:
        return tuple(pull for _, pull in sorted(self.pulls.items(), reverse=True) if pull.author == LOGIN)

    def events(self, number: int) -> tuple[Event, ...] | Trouble:
        return tuple(self.done_to[number])

    # What people do

    def did(self, number: int, kind: str, actor: str = "ada", subject: str = "", **changes: object) -> None:
        """Something is done to a pull request: the event, and how it is then."""
        self.done_to[number].append(Event(kind, actor, subject))
        self.pulls[number] = replace(self.pulls[number], **changes)  # type: ignore[arg-type]

    def close(self, number: int, actor: str = "ada") -> None:
        self.did(number, "closed", actor, state=PullState.CLOSED)

    def commit(self, branch: str, message: str = "wip", author: str = "ada") -> None:
        """A commit on top of a branch."""
        parent = self.branches[branch][0].sha
        tip = Commit(self._sha(), "3" * 40, (parent,), message, author)
        self._point(branch, (tip, *self.branches[branch]))

    def delete_branch(self, branch: str, actor: str = "ada") -> None:
        """Deleting a branch closes its pull request."""
        del self.branches[branch]
        for pull in list(self.pulls.values()):
            if pull.branch == branch and pull.state is PullState.OPEN:
                self.close(pull.number, actor)

    # The rules

    def _listed(self, branch: str) -> int:
        found = 0
        for number, pull in self.pulls.items():
            hidden = self._hidden.get(number, 0)
            self._hidden[number] = max(hidden - 1, 0)
            if not hidden and pull.branch == branch:
                found = max(found, number)
        return found

    def _do(self, write: Write) -> Did | Trouble:
        if self.repo.archived or not self.repo.can_push:
            return Trouble(TroubleKind.PERMISSION, "Repository is read-only")
        if isinstance(write, Following):
            raise AssertionError(f"delivery never asks for {write}")
        match write:
            case PushBranch():
                return self._push(write)
            case OpenPull():
                return self._open(write)
            case AddLabels() | MarkReady() | Assign() | RequestReviews():
                return self._change(write)
            case _:
                assert_never(write)

    def _push(self, write: PushBranch) -> Did | Trouble:
        there = self.branches.get(write.branch)
        if (there[0].sha if there else "") != write.old:
            return Trouble(TroubleKind.EXISTS, "Reference already exists")
        made: tuple[Commit, ...] = ()
        parent = write.base_sha
        for new in write.commits:
            # As on GitHub, the same commit made later has another name.
            parents, parent = (parent,), self._sha()
            made = (Commit(parent, new.tree, parents, new.message.strip(), self.repo.login, True), *made)
        self._point(write.branch, made)
        return Did(sha=parent, verified=True)

    def _point(self, branch: str, commits: tuple[Commit, ...]) -> None:
        self.branches[branch] = commits
        for pull in self.pulls.values():
            if pull.branch == branch and pull.state is PullState.OPEN:
                self.pulls[pull.number] = replace(pull, head_sha=commits[0].sha)

    def _open(self, write: OpenPull) -> Did | Trouble:
        commits = self.branches.get(write.branch)
        if not commits:
            return Trouble(TroubleKind.REFUSED, "No commits between main and the branch")
        if self.unique and any(
            pull.branch == write.branch and pull.base == write.base and pull.state is PullState.OPEN
            for pull in self.pulls.values()
        ):
            return Trouble(TroubleKind.EXISTS, "A pull request already exists")
        number = max(self.pulls, default=6) + 1
        self.pulls[number] = Pull(
            number, f"PR_{number}", f"https://forge.test/{number}", PullState.OPEN, True, write.text.title,
            write.text.body, self.repo.login, write.branch, commits[0].sha, self.repo.slug, write.base,
        )  # fmt: skip
        self.done_to[number] = []
        self._hidden[number] = self.lag
        return Did(number)

    def _change(self, write: AddLabels | MarkReady | Assign | RequestReviews) -> Did | Trouble:
        pull = self.pulls.get(write.number)
        if pull is None:
            return Trouble(TroubleKind.MISSING, "Not Found")
        match write:
            case AddLabels():
                self._name(pull, "labels", "labeled", write.labels)
            case MarkReady():
                if pull.draft:
                    self.did(pull.number, "ready_for_review", self.repo.login, draft=False)
            case Assign():
                return self._known(pull, (("assignees", "assigned", write.logins),))
            case RequestReviews():
                asked = (
                    ("users", "review_requested", write.users),
                    ("teams", "review_requested", write.teams),
                )
                return self._known(pull, asked)
            case _:
                assert_never(write)
        return Did(pull.number)

    def _known(self, pull: Pull, named: tuple[tuple[str, str, tuple[str, ...]], ...]) -> Did | Trouble:
        """Only people with access, and for a review not the author, can be named."""
        everybody = [name for _, _, names in named for name in names]
        refused = tuple(name for name in everybody if name not in self.people or name == pull.author)
        if len(refused) == len(everybody):
            return Trouble(TroubleKind.REFUSED, f"none of {', '.join(refused)}")
        for attribute, kind, names in named:
            self._name(self.pulls[pull.number], attribute, kind, [n for n in names if n not in refused])
        return Did(pull.number, refused=refused)

    def _name(self, pull: Pull, attribute: str, kind: str, names: tuple[str, ...] | list[str]) -> None:
        for name in names:
            there = getattr(self.pulls[pull.number], attribute)
            if name not in there:
                self.did(pull.number, kind, self.repo.login, name, **{attribute: (*there, name)})

    def _sha(self) -> str:
        self._commits += 1
        return hashlib.sha1(str(self._commits).encode()).hexdigest()
