"""Watching a running sandbox from outside: resident memory, and disk where no file system limits it."""

from __future__ import annotations

import contextlib
import os
import resource
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from agent.sandbox.inside.descent import descendants

INTERVAL = 0.1
MEGABYTE = 1 << 20
# Walking a large folder takes a while: spend at most a fifth of the time on it.
DISK_PAUSE = 4


class Watch:
    """Called with the pid of a sandbox's first process; answers why it must end, or with nothing."""

    def __init__(self, memory_mb: int, disk: tuple[Path, int] | None = None) -> None:
        """`disk` is a folder and how many MB it may hold besides what it holds now."""
        self._memory = memory_mb * MEGABYTE
        self._disk = None
        if disk is not None:
            self._disk = (disk[0], disk[1] * MEGABYTE + _size(disk[0]))
        self._next = self._next_disk = 0.0

    def __call__(self, pid: int) -> str:
        now = time.monotonic()
        if now < self._next:
            return ""
        self._next = now + INTERVAL
        pids = descendants(pid)
        if sum(map(_resident, pids)) > self._memory and sum(map(_fair_share, pids)) > self._memory:
            return "memory"
        if self._disk is not None and now >= self._next_disk:
            folder, most = self._disk
            if _size(folder) + sum(map(_deleted, pids)) > most:
                return "disk"
            taken = time.monotonic() - now
            self._next_disk = now + taken * (DISK_PAUSE + 1)
        return ""


def _resident(pid: int) -> int:
    """Bytes in memory, shared pages counted in every process that maps them."""
    with contextlib.suppress(OSError, IndexError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()
    return 0


def _fair_share(pid: int) -> int:
    """Bytes in memory, shared pages divided among their users; `_resident` where we may not know."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return _resident(pid)


def _size(folder: Path) -> int:
    """Bytes of disk that a folder takes, following no symlink."""
    return sum(_blocks(folder))


def _blocks(folder: Path) -> Iterator[int]:
    pending = [os.fspath(folder)]
    while pending:
        with contextlib.suppress(OSError), os.scandir(pending.pop()) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    yield entry.stat(follow_symlinks=False).st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        pending.append(entry.path)


def _deleted(pid: int) -> int:
    """Bytes of files that are deleted but still open: no folder shows them."""
    total = 0
    with contextlib.suppress(OSError):
        for link in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                found = link.stat()
                if stat.S_ISREG(found.st_mode) and found.st_nlink == 0:
                    total += found.st_blocks * 512
    return total
