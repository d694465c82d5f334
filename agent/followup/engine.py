"""Following: observe, decide, act, and look again, for each pull request of ours; then the dashboard."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol, assert_never

from agent.errors import ForgeError, ModelError, ToolError
from agent.followup.decide import decide
from agent.followup.observe import Observer, mark_of
from agent.followup.ports import Declined, Later, Workbench, Written
from agent.followup.pushes import Lost, Prepared, Pushing
from agent.followup.sending import Sender, Turn, rehearsed
from agent.followup.values import (
    SPEAKING,
    Adopt,
    AuthorAgain,
    Freeze,
    MergeBase,
    Observed,
    Proven,
    Record,
    Revise,
    Step,
    Wait,
)
from agent.followup.view import View
from agent.forge.delivery.lock import locked
from agent.forge.host import FollowHost, LockHost
from agent.forge.leaks import secrets_of
from agent.forge.values import Pull, PullState, Trouble, TroubleKind
from agent.forge.writes import Comment, EditPull, PushOn, Write
from agent.settings import Settings

MOST_STEPS = 4
"""Steps that one run takes with one pull request."""
MERGED_DAYS = timedelta(days=90)
"""How long after its merge a finding that is still there is looked for."""


class Hub(FollowHost, LockHost, Protocol):
    """A repository whose pull requests can be followed."""


@dataclass(frozen=True, slots=True)
class Followed:
    """What a run made of one pull request. `observed` is the last look; None when it could not be read."""

    pull: Pull
    turns: tuple[Turn, ...]
    observed: Observed | None = None
    reason: str = ""

    @property
    def step(self) -> Step | None:
        """What was decided last."""
        return self.turns[-1].step if self.turns else None

    @property
    def writes(self) -> tuple[Write, ...]:
        return tuple(write for turn in self.turns for write in turn.writes)


@dataclass(slots=True)
class Follower:
    """Follows our pull requests on one repository, by the rules of the operator.

    Without `publish` the first step of each is decided and what it would write is listed; no model is asked.
    `holder` names this run to others that want the lock, `now` is the clock of business days.
    """

    hub: Hub
    bench: Workbench
    observer: Observer
    settings: Settings
    holder: str
    now: Callable[[], datetime]
    publish: bool
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    told: Callable[[str], object] = str
    barred: str = ""
    """Why this run may write nothing more: the forge asked for a pause, or a permission is missing."""
    _made: dict[int, Lost] = field(default_factory=dict)
    """Commits of this run by pull request, of which it is not known whether they went through."""

    def run(self, pulls: Sequence[Pull], only: int = 0) -> tuple[Followed, ...]:
        """Follow every pull request of ours that has not reached its end, or `only` that one.

        `pulls` are ours as they were listed, the newest first. Raises ForgeError when `only` is none of them.
        """
        chosen = [pull for pull in pulls if pull.number == only] if only else list(filter(self._alive, pulls))
        if only and not chosen:
            raise ForgeError(f"#{only} is not one of ours", hint="name a pull request that Suture opened")
        # The oldest first: what has waited longest is not put off by what came later.
        return tuple(self._follow(pull) for pull in reversed(chosen))

    def _alive(self, pull: Pull) -> bool:
        """Whether a pull request can still have a step; told from the list alone."""
        marker = mark_of(pull, self.hub.repo.slug, self.hub.repo.login)
        if pull.state is PullState.OPEN:
            return True
        if marker is None:
            return False
        recent = pull.ended is None or self.now() - pull.ended < MERGED_DAYS
        match pull.state:
            case PullState.MERGED:
                return marker.followed.ended != "verified" and recent
            case PullState.CLOSED:
                return not marker.followed.ended and recent
            case _:
                assert_never(pull.state)

    def _follow(self, pull: Pull) -> Followed:
        turns: list[Turn] = []
        observed: Observed | None = None
        while len(turns) < MOST_STEPS:
            try:
                seen = self.look(pull.number)
                if isinstance(seen, Trouble):
                    return Followed(pull, tuple(turns), observed, seen.reason)
                observed, step = seen
                if self._lags(observed, turns):
                    why = "the forge does not list yet what was said: looked at again by the next run"
                    return Followed(pull, tuple(turns), observed, why)
                turn = self._take(observed, step)
            except (ToolError, ModelError, ForgeError) as error:
                # What broke here must not keep the others from being followed.
                return Followed(pull, tuple(turns), observed, f"{error} ({error.hint})")
            turns.append(turn)
            if isinstance(step, AuthorAgain):
                self.observer.ticked -= frozenset(observed.marker.fingerprints)
            if self._ends(turn):
                break
        return Followed(observed.pull if observed else pull, tuple(turns), observed)

    def _lags(self, observed: Observed, turns: list[Turn]) -> bool:
        """Whether our one comment was made in this run and is not listed yet: another would be made."""
        made = any(isinstance(write, Comment) for turn in turns for write in turn.writes)
        return made and self.publish and View(observed, self.settings, self.now()).status is None

    def _ends(self, turn: Turn) -> bool:
        """Whether another look in this run can bring nothing more."""
        over = isinstance(turn.step, (Wait, Freeze, Record)) or not self.publish or bool(self.barred)
        return over or turn.later or not (turn.lost or (turn.writes and turn.trouble is None))

    def look(self, number: int) -> tuple[Observed, Step] | Trouble:
        """One pull request as it is now, and the step that comes of it."""
        observed = self.observer.look(number)
        if isinstance(observed, Trouble):
            return observed
        step = self._decide(observed)
        if isinstance(step, SPEAKING) and observed.living.proven is Proven.NOT_ASKED:
            # Nobody is spoken to on evidence that is not today's.
            living = self.bench.prove(observed.pull, observed.marker)
            observed = replace(observed, living=living)
            step = self._decide(observed)
            if isinstance(step, SPEAKING) and living.proven is Proven.NOT_ASKED:
                step = Wait(living.detail, step.row)
        return observed, step

    def _decide(self, observed: Observed) -> Step:
        return decide(observed, self.settings.follow, self.settings.delivery, self.now())

    def _take(self, observed: Observed, step: Step) -> Turn:
        view = View(observed, self.settings, self.now())
        if not self.publish:
            return rehearsed(view, step)
        if isinstance(step, (Wait, Freeze)):
            return Turn(step)
        if self.barred:
            return Turn(step, notes=(self.barred,))
        sender = Sender(self.hub, secrets_of(self.settings))
        prepared = self._prepared(observed, step, sender)
        if isinstance(prepared, Later):
            return Turn(step, notes=(prepared.reason,), later=True)
        with locked(self.hub, self.holder, self.sleep, self.clock, self.told) as held:
            if isinstance(held, Trouble):
                self.barred = held.reason
                return Turn(step, trouble=held)
            turn = sender.send(view, step, prepared, held.still_ours)
        trouble = turn.trouble or held.kept
        # Whether the push or its record was lost on the way, the next look tells, and goes on with this.
        if not (turn.lost and isinstance(turn.failed, (PushOn, EditPull))):
            self._made.pop(view.number, None)
        if trouble is not None and trouble.kind in (TroubleKind.LATER, TroubleKind.PERMISSION):
            self.barred = f"{trouble.reason} ({trouble.hint})" if trouble.hint else trouble.reason
        return turn

    def _prepared(self, observed: Observed, step: Step, sender: Sender) -> Prepared | Later:
        """The commit of a step that pushes. This may take minutes, so nobody is locked out meanwhile."""
        number = observed.pull.number
        last = self._made.get(number)
        if isinstance(step, Adopt):
            return last
        if not isinstance(step, (MergeBase, AuthorAgain, Revise)):
            return None
        if last is not None and last.step == step and _push(last.made).head == observed.branch.head:
            # Its push was lost on the way: what was paid for is sent again.
            return last.made
        commit = self._commit(observed, step)
        if isinstance(commit, Later):
            return commit
        made = sender.safe(commit)
        if not isinstance(made, Declined):
            self._made[number] = Lost(step, made)
        return made

    def _commit(self, observed: Observed, step: Pushing) -> Written | PushOn | Declined | Later:
        match step:
            case MergeBase():
                return self.bench.merge(observed.pull, observed.marker)
            case AuthorAgain():
                return self.bench.again(observed, step.repair)
            case Revise():
                return self.bench.revise(observed, step.requests)
            case _:
                assert_never(step)


def _push(made: Written | PushOn) -> PushOn:
    return made.push if isinstance(made, Written) else made
