"""What goes wrong at our double of GitHub goes wrong as planned; clients and git work with it."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from subprocess import CalledProcessError

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from github import Auth, Github, InputGitTreeElement
from github.Repository import Repository

from tests.doubles.asking import REPO, Asker, Got
from tests.doubles.github import App, Fault, Hub, github
from tests.doubles.repo import git, make_repo


def make(ask: Asker, hub: Hub, name: str = "x") -> Got:
    """One write: a branch."""
    body = {"ref": f"refs/heads/{name}", "sha": hub.state.store.ref("refs/heads/main")}
    return ask("POST", f"{REPO}/git/refs", body)


def there(hub: Hub, name: str = "x") -> bool:
    return bool(hub.state.store.ref(f"refs/heads/{name}"))


ANSWERED = {
    Fault.REFUSED_500: (500, ""),
    Fault.REFUSED_502: (502, ""),
    Fault.REFUSED_503: (503, ""),
    Fault.SECONDARY: (403, "retry-after"),
    Fault.SECONDARY_BARE: (403, ""),
    Fault.TOO_MANY: (429, "retry-after"),
    Fault.PRIMARY: (403, "x-ratelimit-reset"),
    Fault.FORBIDDEN: (403, "x-accepted-github-permissions"),
    Fault.INVALID: (422, ""),
    Fault.UNAUTHORIZED: (401, ""),
    Fault.MISSING: (404, ""),
    Fault.DONE_500: (500, ""),
    Fault.DONE_502: (502, ""),
}
DROPPED = (Fault.UNSENT, Fault.LOST, Fault.SHORT, Fault.CRASH, Fault.DONE_CRASH)


@pytest.mark.parametrize("fault", ANSWERED)
def test_an_answered_fault_has_its_status_and_header(fault: Fault, ask: Asker, hub: Hub) -> None:
    status, header = ANSWERED[fault]
    hub.fail(fault, write=2)
    assert make(ask, hub, "first").status == 201
    got = make(ask, hub)
    assert got.status == status and (not header or header in got.headers)
    assert isinstance(got.body, str) == (status == 502)
    assert there(hub) == fault.happens == hub.writes[-1].happened
    assert hub.writes[-1].fault == fault.name
    assert make(ask, hub, "third").status == 201


@pytest.mark.parametrize("fault", DROPPED)
def test_a_dropped_connection_hides_what_happened(fault: Fault, ask: Asker, hub: Hub) -> None:
    hub.fail(fault, write=1)
    with pytest.raises((HTTPException, OSError)):
        make(ask, hub)
    assert there(hub) == fault.happens
    if fault in {Fault.CRASH, Fault.DONE_CRASH}:
        with pytest.raises((HTTPException, OSError)):
            ask("GET", REPO)
        hub.up()
    assert ask("GET", REPO).status == 200


def test_cut_json_and_slow_answers_come_after_the_write(ask: Asker, hub: Hub) -> None:
    hub.fail(Fault.CUT, write=1)
    with pytest.raises(json.JSONDecodeError):
        make(ask, hub)
    assert there(hub)
    hub.fail(Fault.SLOW, write=1, seconds=0.2)
    begun = time.monotonic()
    assert make(ask, hub, "slow").status == 201
    assert time.monotonic() - begun >= 0.2


def test_faults_meet_reads_and_chosen_paths_and_repeat(ask: Asker, hub: Hub) -> None:
    hub.fail(Fault.REFUSED_500, read=2)
    assert [ask("GET", REPO).status for _ in range(3)] == [200, 500, 200]
    hub.fail(Fault.SECONDARY, when=lambda method, path: path.endswith("/git/refs"), times=2)
    assert ask("GET", REPO).status == 200
    assert [make(ask, hub, name).status for name in "abc"] == [403, 403, 201]


def test_people_act_just_before_and_just_after_a_write(ask: Asker, hub: Hub) -> None:
    bob = hub.person("bob")
    hub.before_write(1, lambda: bob.pushes("x", {"app/a.py": "bob was first\n"}))
    hub.after_write(2, lambda: bob.deletes_branch("y"))
    assert make(ask, hub).message == "Reference already exists"
    assert make(ask, hub, "y").status == 201 and not there(hub, "y")


def test_lists_and_assignments_lag_behind_a_new_pull_request(ask: Asker, hub: Hub) -> None:
    hub.state.lag_lists, hub.state.lag_assignees = 2, 1
    hub.person("bob").pushes("x", {"app/a.py": "two\n"})
    assert ask("POST", f"{REPO}/pulls", {"title": "t", "head": "x", "base": "main"}).status == 201
    lists = [ask("GET", f"{REPO}/{url}").body for url in ("pulls?head=acme:x", "issues", "pulls?head=acme:x")]
    assert [len(found) for found in lists] == [0, 0, 1]
    assert ask("GET", f"{REPO}/pulls/1").status == 200
    assert [ask("POST", f"{REPO}/issues/1/assignees", {"assignees": ["ada"]}).status for _ in "ab"] == [
        404,
        201,
    ]


def branch_with_a_fix(repo: Repository) -> None:
    """What delivery does, by PyGithub: blob, tree, commit, ref."""
    base = repo.get_branch("main").commit
    blob = repo.create_git_blob("two\n", "utf-8")
    entry = InputGitTreeElement("app/a.py", "100644", "blob", sha=blob.sha)
    tree = repo.create_git_tree([entry], base.commit.tree)
    made = repo.create_git_commit("fix: a", tree, [base.commit])
    repo.create_git_ref("refs/heads/suture/1", made.sha)


@pytest.mark.parametrize("prefix", ["", "/api/v3"])
def test_pygithub_carries_a_pull_request_to_its_owners(prefix: str, tmp_path: Path) -> None:
    with github(make_repo(tmp_path / "seed", {"app/a.py": "one\n"}), prefix=prefix) as hub:
        api = Github(
            base_url=hub.api_url,
            auth=Auth.Token("bot-token"),
            retry=None,
            seconds_between_requests=0,
            seconds_between_writes=0,
        )
        repo = api.get_repo("acme/shop")
        branch_with_a_fix(repo)
        pull = repo.create_pull(base="main", head="suture/1", title="fix: a", body="why", draft=True)
        pull.add_to_labels("security")
        pull.mark_ready_for_review()
        pull.add_to_assignees("ada")
        pull.create_review_request(reviewers=["ada"])
        seen = repo.get_pull(pull.number)
        assert (seen.draft, seen.title, seen.user.login) == (False, "fix: a", "suture-bot")
        assert [label.name for label in seen.labels] == ["security"]
        assert [who.login for who in [*seen.assignees, *seen.requested_reviewers]] == ["ada", "ada"]
        assert [pull.number for pull in repo.get_pulls(state="all", head="acme:suture/1")] == [1]
        repo.get_git_ref("heads/suture/1").delete()
        assert repo.get_pull(1).state == "closed"
        assert hub.complaints == []
        api.close()


def test_git_clones_and_pushes_with_a_token_only(hub: Hub, tmp_path: Path) -> None:
    url = hub.git_url.replace("//", "//x-access-token:bot-token@")
    git(tmp_path, "clone", "-q", "--depth", "1", url, "copy")
    (tmp_path / "copy/new.bin").write_bytes(bytes(range(256)) * 8000)
    git(tmp_path / "copy", "add", "-A")
    git(tmp_path / "copy", "commit", "-q", "-m", "more")
    git(tmp_path / "copy", "push", "-q", "origin", "HEAD:refs/heads/work")
    assert hub.state.store.ref("refs/heads/work") == git(tmp_path / "copy", "rev-parse", "HEAD")
    assert hub.state.store.commit(hub.state.store.ref("refs/heads/work"))
    assert [request.path for request in hub.writes][-1].endswith("git-receive-pack")
    assert {request.login for request in hub.requests if request.happened} == {"suture-bot"}
    hub.person("ada").archives()
    with pytest.raises(CalledProcessError):
        git(tmp_path / "copy", "push", "-q", "origin", "HEAD:refs/heads/other")
    git(tmp_path / "copy", "remote", "set-url", "origin", hub.git_url.replace("//", "//x:wrong@"))
    with pytest.raises(CalledProcessError):
        git(tmp_path / "copy", "fetch", "-q", "origin")


@pytest.fixture(scope="module")
def keys() -> tuple[str, str]:
    """A private and a public key, in PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return secret.decode(), public.decode()


