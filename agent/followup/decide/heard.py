"""What people said on a pull request that was not dealt with yet: commands, and requests in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from agent.followup.calendar import aware
from agent.followup.decide.facts import Facts
from agent.followup.values import Handled, Request
from agent.forge.commands import Command, Unknown, by_label, parse
from agent.forge.writes import Where
from agent.text import shortened

LONGEST = 2000
"""Of one request's text."""


@dataclass(frozen=True, slots=True)
class Word:
    """Something that a person with write access said. `verdict` is a review's, `command` what it orders."""

    where: Where
    id: int
    login: str
    when: datetime
    text: str
    command: Command | Unknown | None
    verdict: str = ""
    path: str = ""
    line: int = 0
    thread: int = 0

    def handled(self, reaction: str) -> Handled:
        """As something that a step deals with; what a review says cannot be reacted to."""
        return Handled(self.where, self.id, "" if self.where is Where.REVIEW else reaction)


@dataclass(frozen=True, slots=True)
class Ordered:
    """A command by way of a label: who set it, and when."""

    command: Command
    login: str
    when: datetime


def words(facts: Facts) -> tuple[Word, ...]:
    """Everything that those with write access said, dealt with or not, the oldest first."""
    return tuple(sorted((*_acts(facts), *_threads(facts)), key=lambda word: (word.when, word.id)))


def commands(facts: Facts) -> tuple[Word, ...]:
    """Commands that were not dealt with, the oldest first."""
    return tuple(word for word in words(facts) if word.command is not None and is_new(facts, word))


def requests(facts: Facts) -> tuple[Word, ...]:
    """Requests that were not dealt with, the oldest first: changes asked for, and comments on lines.

    Whoever approved since asks for nothing any more. What stands behind a command that was not dealt with
    waits for it: what is dealt with is remembered by the last number of each place.
    """
    first: dict[Where, int] = {}
    for word in commands(facts):
        first[word.where] = min(word.id, first.get(word.where, word.id))
    approved = _approvals(facts)
    return tuple(
        word
        for word in words(facts)
        if _asks(word)
        and is_new(facts, word)
        and (word.where not in first or word.id < first[word.where])
        and not (word.login.casefold() in approved and word.when <= approved[word.login.casefold()])
    )


def as_request(word: Word) -> Request:
    """Words as the author is given them."""
    text = shortened(word.text, LONGEST)
    return Request(word.where, word.id, word.login, text, word.path, word.line, word.thread)


def is_new(facts: Facts, word: Word) -> bool:
    """Whether something was not dealt with yet."""
    memory = facts.memory
    if f"{word.where.value}-{word.id}" in memory.dealt:
        return False
    match word.where:
        case Where.COMMENT:
            return word.id > memory.comment
        case Where.REVIEW:
            return word.id > memory.review
        case Where.THREAD:
            return word.id > memory.thread


def labels(facts: Facts) -> tuple[Ordered, ...]:
    """Commands by labels that are there now and that a person set last."""
    found = []
    for name in facts.observed.pull.labels:
        command = by_label(name)
        sets = [act for act in facts.observed.acts if act.kind == "labeled" and _same(act.subject, name)]
        if command is not None and sets and sets[-1].person and not facts.is_us(sets[-1].actor):
            found.append(Ordered(command, sets[-1].actor, aware(sets[-1].when)))
    return tuple(found)


def _acts(facts: Facts) -> Iterator[Word]:
    places = {"commented": Where.COMMENT, "reviewed": Where.REVIEW}
    for act in facts.observed.acts:
        if act.kind in places and act.person and _believed(facts, act.actor, act.text):
            when, verdict = aware(act.when), act.subject if act.kind == "reviewed" else ""
            command = parse(act.text, facts.calendar.day(when))
            yield Word(places[act.kind], act.id, act.actor, when, act.text, command, verdict)


def _threads(facts: Facts) -> Iterator[Word]:
    approving = {
        act.id for act in facts.observed.acts if act.kind == "reviewed" and act.subject == "approved"
    }
    for thread in facts.observed.threads:
        for number, said in enumerate(thread.comments):
            if not said.person or not _believed(facts, said.login, said.text):
                continue
            verdict = "approved" if number == 0 and thread.review in approving else "commented"
            when = aware(said.when)
            command = parse(said.text, facts.calendar.day(when))
            yield Word(
                Where.THREAD, said.id, said.login, when, said.text, command,
                verdict, thread.path, thread.line, thread.id,
            )  # fmt: skip


def _believed(facts: Facts, login: str, text: str) -> bool:
    return login.casefold() in facts.observed.writers and not facts.is_ours(login, text)


def _asks(word: Word) -> bool:
    spoken = word.command is None and bool(word.text.strip())
    return spoken and word.verdict in ("changes_requested", "commented")


def _approvals(facts: Facts) -> dict[str, datetime]:
    """When each last approved. A verdict withdrawn since is none."""
    return {
        act.actor.casefold(): aware(act.when)
        for act in facts.observed.acts
        if act.kind == "reviewed" and act.subject == "approved"
    }


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
