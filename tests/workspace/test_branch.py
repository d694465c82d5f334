from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from agent.domain import Change
from agent.workspace.branch import LeftAlone, Written, write_branch
from agent.workspace.git import open_checkout
from tests.doubles.repo import commit, git, make_repo, state_of

FINGERPRINT = "0123456789abcdef"
BRANCH = f"suture/{FINGERPRINT}"


def message(repo: Path) -> str:
    return f"fix(a): x\n\nSuture-Fingerprint: {FINGERPRINT}\nSuture-Base: {git(repo, 'rev-parse', 'HEAD')}\n"


def write(repo: Path, after: bytes = b"new\n") -> Written | LeftAlone:
    return write_branch(
        open_checkout(repo), BRANCH, FINGERPRINT, message(repo), [Change("a.py", b"old\n", after)]
    )


def test_a_branch_is_written_and_nothing_else_is_touched(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "r", {"a.py": "old\n", "dir/b.py": "b\n"})
    (repo / "dir/b.py").write_text("uncommitted\n")
    (repo / "staged.py").write_text("staged\n")
    git(repo, "add", "staged.py")
    before = state_of(repo)
    written = write(repo)
    assert isinstance(written, Written) and written.created
    assert state_of(repo) == before
    assert git(repo, "show", f"{BRANCH}:a.py") == "new"
    assert git(repo, "show", f"{BRANCH}:dir/b.py") == "b"
    assert git(repo, "rev-parse", f"{BRANCH}^") == git(repo, "rev-parse", "HEAD")


def test_writing_the_same_fix_again_is_the_same_commit(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "r", {"a.py": "old\n"})
    first, second = write(repo), write(repo)
    assert isinstance(first, Written) and isinstance(second, Written)
    assert (second.created, second.commit) == (False, first.commit)


def test_our_own_earlier_fix_is_replaced_by_a_better_one(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "r", {"a.py": "old\n"})
    write(repo, b"first\n")
    assert isinstance(write(repo, b"second\n"), Written)
    assert git(repo, "show", f"{BRANCH}:a.py") == "second"


def test_a_branch_with_a_persons_commit_is_left_alone(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "r", {"a.py": "old\n"})
    write(repo)
    git(repo, "checkout", "-q", BRANCH)
    (repo / "a.py").write_text("by hand\n")
    git(repo, "commit", "-qam", f"mine\n\nSuture-Fingerprint: {FINGERPRINT}")
    head = git(repo, "rev-parse", "HEAD")
    git(repo, "checkout", "-q", "main")
    assert isinstance(write(repo, b"other\n"), LeftAlone)
    assert git(repo, "rev-parse", BRANCH) == head


def test_a_branch_that_is_checked_out_is_left_alone(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "r", {"a.py": "old\n"})
    write(repo)
    git(repo, "worktree", "add", "-q", str(tmp_path / "w"), BRANCH)
    assert isinstance(write(repo, b"other\n"), LeftAlone)


def test_a_new_a_deleted_and_an_executable_file_are_committed_as_such(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "r", {"a.py": "old\n"})
    changes = [Change("a.py", b"old\n", None), Change("bin/x", None, b"#!\n", mode="100755")]
    write_branch(open_checkout(repo), BRANCH, FINGERPRINT, message(repo), changes)
    assert git(repo, "ls-tree", "-r", "--format=%(objectmode) %(path)", BRANCH) == "100755 bin/x"


def test_hooks_do_not_run_when_a_branch_is_written(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "r", {"a.py": "old\n"})
    hook = repo / ".git/hooks/reference-transaction"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    hook.chmod(0o755)
    write(repo)
    assert not (tmp_path / "ran").exists()


def test_a_branch_that_is_an_alias_of_another_one_is_left_alone(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "r", {"a.py": "old\n"})
    git(repo, "symbolic-ref", f"refs/heads/{BRANCH}", "refs/heads/victim")
    assert isinstance(write(repo), LeftAlone)
    assert "victim" not in git(repo, "for-each-ref", "--format=%(refname)")


def test_our_commit_on_top_of_a_persons_is_left_alone(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "r", {"a.py": "old\n"})
    git(repo, "checkout", "-q", "-b", BRANCH)
    commit(repo, {"b.py": "a person's\n"})
    ours = ["-c", "user.name=Suture", "-c", "user.email=suture@localhost"]
    tree = git(repo, "rev-parse", "HEAD^{tree}")
    made = subprocess.run(
        ["git", "-C", str(repo), *ours, "commit-tree", tree, "-p", "HEAD", "-m", message(repo).replace(git(repo, "rev-parse", "HEAD"), git(repo, "rev-parse", "main"))],
        check=True, capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip
    git(repo, "update-ref", f"refs/heads/{BRANCH}", made)
    git(repo, "checkout", "-q", "main")
    assert isinstance(write(repo, b"other\n"), LeftAlone)


@pytest.mark.parametrize("seconds", ["5", "1700000000"])
def test_a_base_of_any_date_can_be_built_upon(tmp_path: Path, seconds: str) -> None:
    repo = make_repo(tmp_path / "r", {"a.py": "old\n"})
    env = {**os.environ, "GIT_COMMITTER_DATE": f"@{seconds} +0130", "GIT_AUTHOR_DATE": f"@{seconds} +0130"}
    amend = [
        "git",
        "-C",
        str(repo),
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@example.com",
        "commit",
        "-q",
        "--amend",
        "-m",
        "x",
    ]
    subprocess.run(amend, env=env, check=True)
    assert isinstance(write(repo), Written)
    assert git(repo, "show", "-s", "--format=%ct", BRANCH) == seconds


def test_nothing_is_left_in_the_git_directory_with_a_split_index(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "r", {"a.py": "old\n"})
    git(repo, "config", "core.splitIndex", "true")
    before = {p.name for p in (repo / ".git").iterdir()}
    write(repo)
    assert {p.name for p in (repo / ".git").iterdir()} == before
