"""A case of ours as it may be seen on a forge."""

from __future__ import annotations

from dataclasses import replace

from agent.forge.values import Commit, Event, Pull, PullState, Seen
from tests.doubles.forge_memory import BASE_SHA, BRANCH, COMMITS, LOGIN, REPO, message_of

TEST = Commit("c1", COMMITS[0].tree, (BASE_SHA,), COMMITS[0].message.strip(), LOGIN)
FIX = Commit("c2", COMMITS[1].tree, ("c1",), COMMITS[1].message.strip(), LOGIN, True)
OURS = (FIX, TEST)
THEIRS = Commit("c3", "3" * 40, ("c2",), "wip", "ada")
OLD = Commit("c0", "0" * 40, ("a" * 40,), message_of("fix: other", "a" * 40), LOGIN)
PULL = Pull(
    7, "PR_7", "https://forge.test/7", PullState.OPEN, True, "fix(app): mend it", "", LOGIN, BRANCH, "c2",
    REPO.slug, "main",
)  # fmt: skip
LABELED = replace(PULL, labels=("security", "suture"))
READY = replace(LABELED, draft=False)
DONE = replace(READY, assignees=("ada",), users=("bob", "ada"), teams=("core",))
MADE_READY = Event("ready_for_review", LOGIN)


def seen(pull: Pull | None = None, *events: Event, branch: tuple[Commit, ...] | None = OURS) -> Seen:
    return Seen(REPO, branch, pull, events)
