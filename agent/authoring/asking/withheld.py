"""A commit without the files that no model may be shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from agent.domain import Change
from agent.paths import canonical
from agent.ports import Entry, Snapshot


def withheld(snapshot: Snapshot, patterns: Sequence[str]) -> Snapshot:
    """`snapshot` as if the paths that match one of `patterns` were not there."""
    return _Withheld(snapshot, patterns) if patterns else snapshot


def is_withheld(path: str, patterns: Sequence[str]) -> bool:
    """Whether one of the shell patterns is the path's, or that of a folder it lies in.

    A pattern without a slash holds at any depth, as does one that begins with `**/`; case and how letters
    are composed make no difference: what only looks like another path is withheld as well.
    """
    return any(_fits(f"/{canonical(path)}", canonical(pattern)) for pattern in patterns)


def _fits(path: str, pattern: str) -> bool:
    bare = pattern.strip("/")
    anywhere = "/" not in bare or bare.startswith("**/")
    shape = f"*/{bare.removeprefix('**/')}" if anywhere else f"/{bare}"
    return bool(bare) and (fnmatchcase(path, shape) or fnmatchcase(path, f"{shape}/*"))


class _Withheld:
    def __init__(self, snapshot: Snapshot, patterns: Sequence[str]) -> None:
        self._snapshot = snapshot
        self._patterns = tuple(patterns)
        self._entries = {
            path: entry for path, entry in snapshot.entries().items() if not is_withheld(path, patterns)
        }

    @property
    def base_sha(self) -> str:
        return self._snapshot.base_sha

    def entries(self) -> Mapping[str, Entry]:
        return self._entries

    def read(self, path: str) -> bytes | None:
        return None if is_withheld(path, self._patterns) else self._snapshot.read(path)

    def read_many(self, paths: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        return self._snapshot.read_many([path for path in paths if path in self._entries])

    def export(self, folder: Path, changes: Sequence[Change] = (), only: Sequence[str] | None = None) -> None:
        shown = [path for path in (self._entries if only is None else only) if path in self._entries]
        self._snapshot.export(folder, changes, shown)
