"""Which files of a commit are scanned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from agent.domain import Skip
from agent.ports import Entry

_MINIFIED = (".js", ".mjs", ".cjs")
_LONG_LINES = 500  # bytes on average; people write about 35, bundlers thousands
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


def take_away_minified(folder: Path) -> Iterator[Skip]:
    """Delete the scripts below `folder`, a copy of ours, that a bundler wrote, and tell each.

    Nobody mends them by hand, and one of them can take longer than all the rest. For a first look at a commit
    only: to what a patch makes of a file, no gate may close its eyes.
    """
    for file in sorted(folder.rglob("*")):
        if file.suffix not in _MINIFIED or not file.is_file():
            continue
        content = file.read_bytes()
        if len(content) > _LONG_LINES * (content.count(b"\n") + 2):
            file.unlink()
            yield Skip(file.relative_to(folder).as_posix(), "minified: what it is made from is scanned")
