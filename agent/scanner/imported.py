"""Findings from elsewhere, joined with what our own scan says of the same places. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from agent.domain import Finding, Scan, Skip
from agent.scanner.foreign import prefix
from agent.scanner.twins import numbered

OURS = "Suture"
"""The name that our own SARIF gives as its tool."""


@dataclass(frozen=True, slots=True)
class Imported:
    """Foreign findings that stand in the commit; all others with their reason; what a reader should know."""

    findings: tuple[Finding, ...]
    skipped: tuple[Skip, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reported:
    """One foreign finding as it was read. `what` names it in lists, `closed` is why it is not worked on."""

    finding: Finding
    what: str
    columns: tuple[int, int] = (0, 0)
    closed: str = ""


def settled(read: Iterable[Reported | Skip], rest: Iterable[Skip], notes: Iterable[str]) -> Imported:
    """Findings in file order, each once, twins numbered; `rest` are further skips.

    A closed finding is numbered as well: closing it must not turn its twin into itself.
    """
    skipped: list[Skip] = []
    seen: dict[tuple[object, ...], Reported] = {}
    for one in read:
        if isinstance(one, Skip):
            skipped.append(one)
        elif _key(one) in seen:
            skipped.append(Skip(one.what, "reported twice"))
            # Open once is open.
            seen[_key(one)] = one if seen[_key(one)].closed else seen[_key(one)]
        else:
            seen[_key(one)] = one
    ordered = sorted(seen.values(), key=_order)
    findings: list[Finding] = []
    for one, finding in zip(ordered, numbered(one.finding for one in ordered), strict=True):
        if one.closed:
            skipped.append(Skip(one.what, one.closed))
        else:
            findings.append(finding)
    return Imported(tuple(findings), (*skipped, *rest), tuple(dict.fromkeys(notes)))


def _key(one: Reported) -> tuple[object, ...]:
    where = one.finding.location
    return one.finding.rule.id, where.path, where.start, where.end, one.columns


def _order(one: Reported) -> tuple[str, int, int, tuple[int, int], str]:
    where = one.finding.location
    return where.path, where.start, where.end, one.columns, one.finding.rule.id


def joined(own: Scan, imported: Imported) -> Scan:
    """The findings to work on, and what was left out on the way from the report to them.

    A foreign finding that our own scan reports as well (the same rule or the same weakness on overlapping
    lines) is worked on as our own, which can be scanned for again. Of two foreign rules that report one
    weakness at one place the first is taken.
    """
    ours = _by_place(own.findings)
    taken: dict[Finding, None] = {}
    places: dict[tuple[str, int, str], Finding] = {}
    skipped = list(imported.skipped)
    for finding in imported.findings:
        reason = ""
        twin = _twin(finding, ours)
        other = None if twin is not None else _other(finding, places)
        if twin is not None:
            reason = f"our own scan reports it as {twin.rule.id} at {twin.location}: worked on as that"
            taken[twin] = None
        elif finding.rule.tool == OURS:
            reason = "our own scan of this commit does not report it"
        elif other is not None:
            reason = f"{other.rule.tool} reports the same weakness there: {other.rule.id}"
        else:
            taken[finding] = None
            places |= {key: places.get(key, finding) for key in _weak_lines(finding)}
        if reason:
            skipped.append(Skip(f"{finding.rule.id} at {finding.location}", reason))
    return Scan(tuple(taken), tuple(skipped))


def _by_place(findings: Sequence[Finding]) -> dict[tuple[str, int, str], list[Finding]]:
    """Our own findings by path, line and rule or weakness."""
    found: dict[tuple[str, int, str], list[Finding]] = {}
    for finding in findings:
        where = finding.location
        for key in (finding.rule.id, *finding.rule.cwe):
            for line in range(where.start, where.end + 1):
                found.setdefault((where.path, line, key), []).append(finding)
    return found


def _twin(finding: Finding, ours: dict[tuple[str, int, str], list[Finding]]) -> Finding | None:
    """The own finding that is the same: by its rule before by its weakness, then the nearest."""
    where = finding.location
    name = finding.rule.id.removeprefix(prefix(finding.rule.tool))
    for keys in ((name,), finding.rule.cwe):
        near = [
            one
            for key in keys
            for line in range(where.start, where.end + 1)
            for one in ours.get((where.path, line, key), ())
        ]
        if near:
            return min(
                near, key=lambda one: (abs(one.location.start - where.start), one.rule.id, one.ordinal)
            )
    return None


def _other(finding: Finding, places: dict[tuple[str, int, str], Finding]) -> Finding | None:
    """Another rule's finding of the same weakness on these lines."""
    found = (places.get(key) for key in _weak_lines(finding))
    return next((one for one in found if one is not None and one.rule.id != finding.rule.id), None)


def _weak_lines(finding: Finding) -> Iterator[tuple[str, int, str]]:
    where = finding.location
    return ((where.path, line, cwe) for line in range(where.start, where.end + 1) for cwe in finding.rule.cwe)
