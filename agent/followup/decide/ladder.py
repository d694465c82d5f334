"""The last rows: whom silence is put before, rung by rung, and until when it is nobody's turn."""

from __future__ import annotations

from agent.followup.decide.facts import Facts, times
from agent.followup.values import Asked, Escalate, Reassign, Remind, Step, Wait

ROW = "ladder"
LAST = 4
"""The rung with nobody on it: from there on only the dashboard tells."""


def ladder(facts: Facts) -> Step | None:
    """Turn to the next people once it is due; a rung with nobody on it is skipped."""
    days = _days(facts)
    if days is None or not facts.calendar.working(facts.now):
        return None
    idle = facts.calendar.business_days(facts.idle_since(), facts.now)
    return _climb(facts, idle) if idle >= days else None


def waiting(facts: Facts) -> Step:
    """It is people's turn, and too early to say so again."""
    days = _days(facts)
    if days is None:
        return Wait(f"{_stand(facts)} Everybody was asked: it is on the dashboard.", "waiting")
    due = facts.calendar.after(facts.idle_since(), days)
    until = facts.calendar.next_working(max(due, facts.now))
    return Wait(f"{_stand(facts)} The next people are turned to on {until.date()}.", "waiting", until=until)


def _days(facts: Facts) -> int | None:
    """Business days of silence before the next rung; None past the last one."""
    follow = facts.follow
    each = (follow.remind_days, follow.next_owner_days, follow.escalate_days, follow.escalate_days)
    return each[facts.memory.rung] if facts.memory.rung < LAST else None


def _climb(facts: Facts, idle: int) -> Step:
    rung, people = facts.memory.rung, facts.observed.ladder
    quiet = f"{_stand(facts)} Nobody acted for {idle} business day{'' if idle == 1 else 's'}"
    if facts.spent:
        spoken = times(facts.memory.messages)
        return Escalate(f"{quiet}, and people were spoken to {spoken}: only the dashboard tells.", ROW, ())
    if rung < 1 and people.first:
        return Remind(f"{quiet}: {_names(people.first)} {_are(people.first)} reminded.", ROW, people.first)
    if rung < 2 and people.next:
        return Reassign(f"{quiet}: {_names(people.next)} {_are(people.next)} asked.", ROW, people.next)
    if rung < 3 and people.security:
        named = f"{_names(people.security)} {_are(people.security)} asked for help"
        return Escalate(f"{quiet}: {named}.", ROW, people.security)
    return Escalate(f"{quiet}, and nobody is left to ask: only the dashboard tells.", ROW, ())


def _stand(facts: Facts) -> str:
    """What it waits for."""
    if facts.approvers:
        return f"It is approved by {', '.join(facts.approvers)} and not merged."
    return "It waits for a review."


def _names(who: tuple[Asked, ...]) -> str:
    return ", ".join(one.name for one in who)


def _are(who: tuple[Asked, ...]) -> str:
    return "is" if len(who) == 1 else "are"
