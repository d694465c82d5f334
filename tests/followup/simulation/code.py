"""A Workbench that plays scans and gates, and tells the truth: it reads every tree, and makes real commits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from agent.domain import Change
from agent.followup.ports import Declined, Written
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
from agent.forge.github.repository import GithubHost
from agent.forge.owners import Ownership, OwnerSource
from agent.forge.text.body import describe
from agent.forge.text.disclosure import mode
from agent.forge.text.facts import Facts
from agent.forge.text.marker import Marker
from agent.forge.values import Pull, Wanted
from agent.forge.writes import NewCommit, PullText, PushOn
from tests.doubles.github.objects import CommitObject, git
from tests.doubles.github.trees import deltas
from tests.followup.simulation.parts import CAREFUL, UNSAFE, Part
from tests.followup.simulation.world import SLUG, US, World

BRING_BACK = "put it back as it was"
"""A request with these words would bring the finding back."""
WIDER = "while you are there"
"""A request with these words is about something else."""
MERGE = "Merge the base branch in"


@dataclass(frozen=True, slots=True)
class Merged:
    """What git makes of two commits: a tree, and the paths on which they disagree."""

    tree: str
    conflicts: tuple[str, ...]


@dataclass
class Facility:
    """What is known of commits, kept for the whole simulation: histories and merges never change."""

    world: World
    _merged: dict[tuple[str, str], Merged] = field(default_factory=dict)
    _before: dict[str, frozenset[str]] = field(default_factory=dict)

    def merged(self, one: str, other: str) -> Merged:
        """The merge of two commits, by git itself."""
        key = (one, other)
        if key not in self._merged:
            folder = self.world.store.folder
            lines = git(
                folder, "merge-tree", "--write-tree", "--name-only", "--no-messages", one, other, ok=(0, 1)
            ).split("\n")
            self._merged[key] = Merged(lines[0], tuple(line for line in lines[1:] if line))
        return self._merged[key]

    def before(self, sha: str) -> frozenset[str]:
        """A commit and all before it."""
        if sha not in self._before:
            found = self.commit(sha)
            older = [self.before(parent) for parent in found.parents]
            self._before[sha] = frozenset({sha}).union(*older)
        return self._before[sha]

    def above(self, low: str, high: str) -> list[CommitObject]:
        """The commits that `high` has and `low` has not."""
        return [self.commit(sha) for sha in self.before(high) - self.before(low)]

    def commit(self, sha: str) -> CommitObject:
        found = self.world.store.commit(sha)
        assert found is not None, sha
        return found


@dataclass
class Code:
    """The Workbench of one run. On days when `blind` the scan fails, when `mute` no model can be reached."""

    facility: Facility
    host: GithubHost
    blind: bool = False
    mute: bool = False
    proved: int = 0

    def __post_init__(self) -> None:
        self.world = self.facility.world
        self._base = self.world.base

    @property
    def base_sha(self) -> str:
        """The base branch's commit when the run began."""
        return self._base

    def base(self, marker: Marker) -> Base:
        """Whether the word is in the file."""
        part = self._part(marker)
        if self.blind:
            return Base(self._base, Presence.UNKNOWN, "the scan ran out of time")
        if self.world.present(part, self._base):
            return Base(self._base, Presence.PRESENT, "the scan ran the same rules")
        return Base(
            self._base, Presence.GONE, f"the scan ran the same rules; {self._fixed_by(part)[:12]} fixed it"
        )

    def branch(self, pull: Pull, marker: Marker) -> Branch:
        """Who made the commits on top of the recorded one, and how git would merge it all."""
        head = self.world.store.ref(f"refs/heads/{pull.branch}")
        if not head:
            return Branch("", Touch.GONE, Merge.UNKNOWN)
        touch, adopted = self._touch(head, marker)
        if self._base in self.facility.before(head):
            return Branch(head, touch, Merge.CURRENT, adopted=adopted)
        merged = self.facility.merged(self._base, head)
        how = Merge.CONFLICT if merged.conflicts else Merge.CLEAN
        return Branch(head, touch, how, merged.conflicts, adopted)

    def prove(self, pull: Pull, marker: Marker) -> Living:
        """Look whether today's merge has the weakness, and keeps to the contract of its part."""
        self.proved += 1
        head = self.world.store.ref(f"refs/heads/{pull.branch}")
        part = self._part(marker)
        merged = self.facility.merged(self._base, head) if head else None
        if merged is None or merged.conflicts:
            return Living(Proven.UNKNOWN, self._base, head, detail="it cannot be merged without a decision")
        content = self.world.in_tree(merged.tree, part.path) or b""
        wants = self.world.in_tree(merged.tree, part.contract) is not None
        finding = UNSAFE.encode() not in content
        tests = not wants or CAREFUL.encode() in content
        gates = (
            Gate("finding", "passed" if finding else "failed", "the rule was run again"),
            Gate("tests", "passed" if tests else "failed", "the suite was run again"),
            Gate("review", "not_run", "only a model could, and none is asked again"),
        )
        return Living(Proven.HOLDS if finding and tests else Proven.BROKEN, self._base, head, gates)

    def merge(self, pull: Pull, marker: Marker) -> PushOn | Declined:
        """Git's own merge, as a commit."""
        head = self.world.store.ref(f"refs/heads/{pull.branch}")
        if self.facility.merged(self._base, head).conflicts:
            return Declined("the base branch and this branch change the same lines")
        if self.prove(pull, marker).proven is not Proven.HOLDS:
            return Declined("with the base branch merged in, the gates do not pass")
        tree = self.facility.merged(self._base, head).tree
        changes = self._changes(self.facility.commit(self._base).tree, tree)
        return PushOn(pull.number, pull.branch, head, self._base, NewCommit(MERGE, changes, tree), self._base)

    def again(self, observed: Observed, repair: Sequence[str]) -> Written | Declined:
        """The fix of the file as it is today; a repair also says so in it."""
        return self._written(observed, asked=len(repair), said="The fix was written again for today's base.")

    def revise(self, observed: Observed, requests: Sequence[Request]) -> Written | Declined:
        """The fix with a line for each request, unless one asks for what must not be."""
        said = " ".join(request.text for request in requests)
        if BRING_BACK in said:
            return Declined("that would bring the finding back")
        if WIDER in said:
            return Declined("that is about more than this finding")
        return self._written(
            observed,
            asked=observed.marker.followed.revisions + len(requests) + 1,
            said="The fix was revised as asked.",
        )

    def _written(self, observed: Observed, *, asked: int, said: str) -> Written | Declined:
        part, pull, marker = self._part(observed.marker), observed.pull, observed.marker
        before = self.world.content(self._base, part.path)
        if self.mute:
            return Declined("the model could not be reached", final=False)
        if before is None or UNSAFE.encode() not in before:
            return Declined("the finding is not on the base branch any more")
        careful = self.world.content(self._base, part.contract) is not None
        proposal = part.proposal(self._base, part.changes(before, careful=careful, asked=asked))
        owned = Ownership((), OwnerSource.AUTHORS, marker.assignees, marker.teams, marker.users)
        told = mode(False, part.rule.severity, self.world.settings.disclosure)
        facts = Facts(
            proposal, told, owned, SLUG, "main", pull.branch, self.world.settings.github.server_url, "0.1.0", "bubblewrap", "a-model"
        )  # fmt: skip
        tree = self.world.composer(self.host).tree(self._base, facts)
        head = observed.branch.head
        commit = NewCommit(f"Fix part {part.number} again", proposal.draft.patch.changes, tree)
        merged = "" if self._base in self.facility.before(head) else self._base
        push = PushOn(pull.number, pull.branch, head, self._base, commit, merged)

        def text(made: str, verified: bool | None) -> PullText:
            return describe(replace(facts, head=made), verified)

        ready = not part.gap
        wanted = Wanted(
            marker.fingerprints, pull.branch, "main", self._base, (commit,), text, (), ready,
            marker.assignees, marker.users, marker.teams,
        )  # fmt: skip
        return Written(push, wanted, said)

    def _part(self, marker: Marker) -> Part:
        return self.world.by_fingerprint[marker.fingerprints[0]]

    def _touch(self, head: str, marker: Marker) -> tuple[Touch, str]:
        if not marker.head or marker.head not in self.facility.before(head):
            return Touch.PEOPLE, ""
        known = self.facility.before(marker.head) | self.facility.before(self._base)
        fresh = [self.facility.commit(sha) for sha in self.facility.before(head) - known]
        if not all(commit.author.name == US or self._clean_merge(commit) for commit in fresh):
            return Touch.PEOPLE, ""
        ours = [commit for commit in fresh if commit.author.name == US]
        return Touch.NONE, head if any(commit.sha == head for commit in ours) else ""

    def _clean_merge(self, commit: CommitObject) -> bool:
        """Whether it is what "Update branch" makes."""
        if len(commit.parents) != 2 or commit.parents[1] not in self.facility.before(self._base):
            return False
        merged = self.facility.merged(*commit.parents)
        return not merged.conflicts and merged.tree == commit.tree

    def _changes(self, old: str, new: str) -> tuple[Change, ...]:
        store = self.world.store
        return tuple(
            Change(
                delta.path,
                store.blob(delta.old) if delta.old else None,
                store.blob(delta.new) if delta.new else None,
            )
            for delta in deltas(store, old, new)
        )

    def _fixed_by(self, part: Part) -> str:
        """The newest commit of the base that took the word out."""
        sha = self._base
        while True:
            fixed = self.facility.commit(sha)
            older = next((one for one in fixed.parents if not self.world.present(part, one)), "")
            if not older:
                return sha
            sha = older
