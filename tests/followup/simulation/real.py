"""The same with nothing played: ten pull requests, the command's own clone, scan, gates and git, for forty days.

python -m tests.followup.simulation --real
"""

from __future__ import annotations

import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agent.cli.following.follower import following
from agent.forge.text.marker import parse
from tests.doubles.delivery import deliver, env, forge
from tests.doubles.github import Hub, Person, PullRecord
from tests.doubles.repo import git
from tests.doubles.stories import environment

COUNT = 10
DAYS = (0, 1, 2, 5, 6, 8, 9, 13, 14, 16, 20, 21, 27, 28, 34, 41)
"""Days on which people act, and one run follows."""
BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""A Monday."""
LOADER = "import yaml\n\n\ndef load(text):\n    return yaml.load(text, Loader=yaml.Loader)\n"
SAFE = LOADER.replace("yaml.load(text, Loader=yaml.Loader)", "yaml.safe_load(text)")
MOVED = LOADER.replace("def load(text)", "def load(text: str)").replace("(text, L", "(text.strip(), L")
CODEOWNERS = "* @ada\n/app/ @bob @carl\n"


def _files() -> dict[str, str | bytes]:
    test = (
        "from app import loader_{0}\n\n\ndef test_load():\n    assert loader_{0}.load('a: 1') == {{'a': 1}}\n"
    )
    files: dict[str, str | bytes] = {
        ".github/CODEOWNERS": CODEOWNERS,
        "app/__init__.py": "",
        "requirements.txt": "PyYAML\n",
    }
    for number in range(COUNT):
        files[f"app/loader_{number}.py"] = LOADER
        files[f"tests/test_{number}.py"] = test.format(number)
    return files


@dataclass(slots=True)
class Real:
    """One repository with its pull requests, and what was broken."""

    hub: Hub
    folder: Path
    broken: list[str] = field(default_factory=list)
    human: dict[int, str] = field(default_factory=dict)
    """The last commit that a person pushed to a pull request's branch."""
    runs: int = 0
    seconds: float = 0.0

    def who(self, login: str) -> Person:
        return self.hub.person(login)

    def pull(self, number: int) -> PullRecord:
        return self.hub.state.pulls[number]

    def path(self, number: int) -> str:
        """The file that a pull request changes: they are opened in no particular order."""
        (path,) = self.hub.state.paths(self.pull(number))
        return path

    def check(self, holds: bool, what: str) -> None:
        if not holds:
            self.broken.append(what)

    def pushes(self, login: str, number: int, text: str) -> None:
        """Somebody commits to our branch."""
        branch = self.pull(number).branch
        self.human[number] = self.who(login).pushes(branch, {self.path(number): text}, "my way")

    def changes_base(self, number: int, text: str) -> None:
        """Somebody changes the file on the base."""
        self.who("ada").pushes("main", {self.path(number): text}, "a change")


Habit = Callable[[Real, int, int], None]
"""What one pull request's people do, given its number and the day."""


def merges(real: Real, number: int, day: int) -> None:
    if day == 1:
        real.who("bob").merges(number)


def never(real: Real, number: int, day: int) -> None:
    """Nobody ever answers."""


def late(real: Real, number: int, day: int) -> None:
    if day == 14:
        real.who("bob").reviews(number, "APPROVED")
    if day == 16:
        real.who("bob").merges(number)


def refuses(real: Real, number: int, day: int) -> None:
    if day == 2:
        real.who("bob").comments(number, "/suture close false-positive: our own files")


def fixes(real: Real, number: int, day: int) -> None:
    if day == 5:
        real.changes_base(number, SAFE)


def conflicts(real: Real, number: int, day: int) -> None:
    if day == 5:
        real.changes_base(number, MOVED)
    if day == 20:
        real.who("bob").merges(number)


def edits(real: Real, number: int, day: int) -> None:
    if day == 2:
        real.pushes("bob", number, SAFE + "\n\nLIMIT = 9\n")
    if day == 6:
        real.changes_base(number, MOVED)


def asks(real: Real, number: int, day: int) -> None:
    if day == 2:
        real.who("bob").reviews(
            number, "CHANGES_REQUESTED", "Please use a schema.", [(real.path(number), 5, "here")]
        )


