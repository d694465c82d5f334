"""A delivery to a forge in memory, and what it should have made."""

from __future__ import annotations

from dataclasses import replace

from agent.forge.delivery.carry import MOST_TRIES, PAUSES, Carried, carry
from agent.forge.values import Trouble, TroubleKind, Wanted
from agent.forge.writes import AddLabels, Assign, MarkReady, OpenPull, PushBranch, RequestReviews, Write
from tests.doubles.forge_memory import BRANCH, COMMITS, WANTED, Crashed, MemoryForge

STORY: list[type[Write]] = [PushBranch, OpenPull, AddLabels, MarkReady, Assign, RequestReviews]
LOST = Trouble(TroubleKind.UNSURE, "503")
MOST_LOOKS = 1 + len(STORY) * MOST_TRIES * (len(PAUSES) + 2) + len(PAUSES)


def bring(forge: MemoryForge, wanted: Wanted = WANTED, number: int = 0) -> Carried:
    return carry(wanted, forge, lambda _: None, number=number)


def kinds(writes: tuple[Write, ...] | list[Write]) -> list[type[Write]]:
    return [type(write) for write in writes]


def state(forge: MemoryForge) -> object:
    """What people see, without the names of commits, which differ by when they were made."""
    branches = {name: [(c.tree, c.message) for c in commits] for name, commits in forge.branches.items()}
    return branches, [replace(pull, head_sha="") for pull in forge.pulls.values()]


def finished() -> object:
    forge = MemoryForge()
    bring(forge)
    return state(forge)


def check_done(forge: MemoryForge) -> None:
    """Exactly one branch and one pull request: ready, labelled, with its owners."""
    assert list(forge.branches) == [BRANCH]
    assert [commit.tree for commit in forge.branches[BRANCH]] == [new.tree for new in reversed(COMMITS)]
    (pull,) = forge.pulls.values()
    assert not pull.draft
    assert (pull.labels, pull.assignees, pull.users, pull.teams) == (
        ("security", "suture"),
        ("ada",),
        ("ada", "bob"),
        ("core",),
    )


def killed(forge: MemoryForge, wanted: Wanted = WANTED) -> bool:
    try:
        bring(forge, wanted)
    except Crashed:
        return True
    return False
