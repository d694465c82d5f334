"""Getting the code of a remote target: one commit, by a git that runs nothing and keeps no secret.

The commit is checked out like any other, because settings, rules and the look for uncommitted work read
files; with symlinks as plain files and every conversion off, what lies on disk is what the commit says.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from agent.errors import SutureError, ToolError, UsageError
from agent.process import Finished, run
from agent.workspace.clone_faults import Attempt, no_such_branch, refused_commit, too_large, unreachable
from agent.workspace.git import ENVIRONMENT, HARDENED, Checkout, Git, open_checkout

USER = "x-access-token"
MAX_BYTES = 2 << 30
"""Of the pack as it comes in, and of the files it unpacks to."""

_LISTING_BYTES = 64 << 20
_SLOWEST = 1000
_ASKPASS = """#!/bin/sh
case "$1" in
Username*) printf '%s\\n' "$SUTURE_GIT_USER" ;;
*) printf '%s\\n' "$SUTURE_GIT_TOKEN" ;;
esac
"""
# Of all places the one that git obeys first. Nothing is converted, and no filter runs, whoever defines one.
_ATTRIBUTES = "* -text -eol -ident -filter -working-tree-encoding\n"
_NETWORK = (
    "-c", "http.followRedirects=false",
    "-c", "http.sslVerify=true",
    "-c", "credential.helper=",
    "-c", f"http.lowSpeedLimit={_SLOWEST}",
    "-c", "transfer.bundleURI=false",
    "-c", "fetch.unpackLimit=1",
    # Paths into .git and the like end the clone before anything is checked out.
    "-c", "transfer.fsckObjects=true",
    "-c", "fetch.fsck.zeroPaddedFilemode=ignore",
)  # fmt: skip
_KEPT = ("-c", "core.symlinks=false", "-c", "core.protectHFS=true", "-c", "core.protectNTFS=true")


@dataclass(frozen=True, slots=True)
class _Work:
    """One clone under way: until when it may take (by the monotonic clock), and how much it may write."""

    program: str
    folder: Path
    until: float
    cap: int

    def git(
        self,
        *args: str,
        env: Mapping[str, str] | None = None,
        cap: int = 1 << 20,
        watch: Callable[[int], str] | None = None,
    ) -> Finished:
        """Run git for what is left of the time; `ended` says when that or `cap` of output was too little."""
        return run(
            [self.program, *HARDENED, *args],
            env={**ENVIRONMENT, "GIT_ATTR_NOSYSTEM": "1", **(env or {})},
            timeout=max(0.0, self.until - time.monotonic()),
            cap=cap,
            watch=watch,
        )

    def watch(self, _: int) -> str:
        """Ends git when the pack that comes in has grown too large."""
        return "size" if _bytes_below(self.folder / ".git" / "objects" / "pack") > self.cap else ""


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
    scheme = _scheme(address)
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty", hint="name a folder that does not exist yet")
    work = _Work(program, folder.absolute(), time.monotonic() + seconds, cap)
    if not branch or Git(Path("/"), program).call("check-ref-format", f"refs/heads/{branch}").status != 0:
        raise UsageError(f"{branch!r} cannot be the name of a branch", hint="name a branch of the repository")
    attempt = Attempt(address, branch, token)
    with _credentials(scheme, token) as env:
        slow = ("-c", f"http.lowSpeedTime={max(1, min(60, int(seconds / 2)))}")
        wanted = ("--depth=1", "--single-branch", "--no-tags", "--no-checkout", "--no-recurse-submodules")
        done = work.git(
            *_NETWORK, *slow, "clone", "--quiet", "--template=", *wanted, *_KEPT, "--branch", branch,
            "--", address, str(work.folder), env=env, watch=work.watch,
        )  # fmt: skip
        if done.status != 0 or done.ended:
            raise _explained(work, attempt, done, env)
    _check_size(work, attempt)
    _check_out(work, attempt)
    return open_checkout(work.folder, program)


def _scheme(address: str) -> str:
    """Raises UsageError for anything but a plain address of https, or of http on this machine."""
    hint = "give an address like https://github.com/OWNER/NAME"
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise UsageError("the repository's address is malformed", hint=hint) from None
    if "@" in parts.netloc:
        # Not repeated: it may hold a password.
        raise UsageError("the repository's address names a user or a password", hint=hint)
    local = host in ("localhost", "127.0.0.1", "::1")
    plain = address.isascii() and address.isprintable() and not set(address) & set(" ?#\\")
    if not (plain and host and (parts.scheme == "https" or (parts.scheme == "http" and local))):
        raise UsageError(f"{address!r} is no https address of a repository", hint=hint)
    return parts.scheme


@contextmanager
def _credentials(scheme: str, token: str) -> Iterator[dict[str, str]]:
    """The environment in which git may use the network, and knows the token when it is asked for it."""
    env = {"GIT_ALLOW_PROTOCOL": scheme}
    if not token:
        yield env
        return
    with tempfile.TemporaryDirectory(prefix="suture-askpass-") as name:
        script = Path(name) / "askpass"
        with os.fdopen(os.open(script, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o700), "w") as file:
            file.write(_ASKPASS)
        yield {**env, "GIT_ASKPASS": str(script), "SUTURE_GIT_USER": USER, "SUTURE_GIT_TOKEN": token}


def _explained(work: _Work, attempt: Attempt, done: Finished, env: Mapping[str, str]) -> SutureError:
    if done.ended == "size":
        return too_large(attempt, work.cap)
    said = done.stderr.decode(errors="replace")
    if "not found in upstream" not in said:
        return unreachable(attempt, said, done.ended)
    listed = work.git(*_NETWORK, "ls-remote", "--heads", "--", attempt.address, env=env)
    if listed.status != 0 and listed.ended != "output":
        return unreachable(attempt, listed.stderr.decode(errors="replace"), listed.ended)
    rows = listed.stdout.decode(errors="replace").splitlines()
    return no_such_branch(attempt, [row.partition("refs/heads/")[2] for row in rows])


def _check_size(work: _Work, attempt: Attempt) -> None:
    """A small pack can unpack to more than any disk holds."""
    done = work.git("-C", str(work.folder), "ls-tree", "-r", "-l", "-z", "HEAD", cap=_LISTING_BYTES)
    if done.ended:
        raise too_large(attempt, work.cap)
    if done.status != 0:
        raise refused_commit(attempt, done.stderr.decode(errors="replace"))
    sizes = (row.partition(b"\t")[0].split()[-1] for row in done.stdout.split(b"\0") if row)
    if sum(int(size) for size in sizes if size.isdigit()) > work.cap:
        raise too_large(attempt, work.cap)


def _check_out(work: _Work, attempt: Attempt) -> None:
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


def _bytes_below(folder: Path) -> int:
    """The size of the files in a folder that git is writing to."""
    total = 0
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                total += entry.stat(follow_symlinks=False).st_size
    except OSError:
        # Not there yet, or a temporary file that just went away: the next look will tell.
        return total
    return total
