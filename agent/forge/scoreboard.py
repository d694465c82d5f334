"""What became of our pull requests, by rule, CWE and model, as they tell it themselves. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from agent.forge.delivery.ledger import Entry
from agent.forge.memory import refusal, refused
from agent.forge.text.marker import Reason, rule_name
from agent.forge.values import PullState

NOT_TOLD = "not told"
"""Stands for what neutral wording keeps quiet about, and for a model where none was named."""
GONE = "gone"

Rules = Mapping[str, str]
"""Ids of rules by fingerprint, as today's scan tells them."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Pull requests counted. Days are medians, None where nothing is known.

    `closed` counts by reason: people's, or `gone` where we closed it because the finding was. `end_days`
    are to any end, `merge_days` to a merge.
    """

    opened: int = 0
    open: int = 0
    merged: int = 0
    """As they were, without commits of people."""
    edited: int = 0
    """Merged with commits of people."""
    closed: tuple[tuple[str, int], ...] = ()
    review_days: float | None = None
    end_days: float | None = None
    merge_days: float | None = None

    @property
    def refused(self) -> int:
        """Those that people closed, whatever the reason."""
        return sum(count for reason, count in self.closed if reason != GONE)


@dataclass(frozen=True, slots=True)
class Scoreboard:
    """All of them, and by each name. One with several CWEs counts for each."""

    all: Tally
    rules: Mapping[str, Tally]
    cwes: Mapping[str, Tally]
    models: Mapping[str, Tally]


def scoreboard(entries: Sequence[Entry], rules: Rules) -> Scoreboard:
    """Count the pull requests of a ledger. `rules` helps where the wording is neutral."""
    return Scoreboard(
        tally(entries),
        _by(entries, lambda entry: (rule_of(entry, rules),)),
        _by(entries, lambda entry: entry.marker.cwe or (NOT_TOLD,)),
        _by(entries, lambda entry: (_model(entry),)),
    )


def rule_of(entry: Entry, rules: Rules) -> str:
    """The rule that a pull request is about, by today's findings, else by its marker, which can be edited."""
    known = (rules[name] for name in entry.marker.fingerprints if name in rules)
    return rule_name(next(known, "")) or entry.marker.rule or NOT_TOLD


def closed_for(entry: Entry) -> Reason | None:
    """Why people closed a pull request, as far as it tells without its timeline; None where they did not."""
    pull, marker = entry.pull, entry.marker
    if pull.state is not PullState.CLOSED or not refused(pull, marker, ()):
        return None
    return refusal(pull, marker, (), frozenset()).reason


def tally(entries: Sequence[Entry]) -> Tally:
    """Count these pull requests."""
    merged = [entry for entry in entries if entry.pull.state is PullState.MERGED]
    closed = [entry for entry in entries if entry.pull.state is PullState.CLOSED]
    edited = sum(entry.marker.followed.edited for entry in merged)
    reasons = Counter(closed_for(entry) or GONE for entry in closed)
    return Tally(
        opened=len(entries),
        open=len(entries) - len(merged) - len(closed),
        merged=len(merged) - edited,
        edited=edited,
        closed=tuple(sorted(reasons.items())),
        review_days=_median(entry.marker.followed.review_days for entry in entries),
        end_days=_median(map(_days, (*merged, *closed))),
        merge_days=_median(map(_days, merged)),
    )


def _by(entries: Sequence[Entry], names: Callable[[Entry], Iterable[str]]) -> dict[str, Tally]:
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        for name in dict.fromkeys(names(entry)):
            groups.setdefault(name, []).append(entry)
    return {name: tally(groups[name]) for name in sorted(groups)}


def _model(entry: Entry) -> str:
    return entry.marker.model or (NOT_TOLD if entry.marker.source == "model" else entry.marker.source)


def _days(entry: Entry) -> float | None:
    pull, recorded = entry.pull, entry.marker.followed.end_days
    if recorded is not None or pull.created is None or pull.ended is None:
        return recorded
    return (pull.ended - pull.created).total_seconds() / 86_400


def _median(days: Iterable[float | None]) -> float | None:
    known = [count for count in days if count is not None]
    return median(known) if known else None
