"""Real git repositories for tests."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from agent.workspace.git import open_checkout
from agent.workspace.snapshot import GitSnapshot

ENV = {
    "PATH": os.environ["PATH"],
    "HOME": "/nonexistent",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.com", "GIT_AUTHOR_DATE": "1700000000 +0000",
    "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.com",
    "GIT_COMMITTER_DATE": "1700000000 +0000",
}  # fmt: skip


def git(folder: Path, *args: str) -> str:
    """Run git as a developer would; raises when it fails."""
    done = subprocess.run(["git", "-C", folder, *args], env=ENV, check=True, capture_output=True)
    return done.stdout.decode("utf-8", "surrogateescape").strip()


def make_repo(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """A repository on branch main whose one commit holds `files`."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q", "-b", "main")
    commit(folder, files)
    return folder


def commit(folder: Path, files: Mapping[str, str | bytes], message: str = "a commit") -> str:
    """Write `files`, commit everything and return the commit's name."""
    for path, content in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", message)
    return git(folder, "rev-parse", "HEAD")


def snapshot_of(folder: Path) -> GitSnapshot:
    """HEAD of a repository, as the pipeline reads it."""
    return GitSnapshot(open_checkout(folder))


def state_of(folder: Path) -> dict[str, str]:
    """Everything a run must leave as it was: files, index, HEAD, config, hooks and refs but `suture/*`."""
    seen: dict[str, str] = {}
    for file in sorted(folder.rglob("*")):
        inside = file.relative_to(folder).as_posix()
        volatile = inside.startswith(
            (".git/objects", ".git/refs/heads/suture", ".git/logs/refs/heads/suture")
        )
        if file.is_file() and not volatile and not inside.startswith("suture-out/"):
            seen[inside] = hashlib.sha256(file.read_bytes()).hexdigest()
    refs = git(folder, "for-each-ref", "--format=%(refname) %(objectname)").split("\n")
    seen["refs"] = "\n".join(ref for ref in refs if not ref.startswith("refs/heads/suture/"))
    seen["status"] = git(folder, "status", "--porcelain=v2", "--branch")
    return seen
