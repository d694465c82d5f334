"""One observed pull request with what its texts need, and the writes that most steps share. Pure."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import datetime

from agent.followup import says
from agent.followup.values import Handled, Observed, Step
from agent.forge.text.marker import MOST_DEALT, Followed, remember
from agent.forge.values import Act, Did
from agent.forge.writes import Comment, EditPull, React, Where, Write
from agent.settings import Settings

Writes = Generator[Write, Did, None]


@dataclass(frozen=True, slots=True)
class View:
    """One observed pull request, with what its texts need."""

    observed: Observed
    settings: Settings
    now: datetime

    @property
    def number(self) -> int:
        return self.observed.pull.number

    @property
    def followed(self) -> Followed:
        return self.observed.marker.followed

    @property
    def neutral(self) -> bool:
        """Whether nothing may tell of the weakness."""
        return not self.observed.marker.rule

    @property
    def status(self) -> Act | None:
        """Our status comment, as it is now."""
        ours = self.observed.repo.login.casefold()
        said = (act for act in self.observed.acts if act.kind == "commented" and act.actor.casefold() == ours)
        return next((act for act in reversed(tuple(said)) if says.before_of(act.text)), None)

    def say(self, step: Step) -> Writes:
        """The status comment brought up to date; nothing when it says the same already."""
        there = self.status
        before = says.before_of(there.text) if there else None
        text = says.status(self.observed, step, before, self.settings.follow, self.now)
        if there is None or there.text.strip() != text.strip():
            yield Comment(self.number, text, there.id if there else 0)

    def keep(self, step: Step, **changed: object) -> Writes:
        """Remember the step in the body: its handled comments, and what else changed."""
        followed = self.followed.model_copy(update={**cursors(self.followed, step.handled), **changed})
        marker = self.observed.marker.model_copy(update={"followed": followed})
        body = remember(self.observed.pull.body, marker)
        if body != self.observed.pull.body:
            yield EditPull(self.number, body)

    def spoken(self) -> dict[str, object]:
        """What is remembered of having spoken to people."""
        return {"told": self.now, "messages": self.followed.messages + 1}

    def asked(self, question: str) -> tuple[str, ...]:
        """What was asked, with one question more."""
        return (*self.followed.asked, question)

    def acknowledge(self, step: Step) -> Writes:
        """Reactions to the comments that a step deals with. What a review says cannot be reacted to."""
        for one in step.handled:
            if one.reaction and one.where is not Where.REVIEW:
                yield React(self.number, one.where, one.id, one.reaction)

    def ended(self) -> dict[str, object]:
        """The days to the first review and to the end, and whether people's commits are in it."""
        pull, acts = self.observed.pull, self.observed.acts
        if pull.created is None:
            return {}
        writers = self.observed.writers
        reviews = [act.when for act in acts if act.kind == "reviewed" and act.actor.casefold() in writers]
        found: dict[str, object] = {
            "end_days": _days(pull.created, pull.ended or self.now),
            "edited": self.observed.edited,
        }
        if reviews:
            found["review_days"] = _days(pull.created, min(reviews))
        return found


def cursors(followed: Followed, handled: Sequence[Handled]) -> dict[str, object]:
    """What was dealt with, with these. They need not come in the order of their numbers: a comment of a
    review has its number before the review is handed in."""
    dealt = tuple(dict.fromkeys((*followed.dealt, *(f"{one.where.value}-{one.id}" for one in handled))))
    found = {"comment": followed.comment, "review": followed.review, "thread": followed.thread}
    for name in dealt[:-MOST_DEALT]:
        where, _, number = name.partition("-")
        found[where] = max(found[where], int(number))
    return {**found, "dealt": dealt[-MOST_DEALT:]}


def _days(begin: datetime, end: datetime) -> float:
    return round(max(0.0, (end - begin).total_seconds()) / 86400, 2)
