"""The Workbench of a job that runs no code: what the gates say, and new fixes, come from jobs before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.bundle.proposing import checked
from agent.bundle.values import Bundle, Fix, Stage
from agent.endings import Ending
from agent.followup.again import Job, Why, asking, mending
from agent.followup.bench import CodeBench
from agent.followup.decided import Decided, Decision, about, living_of, work_again, work_revise
from agent.followup.ports import Declined, Later, Written
from agent.followup.values import Base, Branch, Living, Observed, Proven, Request
from agent.forge.text.defuse import plain
from agent.forge.text.marker import Marker
from agent.forge.values import Pull, Trouble
from agent.forge.writes import PushOn

_MOVED = "it is not as it was when the gates were asked: looked at again by the next run"
_UNWRITTEN = "what is to be written for it is not in the bundle: the next run goes on"
_NO_BUNDLE = "no new version of it was written and verified"
_NEUTRAL = "no new version of it was found that every gate accepts, so I keep it as it is"
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Carried:
    """Answers with what other jobs found out about the very base and head that are there (see `Workbench`).

    `code` looks at trees and makes commits; its gates and its author are never asked. Without a `bundle`
    nothing is written anew. What should have been written for this base and head, and makes no commit, counts
    as a try: otherwise a model would be paid for it by every run, and nobody would ever be told.
    """

    code: CodeBench
    decided: Decided
    bundle: Bundle | None = None

    @property
    def base_sha(self) -> str:
        """The newest commit of the base when the run began."""
        return self.code.base_sha

    def base(self, marker: Marker) -> Base:
        """Whether the findings of a pull request are on the base."""
        return self.code.base(marker)

    def branch(self, pull: Pull, marker: Marker) -> Branch | Trouble:
        """What is on its branch, and how it would merge."""
        return self.code.branch(pull, marker)

    def prove(self, pull: Pull, marker: Marker) -> Living:
        """What the gates said in the job before; NOT_ASKED where that was of anything else."""
        decision = self._decision(pull, marker)
        if decision is None or decision.evidence is None:
            return Living(Proven.NOT_ASKED, detail=f"Before anybody is spoken to: {_MOVED}.")
        return living_of(decision.evidence, self.base_sha, pull.head_sha, neutral=not marker.rule)

    def merge(self, pull: Pull, marker: Marker) -> PushOn | Declined | Later:
        """The commit that merges the base into the branch, where the job before found it proven."""
        living = self.prove(pull, marker)
        if living.proven is Proven.NOT_ASKED:
            return Later(_MOVED)
        return self.code.merge_as(pull, marker, lambda _, __: living)

    def again(self, observed: Observed, repair: Sequence[str]) -> Written | Declined | Later:
        """The fix that was written anew on this base."""
        return self._made(observed, work_again(repair), mending(repair))

    def revise(self, observed: Observed, requests: Sequence[Request]) -> Written | Declined | Later:
        """The fix that was written anew for these very requests."""
        return self._made(observed, work_revise(requests), asking(requests))

    def _made(self, observed: Observed, work: str, why: Why) -> Written | Declined | Later:
        decision = self._decision(observed.pull, observed.marker)
        if decision is None or decision.work != work:
            return Later(_MOVED)
        if self.bundle is None:
            return Declined(_NO_BUNDLE, final=False)
        bundle = self._usable(self.bundle)
        if bundle is None:
            return Later(_UNWRITTEN)
        job = self.code.job(observed, why)
        if isinstance(job, Declined):
            return job
        asked = (decision.number, decision.head_sha)
        fix = next((fix for fix in bundle.fixes if (fix.pull, fix.head) == asked), None)
        return self._refused(bundle, job) if fix is None else self._committed(job, fix)

    def _committed(self, job: Job, fix: Fix) -> Written | Declined:
        """The commit that a fix of the bundle makes, if it is one of what this run finds itself."""
        if [f.fingerprint for f in fix.findings] != [f.fingerprint for f in job.findings]:
            return _unusable(job, "it is for other findings than there are")
        # What our own scan says of the findings counts, not what a file does.
        rebuilt = checked(replace(fix, findings=job.findings), self.code.bench, ())
        if isinstance(rebuilt, Ending):
            return _unusable(job, rebuilt.reason)
        return self.code.written(job, rebuilt.proposal(fix, self.code.bench))

    def _refused(self, bundle: Bundle, job: Job) -> Declined | Later:
        """Why the jobs before wrote nothing, or did not accept it."""
        pull = job.observed.pull
        for refused in bundle.refused:
            named = (refused.pull, refused.head) == (pull.number, pull.head_sha)
            judged = not refused.pull and refused.fingerprint == job.findings[0].fingerprint
            if named or judged:
                said = _NEUTRAL if job.neutral else plain(refused.reason, _LONGEST)
                return Declined(said, refused.final)
        return Later(_UNWRITTEN)

    def _decision(self, pull: Pull, marker: Marker) -> Decision | None:
        """What was decided, if base, head and what the pull request says it is about are the same still."""
        if self.decided.base_sha != self.base_sha:
            return None
        found = self.decided.of(pull.number, pull.head_sha)
        return found if found is not None and found.about == about(marker) else None

    def _usable(self, bundle: Bundle) -> Bundle | None:
        """The bundle, where its verdicts are those of a clean machine, on this base."""
        verified = bundle.stage is Stage.VERIFIED and bundle.base_sha == self.base_sha
        return bundle if verified else None


def _unusable(job: Job, why: str) -> Declined:
    said = "" if job.neutral else f": {plain(why, _LONGEST)}"
    return Declined(f"its new version cannot be used{said}", final=False)
