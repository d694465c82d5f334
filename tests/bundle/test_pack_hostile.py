"""Out of a pack comes the commit that was asked for, whole, or nothing."""

from __future__ import annotations

import os
import time
import zlib
from hashlib import sha1
from pathlib import Path

import pytest

from agent.bundle.pack import unpack, write_pack
from agent.errors import SutureError, UsageError
from agent.workspace.git import Checkout, open_checkout
from tests.bundle.packs import entry, hostile_tree, make_origin, pack_of, packed_in, raw, refused
from tests.doubles.repo import commit, git


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    return make_origin(tmp_path)


@pytest.fixture
def packed(tmp_path: Path, origin: Path) -> tuple[str, Path]:
    return packed_in(tmp_path, origin)


def test_the_pack_of_another_commit_is_refused(
    packed: tuple[str, Path], origin: Path, tmp_path: Path
) -> None:
    first = git(origin, "rev-parse", "HEAD~1")
    assert f"expected object {first}" in refused(packed[1], first, tmp_path / "one")
    write_pack(open_checkout(origin), first, tmp_path / "p.pack")
    assert f"does not hold the commit {packed[0]}" in refused(
        tmp_path / "p.pack", packed[0], tmp_path / "two"
    )


def test_a_tree_or_a_file_is_no_commit(origin: Path, tmp_path: Path) -> None:
    for number, name in enumerate(("HEAD^{tree}", "HEAD:app.py")):
        sha = git(origin, "rev-parse", name)
        names = raw(origin, "rev-list", "--objects", "--no-object-names", "HEAD^{tree}").decode()
        file = pack_of(origin, names, tmp_path / "p.pack")
        assert "does not hold the commit" in refused(file, sha, tmp_path / f"out{number}")


def test_a_pack_with_more_than_the_commit_is_refused(origin: Path, tmp_path: Path) -> None:
    sha = git(origin, "rev-parse", "HEAD~1")
    loose = raw(origin, "hash-object", "-w", "--stdin", stdin=b"stowaway").decode()
    names = raw(origin, "rev-list", "--objects", "--no-object-names", sha).decode() + loose
    assert "holds more than the commit" in refused(
        pack_of(origin, names, tmp_path / "p"), sha, tmp_path / "out"
    )


def test_a_pack_with_less_than_the_commit_is_refused(origin: Path, tmp_path: Path) -> None:
    sha = git(origin, "rev-parse", "HEAD~1")
    names = raw(origin, "rev-list", "--objects", "--no-object-names", sha).decode().splitlines()
    blob, tree = git(origin, "rev-parse", f"{sha}:app.py"), git(origin, "rev-parse", f"{sha}:nested")
    for missing in (blob, tree):
        file = pack_of(origin, "".join(f"{name}\n" for name in names if name != missing), tmp_path / "p")
        assert "refused by git" in refused(file, sha, tmp_path / missing)


@pytest.mark.parametrize("length", [0, 3, 11, 12, 40, -1, -20, -21])
def test_a_pack_that_was_cut_off_is_refused(length: int, packed: tuple[str, Path], tmp_path: Path) -> None:
    sha, file = packed
    content = file.read_bytes()
    file.unlink()
    file.write_bytes(content[:length])
    message = refused(file, sha, tmp_path / "out")
    assert "is no git pack" in message or "refused by git" in message


