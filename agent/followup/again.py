"""One fix written again, through the same pipeline as the first, and made into one more commit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from agent.authoring.asking.team import Team
from agent.authoring.earlier import Earlier, Wish
from agent.casework import NO_MODEL
from agent.domain import Case, Change, Finding
from agent.errors import ModelError
from agent.followup.ports import Declined, Written
from agent.followup.values import Branch, Observed, Request
from agent.forge.delivery.ledger import Ledger
from agent.forge.text.defuse import plain
from agent.forge.text.disclosure import mode
from agent.forge.text.marker import Marker, parse, render
from agent.forge.text.secret import redactor
from agent.forge.values import Wanted
from agent.forge.writes import NewCommit, PullText, PushOn
from agent.gates.runner import Bench
from agent.pipeline import Story, fix
from agent.ports import Progress, Proposal
from agent.settings import Settings
from agent.verdict import Delivered, Delivery, Outcome, OutcomeKind, VerdictKind
from agent.workspace.branch import MARK

Compose = Callable[[Proposal, Ledger], tuple[Wanted, tuple[str, ...]]]
"""How a proposal's pull request should be (see `agent.forge.wanted.Composer`)."""

_LONGEST = 400
_SETTLED = (OutcomeKind.REJECTED, OutcomeKind.NO_FIX, OutcomeKind.FALSE_POSITIVE)


@dataclass(frozen=True, slots=True)
class Desk:
    """Who writes and reviews, who watches, and how a proposal becomes a pull request of ours."""

    team: Team
    progress: Progress
    compose: Compose
    ledger: Ledger


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be written again: the findings on today's base, for which pull request, and why.

    `present` are the changes that it proposes now: of today's base, where they merge cleanly.
    """

    observed: Observed
    branch: Branch
    findings: tuple[Finding, ...]
    present: tuple[Change, ...]
    earlier: Earlier | None

    @property
    def neutral(self) -> bool:
        """Whether nothing may tell of the weakness."""
        return not self.observed.marker.rule


@dataclass(frozen=True, slots=True)
class Proposed:
    """A fix that the gates accepted, and how it came about: one outcome for each of its findings."""

    proposal: Proposal
    outcomes: tuple[Outcome, ...]


@dataclass(slots=True)
class _Tray:
    """A forge that only takes a proposal down."""

    proposal: Proposal | None = field(default=None)

    def known(self, finding: Finding) -> Delivered | None:  # noqa: ARG002 (the port's)
        return None

    def admit(self, case: Case) -> str:  # noqa: ARG002 (the port's)
        return ""

    def dismiss(self, case: Case) -> None:
        pass

    def deliver(self, proposal: Proposal) -> Delivered:
        self.proposal = proposal
        return Delivered(Delivery.PREPARED)

    def holds(self, delivered: Delivered) -> bool:  # noqa: ARG002 (the port's)
        return False


@dataclass(frozen=True, slots=True)
class _OneBranch(Ledger):
    """Our pull requests, for a case that has its branch."""

    branch: str = ""

    def branch_for(self, case: Case) -> str:  # noqa: ARG002 (the ledger's)
        return self.branch


Why = Callable[[str], Earlier] | None
"""Why a fix is written again, given the diff of the present one; None where only the base has moved."""


def mending(repair: Sequence[str]) -> Why:
    """For checks that the present fix failed, if any."""
    return (lambda diff: Earlier(diff, checks=tuple(repair))) if repair else None


def asking(requests: Sequence[Request]) -> Why:
    """For what people asked."""
    return lambda diff: Earlier(diff, wishes(requests))


def wishes(requests: Sequence[Request]) -> tuple[Wish, ...]:
    """What people asked for, for the author."""
    return tuple(
        Wish(r.login, f"{r.path}:{r.line}" if r.path and r.line else r.path, r.text) for r in requests
    )


def only_reported(job: Job, settings: Settings) -> bool:
    """Whether today's settings allow no pull request for what it is about."""
    severity, private = job.findings[0].rule.severity, job.observed.repo.private
    return mode(private, severity, settings.disclosure) == "report"


def propose(job: Job, bench: Bench, desk: Desk, settings: Settings) -> Proposed | Declined:
    """Have the fix written on today's base and judged by every gate; declined when they reject it."""
    if job.earlier is not None and not desk.team.writers:
        return Declined(f"there is no model that could write it again: {NO_MODEL}", final=False)
    tray = _Tray()
    story = Story(job.findings, bench, desk.team, tray, desk.progress, settings, job.earlier)
    try:
        ended = [outcome for case in fix(story, (Case(job.findings),)) for outcome in case]
    except ModelError as error:
        return Declined(f"the model cannot be asked: {error}", final=False)
    if tray.proposal is None:
        return _declined(job, ended[0], final=bool(desk.team.writers) and ended[0].kind in _SETTLED)
    return Proposed(tray.proposal, tuple(ended))


