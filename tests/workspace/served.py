"""What the tests of cloning share: a repository to serve, trees of any content, and clones that must fail."""

from __future__ import annotations

import base64
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.errors import SutureError
from agent.workspace.clone import clone
from agent.workspace.git import Checkout
from tests.doubles.git_server import USER, GitServer
from tests.doubles.repo import commit, git, make_repo

TOKEN = "ghs_0123456789abcdefghijklmnopqrstuvwxyz"
BASIC = base64.b64encode(f"{USER}:{TOKEN}".encode()).decode()
FILES = {"a.py": "print('a')\n", "suture.toml": "[triage]\nmax = 3\n", "run.sh": "#!/bin/sh\n"}


def make_root(tmp_path: Path) -> Path:
    """What the server serves: `acme/web.git`, with a branch more and a commit more than is wanted."""
    work = make_repo(tmp_path / "work", FILES)
    (work / "run.sh").chmod(0o755)
    commit(work, {"a.py": "print('newer')\n"})
    git(work, "tag", "v1")
    git(work, "branch", "release")
    (tmp_path / "srv/acme").mkdir(parents=True)
    git(tmp_path, "clone", "-q", "--bare", "work", "srv/acme/web.git")
    return tmp_path / "srv"


def put(root: Path, rows: list[tuple[str, str, str]]) -> None:
    """Make these rows (mode, name, object) the tree of main, however wrong they are."""
    repo = root / "acme/web.git"
    git(repo, "update-ref", "refs/heads/main", git(repo, "commit-tree", tree(root, rows), "-m", "x"))


def tree(root: Path, rows: list[tuple[str, str, str]]) -> str:
    packed = b"".join(f"{m} {name}".encode() + b"\0" + bytes.fromhex(sha) for m, name, sha in rows)
    return stored(root, packed, "tree")


def stored(root: Path, content: bytes, kind: str = "blob") -> str:
    argv = [
        "git",
        "-C",
        str(root / "acme/web.git"),
        "hash-object",
        "-w",
        "--literally",
        "-t",
        kind,
        "--stdin",
    ]
    return subprocess.run(argv, input=content, check=True, capture_output=True).stdout.decode().strip()


def cloned(server: GitServer, folder: Path, token: str = TOKEN, branch: str = "main") -> Checkout:
    return clone(f"{server.url}/acme/web.git", token, branch, folder, seconds=60)


def refused(
    server: GitServer, folder: Path, token: str = TOKEN, branch: str = "main", name: str = "acme/web",
    seconds: float = 60, cap: int = 1 << 30,
) -> SutureError:  # fmt: skip
    with pytest.raises(SutureError) as caught:
        clone(f"{server.url}/{name}.git", token, branch, folder, seconds=seconds, cap=cap)
    said = f"{caught.value} {caught.value.hint} {caught.value!r}"
    assert TOKEN not in said and BASIC not in said
    assert caught.value.hint
    return caught.value


def files_below(folder: Path) -> Iterator[Path]:
    return (file for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
