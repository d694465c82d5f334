"""What following needs of the code itself: to look at trees, run gates, and write a fix again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from agent.followup.values import Base, Branch, Living, Observed, Request
from agent.forge.text.marker import Marker
from agent.forge.values import Pull, Trouble, Wanted
from agent.forge.writes import PushOn


@dataclass(frozen=True, slots=True)
class Written:
    """One more commit for a branch, proven on today's base.

    `text` is the whole new text of the pull request, given the head that comes of it; only our region of it
    counts. `said` tells what changed in one sentence, plain text.
    """

    push: PushOn
    wanted: Wanted
    said: str


@dataclass(frozen=True, slots=True)
class Declined:
    """No commit, and why: in words for the person who asked."""

    reason: str
    final: bool = True
    """False where another run may do better (a model that could not be reached, a limit of time)."""


@dataclass(frozen=True, slots=True)
class Later:
    """Nothing that this run can make, and why: another job, or the next run, does. It counts as no try."""

    reason: str


class Workbench(Protocol):
    """The code, today. Everything is about the base branch's newest commit when the run began."""

    @property
    def base_sha(self) -> str: ...

    def base(self, marker: Marker) -> Base:
        """Whether the findings of a pull request are on the base."""
        ...

    def branch(self, pull: Pull, marker: Marker) -> Branch | Trouble:
        """What is on its branch, and how it would merge."""
        ...

    def prove(self, pull: Pull, marker: Marker) -> Living:
        """Run the gates again on today's merge of base and branch; NOT_ASKED, with the reason, where this
        run may not."""
        ...

    def merge(self, pull: Pull, marker: Marker) -> PushOn | Declined | Later:
        """The commit that merges the base into the branch, where that is clean and still proven."""
        ...

    def again(self, observed: Observed, repair: Sequence[str]) -> Written | Declined | Later:
        """Write the fix anew on today's base."""
        ...

    def revise(self, observed: Observed, requests: Sequence[Request]) -> Written | Declined | Later:
        """Write the fix anew as people asked; declined when that would bring the finding back or widen
        the scope."""
        ...
