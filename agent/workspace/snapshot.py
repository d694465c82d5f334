"""One commit of a checkout as the `Snapshot` port: bytes from the object store, never from the work tree."""

from __future__ import annotations

import functools
import hashlib
import os
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from agent.domain import Change, Skip
from agent.errors import ToolError
from agent.paths import unsafe
from agent.ports import Entry
from agent.workspace.git import Checkout, decode, encode

REGULAR = ("100644", "100755")
SUBMODULE = "160000"
BATCH_BYTES = 32 * 1024 * 1024


# Git's own object names: an identity here, not a defence.
_sha1 = functools.partial(hashlib.sha1, usedforsecurity=False)


class GitSnapshot:
    """HEAD of a checkout. No filter, attribute or hook of the repository takes part; safe across threads."""

    def __init__(self, checkout: Checkout) -> None:
        self._git = checkout.git
        self.base_sha = checkout.head
        self._lock = threading.Lock()
        self._read: dict[str, bytes] = {}

    @functools.cached_property
    def _listing(self) -> tuple[Mapping[str, tuple[Entry, str]], tuple[Skip, ...]]:
        """Every file by path with its object name, and what is left out, with why."""
        rows = [
            _row(row)
            for row in self._git.text("ls-tree", "-r", "-z", "--full-tree", self.base_sha).split("\0")
            if row
        ]
        sizes = self._sizes({name for mode, name, _ in rows if mode != SUBMODULE})
        found: dict[str, tuple[Entry, str]] = {}
        skipped: list[Skip] = []
        for mode, name, path in rows:
            size = 0 if mode == SUBMODULE else sizes[name]
            if unsafe(path):
                skipped.append(Skip(path, f"its path {unsafe(path)}"))
            elif size is None:
                skipped.append(Skip(path, "its content is not in this clone; fetch it: git fetch --refetch"))
            else:
                found[path] = (Entry(path, mode, size), name)
        return found, tuple(skipped)

    def _sizes(self, names: Iterable[str]) -> dict[str, int | None]:
        """Bytes by object name; None for what a partial clone does not hold."""
        asked = encode("".join(f"{name}\n" for name in names))
        done = self._git.call("cat-file", "--batch-check=%(objectname) %(objectsize)", stdin=asked)
        if done.status != 0 or done.ended:
            raise ToolError("git cat-file failed: " + decode(done.stderr).strip(), hint="run `git fsck`")
        pairs = (line.split() for line in decode(done.stdout).splitlines())
        return {name: int(size) if size.isdigit() else None for name, size in pairs}

    @property
    def _listed(self) -> Mapping[str, tuple[Entry, str]]:
        return self._listing[0]

    @property
    def skipped(self) -> tuple[Skip, ...]:
        """Files of the commit that are left out altogether: unsafe paths, and content that is not here."""
        return self._listing[1]

    def entries(self) -> Mapping[str, Entry]:
        """Every file of the commit by path."""
        return {path: entry for path, (entry, _) in self._listed.items()}

    def read(self, path: str) -> bytes | None:
        """The bytes of a regular file, or None when the commit holds no such regular file."""
        listed = self._listed.get(path)
        if listed is None or listed[0].mode not in REGULAR:
            return None
        with self._lock:
            if path not in self._read:
                self._read[path] = self._blobs([listed[1]])[0]
            return self._read[path]

    def read_many(self, paths: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """Path and bytes of those that are regular files: many at about the cost of one."""
        listed = (self._listed[path] for path in paths if path in self._listed)
        for batch in _batches([(entry, name) for entry, name in listed if entry.mode in REGULAR]):
            contents = self._blobs([name for _, name in batch])
            yield from zip((entry.path for entry, _ in batch), contents, strict=True)

    def holds(self, path: str, content: bytes) -> bool:
        """Whether the commit's file at `path` has exactly these bytes (compared by git's object name)."""
        name = self._listed[path][1]
        algorithm = hashlib.sha256 if len(name) == 64 else _sha1
        return algorithm(b"blob %d\0" % len(content) + content).hexdigest() == name

    def export(self, folder: Path, changes: Sequence[Change] = (), only: Sequence[str] | None = None) -> None:
        """Write the commit's regular files (or `only` those) with `changes` applied into an empty folder."""
        changed = {change.path for change in changes}
        wanted = (
            self._listed
            if only is None
            else {path: self._listed[path] for path in only if path in self._listed}
        )
        rows = [(e, n) for p, (e, n) in wanted.items() if e.mode in REGULAR and p not in changed]
        modes = {entry.path: entry.mode for entry, _ in rows}
        for path, content in self.read_many(list(modes)):
            write_new(folder, path, content, modes[path])
        for change in changes:
            if change.after is not None:
                write_new(folder, change.path, change.after, change.mode)

    def _blobs(self, names: Sequence[str]) -> list[bytes]:
        done = self._git.call("cat-file", "--batch", stdin=encode("\n".join(names) + "\n"))
        if done.status != 0 or done.ended:
            raise ToolError("git cat-file failed: " + decode(done.stderr).strip(), hint="run `git fsck`")
        blobs, at = [], 0
        for name in names:
            end = done.stdout.index(b"\n", at)
            header = done.stdout[at:end].split()
            if len(header) != 3 or header[1] != b"blob":
                raise ToolError(
                    f"object {name} is missing", hint="a partial clone? run `git fetch --refetch`"
                )
            size = int(header[2])
            blobs.append(done.stdout[end + 1 : end + 1 + size])
            at = end + 1 + size + 1
        return blobs


def _row(row: str) -> tuple[str, str, str]:
    """Mode, object name and path of one line of `ls-tree`."""
    head, _, path = row.partition("\t")
    mode, _, name = head.split()
    return mode, name, path


def _batches(rows: Sequence[tuple[Entry, str]]) -> Iterator[list[tuple[Entry, str]]]:
    """Split so that one git call never has to hold the whole repository in memory."""
    batch: list[tuple[Entry, str]] = []
    size = 0
    for row in rows:
        if batch and size + row[0].size > BATCH_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(row)
        size += row[0].size
    if batch:
        yield batch


def write_new(folder: Path, path: str, content: bytes, mode: str = "100644") -> None:
    """Create one file below a folder of ours. Follows no symlink, replaces nothing.

    Raises ToolError for a path that leaves the folder or is already there.
    """
    reason = unsafe(path)
    if reason:
        raise ToolError(f"{path!r} {reason}", hint="the commit or patch holds a path that we refuse to write")
    # The folder is ours and holds only what this function wrote, so no parent can be a symlink.
    target = os.fsencode(folder) + b"/" + encode(path)
    try:
        os.makedirs(os.path.dirname(target), exist_ok=True)  # noqa: PTH103, PTH120 (bytes paths)
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o666)
    except (FileExistsError, NotADirectoryError) as error:
        raise ToolError(
            f"{path!r} is there twice", hint="two files of the commit have one name here"
        ) from error
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        if mode == "100755":
            os.fchmod(handle, 0o755)
