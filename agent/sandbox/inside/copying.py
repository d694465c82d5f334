"""Copying a tree that may hold anything: symlinks stay symlinks, special files are left out."""

# Plain strings instead of Path: paths here may be any bytes, and there are many of them.
# ruff: noqa: PTH102, PTH115, PTH118, PTH211
from __future__ import annotations

import os
import stat

CHUNK = 1 << 30


def copy_tree(origin: str, target: str, *, keep_out: tuple[str, ...], owner: int | None) -> None:
    """Copy folder `origin` into the existing folder `target`, for `owner` where one is given.

    `keep_out` holds relative paths that are not copied. No symlink is followed; what exists already in
    `target` is left as it is. Raises OSError, as when the target is full.
    """
    skipped = {path.rstrip("/") for path in keep_out}
    pending = [""]
    while pending:
        folder = pending.pop()
        with os.scandir(os.path.join(origin, folder)) as entries:
            for entry in entries:
                path = f"{folder}/{entry.name}" if folder else entry.name
                if path in skipped:
                    continue
                if entry.is_dir(follow_symlinks=False):
                    pending.append(path)
                _copy_entry(entry, os.path.join(target, path), owner)


def _copy_entry(entry: os.DirEntry[str], target: str, owner: int | None) -> None:
    mode = entry.stat(follow_symlinks=False).st_mode
    if stat.S_ISLNK(mode):
        if not os.path.lexists(target):
            os.symlink(os.readlink(entry.path), target)
    elif stat.S_ISDIR(mode):
        if not os.path.lexists(target):
            os.mkdir(target, 0o755)
    elif stat.S_ISREG(mode):
        _copy_file(entry.path, target, 0o755 if mode & stat.S_IXUSR else 0o644, owner)
        return
    else:
        return
    if owner is not None:
        os.chown(target, owner, owner, follow_symlinks=False)


def _copy_file(source: str, target: str, mode: int, owner: int | None) -> None:
    reader = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        writer = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, mode)
        try:
            while os.sendfile(writer, reader, None, CHUNK):
                pass
            if owner is not None:
                os.fchown(writer, owner, owner)
        finally:
            os.close(writer)
    finally:
        os.close(reader)


def give(folder: str, owner: int) -> None:
    """Make `owner` the owner of a folder and of everything in it, following no symlink."""
    os.chown(folder, owner, owner, follow_symlinks=False)
    pending = [folder]
    while pending:
        with os.scandir(pending.pop()) as entries:
            for entry in entries:
                os.chown(entry.path, owner, owner, follow_symlinks=False)
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)


def read_report(path: str, limit: int) -> bytes | None:
    """The bytes of a regular file of at most `limit` bytes; None for anything else, symlinks included.

    Every folder below the report folder is opened without following symlinks too: `path` is
    (report folder, relative path) joined by `//`.
    """
    root, _, rest = path.partition("//")
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
    parts = rest.split("/")
    if not rest or any(part in ("", ".", "..") for part in parts):
        return None
    opened: list[int] = []
    try:
        opened.append(os.open(root, flags | os.O_DIRECTORY))
        for part in parts:
            opened.append(os.open(part, flags, dir_fd=opened[-1]))
        found = os.fstat(opened[-1])
        if not stat.S_ISREG(found.st_mode) or found.st_size > limit:
            return None
        with os.fdopen(os.dup(opened[-1]), "rb") as file:
            data = file.read(limit + 1)
        return data if len(data) <= limit else None
    except OSError:
        return None
    finally:
        for fd in opened:
            os.close(fd)
