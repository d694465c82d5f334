"""Writing a proposed fix as a branch: objects and one ref, nothing else of the repository."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.domain import Change
from agent.workspace.git import Checkout, decode, encode

IDENTITY = ("Suture", "suture@localhost")
MARK = "Suture-Fingerprint"


@dataclass(frozen=True, slots=True)
class Written:
    """The branch now points at our commit. `created` is False when it did already."""

    branch: str
    commit: str
    created: bool


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """The branch was not touched, and why."""

    branch: str
    reason: str


def write_branch(
    checkout: Checkout, branch: str, fingerprint: str, message: str, changes: Sequence[Change]
) -> Written | LeftAlone:
    """Put `changes` on top of HEAD as one commit on `branch`.

    The commit is a pure function of base, changes and message (its dates are the base commit's), so a
    repeated run finds its own work and changes nothing. A branch with anybody else's commits, or one that
    is checked out somewhere, is left alone. Hooks do not run; work tree, index and HEAD stay as they are.
    """
    git, ref = checkout.git, f"refs/heads/{branch}"
    commit = _commit(checkout, message, changes)
    found = git.call("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
    old = decode(found.stdout).strip() if found.status == 0 else ""
    if old == commit:
        return Written(branch, commit, created=False)
    if old and not _is_ours(checkout, old, fingerprint):
        return LeftAlone(branch, "the branch holds commits that are not ours")
    if f"branch {ref}" in git.text("worktree", "list", "--porcelain").split("\n"):
        return LeftAlone(branch, "the branch is checked out")
    done = git.call("update-ref", "-m", "suture: propose", ref, commit, old or "0" * len(commit))
    if done.status != 0:
        return LeftAlone(branch, "git refused to move it: " + decode(done.stderr).strip())
    return Written(branch, commit, created=True)


def _commit(checkout: Checkout, message: str, changes: Sequence[Change]) -> str:
    git = checkout.git
    rows = []
    for change in changes:
        if change.after is None:
            rows.append(f"0 {'0' * len(checkout.head)}\t{change.path}")
        else:
            blob = git.text("hash-object", "-w", "--no-filters", "--stdin", stdin=change.after)
            rows.append(f"{change.mode} {blob}\t{change.path}")
    with tempfile.TemporaryDirectory(prefix="suture-index-") as folder:
        index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        git.text("read-tree", checkout.head, env=index)
        git.text("update-index", "-z", "--index-info", stdin=encode("\0".join(rows) + "\0"), env=index)
        tree = git.text("write-tree", env=index)
    date = git.text("show", "-s", "--no-show-signature", "--format=%ct +0000", checkout.head)
    who = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER")
           for key, value in (("NAME", IDENTITY[0]), ("EMAIL", IDENTITY[1]), ("DATE", date))}  # fmt: skip
    return git.text("commit-tree", tree, "-p", checkout.head, "-F", "-", stdin=encode(message), env=who)


def _is_ours(checkout: Checkout, commit: str, fingerprint: str) -> bool:
    """Whether a commit is one that we wrote for this case and nobody has built upon or amended."""
    shown = checkout.git.text("show", "-s", "--no-show-signature", "--format=%an%n%ae%n%cn%n%ce%n%B", commit)
    lines = shown.split("\n")
    return lines[:4] == [*IDENTITY, *IDENTITY] and f"{MARK}: {fingerprint}" in lines
