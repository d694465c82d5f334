"""Clones from a real git server: what comes out, what is said when nothing does, and where the token goes."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from agent.errors import ForgeError, TargetError, ToolError, UsageError
from agent.settings import load
from agent.workspace.clone import clone
from agent.workspace.clone_faults import Attempt, refused_commit, unreachable
from agent.workspace.dirty import changed_files
from agent.workspace.snapshot import GitSnapshot
from tests.doubles.git_server import Behaviour, serving
from tests.doubles.repo import commit, git
from tests.workspace.served import BASIC, TOKEN, cloned, files_below, make_root, refused


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_root(tmp_path)


def test_a_clone_is_one_commit_of_one_branch_without_tags(root: Path, tmp_path: Path) -> None:
    with serving(root, Behaviour(token=TOKEN)) as server:
        checkout = cloned(server, tmp_path / "clone")
    assert checkout.head == git(root / "acme/web.git", "rev-parse", "main")
    assert (checkout.top, checkout.prefix) == (tmp_path / "clone", "")
    assert git(checkout.top, "rev-list", "--all", "--count") == "1"
    assert git(checkout.top, "for-each-ref", "--format=%(refname)").split("\n") == [
        "refs/heads/main", "refs/remotes/origin/HEAD", "refs/remotes/origin/main",
    ]  # fmt: skip
    assert git(checkout.top, "rev-parse", "--abbrev-ref", "HEAD") == "main"


def test_the_files_are_there_and_nothing_looks_changed(root: Path, tmp_path: Path) -> None:
    with serving(root, Behaviour(token=TOKEN)) as server:
        checkout = cloned(server, tmp_path / "clone")
    assert changed_files(checkout, GitSnapshot(checkout)) == ()
    assert git(checkout.top, "status", "--porcelain") == ""
    assert (checkout.top / "run.sh").stat().st_mode & stat.S_IXUSR
    assert load(checkout.top, file=None, environ={}, flags={}).settings.triage.max == 3


def test_another_branch_can_be_named(root: Path, tmp_path: Path) -> None:
    commit(tmp_path / "work", {"later.py": ""})
    git(tmp_path / "work", "push", "-q", str(root / "acme/web.git"), "HEAD:feature/x")
    with serving(root) as server:
        checkout = cloned(server, tmp_path / "clone", branch="feature/x")
    assert (checkout.top / "later.py").exists()


def test_what_everybody_may_read_needs_no_token_and_gets_none(root: Path, tmp_path: Path) -> None:
    with serving(root) as server:
        cloned(server, tmp_path / "one", token="")
        cloned(server, tmp_path / "two")
    assert {asked.authorization for asked in server.asked} == {""}


def test_the_token_is_sent_with_its_user_once_it_is_asked_for(root: Path, tmp_path: Path) -> None:
    with serving(root, Behaviour(token=TOKEN)) as server:
        cloned(server, tmp_path / "clone")
    assert {asked.authorization for asked in server.asked[1:]} == {f"Basic {BASIC}"}
    assert all(TOKEN not in asked.target for asked in server.asked)


def test_no_token_is_left_on_disk(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    with serving(root, Behaviour(token=TOKEN)) as server:
        cloned(server, tmp_path / "clone")
        refused(server, tmp_path / "other", branch="none")
    for file in files_below(tmp_path):
        assert TOKEN.encode() not in file.read_bytes() and BASIC.encode() not in file.read_bytes(), file
    assert list(scratch.iterdir()) == []
    assert "askpass" not in (tmp_path / "clone/.git/config").read_text()


def test_no_program_ever_has_the_token_among_its_arguments(root: Path, tmp_path: Path) -> None:
    seen: set[bytes] = set()
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.01):
            for place in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    seen.add(place.read_bytes())
                except OSError:
                    continue

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        with serving(root, Behaviour(token=TOKEN, pause=0.15)) as server:
            cloned(server, tmp_path / "clone")
    finally:
        over.set()
        watcher.join()
    address = f"{server.url}/acme/web.git".encode()
    assert any(b"remote-http" in line and address in line for line in seen)
    assert not any(TOKEN.encode() in line or BASIC.encode() in line for line in seen)


@pytest.mark.parametrize(
    ("behaviour", "token", "name", "message"),
    [
        (Behaviour(token="another"), TOKEN, "acme/web", "does not accept the token"),
        (Behaviour(token="another"), "", "acme/web", "is not there for everybody"),
        (Behaviour(), TOKEN, "acme/none", "was not found, or is not for us"),
        (Behaviour(status=403, body=TOKEN.encode()), TOKEN, "acme/web", "refuses us"),
        (Behaviour(status=404), TOKEN, "acme/web", "was not found"),
        (Behaviour(status=429), TOKEN, "acme/web", "come back later"),
        (Behaviour(status=503), TOKEN, "acme/web", "does not work at present"),
    ],
)
def test_a_refusal_is_explained(
    root: Path, tmp_path: Path, behaviour: Behaviour, token: str, name: str, message: str
) -> None:
    with serving(root, behaviour) as server:
        error = refused(server, tmp_path / "clone", token, name=name)
    assert isinstance(error, ForgeError)
    assert message in str(error) and server.url in str(error)


def test_a_server_that_is_away_is_explained(root: Path, tmp_path: Path) -> None:
    with serving(root) as server:
        pass
    assert "cannot be reached" in str(refused(server, tmp_path / "clone"))


def test_an_unknown_branch_names_the_nearest_one(root: Path, tmp_path: Path) -> None:
    with serving(root, Behaviour(token=TOKEN)) as server:
        error = refused(server, tmp_path / "clone", branch="relaese")
    assert isinstance(error, TargetError)
    assert "has no branch 'relaese'" in str(error) and error.hint == "it has release"


def test_an_empty_repository_is_explained(root: Path, tmp_path: Path) -> None:
    git(root, "init", "-q", "--bare", "acme/empty.git")
    with serving(root, Behaviour(token=TOKEN)) as server:
        error = refused(server, tmp_path / "clone", name="acme/empty")
    assert isinstance(error, TargetError) and "has no commit yet" in str(error)


def test_a_web_page_in_place_of_a_repository_is_an_error(root: Path, tmp_path: Path) -> None:
    with serving(root, Behaviour(status=200, body=b"<html>please sign in</html>")) as server:
        error = refused(server, tmp_path / "clone")
    assert "or is no git repository" in str(error)


@pytest.mark.parametrize(
    "address",
    [
        "http://github.com/a/b", "file:///etc", "ssh://git@github.com/a/b", "git@github.com:a/b",
        "ext::sh -c x", "/etc", "--upload-pack=x", "https://", "https://host:x/a/b", "https://[::1/a",
        "https://host/a b", "https://host/a\nb", "https://host/a?x=y", "https://host\\@evil/a",
    ],
)  # fmt: skip
def test_only_plain_https_addresses_are_taken(tmp_path: Path, address: str) -> None:
    with pytest.raises(UsageError):
        clone(address, TOKEN, "main", tmp_path / "clone")
    assert not (tmp_path / "clone").exists()


def test_a_password_in_an_address_is_refused_and_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="names a user or a password") as caught:
        clone(f"https://me:{TOKEN}@github.com/a/b", "", "main", tmp_path / "clone")
    assert TOKEN not in str(caught.value) + caught.value.hint


@pytest.mark.parametrize("branch", ["", "a b", "a:b", "*", "-x..y", "@{-1}", "x.lock", "a\nb"])
def test_a_name_that_no_branch_can_have_is_refused(tmp_path: Path, branch: str) -> None:
    with pytest.raises(UsageError, match="cannot be the name of a branch"):
        clone("https://127.0.0.1:9/a/b", "", branch, tmp_path / "clone")


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("x")
    with pytest.raises(UsageError, match="is not empty"):
        clone("https://127.0.0.1:9/a/b", "", "main", tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == ["mine"]


@pytest.mark.parametrize("explain", [unreachable, refused_commit])
@pytest.mark.parametrize(
    "said", ["fatal: write error: No space left on device", "error: Disk quota exceeded"]
)
def test_a_full_disk_is_no_fault_of_the_repository(said: str, explain: object) -> None:
    assert callable(explain)
    error = explain(Attempt("https://host/a/b", "main", TOKEN), said)
    assert isinstance(error, ToolError) and "TMPDIR" in error.hint


def test_whatever_git_says_is_shortened_and_holds_no_token() -> None:
    said = f"remote: you sent {TOKEN}\nremote: as {BASIC}\n" + "x" * 5000
    error = unreachable(Attempt("https://host/a/b", "main", TOKEN), said)
    assert TOKEN not in str(error) and BASIC not in str(error) and "[secret]" in str(error)
    assert len(str(error)) < 400 and "\n" not in str(error)
    assert TOKEN not in repr(Attempt("https://host/a/b", "main", TOKEN))
