"""Three-way merges of whole commits, with a merge base of our choice, and what they change.

They are made in an empty repository of our own that borrows the clone's objects: neither attributes, merge
drivers, hooks nor settings of any repository take part, and nothing is left behind.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from agent.domain import Change
from agent.errors import ToolError
from agent.paths import unsafe
from agent.workspace.git import Checkout, Git, decode, encode

_FILES = ("100644", "100755")
_NOBODY = {
    f"GIT_{role}_{key}": value
    for role in ("AUTHOR", "COMMITTER")
    for key, value in (("NAME", "Suture"), ("EMAIL", "suture@localhost"), ("DATE", "@0 +0000"))
}
_HINT = "run again; `git fsck` in a clone of your own tells more"


@dataclass(frozen=True, slots=True)
class Merged:
    """A clean merge: git's name for its tree, and its changes against our side.

    `odd` are changed paths that hold no regular file on both sides, or that no change can hold.
    """

    tree: str
    changes: tuple[Change, ...]
    odd: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflicting:
    """No clean merge, because of these paths."""

    paths: tuple[str, ...]


def merge(checkout: Checkout, base: str, ours: str, theirs: str) -> Merged | Conflicting:
    """Merge `theirs` into `ours`; both come from `base`. Commits or trees, all with their files in the clone.

    Raises ToolError when git fails.
    """
    with _scratch(checkout) as git:
        root = _commit(git, base)
        sides = [_commit(git, side, "-p", root) for side in (ours, theirs)]
        done = git.call("merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", *sides)
        tree, *paths = decode(done.stdout).split("\0")
        if done.status == 1 and not done.ended:
            return Conflicting(tuple(dict.fromkeys(path for path in paths if path)))
        if done.status != 0 or done.ended:
            said = done.stderr.decode(errors="replace").strip() or done.ended
            raise ToolError(f"git merge-tree failed: {said}", hint=_HINT)
        return _against(git, ours, tree)


def difference(checkout: Checkout, old: str, new: str) -> Merged:
    """How one commit's tree differs from another's. Raises ToolError when git fails."""
    with _scratch(checkout) as git:
        return _against(git, old, git.text("rev-parse", f"{new}^{{tree}}"))


def changed_paths(checkout: Checkout, old: str, new: str) -> frozenset[str]:
    """Every path that is not the same in both commits. Raises ToolError when git fails."""
    return frozenset(row.path for row in _rows(checkout.git, old, new))


@contextmanager
def _scratch(checkout: Checkout) -> Iterator[Git]:
    """An empty repository that sees the clone's objects and keeps its own apart."""
    objects = checkout.git.text("rev-parse", "--path-format=absolute", "--git-path", "objects")
    if "\n" in objects:
        raise ToolError(f"the clone's folder {objects!r} has a line end in it", hint="set TMPDIR to another")
    kind = checkout.git.text("rev-parse", "--show-object-format")
    with tempfile.TemporaryDirectory(prefix="suture-merge-") as name:
        git = Git(Path(name), checkout.git.program)
        git.text("init", "--quiet", "--bare", "--template=", f"--object-format={kind}", ".")
        alternates = Path(name) / "objects" / "info" / "alternates"
        alternates.parent.mkdir(parents=True, exist_ok=True)
        alternates.write_text(objects + "\n")
        yield git


def _commit(git: Git, side: str, *parents: str) -> str:
    """A commit of our own with the tree of another: so it has the parents that we choose."""
    return git.text("commit-tree", f"{side}^{{tree}}", "-m", "x", *parents, env=_NOBODY)


@dataclass(frozen=True, slots=True)
class _Row:
    """One path of a difference: modes and object names; mode 000000 where it is not."""

    path: str
    old_mode: str
    new_mode: str
    old: str
    new: str

    @property
    def plain(self) -> bool:
        """Whether there is a regular file, or nothing, on both sides, under a name that a change may have."""
        return all(mode in (*_FILES, "000000") for mode in (self.old_mode, self.new_mode)) and not unsafe(
            self.path
        )


def _against(git: Git, old: str, tree: str) -> Merged:
    rows = _rows(git, old, tree)
    plain = [row for row in rows if row.plain]
    contents = _contents(
        git, [(row.old, row.old_mode) for row in plain] + [(r.new, r.new_mode) for r in plain]
    )
    changes = tuple(
        Change(
            row.path,
            contents.get(row.old) if row.old_mode in _FILES else None,
            contents.get(row.new) if row.new_mode in _FILES else None,
            row.new_mode if row.new_mode in _FILES else row.old_mode,
            row.old_mode if row.old_mode in _FILES else "100644",
        )
        for row in plain
    )
    return Merged(tree, changes, tuple(row.path for row in rows if not row.plain))


def _rows(git: Git, old: str, new: str) -> tuple[_Row, ...]:
    said = git.text("diff-tree", "-r", "-z", "--raw", "--no-renames", "--full-index", f"{old}^{{tree}}",
                    f"{new}^{{tree}}")  # fmt: skip
    parts = said.split("\0")
    rows = []
    for head, path in zip(parts[::2], parts[1::2], strict=False):
        old_mode, new_mode, before, after, _ = head.removeprefix(":").split()
        rows.append(_Row(path, old_mode, new_mode, before, after))
    return tuple(rows)


def _contents(git: Git, wanted: Sequence[tuple[str, str]]) -> Mapping[str, bytes]:
    """The bytes of blobs by name."""
    names = list(dict.fromkeys(name for name, mode in wanted if mode in _FILES))
    done = git.call("cat-file", "--batch", stdin=encode("".join(f"{name}\n" for name in names)))
    if done.status != 0 or done.ended:
        raise ToolError("git cat-file failed: " + decode(done.stderr).strip(), hint=_HINT)
    found, at = {}, 0
    for name in names:
        end = done.stdout.index(b"\n", at)
        header = done.stdout[at:end].split()
        if len(header) != 3 or header[1] != b"blob":
            raise ToolError(f"object {name} is missing", hint=_HINT)
        size = int(header[2])
        found[name] = done.stdout[end + 1 : end + 1 + size]
        at = end + 1 + size + 1
    return found