def test_an_app_gets_a_token_by_a_good_signature_only(keys: tuple[str, str], tmp_path: Path) -> None:
    app = App(4711, "suture", keys[1])
    with github(make_repo(tmp_path / "seed", {"a": "b\n"}), app=app) as hub:

        def asked(seconds: int = 500, issuer: str = "4711", path: str = "/app") -> int:
            now = int(hub.state.now())
            signed = jwt.encode({"iat": now - 10, "exp": now + seconds, "iss": issuer}, keys[0], "RS256")
            asker = Asker(hub.api_url, signed)
            got = asker("GET", path)
            asker.close()
            return got.status

        assert [asked(), asked(900), asked(-5), asked(issuer="1"), asked(path=REPO)] == [
            200,
            401,
            401,
            401,
            403,
        ]
        auth = Auth.AppAuth(4711, keys[0]).get_installation_auth(77)
        api = Github(
            base_url=hub.api_url, auth=auth, retry=None, seconds_between_requests=0, seconds_between_writes=0
        )
        repo = api.get_repo("acme/shop")
        made = repo.create_git_blob("x", "utf-8")
        assert made.sha and hub.requests[-1].login == "suture[bot]"
        hub.state.offset = 4000
        (secret,) = [secret for secret in hub.state.tokens if secret.startswith("ghs_")]
        late = Asker(hub.api_url, secret)
        assert late("GET", REPO).status == 401
        late.close()
        assert hub.complaints == []
        api.close()


class AtSocket(HTTPConnection):
    """A connection to a Unix socket."""

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.host)


def test_the_double_answers_at_a_unix_socket_too(tmp_path: Path) -> None:
    at = tmp_path / "hub.sock"
    with github(make_repo(tmp_path / "seed", {"a": "b\n"}), at_socket=at) as hub:
        connection = AtSocket(str(at))
        connection.request("GET", REPO, headers={"user-agent": "t", "host": "api.github.com"})
        answer = connection.getresponse()
        assert json.loads(answer.read())["url"] == f"{hub.origin}{REPO}"
        connection.close()


def test_a_fork_may_carry_any_branch_name(ask: Asker, hub: Hub) -> None:
    number = hub.person("mallory").opens_from_fork("suture/1", {"app/a.py": "evil\n"}, body="a forged marker")
    pull = ask("GET", f"{REPO}/pulls/{number}").body
    assert (pull["head"]["repo"]["full_name"], pull["head"]["ref"]) == ("mallory/shop", "suture/1")
    assert ask("GET", f"{REPO}/pulls?head=acme:suture/1&state=all").body == []
    assert ask("GET", f"{REPO}/branches/suture/1").status == 404


def test_the_double_is_fast_enough_for_hundreds_of_schedules(
    ask: Asker, hub: Hub, record_property: Callable[[str, object], None]
) -> None:
    begun = time.monotonic()
    for number in range(300):
        assert ask("POST", f"{REPO}/git/blobs", {"content": str(number)}).status == 201
    rate = 300 / (time.monotonic() - begun)
    record_property("requests_per_second", round(rate))
    assert rate > 60