def test_one_flipped_bit_is_noticed_even_under_a_right_checksum(
    packed: tuple[str, Path], tmp_path: Path
) -> None:
    sha, file = packed
    content = bytearray(file.read_bytes()[:-20])
    content[len(content) // 2] ^= 1
    file.unlink()
    file.write_bytes(bytes(content) + sha1(content).digest())
    message = refused(file, sha, tmp_path / "out")
    assert "refused by git" in message or "does not hold the commit" in message


@pytest.mark.parametrize("name", [b".git", b".GIT", b"git~1", b"..", b".", b"", b"a/b", b".g\xe2\x80\x8cit"])
def test_a_tree_that_reaches_out_of_its_folder_is_refused(name: bytes, origin: Path, tmp_path: Path) -> None:
    blob = (
        raw(origin, "hash-object", "-w", "--stdin", stdin=b"[core]\n\tsshCommand = evil\n").decode().strip()
    )
    inner = raw(origin, "mktree", stdin=f"100644 blob {blob}\tconfig\n".encode()).decode().strip()
    for number, tree in enumerate((entry(name, blob), entry(name, inner, b"40000"))):
        sha = hostile_tree(origin, tree, tmp_path / "p.pack", *((blob, inner) if number else (blob,)))
        folder = tmp_path / f"out{number}"
        assert "refused by git" in refused(tmp_path / "p.pack", sha, folder)
        assert [path.name for path in folder.iterdir()] == [".git"]
        assert "evil" not in (folder / ".git/config").read_text()


def test_a_tree_that_nests_itself_without_end_is_not_written(origin: Path, tmp_path: Path) -> None:
    inner = git(origin, "rev-parse", "HEAD:nested")
    for _ in range(8):
        rows = b"".join(entry(b"folder%d" % number, inner, b"40000") for number in range(10))
        inner = raw(origin, "hash-object", "-w", "-t", "tree", "--stdin", stdin=rows).decode().strip()
    held = git(origin, "rev-list", "--objects", "--no-object-names", inner).splitlines()
    sha = hostile_tree(origin, entry(b"bomb", inner, b"40000"), tmp_path / "p.pack", *held)
    assert (tmp_path / "p.pack").stat().st_size < 10_000
    assert "too much time or room" in refused(tmp_path / "p.pack", sha, tmp_path / "out", seconds=3)
    assert not (tmp_path / "out" / "bomb").exists()


def test_a_tree_with_one_name_twice_is_refused(origin: Path, tmp_path: Path) -> None:
    blob = git(origin, "rev-parse", "HEAD:app.py")
    sha = hostile_tree(origin, entry(b"a", blob) + entry(b"a", blob), tmp_path / "p.pack", blob)
    assert "refused by git" in refused(tmp_path / "p.pack", sha, tmp_path / "out")


def test_files_called_like_hooks_and_settings_are_files(origin: Path, tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    hook = f"#!/bin/sh\ntouch {marker}\n"
    sha = commit(origin, {
        "hooks/post-checkout": hook, "config": "[core]\n\tfsmonitor = evil\n", "HEAD": "x", "objects/info/alternates": "/",
        ".gitmodules": '[submodule "a"]\n\tpath = a\n\turl = https://example.com/a\n',
        ".gitattributes": "* filter=evil diff=evil merge=evil\n", ".gitconfig": "[alias]\n\tstatus = !evil\n",
    })  # fmt: skip
    write_pack(open_checkout(origin), sha, tmp_path / "p.pack")
    found = unpack(tmp_path / "p.pack", sha, tmp_path / "out")
    own = git(found.top, "config", "--local", "--list", "--name-only").splitlines()
    assert sorted(own) == [
        "core.bare", "core.filemode", "core.logallrefupdates", "core.protecthfs", "core.protectntfs",
        "core.repositoryformatversion", "core.symlinks",
    ]  # fmt: skip
    assert not (found.top / ".git/hooks").exists() and not marker.exists()
    assert (found.top / "hooks/post-checkout").read_text() == hook


def test_a_pack_that_holds_a_submodule_with_a_command_for_an_address_is_refused(
    origin: Path, tmp_path: Path
) -> None:
    sha = commit(origin, {".gitmodules": '[submodule "a"]\n\tpath = a\n\turl = --upload-pack=evil\n'})
    write_pack(open_checkout(origin), sha, tmp_path / "p.pack")
    assert "refused by git" in refused(tmp_path / "p.pack", sha, tmp_path / "out")


def test_a_pack_over_the_limit_is_refused_before_it_is_copied(
    packed: tuple[str, Path], tmp_path: Path
) -> None:
    with (tmp_path / "large.pack").open("wb") as stream:
        stream.truncate(5 << 30)
    begun = time.monotonic()
    assert "larger than 2048 MB" in refused(tmp_path / "large.pack", packed[0], tmp_path / "out")
    assert time.monotonic() - begun < 2


def test_a_small_pack_that_unpacks_to_more_than_the_limit_is_refused(origin: Path, tmp_path: Path) -> None:
    sha = commit(origin, {"zeros.bin": bytes(20_000_000)})
    write_pack(open_checkout(origin), sha, tmp_path / "p.pack")
    assert (tmp_path / "p.pack").stat().st_size < 100_000
    folder = tmp_path / "out"
    assert "larger than 1 MB" in refused(tmp_path / "p.pack", sha, folder, cap=1 << 20)
    assert not (folder / "zeros.bin").exists()


def test_one_object_that_claims_more_memory_than_there_may_be_is_refused(tmp_path: Path) -> None:
    """A tree is never written piece by piece: its size in the header is what git asks memory for."""
    size = 200 << 30
    head = bytes([0x80 | 2 << 4 | size & 15])
    rest = size >> 4
    while rest:
        head += bytes([(rest & 127) | (128 if rest > 127 else 0)])
        rest >>= 7
    content = b"PACK" + (2).to_bytes(4, "big") + (1).to_bytes(4, "big") + head + zlib.compress(bytes(1000))
    (tmp_path / "p.pack").write_bytes(content + sha1(content).digest())
    message = refused(tmp_path / "p.pack", "1" * 40, tmp_path / "out")
    assert "refused by git" in message and "over limit" in message


def test_time_that_is_up_ends_the_unpacking(packed: tuple[str, Path], tmp_path: Path) -> None:
    with pytest.raises(SutureError):
        unpack(packed[1], packed[0], tmp_path / "out", seconds=0)


def test_only_regular_files_are_packs(packed: tuple[str, Path], tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(packed[1])
    assert "no regular file" in refused(tmp_path / "pipe", packed[0], tmp_path / "one")
    assert "is a symlink" in refused(tmp_path / "link", packed[0], tmp_path / "two")
    assert "cannot be read" in refused(tmp_path / "none", packed[0], tmp_path / "three")


def test_a_folder_that_is_not_empty_is_left_alone(packed: tuple[str, Path], tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("precious")
    with pytest.raises(UsageError, match="is not empty"):
        unpack(packed[1], packed[0], tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine"]


def test_a_folder_inside_another_repository_gets_a_repository_of_its_own(
    packed: tuple[str, Path], origin: Path
) -> None:
    found: Checkout = unpack(packed[1], packed[0], origin / "inner")
    assert found.git_dir == origin / "inner" / ".git"
