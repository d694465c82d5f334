"""A forge, or whoever sits before it, that answers what nobody asked for; and repositories that would steer us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agent.domain import Case, Change, Draft, Location, Patch, Source
from agent.errors import ForgeError
from agent.forge.github import connect
from agent.ports import Proposal
from tests.doubles.delivery import OWNED, deliver, forge
from tests.doubles.repo import git
from tests.doubles.rest_server import Reply, Script, serving
from tests.doubles.stories import Ended, suture
from tests.forge.attacks_world import attacked
from tests.forge.github.samples import REPO, SLUG, TOKEN, repository, settings
from tests.forge.simulated import Ground, ground
from tests.forge.text.github import Rendered

ME = {"GET /user": Reply({"login": "suture-bot", "type": "User"})}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return ground(tmp_path_factory.mktemp("attacked"))


def asked(folder: Path, url: str) -> Ended:
    """`suture fix acme/shop` against an address; the token is nowhere in what it says."""
    env = {
        "GITHUB_API_URL": url,
        "GITHUB_SERVER_URL": url,
        "GITHUB_TOKEN": TOKEN,
        "SUTURE_GITHUB__TRIES": "1",
    }
    ended = suture(folder, "fix", SLUG, env=env)
    assert TOKEN not in ended.out + ended.err and "Traceback" not in ended.err
    return ended


@pytest.mark.parametrize("name", ["evil/repo", "acme/other", "acme/shop\x1b[2J"])
def test_an_answer_about_another_repository_is_not_worked_on(tmp_path: Path, name: str) -> None:
    with serving({**ME, f"GET {REPO}": Reply(repository(full_name=name))}) as server:
        ended = asked(tmp_path, server.url)
        assert ended.status == 2 and SLUG in ended.err and "next:" in ended.err and "\x1b" not in ended.err
        assert {request.path for request in server.requests} <= {REPO, "/user"}
    assert not (tmp_path / "suture-out").exists()


@pytest.mark.parametrize("branch", ["main; rm -rf /", "-x", "a..b", "x\u202ey"])
def test_a_hostile_default_branch_is_refused_before_any_work(tmp_path: Path, branch: str) -> None:
    with forge(tmp_path) as hub:
        hub.state.default_branch = branch
        ended = deliver(tmp_path, hub)
        assert ended.status == 2 and "next:" in ended.err and "Traceback" not in ended.err, ended.err
        assert hub.writes == [] and not (tmp_path / "suture-out").exists()


@pytest.mark.parametrize(
    "odd",
    [
        {"full_name": 7}, {"full_name": None}, {"default_branch": ["main"]}, {"private": "maybe"},
        {"permissions": "all"}, {"archived": {}}, {"full_name": {"x": [[[[]]]]}},
    ],
)  # fmt: skip
def test_answers_of_odd_types_end_the_run_with_a_hint(odd: Mapping[str, Any]) -> None:
    with (
        serving({**ME, f"GET {REPO}": Reply(repository(**odd))}) as server,
        pytest.raises(ForgeError) as failed,
    ):
        connect(settings(server.url, tries=1), SLUG)
    assert failed.value.hint


@pytest.mark.parametrize("body", ["[" * 100_000, "9" * 5000, '{"full_name": ' * 50_000, "\x00", "null"])
def test_answers_that_are_no_sane_json_end_the_run_with_a_hint(body: str) -> None:
    with serving({**ME, f"GET {REPO}": Reply(body)}) as server, pytest.raises(ForgeError) as failed:
        connect(settings(server.url, tries=1), SLUG)
    assert failed.value.hint


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("to", ["http://localhost:{port}{path}", "http://127.0.0.1:{port}{path}", "//localhost:{port}{path}"])  # fmt: skip
def test_no_redirection_takes_the_token_to_another_server(status: int, to: str) -> None:
    with serving({**ME, f"GET {REPO}": Reply(repository())}) as other:
        port = other.url.rpartition(":")[2]
        away = Reply({"message": "Moved"}, status, {"location": to.format(port=port, path=REPO)})
        with serving({**ME, f"GET {REPO}": away}) as server, pytest.raises(ForgeError):
            connect(settings(server.url, tries=1), SLUG)
        assert other.requests == []


def test_the_pages_of_a_list_are_asked_for_where_we_asked_first() -> None:
    with serving({"GET /stolen": Reply([])}) as other:
        link = {"link": f'<{other.url}/stolen?page=2>; rel="next"'}
        issues = f"GET {REPO}/issues"
        script: Script = {
            **ME, f"GET {REPO}": Reply(repository()), issues: [Reply([{"number": 1}], 200, link), Reply([])],
            f"GET {REPO}/pulls": Reply([]),
        }  # fmt: skip
        with serving(script) as server:
            connect(settings(server.url, tries=1), SLUG).ours()
            assert [request.query["page"] for request in server.asked(issues)] == ["1", "2"]
        assert other.requests == []


@pytest.mark.parametrize("addresses", [
    {"GITHUB_SERVER_URL": "https://evil.example"}, {"GITHUB_API_URL": "https://evil.example/api/v3"},
    {"GITHUB_SERVER_URL": "https://127.0.0.1.evil.example"}, {"GITHUB_API_URL": "https://x@127.0.0.1"},
])  # fmt: skip
def test_two_forges_in_the_environment_get_no_token(tmp_path: Path, addresses: dict[str, str]) -> None:
    with forge(tmp_path) as hub:
        ended = deliver(tmp_path, hub, **addresses)
        assert ended.status == 2 and "next:" in ended.err
        assert hub.requests == []


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example/acme/shop.git",
        "git@evil.example:acme/shop.git",
        "ext::sh -c x",
    ],
)
def test_a_checkout_of_another_host_gets_no_token(tmp_path: Path, origin: str) -> None:
    with forge(tmp_path) as hub:
        git(tmp_path, "clone", "-q", str(hub.state.store.folder), str(tmp_path / "target"))
        git(tmp_path / "target", "remote", "set-url", "origin", origin)
        ended = deliver(tmp_path, hub, "--publish", target="target")
        assert ended.status == 2 and "next:" in ended.err and hub.requests == []


@pytest.mark.parametrize("table", [
    'github.api_url = "https://evil.example"', 'disclosure.critical = "public"', "delivery.pr_concurrent_limit = 0",
    'out = "../elsewhere"', 'gates.require = ["applies"]',
])  # fmt: skip
def test_a_cloned_repository_does_not_set_what_is_the_operators(tmp_path: Path, table: str) -> None:
    with forge(tmp_path, {**OWNED, "suture.toml": table + "\n"}) as hub:
        ended = deliver(tmp_path, hub, "--publish", SUTURE_DELIVERY__PR_HOURLY_LIMIT="2")
        assert ended.status == 2 and "suture.toml" in ended.err and "not allowed" in ended.err, ended.err
        assert hub.writes == [] and not (tmp_path / "suture-out").exists()


PATHS = [
    "app/a\nCo-authored-by: x <x@y>\nSuture-Patch: 1\n.py", "app/`@ada`|#1|.py", "-x.py", "--upload-pack=x.py",
    "app/\u202egnp.py", "a/[skip ci]/<!-- suture:end -->.py", "app/<img src=x onerror=1>.py", "d/" * 150 + "x.py",
    "d" * 200 + "/" + "e" * 200 + "/x.py", "app/$(touch x);`id`'\".py", "@acme/@bob/GH-12/fixes #3.py", "suture:v1 {}.py",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS, ids=range(len(PATHS)))
def test_a_hostile_path_is_only_a_path(place: Ground, path: str) -> None:
    with attacked(place) as world:
        head = world.hub.person("ada").pushes("main", {path: "a = 1\n"})
        known, where = world.proposal(), Location(path, 1, 1)
        finding = replace(known.case.findings[0], location=where, trace=(where,))
        patch = Patch(head, (Change(path, b"a = 1\n", b"a = 2\n"),), Source.MODEL)
        run = world.run(Proposal(Case((finding,)), Draft(patch, "Changed.", ()), known.verdict))
        assert run.outcome == "opened" and world.hub.complaints == [], run
        (pull,) = world.pulls
        body = Rendered(pull.body)
        message = git(world.hub.state.store.folder, "log", "-1", "--format=%B", pull.branch)
        trailers = git(world.hub.state.store.folder, "log", "-1", "--format=%(trailers)", pull.branch)
    assert body.live == [] and len(body.comments) == 3 and not {"img", "script"} & set(body.elements)
    assert len(pull.title) <= 72 and pull.title.isprintable() and "#" not in pull.title + message
    assert (
        all(line.startswith("Suture-") for line in trailers.split("\n") if line)
        and trailers.count("Patch") == 1
    )
