"""The loop of a delivery: look, decide, write once, look again, until nothing is left or we must stop."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from agent.forge.delivery.decide import Settled, Step, Stopped, decide, lone, standing
from agent.forge.delivery.rehearse import rehearsed
from agent.forge.host import Host
from agent.forge.values import Did, Pull, Seen, Trouble, TroubleKind, Wanted
from agent.forge.writes import AddLabels, Assign, MarkReady, OpenPull, Proposing, PushBranch, RequestReviews

MOST_TRIES = 3
"""Times that one kind of write is sent before it is given up."""
PAUSES = (0.5, 1.0, 2.0, 4.0)
"""Seconds before each further look that a kind of write needs before it is sent again: lists lag, and an
answer that got lost may have been a success."""

_ESSENTIAL = (PushBranch, OpenPull)


@dataclass(frozen=True, slots=True)
class Carried:
    """How a delivery ended.

    `reason` says why it stopped, empty when it did not; `queued` that the forge asked us to write later, or
    that nothing more can be written by this run (`hint` names the setting). `writes` are those that are known
    to have gone through. `branch` is a branch of ours that stays, or may stay, without a pull request.
    """

    writes: tuple[Proposing, ...]
    pull: Pull | None = None
    opened: bool = False
    reason: str = ""
    hint: str = ""
    queued: bool = False
    barred: bool = False
    """No other delivery of this run can succeed either: a permission is missing."""
    branch: str = ""
    notes: tuple[str, ...] = ()


def rehearse(wanted: Wanted, host: Host, number: int = 0) -> Carried:
    """What a delivery would write, without writing: one look, and then what each write would change."""
    seen = host.look(wanted, number)
    if isinstance(seen, Trouble):
        return _because(seen, Carried(()))
    writes: list[Proposing] = []
    kinds: set[type[Proposing]] = set()
    while True:
        step = decide(wanted, seen, kinds)
        match step:
            case Settled():
                return Carried(tuple(writes), step.pull)
            case Stopped():
                branch = wanted.branch if step.branch else ""
                return Carried(tuple(writes), step.pull, reason=step.reason, branch=branch)
            case _:
                writes.append(step)
                kinds.add(type(step))
                seen = rehearsed(seen, step)


def carry(
    wanted: Wanted,
    host: Host,
    sleep: Callable[[float], None],
    still_ours: Callable[[], str] = str,
    number: int = 0,
) -> Carried:
    """Bring the pull request to where it is wanted.

    `still_ours` is asked before each write and says why nothing may be written any more (a lock that was
    lost). `number` is the pull request where it is known. Interrupted anywhere, the same call goes on.
    """
    return _Delivery(wanted, host, sleep, still_ours, number).run()


@dataclass(slots=True)
class _Delivery:
    wanted: Wanted
    host: Host
    sleep: Callable[[float], None]
    still_ours: Callable[[], str]
    number: int
    writes: list[Proposing] = field(default_factory=list)
    tried: set[type[Proposing]] = field(default_factory=set)
    sent: Counter[type[Proposing]] = field(default_factory=Counter)
    waited: Counter[type[Proposing]] = field(default_factory=Counter)
    troubles: dict[type[Proposing], Trouble] = field(default_factory=dict)
    unsure: Proposing | None = None
    unseen: int = 0
    notes: list[str] = field(default_factory=list)
    pull: Pull | None = None
    opened: bool = False
    branch: bool = False

    def run(self) -> Carried:
        while True:
            seen = self.host.look(self.wanted, self.number)
            ended = self._unseen(seen) if isinstance(seen, Trouble) else self._step(seen)
            if ended is not None:
                return ended

    def _unseen(self, trouble: Trouble) -> Carried | None:
        """After a write, a look that failed may do better a moment later."""
        if trouble.kind is not TroubleKind.UNSURE or not self.sent or self.unseen == len(PAUSES):
            return self._stopped(trouble)
        self.sleep(PAUSES[self.unseen])
        self.unseen += 1
        return None

    def _step(self, seen: Seen) -> Carried | None:
        step = decide(self.wanted, seen, self.tried)
        self._saw(seen, step)
        match step:
            case Settled():
                return self._ended()
            case Stopped():
                return self._ended(step.reason)
            case _:
                return self._again(step) if self.sent[type(step)] else self._send(step)

    def _saw(self, seen: Seen, step: Step) -> None:
        self.pull = standing(seen)
        if self.pull is not None:
            self.number = self.pull.number
        if self.unsure is not None and self._happened(self.unsure, step):
            self._did(self.unsure, Did(self.number))
        self.branch = lone(seen) and not self.opened

    def _happened(self, write: Proposing, step: Step) -> bool:
        """Whether a write whose answer was lost did go through, as what comes next shows."""
        if isinstance(write, OpenPull):
            return self.pull is not None
        return not isinstance(step, (Stopped, type(write)))

    def _again(self, write: Proposing) -> Carried | None:
        """Send a kind of write once more, but only after several looks that do not show it."""
        kind = type(write)
        if self.waited[kind] < len(PAUSES):
            self.sleep(PAUSES[self.waited[kind]])
            self.waited[kind] += 1
            return None
        if self.sent[kind] < MOST_TRIES and not (isinstance(write, OpenPull) and self.opened):
            return self._send(write)
        hidden = Trouble(TroubleKind.UNSURE, "it was written, but the forge does not show it")
        return self._given_up(write, self.troubles.get(kind, hidden))

    def _send(self, write: Proposing) -> Carried | None:
        lost = self.still_ours()
        if lost:
            return self._ended(lost, queued=True)
        self.sent[type(write)] += 1
        self.waited[type(write)] = 0
        answer = self.host.write(write)
        match answer:
            case Did():
                self._did(write, answer)
                return None
            case Trouble():
                return self._trouble(write, answer)
            case _:
                assert_never(answer)

    def _did(self, write: Proposing, did: Did) -> None:
        self.writes.append(write)
        self.troubles.pop(type(write), None)
        self.unsure = None
        if not isinstance(write, _ESSENTIAL):
            self.tried.add(type(write))
        if isinstance(write, PushBranch):
            self.branch = True
        if isinstance(write, OpenPull):
            self.number, self.opened, self.branch = did.number, True, False
        if did.refused:
            self.notes.append(f"{', '.join(did.refused)} {_PASSED_OVER[type(write)]}")

    def _trouble(self, write: Proposing, trouble: Trouble) -> Carried | None:
        self.troubles[type(write)] = trouble
        match trouble.kind:
            case TroubleKind.UNSURE:
                self.unsure = write
                self.branch = self.branch or isinstance(write, PushBranch)
                return None
            case TroubleKind.EXISTS:
                return None
            case TroubleKind.MISSING if self.opened and isinstance(write, Assign):
                # Right after it was opened, GitHub may not know it here yet.
                return None
            case TroubleKind.LATER:
                return self._stopped(trouble)
            case TroubleKind.REFUSED | TroubleKind.PERMISSION | TroubleKind.MISSING:
                return self._given_up(write, trouble)
            case _:
                assert_never(trouble.kind)

    def _given_up(self, write: Proposing, trouble: Trouble) -> Carried | None:
        """Stop, or go on without what is not essential and say so."""
        # Owners are not asked to look at a draft that could have been made ready.
        could = trouble.kind in (TroubleKind.PERMISSION, TroubleKind.UNSURE)
        if isinstance(write, _ESSENTIAL) or (isinstance(write, MarkReady) and could):
            return self._stopped(trouble)
        self.tried.add(type(write))
        self.unsure = None
        hint = f" ({trouble.hint})" if trouble.hint else ""
        self.notes.append(f"{_WITHOUT[type(write)]}: {trouble.reason}{hint}")
        return None

    def _stopped(self, trouble: Trouble) -> Carried:
        return _because(trouble, self._ended())

    def _ended(self, reason: str = "", *, queued: bool = False) -> Carried:
        notes = [*self.notes, *([f"#{self.number} was opened"] if self.opened and not self.pull else [])]
        return Carried(
            tuple(self.writes), self.pull, self.opened, reason, queued=queued,
            branch=self.wanted.branch if self.branch else "", notes=tuple(notes),
        )  # fmt: skip


_WITHOUT: Mapping[type[Proposing], str] = {
    AddLabels: "its labels were not added",
    MarkReady: "it stays a draft",
    Assign: "nobody was assigned",
    RequestReviews: "no review was requested",
}
_PASSED_OVER: Mapping[type[Proposing], str] = {
    Assign: "could not be assigned",
    RequestReviews: "could not be asked for a review",
}


def _because(trouble: Trouble, carried: Carried) -> Carried:
    """An ending, with the trouble that it is due to."""
    return replace(
        carried,
        reason=trouble.reason,
        hint=trouble.hint,
        queued=trouble.kind in (TroubleKind.LATER, TroubleKind.UNSURE),
        barred=trouble.kind is TroubleKind.PERMISSION,
    )
