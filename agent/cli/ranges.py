"""What `verify --range A..B` judges: the difference between two commits, told exactly."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path

from agent.errors import UsageError
from agent.report.text import loggable
from agent.workspace.git import Checkout, Git, decode, open_checkout
from agent.workspace.snapshot import REGULAR, GitSnapshot
from agent.workspace.trees import trees_of
from agent.workspace.unified import DiffFailure, apply_unified

_HINT = "name two commits of the checkout, the earlier one first: --range main..HEAD"
_FULL_NAME = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
# What names of refs, `~2` and `^1` are written with: none of git's forms that search, or look at what was.
_WORD = re.compile(r"[\w./@~^+=#%,-]+")
# Of all that git can be told to make of a diff, nothing: neither settings nor attributes choose what is seen.
_PLAIN = (
    "-r", "-p", "--full-index", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-color",
    "--no-relative", "--no-indent-heuristic", "--diff-algorithm=myers", "--unified=3",
    "--inter-hunk-context=0", "--submodule=short", "--ignore-submodules=none", "--src-prefix=a/",
    "--dst-prefix=b/", "--ws-error-highlight=none", "-O/dev/null",
)  # fmt: skip


def range_patch(path: Path, spec: str) -> tuple[Checkout, bytes]:
    """The checkout that holds `path`, standing at the commit to judge from, and what `spec` (`A..B`) changes.

    That commit is A, or where A is no ancestor of B what both grew from, which is said on standard error.
    The diff is git's, with the bytes of text; where files are binary, git's binary patch.
    Raises UsageError for a range that names nothing to judge, TargetError where there is no checkout.
    """
    checkout = open_checkout(path)
    first, last = _ends(spec)
    git = checkout.git
    start, end = _commit(git, first), _commit(git, last)
    if start == end:
        raise UsageError(f"{first} and {last} are one commit ({start[:12]}): nothing changed", hint=_HINT)
    base = _base(git, (first, start), (last, end))
    standing = replace(checkout, head=base)
    diff = _diff(git, base, end)
    _check_exact(standing, diff, end)
    return standing, diff


def _ends(spec: str) -> tuple[str, str]:
    first, dots, last = spec.partition("..")
    for name in (first, last):
        if not dots or name.startswith(("-", ".")) or ".." in name or not _WORD.fullmatch(name):
            raise UsageError(f"{loggable(spec)!r} is not a range A..B of commits", hint=_HINT)
    return first, last


def _commit(git: Git, name: str) -> str:
    """The commit's full name. Raises UsageError for what names none, or several."""
    found = git.call("-c", "core.warnAmbiguousRefs=true", "rev-parse", "--verify", f"{name}^{{commit}}")
    sha = decode(found.stdout).strip()
    if found.status != 0 or not _FULL_NAME.fullmatch(sha):
        raise UsageError(
            f"{name} names no commit of the checkout", hint="fetch it first (in a workflow: fetch-depth: 0)"
        )
    # A whole name is the commit's own, whatever somebody calls a branch.
    if not _FULL_NAME.fullmatch(name) and b"is ambiguous" in found.stderr:
        raise UsageError(
            f"{name} names several refs or objects",
            hint=f"write refs/heads/{name} or refs/remotes/..., or the whole name of the commit",
        )
    return sha


def _base(git: Git, first: tuple[str, str], last: tuple[str, str]) -> str:
    """Where the judgement stands: A, or the newest commit that both ends have in their history."""
    (first_name, start), (last_name, end) = first, last
    found = git.call("merge-base", start, end)
    base = decode(found.stdout).strip()
    if found.status != 0 or not _FULL_NAME.fullmatch(base):
        raise UsageError(
            f"{first_name} and {last_name} have no history in common here",
            hint="fetch the whole history (git fetch --unshallow; in a workflow: fetch-depth: 0)",
        )
    if base == end:
        raise UsageError(
            f"{last_name} is in the history of {first_name}: nothing changed",
            hint=f"the earlier commit comes first: --range {last_name}..{first_name}",
        )
    if base != start:
        print(
            f"note: {first_name} is not in the history of {last_name}: judged from {base[:12]}, "
            "which both grew from",
            file=sys.stderr,
        )
    return base


def _diff(git: Git, base: str, end: str) -> bytes:
    """As text whatever attributes say, so that none can hide a file as binary; then as what it is."""
    diff = _plumbing(git, "--text", base, end)
    return _plumbing(git, "--binary", base, end) if b"\0" in diff else diff


def _plumbing(git: Git, form: str, base: str, end: str) -> bytes:
    settings = ("-c", "diff.suppressBlankEmpty=false", "-c", "core.attributesFile=/dev/null")
    done = git.call(*settings, "diff-tree", *_PLAIN, form, base, end, "--")
    if done.status != 0 or done.ended:
        said = done.stderr.decode(errors="replace").strip() or done.ended
        raise UsageError(
            f"what changed cannot be read: {loggable(said)}",
            hint="a partial clone? fetch everything: git fetch --refetch",
        )
    return done.stdout


def _check_exact(standing: Checkout, diff: bytes, end: str) -> None:
    """Raises UsageError where the diff says less than the commits do: the verdict would be on something else.

    A diff that does not apply, or that holds symlinks or submodules, is left to the gates, which refuse it.
    """
    changes = apply_unified(diff, GitSnapshot(standing))
    if isinstance(changes, DiffFailure) or any(change.mode not in REGULAR for change in changes):
        return
    (made,) = trees_of(standing, [changes])
    if made != standing.git.text("rev-parse", "--verify", f"{end}^{{tree}}"):
        raise UsageError(
            "a unified diff does not tell exactly what changed between the two commits",
            hint="give the files of the change plain names, without ` b/` in them",
        )
