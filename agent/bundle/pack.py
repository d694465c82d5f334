"""One commit's files in a git pack, so that the next job needs neither the forge nor a token.

Git names every object by its content: a pack that makes the commit `sha` makes that very commit, whoever
wrote it. It holds objects alone; configuration, hooks and attributes never travel in it.
"""

from __future__ import annotations

import re
import tempfile
import time
from pathlib import Path
from typing import BinaryIO

from agent.bundle.files import opened, too_large
from agent.errors import BundleError, SutureError, TargetError, ToolError, UsageError
from agent.process import Finished, run
from agent.text import shortened
from agent.workspace.git import ENVIRONMENT, HARDENED, Checkout, encode, open_checkout
from agent.workspace.network import MAX_BYTES, Work, bytes_below

LARGEST_OBJECT = 512 << 20
"""Bytes of memory that git may take at once: for one object, unless it can be written as it is read."""

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_LISTING_BYTES = 64 << 20
_PIECE = 1 << 20
_HEADER = 12
# What lies on disk is what the commit says: nothing is converted, no filter runs, a symlink is a plain file.
_ATTRIBUTES = "* -text -eol -ident -filter -working-tree-encoding\n"
_CONFIG = (("core.symlinks", "false"), ("core.protectHFS", "true"), ("core.protectNTFS", "true"))


def write_pack(
    checkout: Checkout, sha: str, file: Path, *, seconds: float = 300.0, cap: int = MAX_BYTES
) -> None:
    """Write commit `sha` with its trees and files, without its history, to `file`; replaces what is there.

    The repository is only read. Raises TargetError when it does not hold all of the commit, or when the pack
    would have more than `cap` bytes, ToolError when that takes longer than `seconds` or cannot be written.
    """
    if not _COMMIT.fullmatch(sha):
        raise TargetError(f"{sha!r} is the name of no commit", hint="name it by all of its hex digits")
    # Git runs in the repository, where a relative name is another file.
    file = file.absolute()
    top = str(checkout.top)
    objects = checkout.git.text("rev-parse", "--path-format=absolute", "--git-path", "objects")
    try:
        with tempfile.TemporaryDirectory(prefix=".suture-pack-", dir=file.parent) as name:
            scratch = Path(name)
            work = Work(checkout.git.program, scratch, time.monotonic() + seconds, cap)
            listing = ("rev-list", "--objects", "--no-object-names", "--max-count=1", sha)
            listed = work.git("-C", top, *listing, cap=_LISTING_BYTES)
            _went(listed, checkout.top)
            _pack(work, top, objects, listed.stdout)
            (made,) = scratch.glob("made-*.pack")
            if made.stat().st_size > cap:
                raise _too_large(checkout.top)
            made.replace(file)
    except OSError as error:
        what = f"{file} cannot be written: {error.strerror}"
        raise ToolError(what, hint="name a file in a folder that exists and may be written") from error


def _pack(work: Work, top: str, objects: str, listed: bytes) -> None:
    """Pack the objects; git's own temporary files go to the scratch folder too, not into the repository."""
    store = work.folder / "objects"
    (store / "info").mkdir(parents=True)
    (store / "info" / "alternates").write_bytes(encode(objects) + b"\n")
    (store / "pack").mkdir()
    argv = ("-c", "pack.packSizeLimit=0", "-C", top, "pack-objects", "--quiet", str(work.folder / "made"))
    done = run(
        [work.program, *HARDENED, *argv],
        env={**ENVIRONMENT, "GIT_OBJECT_DIRECTORY": str(store)},
        stdin=listed,
        timeout=max(0.0, work.until - time.monotonic()),
        watch=lambda _: "size" if bytes_below(store / "pack") > work.cap else "",
    )
    _went(done, Path(top))


def _went(done: Finished, top: Path) -> None:
    if done.ended == "timeout":
        raise ToolError(f"packing {top} takes too long", hint="try again on a machine that does less")
    if done.ended:
        raise _too_large(top)
    if done.status != 0:
        hint = "a partial clone, or a commit that was never fetched? run `git fetch --refetch`"
        raise TargetError(f"{top} does not hold all of the commit: {_said(done)}", hint=hint)


def _too_large(top: Path) -> TargetError:
    return TargetError(
        f"the commit in {top} is too large for a pack", hint="verify it in a checkout of its own"
    )


