"""What is taken out of the folder of kept answers: old ones, and the oldest of too many."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

MAX_AGE = 30 * 86_400
"""Seconds."""
MAX_BYTES = 500_000_000
_EVERY = 86_400
_MARK = ".pruned"


@dataclass(frozen=True, slots=True)
class _Old:
    written: float
    size: int
    file: Path


def prune(folder: Path, now: float, *, max_bytes: int = MAX_BYTES) -> None:
    """At most once a day, remove what is too old or too much. Raises OSError.

    `now` is in seconds since the epoch. Only plain files one level below `folder` are looked at.
    """
    mark = folder / _MARK
    with suppress(FileNotFoundError):
        if 0 <= now - mark.lstat().st_mtime < _EVERY:
            return
        mark.unlink()
    mark.touch(mode=0o600)
    room = max_bytes
    for old in sorted(_files(folder), key=lambda old: -old.written):
        room -= old.size
        if room < 0 or now - old.written > MAX_AGE:
            old.file.unlink(missing_ok=True)


def _files(folder: Path) -> Iterator[_Old]:
    for shard in folder.iterdir():
        if shard.is_symlink() or not shard.is_dir():
            continue
        for file in shard.iterdir():
            # Another process may prune at the same time.
            with suppress(FileNotFoundError):
                found = file.lstat()
                if stat.S_ISREG(found.st_mode):
                    yield _Old(found.st_mtime, found.st_size, file)
