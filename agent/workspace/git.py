"""The only door to git: plumbing commands with the repository's own hooks and programs switched off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from agent.errors import TargetError, ToolError
from agent.process import Finished, run

HARDENED = (
    "-c", "core.hooksPath=/dev/null",
    "-c", "core.fsmonitor=false",
    "-c", "protocol.allow=never",
    "-c", "core.quotePath=false",
    "-c", "core.splitIndex=false",
    "-c", "index.sparse=false",
    "-c", "i18n.commitEncoding=UTF-8",
    "-c", "i18n.logOutputEncoding=UTF-8",
    # The operator named this folder, and none of our commands runs a program that its config names.
    "-c", "safe.directory=*",
)  # fmt: skip

ENVIRONMENT = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "HOME": "/nonexistent",
    "LC_ALL": "C",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    # Unlike the setting above, no repository's own config can override this one: nothing is ever fetched.
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_LFS_SKIP_SMUDGE": "1",
}


@dataclass(frozen=True, slots=True)
class Git:
    """Git commands in one folder. `program` is the executable; nothing is inherited from our environment."""

    folder: Path
    program: str = "git"

    def call(self, *args: str, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Finished:
        """Run one command to its end; its exit status is the caller's to judge."""
        argv = [self.program, *HARDENED, "-C", str(self.folder), *args]
        return run(argv, env={**ENVIRONMENT, **(env or {})}, stdin=stdin, timeout=120, cap=1 << 30)

    def text(self, *args: str, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> str:
        """The command's output without its last newline. Raises ToolError when it fails."""
        done = self.call(*args, stdin=stdin, env=env)
        if done.status != 0:
            said = done.stderr.decode(errors="replace").strip() or done.ended
            raise ToolError(
                f"git {args[0]} failed: {said}", hint="try the same with git by hand; run `git fsck`"
            )
        return decode(done.stdout).removesuffix("\n")


def decode(raw: bytes) -> str:
    """Git's bytes as text that turns back into the same bytes."""
    return raw.decode("utf-8", "surrogateescape")


def encode(text: str) -> bytes:
    """The inverse of `decode`."""
    return text.encode("utf-8", "surrogateescape")


@dataclass(frozen=True, slots=True)
class Checkout:
    """A git work tree on disk: its top folder, and the path inside it that the operator named."""

    git: Git
    top: Path
    prefix: str
    head: str
    git_dir: Path


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def open_checkout(path: Path, program: str = "git") -> Checkout:
    """Find the work tree that holds `path` and its HEAD commit.

    Raises TargetError when there is no such folder, no repository, no work tree or no commit.
    """
    if not _is_folder(path):
        raise TargetError(f"{path} is not a folder", hint="name the folder of a git checkout")
    git = Git(path.resolve(), program)
    top = git.call("rev-parse", "--show-toplevel", "--show-prefix")
    if top.status != 0:
        said = top.stderr.decode(errors="replace")
        if "must be run in a work tree" in said:
            raise TargetError(f"{path} is a bare repository", hint="clone it and name the clone")
        raise TargetError(
            f"{path} is not a git repository", hint="run `git init` and commit, or name a checkout"
        )
    folder, _, prefix = decode(top.stdout).removesuffix("\n").partition("\n")
    head = git.call("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    if head.status != 0:
        raise TargetError(f"{path} has no commit yet", hint="commit first: Suture works from HEAD")
    root = Path(folder)
    return Checkout(
        Git(root, program), root, prefix.strip("/"), decode(head.stdout).strip(), git_dir_of(git, root)
    )


def git_dir_of(git: Git, root: Path) -> Path:
    """The git directory of the repository whose work tree is `root`. Raises TargetError where `git` stands in
    another one: a repository's config may name another folder as its work tree, and mix the two."""
    own, other = (
        Path(each.text("rev-parse", "--absolute-git-dir")) for each in (git, Git(root, git.program))
    )
    if own != other:
        what = f"{git.folder} has its work tree elsewhere (core.worktree)"
        raise TargetError(what, hint="name a plain checkout")
    return own
