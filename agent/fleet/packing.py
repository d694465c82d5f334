"""Repositories in shards, so that no ceiling on jobs, minutes, requests or tokens is passed. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from agent.fleet.values import MOST_SHARDS, Repository, Seen, Shard
from agent.settings import FleetSettings

SLACK = 1.25
"""A last look's cost times this is what the next one is expected to cost."""
START_SECONDS = 20.0
SECONDS_PER_MB = 1.5
UNSEEN_SHARE = 10
"""Of a repository's tokens, a tenth is expected to be used where nobody looked yet: most need none."""
FIX_REQUESTS = 8
PUBLISH_REQUESTS = 18
PULL_REQUESTS = 60
"""What the stages cost in requests to the forge where nobody measured yet: `fix` for a repository, `publish`
for a repository and for each pull request. Rounded up from runs."""
LEAST_PURSE = 2 * (FIX_REQUESTS + PUBLISH_REQUESTS + PULL_REQUESTS)
"""Requests of the smallest shard: fix may use half of them, and one pull request can still be opened. With
less, a shard could look at the same repository wave after wave and never publish."""
UNSEEN_REQUESTS = FIX_REQUESTS + (PUBLISH_REQUESTS + PULL_REQUESTS) // 4
"""Where nobody looked yet, a pull request is expected in every fourth repository."""
FILLED = 0.6
"""How full shards are made where there may be more of them: expected times are no promises."""


@dataclass(frozen=True, slots=True)
class Costed:
    """A repository with what it is expected to cost; no part is more than a whole shard or wave may cost."""

    repository: Repository
    seconds: float
    tokens: int
    requests: int

    @classmethod
    def of(
        cls, one: Repository, look: Seen | None, settings: FleetSettings, usual: int = UNSEEN_REQUESTS
    ) -> Costed:
        """From the last look where there was one, else from the size and the `usual` requests of others."""
        longest = min(settings.repository_seconds, settings.shard_minutes * 60)
        if look is None:
            seconds = START_SECONDS + one.size_kb / 1024 * SECONDS_PER_MB
            tokens = settings.repository_tokens // UNSEEN_SHARE
            requests = usual
        else:
            seconds = longest if look.error == "timeout" else max(look.seconds * SLACK, 1.0)
            tokens = math.ceil(look.tokens * SLACK)
            requests = max(math.ceil(look.requests * SLACK), FIX_REQUESTS)
        return cls(one, min(seconds, longest), min(tokens, settings.repository_tokens), requests)


def usual_requests(looks: Iterable[Seen]) -> int:
    """What repositories have cost on average in requests; not less than is expected where none is known."""
    known = [look.requests for look in looks if not look.error]
    return max(math.ceil(sum(known) / len(known)) if known else 0, UNSEEN_REQUESTS)


@dataclass(frozen=True, slots=True)
class Packed:
    """Shards, and what is left for the next wave, in its order."""

    shards: tuple[Shard, ...]
    left: tuple[Repository, ...]


@dataclass(slots=True)
class _Bin:
    number: int
    seconds: float = 0.0
    items: list[tuple[int, Costed]] = field(default_factory=list)


def pack(ordered: Sequence[Costed], settings: FleetSettings, requests: int) -> Packed:
    """Take from the front what the wave's ceilings allow, and spread it: the longest first, to the emptiest.

    `requests` is what this wave may still ask of the forge. The first of the order always fits where there is
    any room at all, so none is passed over for ever.
    """
    taken = _affordable(ordered, settings, requests)
    bins = _spread(taken, settings, requests)
    placed = {place for one in bins for place, _ in one.items}
    left = tuple(cost.repository for place, cost in enumerate(ordered) if place not in placed)
    return Packed(_shards(bins, settings, requests), left)


def _affordable(
    ordered: Sequence[Costed], settings: FleetSettings, requests: int
) -> list[tuple[int, Costed]]:
    seconds = min(settings.shards, MOST_SHARDS) * settings.shard_minutes * 60
    tokens = settings.wave_tokens
    taken: list[tuple[int, Costed]] = []
    for place, cost in enumerate(ordered):
        # One that alone costs more than a wave gets a wave's worth: its shard stops it there.
        asks = min(cost.requests, requests)
        spends = min(cost.tokens, settings.wave_tokens)
        if asks == 0 or cost.seconds > seconds or spends > tokens or asks > requests:
            continue
        taken.append((place, Costed(cost.repository, cost.seconds, spends, asks)))
        seconds, tokens, requests = seconds - cost.seconds, tokens - spends, requests - asks
    return taken


def _spread(taken: Sequence[tuple[int, Costed]], settings: FleetSettings, requests: int) -> list[_Bin]:
    """Longest processing time first, but the most urgent before all: a shard that would run over its minutes
    gets no more, and what is left when all are full waits."""
    purses = max(requests // LEAST_PURSE, 1)
    most, limit = min(settings.shards, MOST_SHARDS, len(taken), purses), settings.shard_minutes * 60
    wanted = math.ceil(sum(cost.seconds for _, cost in taken) / (limit * FILLED))
    bins = [_Bin(number) for number in range(min(max(wanted, 1), most))]
    for place, cost in [*taken[:1], *sorted(taken[1:], key=lambda one: (-one[1].seconds, one[0]))]:
        target = min(bins, key=lambda one: (one.seconds, one.number))
        if target.seconds + cost.seconds > limit:
            if len(bins) == most:
                continue
            target = _Bin(len(bins))
            bins.append(target)
        target.seconds += cost.seconds
        target.items.append((place, cost))
    return bins


def _shards(bins: Sequence[_Bin], settings: FleetSettings, requests: int) -> tuple[Shard, ...]:
    """Each shard's own ceilings: an equal part of the requests; the tokens that it is expected to cost and an
    equal part of what the wave has left of them."""
    if not bins:
        return ()
    costs = [cost for one in bins for _, cost in one.items]
    tokens = (settings.wave_tokens - sum(cost.tokens for cost in costs)) // len(bins)
    return tuple(
        Shard(
            number=one.number,
            # Within a shard the order of the wave holds: what is not reached is what could wait longest.
            repositories=tuple(cost.repository for _, cost in sorted(one.items, key=lambda item: item[0])),
            seconds=settings.shard_minutes * 60,
            tokens=tokens + sum(cost.tokens for _, cost in one.items),
            requests=requests // len(bins),
        )
        for one in bins
    )
