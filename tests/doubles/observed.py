"""Observed pull requests, built for tests of what follows from them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from agent.followup.values import Asked, Base, Branch, Ladder, Merge, Observed, Presence, Touch
from agent.forge.text.marker import Followed, Marker
from agent.forge.values import Act, Pull, PullState, Repo, Said, Thread

US = "suture[bot]"
SLUG = "acme/shop"
HEAD = "a" * 40
BASE = "b" * 40
FINGERPRINT = "0123456789abcdef"
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""A Monday."""
FIRST, NEXT, SECURITY = Asked("ann", "line 3 of CODEOWNERS"), Asked("bob", "wrote it"), Asked("sec", "policy")
LADDER = Ladder((FIRST,), (NEXT,), (SECURITY,))
WRITERS = frozenset({"ann", "bob"})
REPO = Repo(SLUG, "main", private=True, archived=False, can_push=True, login=US)
PULL = Pull(
    7, "PR_7", "https://github.test/acme/shop/pull/7", PullState.OPEN, False, "fix: a thing", "", US,
    f"suture/{FINGERPRINT}", HEAD, SLUG, "main", created=START,
)  # fmt: skip
MARKER = Marker(
    fingerprints=(FINGERPRINT,), branch=PULL.branch, base_sha=BASE, patch="c" * 64, kind="fixed", ready=True,
    source="model", head=HEAD, rule="python.sql",
)  # fmt: skip
BRANCH = Branch(HEAD, Touch.NONE, Merge.CLEAN)


def observed(**changes: Any) -> Observed:
    """An open, untouched pull request of ours that was opened at START, with the finding on the base.

    Besides fields of Observed, `memory` is what is remembered, `state`, `draft` and `labels` the pull's, and
    `touch`, `merge`, `conflicts` and `adopted` the branch's, `presence` the base's, `marked` the marker's.
    """
    pull = {name: changes.pop(name) for name in ("state", "draft", "labels") if name in changes}
    branch = {n: changes.pop(n) for n in ("touch", "merge", "conflicts", "adopted") if n in changes}
    marker = MARKER.model_copy(
        update={"followed": Followed(**changes.pop("memory", {})), **changes.pop("marked", {})}
    )
    base = Base(BASE, changes.pop("presence", Presence.PRESENT))
    plain = Observed(
        REPO, replace(PULL, **pull), marker, (), (), base, replace(BRANCH, **branch), ladder=LADDER,
        writers=WRITERS,
    )  # fmt: skip
    return replace(plain, **changes)


def days(count: float) -> datetime:
    """So many days after START."""
    return START + timedelta(days=count)


def act(kind: str, who: str = "ann", *, at: float = 1, subject: str = "", text: str = "", id: int = 0) -> Act:
    """Something that was done `at` days after START."""
    return Act(kind, days(at), who, not who.endswith("[bot]"), subject, text, id)


def comment(text: str, who: str = "ann", *, id: int = 1, at: float = 1) -> Act:
    """A comment in the conversation."""
    return act("commented", who, at=at, text=text, id=id)


def review(
    verdict: str = "changes_requested", text: str = "", who: str = "ann", *, id: int = 1, at: float = 1
) -> Act:
    """A review with its verdict."""
    return act("reviewed", who, at=at, subject=verdict, text=text, id=id)


def said(text: str, who: str = "ann", *, id: int = 1, at: float = 1) -> Said:
    """A comment on lines."""
    return Said(id, who, not who.endswith("[bot]"), days(at), text)


def thread(*comments: Said, path: str = "app.py", line: int = 3, review: int = 0) -> Thread:
    """A conversation on lines."""
    return Thread(comments[0].id, path, line, comments, review)
