"""Identical findings of one file told apart. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from agent.domain import Finding


def numbered(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings in their order, equal twins of one file counted from 0."""
    twins: Counter[tuple[str, str]] = Counter()
    for finding in findings:
        twin = (finding.location.path, finding.pattern)
        yield replace(finding, ordinal=twins[twin])
        twins[twin] += 1
