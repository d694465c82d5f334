"""Weaknesses whose found code permits something: to take it away may be the repair."""

from __future__ import annotations

from collections.abc import Sequence

from agent.domain import Finding

_CWES = frozenset(f"CWE-{n}" for n in (
    276, 284, 285, 287, 295, 297, 306, 322, 345, 346, 347, 352, 489, 611, 614, 693, 732, 776, 827, 862, 863,
    942, 1004, 1275,
))  # fmt: skip


def may_be_deleted(findings: Sequence[Finding]) -> bool:
    """Whether the found code may be no feature but the weakness itself: a switch, an exception to a check."""
    return bool(findings) and all(_CWES.intersection(finding.rule.cwe) for finding in findings)
