"""How git talks to a server: what it may do there, who it is, and how much time and room it has."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from agent.errors import SutureError, UsageError
from agent.process import Finished, run
from agent.workspace.clone_faults import Attempt, refused_commit, too_large
from agent.workspace.git import ENVIRONMENT, HARDENED

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
NETWORK = (
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


@dataclass(frozen=True, slots=True)
class Work:
    """One clone or fetch under way: until when it may take (monotonic), and how much it may write."""

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
        return "size" if bytes_below(self.folder / ".git" / "objects" / "pack") > self.cap else ""


def scheme_of(address: str) -> str:
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


def slowness(seconds: float) -> tuple[str, str]:
    """The option that ends a transfer which hardly moves, long before `seconds` are over."""
    return ("-c", f"http.lowSpeedTime={max(1, min(60, int(seconds / 2)))}")


@contextmanager
def credentials(scheme: str, token: str) -> Iterator[dict[str, str]]:
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


def outgrown(work: Work, attempt: Attempt, commit: str) -> SutureError | None:
    """Why a commit that came in is not taken: a small pack can unpack to more than any disk holds."""
    done = work.git("-C", str(work.folder), "ls-tree", "-r", "-l", "-z", commit, cap=_LISTING_BYTES)
    if done.ended:
        return too_large(attempt, work.cap)
    if done.status != 0:
        return refused_commit(attempt, done.stderr.decode(errors="replace"))
    sizes = (row.partition(b"\t")[0].split()[-1] for row in done.stdout.split(b"\0") if row)
    large = sum(int(size) for size in sizes if size.isdigit()) > work.cap
    return too_large(attempt, work.cap) if large else None


def bytes_below(folder: Path) -> int:
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
