"""Limits hold when many ask at once, and a place that comes free goes to who asked first."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.forge.delivery.limits import Limits, Load, load
from agent.forge.values import Pull, PullState
from agent.settings import DeliverySettings
from tests.doubles.forge_memory import BRANCH, LOGIN, REPO

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
NOTHING = Load(0, 0, Counter())
PULL = Pull(1, "", "", PullState.OPEN, False, "", "", LOGIN, BRANCH, "c", REPO.slug, "main")


def limits(concurrent: int = 0, hourly: int = 0, owner: int = 0, there: Load = NOTHING) -> Limits:
    rules = DeliverySettings(pr_concurrent_limit=concurrent, pr_hourly_limit=hourly, pr_owner_limit=owner)
    return Limits(rules, there)


class Asking:
    """A case that asks in a thread of its own, as it waits where its place is not decided yet."""

    def __init__(self, rules: Limits, case: str, *owners: str) -> None:
        self.said: list[str] = []
        self._thread = threading.Thread(
            target=lambda: self.said.append(rules.admit(case, owners)), daemon=True
        )
        self._thread.start()
        # Who asks first is decided here.
        end = time.monotonic() + 10
        while not (self.said or case in rules._waiting) and time.monotonic() < end:
            time.sleep(0.001)

    @property
    def waits(self) -> bool:
        self._thread.join(0.03)
        return self._thread.is_alive()

    @property
    def answer(self) -> str:
        self._thread.join(10)
        return self.said[0]


# What is there


def test_the_load_counts_open_ones_those_of_the_hour_and_each_owner_once() -> None:
    pulls = [
        replace(PULL, assignees=("ada",), users=("Ada", "bob"), created=NOW - timedelta(minutes=59)),
        replace(PULL, teams=("core",), users=("ada",), created=NOW - timedelta(hours=1)),
        replace(PULL, state=PullState.CLOSED, users=("ada",), created=NOW - timedelta(minutes=1)),
        replace(PULL, state=PullState.MERGED, created=None),
    ]
    assert load(pulls, NOW) == Load(2, 2, Counter(ada=2, bob=1, core=1))
    assert load([], NOW) == NOTHING


# The limits


def test_zero_is_no_limit() -> None:
    rules = limits(there=Load(500, 500, Counter(ada=500)))
    assert [rules.admit(str(number), ["@ada"]) for number in range(20)] == [""] * 20


@pytest.mark.parametrize(
    ("rules", "setting"),
    [
        (limits(concurrent=3, there=Load(3, 0, Counter())), "delivery.pr_concurrent_limit = 3"),
        (limits(hourly=2, there=Load(0, 2, Counter())), "delivery.pr_hourly_limit = 2"),
        (limits(owner=4, there=Load(0, 0, Counter(ada=4))), "delivery.pr_owner_limit = 4"),
    ],
)
def test_what_is_there_already_counts_and_the_reason_names_the_setting(rules: Limits, setting: str) -> None:
    assert setting in rules.admit("case", ["@Ada"])


def test_a_limit_is_per_owner_and_says_whose() -> None:
    rules = limits(owner=1, there=Load(0, 0, Counter({"core": 1})))
    assert "`core`" in rules.admit("one", ["@bob", "@acme/Core"])
    assert rules.admit("two", ["@bob"]) == ""
    rules.confirm("two")
    assert "`bob`" in rules.admit("three", ["@BOB"])
    assert rules.admit("four", ["@cy", "dev@example.com"]) == ""
    rules.confirm("four")
    assert "`dev@example.com`" in rules.admit("five", ["dev@example.com"])
    assert rules.admit("six", []) == ""


def test_of_several_owners_the_same_one_is_named_every_time() -> None:
    names = [f"@user{number}" for number in range(9)]
    full = Load(0, 0, Counter({name[1:]: 1 for name in names}))
    assert {limits(owner=1, there=full).admit("case", random.sample(names, 9)) for _ in range(5)} == {
        "1 of our pull requests wait for `user0` (delivery.pr_owner_limit = 1)"
    }


def test_confirmed_places_are_gone_and_dismissing_them_later_changes_nothing() -> None:
    rules = limits(concurrent=1)
    assert rules.admit("one", []) == ""
    rules.confirm("one")
    rules.dismiss("one")
    assert "pr_concurrent_limit" in rules.admit("two", [])


def test_a_dismissed_place_is_free_and_dismissing_it_twice_frees_one() -> None:
    rules = limits(concurrent=2)
    assert rules.admit("one", []) == rules.admit("two", []) == ""
    rules.dismiss("one")
    rules.dismiss("one")
    rules.confirm("two")
    assert rules.admit("three", []) == ""
    rules.confirm("three")
    assert rules.admit("four", []) != ""


def test_what_was_never_let_in_cannot_be_confirmed() -> None:
    rules = limits(concurrent=1)
    rules.confirm("stranger")
    rules.dismiss("stranger")
    assert rules.admit("one", []) == ""
    rules.confirm("one")
    assert "1 of our pull requests" in rules.admit("two", [])


# At once


def test_who_asks_for_the_last_place_waits_until_it_is_decided() -> None:
    rules = limits(concurrent=1)
    assert rules.admit("one", []) == ""
    two = Asking(rules, "two")
    assert two.waits
    rules.confirm("one")
    assert "pr_concurrent_limit = 1" in two.answer


def test_a_place_that_comes_free_goes_to_who_asked_first() -> None:
    for _ in range(5):
        rules = limits(concurrent=1)
        rules.admit("one", [])
        second, third, fourth = (Asking(rules, name) for name in ("second", "third", "fourth"))
        rules.dismiss("one")
        assert second.answer == ""
        assert third.waits and fourth.waits
        rules.dismiss("second")
        assert third.answer == ""
        rules.confirm("third")
        assert fourth.answer


def test_nobody_waits_behind_a_case_that_wants_another_owner() -> None:
    rules = limits(concurrent=9, owner=1)
    rules.admit("one", ["@ada"])
    second, third = Asking(rules, "second", "@ada"), Asking(rules, "third", "@bob")
    assert third.answer == "" and second.waits
    rules.dismiss("one")
    assert second.answer == ""


def test_nobody_overtakes_to_the_last_place() -> None:
    rules = limits(concurrent=2, owner=1)
    rules.admit("one", ["@ada"])
    second, third = Asking(rules, "second", "@ada"), Asking(rules, "third", "@bob")
    assert second.waits and third.waits
    rules.confirm("one")
    assert "`ada`" in second.answer
    assert third.answer == ""


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 4),
    st.integers(0, 4),
    st.integers(0, 2),
    st.lists(st.tuples(st.booleans(), st.sampled_from(["@ada", "@bob", "@acme/core", ""])), max_size=12),
    st.builds(
        Load, st.integers(0, 2), st.integers(0, 2), st.builds(lambda n: Counter(ada=n), st.integers(0, 1))
    ),
    st.integers(1, 4),
)
def test_many_at_once_never_exceed_a_limit_and_never_hang(
    concurrent: int, hourly: int, owner: int, cases: list[tuple[bool, str]], there: Load, workers: int
) -> None:
    rules = limits(concurrent, hourly, owner, there)
    queue = list(enumerate(cases))
    confirmed: list[str] = []
    refused: list[tuple[str, int]] = []
    pop = threading.Lock()

    def work() -> None:
        while True:
            with pop:
                if not queue:
                    return
                number, (succeeds, name) = queue.pop(0)
            reason = rules.admit(str(number), [name] if name else [])
            if reason:
                refused.append((name, len(confirmed)))
            elif succeeds:
                confirmed.append(name)
                rules.confirm(str(number))
            else:
                rules.dismiss(str(number))

    threads = [threading.Thread(target=work, daemon=True) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()
    room = [limit - before for limit, before in ((concurrent, there.open), (hourly, there.recent)) if limit]
    assert len(confirmed) <= max(min(room, default=99), 0)
    for name, before in (("@ada", there.by_owner["ada"]), ("@bob", 0), ("@acme/core", 0)):
        assert not owner or confirmed.count(name) <= max(owner - before, 0)
    # A refusal is final only where confirmed ones leave no place.
    for name, _ in refused:
        taken = confirmed.count(name) + (there.by_owner["ada"] if name == "@ada" else 0)
        assert min(room, default=99) <= len(confirmed) or (owner and name and taken >= owner)
