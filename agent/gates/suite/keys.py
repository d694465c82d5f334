"""What a run of a suite depends on, in keys: the files, and where the tests run."""

from __future__ import annotations

import functools
import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path

from agent.domain import Change
from agent.gates.suite.reach import site_folders
from agent.gates.suite.runner import SuiteRunner
from agent.ports import Snapshot

# What a test may call besides its interpreter is installed there: their times tell of every installation.
_PROGRAMS = (Path("/usr/bin"), Path("/usr/local/bin"))


def effective(snapshot: Snapshot, changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """What really changes the commit, in order of path: equal values, equal trees, whatever their base."""
    entries = snapshot.entries()
    found = []
    for change in changes:
        entry = entries.get(change.path)
        if change.after is None:
            same, change = entry is None, Change(change.path, None, None)
        else:
            same = entry is not None and entry.mode == change.mode
            same = same and snapshot.read(change.path) == change.after
            change = Change(change.path, None, change.after, change.mode)
        if not same:
            found.append(change)
    return tuple(sorted(found, key=lambda change: change.path))


def content_key(snapshot: Snapshot, scratch: Path) -> str:
    """One name for the files of a commit as its tests see them: paths, contents and what may be executed."""
    state = hashlib.sha256()
    with tempfile.TemporaryDirectory(dir=scratch, prefix="tree-") as folder:
        root = os.fsencode(folder)
        snapshot.export(Path(folder))
        for path, mode in sorted(_files(root)):
            content = hashlib.sha256(Path(os.fsdecode(path)).read_bytes()).digest()
            state.update(b"\0%s\0%o\0%s" % (path.removeprefix(root), mode & 0o111, content))
    return state.hexdigest()


def _files(root: bytes) -> Iterator[tuple[bytes, int]]:
    for folder, _, names in os.walk(root):
        for name in names:
            path = os.path.join(folder, name)  # noqa: PTH118 (bytes paths)
            yield path, os.lstat(path).st_mode


def environment_key(runner: SuiteRunner) -> str:
    """One name for where the tests run: interpreter, its packages, node, the sandbox and its limits.

    The sandbox's own `repr` tells its limits; one that has none shares nothing between runs.
    """
    environment, sandbox = runner.environment, runner.sandbox
    told = type(sandbox).__repr__ is not object.__repr__
    limits = repr(sandbox) if told else secrets.token_hex(16)
    words = [limits, sandbox.name, str(runner.seconds), _own_version()]
    for program in (environment.python, environment.node):
        words += [str(program), *([_seen(program.resolve())] if program else [])]
    for site in site_folders(environment.python):
        words += sorted(_seen(path) for path in site.glob("*.*-info"))
        words += sorted(_seen(path) for path in site.glob("*.pth"))
    for below, host in environment.overlay:
        words += [below, _seen(host), _seen(host / ".package-lock.json")]
    return digest(*words, *(_seen(folder) for folder in _PROGRAMS))


def _seen(path: Path) -> str:
    """A file or folder, and when it was last written; a distribution's folder carries name and version."""
    try:
        found = path.stat()
    except OSError:
        return f"{path} is not there"
    return f"{path} {found.st_size} {found.st_mtime_ns}"


@functools.cache
def _own_version() -> str:
    """Other code of ours may run and read a suite in another way."""
    return digest(*(file.read_text("utf-8") for file in sorted(Path(__file__).parent.glob("*.py"))))


def digest(*parts: str) -> str:
    """One name for these texts."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()
