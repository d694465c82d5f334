"""Why people did not want a fix, read back from its closed pull request: no other memory is needed. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from agent.forge.commands import Close, by_label, parse
from agent.forge.text.marker import OURS, Marker, Reason
from agent.forge.values import Act, Pull


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why and by whom a fix was refused, with `until` only until that day. `reason` is never empty.

    `by` may be unknown, then it is empty; `text` is theirs: one line, untrusted.
    """

    reason: Reason
    until: date | None = None
    by: str = ""
    text: str = ""


def refused(pull: Pull, marker: Marker, acts: Sequence[Act]) -> bool:
    """Whether people closed a closed pull request, or had us close it. Where nobody knows who did, they did.

    Who may press that button has write access or opened it, so any closing of theirs counts.
    """
    followed = marker.followed
    if followed.reason or followed.ended in ("closed", "refused"):
        return True
    by = _closer(acts)
    own = by.casefold() == pull.author.casefold()
    if followed.ended == "gone":
        return bool(by) and not own
    # Under a login that a person uses too, a person did.
    return not (own and pull.author.endswith("[bot]"))


def refusal(pull: Pull, marker: Marker, acts: Sequence[Act], writers: Collection[str]) -> Refusal:
    """Why a closed pull request was refused: as recorded, else by command, else by label, else `none`.

    `writers` are logins with write access in lower case: nobody else's command counts. Both what was said
    before the closing and after it counts, the last word most; what was said before it was reopened does not.
    """
    followed = marker.followed
    recorded = Refusal(followed.reason, followed.until, followed.by) if followed.reason else None
    if recorded is not None and recorded.reason != "none":
        return recorded
    since = _since_reopened(acts)
    said = [*_labelled(pull, acts), *_commanded(pull, since, writers)]
    return said[-1] if said else recorded or Refusal("none", by=_closer(acts))


def returns(refusal: Refusal, today: date) -> bool:
    """Whether the finding is to be proposed again: an accepted risk is from its day on, nothing else ever."""
    return refusal.reason == "accepted-risk" and refusal.until is not None and refusal.until <= today


def speakers(pull: Pull, acts: Sequence[Act]) -> tuple[str, ...]:
    """Those whose write access decides what `refusal` says: people who said why it is to be closed."""
    said = (act.actor for act, _ in _closings(pull, _since_reopened(acts)))
    return tuple(dict.fromkeys(login.casefold() for login in said))


def _closer(acts: Sequence[Act]) -> str:
    return next((act.actor for act in reversed(acts) if act.kind == "closed"), "")


def _since_reopened(acts: Sequence[Act]) -> Sequence[Act]:
    again = [place for place, act in enumerate(acts) if act.kind == "reopened"]
    return acts[again[-1] :] if again else acts


def _commanded(pull: Pull, acts: Sequence[Act], writers: Collection[str]) -> Iterator[Refusal]:
    for act, close in _closings(pull, acts):
        if act.actor.casefold() in writers:
            yield Refusal(close.reason, close.until, act.actor, close.text)


def _closings(pull: Pull, acts: Sequence[Act]) -> Iterator[tuple[Act, Close]]:
    """What people said in comments and reviews; a day is one to come as of when it was said."""
    for act in acts:
        # A comment of ours may well speak of commands.
        ours = act.actor.casefold() == pull.author.casefold() and OURS in act.text
        if act.kind in ("commented", "reviewed") and act.person and not ours:
            command = parse(act.text, act.when.date())
            if isinstance(command, Close):
                yield act, command


def _labelled(pull: Pull, acts: Sequence[Act]) -> Iterator[Refusal]:
    for name in pull.labels:
        command = by_label(name)
        if isinstance(command, Close):
            sets = [
                act for act in acts if act.kind == "labeled" and act.subject.casefold() == name.casefold()
            ]
            if not sets or sets[-1].person:
                yield Refusal(command.reason, by=sets[-1].actor if sets else "")
