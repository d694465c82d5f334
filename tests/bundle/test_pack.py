"""A pack carries one commit to a machine without a token."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from agent.bundle.pack import unpack, write_pack
from agent.errors import TargetError, ToolError
from agent.workspace.dirty import changed_files
from agent.workspace.git import open_checkout
from agent.workspace.snapshot import GitSnapshot
from tests.bundle.packs import make_origin, packed_in, refused
from tests.doubles.repo import commit, git, make_repo, state_of


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    return make_origin(tmp_path)


@pytest.fixture
def packed(tmp_path: Path, origin: Path) -> tuple[str, Path]:
    return packed_in(tmp_path, origin)


def test_the_commit_comes_back_with_every_file_and_without_its_history(
    packed: tuple[str, Path], origin: Path, tmp_path: Path
) -> None:
    sha, file = packed
    found = unpack(file, sha, tmp_path / "out")
    assert (found.head, found.top, found.prefix) == (sha, tmp_path / "out", "")
    here, there = GitSnapshot(found), GitSnapshot(open_checkout(origin))
    assert here.entries() == there.entries() and here.skipped == there.skipped == ()
    assert {path: here.read(path) for path in here.entries()} == {
        path: there.read(path) for path in there.entries()
    }
    assert "b\udcff.txt" in here.entries()
    assert git(found.top, "rev-list", "--all", "HEAD", "--count") == "1"
    git(found.top, "fsck", "--strict", "--full")


def test_the_work_tree_is_the_commit_unconverted_and_head_is_on_no_branch(
    packed: tuple[str, Path], tmp_path: Path
) -> None:
    found = unpack(packed[1], packed[0], tmp_path / "out")
    assert (found.top / "app.py").read_bytes() == b"print('one')\r\n"
    assert (found.top / "nested/very/deep.txt").read_bytes() == b"x\n" * 500
    assert (found.top / "link").read_text() == "/etc/passwd" and not (found.top / "link").is_symlink()
    assert (found.top / "run.sh").stat().st_mode & stat.S_IXUSR
    assert changed_files(found, GitSnapshot(found)) == ()
    assert (
        git(found.top, "for-each-ref") == "" and git(found.top, "rev-parse", "--abbrev-ref", "HEAD") == "HEAD"
    )


def test_packing_leaves_the_repository_as_it_was(origin: Path, tmp_path: Path) -> None:
    before, objects = state_of(origin), sorted((origin / ".git/objects").rglob("*"))
    checkout = open_checkout(origin)
    write_pack(checkout, checkout.head, tmp_path / "p.pack")
    assert state_of(origin) == before and sorted((origin / ".git/objects").rglob("*")) == objects
    assert sorted(path.name for path in tmp_path.iterdir()) == ["origin", "p.pack"]


def test_an_unpacked_commit_can_be_packed_again_and_an_older_one_too(
    packed: tuple[str, Path], origin: Path, tmp_path: Path
) -> None:
    first = git(origin, "rev-parse", "HEAD~1")
    write_pack(open_checkout(origin), first, packed[1])
    found = unpack(packed[1], first, tmp_path / "first")
    assert (found.top / "old.txt").read_text() == "gone soon"
    write_pack(found, first, tmp_path / "again.pack")
    assert unpack(tmp_path / "again.pack", first, tmp_path / "again").head == first


@pytest.mark.parametrize("kind", ["sha1", "sha256"])
def test_a_commit_without_files_and_both_kinds_of_names_are_carried(kind: str, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main", f"--object-format={kind}", "origin")
    sha = commit(tmp_path / "origin", {})
    write_pack(open_checkout(tmp_path / "origin"), sha, tmp_path / "p.pack")
    assert GitSnapshot(unpack(tmp_path / "p.pack", sha, tmp_path / "empty")).entries() == {}
    sha = commit(tmp_path / "origin", {"a": "b"})
    write_pack(open_checkout(tmp_path / "origin"), sha, tmp_path / "p.pack")
    assert GitSnapshot(unpack(tmp_path / "p.pack", sha, tmp_path / "one")).read("a") == b"b"


def test_a_submodule_stays_a_name(origin: Path, tmp_path: Path) -> None:
    git(origin, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},sub")
    git(origin, "commit", "-q", "-m", "sub")
    checkout = open_checkout(origin)
    write_pack(checkout, checkout.head, tmp_path / "p.pack")
    entries = GitSnapshot(unpack(tmp_path / "p.pack", checkout.head, tmp_path / "out")).entries()
    assert entries["sub"].mode == "160000"


def test_settings_of_the_packing_repository_change_nothing(origin: Path, tmp_path: Path) -> None:
    git(origin, "config", "pack.packSizeLimit", "1m")
    sha = commit(origin, {f"{n}.bin": os.urandom(900_000) for n in range(3)})
    write_pack(open_checkout(origin), sha, tmp_path / "p.pack")
    assert unpack(tmp_path / "p.pack", sha, tmp_path / "out").head == sha


def test_a_repository_in_a_folder_with_an_odd_name_is_packed(tmp_path: Path) -> None:
    top = make_repo(tmp_path / 'a:b "c" ü', {"a": "b"})
    checkout = open_checkout(top)
    write_pack(checkout, checkout.head, tmp_path / "p.pack")
    assert unpack(tmp_path / "p.pack", checkout.head, tmp_path / "out").head == checkout.head


@pytest.mark.parametrize("sha", ["HEAD", "--all", "a" * 39, "A" * 40, ""])
def test_a_commit_is_named_in_full(sha: str, origin: Path, tmp_path: Path) -> None:
    with pytest.raises(TargetError, match="name of no commit"):
        write_pack(open_checkout(origin), sha, tmp_path / "p.pack")
    assert "name of no commit" in refused(tmp_path / "p.pack", sha, tmp_path / "out")


def test_a_commit_that_is_not_all_there_is_not_packed(origin: Path, tmp_path: Path) -> None:
    checkout = open_checkout(origin)
    blob = git(origin, "rev-parse", "HEAD:app.py")
    (origin / ".git/objects" / blob[:2] / blob[2:]).unlink()
    for sha in (checkout.head, "1" * 40):
        with pytest.raises(TargetError, match="does not hold all of the commit"):
            write_pack(checkout, sha, tmp_path / "p.pack")
    assert not (tmp_path / "p.pack").exists()


def test_limits_of_time_and_size_end_the_packing(origin: Path, tmp_path: Path) -> None:
    checkout = open_checkout(origin)
    with pytest.raises(ToolError, match="takes too long"):
        write_pack(checkout, checkout.head, tmp_path / "p.pack", seconds=0)
    with pytest.raises(TargetError, match="too large for a pack"):
        write_pack(checkout, checkout.head, tmp_path / "p.pack", cap=100)
    with pytest.raises(ToolError, match="cannot be written"):
        write_pack(checkout, checkout.head, tmp_path / "none" / "p.pack")
    assert [path.name for path in tmp_path.iterdir()] == ["origin"]
