"""What a bundle holds. Frozen values; whoever reads one believes none of them before it was checked again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from agent.contract import Contract
from agent.domain import Finding, Proof, Source, Usage
from agent.verdict import Review, Verdict

FORMAT = 1


class Stage(StrEnum):
    """Who vouches for the verdicts: the job that wrote the fixes, or one that ran the gates again."""

    PROPOSED = "proposed"
    VERIFIED = "verified"


@dataclass(frozen=True, slots=True)
class Fix:
    """One case's fix with its evidence: what `agent.ports.Proposal` holds, as data.

    `diff` is the whole patch as a unified diff of the bundle's base, with the proof where settings want it
    in. `pull` is the pull request that it was written again for (0: a new one), `head` the head of its
    branch then.
    """

    findings: tuple[Finding, ...]
    source: Source
    diff: str
    summary: str
    assumptions: tuple[str, ...]
    verdict: Verdict
    proof: Proof | None = None
    review: Review | None = None
    attempts: int = 0
    usage: Usage = Usage()
    pull: int = 0
    head: str = ""
    contract: Contract | None = None
    model: str = ""

    @property
    def fingerprint(self) -> str:
        """The case's: that of its first finding."""
        return self.findings[0].fingerprint


@dataclass(frozen=True, slots=True)
class Refused:
    """A fix of the bundle before that did not stand when its gates ran again, and why.

    Where a pull request asked for one and none was written, `pull` and `head` name it, and `final` tells that
    another run would do no better.
    """

    fingerprint: str
    reason: str
    pull: int = 0
    head: str = ""
    final: bool = False


@dataclass(frozen=True, slots=True)
class Bundle:
    """Fixes of one commit of one repository.

    `repository` is `owner/name`, empty for a checkout without a forge; `base` the branch to merge into,
    empty likewise; `base_sha` the commit that every diff applies to. `rules` are the rule ids of all of that
    commit's findings by fingerprint. `sandbox` and `model` are the names that texts tell.
    """

    stage: Stage
    suture: str
    repository: str
    base: str
    base_sha: str
    sandbox: str
    model: str
    fixes: tuple[Fix, ...]
    rules: tuple[tuple[str, str], ...] = ()
    refused: tuple[Refused, ...] = ()
    private: bool = True
    """Whether not everybody sees the repository; so it is taken where nobody told."""
    version: int = FORMAT
