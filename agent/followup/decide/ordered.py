"""The row of commands: what people with write access order, by comment or label."""

from __future__ import annotations

from typing import assert_never

from agent.followup.calendar import aware
from agent.followup.decide.facts import Facts, question, times
from agent.followup.decide.heard import Ordered, Word, commands, labels, requests
from agent.followup.decide.review import review
from agent.followup.values import (
    Answer,
    Asked,
    AuthorAgain,
    Close,
    Handled,
    Merge,
    MergeBase,
    Reassign,
    Step,
    Wait,
)
from agent.forge.commands import Close as CloseCommand
from agent.forge.commands import Explain, Rebase, Retry, Snooze, Unknown
from agent.forge.commands import Reassign as ReassignCommand

ROW = "command"
YES, NO = "+1", "confused"


def command(facts: Facts) -> Step | None:
    """The oldest command that was not dealt with, then what labels order."""
    waiting = commands(facts)
    if waiting:
        first = waiting[0]
        before = any(word.where is first.where and word.id < first.id for word in requests(facts))
        # What was asked for before it in the same place would be passed over for good.
        held = before and not isinstance(first.command, CloseCommand)
        return (review(facts) if held else None) or _obey(facts, first)
    labelled = next((step for one in labels(facts) if (step := _labelled(facts, one)) is not None), None)
    return labelled or _ticked(facts)


def _ticked(facts: Facts) -> Step | None:
    """A box on the dashboard: it is emptied by whoever brings that up to date."""
    if not facts.observed.retry or facts.barred_anew():
        return None
    return AuthorAgain("Its box for another try was ticked on the dashboard.", ROW)


def _obey(facts: Facts, word: Word) -> Step:
    match word.command:
        case Retry():
            return _retry(facts, word)
        case Rebase():
            return _rebase(facts, word)
        case Explain():
            told = f"{word.login} asked how it stands."
            return Answer(told, ROW, "explain", handled=(word.handled(YES),))
        case Snooze(until):
            told = f"{word.login} put it off until {until}."
            return Answer(told, ROW, "snooze", snooze=until, handled=(word.handled(YES),))
        case ReassignCommand():
            return _reassign(facts, word, word.command)
        case CloseCommand():
            return _close(facts, word, word.command)
        case Unknown():
            told = f"{word.login} wrote a command that cannot be followed: {word.command.reason}."
            return Answer(
                told, ROW, word.command.word, nearest=word.command.nearest, handled=(word.handled(NO),)
            )
        case None:
            raise AssertionError("only words with a command get here")
        case _:
            assert_never(word.command)


def _no(word: Word, name: str, why: str) -> Answer:
    told = f"{word.login} ordered {name}, which cannot be done: {why}."
    return Answer(told, ROW, name, handled=(word.handled(NO),))


def _retry(facts: Facts, word: Word) -> Step:
    barred = facts.barred_anew()
    if barred:
        return _no(word, "retry", barred)
    return AuthorAgain(f"{word.login} asked for another try.", ROW, handled=(word.handled(YES),))


def _rebase(facts: Facts, word: Word) -> Step:
    match facts.observed.branch.merge:
        case Merge.CURRENT:
            return _no(word, "rebase", "the branch holds the newest commit of its base already")
        case Merge.UNKNOWN:
            return _no(word, "rebase", "how it would merge cannot be told today")
        case Merge.CONFLICT:
            barred = facts.barred_anew()
            if barred:
                return _no(word, "rebase", f"it conflicts with its base, and {barred}")
            told = f"{word.login} asked for the base to be merged in, which conflicts: it is written anew."
            return AuthorAgain(told, ROW, handled=(word.handled(YES),))
        case Merge.CLEAN:
            if facts.touched:
                return _no(word, "rebase", "people pushed to its branch, which is theirs to bring up to date")
            told = f"{word.login} asked for the base to be merged in."
            return MergeBase(told, ROW, handled=(word.handled(YES),))


def _reassign(facts: Facts, word: Word, order: ReassignCommand) -> Step:
    observed = facts.observed
    if order.organisation and order.organisation.casefold() != observed.repo.owner.casefold():
        return _no(word, "reassign", "only teams of the repository's own organisation can be asked")
    if not order.organisation and observed.pull.author.casefold() == order.name.casefold():
        return _no(word, "reassign", "the author of a pull request cannot review it")
    if facts.spent:
        spoken = times(facts.memory.messages)
        return _no(word, "reassign", f"people were spoken to {spoken} here, which is as often as is allowed")
    if not facts.calendar.working(facts.now):
        told = f"{word.login} handed it to {order.name}, who is told on the next day of work."
        return Wait(told, ROW, until=facts.calendar.next_working(facts.now))
    who = Asked(order.name, f"{word.login} asked for it", team=bool(order.organisation))
    told = f"{word.login} handed it to {order.name}."
    return Reassign(told, ROW, (who,), handled=(word.handled(YES),))


def _close(facts: Facts, word: Word, order: CloseCommand) -> Step:
    if facts.touched:
        why = "people pushed to its branch. Close it by hand: the reason given is remembered"
        return _no(word, "close", why)
    return _closed(word.login, order, (word.handled(YES),))


def _closed(login: str, order: CloseCommand, handled: tuple[Handled, ...] = ()) -> Close:
    until = f" until {order.until}" if order.until else ""
    told = f"{login} had it closed as {order.reason}{until}."
    return Close(told, ROW, refused=order.reason, until=order.until, by=login, handled=handled)


def _labelled(facts: Facts, one: Ordered) -> Step | None:
    """What a label orders. It has no memory of its own: it counts from when it was set."""
    match one.command:
        case CloseCommand():
            back = facts.reopened
            if back is not None and one.when < back:
                return None
            if not facts.touched:
                return _closed(one.login, one.command)
            why = f"{one.login} set a label to close it, but people pushed to its branch: closing is theirs."
            return facts.ask(ROW, why, question("label-close", facts.head), reply=True)
        case Retry():
            told = facts.memory.told
            if told is not None and one.when <= aware(told):
                return None
            return _retry_label(facts, one)
        case _:
            # `suture:rebase` keeps a branch current as long as it is set: see the row `behind`.
            return None


def _retry_label(facts: Facts, one: Ordered) -> Step | None:
    barred = facts.barred_anew()
    if barred:
        why = f"{one.login} set a label for another try, which cannot be done: {barred}."
        return facts.ask(ROW, why, question("label-retry", facts.head), reply=True)
    if question(ROW, facts.head) in facts.memory.asked:
        return None
    return AuthorAgain(f"{one.login} set a label for another try.", ROW)
