"""Which repositories are worked on next, and in which order. Pure: the same facts give the same plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase

from agent.domain import Severity
from agent.fleet.packing import Costed, pack, usual_requests
from agent.fleet.values import Plan, Reason, Record, Repository, Seen
from agent.settings import FleetSettings

WEIGHTS = {Severity.CRITICAL: 40, Severity.HIGH: 10, Severity.MEDIUM: 3, Severity.LOW: 1}
MOST_RISK = 1000
UNKNOWN_RISK = 20
"""What findings nobody has looked for yet count."""
PUBLIC = 2
CRITICAL = 8
NEVER_HOURS = 10 * 365 * 24
"""A repository that was never looked at counts as one not looked at for ten years."""
RESERVED = 20
"""Requests of a wave that are kept for its report and record."""
_TOO_MANY_FAILURES = 7


@dataclass(frozen=True, slots=True)
class Asked:
    """What a plan is made for: the moment, our version, the home repository and whether all may see it.

    `spent` are requests that were made already. `topics` and `properties` keep only repositories with one of
    those topics, and with all of those properties; `missing` counts named repositories that cannot be read.
    """

    now: datetime
    suture: str
    home: str = ""
    home_public: bool = False
    spent: int = 0
    topics: tuple[str, ...] = ()
    properties: tuple[tuple[str, str], ...] = ()
    missing: int = 0


def plan_wave(found: Iterable[Repository], record: Record, settings: FleetSettings, asked: Asked) -> Plan:
    """The next wave: due repositories by `priority`, packed under every ceiling of the settings."""
    seen = {slug.casefold(): look for slug, look in record.seen.items()}
    counted: Counter[str] = Counter({"cannot be read": asked.missing} if asked.missing else {})
    due: list[tuple[int, str, Repository]] = []
    for key, one in sorted({one.slug.casefold(): one for one in found}.items()):
        look = seen.get(key)
        why = dropped(one, settings, asked) or not_due(one, look, settings, asked)
        if why:
            counted[why] += 1
        else:
            due.append((-priority(one, look, settings, asked.now), key, one))
    usual, inorder = usual_requests(seen.values()), sorted(due, key=lambda each: each[:2])
    ordered = [Costed.of(one, seen.get(key), settings, usual) for _, key, one in inorder]
    requests = max(settings.wave_requests - asked.spent - RESERVED, 0)
    packed = pack(ordered, settings, requests)
    return Plan(
        wave=max((wave.number for wave in record.waves), default=0) + 1,
        started=asked.now,
        suture=asked.suture,
        home=asked.home,
        shards=packed.shards,
        left=len(packed.left),
        why=tuple(Reason(why=why, count=count) for why, count in sorted(counted.items())),
        requests=asked.spent,
    )


def dropped(one: Repository, settings: FleetSettings, asked: Asked) -> str:
    """Why a repository is never worked on; empty when it is."""
    return next(_reasons(one, settings, asked), "")


def _reasons(one: Repository, settings: FleetSettings, asked: Asked) -> Iterator[str]:
    """One after another: most repositories are dropped for the first, and there are many thousands."""
    if one.archived:
        yield "archived"
    if one.disabled:
        yield "disabled"
    if one.fork:
        yield "a fork"
    if one.size_kb == 0:
        yield "empty"
    if _named(one.slug, settings.ignore):
        yield "ignored by fleet.ignore"
    if asked.topics and not set(asked.topics) & set(one.topics):
        yield "without the topic"
    if asked.properties and not _has(dict(one.properties), asked.properties):
        yield "without the property"
    if one.private and asked.home_public:
        # What is found there would be told in a place that everybody can read.
        yield "private, and the home repository is public"


def not_due(one: Repository, look: Seen | None, settings: FleetSettings, asked: Asked) -> str:
    """Why a repository has nothing new for us yet; empty when it is due."""
    if look is None:
        return ""
    days = (asked.now - look.when).total_seconds() / 86_400
    if look.error:
        # The first failure is tried again at once, and each further one a day later than the one before.
        pause = min(look.failures - 1, settings.revisit_days, _TOO_MANY_FAILURES)
        return "failed lately" if days < pause else ""
    pushed = one.pushed_at is not None and (look.pushed_at is None or one.pushed_at > look.pushed_at)
    waits = look.waiting > 0 and days >= 1
    due = pushed or waits or look.suture != asked.suture or days >= settings.revisit_days
    return "" if due else "not changed since the last look"


def priority(one: Repository, look: Seen | None, settings: FleetSettings, now: datetime) -> int:
    """Risk times staleness; the higher the sooner. Equal ones go by name.

    Risk: 1 + 40 per critical, 10 per high, 3 per medium and 1 per low open finding, at most 1000 (20 where
    nobody looked yet); twice that for a public repository, eight times for one of `fleet.critical`.
    Staleness: hours since the last look plus one, ten years where there was none; halved, a third, ... after
    one, two, ... failures in a row.
    """
    risk = UNKNOWN_RISK if look is None else 1 + sum(look.open.of(sev) * WEIGHTS[sev] for sev in Severity)
    risk = min(risk, MOST_RISK) * (1 if one.private else PUBLIC)
    risk *= CRITICAL if _named(one.slug, settings.critical) else 1
    if look is None:
        return risk * NEVER_HOURS
    hours = max(int((now - look.when).total_seconds() // 3600), 0) + 1
    return risk * min(hours, NEVER_HOURS) // (1 + look.failures)


def _named(slug: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(slug.casefold(), pattern.casefold()) for pattern in patterns)


def _has(given: Mapping[str, str], wanted: Iterable[tuple[str, str]]) -> bool:
    """Whether every wanted property has that value, or has it among its values."""
    return all(value in given.get(name, "").split("\n") for name, value in wanted)
