"""What goes into a bundle: accepted fixes of a run, as data."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from agent.bundle.checks import wrong_fix
from agent.bundle.values import Fix
from agent.domain import Case, Finding
from agent.forge.leaks import leaked_commit, leaked_write
from agent.forge.message import commit_message
from agent.forge.writes import Comment, NewCommit
from agent.ports import Proposal
from agent.verdict import Delivered, Delivery, Outcome, OutcomeKind

_FIX = TypeAdapter(Fix)
ACCEPTED = (OutcomeKind.FIXED, OutcomeKind.EVIDENCE_GAP)


@dataclass(frozen=True, slots=True)
class Tray:
    """The forge of a run whose fixes go nowhere but into a bundle. `secrets` are values, by name, that no
    fix may hold."""

    secrets: Mapping[str, str] = field(default_factory=dict)

    def known(self, finding: Finding) -> Delivered | None:  # noqa: ARG002 (the port's)
        """Nothing: there is nobody to ask."""
        return None

    def admit(self, case: Case) -> str:  # noqa: ARG002 (the port's)
        """Every case: whether it has to wait is decided where it is proposed."""
        return ""

    def dismiss(self, case: Case) -> None:
        """Nothing to give back."""

    def deliver(self, proposal: Proposal) -> Delivered:
        """Accept the fix, unless it holds a secret of ours."""
        message = commit_message(proposal.case, proposal.draft)
        leak = leaked_commit(NewCommit(message, proposal.draft.patch.changes, ""), self.secrets)
        return Delivered(Delivery.NONE, note=leak) if leak else Delivered(Delivery.PREPARED)

    def holds(self, delivered: Delivered) -> bool:  # noqa: ARG002 (the port's)
        """Never: each run fills its own bundle."""
        return False


def to_propose(outcomes: Sequence[Outcome], planned: Collection[str] | None) -> tuple[Fix, ...]:
    """The fixes that would be proposed, in the order of their cases' first outcomes.

    `planned` are the branches that something would be written to; None where no forge was asked. What would
    only be shown on the dashboard has no branch, and goes along.
    """
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(outcome.case, []).append(outcome)
    return tuple(as_fix(group) for group in groups.values() if _goes(group[0], planned))


def unfit(fix: Fix, secrets: Mapping[str, str]) -> str:
    """Why a fix is put into no bundle: bundles are handed on, and may be read by many; empty when it may."""
    leak = leaked_write(Comment(0, json.dumps(_FIX.dump_python(fix, mode="json"))), secrets)
    return leak or wrong_fix(fix)


def _goes(outcome: Outcome, planned: Collection[str] | None) -> bool:
    delivered = outcome.delivered
    if outcome.kind not in ACCEPTED or delivered.delivery is not Delivery.PREPARED:
        return False
    return planned is None or not delivered.branch or delivered.branch in planned


def as_fix(outcomes: Sequence[Outcome], pull: int = 0, head: str = "") -> Fix:
    """The outcomes of one accepted case as a fix, for the pull request `pull` where it has one already."""
    first = outcomes[0]
    assert first.source is not None and first.verdict is not None
    return Fix(
        tuple(outcome.finding for outcome in outcomes),
        first.source,
        first.diff,
        first.summary,
        first.assumptions,
        first.verdict,
        first.proof,
        first.review,
        first.attempts,
        first.usage,
        pull,
        head,
        first.contract,
        first.model,
    )
