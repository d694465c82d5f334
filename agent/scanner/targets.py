"""Which files of a commit are scanned. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agent.domain import Skip
from agent.ports import Entry

_NOT_FILES = {
    "120000": "a symlink: not followed",
    "160000": "a submodule: not scanned; name its own checkout",
}


def select_targets(
    entries: Iterable[Entry], max_bytes: int, prefix: str = ""
) -> tuple[Sequence[str], tuple[Skip, ...]]:
    """Split a commit's files, below `prefix` when given, into those to scan and those left out, with why."""
    paths: list[str] = []
    skipped: list[Skip] = []
    for entry in entries:
        if prefix and not entry.path.startswith(prefix + "/"):
            continue
        if entry.mode in _NOT_FILES:
            skipped.append(Skip(entry.path, _NOT_FILES[entry.mode]))
        elif not _is_text(entry.path):
            skipped.append(Skip(entry.path, "its name is not UTF-8: semgrep cannot name it"))
        elif entry.size > max_bytes:
            skipped.append(
                Skip(entry.path, f"{entry.size} bytes: larger than scan.max_target_bytes ({max_bytes})")
            )
        else:
            paths.append(entry.path)
    return paths, tuple(skipped)


def _is_text(path: str) -> bool:
    """Whether git's bytes for the name were UTF-8."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True
