"""Earlier pull requests of ours, and a forge in memory that tells of them and of the dashboard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from agent.forge.delivery.ledger import Entry, ledger
from agent.forge.text.marker import BEGIN, END, Followed, Marker, render
from agent.forge.values import Act, Did, Issue, Pull, PullState, Repo, Trouble
from agent.forge.writes import Comment, OpenIssue, Write
from tests.doubles.people import FakePeople

US = "suture[bot]"
SLUG = "acme/shop"
URL = f"https://github.com/{SLUG}"
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
REPO = Repo(SLUG, "main", private=True, archived=False, can_push=True, login=US)


def earlier(
    number: int, fingerprint: str = "0123456789abcdef", state: PullState = PullState.CLOSED, *,
    rule: str = "python.sql", days: float = 10, lasted: float = 2, labels: tuple[str, ...] = (),
    branch: str = "", model: str = "gpt", source: str = "model", cwe: tuple[str, ...] = ("CWE-89",),
    **followed: Any,
) -> Entry:  # fmt: skip
    """A pull request of ours that ended so many `days` before NOW, `lasted` days after it was opened."""
    marker = Marker.model_validate(
        {
            "fingerprints": (fingerprint,), "branch": branch or f"suture/{fingerprint}", "base_sha": "b" * 40,
            "patch": "c" * 64, "kind": "fixed", "ready": True, "source": source, "rule": rule, "cwe": cwe,
            "model": model, "followed": Followed.model_validate(followed),
        }
    )  # fmt: skip
    ended = NOW - timedelta(days=days)
    pull = Pull(
        number, f"PR_{number}", f"{URL}/pull/{number}", state, False, "fix: a thing",
        f"{BEGIN}\n{render(marker)}\n{END}", US, marker.branch, "a" * 40, SLUG, "main", labels,
        created=ended - timedelta(days=lasted), ended=None if state is PullState.OPEN else ended,
    )  # fmt: skip
    (entry,) = ledger([pull]).entries
    return entry


def act(kind: str, actor: str = "ada", text: str = "", subject: str = "", *, days: float = 10) -> Act:
    """Something that was done so many days before NOW."""
    return Act(kind, NOW - timedelta(days=days), actor, not actor.endswith("[bot]"), subject, text, id=1)


@dataclass
class PastForge:
    """Implements `PastHub` and `ShowHub`. An answer in `troubles`, by number or `issues`, comes first; `lost`
    are kinds of write that come to nothing."""

    repo: Repo = REPO
    people: FakePeople = field(default_factory=lambda: FakePeople(frozenset({"ada", "bob"})))
    acts: dict[int, tuple[Act, ...]] = field(default_factory=dict)
    dashboards: tuple[Issue, ...] = ()
    troubles: Mapping[object, Trouble] = field(default_factory=dict)
    lost: Mapping[type[Write], Trouble] = field(default_factory=dict)
    asked: list[object] = field(default_factory=list)
    sent: list[Write] = field(default_factory=list)

    def history(self, number: int) -> tuple[Act, ...] | Trouble:
        self.asked.append(number)
        return self.troubles.get(number, self.acts.get(number, ()))

    def issues(self, mark: str) -> tuple[Issue, ...] | Trouble:
        self.asked.append("issues")
        return self.troubles.get("issues", tuple(i for i in self.dashboards if mark in i.body))

    def write(self, write: Write) -> Did | Trouble:
        self.sent.append(write)
        lost = self.lost.get(type(write))
        if lost is not None:
            return lost
        match write:
            case OpenIssue():
                self.dashboards = (Issue(90, f"{URL}/issues/90", True, write.title, write.body),)
                return Did(90)
            case Comment():
                said = self.acts.get(write.number, ())
                made = Act(
                    "commented", NOW, self.repo.login, False, "", write.body, write.edits or len(said) + 1
                )
                kept = tuple(each for each in said if each.id != made.id)
                self.acts[write.number] = (*kept, made)
                return Did(write.number)
            case _:
                raise AssertionError(f"nobody asks for {write}")


def dashboard(body: str, *, open: bool = True) -> Issue:
    """The dashboard as an issue of ours."""
    return Issue(90, f"{URL}/issues/90", open, "Suture: security fixes", body)


def public() -> Repo:
    """The repository, visible to everybody."""
    return replace(REPO, private=False)
