from __future__ import annotations

from typing import Any

import pytest

from agent.forge.github import GithubPeople
from agent.forge.owners import OwnerError
from agent.forge.values import Trouble, TroubleKind
from tests.doubles.rest_server import Reply, Script
from tests.forge.github.samples import BASE, REPO, connected, listed_commit, refused

K = TroubleKind
ERRORS, COMMITS, GRAPHQL = f"GET {REPO}/codeowners/errors", f"GET {REPO}/commits", "POST /graphql"
TEAM = f"GET /orgs/acme/teams/core{REPO}"


def people(script: Script, ask: Any) -> Any:
    with connected(script) as (_, host):
        return ask(host.people)


def permission(login: str) -> str:
    return f"GET {REPO}/collaborators/{login}/permission"


def test_errors_of_codeowners_come_with_line_and_kind() -> None:
    error = {
        "line": 3,
        "column": 7,
        "kind": "Unknown owner",
        "source": "* @gone\n",
        "suggestion": "make sure @gone exists",
        "message": "Unknown owner on line 3",
        "path": ".github/CODEOWNERS",
    }
    with connected({ERRORS: Reply({"errors": [error]})}) as (server, host):
        expected = (OwnerError(3, 7, "Unknown owner", ".github/CODEOWNERS", "Unknown owner on line 3"),)
        assert host.people.codeowners_errors("main") == expected
        assert server.requests[0].query == {"ref": "main"}


def test_no_codeowners_file_has_no_errors_but_a_fault_is_trouble() -> None:
    assert people({}, lambda p: p.codeowners_errors("main")) == ()
    assert people({ERRORS: refused(500, "x")}, lambda p: p.codeowners_errors("main")).kind is K.UNSURE


@pytest.mark.parametrize(
    ("told", "writes"),
    [
        ("admin", True),
        ("maintain", True),
        ("write", True),
        ("triage", False),
        ("read", False),
        ("none", False),
    ],
)
def test_write_access_is_write_maintain_or_admin(told: str, writes: bool) -> None:
    script = {permission("ann"): Reply({"permission": told, "user": {"login": "ann"}})}
    assert people(script, lambda p: p.can_write("ann")) is writes


def test_who_is_unknown_cannot_write_and_a_fault_is_trouble() -> None:
    assert people({}, lambda p: p.can_write("ghost")) is False
    assert people({permission("a/b"): refused(403, "no")}, lambda p: p.can_write("a/b")).kind is K.PERMISSION


def test_a_team_writes_when_its_permission_on_the_repository_says_so() -> None:
    with connected({TEAM: Reply({"full_name": "acme/shop", "permissions": {"push": True}})}) as (
        server,
        host,
    ):
        assert host.people.team_can_write("acme", "core") is True
        assert "repository+json" in server.requests[0].headers["accept"]
    assert people({TEAM: Reply({"permissions": {"push": False}})}, _core) is False
    assert people({}, _core) is False
    assert people({TEAM: Reply([])}, _core).kind is K.UNSURE
    assert (
        "members: read" in people({TEAM: refused(403, "Resource not accessible by integration")}, _core).hint
    )


def _core(people: GithubPeople) -> bool | Trouble:
    return people.team_can_write("acme", "core")


def by_mail(*commits: Any) -> Any:
    return people({COMMITS: Reply(list(commits))}, lambda p: p.login_of("Ann@example.com"))


def test_an_address_is_known_by_a_commit_with_it() -> None:
    ann = {"login": "ann", "type": "User"}
    assert by_mail(listed_commit(author=ann, email="ann@example.com")) == "ann"
    assert by_mail(listed_commit(author=ann, email="other@example.com")) == ""
    assert by_mail(listed_commit(author=None, email="ann@example.com")) == ""
    assert by_mail(listed_commit(author={"login": "x", "type": "Bot"}, email="ann@example.com")) == ""
    assert by_mail() == ""
    assert people({}, lambda p: p.login_of("ann@example.com")) == ""
    assert people({COMMITS: refused(500, "x")}, lambda p: p.login_of("a@b")).kind is K.UNSURE


def test_one_commit_is_enough_for_an_address() -> None:
    ann = listed_commit(author={"login": "ann", "type": "User"}, email="ann@example.com")
    more = Reply([ann, ann], headers={"link": '<{url}/x?page=2>; rel="next"'})
    with connected({COMMITS: more}) as (server, host):
        assert host.people.login_of("ann@example.com") == "ann"
        assert [request.query["per_page"] for request in server.requests] == ["1"]


