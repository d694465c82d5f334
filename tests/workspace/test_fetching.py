"""More commits for a clone, from a real git server."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.errors import ForgeError, UsageError
from agent.workspace.fetching import Absent, Fetching
from agent.workspace.git import Checkout
from tests.doubles.git_server import Behaviour, GitServer, serving
from tests.doubles.repo import commit, git
from tests.workspace.served import BASIC, TOKEN, cloned, files_below, make_root, stored, tree

NAME = "suture/0123456789abcdef"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_root(tmp_path)


def branch(root: Path, tmp_path: Path, files: dict[str, str], name: str = NAME) -> str:
    sha = commit(tmp_path / "work", files)
    git(tmp_path / "work", "push", "-q", "--force", str(root / "acme/web.git"), f"HEAD:refs/heads/{name}")
    return sha


def fetching(server: GitServer, checkout: Checkout, token: str = TOKEN, **limits: float) -> Fetching:
    seconds, cap = limits.get("seconds", 60), int(limits.get("cap", 1 << 30))
    return Fetching(checkout, f"{server.url}/acme/web.git", lambda: token, seconds=seconds, cap=cap)


def text(checkout: Checkout, sha: str, path: str = "a.py") -> str:
    return git(checkout.top, "show", f"{sha}:{path}")


def test_a_commit_comes_with_its_files_and_without_its_history(root: Path, tmp_path: Path) -> None:
    first = git(tmp_path / "work", "rev-parse", "HEAD~1")
    sha = branch(root, tmp_path, {"a.py": "print('fixed')\n"})
    with serving(root, Behaviour(token=TOKEN)) as server:
        checkout = cloned(server, tmp_path / "clone")
        assert fetching(server, checkout).get([sha, first]) == {sha: sha, first: first}
    assert (text(checkout, sha), text(checkout, first)) == ("print('fixed')", "print('a')")
    assert git(checkout.top, "rev-list", "--count", sha) == "1"
    assert git(checkout.top, "rev-parse", "HEAD") == checkout.head
    assert git(checkout.top, "status", "--porcelain") == ""


def test_a_branch_of_ours_is_followed_where_it_moves(root: Path, tmp_path: Path) -> None:
    first = branch(root, tmp_path, {"a.py": "1\n"})
    with serving(root) as server:
        got = fetching(server, cloned(server, tmp_path / "clone", token=""))
        assert got.one(f"refs/heads/{NAME}") == first
        second = branch(root, tmp_path, {"a.py": "2\n"})
        assert got.one(f"refs/heads/{NAME}") == second
        git(root / "acme/web.git", "update-ref", "-d", f"refs/heads/{NAME}")
        gone = got.one(f"refs/heads/{NAME}")
    assert gone == Absent(f"refs/heads/{NAME}", "is not on the server", missing=True)


def test_what_is_missing_does_not_spoil_the_rest(root: Path, tmp_path: Path) -> None:
    sha = branch(root, tmp_path, {"a.py": "1\n"})
    missing = "1" * 40
    with serving(root) as server:
        got = fetching(server, cloned(server, tmp_path / "clone", token="")).get([missing, sha])
    assert got == {missing: Absent(missing, "is not on the server", missing=True), sha: sha}


def test_what_is_here_and_what_was_missing_is_not_asked_for_again(root: Path, tmp_path: Path) -> None:
    with serving(root) as server:
        checkout = cloned(server, tmp_path / "clone", token="")
        got = fetching(server, checkout)
        got.one("1" * 40)
        asked = len(server.asked)
        assert got.one(checkout.head) == checkout.head
        assert isinstance(got.one("1" * 40), Absent)
        assert len(server.asked) == asked


@pytest.mark.parametrize(
    "name", ["main", "--upload-pack=x", "refs/heads/main", "HEAD", "1" * 39, "refs/heads/suture/../main", ""]
)
def test_a_name_that_is_neither_commit_nor_ours_never_reaches_git(
    root: Path, tmp_path: Path, name: str
) -> None:
    with serving(root) as server:
        got = fetching(server, cloned(server, tmp_path / "clone", token=""))
        asked = len(server.asked)
        assert got.one(name) == Absent(name, "is the name of no commit")
        assert len(server.asked) == asked


def test_the_token_is_asked_for_each_time_and_left_nowhere(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    sha = branch(root, tmp_path, {"a.py": "1\n"})
    with serving(root, Behaviour(token=TOKEN)) as server:
        checkout = cloned(server, tmp_path / "clone")
        assert fetching(server, checkout).one(sha) == sha
        with pytest.raises(ForgeError, match="does not accept the token") as caught:
            fetching(server, checkout, "an-old-token").one("1" * 40)
    assert "an-old-token" not in f"{caught.value} {caught.value.hint}" and caught.value.hint
    for file in files_below(tmp_path):
        assert TOKEN.encode() not in file.read_bytes() and BASIC.encode() not in file.read_bytes(), file
    assert list(scratch.iterdir()) == []


def test_a_server_that_is_away_is_an_error_and_no_missing_commit(root: Path, tmp_path: Path) -> None:
    with serving(root) as server:
        checkout = cloned(server, tmp_path / "clone", token="")
    with pytest.raises(ForgeError, match="cannot be reached"):
        fetching(server, checkout).one("1" * 40)


def test_a_server_that_stalls_is_given_up(root: Path, tmp_path: Path) -> None:
    sha = branch(root, tmp_path, {"a.py": "1\n"})
    with serving(root) as server:
        checkout = cloned(server, tmp_path / "clone", token="")
    with serving(root, Behaviour(drip=0.1)) as server, pytest.raises(ForgeError, match="fetched in time"):
        fetching(server, checkout, seconds=1).one(sha)


def test_a_pack_without_end_is_cut_off_and_swept_away(root: Path, tmp_path: Path) -> None:
    sha = branch(root, tmp_path, {"a.py": "1\n"})
    with serving(root) as server:
        checkout = cloned(server, tmp_path / "clone", token="")
    with serving(root, Behaviour(flood=True)) as server:
        got = fetching(server, checkout, cap=8 << 20).one(sha)
    assert isinstance(got, Absent) and "larger than 8 MB" in got.reason and not got.missing
    assert list((checkout.git_dir / "objects/pack").glob("tmp_*")) == []


def test_a_commit_that_unpacks_to_too_much_is_not_taken(root: Path, tmp_path: Path) -> None:
    rows = [("100644", "zeros", stored(root, bytes(9 << 20)))]
    repo = root / "acme/web.git"
    sha = git(repo, "commit-tree", tree(root, rows), "-m", "x")
    git(repo, "update-ref", f"refs/heads/{NAME}", sha)
    with serving(root) as server:
        checkout = cloned(server, tmp_path / "clone", token="")
        got = fetching(server, checkout, cap=8 << 20).one(sha)
    assert isinstance(got, Absent) and "larger than 8 MB" in got.reason


def test_a_commit_with_a_path_into_gits_folder_is_not_taken(root: Path, tmp_path: Path) -> None:
    inner = tree(root, [("100644", "config", stored(root, b"[core]\n"))])
    repo = root / "acme/web.git"
    sha = git(repo, "commit-tree", tree(root, [("40000", ".git", inner)]), "-m", "x")
    git(repo, "update-ref", f"refs/heads/{NAME}", sha)
    with serving(root) as server:
        checkout = cloned(server, tmp_path / "clone", token="")
        got = fetching(server, checkout).one(sha)
    assert isinstance(got, Absent) and "holds what git refuses" in got.reason


def test_an_address_that_cannot_be_is_refused_at_once(root: Path, tmp_path: Path) -> None:
    with serving(root) as server:
        checkout = cloned(server, tmp_path / "clone", token="")
    with pytest.raises(UsageError):
        Fetching(checkout, "ssh://git@forge.test/acme/web.git", lambda: "")
