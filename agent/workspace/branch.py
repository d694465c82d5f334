"""Writing a proposed fix as a branch: objects and one ref, nothing else of the repository."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.domain import Change
from agent.workspace.git import Checkout, decode, encode
from agent.workspace.trees import write_tree

IDENTITY = ("Suture", "suture@localhost")
MARK = "Suture-Fingerprint"
BASE = "Suture-Base"


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
    if git.call("symbolic-ref", "--quiet", ref).status == 0:
        return LeftAlone(branch, "the branch is an alias of another one")
    commit = _commit(checkout, message, changes)
    found = git.call("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
    old = decode(found.stdout).strip() if found.status == 0 else ""
    if old == commit:
        return Written(branch, commit, created=False)
    if old and not _is_ours(checkout, old, fingerprint):
        return LeftAlone(branch, "the branch holds commits that are not ours")
    if f"branch {ref}" in git.text("worktree", "list", "--porcelain").split("\n"):
        return LeftAlone(branch, "the branch is checked out")
    done = git.call(
        "update-ref", "--no-deref", "-m", "suture: propose", ref, commit, old or "0" * len(commit)
    )
    if done.status != 0:
        return LeftAlone(branch, "git refused to move it: " + decode(done.stderr).strip())
    return Written(branch, commit, created=True)


def _commit(checkout: Checkout, message: str, changes: Sequence[Change]) -> str:
    git = checkout.git
    tree = write_tree(git, checkout.head, changes)
    date = _header(git.text("cat-file", "commit", checkout.head), "committer").split()[-2]
    name, email = IDENTITY
    given = {"NAME": name, "EMAIL": email, "DATE": f"@{date} +0000"}
    who = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in given.items()}
    return git.text("commit-tree", tree, "-p", checkout.head, "-F", "-", stdin=encode(message), env=who)


def _is_ours(checkout: Checkout, commit: str, fingerprint: str) -> bool:
    """Whether a commit is one that we wrote for this case and nobody has built upon or amended."""
    text = checkout.git.text("cat-file", "commit", commit)
    lines = text.partition("\n\n")[2].split("\n")
    who = f"{IDENTITY[0]} <{IDENTITY[1]}> "
    ours = all(_header(text, role).startswith(who) for role in ("author", "committer"))
    # Somebody's commit below ours would be lost with it.
    return ours and f"{MARK}: {fingerprint}" in lines and f"{BASE}: {_header(text, 'parent')}" in lines


def _header(commit: str, name: str) -> str:
    """A header line of a raw commit object; empty when it has none."""
    headers = commit.partition("\n\n")[0].split("\n")
    return next((line.removeprefix(f"{name} ") for line in headers if line.startswith(f"{name} ")), "")
