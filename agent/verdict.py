"""How it ended: what each gate found, the verdict on a patch, and the outcome of a finding. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from agent.contract import Contract
from agent.domain import Finding, Proof, Source, Usage


class Status(StrEnum):
    """What one gate found. Only `passed` is a pass."""

    PASSED = "passed"
    FAILED = "failed"
    INCONCLUSIVE = "inconclusive"
    NOT_RUN = "not_run"
    NOT_APPLICABLE = "not_applicable"


class FlagKind(StrEnum):
    """What a reviewer should look at although it failed no gate."""

    HOST = "host"
    DEPENDENCY = "dependency"
    ENDPOINT = "endpoint"
    PERMISSION = "permission"
    AUTHENTICATION = "authentication"
    MATERIAL = "material"
    SIBLING = "sibling"


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing to look at: `where` is `path:line`, `text` says what is there."""

    kind: FlagKind
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Output:
    """What a program said in a gate: `title` tells which run (`before the fix`), `text` is shortened."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Check:
    """One gate's answer. `detail` is for people and for the author's next try."""

    gate: str
    status: Status
    detail: str
    seconds: float = 0.0
    flags: tuple[Flag, ...] = ()
    outputs: tuple[Output, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a verdict is bound to. Any other value of any part makes it stale.

    `patch` is the digest of the changes, `rules` of the rule files, `gates` of the gates' own code and
    policy, `proof` of the test that was run (empty when there was none).
    """

    base_sha: str
    patch: str
    rules: str
    gates: str
    proof: str = ""


class VerdictKind(StrEnum):
    FIXED = "fixed"
    EVIDENCE_GAP = "evidence_gap"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Verdict:
    """All gates' answers, and which of them the policy requires (`require`, gate names)."""

    checks: tuple[Check, ...]
    require: tuple[str, ...]
    evidence: Evidence | None = None

    @property
    def kind(self) -> VerdictKind:
        """Rejected when any gate failed; fixed when every required one passed or does not apply."""
        if not self.checks or any(check.status is Status.FAILED for check in self.checks):
            return VerdictKind.REJECTED
        good = {c.gate for c in self.checks if c.status in (Status.PASSED, Status.NOT_APPLICABLE)}
        return VerdictKind.FIXED if good.issuperset(self.require) else VerdictKind.EVIDENCE_GAP

    @property
    def failure(self) -> Check | None:
        """The first gate that failed, if any."""
        return next((c for c in self.checks if c.status is Status.FAILED), None)

    @property
    def gaps(self) -> tuple[Check, ...]:
        """Required checks that neither passed nor failed."""
        open_ended = (Status.NOT_RUN, Status.INCONCLUSIVE)
        return tuple(c for c in self.checks if c.gate in self.require and c.status in open_ended)

    @property
    def flags(self) -> tuple[Flag, ...]:
        """What the gates found worth a reviewer's look, in their order."""
        return tuple(flag for check in self.checks for flag in check.flags)


@dataclass(frozen=True, slots=True)
class Objection:
    """A flaw that a reviewer names, and the line it quotes for it."""

    quote: str
    reason: str


@dataclass(frozen=True, slots=True)
class Review:
    """A blind reviewer's answer. `sanitizer` quotes the line that makes a still matching place safe, if asked
    for; `attacks` are inputs to try, as text."""

    approved: bool
    objections: tuple[Objection, ...]
    sanitizer: str = ""
    attacks: tuple[str, ...] = ()


class OutcomeKind(StrEnum):
    FIXED = "fixed"
    EVIDENCE_GAP = "evidence_gap"
    REJECTED = "rejected"
    NO_FIX = "no_fix"
    FALSE_POSITIVE = "false_positive"
    BLOCKED = "blocked"
    SKIPPED = "skipped"


class Delivery(StrEnum):
    PREPARED = "prepared"
    OPENED = "opened"
    UPDATED = "updated"
    QUEUED = "queued"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Delivered:
    """Where an accepted fix waits, or in `note` why it does not. `page` is relative to the output folder.

    `url` is the pull request's address; `notes` are things that a person should know of its delivery.
    """

    delivery: Delivery
    branch: str = ""
    page: str = ""
    note: str = ""
    commit: str = ""
    url: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one finding ended, and the evidence. `case` is the fingerprint of the case it was part of."""

    finding: Finding
    case: str
    kind: OutcomeKind
    reason: str
    source: Source | None = None
    verdict: Verdict | None = None
    delivered: Delivered = field(default=Delivered(Delivery.NONE))
    diff: str = ""
    summary: str = ""
    assumptions: tuple[str, ...] = ()
    attempts: int = 0
    usage: Usage = Usage()
    proof: Proof | None = None
    """The test that was written from the finding before any fix, if one was."""
    review: Review | None = None
    """What a blind reviewer said of the patch, if one was asked."""
    contract: Contract | None = None
    """What a model stated that the fix has to hold, before it was written, if one was asked."""
    model: str = ""
    """Name of the model that wrote the patch, empty where none did."""
