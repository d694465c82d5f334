"""Which repositories a wave takes: none beyond a ceiling, none lost, always the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.fleet.packing import Costed, pack
from agent.fleet.planning import RESERVED, Asked, dropped, not_due, plan_wave, priority
from agent.fleet.values import MOST_SHARDS, Open, Plan, Record, Repository, Seen, Wave
from agent.settings import FleetSettings
from tests.fleet.world import START, repository

ASKED = Asked(START, "0.1.0")
SETTINGS = FleetSettings()


def look(days: float = 1.0, **more: Any) -> Seen:
    """A look some days ago."""
    given: dict[str, Any] = {"wave": 1, "suture": "0.1.0", "pushed_at": START, **more}
    return Seen(when=START - timedelta(days=days), **given)


LOOKS = st.one_of(
    st.none(),
    st.builds(
        look,
        st.floats(0, 60),
        seconds=st.floats(0, 5000),
        tokens=st.integers(0, 10**6),
        requests=st.integers(0, 6000),
        open=st.builds(Open, critical=st.integers(0, 50), low=st.integers(0, 50)),
        failures=st.integers(0, 9),
        error=st.sampled_from(["", "timeout", "crashed"]),
    ),
)
REPOSITORIES = st.lists(
    st.tuples(
        st.integers(0, 60), st.booleans(), st.booleans(), st.integers(0, 10**7), LOOKS
    ),
    max_size=60,
)  # fmt: skip
LIMITS = st.builds(
    FleetSettings,
    shards=st.integers(1, 256),
    shard_minutes=st.floats(0.1, 350),
    wave_requests=st.integers(200, 5000),
    wave_tokens=st.integers(0, 3_000_000),
    repository_seconds=st.floats(0.5, 20_000),
    repository_tokens=st.integers(0, 600_000),
    revisit_days=st.integers(0, 30),
)


def world(drawn: Sequence[tuple[int, bool, bool, int, Seen | None]]) -> tuple[list[Repository], Record]:
    made = {
        f"acme/r{number}": (Repository(slug=f"acme/r{number}", private=p, fork=f, size_kb=size), seen)
        for number, p, f, size, seen in drawn
    }
    return [one for one, _ in made.values()], Record(
        seen={slug: seen for slug, (_, seen) in made.items() if seen}
    )


@given(REPOSITORIES, LIMITS, st.integers(0, 400))
def test_no_ceiling_is_passed_and_every_due_repository_is_in_one_shard_or_left_over(
    drawn: list[Any], settings: FleetSettings, spent: int
) -> None:
    found, record = world(drawn)
    asked = Asked(START, "0.1.0", spent=spent)
    plan = plan_wave(found, record, settings, asked)
    due = {
        one.slug
        for one in found
        if not dropped(one, settings, asked) and not not_due(one, record.seen.get(one.slug), settings, asked)
    }
    taken = [one.slug for one in plan.repositories]
    assert len(set(taken)) == len(taken) and set(taken) <= due
    assert len(taken) + plan.left == len(due)
    assert len(due) + sum(reason.count for reason in plan.why) == len(found)
    assert len(plan.shards) <= min(settings.shards, MOST_SHARDS)
    assert sum(shard.tokens for shard in plan.shards) <= settings.wave_tokens
    assert sum(shard.requests for shard in plan.shards) + spent <= max(settings.wave_requests, spent)
    for shard in plan.shards:
        costs = [Costed.of(one, record.seen.get(one.slug), settings) for one in shard.repositories]
        assert sum(cost.seconds for cost in costs) <= settings.shard_minutes * 60 * (1 + 1e-9)
        assert shard.seconds <= settings.shard_minutes * 60
    assert Plan.model_validate_json(plan.model_dump_json(exclude_defaults=True)) == plan


@given(REPOSITORIES, LIMITS, st.randoms())
def test_the_order_of_the_list_changes_nothing(
    drawn: list[Any], settings: FleetSettings, chance: Any
) -> None:
    found, record = world(drawn)
    shuffled = list(found)
    chance.shuffle(shuffled)
    assert plan_wave(found, record, settings, ASKED) == plan_wave(shuffled, record, settings, ASKED)


@given(REPOSITORIES, LIMITS)
def test_the_most_urgent_repository_is_taken_whenever_anything_can_be(
    drawn: list[Any], settings: FleetSettings
) -> None:
    found, record = world(drawn)
    plan = plan_wave(found, record, settings, ASKED)
    due = [
        one
        for one in found
        if not dropped(one, settings, ASKED) and not not_due(one, record.seen.get(one.slug), settings, ASKED)
    ]
    if due and settings.wave_requests > RESERVED:
        first = min(
            due,
            key=lambda one: (-priority(one, record.seen.get(one.slug), settings, START), one.slug.casefold()),
        )
        assert first.slug in {one.slug for one in plan.repositories}


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (repository(archived=True), "archived"),
        (repository(disabled=True), "disabled"),
        (repository(fork=True), "a fork"),
        (repository(size_kb=0), "empty"),
        (repository("Sandbox-1"), "ignored by fleet.ignore"),
        (repository(topics=("tools",), properties=(("tier", "1"),)), "without the topic"),
        (repository(topics=("pay",), properties=(("tier", "2\n3"),)), "without the property"),
        (repository(topics=("pay",), properties=(("tier", "2\n1"),)), ""),
    ],
)
def test_what_is_never_worked_on_is_counted_with_its_reason(one: Repository, why: str) -> None:
    settings = FleetSettings(ignore=("acme/sandbox-*",))
    asked = Asked(START, "0.1.0", topics=("pay", "bank"), properties=(("tier", "1"),))
    assert dropped(one, settings, asked) == why


def test_private_repositories_are_not_told_of_in_a_public_home() -> None:
    asked = Asked(START, "0.1.0", home="acme/home", home_public=True)
    plan = plan_wave([repository("a"), repository("b", private=False)], Record(), SETTINGS, asked)
    assert [one.slug for one in plan.repositories] == ["acme/b"]
    assert [reason.why for reason in plan.why] == ["private, and the home repository is public"]


@pytest.mark.parametrize(
    ("seen", "due"),
    [
        (look(1), False),
        (look(7), True),
        (look(1, suture="0.0.9"), True),
        (look(1, pushed_at=START - timedelta(days=2)), True),
        (look(1, waiting=1), True),
        (look(0.5, waiting=1), False),
        (look(0.1, error="crashed", failures=1), True),
        (look(0.1, error="crashed", failures=2), False),
        (look(1.5, error="crashed", failures=2), True),
        (look(6.9, error="crashed", failures=40), False),
        (look(7, error="crashed", failures=40), True),
    ],
)
def test_a_repository_is_due_when_it_changed_or_is_stale(seen: Seen, due: bool) -> None:
    assert (not_due(repository(), seen, SETTINGS, ASKED) == "") is due


def test_risk_and_staleness_decide_who_comes_first() -> None:
    settings = FleetSettings(critical=("acme/bank*",))
    looks = {
        "acme/quiet": look(20),
        "acme/risky": look(20, open=Open(critical=3)),
        "acme/stale": look(60),
        "acme/bank": look(20),
        "acme/flaky": look(20, failures=1, error="crashed"),
    }
    found = [repository(slug.partition("/")[2]) for slug in looks] + [repository("new")]
    found.append(repository("open", private=False))
    ordered = sorted(found, key=lambda one: -priority(one, looks.get(one.slug), settings, START))
    assert [one.slug.partition("/")[2] for one in ordered] == [
        "open", "new", "risky", "bank", "stale", "quiet", "flaky",
    ]  # fmt: skip


def test_a_wave_that_recorded_some_shards_leaves_only_the_others_due() -> None:
    found = [repository(f"r{number}") for number in range(10)]
    first = plan_wave(found, Record(), SETTINGS, ASKED)
    done = {one.slug: look(0, wave=first.wave) for one in first.repositories[:4]}
    wave = Wave(number=first.wave, started=START, ended=START)
    second = plan_wave(found, Record(seen=done, waves=(wave,)), SETTINGS, ASKED)
    assert second.wave == first.wave + 1
    assert {one.slug for one in second.repositories} == {one.slug for one in first.repositories[4:]}


def test_names_are_the_same_in_any_case() -> None:
    record = Record(seen={"Acme/One": look(1)})
    assert plan_wave([repository("one"), repository("ONE")], record, SETTINGS, ASKED).shards == ()


def test_long_repositories_are_spread_over_shards() -> None:
    settings = FleetSettings(shard_minutes=10, shards=4)
    found = [
        Costed(repository(f"r{number}"), seconds, 0, 4)
        for number, seconds in enumerate([500, 400, 300, 90, 80])
    ]
    packed = pack(found, settings, 1000)
    loads = [
        sum(float(found[int(one.slug[6:])].seconds) for one in shard.repositories) for shard in packed.shards
    ]
    assert sorted(loads) == [170, 300, 400, 500] and packed.left == ()
