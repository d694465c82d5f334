"""Order, group, cap and skip findings. Pure: what is left out is listed with its reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from fnmatch import fnmatchcase

from agent.domain import MAX_FINDINGS_PER_CASE, Case, Finding
from agent.settings import TriageSettings
from agent.verdict import Delivered, Delivery


class Exposure(IntEnum):
    """How near a finding is to an attacker; lower comes first."""

    CRITICAL_PATH = 0
    REACHED = 1
    INNER = 2
    ASIDE = 3


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A finding that is not worked on in this run; `delivered` is what an earlier run made of it."""

    finding: Finding
    reason: str
    delivered: Delivered = Delivered(Delivery.NONE)


_ASIDE = re.compile(
    r"(^|/)(tests?|__tests__|spec|examples?|samples?|docs?|fixtures?|vendor|vendored|third_party|node_modules|dist)/"
    r"|(^|/)(test_[^/]*|conftest\.py|[^/]*_test\.\w+|[^/]*\.(test|spec)\.\w+|[^/]*\.min\.js)$"
)

_ENTRY = re.compile(
    # Flask, FastAPI, aiohttp and friends; click, typer and argparse; celery, rq and lambda handlers
    r"@\w[\w.]*\.(route|get|post|put|patch|delete|websocket|errorhandler|before_request|command|task|job)\b"
    r"|\b(request|req)\.(args|form|values|json|files|cookies|headers|GET|POST|body|query|params|match_info)\b"
    r"|\b(add_url_rule|add_route|add_(get|post|put|delete)|urlpatterns|ArgumentParser|lambda_handler|sys\.argv)\b"
    r"|\b(app|router)\.(get|post|put|patch|delete|use|all)\s*\("
)


def exposure(finding: Finding, source: str, critical: Sequence[str]) -> Exposure:
    """Where a finding stands, from its path and from the entry points that its own file declares."""
    path = finding.location.path
    if matches(path, critical):
        return Exposure.CRITICAL_PATH
    if _ASIDE.search(path):
        return Exposure.ASIDE
    return Exposure.REACHED if _ENTRY.search(source) else Exposure.INNER


def triage(
    findings: Iterable[Finding],
    read: Callable[[str], str],
    settings: TriageSettings,
    fixable: Callable[[Case], str],
    known: Callable[[Finding], Delivered | None],
) -> tuple[tuple[Case, ...], tuple[LeftOut, ...]]:
    """Findings into cases, the most urgent first, at most `settings.max` of them.

    `read` gives a file's text; `fixable` says why a case cannot be worked on now, or nothing; `known` what
    became of a finding earlier, which then is not grouped with others again.
    """
    left_out: list[LeftOut] = []
    wanted: list[Finding] = []
    for finding in findings:
        reason = _unwanted(finding, settings)
        earlier = None if reason else known(finding)
        if reason:
            left_out.append(LeftOut(finding, reason))
        elif earlier is not None:
            left_out.append(LeftOut(finding, earlier.note, earlier))
        else:
            wanted.append(finding)
    exposures = {f: exposure(f, read(f.location.path), settings.critical_paths) for f in wanted}
    ordered = sorted(
        _group(wanted), key=lambda case: _urgency(case, min(exposures[f] for f in case.findings))
    )
    cases: list[Case] = []
    for case in ordered:
        reason = fixable(case)
        if not reason and len(cases) >= settings.max:
            reason = f"over --max ({settings.max}); raise it, or run again after these are merged"
        if reason:
            left_out += [LeftOut(finding, reason) for finding in case.findings]
        else:
            cases.append(case)
    return tuple(cases), tuple(left_out)


def wanted(findings: Iterable[Finding], settings: TriageSettings) -> list[Finding]:
    """The findings that the operator asked for, in their order."""
    return [finding for finding in findings if not _unwanted(finding, settings)]


def _unwanted(finding: Finding, settings: TriageSettings) -> str:
    path = finding.location.path
    if settings.rule and not matches(finding.rule.id, settings.rule):
        return "not among the rules asked for (--rule)"
    if settings.path and not matches(path, settings.path):
        return "not among the paths asked for (--path)"
    if matches(path, settings.ignore_paths):
        return "below triage.ignore_paths"
    return ""


def matches(text: str, patterns: Sequence[str]) -> bool:
    """Shell patterns; a pattern that names a folder holds everything below it."""
    return any(fnmatchcase(text, p) or fnmatchcase(text, p.rstrip("/") + "/*") for p in patterns)


def _group(findings: Sequence[Finding]) -> Iterator[Case]:
    """The same rule in the same file is one case; a sixth finding begins the next."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.rule.id, finding.location.path), []).append(finding)
    for group in groups.values():
        for at in range(0, len(group), MAX_FINDINGS_PER_CASE):
            yield Case(tuple(group[at : at + MAX_FINDINGS_PER_CASE]))


def _urgency(case: Case, near: Exposure) -> tuple[object, ...]:
    rule = case.rule
    aside = near is Exposure.ASIDE
    first = case.findings[0].location
    return (
        near is not Exposure.CRITICAL_PATH,
        aside,
        rule.severity.rank,
        rule.confidence.rank,
        rule.likelihood.rank,
        near,
        first.path,
        first.start,
        rule.id,
    )