def _declined(job: Job, outcome: Outcome, *, final: bool) -> Declined:
    """Why there is no new commit, in words for whoever asked."""
    failure = outcome.verdict.failure if outcome.verdict else None
    if job.neutral:
        return Declined(
            "no new version of it was found that every gate accepts, so I keep it as it is", final
        )
    said = plain(failure.detail if failure else outcome.reason, _LONGEST)
    if outcome.kind is OutcomeKind.REJECTED and failure is not None:
        return Declined(f"the gate `{failure.gate}` says: {said}, so I keep it as it is", final)
    return Declined(f"no new version of it was written: {said}", final)


def commit_of(job: Job, proposal: Proposal, desk: Desk, settings: Settings) -> Written | Declined:
    """One more commit for the branch; declined when it is what is proposed already, or is proven less."""
    marker = job.observed.marker
    gap = proposal.verdict.kind is VerdictKind.EVIDENCE_GAP
    gaps = "" if job.neutral else f" ({', '.join(check.gate for check in proposal.verdict.gaps)})"
    if gap and settings.delivery.gaps == "report":
        return Declined(f"its new version is not proven by every gate{gaps}, and is only reported")
    if gap and marker.kind == "fixed" and job.earlier is not None and job.earlier.wishes:
        return Declined(f"its new version is proven less than the present one{gaps}, so I keep it as it is")
    entries = _OneBranch(desk.ledger.entries, desk.ledger.returned, marker.branch)
    wanted, _ = desk.compose(proposal, entries)
    wanted = _for_its_marker(wanted, marker)
    commit = _one(wanted, marker)
    if _same(commit.changes, job.present, proposal.proof.path if proposal.proof else ""):
        return Declined("written again it comes out as it is already, so there is nothing to change")
    branch, base = job.branch, wanted.base_sha
    push = PushOn(
        job.observed.pull.number, marker.branch, branch.head, base, commit,
        merged="" if branch.merge is branch.merge.CURRENT else base,
    )  # fmt: skip
    return Written(push, wanted, _said(job, proposal))


def _for_its_marker(wanted: Wanted, marker: Marker) -> Wanted:
    """The same for the pull request that is there. Its branch goes by its first finding's name, also where
    the code was edited since and gives the finding another."""
    first = marker.fingerprints[0]
    if wanted.fingerprints[0] == first:
        return wanted
    names = tuple(dict.fromkeys((first, *wanted.fingerprints)))[:5]

    def text(head: str, verified: bool | None) -> PullText:
        said = wanted.text(head, verified)
        new = parse(said.body)
        if new is None:
            return said
        named = render(new.model_copy(update={"fingerprints": names}))
        return PullText(said.title, said.body.replace(render(new), named))

    return replace(wanted, fingerprints=names, text=text)


def _one(wanted: Wanted, marker: Marker) -> NewCommit:
    """All commits of a fix as one, with the message of the last: the fix itself."""
    last = wanted.commits[-1]
    changes = tuple(change for commit in wanted.commits for change in commit.changes)
    trailer = f"{MARK}: {marker.fingerprints[0]}"
    message = last.message
    if trailer not in message.split("\n"):
        above, _, trailers = message.rstrip("\n").rpartition("\n\n")
        message = f"{above}\n\n{trailer}\n{trailers}\n"
    return NewCommit(message, changes, last.tree)


def _same(one: Sequence[Change], other: Sequence[Change], proof: str) -> bool:
    """Whether two patches of one base are the same fix; its proof is written anew each time."""
    fixes = [{change for change in changes if change.path != proof} for changes in (one, other)]
    return fixes[0] == fixes[1]


def _said(job: Job, proposal: Proposal) -> str:
    """What changed, in one sentence."""
    on = f"on {proposal.draft.patch.base_sha[:12]}, and every gate ran again"
    earlier = job.earlier
    if earlier is None:
        return f"The fix was written anew {on}."
    if earlier.checks:
        names = plain(", ".join(earlier.checks), _LONGEST)
        return f"The fix was written anew {on}, because these checks failed: {names}."
    if job.neutral:
        return f"The change was written again as asked, {on}."
    summary = plain(redactor(proposal)(proposal.draft.summary), _LONGEST)
    return f"The fix was written again as asked, {on}: {summary}"
