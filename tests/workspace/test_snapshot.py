from __future__ import annotations

import os
from pathlib import Path

import pytest

from agent.domain import Change
from agent.errors import TargetError, ToolError
from agent.workspace.dirty import changed_files
from agent.workspace.git import open_checkout
from agent.workspace.snapshot import GitSnapshot, write_new
from tests.doubles.repo import commit, git, make_repo, snapshot_of


def test_a_snapshot_reads_the_commit_and_not_the_work_tree(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "r", {"a.py": "old\n", "sub/ü b.txt": b"\xff\x00raw"})
    (repo / "a.py").write_text("edited\n")
    snapshot = snapshot_of(repo)
    assert snapshot.read("a.py") == b"old\n"
    assert snapshot.read("sub/ü b.txt") == b"\xff\x00raw"
    assert snapshot.read("nothing") is None
    assert set(snapshot.entries()) == {"a.py", "sub/ü b.txt"}


def test_an_export_holds_the_bytes_of_the_commit_whatever_the_attributes_say(tmp_path: Path) -> None:
    attributes = "* text eol=crlf\nsecret.py export-ignore\n*.py filter=evil\n"
    repo = make_repo(tmp_path / "r", {"secret.py": "x = 1\n", "run.sh": "#!/bin/sh\n"})
    (repo / "run.sh").chmod(0o755)
    commit(repo, {".gitattributes": attributes})
    marker = tmp_path / "ran"
    git(repo, "config", "filter.evil.smudge", f"touch {marker}")
    git(repo, "config", "filter.evil.clean", f"touch {marker}")
    out = tmp_path / "out"
    out.mkdir()
    snapshot_of(repo).export(out)
    assert (out / "secret.py").read_bytes() == b"x = 1\n"
    assert os.access(out / "run.sh", os.X_OK)
    assert not marker.exists()


def test_an_export_applies_changes_and_follows_no_symlink(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "r", {"a.py": "old\n", "b.py": "b\n"})
    (repo / "link.py").symlink_to("/etc/passwd")
    commit(repo, {})
    out = tmp_path / "out"
    out.mkdir()
    changes = (
        Change("a.py", b"old\n", b"new\n"),
        Change("b.py", b"b\n", None),
        Change("n/c.py", None, b"c\n"),
    )
    snapshot_of(repo).export(out, changes)
    files = {f.relative_to(out).as_posix(): f.read_text() for f in out.rglob("*") if f.is_file()}
    assert files == {"a.py": "new\n", "n/c.py": "c\n"}


@pytest.mark.parametrize(
    "path", ["../x", "/etc/x", "a/../../x", ".git/hooks/x", "a/.GIT/x", "a//b", "", "git~1/x"]
)
def test_a_path_that_leaves_the_folder_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(ToolError):
        write_new(tmp_path, path, b"")
    assert list(tmp_path.rglob("*")) == []


def test_a_tree_object_with_a_hostile_path_is_not_written(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "r", {"a.py": "a\n"})
    blob = git(repo, "rev-parse", "HEAD:a.py")
    raw = b"100644 ..\0" + bytes.fromhex(blob)
    (tmp_path / "raw").write_bytes(raw)
    tree = git(repo, "hash-object", "-t", "tree", "-w", "--literally", str(tmp_path / "raw"))
    head = git(repo, "commit-tree", tree, "-m", "hostile")
    git(repo, "update-ref", "refs/heads/main", head)
    assert snapshot_of(repo).entries() == {}


def test_a_repository_whose_config_names_programs_runs_none_of_them(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "r", {"a.py": "a\n"})
    marker = tmp_path / "ran"
    script = tmp_path / "evil.sh"
    script.write_text(f"#!/bin/sh\ntouch {marker}\n")
    script.chmod(0o755)
    for key in (
        "core.fsmonitor",
        "core.pager",
        "core.sshCommand",
        "gpg.program",
        "diff.external",
        "core.editor",
    ):
        git(repo, "config", key, str(script))
    for hook in ("post-index-change", "reference-transaction", "pre-commit", "post-checkout"):
        (repo / ".git/hooks").mkdir(exist_ok=True)
        (repo / ".git/hooks" / hook).symlink_to(script)
    checkout = open_checkout(repo)
    snapshot = GitSnapshot(checkout)
    snapshot.read("a.py")
    assert changed_files(checkout, snapshot) == ()
    assert not marker.exists()


def test_edited_deleted_and_replaced_files_make_a_tree_dirty(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "r", {"a": "1\n", "b": "1\n", "c": "1\n", "d": "1\n"})
    (repo / "a").write_text("2\n")
    (repo / "b").unlink()
    (repo / "c").unlink()
    (repo / "c").symlink_to("d")
    checkout = open_checkout(repo)
    assert changed_files(checkout, GitSnapshot(checkout), most=9) == ("a", "b", "c")


def test_a_folder_without_repository_or_commit_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match="not a folder"):
        open_checkout(tmp_path / "missing")
    with pytest.raises(TargetError, match="not a git repository"):
        open_checkout(tmp_path)
    git(tmp_path, "init", "-q")
    with pytest.raises(TargetError, match="no commit"):
        open_checkout(tmp_path)
    bare = tmp_path / "bare.git"
    bare.mkdir()
    git(bare, "init", "-q", "--bare")
    with pytest.raises(TargetError, match="bare"):
        open_checkout(bare)


def test_a_folder_inside_a_checkout_names_its_prefix(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "r", {"pkg/a.py": "a\n"})
    checkout = open_checkout(repo / "pkg")
    assert (checkout.top, checkout.prefix) == (repo.resolve(), "pkg")


def test_a_promisor_remote_that_names_a_program_runs_nothing(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "r", {"a.py": "a\n", "b.py": "b\n"})
    blob = git(repo, "rev-parse", "HEAD:b.py")
    (repo / ".git/objects" / blob[:2] / blob[2:]).unlink()
    script = tmp_path / "x.sh"
    script.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    script.chmod(0o755)
    for key, value in (
        ("remote.o.url", f"ext::{script}"), ("remote.o.promisor", "true"), ("extensions.partialClone", "o"),
        ("protocol.ext.allow", "always"), ("core.repositoryFormatVersion", "1"),
    ):  # fmt: skip
        git(repo, "config", key, value)
    snapshot = snapshot_of(repo)
    assert set(snapshot.entries()) == {"a.py"}
    assert [skip.what for skip in snapshot.skipped] == ["b.py"]
    assert not (tmp_path / "ran").exists()


def test_a_config_that_points_the_work_tree_elsewhere_is_refused(tmp_path: Path) -> None:
    outer = make_repo(tmp_path / "outer", {"a.py": "a\n"})
    inner = make_repo(outer / "inner", {"b.py": "b\n"})
    git(inner, "config", "core.worktree", str(outer))
    with pytest.raises(TargetError):
        open_checkout(inner)


def test_files_with_paths_that_we_cannot_write_are_named(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "r", {"a.py": "a\n", "b\\c.py": "b\n"})
    assert [skip.what for skip in snapshot_of(repo).skipped] == ["b\\c.py"]


def test_a_linked_work_tree_is_a_checkout_too(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "r", {"a.py": "a\n"})
    git(repo, "worktree", "add", "-q", "-b", "other", str(tmp_path / "linked ü"))
    assert snapshot_of(tmp_path / "linked ü").read("a.py") == b"a\n"
