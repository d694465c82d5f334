"""Whether the work tree still is what HEAD says, found without running any of the repository's filters."""

from __future__ import annotations

import stat

from agent.workspace.git import Checkout
from agent.workspace.snapshot import REGULAR, GitSnapshot


def changed_files(checkout: Checkout, snapshot: GitSnapshot, most: int = 3) -> tuple[str, ...]:
    """The first `most` tracked files whose bytes on disk are not HEAD's."""
    found: list[str] = []
    for path, entry in snapshot.entries().items():
        if entry.mode not in REGULAR:
            continue
        file = checkout.top / path
        try:
            status = file.lstat()
            same = stat.S_ISREG(status.st_mode) and status.st_size == entry.size
            same = same and snapshot.holds(path, file.read_bytes())
        except OSError:
            same = False
        if not same:
            found.append(path)
            if len(found) == most:
                break
    return tuple(found)
