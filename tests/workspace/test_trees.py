from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from agent.domain import Change
from agent.errors import ToolError
from agent.workspace.branch import Written, write_branch
from agent.workspace.git import Checkout, open_checkout
from agent.workspace.trees import trees_of
from tests.doubles.repo import git, make_repo

FILES = {"a.py": "old\n", "dir/b.py": "b\n", "dir/c.py": "c\n", "bin/tool": "#!/bin/sh\n"}


def tree_of(checkout: Checkout, changes: list[Change]) -> str:
    """The tree that comes out when all changes are one step."""
    (name,) = trees_of(checkout, [changes])
    return name


def everything(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, git's own included."""
    return {str(file): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def by_hand(repo: Path, changes: list[Change], scratch: Path) -> str:
    """The tree that a developer gets who clones, edits and commits the same."""
    git(repo, "clone", "-q", ".", str(scratch))
    for change in changes:
        file = scratch / change.path
        if change.after is None:
            file.unlink()
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(change.after)
        file.chmod(0o755 if change.mode == "100755" else 0o644)
    git(scratch, "add", "-A")
    return git(scratch, "write-tree")


CHANGES = [
    Change("a.py", b"old\n", b"new\r\n\0"),
    Change("dir/b.py", b"b\n", None),
    Change("new/deep/\u00e9 file.py", None, b"x\n"),
    Change("bin/tool", b"#!/bin/sh\n", b"#!/bin/sh\nexit\n", mode="100755"),
    Change("bin/more", None, b"#!/bin/sh\n", mode="100755"),
]


def test_the_tree_is_the_one_that_a_developer_would_commit(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "r", FILES)
    assert tree_of(open_checkout(repo), CHANGES) == by_hand(repo, CHANGES, tmp_path / "clone")


def test_it_is_the_tree_of_the_branch_that_we_write(tmp_path: Path) -> None:
    checkout = open_checkout(make_repo(tmp_path / "r", FILES))
    name = tree_of(checkout, CHANGES)
    written = write_branch(checkout, "suture/x", "x", "fix: x\n", CHANGES)
    assert isinstance(written, Written)
    assert git(checkout.top, "rev-parse", f"{written.commit}^{{tree}}") == name


def test_nothing_is_left_in_the_repository_nor_in_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = make_repo(tmp_path / "r", FILES)
    checkout, scratch = open_checkout(repo), tmp_path / "tmp"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    before = everything(repo)
    name = tree_of(checkout, CHANGES)
    assert everything(repo) == before
    assert checkout.git.call("cat-file", "-e", name).status != 0
    assert list(scratch.iterdir()) == []


def test_each_step_stands_on_the_one_before(tmp_path: Path) -> None:
    checkout = open_checkout(make_repo(tmp_path / "r", FILES))
    proof = [Change("tests/test_a.py", None, b"def test(): ...\n")]
    fix = [Change("a.py", b"old\n", b"new\n")]
    assert trees_of(checkout, [proof, fix]) == (tree_of(checkout, proof), tree_of(checkout, [*proof, *fix]))


def test_no_change_is_the_tree_of_the_commit_itself(tmp_path: Path) -> None:
    checkout = open_checkout(make_repo(tmp_path / "r", FILES))
    assert tree_of(checkout, []) == git(checkout.top, "rev-parse", "HEAD^{tree}")
    assert trees_of(checkout, []) == ()


def test_a_file_may_take_the_place_of_a_folder(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "r", FILES)
    changes = [Change("dir/b.py", b"b\n", None), Change("dir/c.py", b"c\n", None), Change("dir", None, b"x")]
    expected = git(repo, "rev-parse", "HEAD:a.py", "HEAD:bin")
    name = tree_of(open_checkout(repo), changes)
    (repo / "dir/b.py").unlink()
    (repo / "dir/c.py").unlink()
    (repo / "dir").rmdir()
    (repo / "dir").write_bytes(b"x")
    git(repo, "add", "-A")
    assert name == git(repo, "write-tree")
    assert git(repo, "rev-parse", f"{name}:a.py", f"{name}:bin") == expected


def test_symlinks_and_submodules_beside_a_change_stay_as_they_are(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "r", FILES)
    (repo / "link").symlink_to("/etc/passwd")
    git(repo, "add", "link")
    git(repo, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},sub")
    git(repo, "commit", "-qm", "odd")
    checkout = open_checkout(repo)
    git(repo, "update-index", "--cacheinfo", f"100644,{blob(repo, b'new')},a.py")
    assert tree_of(checkout, [Change("a.py", b"old\n", b"new")]) == git(repo, "write-tree")


def blob(repo: Path, content: bytes) -> str:
    done = subprocess.run(
        ["git", "-C", repo, "hash-object", "-w", "--stdin"], input=content, check=True, capture_output=True
    )
    return done.stdout.decode().strip()


def test_a_sha256_repository_gets_its_own_names(tmp_path: Path) -> None:
    repo = tmp_path / "r"
    repo.mkdir()
    git(repo, "init", "-q", "-b", "main", "--object-format=sha256")
    make_repo(repo, FILES)
    name = tree_of(open_checkout(repo), CHANGES)
    assert len(name) == 64
    git(repo, "config", "core.quotePath", "false")
    assert name == by_hand(repo, CHANGES, tmp_path / "clone")


def test_neither_filters_nor_line_ends_nor_hooks_of_the_repository_take_part(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "r", {**FILES, ".gitattributes": "*.py filter=evil text eol=lf\n"})
    plain = make_repo(tmp_path / "plain", {**FILES, ".gitattributes": "*.py filter=evil text eol=lf\n"})
    git(plain, "config", "core.autocrlf", "false")
    git(repo, "config", "filter.evil.clean", f"touch {tmp_path}/ran; cat")
    git(repo, "config", "core.autocrlf", "true")
    git(repo, "config", "core.fsmonitor", f"touch {tmp_path}/ran")
    hook = repo / ".git/hooks/post-index-change"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    hook.chmod(0o755)
    name = tree_of(open_checkout(repo), [Change("a.py", b"old\n", b"crlf\r\n")])
    assert name == git_tree(plain, "a.py", b"crlf\r\n")
    assert not (tmp_path / "ran").exists()


def git_tree(repo: Path, path: str, content: bytes) -> str:
    """HEAD's tree with one file's bytes replaced, by way of the index."""
    name = subprocess.run(
        ["git", "-C", repo, "hash-object", "-w", "--no-filters", "--stdin"],
        input=content, check=True, capture_output=True,
    ).stdout.decode().strip()  # fmt: skip
    git(repo, "update-index", "--cacheinfo", f"100644,{name},{path}")
    return git(repo, "write-tree")


@pytest.mark.parametrize(
    "folder", ["with:colon", 'with"quote', "with\\back", "with space", '"starts', "a\nb"]
)
def test_a_repository_in_a_folder_of_any_name_works(tmp_path: Path, folder: str) -> None:
    expected = tree_of(open_checkout(make_repo(tmp_path / "plain", FILES)), CHANGES)
    top = make_repo(tmp_path / folder, FILES)
    head = git(top, "rev-parse", "HEAD")
    # Built by hand: where a path holds a line break, `open_checkout` cannot tell where it ends.
    plain = open_checkout(tmp_path / "plain")
    checkout = Checkout(type(plain.git)(top), top, "", head, top / ".git")
    assert tree_of(checkout, CHANGES) == expected


def test_a_linked_work_tree_and_borrowed_objects_work(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "r", FILES)
    expected = tree_of(open_checkout(repo), CHANGES)
    git(repo, "worktree", "add", "-q", str(tmp_path / "linked"))
    assert tree_of(open_checkout(tmp_path / "linked"), CHANGES) == expected
    git(repo, "clone", "-q", "--shared", ".", str(tmp_path / "shared"))
    assert tree_of(open_checkout(tmp_path / "shared"), CHANGES) == expected


@pytest.mark.parametrize("path", [".git/hooks/post-checkout", "a/../../x", "/etc/x", "dir/.GIT/config"])
def test_a_path_that_no_tree_may_hold_is_an_error(tmp_path: Path, path: str) -> None:
    checkout = open_checkout(make_repo(tmp_path / "r", FILES))
    with pytest.raises(ToolError, match=r"leaves|reaches|is empty"):
        tree_of(checkout, [Change(path, None, b"x")])
