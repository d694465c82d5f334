"""A `Snapshot` held in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from agent.domain import Change
from agent.ports import Entry

REGULAR = ("100644", "100755")


class MemorySnapshot:
    """Files by path; a path in `links` is listed as a symlink and cannot be read."""

    def __init__(
        self, files: Mapping[str, bytes], *, links: Sequence[str] = (), executable: Sequence[str] = ()
    ):
        self._files = dict(files)
        self._entries = {
            path: Entry(path, "100755" if path in executable else "100644", len(content))
            for path, content in files.items()
        }
        self._entries |= {path: Entry(path, "120000", 1) for path in links}

    @property
    def base_sha(self) -> str:
        return "b" * 40

    def entries(self) -> Mapping[str, Entry]:
        return self._entries

    def read(self, path: str) -> bytes | None:
        return self._files.get(path)

    def read_many(self, paths: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        return ((path, self._files[path]) for path in paths if path in self._files)

    def export(self, folder: Path, changes: Sequence[Change] = (), only: Sequence[str] | None = None) -> None:
        after = dict(self._files) | {c.path: c.after for c in changes}
        for path, content in after.items():
            if content is not None and (only is None or path in only):
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(content)
