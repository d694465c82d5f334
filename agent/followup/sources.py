"""What the dashboard is made from, and how much of it may be told. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from agent.domain import Finding
from agent.followup.engine import Followed
from agent.forge.delivery.ledger import Entry
from agent.forge.memory import refused
from agent.forge.scoreboard import rule_of
from agent.forge.text.disclosure import mode
from agent.forge.text.marker import Marker, rule_name
from agent.forge.values import PullState, Repo
from agent.settings import Settings
from agent.settings.schema import Disclosure


@dataclass(frozen=True, slots=True)
class Sources:
    """What the dashboard is made from: `entries` are all our pull requests as they are now, `followed` what
    this run made of those that can still change, `findings` today's on the base; `known` says why a finding
    is not worked on again, empty where it is."""

    repo: Repo
    base: str
    base_sha: str
    entries: Sequence[Entry]
    followed: Sequence[Followed]
    findings: Sequence[Finding]
    known: Callable[[Finding], str]
    settings: Settings
    now: datetime

    by_name: Mapping[str, Finding] = field(init=False)
    """The findings by fingerprint."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {finding.fingerprint: finding for finding in self.findings})

    @property
    def rules(self) -> dict[str, str]:
        """Rule ids by fingerprint, as today's scan tells them."""
        return {name: finding.rule.id for name, finding in self.by_name.items()}


def quiet(repo: Repo, marker: Marker, findings: Mapping[str, Finding], settings: Settings) -> bool:
    """Whether nothing may tell of the weakness, whatever a marker says: its text can be edited.

    `findings` are those of today's base by fingerprint.
    """
    here = (findings[name] for name in marker.fingerprints if name in findings)
    modes = [mode(repo.private, finding.rule.severity, settings.disclosure) for finding in here]
    return not marker.rule or any(each != "public" for each in modes)


def told(sources: Sources, marker: Marker | None) -> Disclosure:
    """As much as the pull request itself may tell; nothing where it no longer says how much that is."""
    if sources.repo.private:
        return "public"
    unsaid = marker is None or quiet(sources.repo, marker, sources.by_name, sources.settings)
    return "neutral" if unsaid else "public"


def told_of(sources: Sources) -> dict[str, Disclosure]:
    """As much as all pull requests of a rule tell: one that is worded neutrally keeps its rule quiet."""
    known: dict[str, Disclosure] = {}
    for entry in sources.entries:
        rule = rule_of(entry, sources.rules)
        here = told(sources, entry.marker)
        known[rule] = here if known.get(rule, here) == here else "neutral"
    return known


def vouched(sources: Sources, entry: Entry) -> Iterator[str]:
    """The findings that a pull request can be about: its branch's, and those of the same rule."""
    first, *others = entry.marker.fingerprints
    yield first
    rules = sources.rules
    rule = rules.get(first) or entry.marker.rule
    yield from (name for name in others if not rule or rule_name(rules.get(name, rule)) == rule_name(rule))


def verified_now(sources: Sources) -> Iterator[Entry]:
    """Those that are recorded as verified, and whose findings are not back."""
    for entry in sources.entries:
        if entry.marker.followed.ended == "verified" and sources.by_name.keys().isdisjoint(
            entry.marker.fingerprints
        ):
            yield entry


def closed_by_people(entry: Entry) -> bool:
    return entry.pull.state is PullState.CLOSED and refused(entry.pull, entry.marker, ())
