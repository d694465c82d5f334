"""Getting the code of a remote target: one commit, by a git that runs nothing and keeps no secret.

The commit is checked out like any other, because settings, rules and the look for uncommitted work read
files; with symlinks as plain files and every conversion off, what lies on disk is what the commit says.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

from agent.errors import SutureError, ToolError, UsageError
from agent.process import Finished
from agent.workspace.clone_faults import Attempt, no_such_branch, refused_commit, too_large, unreachable
from agent.workspace.git import Checkout, Git, open_checkout
from agent.workspace.network import MAX_BYTES, NETWORK, Work, credentials, outgrown, scheme_of, slowness

# Of all places the one that git obeys first. Nothing is converted, and no filter runs, whoever defines one.
_ATTRIBUTES = "* -text -eol -ident -filter -working-tree-encoding\n"
_KEPT = ("-c", "core.symlinks=false", "-c", "core.protectHFS=true", "-c", "core.protectNTFS=true")


def clone(
    address: str,
    token: str,
    branch: str,
    folder: Path,
    *,
    program: str = "git",
    seconds: float = 600.0,
    cap: int = MAX_BYTES,
) -> Checkout:
    """Clone the newest commit of `branch` into `folder`, which is ours and empty or not there yet.

    What a failed attempt leaves in it goes away with the caller's temporary folder.
    `address` is https, or http on this machine; `token` may be empty for what everybody may read. It reaches
    git through the environment of the one process that talks to the server, and no file, argument or message.
    `seconds` bounds the whole, `cap` the bytes of the pack and of the files; memory is not bounded.
    Raises UsageError for an address or branch that cannot be, TargetError for what the repository is or
    holds, ForgeError when the server cannot be reached or refuses us, ToolError when the disk is full.
    """
    scheme = scheme_of(address)
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty", hint="name a folder that does not exist yet")
    work = Work(program, folder.absolute(), time.monotonic() + seconds, cap)
    if not branch or Git(Path("/"), program).call("check-ref-format", f"refs/heads/{branch}").status != 0:
        raise UsageError(f"{branch!r} cannot be the name of a branch", hint="name a branch of the repository")
    attempt = Attempt(address, branch, token)
    with credentials(scheme, token) as env:
        wanted = ("--depth=1", "--single-branch", "--no-tags", "--no-checkout", "--no-recurse-submodules")
        done = work.git(
            *NETWORK, *slowness(seconds), "clone", "--quiet", "--template=", *wanted, *_KEPT,
            "--branch", branch, "--", address, str(work.folder), env=env, watch=work.watch,
        )  # fmt: skip
        if done.status != 0 or done.ended:
            raise _explained(work, attempt, done, env)
    wrong = outgrown(work, attempt, "HEAD")
    if wrong is not None:
        raise wrong
    _check_out(work, attempt)
    return open_checkout(work.folder, program)


def _explained(work: Work, attempt: Attempt, done: Finished, env: Mapping[str, str]) -> SutureError:
    if done.ended == "size":
        return too_large(attempt, work.cap)
    said = done.stderr.decode(errors="replace")
    if "not found in upstream" not in said:
        return unreachable(attempt, said, done.ended)
    listed = work.git(*NETWORK, "ls-remote", "--heads", "--", attempt.address, env=env)
    if listed.status != 0 and listed.ended != "output":
        return unreachable(attempt, listed.stderr.decode(errors="replace"), listed.ended)
    rows = listed.stdout.decode(errors="replace").splitlines()
    return no_such_branch(attempt, [row.partition("refs/heads/")[2] for row in rows])


def _check_out(work: Work, attempt: Attempt) -> None:
    """Write the files, by a git that has neither the network nor the token."""
    info = work.folder / ".git" / "info"
    try:
        info.mkdir(exist_ok=True)
        (info / "attributes").write_text(_ATTRIBUTES)
    except OSError as error:
        raise ToolError(
            f"{info} cannot be written: {error.strerror}", hint="make room, or set TMPDIR"
        ) from error
    done = work.git("-C", str(work.folder), "reset", "--hard", "--quiet")
    if done.status != 0 or done.ended:
        raise refused_commit(attempt, done.stderr.decode(errors="replace"), done.ended)
