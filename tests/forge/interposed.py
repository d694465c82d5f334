"""A host that lets something happen at an exact step of a run: a pause, another run, an operator's Ctrl-C."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal

from agent.forge.host import People
from agent.forge.pulls import Hub as Forge
from agent.forge.values import Act, Did, Event, Issue, Lock, Pull, Repo, Seen, Trouble, Wanted
from agent.forge.writes import Write


@dataclass
class Interposed:
    """Does `act` once, before or after the `number`-th write, or before the `number`-th look."""

    host: Forge
    at: Literal["look", "before write", "after write"]
    number: int
    act: Callable[[], object]
    writes: int = 0
    looks: int = 0

    @property
    def repo(self) -> Repo:
        return self.host.repo

    def look(self, wanted: Wanted, number: int = 0) -> Seen | Trouble:
        self.looks += 1
        if (self.at, self.looks) == ("look", self.number):
            self.act()
        return self.host.look(wanted, number)

    def write(self, write: Write) -> Did | Trouble:
        self.writes += 1
        if (self.at, self.writes) == ("before write", self.number):
            self.act()
        done = self.host.write(write)
        if (self.at, self.writes) == ("after write", self.number):
            self.act()
        return done

    def ours(self) -> tuple[Pull, ...] | Trouble:
        return self.host.ours()

    def strays(self, known: Collection[str]) -> tuple[str, ...] | Trouble:
        return self.host.strays(known)

    def events(self, number: int) -> tuple[Event, ...] | Trouble:
        return self.host.events(number)

    @property
    def people(self) -> People:
        return self.host.people

    def history(self, number: int) -> tuple[Act, ...] | Trouble:
        return self.host.history(number)

    def issues(self, mark: str) -> tuple[Issue, ...] | Trouble:
        return self.host.issues(mark)

    def lock(self) -> Lock | Trouble | None:
        return self.host.lock()

    def take(self, holder: str, old: Lock | None) -> Lock | Trouble:
        return self.host.take(holder, old)

    def free(self, lock: Lock) -> Trouble | None:
        return self.host.free(lock)
