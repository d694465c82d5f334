"""What the rows of the table ask about an observed pull request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from agent.followup.calendar import Calendar, aware
from agent.followup.values import Ask, Handled, Observed, Touch, Wait
from agent.forge.text.marker import OURS, Followed
from agent.forge.values import Act, PullState
from agent.settings.schema import DeliverySettings, FollowSettings

SHORT = 12
"""Characters of a commit's name in what people read."""
_NO_ACTS = frozenset({"mentioned", "subscribed"})
"""What the forge writes down in people's names when we mention them."""
_OPEN_TO_ALL = frozenset({
    "commented", "reviewed", "line-commented", "commit-commented", "cross-referenced", "referenced",
})  # fmt: skip
"""What anybody can do to a public pull request: it breaks no silence unless they have a say here."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One observed pull request, the policy and the clock."""

    observed: Observed
    follow: FollowSettings
    delivery: DeliverySettings
    calendar: Calendar
    now: datetime

    @property
    def memory(self) -> Followed:
        return self.observed.marker.followed

    @property
    def today(self) -> date:
        return self.calendar.day(self.now)

    @property
    def state(self) -> PullState:
        return self.observed.pull.state

    @property
    def head(self) -> str:
        return self.observed.branch.head

    @property
    def touched(self) -> bool:
        """Whether there is anything on the branch that is not ours: only then it is never pushed to."""
        return self.observed.branch.touch is not Touch.NONE

    @property
    def reopened(self) -> datetime | None:
        """When somebody opened it again, if nobody closed it since. We never do, whosever login we use."""
        turns = [act for act in self.observed.acts if act.kind in ("closed", "reopened")]
        last = turns[-1] if turns else None
        return aware(last.when) if last is not None and last.kind == "reopened" else None

    @property
    def approvers(self) -> tuple[str, ...]:
        """Those with write access whose last verdict is an approval; nobody while changes are asked for."""
        writers = self.observed.writers
        last: dict[str, Act] = {}
        for act in self.observed.acts:
            if act.kind == "review_dismissed":
                # Whose it was is not told: nothing is claimed of any.
                last.clear()
            verdict = act.kind == "reviewed" and act.subject in ("approved", "changes_requested")
            if verdict and act.person and act.actor.casefold() in writers:
                last[act.actor.casefold()] = act
        if any(act.subject == "changes_requested" for act in last.values()):
            return ()
        return tuple(act.actor for act in last.values())

    def is_us(self, login: str) -> bool:
        return login.casefold() == self.observed.repo.login.casefold()

    def is_ours(self, login: str, text: str) -> bool:
        """Whether something was said by us, and not by a person who uses the same login."""
        return self.is_us(login) and OURS in text

    def idle_since(self) -> datetime:
        """See the function of this name."""
        return idle_since(self.observed, self.now)

    def barred(self, done: int, most: int, what: str, *, anew: bool = False) -> str:
        """Why no commit of ours can be put on the branch; empty when one can. `what` was done so often;
        `anew` needs nothing that only a model understands."""
        if self.touched:
            return "people pushed to its branch, and what they did is never overwritten"
        if not (self.observed.author or (anew and self.observed.by_rule)):
            return "there is no model to write with"
        if done >= most:
            return f"it was {what} {times(done)}, which is as often as is allowed"
        return ""

    def barred_anew(self) -> str:
        """Why the fix cannot be written anew; empty when it can."""
        return self.barred(self.memory.again, self.follow.attempts, "written anew", anew=True)

    def asked(self, row: str) -> bool:
        """Whether people were told of this row's trouble with this head."""
        return question(row, self.head) in self.memory.asked

    def ask(
        self, row: str, reason: str, asks: str, handled: tuple[Handled, ...] = (), *, reply: bool = False
    ) -> Ask | Wait | None:
        """Put a question to people: once, within the limit, and on days of work.

        A `reply` goes to somebody who has just spoken, so the day does not matter.
        """
        if asks in self.memory.asked or self.spent:
            return None
        if not reply and not self.calendar.working(self.now):
            quiet = f"{reason} Nobody is told on a day that is no day of work."
            return Wait(quiet, row, until=self.calendar.next_working(self.now))
        return Ask(reason, row, asks, handled=handled)

    @property
    def spent(self) -> bool:
        """Whether people were spoken to as often as is allowed."""
        return self.memory.messages >= self.follow.messages


def idle_since(observed: Observed, now: datetime) -> datetime:
    """When somebody who has a say here acted last, or we spoke last, or it was put before people, whichever
    is latest.

    What is said to lie ahead does not count: the body can be edited. Nor do the words of others, who could
    keep it quiet for ever.
    """
    moments = [act.when for act in observed.acts if _counts(observed, act)]
    moments += [
        said.when
        for thread in observed.threads
        for said in thread.comments
        if said.person and said.login.casefold() in observed.writers - {observed.repo.login.casefold()}
    ]
    moments += [
        moment for moment in (observed.marker.followed.told, observed.pull.created) if moment is not None
    ]
    past = [moment for moment in map(aware, moments) if moment <= now]
    return max(past, default=now)


def _counts(observed: Observed, act: Act) -> bool:
    if act.kind == "ready_for_review":
        return True
    actor = act.actor.casefold()
    if not act.person or act.kind in _NO_ACTS or actor == observed.repo.login.casefold():
        return False
    return act.kind not in _OPEN_TO_ALL or actor in observed.writers


def question(row: str, commit: str) -> str:
    """What stands in a marker's `asked` once people know of a row's trouble with a commit.

    That is the branch's head, and for `behind` the base: a step of that row that could not be done is settled
    for good by this, too.
    """
    return f"{row}:{commit[:SHORT]}"


def times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
