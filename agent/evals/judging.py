"""What the end of a case counts as. Pure."""

from __future__ import annotations

from agent.evals.values import Counts, Expect, Hidden
from agent.verdict import OutcomeKind


def counted(expect: Expect, kind: OutcomeKind, hidden: Hidden, *, left: bool, answered: bool) -> Counts:
    """What it counts as that a case, of which `expect` is right, ended as `kind`.

    `left` tells that an accepted patch left the run; `answered` that models were asked and all answered,
    without which nobody decided to leave the code alone.
    """
    match kind:
        case OutcomeKind.FIXED if left:
            return _accepted(expect, hidden, (Counts.FIXED, Counts.FALSE_FIXED, Counts.ACCEPTED))
        case OutcomeKind.EVIDENCE_GAP if left:
            return _accepted(expect, hidden, (Counts.GAP_RIGHT, Counts.GAP_WRONG, Counts.GAP))
        case OutcomeKind.FALSE_POSITIVE if expect is Expect.FALSE_POSITIVE:
            return Counts.RIGHT_FALSE_POSITIVE
        case OutcomeKind.FALSE_POSITIVE:
            return Counts.WRONG_FALSE_POSITIVE
        case OutcomeKind.NO_FIX if expect is Expect.NO_FIX and answered:
            return Counts.RIGHT_NO_FIX
        case _:
            return Counts.ABSTAINED


def _accepted(expect: Expect, hidden: Hidden, words: tuple[Counts, Counts, Counts]) -> Counts:
    right, wrong, unchecked = words
    if expect is not Expect.FIXED or hidden is Hidden.FAILED:
        return wrong
    return right if hidden is Hidden.PASSED else unchecked
