"""suture owners: whose a path is, and which CODEOWNERS line says so."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.cells import cell_len

from agent.errors import UsageError
from agent.forge.codeowners import Codeowners, load
from agent.forge.owners import Share
from agent.forge.ownership import share_of
from agent.report.record import Json, dumps
from agent.report.text import loggable
from agent.workspace.git import open_checkout
from agent.workspace.snapshot import GitSnapshot

NOBODY = "nobody"


def command(arguments: argparse.Namespace, _environ: Mapping[str, str]) -> int:
    """Explain from HEAD alone, without asking a forge. Raises UsageError for a path outside the checkout."""
    checkout = open_checkout(arguments.target)
    snapshot = GitSnapshot(checkout)
    paths = [_inside(checkout.top, text) for text in arguments.paths]
    codeowners = load(snapshot.read)
    shares = [share_of(codeowners, path) if codeowners else Share(path) for path in paths]
    files = snapshot.entries().keys()
    missing = [path for path in dict.fromkeys(paths) if path not in files]
    if arguments.json:
        print(dumps(_listing(codeowners, shares, missing)), end="")
        return 0
    _show(shares)
    for path in missing:
        folder = any(file.startswith(path + "/") for file in files)
        what = "a folder of HEAD: its files may have other owners, name them" if folder else "not in HEAD"
        print(f"note: {loggable(path)} is {what}")
    _remarks(codeowners)
    return 0


def _inside(top: Path, text: str) -> str:
    """A path from the top: like git, relative to the current folder where that lies in the checkout."""
    here = Path.cwd()
    start = here if here.is_relative_to(top) else top
    # Links are not followed: a path in a commit is its spelling.
    path = Path(os.path.normpath(start / text))
    if path == top or not path.is_relative_to(top):
        raise UsageError(f"{text} is not a path inside {top}", hint="name files of the checkout")
    return path.relative_to(top).as_posix()


def _show(shares: Sequence[Share]) -> None:
    rows = [(_shown(share.path), _names(share), _place(share)) for share in shares]
    widths = [max(cell_len(row[column]) for row in rows) for column in (0, 1)]
    for path, names, place in rows:
        print(f"{_padded(path, widths[0])}  {_padded(names, widths[1])}  {place}".rstrip())


def _remarks(codeowners: Codeowners | None) -> None:
    if codeowners is None:
        print("note: HEAD has no CODEOWNERS file")
        return
    for skipped in codeowners.skipped:
        line = f":{skipped.line}" if skipped.line else ""
        print(f"skipped {codeowners.file}{line}: {loggable(skipped.reason)}")


def _shown(path: str) -> str:
    """CI runners obey lines that begin with `::`."""
    return loggable("./" + path if path.lstrip().startswith("::") else path)


def _names(share: Share) -> str:
    return " ".join(share.owners) or NOBODY


def _place(share: Share) -> str:
    if not share.line:
        return "no line matches" if share.file else ""
    silent = "" if share.owners else "  (names no owner)"
    return f"{share.file}:{share.line}  {loggable(share.pattern)}{silent}"


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))


def _listing(
    codeowners: Codeowners | None, shares: Sequence[Share], missing: Sequence[str]
) -> dict[str, Json]:
    skipped = codeowners.skipped if codeowners else ()
    return {
        "version": 1,
        "file": codeowners.file if codeowners else "",
        "paths": [_path(share) for share in shares],
        "skipped": [{"line": each.line, "reason": each.reason} for each in skipped],
        "missing": list(missing),
    }


def _path(share: Share) -> Json:
    return {
        "path": share.path,
        "owners": list(share.owners),
        "file": share.file,
        "line": share.line,
        "pattern": share.pattern,
    }
