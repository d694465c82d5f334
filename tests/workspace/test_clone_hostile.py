"""Clones from a server, or of a repository, that means harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.errors import ForgeError, TargetError
from agent.workspace.clone import clone
from agent.workspace.dirty import changed_files
from agent.workspace.snapshot import GitSnapshot
from tests.doubles.git_server import Behaviour, serving
from tests.doubles.repo import git, make_repo
from tests.workspace.served import TOKEN, cloned, files_below, make_root, put, refused, stored, tree


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_root(tmp_path)


@pytest.mark.parametrize("asks_first", [True, False])
def test_a_redirect_to_another_host_is_not_followed(root: Path, tmp_path: Path, asks_first: bool) -> None:
    with serving(root, Behaviour(token="another")) as thief:
        behaviour = Behaviour(token=TOKEN if asks_first else "", redirect=thief.url)
        with serving(root, behaviour) as server:
            error = refused(server, tmp_path / "clone")
        assert thief.asked == []
    assert isinstance(error, ForgeError) and "has moved" in str(error)


def test_a_server_that_drips_is_given_up(root: Path, tmp_path: Path) -> None:
    with serving(root, Behaviour(drip=0.1)) as server:
        stalled = refused(server, tmp_path / "one", seconds=4)
        late = refused(server, tmp_path / "two", seconds=0.7)
    assert "could not be cloned in time" in str(stalled) and "could not be cloned in time" in str(late)


def test_a_pack_without_end_is_cut_off_before_it_fills_the_disk(root: Path, tmp_path: Path) -> None:
    with serving(root, Behaviour(flood=True)) as server:
        error = refused(server, tmp_path / "clone", cap=8 << 20)
    assert isinstance(error, TargetError) and "larger than 8 MB" in str(error)
    assert sum(file.stat().st_size for file in files_below(tmp_path / "clone")) < 1 << 30


def test_a_small_pack_that_unpacks_to_too_much_is_not_checked_out(root: Path, tmp_path: Path) -> None:
    put(root, [("100644", "zeros", stored(root, bytes(9 << 20)))])
    with serving(root) as server:
        assert "larger than 8 MB" in str(refused(server, tmp_path / "clone", cap=8 << 20))
    assert not (tmp_path / "clone/zeros").exists()


def test_a_tree_that_nests_itself_without_end_is_not_checked_out(root: Path, tmp_path: Path) -> None:
    inner = tree(root, [("100644", f"file{i}", stored(root, b"x")) for i in range(10)])
    for _ in range(6):
        inner = tree(root, [("40000", f"folder{i}", inner) for i in range(10)])
    put(root, [("40000", "bomb", inner)])
    with serving(root) as server:
        assert "larger than" in str(refused(server, tmp_path / "clone"))
    assert not (tmp_path / "clone/bomb").exists()


@pytest.mark.parametrize("name", [".git", ".GIT", "git~1", ".g\u200cit", ".git ", "..", "."])
def test_a_path_into_gits_own_folder_is_refused(root: Path, tmp_path: Path, name: str) -> None:
    put(root, [("40000", name, tree(root, [("100644", "config", stored(root, b"[core]\n"))]))])
    with serving(root) as server:
        error = refused(server, tmp_path / "clone")
    assert isinstance(error, TargetError) and "holds what git refuses" in str(error)


@pytest.mark.parametrize("name", [".git", ".gitmodules"])
def test_a_symlink_in_place_of_gits_own_files_is_refused(root: Path, tmp_path: Path, name: str) -> None:
    put(root, [("120000", name, stored(root, b"/etc"))])
    with serving(root) as server:
        assert "holds what git refuses" in str(refused(server, tmp_path / "clone"))


def test_a_symlink_and_a_folder_of_one_name_are_refused(root: Path, tmp_path: Path) -> None:
    inner = tree(root, [("100644", "x", stored(root, b"x"))])
    put(root, [("120000", "a", stored(root, b"/etc")), ("40000", "a", inner)])
    with serving(root) as server:
        assert "holds what git refuses" in str(refused(server, tmp_path / "clone"))


def test_symlinks_become_plain_files_that_lead_nowhere(root: Path, tmp_path: Path) -> None:
    put(root, [("120000", ".venv", stored(root, b"/root")), ("120000", "key", stored(root, b"/etc/passwd"))])
    with serving(root) as server:
        checkout = cloned(server, tmp_path / "clone")
    assert (checkout.top / "key").read_text() == "/etc/passwd"
    assert not any(file.is_symlink() for file in checkout.top.rglob("*"))
    assert GitSnapshot(checkout).entries()["key"].mode == "120000"
    assert git(checkout.top, "status", "--porcelain") == ""


def test_a_name_that_no_file_can_have_is_refused(root: Path, tmp_path: Path) -> None:
    put(root, [("100644", "n" * 300, stored(root, b"x"))])
    with serving(root) as server:
        assert isinstance(refused(server, tmp_path / "clone"), TargetError)


@pytest.mark.parametrize("url", ["-u./payload", "ext::sh -c touch% ran", "../../../../../:/etc"])
def test_a_submodule_whose_address_is_an_attack_harms_nobody(root: Path, tmp_path: Path, url: str) -> None:
    text = f'[submodule "x"]\n\tpath = x\n\turl = {url}\n\tupdate = !touch {tmp_path}/ran\n'
    put(root, [("100644", ".gitmodules", stored(root, text.encode())), ("160000", "x", "1" * 40)])
    with serving(root) as server:
        assert "holds what git refuses" in str(refused(server, tmp_path / "clone"))
    assert not (tmp_path / "ran").exists()


def test_submodules_are_not_fetched(root: Path, tmp_path: Path) -> None:
    other = make_repo(tmp_path / "other", {"secret": "x"})
    text = f'[submodule "x"]\n\tpath = x\n\turl = file://{other}\n'
    rows = [("100644", ".gitmodules", stored(root, text.encode()))]
    put(root, [*rows, ("160000", "x", git(other, "rev-parse", "HEAD"))])
    with serving(root) as server:
        checkout = cloned(server, tmp_path / "clone")
    assert list((checkout.top / "x").iterdir()) == []
    assert not (checkout.git_dir / "modules").exists()


HOSTILE_ATTRIBUTES = "* filter=evil text eol=crlf ident working-tree-encoding=UTF-16\n*.bin filter=lfs\n"
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 5\n"


def test_no_filter_runs_even_where_one_is_defined(root: Path, tmp_path: Path) -> None:
    hostile = {".gitattributes": HOSTILE_ATTRIBUTES, "a.py": "# $Id$\n", "big.bin": POINTER}
    put(root, [("100644", path, stored(root, content.encode())) for path, content in sorted(hostile.items())])
    program = tmp_path / "git-with-filters"
    command = f"touch {tmp_path}/ran; cat"
    program.write_text(
        f"#!/bin/sh\nexec git -c filter.evil.smudge='{command}' -c filter.lfs.smudge='{command}'"
        f" -c filter.evil.process='touch {tmp_path}/ran' -c filter.evil.required=true \"$@\"\n"
    )
    program.chmod(0o755)
    with serving(root) as server:
        checkout = clone(
            f"{server.url}/acme/web.git", "", "main", tmp_path / "clone", program=str(program), seconds=60
        )
    assert not (tmp_path / "ran").exists()
    for path, content in hostile.items():
        assert (checkout.top / path).read_bytes() == content.encode()
    assert changed_files(checkout, GitSnapshot(checkout)) == ()


def test_nothing_of_the_operators_own_git_takes_part(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = tmp_path / "ran"
    hook = tmp_path / "template/hooks/post-checkout"
    hook.parent.mkdir(parents=True)
    hook.write_text(f"#!/bin/sh\ntouch {ran}\n")
    hook.chmod(0o755)
    config = (
        f"[init]\n templateDir = {tmp_path}/template\n[core]\n hooksPath = {hook.parent}\n"
        f" fsmonitor = touch {ran}\n askPass = {hook}\n[credential]\n helper = !touch {ran}\n"
        '[http]\n proxy = http://127.0.0.1:9\n[url "http://127.0.0.1:9/"]\n insteadOf = http://127.0.0.1\n'
    )
    (tmp_path / ".gitconfig").write_text(config)
    (tmp_path / ".netrc").write_text("default login me password mine\n")
    for name in ("HOME", "XDG_CONFIG_HOME", "GIT_TEMPLATE_DIR"):
        monkeypatch.setenv(name, str(tmp_path if name != "GIT_TEMPLATE_DIR" else tmp_path / "template"))
    for name in ("http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / ".gitconfig"))
    monkeypatch.setenv("GIT_TRACE_CURL", str(tmp_path / "trace"))
    with serving(root, Behaviour(token=TOKEN)) as server:
        checkout = cloned(server, tmp_path / "clone")
    assert not ran.exists() and not (tmp_path / "trace").exists()
    assert not (checkout.git_dir / "hooks").exists()
    assert {asked.password for asked in server.asked} == {"", TOKEN}
