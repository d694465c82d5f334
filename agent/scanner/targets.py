"""Which files of a commit are scanned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from agent.domain import Skip
from agent.ports import Entry

_SCRIPTS = (".js", ".mjs", ".cjs")
_WORTH_IT = 20_000  # bytes; smaller ones cost nothing
_LONG_LINE = 500  # characters
_BANNER_LINES = 100  # licences that a bundler keeps
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
    """Delete the scripts below `folder`, a copy of ours, that look as if a bundler wrote them, and tell each.

    One of them can take longer than all the rest, and nobody mends them by hand. Whoever chooses a file's
    content chooses whether it looks so: only for a first look, never where a verdict depends on what is
    not found.
    """
    for file in sorted(folder.rglob("*")):
        if file.suffix.lower() in _SCRIPTS and file.is_file() and _is_minified(file.read_bytes()):
            file.unlink()
            yield Skip(file.relative_to(folder).as_posix(), "looks minified: not scanned")


def _is_minified(content: bytes) -> bool:
    """Nearly all of it in lines that nobody writes. A program with one long constant is none."""
    if len(content) < _WORTH_IT:
        return False
    lines = content.decode("utf-8", "replace").splitlines()
    ordinary = [len(line) for line in lines if line.strip() and len(line) <= _LONG_LINE]
    return len(ordinary) <= _BANNER_LINES and sum(ordinary) * 20 < len(content)
