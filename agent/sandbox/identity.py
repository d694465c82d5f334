"""Which ordinary user a sandbox that root starts becomes."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

SPAN = 4096
HIGHEST = 1 << 31
_turn = itertools.count()


def stand_in() -> int | None:
    """A user id of no account, unlike those of other runs; None when we are not root or have no such id.

    The kernel never counts the processes of root against a limit, whatever a user namespace calls it:
    only a different id lets the limit bind.
    """
    if os.geteuid() != 0:
        return None
    lines = [line.split() for line in Path("/proc/self/uid_map").read_text().splitlines()]
    size = min(next(int(count) for inside, _, count in lines if inside == "0"), HIGHEST)
    if size < 3 * SPAN:
        return None
    return size - 2 * SPAN + (os.getpid() * 61 + next(_turn)) % SPAN


def needs_search(paths: tuple[Path, ...]) -> bool:
    """Whether another user would be stopped on the way to one of the paths, as below root's home folder."""
    parents = {parent for path in paths for place in (path, path.resolve()) for parent in place.parents}
    return any(not parent.stat().st_mode & 0o001 for parent in parents if parent.exists())


def tasks_of_user() -> int:
    """Processes and threads that our own user runs, which count against a limit set for that user."""
    user = os.geteuid()
    total = 0
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdecimal() and folder.stat().st_uid == user:
                total += sum(1 for _ in (folder / "task").iterdir())
        except OSError:
            continue
    return total
