"""The forge where fixes become pull requests: what is known, what must wait, and each delivery."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Protocol

from agent.domain import Case, Finding
from agent.forge.autonomy import Autonomy
from agent.forge.codeowners import Codeowners
from agent.forge.delivery.carry import Carried, carry, rehearse
from agent.forge.delivery.ledger import Entry, Ledger, ledger, listed
from agent.forge.delivery.limits import Limits, load
from agent.forge.delivery.lock import locked
from agent.forge.host import Host, LockHost
from agent.forge.leaks import leaked, secrets_of
from agent.forge.past import Past, PastHub
from agent.forge.showing import Showed, Showing
from agent.forge.text.disclosure import labels, mode
from agent.forge.values import Pull, Trouble, TroubleKind, Wanted
from agent.forge.writes import OpenIssue, OpenPull, PullText, Write
from agent.ports import Proposal
from agent.settings import Settings
from agent.verdict import Delivered, Delivery, VerdictKind


class Hub(Host, LockHost, PastHub, Protocol):
    """A repository on a forge that can be locked, and that tells of its past."""

    def strays(self, known: Collection[str]) -> tuple[str, ...] | Trouble:
        """Branches named like ours that no pull request was made from; `known` are passed over."""
        ...


@dataclass(frozen=True, slots=True)
class Planned:
    """What was written for one pull request, or would be without `--publish`."""

    branch: str
    writes: tuple[Write, ...]
    text: PullText | None
    pull: Pull | None = None


class Want(Protocol):
    """What a proposal becomes on the forge."""

    def __call__(self, proposal: Proposal, ledger: Ledger) -> tuple[Wanted, tuple[str, ...]]:
        """How its pull request should be, and what a person should know of who is asked."""
        ...

    def comment(self, proposal: Proposal, ledger: Ledger, why: str) -> str:
        """The comment that shows it on the dashboard, in place of a pull request."""
        ...

    def dashboard(self) -> OpenIssue:
        """The dashboard, where there is none yet."""
        ...


@dataclass(slots=True)
class PullForge:
    """Delivers accepted fixes as pull requests on one repository, by the rules of the operator.

    Without `publish` everything is read and decided as it would be, and nothing is written. `holder` names
    this run to others that want the lock. `rules` are today's findings' by fingerprint.
    """

    hub: Hub
    settings: Settings
    codeowners: Codeowners | None
    want: Want
    publish: bool
    holder: str
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    told: Callable[[str], object] = str
    rules: Mapping[str, str] = field(default_factory=dict)
    now: Callable[[], datetime] = partial(datetime.now, UTC)
    planned: list[Planned] = field(default_factory=list)
    _past: Past = field(init=False)
    _limits: Limits = field(init=False)
    _one: threading.Lock = field(default_factory=threading.Lock)
    _barred: str = ""

    def __post_init__(self) -> None:
        """Read our earlier pull requests. Raises ForgeError when they cannot be read."""
        pulls = listed(self.hub.ours(), self.hub.repo.slug)
        now = self.now()
        self._past = Past(self.hub, self.settings, ledger(pulls), now, self.rules, self.told)
        self._limits = Limits(self.settings.delivery, load(pulls, now))

    def known(self, finding: Finding) -> Delivered | None:
        """What became of a finding that is not to be worked on: its pull request is open, people closed it
        or ticked to have it left alone, or refused its rule's fixes; see `Past.known`."""
        return self._past.known(finding)

    def admit(self, case: Case) -> str:
        """Why a case has to wait: a limit of the repository, the hour or its owners is reached, or this run
        can write nothing more, and no model is to be asked in vain."""
        if self._barred or self._past.level(case.rule.id).level == "comment":
            return self._barred
        rule = self.codeowners.share(case.path) if self.codeowners else None
        owners = tuple(owner.text for owner in rule.owners) if rule else ()
        return self._limits.admit(case.fingerprint, owners)

    def dismiss(self, case: Case) -> None:
        """The case has no pull request: its place is free."""
        self._limits.dismiss(case.fingerprint)

    def holds(self, delivered: Delivered) -> bool:  # noqa: ARG002 (the port's)
        """Never: an open pull request is known before, and anything else is still to be delivered."""
        return False

    def deliver(self, proposal: Proposal) -> Delivered:
        """Open the pull request of a fix, or say why not."""
        barred = self._policy(proposal)
        if barred:
            return Delivered(Delivery.NONE, note=barred)
        level = self._past.level(proposal.case.rule.id)
        if level.level != "pull":
            with self._one:
                return self._shown(proposal, level)
        with self._one:
            wanted, notes = self.want(proposal, self._past.ledger)
            leak = leaked(wanted, secrets_of(self.settings))
            if leak:
                return Delivered(Delivery.NONE, wanted.branch, note=leak)
            if self._barred:
                return Delivered(Delivery.QUEUED, wanted.branch, note=self._barred)
            carried = self._carried(wanted)
            if carried.opened or carried.pull:
                self._limits.confirm(proposal.case.fingerprint)
        return _delivered(wanted, carried, notes, publish=self.publish)

    def finish(self) -> tuple[Delivered, ...]:
        """Complete what an earlier run began and could not end.

        Returned are branches that have no pull request, and what was written.
        """
        done = list(self._strays())
        for entry in self._past.ledger.open:
            with self._one:
                if self._barred:
                    break
                carried = self._carried(_as_recorded(entry, self.settings), entry.pull.number)
            if carried.writes or carried.notes or (carried.reason and not carried.pull):
                done.append(_delivered(_as_recorded(entry, self.settings), carried, (), publish=self.publish))
        return tuple(done)

    def _strays(self) -> Iterator[Delivered]:
        """Branches of runs that ended before they could open a pull request or say anything."""
        found = self.hub.strays({entry.pull.branch for entry in self._past.ledger.entries})
        if isinstance(found, Trouble):
            self.told(f"branches without a pull request cannot be looked for: {found.reason}")
            return
        for branch in found:
            note = f"branch {branch} is there without a pull request: used once its finding is fixed again"
            yield Delivered(Delivery.NONE, branch, note=note)

    def _policy(self, proposal: Proposal) -> str:
        gap = proposal.verdict.kind is VerdictKind.EVIDENCE_GAP
        if gap and self.settings.delivery.gaps == "report":
            return "an evidence gap is only reported (delivery.gaps)"
        severity = proposal.case.rule.severity
        if mode(self.hub.repo.private, severity, self.settings.disclosure) == "report":
            return f"a {severity.value} finding is only reported here (disclosure)"
        return self._past.held(proposal.case.findings[0])

    def _shown(self, proposal: Proposal, level: Autonomy) -> Delivered:
        """Show the fix on the dashboard: its rule's are not proposed any more."""
        body = self.want.comment(proposal, self._past.ledger, level.why)
        showing = Showing(self.hub, self.want.dashboard(), body, secrets_of(self.settings))
        barred = Trouble(TroubleKind.LATER, self._barred)
        showed = Showed(trouble=barred) if self._barred else showing.look()
        if self.publish and showed.writes:
            with locked(self.hub, self.holder, self.sleep, self.clock, self.told) as held:
                showed = Showed(trouble=held) if isinstance(held, Trouble) else showing.write(held.still_ours)
        if showed.trouble is not None and showed.trouble.kind is TroubleKind.LATER:
            self._barred = showed.trouble.reason
        if showed.writes:
            self.planned.append(Planned("dashboard", showed.writes, None))
        return showed.delivered(level.why, publish=self.publish)

    def _carried(self, wanted: Wanted, number: int = 0) -> Carried:
        # Nobody is locked out for a look that shows that nothing is to be written.
        carried = rehearse(wanted, self.hub, number)
        if self.publish and carried.writes:
            carried = self._published(wanted, number)
        if carried.queued or carried.barred:
            self._barred = _hinted(carried)
        if carried.writes:
            text = next((write.text for write in carried.writes if isinstance(write, OpenPull)), None)
            self.planned.append(Planned(wanted.branch, carried.writes, text, carried.pull))
        return carried

    def _published(self, wanted: Wanted, number: int) -> Carried:
        with locked(self.hub, self.holder, self.sleep, self.clock, self.told) as held:
            if isinstance(held, Trouble):
                return Carried((), reason=held.reason, hint=held.hint, queued=True)
            carried = carry(wanted, self.hub, self.sleep, held.still_ours, number)
        if held.kept is not None and held.kept.kind is TroubleKind.LATER:
            self._barred = held.kept.reason
        return carried


