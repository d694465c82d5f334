"""A small world around one pull request: what people do to it, and what a step of ours makes of it.

Each step is applied as the forge would show it afterwards; nothing is remembered but what a body can hold.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, assert_never

from agent.followup.decide import decide, question
from agent.followup.values import (
    SPEAKING,
    Adopt,
    Answer,
    Ask,
    AuthorAgain,
    Close,
    Escalate,
    Freeze,
    Handled,
    Ladder,
    Living,
    MarkReady,
    Merge,
    MergeBase,
    Observed,
    Presence,
    Proven,
    Reassign,
    Record,
    Remind,
    Revise,
    Step,
    Touch,
    Verified,
    Wait,
)
from agent.forge.values import Act, Checks, PullState, Said
from agent.forge.writes import Where
from agent.settings.schema import DeliverySettings, FollowSettings
from tests.doubles.observed import LADDER, START, US, observed, thread

DELIVERY = DeliverySettings()
MOST_STEPS = 4
"""Steps that one run takes."""
PEOPLE = ("ann", "bob", "stranger", "ci[bot]")
ORDERS = (
    "retry", "rebase", "explain", "snooze 5d", "reassign @carol", "close wont-fix",
    "close accepted-risk until 2030-01-01", "retyr",
)  # fmt: skip
LABELS = ("suture:retry", "suture:rebase", "suture:wont-fix", "suture:evidence-gap", "docs")

Watch = Callable[["World", Observed, Step], None]
"""Told of each step, before it is applied."""


@dataclass(slots=True)
class World:
    """One pull request, the clock and the policy."""

    follow: FollowSettings
    seen: Observed = field(default_factory=lambda: observed(draft=True))
    now: datetime = START
    truth: Proven = Proven.HOLDS
    """What the gates say when they are asked."""
    declines: bool = False
    """Whether a commit cannot be made."""
    dies: bool = False
    """Whether the next run is ended before it closes what it said that it closes."""
    number: int = 100
    events: int = 0

    # What people and the forge do

    def happen(self, kind: str, pick: int) -> None:
        """One event; `pick` chooses among its variants."""
        self.events += 1
        self.now += timedelta(minutes=7)
        getattr(self, f"_on_{kind}")(pick)

    def _on_days(self, pick: int) -> None:
        self.now += timedelta(days=1 + pick)

    def _on_comment(self, pick: int) -> None:
        self._act("commented", PEOPLE[pick % 4], text="what is this?")

    def _on_order(self, pick: int) -> None:
        self._act("commented", PEOPLE[pick // len(ORDERS) % 4], text=f"/suture {ORDERS[pick % len(ORDERS)]}")

    def _on_order_in_thread(self, pick: int) -> None:
        self._say("ann", f"/suture {ORDERS[pick % len(ORDERS)]}")

    def _on_say(self, pick: int) -> None:
        self._say(PEOPLE[pick % 4], "use a constant")

    def _on_review(self, pick: int) -> None:
        verdict = ("approved", "changes_requested", "commented")[pick % 3]
        self._act("reviewed", PEOPLE[pick // 3 % 4], subject=verdict, text=("", "too wide")[pick // 2 % 2])

    def _on_push(self, pick: int) -> None:
        self._branch(head=self._sha(), touch=Touch.PEOPLE)
        self._act("committed", PEOPLE[pick % 3])

    def _on_update(self, pick: int) -> None:
        self._branch(head=self._sha(), merge=Merge.CURRENT)

    def _on_lost_push(self, pick: int) -> None:
        head = self._sha()
        self._branch(head=head, adopted=head)

    def _on_delete(self, pick: int) -> None:
        self._branch(touch=Touch.GONE)

    def _on_close(self, pick: int) -> None:
        if self.seen.pull.state is PullState.OPEN:
            self._pull(state=PullState.CLOSED)
            self._act("closed", PEOPLE[pick % 3])

    def _on_reopen(self, pick: int) -> None:
        if self.seen.pull.state is PullState.CLOSED:
            self._pull(state=PullState.OPEN)
            self._act("reopened", PEOPLE[pick % 3])

    def _on_merge(self, pick: int) -> None:
        if self.seen.pull.state is PullState.OPEN:
            self._pull(state=PullState.MERGED)
            self._act("merged", PEOPLE[pick % 3])

    def _on_draft(self, pick: int) -> None:
        draft = bool(pick % 2)
        self._pull(draft=draft)
        self._act("converted_to_draft" if draft else "ready_for_review", "ann")

    def _on_label(self, pick: int) -> None:
        name = LABELS[pick % len(LABELS)]
        self._pull(labels=tuple({*self.seen.pull.labels, name}))
        self._act("labeled", PEOPLE[pick % 4], subject=name)

    def _on_stop(self, pick: int) -> None:
        labels = {*self.seen.pull.labels} - {"suture:stop"}
        self._pull(labels=tuple(labels | ({"suture:stop"} if pick % 3 else set())))

    def _on_queue(self, pick: int) -> None:
        self._act("added_to_merge_queue" if pick % 2 else "removed_from_merge_queue", "ann")

    def _on_archive(self, pick: int) -> None:
        self.seen = replace(self.seen, repo=replace(self.seen.repo, archived=not pick % 3))

    def _on_base(self, pick: int) -> None:
        self.seen = replace(self.seen, base=replace(self.seen.base, sha=self._sha()))
        self._branch(merge=(Merge.CLEAN, Merge.CONFLICT, Merge.UNKNOWN)[pick % 3], conflicts=("app.py",))

    def _on_finding(self, pick: int) -> None:
        presence = tuple(Presence)[pick % 3]
        self.seen = replace(self.seen, base=replace(self.seen.base, presence=presence, sha=self._sha()))

    def _on_checks(self, pick: int) -> None:
        some = (Checks(), Checks(red=("unit",)), Checks(pending=("unit",)), Checks(waiting=("unit",)))
        self.seen = replace(self.seen, checks=some[pick % 4], base_checks=some[pick // 4 % 3])

    def _on_truth(self, pick: int) -> None:
        self.truth = (Proven.HOLDS, Proven.BROKEN, Proven.UNKNOWN)[pick % 3]

    def _on_people(self, pick: int) -> None:
        who, next_, security = LADDER.first, LADDER.next, LADDER.security
        ladder = Ladder(who if pick & 1 else (), next_ if pick & 2 else (), security if pick & 4 else ())
        self.seen = replace(self.seen, ladder=ladder)

    def _on_model(self, pick: int) -> None:
        self.seen = replace(self.seen, author=bool(pick % 3))

    def _on_declines(self, pick: int) -> None:
        self.declines = bool(pick % 2)

    def _on_death(self, pick: int) -> None:
        self.dies = True

    # What we do

    def run(self, watch: Watch) -> Step:
        """One run: look, decide, act and look again. Returned is what was decided last."""
        for _ in range(MOST_STEPS):
            step = self.step(watch)
            if isinstance(step, (Wait, Freeze, Record)):
                break
        return step

    def step(self, watch: Watch) -> Step:
        """One step, taken."""
        step = self.decided()
        watch(self, self.seen, step)
        self._apply(step)
        return step

    def decided(self) -> Step:
        """What follows now; before anybody is spoken to the gates run again."""
        self.seen = replace(self.seen, living=Living(Proven.NOT_ASKED))
        step = decide(self.seen, self.follow, DELIVERY, self.now)
        if isinstance(step, SPEAKING):
            self.seen = replace(self.seen, living=Living(self.truth))
            step = decide(self.seen, self.follow, DELIVERY, self.now)
        return step

    def _apply(self, step: Step) -> None:
        match step:
            case Wait() | Freeze():
                return
            case Remind() | Reassign() | Escalate():
                self._nudged(step)
            case Ask():
                self._keep(step, asked=self._asked(step.question), **self._spoken())
            case Answer():
                self._keep(step, **({"snooze": step.snooze} if step.snooze else {}))
            case MarkReady():
                self._pull(draft=False)
                self._act("ready_for_review", US)
                self._keep(step, told=self.now)
            case Revise() | MergeBase() | AuthorAgain():
                self._pushed(step)
            case Adopt():
                head = self.seen.branch.adopted
                self.seen = replace(self.seen, marker=self.seen.marker.model_copy(update={"head": head}))
                self._branch(adopted="")
            case Close():
                self._closed(step)
            case Verified():
                self._keep(step, ended="verified")
            case Record():
                self._keep(step, ended=step.ended, reason=step.refused, until=step.until, by=step.by)
            case _:
                assert_never(step)

    def _nudged(self, step: Remind | Reassign | Escalate) -> None:
        rung = {Remind: 1, Reassign: 2, Escalate: 3 if step.who else 4}[type(step)]
        kept: dict[str, Any] = {} if step.handled else {"rung": rung}
        self._keep(step, **kept, **(self._spoken() if step.who else {"told": self.now}))

    def _pushed(self, step: Revise | MergeBase | AuthorAgain) -> None:
        memory = self.seen.marker.followed
        kept: dict[str, Any] = {}
        if isinstance(step, Revise):
            kept["revisions"] = memory.revisions + 1
        elif isinstance(step, AuthorAgain):
            name = "repairs" if step.repair else "again"
            kept[name] = getattr(memory, name) + 1
        if self.declines:
            commit = self.seen.base.sha if step.row == "behind" else self.seen.branch.head
            self._keep(step, **kept, asked=self._asked(question(step.row, commit)))
            return
        if not isinstance(step, MergeBase):
            self.truth = Proven.HOLDS
            kept["told"] = self.now
        self.seen = replace(self.seen, checks=Checks())
        self._branch(head=self._sha(), merge=Merge.CURRENT, conflicts=())
        self._keep(step, **kept)

    def _closed(self, step: Close) -> None:
        ended = "refused" if step.refused else "gone"
        self._keep(step, ended=ended, reason=step.refused, until=step.until, by=step.by)
        if self.dies:
            # That it ends here is something that happened, too.
            self.dies, self.events = False, self.events + 1
            return
        self._pull(state=PullState.CLOSED)
        self._act("closed", US)

    def _spoken(self) -> dict[str, Any]:
        return {"told": self.now, "messages": self.seen.marker.followed.messages + 1}

    def _asked(self, asks: str) -> tuple[str, ...]:
        return (*self.seen.marker.followed.asked, asks)[-20:]

    def _keep(self, step: Step, **changed: Any) -> None:
        memory = self.seen.marker.followed
        for one in step.handled:
            changed[one.where.value] = max(one.id, changed.get(one.where.value, 0))
        followed = memory.model_copy(update=changed)
        self.seen = replace(self.seen, marker=self.seen.marker.model_copy(update={"followed": followed}))

    def _act(self, kind: str, who: str, subject: str = "", text: str = "") -> None:
        self.number += 1
        one = Act(kind, self.now, who, not who.endswith("[bot]"), subject, text, self.number)
        self.seen = replace(self.seen, acts=(*self.seen.acts, one))

    def _say(self, who: str, text: str) -> None:
        self.number += 1
        one = Said(self.number, who, not who.endswith("[bot]"), self.now, text)
        self.seen = replace(self.seen, threads=(*self.seen.threads, thread(one)))

    def _pull(self, **changes: Any) -> None:
        self.seen = replace(self.seen, pull=replace(self.seen.pull, **changes))

    def _branch(self, **changes: Any) -> None:
        """A branch that people worked on stays theirs."""
        if self.seen.branch.touch is not Touch.NONE:
            changes["touch"] = changes.get("touch", self.seen.branch.touch)
        self.seen = replace(self.seen, branch=replace(self.seen.branch, **changes))

    def _sha(self) -> str:
        self.number += 1
        return f"{self.number:040x}"[::-1]


EVENTS = tuple(name.removeprefix("_on_") for name in vars(World) if name.startswith("_on_"))


def cursor(seen: Observed, one: Handled) -> int:
    """The last of its place that was dealt with."""
    memory = seen.marker.followed
    return {Where.COMMENT: memory.comment, Where.REVIEW: memory.review, Where.THREAD: memory.thread}[
        one.where
    ]