def unpack(file: Path, sha: str, folder: Path, *, seconds: float = 300.0, cap: int = MAX_BYTES) -> Checkout:
    """Make a repository whose HEAD is commit `sha` of a pack in `folder`, which is empty or not there yet.

    `cap` bounds the bytes of the pack, and of the files. What a failed attempt leaves in the folder goes away
    with the caller's temporary folder. Raises BundleError unless the pack holds exactly that commit, well
    formed and whole, UsageError when the folder is not empty, ToolError when there is no room.
    """
    if not _COMMIT.fullmatch(sha):
        raise BundleError(f"{sha!r} is the name of no commit", hint="take it from the bundle beside the pack")
    work = Work("git", folder.absolute(), time.monotonic() + seconds, cap)
    try:
        if folder.exists() and any(folder.iterdir()):
            raise UsageError(f"{folder} is not empty", hint="name a folder that does not exist yet")
        store = _repository(work, sha)
        pack = store / "objects" / "pack" / f"pack-{sha}.pack"
        with opened(file, cap) as stream:
            count = _copied(stream, file, pack, cap)
        _index(work, pack, file)
        _check(work, sha, count, file)
        (store / "info").mkdir(exist_ok=True)
        (store / "info" / "attributes").write_text(_ATTRIBUTES)
    except OSError as error:
        what = f"{folder} cannot be written: {error.strerror}"
        raise ToolError(what, hint="make room, or set TMPDIR to a larger disk") from error
    for command in (("update-ref", "--no-deref", "HEAD", sha), ("reset", "--hard", "--quiet")):
        _taken(_git(work, *command), file)
    return open_checkout(work.folder)


def _git(work: Work, *args: str) -> Finished:
    """Git in the new repository; one object that needs more memory than we give it ends it."""
    env = {"GIT_ALLOC_LIMIT": str(LARGEST_OBJECT)}
    return work.git("-C", str(work.folder), *args, env=env, cap=_LISTING_BYTES)


def _repository(work: Work, sha: str) -> Path:
    """An empty repository that expects no parents of the commit; its `.git`."""
    work.folder.mkdir(parents=True, exist_ok=True)
    kind = "sha256" if len(sha) == 64 else "sha1"
    made = _git(work, "init", "--quiet", "--template=", "--initial-branch=main", f"--object-format={kind}")
    for done in (made, *(_git(work, "config", key, value) for key, value in _CONFIG)):
        if done.status != 0:
            raise ToolError(f"git init failed: {_said(done)}", hint="see `suture doctor`")
    store = work.folder / ".git"
    (store / "shallow").write_text(f"{sha}\n")
    return store


def _copied(stream: BinaryIO, file: Path, pack: Path, cap: int) -> int:
    """Copy the pack, as the file may change under our hands; how many objects it says it has."""
    size = 0
    header = b""
    with pack.open("xb") as target:
        while piece := stream.read(_PIECE):
            header = header or piece[:_HEADER]
            size += len(piece)
            if size > cap:
                raise too_large(file, cap)
            target.write(piece)
    if len(header) < _HEADER or not header.startswith(b"PACK"):
        raise BundleError(f"{file} is no git pack", hint="take it as `suture fix --bundle` wrote it")
    return int.from_bytes(header[8:_HEADER], "big")


def _index(work: Work, pack: Path, file: Path) -> None:
    """Name every object by its content; refuse what git calls malformed: paths into .git, `..` and so on."""
    _taken(_git(work, "index-pack", "--strict=zeroPaddedFilemode=ignore", str(pack)), file)


def _check(work: Work, sha: str, count: int, file: Path) -> None:
    """The pack holds all of that one commit and nothing else, and its files fit."""
    hint = "take bundle and pack from the same run"
    if _git(work, "cat-file", "-t", sha).stdout != b"commit\n":
        raise BundleError(f"{file} does not hold the commit {sha}", hint=hint)
    reached = _git(work, "rev-list", "--objects", "--no-object-names", sha)
    _taken(reached, file)
    if reached.stdout.count(b"\n") != count:
        raise BundleError(f"{file} holds more than the commit {sha}", hint=hint)
    listed = _git(work, "ls-tree", "-r", "-l", "-z", "--full-tree", sha)
    _taken(listed, file)
    sizes = (row.partition(b"\t")[0].split()[-1] for row in listed.stdout.split(b"\0") if row)
    if sum(int(size) for size in sizes if size.isdigit()) > work.cap:
        raise too_large(file, work.cap)


def _taken(done: Finished, file: Path) -> None:
    error = _refused(done, file)
    if error is not None:
        raise error


def _refused(done: Finished, file: Path) -> SutureError | None:
    """Why the pack is not taken, if git did not come to a good end."""
    if done.status == 0 and not done.ended:
        return None
    said = _said(done)
    if "No space left on device" in said or "Disk quota exceeded" in said:
        what = f"there is no room for what {file} holds"
        return ToolError(what, hint="make room, or set TMPDIR to a larger disk")
    if done.ended:
        return BundleError(f"{file} takes too much time or room", hint="find out who wrote it")
    return BundleError(f"{file} is refused by git: {said}", hint="find out who wrote it, and make it again")


def _said(done: Finished) -> str:
    return shortened(" ".join(done.stderr.decode(errors="replace").split()), 300) or done.ended
