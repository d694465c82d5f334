"""What the tests of packs share: a repository to pack, packs of any content, and what must be refused."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from agent.bundle.pack import unpack, write_pack
from agent.errors import BundleError
from agent.workspace.git import open_checkout
from tests.doubles.repo import ENV, commit, git, make_repo

FILES: dict[str, str | bytes] = {
    "app.py": "print('one')\r\n",
    "nested/very/deep.txt": "x\n" * 500,
    "größe.txt": "ü",
    "blob.bin": bytes(range(256)),
    ".gitattributes": "*.txt text eol=crlf filter=evil ident\n",
}


def make_origin(tmp_path: Path) -> Path:
    """A repository of two commits, with a byte that is no text in a name, a symlink and a program."""
    top = make_repo(tmp_path / "origin", {"old.txt": "gone soon", **FILES})
    (top / "old.txt").unlink()
    Path(os.fsdecode(bytes(top) + b"/b\xff.txt")).write_bytes(b"odd")
    (top / "link").symlink_to("/etc/passwd")
    (top / "run.sh").write_text("#!/bin/sh\n")
    (top / "run.sh").chmod(0o755)
    commit(top, {})
    return top


def packed_in(tmp_path: Path, origin: Path) -> tuple[str, Path]:
    """The newest commit's name, and a pack of it."""
    checkout = open_checkout(origin)
    write_pack(checkout, checkout.head, tmp_path / "p.pack")
    return checkout.head, tmp_path / "p.pack"


def raw(folder: Path, *args: str, stdin: bytes = b"") -> bytes:
    done = subprocess.run(["git", "-C", folder, *args], env=ENV, input=stdin, check=True, capture_output=True)
    return done.stdout


def pack_of(folder: Path, names: str, file: Path) -> Path:
    """A pack of the objects named, one a line, as an enemy makes it."""
    file.write_bytes(raw(folder, "pack-objects", "--stdout", "-q", stdin=names.encode()))
    return file


def entry(name: bytes, sha: str, mode: bytes = b"100644") -> bytes:
    return mode + b" " + name + b"\0" + bytes.fromhex(sha)


def hostile_tree(folder: Path, tree: bytes, file: Path, *held: str) -> str:
    """Pack a commit whose tree has these bytes, whatever git thinks of them, and what it holds; its name."""
    name = (
        raw(folder, "hash-object", "-w", "-t", "tree", "--literally", "--stdin", stdin=tree).decode().strip()
    )
    sha = git(folder, "commit-tree", "-m", "x", name)
    # Not by walking the tree: git itself would refuse to.
    pack_of(folder, "".join(f"{each}\n" for each in (sha, name, *held)), file)
    return sha


def refused(file: Path, sha: str, folder: Path, **options: float) -> str:
    with pytest.raises(BundleError) as caught:
        unpack(file, sha, folder, **options)  # type: ignore[arg-type]
    assert caught.value.hint
    return str(caught.value)
