from __future__ import annotations

from typing import Any

import pytest

from agent.forge.values import Trouble, TroubleKind
from tests.doubles.rest_server import Reply, Script
from tests.forge.github.samples import BRANCH, HEAD, MARKED, REPO, connected, pull, ref, refused

HEADS = f"GET {REPO}/git/ref/heads"
PULLS, PULL, ISSUES = f"GET {REPO}/pulls", f"GET {REPO}/pulls/1", f"GET {REPO}/issues"


def _issue(number: int, body: str | None = MARKED, pull: bool = True) -> dict[str, Any]:
    return {
        "number": number,
        "state": "open",
        "body": body,
        **({"pull_request": {"url": "u"}} if pull else {}),
    }


def ours(script: Script) -> tuple[int, ...] | Trouble:
    with connected(script) as (_, host):
        found = host.ours()
        return found if isinstance(found, Trouble) else tuple(each.number for each in found)


def test_ours_are_pull_requests_of_our_login_from_this_repository_with_our_mark_or_from_our_branch() -> None:
    topic = {"ref": "topic", "sha": HEAD, "repo": {"full_name": "acme/shop"}}
    fork = {"ref": BRANCH, "sha": HEAD, "repo": {"full_name": "eve/shop"}}
    listed = [
        pull(1),
        pull(2, user={"login": "Suture-Bot"}),
        pull(3, user={"login": "eve"}),
        pull(4, head=fork),
        pull(5, head={**fork, "repo": None}),
        pull(6, body="no marker"),
        pull(7, user=None),
        pull(9, body="no marker", head=topic),
    ]
    issues = [_issue(1), _issue(2), _issue(6, None), _issue(8, pull=False)]
    assert ours({ISSUES: Reply(issues), PULLS: Reply(listed)}) == (6, 2, 1)


def test_ours_that_the_list_of_pull_requests_does_not_reach_are_read_alone() -> None:
    script = {
        ISSUES: Reply([_issue(1), _issue(5)]),
        PULLS: Reply([pull(5)]),
        PULL: Reply(pull(1, state="closed")),
    }
    assert ours(script) == (5, 1)


def test_ours_are_asked_for_by_our_login() -> None:
    with connected({ISSUES: Reply([]), PULLS: Reply([])}) as (server, host):
        host.ours()
        assert server.asked(ISSUES)[0].query["creator"] == "suture-bot"
        assert server.asked(ISSUES)[0].query["state"] == "all"


@pytest.mark.parametrize("line", [ISSUES, PULLS, PULL])
def test_a_fault_in_any_part_of_ours_is_trouble(line: str) -> None:
    script = {ISSUES: Reply([_issue(1)]), PULLS: Reply([]), PULL: Reply(pull(1))}
    assert ours(script) == (1,)
    found = ours({**script, line: refused(500, "Server Error")})
    assert isinstance(found, Trouble) and found.kind is TroubleKind.UNSURE


def test_the_head_of_a_branch_is_a_commit_or_missing() -> None:
    with connected({f"{HEADS}/release/1.x": ref(HEAD)}) as (_, host):
        assert host.base("release/1.x") == HEAD
        gone = host.base("gone")
        assert isinstance(gone, Trouble) and gone.kind is TroubleKind.MISSING