def _range(first: int, last: int, login: str | None, date: str) -> dict[str, Any]:
    user = {"login": login} if login else None
    commit = {"committedDate": f"{date}T00:00:00Z", "author": {"user": user}}
    return {"startingLine": first, "endingLine": last, "commit": commit}


def blame(*ranges: Any) -> Reply:
    return Reply({"data": {"repository": {"object": {"blame": {"ranges": list(ranges)}}}}})


def authors(script: Script, *lines: int) -> Any:
    return people(script, lambda p: p.authors_of("app/x.py", lines, BASE))


def test_authors_of_lines_come_most_recent_first_once_and_without_bots() -> None:
    ranges = (
        _range(1, 2, "old", "2020-01-01"),
        _range(3, 3, "ann", "2024-01-01"),
        _range(4, 9, "renovate[bot]", "2026-01-01"),
        _range(10, 10, None, "2026-01-01"),
        _range(11, 12, "ann", "2025-01-01"),
        _range(13, 20, "far", "2026-02-01"),
    )
    with connected({GRAPHQL: blame(*ranges)}) as (server, host):
        assert host.people.authors_of("app/x.py", [2, 3, 5, 10, 12], BASE) == ("ann", "old")
        assert server.requests[0].body["variables"] == {
            "owner": "acme",
            "name": "shop",
            "sha": BASE,
            "path": "app/x.py",
        }


def test_a_commit_or_repository_that_graphql_does_not_know_has_no_authors() -> None:
    assert authors({GRAPHQL: Reply({"data": {"repository": {"object": None}}})}, 1) == ()
    assert authors({GRAPHQL: Reply({"data": {"repository": None}})}, 1) == ()


def test_no_lines_and_no_utf8_have_no_authors_and_nothing_is_asked() -> None:
    with connected({}) as (server, host):
        assert host.people.authors_of("app/x.py", [], BASE) == ()
        assert host.people.authors_of("caf\udce9.py", [1], BASE) == ()
        assert server.requests == []


def test_without_graphql_the_files_last_authors_stand_in() -> None:
    commits = [
        listed_commit(author={"login": "bot", "type": "Bot"}),
        listed_commit(author={"login": "ann", "type": "User"}),
        listed_commit(author={}),
        listed_commit(author={"login": "bob", "type": "User"}),
        listed_commit(author={"login": "ann", "type": "User"}),
    ]
    with connected({COMMITS: Reply(commits)}) as (server, host):
        assert host.people.authors_of("app/x.py", [1], BASE) == ("ann", "bob")
        query = server.asked(COMMITS)[0].query
        assert (query["path"], query["sha"]) == ("app/x.py", BASE)


def test_a_fault_of_blame_is_tried_again_and_then_trouble() -> None:
    assert authors({GRAPHQL: [refused(502, "x"), blame(_range(1, 1, "ann", "2024-01-01"))]}, 1) == ("ann",)
    assert authors({GRAPHQL: refused(502, "x")}, 1).kind is K.UNSURE
    assert authors({COMMITS: refused(500, "x")}, 1).kind is K.UNSURE


def test_answers_are_kept_for_the_run_and_troubles_are_not() -> None:
    line = permission("ann")
    with connected({line: [refused(403, "no"), Reply({"permission": "write"})]}) as (server, host):
        assert isinstance(host.people.can_write("ann"), Trouble)
        assert host.people.can_write("ann") is True
        assert host.people.can_write("ANN") is True
        assert len(server.asked(line)) == 2


def status(busy: bool) -> Reply:
    return Reply({"data": {"user": {"status": {"indicatesLimitedAvailability": busy}}}})


def test_who_is_busy_says_so_in_their_status_and_is_asked_once() -> None:
    with connected({GRAPHQL: status(True)}) as (server, host):
        assert host.people.busy("ann") is True
        assert host.people.busy("ANN") is True
        (request,) = server.requests
        assert request.body["variables"] == {"login": "ann"}
    assert people({GRAPHQL: status(False)}, lambda p: p.busy("ann")) is False


def test_nobody_is_busy_without_a_status_an_account_or_graphql() -> None:
    for answer in ({"data": {"user": {"status": None}}}, {"data": {"user": None}}):
        assert people({GRAPHQL: Reply(answer)}, lambda p: p.busy("ann")) is False
    unknown = {"data": {"user": None}, "errors": [{"type": "NOT_FOUND", "message": "no such login"}]}
    with connected({GRAPHQL: Reply(unknown)}) as (server, host):
        assert (host.people.busy("ann"), host.people.busy("ann")) == (False, False)
        assert len(server.requests) == 1
    assert people({}, lambda p: p.busy("ann")) is False
    assert people({GRAPHQL: refused(403, "no")}, lambda p: p.busy("ann")).kind is K.PERMISSION