def puts_off(real: Real, number: int, day: int) -> None:
    if day == 1:
        real.who("bob").comments(number, "/suture snooze 14d")
    if day == 27:
        real.who("bob").comments(number, "/suture rebsae")


def updates(real: Real, number: int, day: int) -> None:
    if day == 8:
        real.who("bob").updates_branch(number)
    if day == 9:
        real.who("bob").retitles(number, "our title")
    if day == 34:
        real.who("carl").merges(number)


HABITS: tuple[Habit, ...] = (merges, never, late, refuses, fixes, conflicts, edits, asks, puts_off, updates)
ENDS = {
    "merges": "verified", "never": "", "late": "verified", "refuses": "refused", "fixes": "gone",
    "conflicts": "verified", "edits": "", "asks": "", "puts_off": "", "updates": "verified",
}  # fmt: skip
"""How each ends: as its memory says; empty where it is open, and on the dashboard."""


def run(folder: Path) -> Real:
    """Open the pull requests and live through the days."""
    with forge(folder, _files()) as hub:
        real = Real(hub, folder)
        for login in ("bob", "carl"):
            hub.state.people[login] = "write"
        hub.state.set_clock(BEGIN)
        limits = {"SUTURE_DELIVERY__PR_CONCURRENT_LIMIT": "0", "SUTURE_DELIVERY__PR_OWNER_LIMIT": "0"}
        ended = deliver(folder, hub, "--rule", "yaml-load", "--publish", **limits)
        real.check(len(hub.state.pulls) == COUNT, f"{len(hub.state.pulls)} were opened: {ended.err[-300:]}")
        for day in DAYS:
            _day(real, day)
        real.broken += _judged(real)
        real.broken += [f"API: {complaint}" for complaint in hub.complaints]
        return real


def _day(real: Real, day: int) -> None:
    real.hub.state.set_clock(BEGIN + timedelta(days=day))
    for number, habit in enumerate(HABITS, 1):
        if real.pull(number).state == "open":
            habit(real, number, day)
    real.hub.state.set_clock(BEGIN + timedelta(days=day, hours=8))
    _follow(real)
    if day in (5, 28):
        before = len(real.hub.writes)
        _follow(real)
        real.check(len(real.hub.writes) == before, f"day {day}: a second run wrote something")


def _follow(real: Real) -> None:
    begun = time.monotonic()
    given = Namespace(
        command="follow", target="acme/shop", config_file=None, config=[str(real.folder / "rules.yaml")], base=None,
        model=None, publish=True, pr=0, json=False, unsafe_no_sandbox=False,
    )  # fmt: skip
    now = real.hub.state.now
    environ = environment(real.folder, **env(real.hub, SUTURE_DELIVERY__PR_OWNER_LIMIT="0"))
    with following(given, environ, publish=True, now=lambda: datetime.fromtimestamp(now(), UTC)) as one:
        done = one.run()
        board = one.board(done)
    for each in done:
        troubles = [turn.trouble.reason for turn in each.turns if turn.trouble]
        real.check(not each.reason and not troubles, f"#{each.pull.number}: {each.reason} {troubles}")
    real.check(not board.reason, f"dashboard: {board.reason}")
    real.runs += 1
    real.seconds += time.monotonic() - begun


def _judged(real: Real) -> Iterator[str]:
    folder = real.hub.state.store.folder
    (issue,) = real.hub.state.issues.values()
    for number, habit in enumerate(HABITS, 1):
        pull, name = real.pull(number), habit.__name__
        marker = parse(pull.body)
        ended = marker.followed.ended if marker else "no marker"
        if ended != ENDS[name]:
            yield f"#{number} {name}: ended {ended!r}, not {ENDS[name]!r}"
        if pull.state == "open" and f"#{number}]" not in issue.body:
            yield f"#{number} {name}: open, and not on the dashboard"
        if number in real.human and real.human[number] not in git(folder, "rev-list", pull.head_sha):
            yield f"#{number} {name}: a person's commit is lost"
        said = [one.body for one in real.hub.state.comments.on(number) if one.login == pull.author]
        if len(said) > 1:
            yield f"#{number} {name}: {len(said)} comments of ours"
    if real.pull(HABITS.index(updates) + 1).title != "our title":
        yield "a title that a person gave is gone"
    if len(real.hub.state.pulls) != COUNT:
        yield "a pull request too many"
