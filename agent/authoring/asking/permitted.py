"""Whether the policy lets a model be asked, before it is asked. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from agent.authoring.asking.withheld import is_withheld
from agent.domain import Case, Severity
from agent.settings import PolicySettings


def refusal(policy: PolicySettings, place: str, name: str, case: Case | None) -> str:
    """Why the model `name` at `place` (`https://host/path`) may not be asked about a case; empty when it may.

    Without a case: whether it may be asked anything at all.
    """
    if policy.endpoints and not _fits_any(place, policy.endpoints):
        return f"policy.endpoints does not allow {place or 'an endpoint without an address'}"
    if policy.models and not any(fnmatchcase(name, pattern) for pattern in policy.models):
        return f"policy.models does not allow the model {name}"
    if case is None:
        return ""
    for finding in case.findings:
        if is_withheld(finding.location.path, policy.never_send):
            return f"policy.never_send keeps {finding.location.path} from every model"
    worst = min((finding.rule.severity for finding in case.findings), key=lambda severity: severity.rank)
    allowed = _worst_allowed(policy.max_severity, place)
    if allowed is not None and worst.rank < allowed.rank:
        return (
            f"policy.max_severity lets {place} see findings up to {allowed.value}, and this is {worst.value}"
        )
    return ""


def _worst_allowed(entries: Sequence[str], place: str) -> Severity | None:
    """The first entry that fits decides; None where none does."""
    for entry in entries:
        pattern, _, severity = entry.rpartition("=")
        if _fits_any(place, (pattern.strip(),)):
            return Severity(severity.strip())
    return None


def _fits_any(place: str, patterns: Sequence[str]) -> bool:
    """An address with and without a slash at its end is the same."""
    bare = place.rstrip("/")
    return any(fnmatchcase(spelled, pattern) for pattern in patterns for spelled in (bare, f"{bare}/"))
