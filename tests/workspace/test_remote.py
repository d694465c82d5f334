from __future__ import annotations

import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.errors import UsageError
from agent.workspace.git import open_checkout
from agent.workspace.remote import Local, Remote, address_of, parse_target, slug_of
from tests.doubles.repo import git, make_repo

SERVER = "https://github.com"
ENTERPRISE = "https://git.acme.example:8443"

OWNERS = st.from_regex(r"[A-Za-z0-9](-?[A-Za-z0-9]){0,18}", fullmatch=True)
NAMES = st.text(string.ascii_letters + string.digits + "._-", min_size=1, max_size=100).filter(
    lambda name: name not in (".", "..") and not name.endswith(".git")
)
FORMS = (
    "https://github.com/{}", "https://github.com/{}.git", "https://github.com/{}/", "https://GitHub.COM/{}.git",
    "https://me:secret@github.com/{}.git", "https://github.com:443/{}", "http://github.com:443/{}",
    "ssh://git@github.com/{}.git", "ssh://git@github.com:22/{}", "ssh://git@ssh.github.com:443/{}.git",
    "git+ssh://git@github.com/{}", "git@github.com:{}.git", "git@github.com:{}", "git@GITHUB.com:/{}/",
)  # fmt: skip


@given(OWNERS, NAMES, st.sampled_from(FORMS))
def test_every_form_of_an_address_names_the_same_repository(owner: str, name: str, form: str) -> None:
    slug = f"{owner}/{name}"
    assert parse_target(form.format(slug), SERVER) == Remote(slug)


@given(OWNERS, NAMES)
def test_owner_and_name_is_a_repository_where_no_such_folder_is(owner: str, name: str) -> None:
    slug = f"{owner}/{name}"
    assert parse_target(slug, SERVER) == Remote(slug)
    assert parse_target(f"./{slug}", SERVER) == Local(Path(slug))
    assert parse_target(f"../{slug}", SERVER) == Local(Path("..", slug))
    assert parse_target(address_of(SERVER, slug), SERVER) == Remote(slug)


@given(st.text(max_size=60))
def test_any_text_is_a_target_or_a_usage_error(text: str) -> None:
    if "\0" in text:
        return
    try:
        target = parse_target(text, SERVER)
    except UsageError as error:
        assert error.hint
        return
    match target:
        case Remote(slug):
            owner, _, name = slug.partition("/")
            allowed = set(string.ascii_letters + string.digits + "._-")
            assert owner and name and set(owner + name) <= allowed and name not in (".", "..")
        case Local(path):
            assert path == Path(text)


@pytest.mark.parametrize(
    "text",
    [".", "..", "", "shop", "/srv/shop", "~/shop", "a/b/c", "a/..", "a/.", "-x/y", "a/b c", "a/é", "a:b"],
)
def test_everything_else_is_a_path(text: str) -> None:
    assert parse_target(text, SERVER) == Local(Path(text))


def test_a_folder_that_is_there_wins_and_a_note_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "acme/web").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    target = parse_target("acme/web", SERVER)
    assert isinstance(target, Local) and target.path == Path("acme/web")
    assert "is a folder here" in target.note and "https://github.com/acme/web.git" in target.note
    assert parse_target("https://github.com/acme/web.git", SERVER) == Remote("acme/web")
    assert parse_target("acme/other", SERVER) == Remote("acme/other")


@pytest.mark.parametrize(
    "text",
    [
        "https://gitlab.com/a/b", "https://github.com.evil.example/a/b", "https://evil.example/github.com/a/b",
        "https://github.com@evil.example/a/b", "git@evil.example:a/b", "ssh://git@evil.example/a/b",
        "https://github.com:8443/a/b", "http://github.com/a/b", "http://ssh.github.com:443/a/b",
    ],
)  # fmt: skip
def test_an_address_of_another_forge_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"is not a repository of https://github\.com") as caught:
        parse_target(text, SERVER)
    assert "GITHUB_SERVER_URL" in caught.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "file:///srv/a/b", "ext::sh://x", "https:///a/b", "https://github.com/a/b?x=y", "https://github.com/a/b#x",
        "https://[::1/a/b", "https://github.com:port/a/b", "://a/b",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_repository_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is no address of a repository"):
        parse_target(text, SERVER)


@pytest.mark.parametrize("path", ["", "a", "a/b/c", "a/b/tree/main", "a/..", "a/b%2Fc", "a b/c", "a/.git"])
def test_an_address_that_does_not_end_in_owner_and_name_is_refused(path: str) -> None:
    with pytest.raises(UsageError, match="does not end in OWNER/NAME"):
        parse_target(f"https://github.com/{path}", SERVER)


def test_a_password_is_not_repeated() -> None:
    with pytest.raises(UsageError) as caught:
        parse_target("https://me:hunter2@evil.example/a/b", SERVER)
    assert "hunter2" not in str(caught.value) + caught.value.hint


@pytest.mark.parametrize(
    ("server", "text"),
    [
        (ENTERPRISE, "https://git.acme.example:8443/a/b.git"),
        (ENTERPRISE, "git@git.acme.example:a/b.git"),
        (ENTERPRISE, "ssh://git@git.acme.example:7999/a/b.git"),
        ("http://127.0.0.1:4000/", "http://127.0.0.1:4000/a/b"),
        ("http://[::1]:4000", "http://[::1]:4000/a/b"),
        ("http://[::1]", "git@[::1]:a/b"),
    ],
)
def test_other_servers_are_known_by_host_and_port(server: str, text: str) -> None:
    assert parse_target(text, server) == Remote("a/b")


def test_the_origin_of_a_checkout_names_its_repository(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "r", {"a": "a"})
    git(repo, "remote", "add", "origin", "git@github.com:acme/web.git")
    assert slug_of(open_checkout(repo), SERVER) == "acme/web"
    with pytest.raises(UsageError, match="is not a repository of"):
        slug_of(open_checkout(repo), ENTERPRISE)


def test_a_checkout_without_origin_is_explained(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "r", {"a": "a"})
    with pytest.raises(UsageError, match="no remote called origin") as caught:
        slug_of(open_checkout(repo), SERVER)
    assert "git remote add origin" in caught.value.hint


@pytest.mark.parametrize("url", ["/srv/git/web.git", "../web", "file:///srv/web.git"])
def test_an_origin_that_is_a_folder_is_refused(tmp_path: Path, url: str) -> None:
    repo = make_repo(tmp_path / "r", {"a": "a"})
    git(repo, "remote", "add", "origin", url)
    with pytest.raises(UsageError, match="is no address of a repository"):
        slug_of(open_checkout(repo), SERVER)
