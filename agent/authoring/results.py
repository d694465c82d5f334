"""What one answer of an author comes to. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass

from agent.contract import OpenDecision
from agent.domain import Draft
from agent.verdict import OutcomeKind, Verdict

FORM, CLAIM, AUDIT = "form", "claim", "audit"


@dataclass(frozen=True, slots=True)
class Accepted:
    """A draft that no gate rejected and the audit approved."""

    draft: Draft
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Stopped:
    """This writer is asked no more, and why; `decision` is what it says the code's owners have to decide."""

    kind: OutcomeKind
    reason: str
    draft: Draft | None = None
    verdict: Verdict | None = None
    decision: OpenDecision | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """An answer that did not do, as it is told to the model: `stage` is FORM, CLAIM, AUDIT or a gate."""

    stage: str
    detail: str
    draft: Draft | None = None
    verdict: Verdict | None = None
    repeated: bool = False
    """Whether the very same answer or change failed before: to argue on is of no use then."""


Result = Accepted | Stopped | Failure


def told(failures: list[Failure], most: int = 5) -> str:
    """One paragraph of what failed last, each thing once."""
    lines = dict.fromkeys(_line(failure) for failure in failures[-most:])
    return " Then: ".join(lines)


def _line(failure: Failure) -> str:
    tried = f"{failure.draft.summary[:200]} " if failure.draft else ""
    return f"{tried}[{failure.stage}: {' '.join(failure.detail.split())[:500]}]"


def given_up(failures: list[Failure]) -> Stopped:
    """How it ends when every answer failed; at least one did."""
    last = next((failure for failure in reversed(failures) if failure.draft is not None), None)
    if last is not None:
        return Stopped(OutcomeKind.REJECTED, f"{last.stage}: {last.detail}", last.draft, last.verdict)
    # Only the first line: those below may quote the file.
    reason = f"no answer could be applied; the last: {failures[-1].detail.split(chr(10))[0]}"
    return Stopped(OutcomeKind.NO_FIX, reason)
