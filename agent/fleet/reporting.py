"""All shards' reports as one: what was found, opened, spent, failed, and is the same in many places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from agent.domain import Severity
from agent.fleet.files import Unreadable, read_results
from agent.fleet.stages import Files, Report, Reported, read_report
from agent.fleet.values import STAGES, Open, Plan, Repository, Result, Seen, Stage, Status, Wave
from agent.verdict import Delivery, OutcomeKind

NO_REPORT = "the shard left no report"
_CLOSED = (OutcomeKind.FALSE_POSITIVE, OutcomeKind.BLOCKED)
_OPENED = (Delivery.OPENED, Delivery.UPDATED)


@dataclass(frozen=True, slots=True)
class Looked:
    """What a wave did with one repository. `stage` is where it ended, `kind` and `detail` why no later.

    `seconds` are the longest stage's; `outcomes` one for each finding, with what became of its fix.
    """

    repository: Repository
    status: Status
    stage: Stage
    kind: str = ""
    detail: str = ""
    outcomes: tuple[Reported, ...] = ()
    seconds: float = 0.0
    tokens: int = 0
    requests: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """One of several places with the same finding."""

    slug: str
    path: str
    line: int
    outcome: OutcomeKind
    url: str = ""


@dataclass(frozen=True, slots=True)
class Sibling:
    """The same rule on the same code, in more than one repository."""

    pattern: str
    rule: str
    severity: Severity
    places: tuple[Place, ...]

    @property
    def repositories(self) -> int:
        """In how many repositories it is."""
        return len({place.slug for place in self.places})


@dataclass(frozen=True, slots=True)
class Joined:
    """A whole wave."""

    plan: Plan
    looked: tuple[Looked, ...]

    def of(self, *status: Status) -> tuple[Looked, ...]:
        """The repositories that ended so."""
        return tuple(one for one in self.looked if one.status in status)

    @property
    def done(self) -> tuple[Looked, ...]:
        """The repositories that were looked at to the end."""
        return self.of("done", "nothing")

    @property
    def outcomes(self) -> Mapping[OutcomeKind, int]:
        """How findings ended, in the order of the kinds."""
        counted = Counter(row.outcome for one in self.looked for row in one.outcomes)
        return {kind: counted[kind] for kind in OutcomeKind if counted[kind]}

    @property
    def pulls(self) -> tuple[tuple[str, Reported], ...]:
        """Each pull request that was opened or brought up to date, once, with its repository."""
        found: dict[str, tuple[str, Reported]] = {}
        for one in self.looked:
            for row in one.outcomes:
                if row.delivery in _OPENED and row.url:
                    found.setdefault(row.url, (one.repository.slug, row))
        return tuple(found.values())

    @property
    def tokens(self) -> int:
        """Model tokens of the wave."""
        return sum(one.tokens for one in self.looked)

    @property
    def requests(self) -> int:
        """How many requests the wave made of the forge, its planning included."""
        return self.plan.requests + sum(one.requests for one in self.looked)

    @property
    def errors(self) -> Mapping[str, tuple[Looked, ...]]:
        """Repositories that failed, by stage and kind, the most frequent first."""
        found: dict[str, list[Looked]] = {}
        for one in self.of("failed"):
            found.setdefault(f"{one.stage}: {one.kind}", []).append(one)
        ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
        return {kind: tuple(group) for kind, group in ordered}

    @property
    def siblings(self) -> tuple[Sibling, ...]:
        """Findings that several repositories share, those in the most repositories first."""
        return siblings(self.looked)


def join(plan: Plan, folder: Path) -> Joined:
    """Read what all shards of a plan left in a folder. What is missing or is none of ours was not reached."""
    looked: list[Looked] = []
    for shard in plan.shards:
        told = {stage: _results(folder, plan, stage, shard.number) for stage in STAGES}
        looked += [_looked(one, told, Files(folder, one.slug)) for one in shard.repositories]
    return Joined(plan, tuple(looked))


def _results(folder: Path, plan: Plan, stage: Stage, shard: int) -> Mapping[str, Result]:
    try:
        found = read_results(folder, plan, stage, shard)
    except Unreadable:
        return {}
    return {one.slug: one for one in found.results} if found else {}


def _looked(one: Repository, told: Mapping[Stage, Mapping[str, Result]], files: Files) -> Looked:
    """Follow a repository from stage to stage until one has nothing for the next, or did not end well."""
    ran: list[tuple[Stage, Result]] = []
    for stage in STAGES:
        result = told[stage].get(one.slug) or Result(slug=one.slug, status="not_reached", kind=NO_REPORT)
        ran.append((stage, result))
        if result.status != "done":
            break
    stage, last = ran[-1]
    costs = [result for _, result in ran]
    outcomes, wrong = _outcomes(
        files, [name for name, _ in ran], needed=ran[0][1].status in ("done", "nothing")
    )
    return Looked(
        one,
        "failed" if wrong else last.status,
        stage,
        "report" if wrong else last.kind,
        wrong or last.detail,
        outcomes,
        max(result.seconds for result in costs),
        sum(result.tokens for result in costs),
        sum(result.requests for result in costs),
    )


def _outcomes(files: Files, ran: Sequence[Stage], *, needed: bool) -> tuple[tuple[Reported, ...], str]:
    """The findings of a repository as its last stage left them, or why its reports cannot be used."""
    try:
        found = read_report(files.at("report.json"))
        published = read_report(files.at("published.json")) if "publish" in ran else None
    except Unreadable as error:
        return (), str(error)
    if found is None:
        return (), "fix left no report" if needed else ""
    return merged(found, published), ""


def merged(found: Report, published: Report | None) -> tuple[Reported, ...]:
    """What fix found, each finding as publish left it where it was published. Pure."""
    later = {row.fingerprint: row for row in published.outcomes} if published else {}
    # Publish rebuilds a finding from its bundle: what it is stays as fix said.
    return tuple(
        row.model_copy(update={"outcome": new.outcome, "delivery": new.delivery, "url": new.url})
        if (new := later.get(row.fingerprint))
        else row
        for row in found.outcomes
    )


def siblings(looked: Iterable[Looked]) -> tuple[Sibling, ...]:
    """Findings of the same pattern in several repositories, each once with all its places. Pure."""
    found: dict[str, list[tuple[str, Reported]]] = {}
    for one in looked:
        for row in one.outcomes:
            if row.pattern:
                found.setdefault(row.pattern, []).append((one.repository.slug, row))
    shared = [
        Sibling(
            pattern,
            rows[0][1].rule,
            min((Severity(row.severity) for _, row in rows), key=lambda severity: severity.rank),
            tuple(Place(slug, row.path, row.line, row.outcome, row.url) for slug, row in rows),
        )
        for pattern, rows in found.items()
        if len({slug for slug, _ in rows}) > 1
    ]
    return tuple(
        sorted(shared, key=lambda one: (-one.repositories, one.severity.rank, one.rule, one.pattern))
    )


def wave_of(joined: Joined, now: datetime) -> Wave:
    """What the record keeps of a wave. Pure."""
    return Wave(
        number=joined.plan.wave,
        started=joined.plan.started,
        ended=now,
        planned=len(joined.looked),
        looked=len(joined.done),
        failed=len(joined.of("failed")),
        not_reached=len(joined.of("not_reached")),
        left=joined.plan.left,
        tokens=joined.tokens,
        requests=joined.requests,
    )


def looks_of(joined: Joined, now: datetime) -> dict[str, Seen]:
    """What the record keeps of each repository that was looked at, or failed. Pure.

    One that was not reached keeps its last look, and so stays due.
    """
    return {
        one.repository.slug: _seen(one, joined.plan, now) for one in joined.of("done", "nothing", "failed")
    }


def _seen(one: Looked, plan: Plan, now: datetime) -> Seen:
    failed = one.status == "failed"
    still = Counter(row.severity for row in one.outcomes if row.outcome not in _CLOSED)
    cases = {row.case or row.fingerprint: row.delivery for row in one.outcomes}
    return Seen(
        when=now,
        wave=plan.wave,
        suture=plan.suture,
        pushed_at=one.repository.pushed_at,
        open=Open(**{severity.value: still[severity.value] for severity in Severity}),
        pulls=len({row.url for row in one.outcomes if row.delivery in _OPENED and row.url}),
        waiting=sum(delivery is Delivery.QUEUED for delivery in cases.values()),
        seconds=one.seconds,
        tokens=one.tokens,
        requests=one.requests,
        outcomes=dict(Counter(row.outcome for row in one.outcomes)),
        error=one.kind[:100] if failed else "",
        failures=1 if failed else 0,
    )
