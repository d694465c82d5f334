"""What people and machines do that the double's own persons have no single act for."""

from __future__ import annotations

from dataclasses import dataclass

from tests.doubles.github import Person
from tests.doubles.github.checker import Checker
from tests.doubles.github.state import State

CONCLUSIONS = {"red": "failure", "green": "success", "pending": ""}


@dataclass(frozen=True, slots=True)
class Hands:
    """Somebody who acts, by login; each act returns the number of what was said."""

    state: State
    login: str

    @property
    def person(self) -> Person:
        """The same, for everything that the double knows by itself."""
        return Person(self.state, self.login)

    def remarks(self, number: int, text: str, path: str, line: int) -> int:
        """A review that consists of one comment on a line."""
        self.person.reviews(number, lines=[(path, line, text)])
        return self.state.line_comments.on(number)[-1].id

    def answers(self, number: int, text: str) -> int:
        """One more comment on the last thread."""
        first = [one for one in self.state.line_comments.on(number) if not one.parent][-1]
        return self.person.replies(number, first.id, text)


def check(state: State, sha: str, name: str, outcome: str) -> None:
    """Let a check of a commit say something (`red`, `green`, `pending`), or wait for approval (`waiting`)."""
    checker = Checker(state)
    if outcome == "waiting":
        checker.waits(sha, name)
        return
    if any(run.name == name for run in state.waiting.get(sha, [])):
        checker.starts(sha, name)
    checker.reports(sha, name, CONCLUSIONS[outcome])
