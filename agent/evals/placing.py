"""A case's code as a git repository of one commit, which has the same name on every machine and every day."""

from __future__ import annotations

import shutil
from pathlib import Path

from agent.errors import SutureError
from agent.evals.values import Bad, EvalCase
from agent.workspace.fetching import Absent, Fetching
from agent.workspace.git import Checkout, Git, open_checkout
from agent.workspace.snapshot import GitSnapshot

_LEFT_BEHIND = shutil.ignore_patterns("__pycache__", ".pytest_cache", ".mypy_cache", "node_modules", ".git")
_WHO = {
    f"GIT_{role}_{key}": value
    for role in ("AUTHOR", "COMMITTER")
    for key, value in (
        ("NAME", "Evaluation"), ("EMAIL", "evaluation@example.com"), ("DATE", "1767225600 +0000")
    )
}  # fmt: skip
_FETCH_SECONDS = 600.0


def place(case: EvalCase, scratch: Path) -> Checkout | Bad:
    """The case's code as the one commit of a repository below `scratch`, a folder of ours.

    Code of another repository keeps its regular files alone. Raises ToolError when git fails.
    """
    folder = scratch / "repository"
    if case.repository:
        wrong = _export(case, scratch, folder)
        if wrong is not None:
            return wrong
    else:
        shutil.copytree(case.folder / "repo", folder, ignore=_LEFT_BEHIND)
    git = Git(folder)
    git.text("init", "--quiet", "--template=", "--object-format=sha1", "--initial-branch=main")
    git.text("add", "--all", "--force")
    git.text("commit", "--quiet", "--no-verify", "--no-gpg-sign", "-m", "The case", env=_WHO)
    return open_checkout(folder)


def _export(case: EvalCase, scratch: Path, folder: Path) -> Bad | None:
    """Write the files of the commit that the case names into `folder`."""
    try:
        source = _fetched(case, scratch / "fetched") if "://" in case.repository else _local(case)
    except SutureError as error:
        return Bad(f"its repository cannot be used: {error}", error.hint)
    if isinstance(source, Bad):
        return source
    folder.mkdir()
    GitSnapshot(source).export(folder)
    return None


def _local(case: EvalCase) -> Checkout | Bad:
    place = (case.folder / case.repository).resolve()
    git = Git(place)
    kind = git.call("rev-parse", "--absolute-git-dir")
    found = Path(kind.stdout.decode(errors="replace").strip()) if kind.status == 0 else None
    # A plain folder within another repository would be answered for by that one.
    if found is None or found not in (place, place / ".git"):
        return Bad(f"{case.repository} is not a git repository", "correct `repository` in case.toml")
    if git.call("cat-file", "-e", f"{case.commit}^{{tree}}").status != 0:
        return Bad(f"{case.repository} has no commit {case.commit}", "correct `commit` in case.toml")
    return Checkout(git, place, "", case.commit, found)


def _fetched(case: EvalCase, folder: Path) -> Checkout | Bad:
    folder.mkdir()
    names = "sha1" if len(case.commit) == 40 else "sha256"
    Git(folder).text("init", "--quiet", "--template=", f"--object-format={names}")
    empty = Checkout(Git(folder), folder, "", case.commit, folder / ".git")
    got = Fetching(empty, case.repository, lambda: "", seconds=_FETCH_SECONDS).one(case.commit)
    if isinstance(got, Absent):
        return Bad(f"commit {case.commit} {got.reason}", "correct `repository` or `commit` in case.toml")
    return empty
