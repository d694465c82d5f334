"""Fixes that another job decided to have written again: written and judged here, and put into a bundle."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from agent.bundle.making import as_fix, unfit
from agent.bundle.values import Fix, Refused
from agent.errors import ForgeError, ModelError, ToolError
from agent.followup.again import Job, asking, mending
from agent.followup.bench import CodeBench
from agent.followup.decided import Decided, Decision, work_of
from agent.followup.ports import Declined
from agent.followup.sending import Sender
from agent.followup.values import AuthorAgain, Observed, Revise, Step
from agent.forge.leaks import leaked_write
from agent.forge.values import Trouble
from agent.forge.writes import Comment
from agent.text import shortened

_LONGEST = 1_000
_OVER = "the run's time is over (limits.run_seconds): the next run goes on"
_MOVED = "it is not as it was when that was decided: the next run goes on"

Look = Callable[[int], tuple[Observed, Step] | Trouble]
"""One pull request as it is now, and the step that comes of it."""


@dataclass(frozen=True, slots=True)
class Revised:
    """What came of it; `notes` say of which pull requests nothing did, and why."""

    fixes: tuple[Fix, ...]
    refused: tuple[Refused, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reviser:
    """Writes fixes again on `code`; what would publish a secret of `sender`'s goes into no bundle."""

    look: Look
    code: CodeBench
    sender: Sender
    clock: Callable[[], float] = time.monotonic

    def run(self, decided: Decided) -> Revised:
        """Each fix that is to be written, as long as its pull request is what that was decided on.

        None is begun when `limits.run_seconds` are over: what was written until then must not be lost.
        """
        end = self.clock() + self.code.settings.limits.run_seconds
        made = [
            (each.number, self._one(each) if self.clock() < end else _OVER)
            for each in decided.pulls
            if each.work
        ]
        refused = [(number, one) for number, one in made if isinstance(one, Refused)]
        notes = [(number, one) for number, one in made if isinstance(one, str)]
        return Revised(
            tuple(one for _, one in made if isinstance(one, Fix)),
            tuple(one for _, one in refused),
            tuple(f"#{number}: {one}" for number, one in (*notes, *((n, one.reason) for n, one in refused))),
        )

    def _one(self, decision: Decision) -> Fix | Refused | str:
        try:
            seen = self.look(decision.number)
            if isinstance(seen, Trouble):
                return seen.reason
            observed, step = seen
            if observed.pull.head_sha != decision.head_sha or work_of(step) != decision.work:
                return _MOVED
            made = self._made(observed, step)
        except (ToolError, ModelError, ForgeError) as error:
            # What broke here must not keep the others from being written.
            return f"{error} ({error.hint})"
        return self._refused(observed, made) if isinstance(made, Declined) else made

    def _made(self, observed: Observed, step: Step) -> Fix | Declined:
        assert isinstance(step, (AuthorAgain, Revise))
        why = mending(step.repair) if isinstance(step, AuthorAgain) else asking(step.requests)
        job = self.code.job(observed, why)
        return job if isinstance(job, Declined) else self._judged(job)

    def _judged(self, job: Job) -> Fix | Declined:
        """A fix that every gate accepted here, and that would make a commit."""
        made = self.code.proposed(job)
        if isinstance(made, Declined):
            return made
        commit = self.code.written(job, made.proposal)
        safe = commit if isinstance(commit, Declined) else self.sender.safe(commit)
        if isinstance(safe, Declined):
            return safe
        pull = job.observed.pull
        fix = as_fix(made.outcomes, pull.number, pull.head_sha)
        # More than the commit goes into a bundle: what gates and reviewers said, and the proof.
        odd = unfit(fix, self.sender.secrets)
        return Declined(f"no bundle can hold its new version: {odd}") if odd else fix

    def _refused(self, observed: Observed, why: Declined) -> Refused:
        pull, marker = observed.pull, observed.marker
        reason = shortened(why.reason, _LONGEST)
        if leaked_write(Comment(pull.number, reason), self.sender.secrets):
            reason = "it could not be written again"
        return Refused(marker.fingerprints[0], reason, pull.number, pull.head_sha, why.final)
