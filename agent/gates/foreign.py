"""Findings that another scanner reported: whether they are gone, our own scan cannot tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from agent.domain import Finding
from agent.gates.engines import BANDIT
from agent.gates.in_front import InFront, in_front
from agent.gates.trial import Answer, Trial, failed, inconclusive, not_run


def foreign(trial: Trial) -> tuple[Finding, ...]:
    """The findings on trial that are not our own scanner's."""
    return tuple(finding for finding in trial.findings if finding.rule.tool)


def own(trial: Trial) -> Trial:
    """The same trial about our own scanner's findings alone."""
    return replace(trial, findings=tuple(f for f in trial.findings if not f.rule.tool))


def only_foreign(trial: Trial) -> bool:
    """Whether findings are named, and our own scanner reported none of them."""
    return bool(trial.findings) and len(foreign(trial)) == len(trial.findings)


def unseen(trial: Trial) -> Answer:
    """What can be said of foreign findings: that they are left alone, or that nobody here can tell.

    Never a pass. bandit is another scanner, too, but it runs here as a second engine: what it still reports
    with nothing new in front of it fails; that it reports it no more is not yet a pass, because whether the
    patch hides it from bandit is not tried.
    """
    named = foreign(trial)
    for finding in named:
        places = {finding.location.path, *(step.path for step in finding.trace)}
        if places.isdisjoint(trial.patch.paths):
            return failed(f"{finding.location} is in no file that the patch changes")
    seen = trial.others().get(BANDIT) if all(f.rule.id.startswith(f"{BANDIT}/") for f in named) else None
    if seen is None:
        return not_run(_cannot(named))
    left = [pair for pair in seen.left if any(_same(finding, pair[0]) for finding in named)]
    still = next(_bare(trial, left), "")
    if still:
        return failed(still)
    if left:
        return inconclusive(f"{_listed(after for _, after in left)}, behind something new in front of it")
    if not all(any(_same(finding, before) for before in seen.gone) for finding in named):
        return not_run(_cannot(named))
    gone = ", ".join(dict.fromkeys(finding.rule.id for finding in named))
    return inconclusive(
        f"bandit, run here, no longer reports {gone}; whether the patch hides it was not tried"
    )


def _cannot(named: Sequence[Finding]) -> str:
    tools = sorted({finding.rule.tool for finding in named})
    they, their = ("it", "its") if len(tools) == 1 else ("they", "their")
    what, gone = ("this finding", "it is gone") if len(named) == 1 else ("these findings", "they are gone")
    told = f"{they} reported {what} and only {their} next scan can tell whether {gone}"
    return f"{' and '.join(tools)} cannot be run here: {told}"


def _same(finding: Finding, before: Finding) -> bool:
    """Whether bandit reports at base here what it is said to have reported elsewhere."""
    one, other = finding.location, before.location
    lines = one.path == other.path and one.start <= other.end and other.start <= one.end
    return lines and finding.rule.id == before.rule.id


def _bare(trial: Trial, left: Sequence[tuple[Finding, Finding]]) -> Iterator[str]:
    for before, after in left:
        if not isinstance(in_front(trial.patch.changes, before, after), InFront):
            yield f"{_listed([after])}; the patch put no check or sanitizer in front of it"


def _listed(found: Iterator[Finding] | Sequence[Finding]) -> str:
    return "bandit still reports " + ", ".join(f"{f.rule.id} at {f.location}" for f in found)
