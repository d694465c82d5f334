"""Reporting checks and statuses on commits, as whatever runs them does."""

from __future__ import annotations

from dataclasses import dataclass

from .records import CheckRun, Status
from .state import State


@dataclass(frozen=True, slots=True)
class Checker:
    """What runs checks on commits."""

    state: State

    def reports(self, sha: str, name: str = "tests", conclusion: str = "") -> None:
        """A check began (no `conclusion`), or ended with success, failure, action_required, ..."""
        state, runs = self.state, self.state.checks.setdefault(sha, [])
        now, status = state.now(), "completed" if conclusion else "in_progress"
        begun = next((run for run in runs if run.name == name and run.status != "completed"), None)
        if begun and conclusion:
            begun.status, begun.conclusion, begun.completed = status, conclusion, now
        else:
            runs.append(CheckRun(state.next_id(), name, status, conclusion, now, now if conclusion else 0.0))

    def waits(self, sha: str, name: str = "tests") -> None:
        """A workflow waits for a person's approval before it starts: there is a suite, and no run."""
        now = self.state.now()
        run = CheckRun(self.state.next_id(), name, "completed", "action_required", now)
        self.state.waiting.setdefault(sha, []).append(run)

    def starts(self, sha: str, name: str = "tests") -> None:
        """A person let what waited start."""
        self.state.waiting[sha] = [run for run in self.state.waiting.get(sha, []) if run.name != name]
        self.reports(sha, name)

    def says(self, sha: str, context: str, state: str, login: str = "ci[bot]") -> None:
        """Set a commit status: error, failure, pending or success."""
        given = Status(self.state.next_id(), context, state, login, self.state.now())
        self.state.statuses.setdefault(sha, []).append(given)
