"""The writes of one step, sent one by one as long as the pull request is what the step was decided on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from agent.followup.ports import Declined, Written
from agent.followup.pushes import Prepared
from agent.followup.values import AuthorAgain, MergeBase, Revise, Step
from agent.followup.view import View, Writes
from agent.followup.writes import writes
from agent.forge.host import FollowHost
from agent.forge.leaks import leaked, leaked_write
from agent.forge.values import Did, Pull, PullState, Trouble, TroubleKind
from agent.forge.writes import (
    AddLabels,
    Assign,
    ClosePull,
    Comment,
    DeleteBranch,
    EditPull,
    MarkReady,
    PushOn,
    React,
    Reply,
    RequestReviews,
    Write,
)

ESSENTIAL = (PushOn, EditPull, ClosePull, MarkReady)
"""Writes without which the rest of a step makes no sense."""
COURTESY = (React, Assign, RequestReviews, AddLabels, DeleteBranch)
"""Writes that are done without where the forge does not allow them."""
_REFUSED = (TroubleKind.REFUSED, TroubleKind.MISSING)
_NOT_ALLOWED = (*_REFUSED, TroubleKind.PERMISSION, TroubleKind.EXISTS)
_SHOWN = "its new version would publish a secret of whoever runs this, so it is not pushed"


@dataclass(frozen=True, slots=True)
class Turn:
    """One step that was taken or would be: the writes that went through (or would be sent), and why it
    stopped. `failed` is the write that did not go through; `later` tells that another run tries again."""

    step: Step
    writes: tuple[Write, ...] = ()
    trouble: Trouble | None = None
    notes: tuple[str, ...] = ()
    failed: Write | None = None
    later: bool = False

    @property
    def lost(self) -> bool:
        """Whether an answer was lost, and another look can tell what came of the write: what was said may
        not be listed yet, and would be said twice."""
        unsure = self.trouble is not None and self.trouble.kind is TroubleKind.UNSURE
        return unsure and not isinstance(self.failed, (Comment, Reply))


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends to one repository; `secrets` are never published."""

    hub: FollowHost
    secrets: Mapping[str, str]

    def safe(self, made: Written | PushOn | Declined) -> Written | PushOn | Declined:
        """What was made ready, or declined for good where it would publish a secret: before it is pushed,
        for a text that cannot be written afterwards would leave the commit unrecorded."""
        match made:
            case Written():
                leak = leaked(made.wanted, self.secrets) or leaked_write(made.push, self.secrets)
            case PushOn():
                leak = leaked_write(made, self.secrets)
            case Declined():
                return made
        return Declined(_SHOWN) if leak else made

    def send(self, view: View, step: Step, prepared: Prepared, still_ours: Callable[[], str]) -> Turn:
        """Take a step. A commit that the forge does not accept is declined like one that was not made."""
        sent = self._sent(view, step, prepared, still_ours)
        refused = isinstance(sent.failed, PushOn) and sent.trouble is not None
        if refused and sent.trouble is not None and sent.trouble.kind in (*_REFUSED, TroubleKind.PERMISSION):
            hint = f" ({sent.trouble.hint})" if sent.trouble.hint else ""
            why = Declined(f"the forge does not accept the commit: {sent.trouble.reason}{hint}")
            return self._sent(view, step, why, still_ours)
        return sent

    def _sent(self, view: View, step: Step, prepared: Prepared, still_ours: Callable[[], str]) -> Turn:
        going = _Going(view.observed.pull)
        later = isinstance(prepared, Declined) and not prepared.final
        if isinstance(prepared, Declined):
            going.notes.append(prepared.reason)
        steps = writes(view, step, prepared)
        answer: Did | None = None
        while (write := _next(steps, answer)) is not None:
            lost = leaked_write(write, self.secrets) or self._changed(going.expected) or still_ours()
            made = Trouble(TroubleKind.EXISTS, lost) if lost else self.hub.write(write)
            if isinstance(made, Trouble):
                if lost or not _without(write, made):
                    return Turn(step, tuple(going.done), made, tuple(going.notes), None if lost else write)
                going.notes.append(made.reason)
                answer = Did(view.number, refused=_named(write))
                continue
            answer = going.did(write, made)
        return Turn(step, tuple(going.done), None, tuple(going.notes), later=later)

    def _changed(self, expected: Pull) -> str:
        """Why a step is left: somebody acted since it was decided, or nothing can be read."""
        now = self.hub.pull(expected.number)
        if isinstance(now, Trouble):
            return now.reason
        same = (now.state, now.draft, now.body, set(now.labels)) == (
            expected.state, expected.draft, expected.body, set(expected.labels),
        )  # fmt: skip
        moved = expected.head_sha and now.head_sha != expected.head_sha
        return (
            "" if same and not moved else "it changed while a step was taken: looked at again by the next run"
        )


@dataclass(slots=True)
class _Going:
    """How far a step has come; `expected` is how the pull request looks by now."""

    expected: Pull
    done: list[Write] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def did(self, write: Write, made: Did) -> Did:
        """One write more went through."""
        self.done.append(write)
        if made.refused:
            self.notes.append(f"{', '.join(made.refused)} could not be asked")
        self.expected = _after(self.expected, write)
        return made


def rehearsed(view: View, step: Step) -> Turn:
    """What a step would write, where that can be said without a model."""
    notes: tuple[str, ...] = ()
    if isinstance(step, (Revise, AuthorAgain, MergeBase)):
        notes = ("one more commit on its branch, once its gates have passed; then its text, and answers",)
    return Turn(step, tuple(_dry(view, step)), notes=notes)


def _dry(view: View, step: Step) -> Iterator[Write]:
    steps = writes(view, step)
    answer: Did | None = None
    while (write := _next(steps, answer)) is not None:
        yield write
        answer = Did(view.number)


def _without(write: Write, trouble: Trouble) -> bool:
    """Whether a step goes on without a write."""
    if isinstance(write, COURTESY):
        return trouble.kind in _NOT_ALLOWED
    return trouble.kind in _REFUSED and not isinstance(write, ESSENTIAL)


def _named(write: Write) -> tuple[str, ...]:
    """Whom a write that did not go through was about."""
    return (*write.users, *write.teams) if isinstance(write, RequestReviews) else ()


def _next(steps: Writes, answer: Did | None) -> Write | None:
    try:
        return next(steps) if answer is None else steps.send(answer)
    except StopIteration:
        return None


def _after(pull: Pull, write: Write) -> Pull:
    """How a pull request looks after a write of ours. Where its head is then may show late."""
    match write:
        case PushOn():
            return replace(pull, head_sha="")
        case EditPull():
            return replace(pull, body=write.body)
        case MarkReady():
            return replace(pull, draft=False)
        case AddLabels():
            return replace(pull, labels=(*pull.labels, *write.labels))
        case ClosePull():
            return replace(pull, state=PullState.CLOSED)
        case _:
            return pull
