"""The real Workbench: a clone of the base, its one scan, the gates, and the pipeline that writes fixes."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from agent.diff import unified_diff
from agent.domain import Change, Finding
from agent.errors import ForgeError, ToolError
from agent.followup.again import Desk, Job, Proposed, Why, asking, commit_of, mending, only_reported, propose
from agent.followup.lineage import Holds, Lineage, lineage
from agent.followup.merging import Conflicting, Merged, difference, merge
from agent.followup.ports import Declined, Written
from agent.followup.presence import BaseScan, Standing, Standings
from agent.followup.proving import gates_again
from agent.followup.values import Base, Branch, Living, Merge, Observed, Presence, Proven, Request, Touch
from agent.forge.text.defuse import plain
from agent.forge.text.marker import Followed, Marker
from agent.forge.values import Commit, Pull, Trouble, TroubleKind
from agent.forge.writes import NewCommit, PushOn
from agent.gates.runner import Bench
from agent.ports import Proposal
from agent.settings import Settings
from agent.workspace.branch import BASE, MARK
from agent.workspace.fetching import Absent, Fetching

_OVER = "The run's time was over before the gates could be asked (limits.run_seconds): the next run asks."
_TOUCHED = "people have pushed to the branch, and nothing of theirs is written over"


@dataclass(frozen=True, slots=True)
class Asks:
    """What is asked of the forge: `login` is who we are there.

    `commits` are a pull request's, the oldest first; `holds` tells whether a commit is in the base branch;
    `last_change` names the newest commit there that changed a path (empty: not known).
    """

    login: str
    commits: Callable[[int], tuple[Commit, ...] | Trouble]
    holds: Holds
    last_change: Callable[[str], str] = lambda _: ""


@dataclass(slots=True)
class CodeBench:
    """Looks at trees, runs gates and has fixes written, all on the base's newest commit (see `Workbench`).

    `bench` stands on that commit, and `today` is its scan. What was looked at once is kept for the run.
    Nothing is proven any more when `until` is over, by the monotonic clock.
    """

    today: BaseScan
    bench: Bench
    fetching: Fetching
    asks: Asks
    desk: Desk
    settings: Settings
    until: float = math.inf
    _standings: Standings = field(init=False)
    _lineages: dict[tuple[int, str, str], Lineage | Trouble] = field(default_factory=dict)
    _merges: dict[tuple[str, str, str], Merged | Conflicting | Trouble] = field(default_factory=dict)
    _proven: dict[tuple[str, Marker], Living] = field(default_factory=dict)

    def __post_init__(self) -> None:
        asks = self.asks
        self._standings = Standings(self.today, self.fetching, asks.holds, asks.last_change)

    @property
    def base_sha(self) -> str:
        """The newest commit of the base when the run began."""
        return self.bench.snapshot.base_sha

    def base(self, marker: Marker) -> Base:
        """Whether the findings of a pull request are on the base."""
        standing = self._standings.of(marker)
        return Base(self.base_sha, standing.presence, standing.detail)

    def findings(self, marker: Marker) -> tuple[Finding, ...]:
        """The findings of a pull request that are on the base today."""
        return self._standings.of(marker).findings

    def branch(self, pull: Pull, marker: Marker) -> Branch | Trouble:
        """What is on its branch, and how it would merge."""
        try:
            found = self.fetching.one(f"refs/heads/{pull.branch}")
            if isinstance(found, Absent) and found.missing:
                return Branch(pull.head_sha, Touch.GONE, Merge.UNKNOWN)
            if isinstance(found, Absent):
                return Trouble(TroubleKind.UNSURE, f"branch {pull.branch} {found.reason}")
        except ForgeError as error:
            return Trouble(TroubleKind.UNSURE, str(error), error.hint)
        if found != pull.head_sha:
            return Trouble(TroubleKind.UNSURE, f"branch {pull.branch} moved while it was looked at")
        line = self._lineage(pull, marker)
        if isinstance(line, Trouble):
            return line
        kind, paths = self._merging(line, pull.head_sha)
        return Branch(pull.head_sha, line.touch, kind, paths, line.adopted)

    def prove(self, pull: Pull, marker: Marker) -> Living:
        """Run the gates again on today's merge of base and branch; NOT_ASKED when the time is over."""
        key = (pull.head_sha, marker.model_copy(update={"followed": Followed()}))
        if key not in self._proven:
            if time.monotonic() >= self.until:
                return Living(Proven.NOT_ASKED, detail=_OVER)
            self._proven[key] = self._judged(pull, marker)
        return self._proven[key]

    def merge(self, pull: Pull, marker: Marker) -> PushOn | Declined:
        """The commit that merges the base into the branch, where that is clean and still proven."""
        return self.merge_as(pull, marker, self.prove)

    def merge_as(
        self, pull: Pull, marker: Marker, prove: Callable[[Pull, Marker], Living]
    ) -> PushOn | Declined:
        """The same with evidence that comes from somewhere else."""
        branch = self._untouched(pull, marker)
        if isinstance(branch, Declined):
            return branch
        if branch.merge is Merge.CURRENT:
            return Declined("the branch holds the newest commit of the base already")
        if branch.conflicts:
            return Declined(f"it conflicts with the base in {plain(', '.join(branch.conflicts), 300)}")
        merged = self._joined(pull, marker)
        if not isinstance(merged, Merged) or merged.odd:
            return Declined("whether it merges cleanly could not be told", final=False)
        living = prove(pull, marker)
        if living.proven is not Proven.HOLDS:
            said = plain(living.detail, 300)
            return Declined(
                f"merged with today's base it is not proven: {said}", living.proven is Proven.BROKEN
            )
        message = _merge_message(pull, marker, self.base_sha)
        commit = NewCommit(message, merged.changes, merged.tree)
        return PushOn(pull.number, pull.branch, pull.head_sha, self.base_sha, commit, merged=self.base_sha)

    def again(self, observed: Observed, repair: Sequence[str]) -> Written | Declined:
        """Write the fix anew on today's base; `repair` are checks that the present one failed."""
        return self._again(observed, mending(repair))

    def revise(self, observed: Observed, requests: Sequence[Request]) -> Written | Declined:
        """Write the fix anew as people asked, within the bounds of every gate."""
        return self._again(observed, asking(requests))

    def _again(self, observed: Observed, why: Why) -> Written | Declined:
        job = self.job(observed, why)
        if isinstance(job, Declined):
            return job
        made = self.proposed(job)
        return made if isinstance(made, Declined) else self.written(job, made.proposal)

    def proposed(self, job: Job) -> Proposed | Declined:
        """Have a fix written anew, and judged by every gate."""
        try:
            return propose(job, self.bench, self.desk, self.settings)
        except ToolError as error:
            return _not_written(error)

    def written(self, job: Job, proposal: Proposal) -> Written | Declined:
        """Make a fix into one more commit, with the text that belongs to it."""
        try:
            return commit_of(job, proposal, self.desk, self.settings)
        except ToolError as error:
            return _not_written(error)

    def job(self, observed: Observed, why: Why) -> Job | Declined:
        """What is to be written anew, where anything may be."""
        pull, marker = observed.pull, observed.marker
        standing = self._standings.of(marker)
        if standing.presence is Presence.GONE:
            return Declined("the finding is not on the base any more: there is nothing to fix")
        if standing.presence is Presence.UNKNOWN:
            return Declined(
                f"whether the finding is on the base is not known: {standing.detail}", final=False
            )
        branch = self._untouched(pull, marker)
        if isinstance(branch, Declined):
            return branch
        try:
            present = self._present(pull, marker)
        except ToolError as error:
            return _not_written(error)
        earlier = why(unified_diff(present)) if why else None
        job = Job(observed, branch, standing.findings, present, earlier)
        if only_reported(job, self.settings):
            return Declined("by today's settings it is only to be reported (disclosure)")
        return job

    def _untouched(self, pull: Pull, marker: Marker) -> Branch | Declined:
        """The branch, where it is ours to push to."""
        branch = self.branch(pull, marker)
        if isinstance(branch, Trouble):
            return Declined(f"the branch cannot be read: {branch.reason}", final=False)
        if branch.touch is Touch.GONE:
            return Declined("the branch is gone")
        return Declined(_TOUCHED) if branch.touch is Touch.PEOPLE else branch

    def _present(self, pull: Pull, marker: Marker) -> tuple[Change, ...]:
        """What the pull request proposes now: as changes of today's base, else of its own."""
        merged = self._joined(pull, marker)
        if isinstance(merged, Merged):
            return merged.changes
        line = self._lineage(pull, marker)
        if isinstance(line, Lineage) and line.onto and self._missing(line.onto, pull.head_sha) is None:
            return difference(self.today.checkout, line.onto, pull.head_sha).changes
        return ()

    def _judged(self, pull: Pull, marker: Marker) -> Living:
        standing = self._standings.of(marker)
        living = self._gates(pull, marker, standing)
        return Living(living.proven, self.base_sha, pull.head_sha, living.gates, living.detail)

    def _gates(self, pull: Pull, marker: Marker, standing: Standing) -> Living:
        if standing.presence is not Presence.PRESENT:
            return Living(Proven.UNKNOWN, detail=standing.detail)
        line = self._lineage(pull, marker)
        if isinstance(line, Trouble):
            return Living(Proven.UNKNOWN, detail=line.reason)
        merged = self._joined(pull, marker)
        if isinstance(merged, Trouble):
            return Living(Proven.UNKNOWN, detail=merged.reason)
        if isinstance(merged, Conflicting):
            return Living(Proven.UNKNOWN, detail=f"it conflicts with the base in {', '.join(merged.paths)}")
        return gates_again(self.bench, merged, standing.findings, marker, line.touch)

    def _lineage(self, pull: Pull, marker: Marker) -> Lineage | Trouble:
        key = (pull.number, pull.head_sha, marker.head)
        found = self._lineages.get(key)
        if found is None or isinstance(found, Trouble):
            commits = self.asks.commits(pull.number)
            found = commits if isinstance(commits, Trouble) else self._walked(pull, marker, commits)
            self._lineages[key] = found
        return found

    def _walked(self, pull: Pull, marker: Marker, commits: Sequence[Commit]) -> Lineage | Trouble:
        return lineage(pull, marker, commits, self.asks.login, self.asks.holds, self._merges_to)

    def _merges_to(self, base: str, ours: str, theirs: str) -> str | Trouble:
        merged = self._merged(base, ours, theirs)
        return merged if isinstance(merged, Trouble) else merged.tree if isinstance(merged, Merged) else ""

    def _merging(self, line: Lineage, head: str) -> tuple[Merge, tuple[str, ...]]:
        if not line.onto:
            return Merge.UNKNOWN, ()
        if line.onto == self.base_sha:
            return Merge.CURRENT, ()
        merged = self._merged(line.onto, self.base_sha, head)
        match merged:
            case Merged():
                return Merge.CLEAN, ()
            case Conflicting():
                return Merge.CONFLICT, merged.paths
            case Trouble():
                return Merge.UNKNOWN, ()

    def _joined(self, pull: Pull, marker: Marker) -> Merged | Conflicting | Trouble:
        """Today's merge of base and branch."""
        line = self._lineage(pull, marker)
        if isinstance(line, Trouble):
            return line
        if not line.onto:
            return Trouble(TroubleKind.UNSURE, "which commit of the base the branch stands on cannot be told")
        return self._merged(line.onto, self.base_sha, pull.head_sha)

    def _merged(self, base: str, ours: str, theirs: str) -> Merged | Conflicting | Trouble:
        key = (base, ours, theirs)
        if key not in self._merges:
            missing = self._missing(*key)
            if missing is not None:
                return missing
            try:
                self._merges[key] = merge(self.today.checkout, *key)
            except ToolError as error:
                self._merges[key] = Trouble(TroubleKind.UNSURE, str(error), error.hint)
        return self._merges[key]

    def _missing(self, *names: str) -> Trouble | None:
        """Have these commits here, or say why not."""
        try:
            found = self.fetching.get(names)
        except ForgeError as error:
            return Trouble(TroubleKind.UNSURE, str(error), error.hint)
        absent = next((one for one in found.values() if isinstance(one, Absent)), None)
        return Trouble(TroubleKind.UNSURE, f"commit {absent.name[:12]} {absent.reason}") if absent else None


def _not_written(error: ToolError) -> Declined:
    return Declined(f"it could not be written again: {error}", final=False)


def _merge_message(pull: Pull, marker: Marker, base_sha: str) -> str:
    """What the commit says that merges the base in: nothing of the finding."""
    trailers = [f"{MARK}: {name}" for name in marker.fingerprints]
    return "\n".join(
        [f"Merge {plain(pull.base, 100)} into {pull.branch}", "", *trailers, f"{BASE}: {base_sha}", ""]
    )
