"""Git's names for the trees that changes make, worked out without leaving anything in the repository."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from agent.domain import Change
from agent.errors import ToolError
from agent.paths import unsafe
from agent.workspace.git import Checkout, Git, encode


def trees_of(checkout: Checkout, steps: Sequence[Sequence[Change]]) -> tuple[str, ...]:
    """The name of the tree after each step, every one on top of the step before, the first on HEAD's tree.

    Objects go to a folder that is deleted again. Hooks and filters do not run: contents are taken as they
    are. Raises ToolError for a path that no tree may hold.
    """
    objects = checkout.git.text("rev-parse", "--path-format=absolute", "--git-path", "objects")
    with tempfile.TemporaryDirectory(prefix="suture-objects-") as folder:
        env = {
            "GIT_OBJECT_DIRECTORY": folder,
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": _quoted(objects),
        }
        names: list[str] = []
        base = checkout.head
        for changes in steps:
            base = write_tree(checkout.git, base, changes, env)
            names.append(base)
    return tuple(names)


def write_tree(git: Git, base: str, changes: Sequence[Change], env: Mapping[str, str] | None = None) -> str:
    """Write the tree of `base` (a commit or a tree) with `changes` applied, and return its name.

    The index is one of our own; objects go where `env` says, else into the repository.
    """
    outside = dict(env or {})
    rows = [_row(git, base, change, outside) for change in changes]
    with tempfile.TemporaryDirectory(prefix="suture-index-") as folder:
        index = {**outside, "GIT_INDEX_FILE": str(Path(folder) / "index")}
        git.text("read-tree", base, env=index)
        git.text("update-index", "-z", "--index-info", stdin=encode("".join(rows)), env=index)
        return git.text("write-tree", env=index)


def _row(git: Git, base: str, change: Change, env: Mapping[str, str]) -> str:
    """A line of `update-index --index-info`; mode 0 removes the path."""
    reason = unsafe(change.path)
    if reason:
        # Git itself would leave the path out and say that all went well.
        raise ToolError(f"{change.path!r} {reason}", hint="the patch holds a path that no tree may hold")
    if change.after is None:
        return f"0 {'0' * len(base)}\t{change.path}\0"
    blob = git.text("hash-object", "-w", "--no-filters", "--stdin", stdin=change.after, env=env)
    return f"{change.mode} {blob}\t{change.path}\0"


def _quoted(path: str) -> str:
    """One entry of a list of folders that git separates by colons, whatever the path holds."""
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
