"""How many pull requests may be open, be opened in an hour, and wait for one owner. What is over waits."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from agent.forge.values import Pull, PullState
from agent.settings import DeliverySettings

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Load:
    """What is there when a run begins: open pull requests of ours, those of the last hour, and by owner."""

    open: int
    recent: int
    by_owner: Counter[str]


def load(pulls: Sequence[Pull], now: datetime) -> Load:
    """The load that our own pull requests make."""
    opened = [pull for pull in pulls if pull.state is PullState.OPEN]
    recent = sum(pull.created is not None and now - pull.created < HOUR for pull in pulls)
    by_owner: Counter[str] = Counter()
    for pull in opened:
        by_owner.update(_names((*pull.assignees, *pull.users, *pull.teams)))
    return Load(len(opened), recent, by_owner)


@dataclass(slots=True)
class Limits:
    """Lets cases in, the most urgent first, as long as their pull requests stay below the limits.

    A case counts from when it is let in until it is dismissed; one that asks while the last place hangs on
    a case under way waits until that is decided, behind those that asked before it. Safe across threads.
    """

    settings: DeliverySettings
    load: Load
    _let_in: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _sure: set[str] = field(default_factory=set)
    _waiting: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def admit(self, case: str, owners: Sequence[str]) -> str:
        """Why a case has to wait; empty when it may be worked on. `case` is its fingerprint."""
        names = tuple(sorted(_names(owners)))
        with self._changed:
            self._waiting[case] = names
            try:
                return self._admitted(case, names)
            finally:
                del self._waiting[case]
                self._changed.notify_all()

    def _admitted(self, case: str, names: tuple[str, ...]) -> str:
        while True:
            if not self._over(names, self._let_in | self._before(case)):
                self._let_in[case] = names
                return ""
            decided = self._over(names, {name: self._let_in[name] for name in self._sure})
            if decided:
                return decided
            self._changed.wait()

    def _before(self, case: str) -> dict[str, tuple[str, ...]]:
        """Those that asked earlier and are not let in yet: a place that comes free is theirs."""
        return dict(itertools.takewhile(lambda item: item[0] != case, self._waiting.items()))

    def dismiss(self, case: str) -> None:
        """Unless it was confirmed, the case came to nothing: its place is free."""
        with self._changed:
            if case not in self._sure:
                self._let_in.pop(case, None)
            self._changed.notify_all()

    def confirm(self, case: str) -> None:
        """The case has its pull request."""
        with self._changed:
            if case in self._let_in:
                self._sure.add(case)
            self._changed.notify_all()

    def _over(self, owners: Sequence[str], let_in: dict[str, tuple[str, ...]]) -> str:
        settings, more = self.settings, len(let_in)
        if 0 < settings.pr_concurrent_limit <= self.load.open + more:
            return (
                f"{self.load.open + more} of our pull requests are open: waits for one to be closed "
                f"(delivery.pr_concurrent_limit = {settings.pr_concurrent_limit})"
            )
        if 0 < settings.pr_hourly_limit <= self.load.recent + more:
            return (
                f"{self.load.recent + more} pull requests in an hour, with this run's: waits for a later run "
                f"(delivery.pr_hourly_limit = {settings.pr_hourly_limit})"
            )
        for owner in owners:
            count = self.load.by_owner[owner] + sum(owner in names for names in let_in.values())
            if 0 < settings.pr_owner_limit <= count:
                return (
                    f"{count} of our pull requests wait for `{owner}` "
                    f"(delivery.pr_owner_limit = {settings.pr_owner_limit})"
                )
        return ""


def _names(owners: Sequence[str]) -> set[str]:
    """Logins and team slugs as one kind of name: `@org/team` and `@user` as the forge lists them."""
    return {owner.removeprefix("@").rpartition("/")[2].casefold() for owner in owners}
