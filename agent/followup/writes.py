"""What each step writes, in order: generators that yield a write and are sent what came of it. Pure.

A step can be cut off after any write. What comes again is the same or nothing: the pull request's memory, in
its body, is written last, except where something is closed, then the reason is there first, and after a push,
which has to be recorded before anything else is said of it.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import assert_never

from agent.followup.pushes import Prepared, adopt, push
from agent.followup.values import (
    Adopt,
    Answer,
    Ask,
    Asked,
    AuthorAgain,
    Close,
    Escalate,
    Freeze,
    MergeBase,
    Reassign,
    Record,
    Remind,
    Revise,
    Step,
    Verified,
    Wait,
)
from agent.followup.values import MarkReady as Ready
from agent.followup.view import View, Writes
from agent.forge.values import Did
from agent.forge.writes import Assign, ClosePull, DeleteBranch, MarkReady, RequestReviews, Write


def writes(view: View, step: Step, prepared: Prepared = None) -> Writes:
    """Everything a step writes. `prepared` is the commit of a step that pushes, or why there is none."""
    match step:
        case Wait() | Freeze():
            return
        case Remind() | Reassign() | Escalate():
            yield from _nudge(view, step)
        case Ask() | Answer():
            yield from _tell(view, step)
        case Ready():
            yield from _ready(view, step)
        case Revise() | MergeBase() | AuthorAgain():
            yield from push(view, step, prepared)
        case Adopt():
            yield from adopt(view, step, prepared)
        case Close():
            yield from _close(view, step)
        case Verified():
            yield from _verified(view, step)
        case Record():
            yield from _record(view, step)
        case _:
            assert_never(step)


def _nudge(view: View, step: Remind | Reassign | Escalate) -> Writes:
    commanded = bool(step.handled)
    if commanded:
        refused = yield from _ask(view, step.who)
        if refused >= {one.name.casefold() for one in step.who}:
            yield from _cannot(view, step)
            return
    if step.who:
        yield from view.say(step)
    yield from view.acknowledge(step)
    rung = {"rung": view.followed.rung if commanded else _rung(step)}
    yield from view.keep(step, **rung, **(view.spoken() if step.who else {"told": view.now}))
    if not commanded and not isinstance(step, Remind):
        # Last: whoever is asked already is on another rung for the next run.
        yield from _ask(view, step.who)


def _cannot(view: View, step: Remind | Reassign | Escalate) -> Writes:
    """The answer to a command that named somebody whom the forge does not let us ask."""
    names = ", ".join(one.name for one in step.who)
    handled = tuple(replace(one, reaction="confused") for one in step.handled)
    why = f"{names} cannot be asked for a review here: write access to the repository is needed."
    yield from _tell(view, Answer(why, step.row, "reassign", handled=handled))


def _rung(step: Remind | Reassign | Escalate) -> int:
    match step:
        case Remind():
            return 1
        case Reassign():
            return 2
        case Escalate():
            return 3 if step.who else 4
        case _:
            assert_never(step)


def _ask(view: View, who: Sequence[Asked]) -> Generator[Write, Did, set[str]]:
    """Ask people who are not asked yet for their review, and assign them where owners are assigned; whom the
    forge did not take is returned, in lower case."""
    pull = view.observed.pull
    there = {name.casefold() for name in pull.users}
    known = {name.casefold() for name in pull.teams}
    users = tuple(one.name for one in who if not one.team and one.name.casefold() not in there)
    teams = tuple(one.name for one in who if one.team and one.name.casefold() not in known)
    refused: set[str] = set()
    if users or teams:
        did = yield RequestReviews(view.number, users, teams)
        refused = {name.casefold() for name in did.refused}
    held = {*(name.casefold() for name in pull.assignees), *refused}
    logins = tuple(one.name for one in who if not one.team and one.name.casefold() not in held)
    if logins and view.settings.delivery.assignees_from_code_owners:
        yield Assign(view.number, logins)
    return refused


def _tell(view: View, step: Ask | Answer) -> Writes:
    yield from view.say(step)
    yield from view.acknowledge(step)
    if isinstance(step, Answer):
        snooze = {"snooze": step.snooze} if step.snooze else {}
        yield from view.keep(step, **snooze)
        return
    yield from view.keep(step, asked=view.asked(step.question), **view.spoken())


def _ready(view: View, step: Ready) -> Writes:
    pull, marker = view.observed.pull, view.observed.marker
    if pull.draft:
        yield MarkReady(view.number, pull.node_id)
    # Whom somebody took off before stays off.
    done = {(act.kind, act.subject.casefold()) for act in view.observed.acts}
    logins = tuple(name for name in marker.assignees if ("assigned", name.casefold()) not in done)
    if logins:
        yield Assign(view.number, logins)
    users, teams = (
        tuple(name for name in names if ("review_requested", name.casefold()) not in done)
        for names in (marker.users, marker.teams)
    )
    if users or teams:
        yield RequestReviews(view.number, users, teams)
    yield from view.keep(step, **{**view.spoken(), "messages": view.followed.messages})


def _close(view: View, step: Close) -> Writes:
    how = "refused" if step.refused else "gone"
    # The command is dealt with once that is remembered: nothing would come back to it.
    yield from view.acknowledge(step)
    yield from view.keep(step, ended=how, reason=step.refused, until=step.until, by=step.by, **view.ended())
    yield from view.say(step)
    yield ClosePull(view.number)


def _verified(view: View, step: Verified) -> Writes:
    yield from view.say(step)
    branch = view.observed.pull.branch
    yield DeleteBranch(view.number, branch, view.observed.pull.head_sha)
    yield from view.keep(step, ended="verified", **view.ended())


def _record(view: View, step: Record) -> Writes:
    if step.ended == "still-there":
        # The text of a merged pull request says the same whichever way it ended: by what is on the base.
        yield from view.say(Verified(step.reason, step.row))
    yield from view.keep(
        step, ended=step.ended, reason=step.refused, until=step.until, by=step.by, **view.ended()
    )