def _as_recorded(entry: Entry, settings: Settings) -> Wanted:
    """What an open pull request's own marker says it should become; its content is what it is."""
    marker, pull, delivery = entry.marker, entry.pull, settings.delivery
    text = PullText(pull.title, pull.body)
    # A gap stays one although somebody edited its marker.
    gap = not marker.ready or delivery.gap_label in pull.labels
    named = (*delivery.labels, delivery.gap_label) if gap else delivery.labels
    return Wanted(
        marker.fingerprints, pull.branch, pull.base, marker.base_sha, (), lambda *_: text,
        labels=labels(named, neutral=not marker.rule), ready=not gap, assignees=marker.assignees,
        users=marker.users, teams=marker.teams, stop_label=delivery.stop_label, head=marker.head,
    )  # fmt: skip


def _delivered(wanted: Wanted, carried: Carried, notes: Sequence[str], *, publish: bool) -> Delivered:
    pull = carried.pull
    url = pull.url if pull else ""
    said = (*notes, *carried.notes)
    if carried.reason:
        kind = Delivery.QUEUED if carried.queued or carried.barred else Delivery.NONE
        return Delivered(kind, wanted.branch, note=_why(carried), url=url, notes=said)
    if not publish:
        return Delivered(Delivery.PREPARED, wanted.branch, url=url, notes=said)
    if not carried.writes:
        return Delivered(Delivery.NONE, wanted.branch, note="already proposed", url=url, notes=said)
    kind = Delivery.OPENED if carried.opened else Delivery.UPDATED
    return Delivered(kind, wanted.branch, commit=pull.head_sha if pull else "", url=url, notes=said)


def _why(carried: Carried) -> str:
    left = f"; branch {carried.branch} is there without a pull request" if carried.branch else ""
    return f"{_hinted(carried)}{left}"


def _hinted(carried: Carried) -> str:
    return f"{carried.reason} ({carried.hint})" if carried.hint else carried.reason
