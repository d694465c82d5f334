"""Rows about where a pull request stands as a whole: frozen, merged, closed, ours to close, put off."""

from __future__ import annotations

from agent.followup.calendar import aware
from agent.followup.decide.facts import SHORT, Facts
from agent.followup.decide.heard import is_new, labels, words
from agent.followup.values import Adopt, Close, Freeze, Presence, Record, Step, Touch, Verified, Wait
from agent.forge.commands import MOST_DAYS
from agent.forge.commands import Close as CloseCommand
from agent.forge.memory import refusal, refused
from agent.forge.text.body import length
from agent.forge.values import PullState

FULL = 65_536 - 2 * 1024
"""Length of a body that leaves no room for what is remembered: GitHub takes 65,536 characters."""
_QUEUE = ("added_to_merge_queue", "removed_from_merge_queue")


def frozen(facts: Facts) -> Step | None:
    """Nothing may be written."""
    repo, stop = facts.observed.repo, facts.delivery.stop_label
    if repo.archived:
        return Freeze("The repository is archived: nothing can be written.", "frozen")
    if not repo.can_push:
        return Freeze("We have no write access to the repository.", "frozen")
    if stop.casefold() in {label.casefold() for label in facts.observed.pull.labels}:
        return Freeze("It carries the label that freezes everything we do.", "frozen")
    queued = [act.kind for act in facts.observed.acts if act.kind in _QUEUE]
    # Leaving the queue by being merged is no act of its own.
    if facts.state is PullState.OPEN and queued and queued[-1] == _QUEUE[0]:
        return Freeze("It is in the merge queue: a push would throw it out.", "frozen")
    return _full(facts)


def _full(facts: Facts) -> Step | None:
    """Nothing can be remembered any more: without memory the same would be done again and again."""
    if facts.state is not PullState.OPEN or length(facts.observed.pull.body) <= FULL:
        return None
    return Freeze("Its text is so long that nothing can be remembered in it.", "frozen")


def merged(facts: Facts) -> Step | None:
    """It was merged: see whether the finding is gone from the base."""
    if facts.state is not PullState.MERGED:
        return None
    ended, base = facts.memory.ended, facts.observed.base
    if ended == "verified":
        return Wait("It was merged, and the finding was gone from the base branch.", "merged", ended=True)
    match base.presence:
        case Presence.GONE:
            told = f"It was merged, and the finding is gone from the base branch at {base.sha[:SHORT]}."
            return Verified(told, "merged")
        case Presence.PRESENT if ended == "still-there":
            return Wait("It was merged, and the finding is still there.", "merged", ended=True)
        case Presence.PRESENT:
            told = f"It was merged, but the finding is still on the base branch at {base.sha[:SHORT]}."
            return Record(told, "merged", "still-there")
        case Presence.UNKNOWN:
            told = "It was merged; whether the finding is gone cannot be told today."
            return Wait(told, "merged", ended=ended == "still-there")


def closed(facts: Facts) -> Step | None:
    """It was closed without a merge: remember why, where that was a person's doing."""
    if facts.state is not PullState.CLOSED:
        return None
    observed = facts.observed
    if facts.memory.ended:
        return Wait("It was closed, and how it ended is recorded.", "closed", ended=True)
    if not refused(observed.pull, observed.marker, observed.acts):
        return Wait("We closed it ourselves.", "closed", ended=True)
    why = refusal(observed.pull, observed.marker, observed.acts, observed.writers)
    by = f" by {why.by}" if why.by else ""
    reason = "without a reason given" if why.reason == "none" else f"as {why.reason}"
    return Record(f"It was closed{by}, {reason}.", "closed", "refused", why.reason, why.until, why.by)


def adopt(facts: Facts) -> Step | None:
    """A push of ours that an earlier run could not record."""
    adopted = facts.observed.branch.adopted
    if not adopted:
        return None
    return Adopt(f"Its newest commit {adopted[:SHORT]} is ours and was not recorded yet.", "adopt")


def branch_gone(facts: Facts) -> Step | None:
    """Somebody deleted the branch; the forge is about to close the pull request."""
    if facts.observed.branch.touch is not Touch.GONE:
        return None
    return Wait("Its branch is gone: somebody deleted it, or it is about to be closed.", "branch-gone")


def reopened(facts: Facts) -> Step | None:
    """A command had us close it, and it is open: we were interrupted, or somebody opened it again."""
    memory = facts.memory
    if memory.ended not in ("refused", "closed"):
        return None
    if not _to_close(facts) or not _ordered(facts):
        return None
    if facts.touched:
        told = "It was to be closed, but people pushed to its branch since: closing it is theirs."
        return Wait(told, "reopened")
    by = f" by {memory.by}" if memory.by else ""
    told = f"Closing it was ordered{by}, and an earlier run was interrupted."
    return Close(told, "reopened", refused=memory.reason or "none", until=memory.until, by=memory.by)


def _to_close(facts: Facts) -> bool:
    """Whether the last word was a command to close, and nobody closed or reopened it after that."""
    if any(act.kind == "closed" for act in facts.observed.acts) and facts.reopened is None:
        # Closed and yet open: the forge has not told yet who opened it again.
        return False
    back = facts.reopened
    if back is None:
        return True
    orders = [word for word in words(facts) if isinstance(word.command, CloseCommand)]
    return any(aware(word.when) > back and not is_new(facts, word) for word in orders)


def _ordered(facts: Facts) -> bool:
    """Whether somebody did order it who may: the memory alone is words that can be edited."""
    orders = [word.login for word in words(facts) if isinstance(word.command, CloseCommand)]
    orders += [one.login for one in labels(facts) if isinstance(one.command, CloseCommand)]
    by = facts.memory.by.casefold()
    return bool(orders) and (not by or by in {login.casefold() for login in orders})


def finding_gone(facts: Facts) -> Step | None:
    """The base no longer has the finding: there is nothing left to fix."""
    base = facts.observed.base
    if base.presence is not Presence.GONE:
        return None
    gone = f"The finding is gone from the base branch at {base.sha[:SHORT]}."
    if not facts.touched and facts.reopened is None:
        return Close(f"{gone} There is nothing left to fix.", "finding-gone")
    why = "people pushed to the branch" if facts.touched else "it was opened again"
    told = f"{gone} Since {why}, closing it is left to people."
    asked = facts.ask("finding-gone", told, "finding-gone")
    return asked or Wait(told, "finding-gone")


def snoozed(facts: Facts) -> Step | None:
    """Somebody put it off."""
    snooze = facts.memory.snooze
    if snooze is None or not 0 < (snooze - facts.today).days <= MOST_DAYS:
        # No command puts it off for longer: then the body was edited.
        return None
    return Wait(f"It was put off until {snooze}.", "snoozed", until=facts.calendar.begin(snooze))
