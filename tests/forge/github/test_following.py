"""What following reads: single pull requests and timelines."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from agent.forge.host import FollowHost
from agent.forge.values import Act, PullState, Trouble, TroubleKind
from tests.doubles.rest_server import Reply
from tests.forge.github.samples import BASE, HEAD, REPO, connected, listed_commit, pull, ref, refused

K = TroubleKind
TIMELINE, EVENTS = f"GET {REPO}/issues/1/timeline", f"GET {REPO}/issues/1/events"
COMMITS = f"GET {REPO}/pulls/1/commits"
ADA = {"login": "ada", "type": "User"}
BOB = {"login": "bob", "type": "User"}
BOT = {"login": "helper[bot]", "type": "Bot"}
AT = "2026-03-02T11:00:00Z"
NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)


def entry(event: str, actor: Any = ADA, **more: Any) -> dict[str, Any]:
    return {"id": 900, "event": event, "actor": actor, "created_at": AT, "commit_id": None, **more}


def history(*entries: Any, **script: Reply) -> tuple[Act, ...]:
    with connected({TIMELINE: Reply(list(entries)), **script}) as (_, host):
        found = host.history(1)
        assert isinstance(found, tuple), found
        return found


def test_the_host_is_what_following_asks_for() -> None:
    with connected({f"GET {REPO}/git/ref/heads/main": ref(BASE)}) as (_, host):
        follow: FollowHost = host
        assert follow.base("main") == BASE


@pytest.mark.parametrize(
    ("change", "state", "day"),
    [
        ({}, PullState.OPEN, None),
        ({"state": "closed", "closed_at": "2026-03-04T00:00:00Z"}, PullState.CLOSED, 4),
        (
            {"state": "closed", "closed_at": "2026-03-04T00:00:00Z", "merged_at": "2026-03-03T00:00:00Z"},
            PullState.MERGED,
            3,
        ),
    ],
)
def test_a_pull_request_says_when_it_ended(change: Any, state: PullState, day: int | None) -> None:
    with connected({f"GET {REPO}/pulls/1": Reply(pull(requested_reviewers=[ADA], **change))}) as (_, host):
        found = host.pull(1)
        assert not isinstance(found, Trouble)
        assert (found.state, found.ended and found.ended.day, found.users) == (state, day, ("ada",))
        missing = host.pull(2)
        assert isinstance(missing, Trouble) and missing.kind is K.MISSING


# The timeline


def test_a_comment_and_a_review_come_with_text_number_and_verdict() -> None:
    comment = entry("commented", user=ADA, id=5, body="/suture retry")
    review = {
        "event": "reviewed", "id": 6, "user": BOB, "body": None, "state": "CHANGES_REQUESTED", "submitted_at": AT,
        "commit_id": HEAD,
    }  # fmt: skip
    assert history(comment, review) == (
        Act("commented", NOON, "ada", True, text="/suture retry", id=5),
        Act("reviewed", NOON, "bob", True, subject="changes_requested", id=6),
    )


@pytest.mark.parametrize(
    ("more", "subject"),
    [
        ({"label": {"name": "suture:stop"}}, "suture:stop"),
        ({"assignee": BOB}, "bob"),
        ({"requested_reviewer": BOB, "review_requester": ADA}, "bob"),
        ({"requested_team": {"slug": "core", "name": "Core"}}, "core"),
        ({"commit_id": HEAD}, HEAD),
        ({}, ""),
    ],
)
def test_an_act_names_what_it_was_done_with(more: Any, subject: str) -> None:
    assert history(entry("done", **more)) == (Act("done", NOON, "ada", True, subject=subject),)


@pytest.mark.parametrize(
    ("actor", "login", "person"),
    [
        (ADA, "ada", True),
        (BOT, "helper[bot]", False),
        ({"login": "Copilot", "type": "Bot"}, "Copilot", False),
        (None, "", False),
    ],
)
def test_only_users_are_people(actor: Any, login: str, person: bool) -> None:
    assert history(entry("closed", actor)) == (Act("closed", NOON, login, person),)


def test_entries_of_unknown_shape_or_without_a_time_are_left_out() -> None:
    strange = [
        entry("labeled", label="bare"),
        entry("new", created_at=None),
        entry("now", created_at="soon"),
        7,
        {},
    ]
    naive = entry("closed", created_at="2026-03-02T11:00:00")
    assert [act.kind for act in history(*strange, entry("reopened"), naive)] == ["reopened"]


def test_whom_something_happened_to_did_nothing() -> None:
    assert history(entry("mentioned"), entry("subscribed"), entry("unsubscribed")) == ()


def test_comments_on_lines_have_the_time_and_author_of_the_first() -> None:
    lines = {
        "event": "line-commented",
        "comments": [{"id": 3, "user": ADA, "created_at": AT}, {"id": 4, "created_at": AT}],
    }
    assert history(lines) == (Act("line-commented", NOON, "ada", True),)


def committed(sha: str) -> dict[str, Any]:
    who = {"name": "x", "email": "x@y", "date": AT}
    return {"event": "committed", "sha": sha, "author": who, "committer": who, "message": "m", "parents": []}


def test_commits_are_acts_of_the_accounts_that_made_them() -> None:
    listed = [
        listed_commit("1" * 40, author=ADA, committer=BOB),
        listed_commit("2" * 40, author=ADA, committer={"login": "web-flow", "type": "User"}),
        listed_commit("3" * 40, author=BOT, committer={}),
        listed_commit("4" * 40, author={}, committer=None),
    ]
    shas = [number * 40 for number in "12345"]
    found = history(*map(committed, shas), **{COMMITS: Reply(listed)})
    assert [(act.subject, act.actor, act.person, act.when) for act in found] == [
        ("1" * 40, "bob", True, NOON),
        ("2" * 40, "ada", True, NOON),
        ("3" * 40, "helper[bot]", False, NOON),
        ("4" * 40, "", False, NOON),
        ("5" * 40, "", False, NOON),
    ]
    assert history(committed(HEAD))[0].actor == ""


def test_who_assigned_is_asked_for_when_it_seems_to_be_the_assignee() -> None:
    odd = entry("unassigned", BOB, assignee=BOB, id=31)
    own = entry("unassigned", ADA, assignee=ADA, id=32)
    events = Reply([{**odd, "assigner": ADA}, {**own, "assigner": ADA}, {"event": 5}])
    assert [(act.actor, act.subject) for act in history(odd, own, **{EVENTS: events})] == [
        ("ada", "bob"),
        ("ada", "ada"),
    ]
    assert history(odd)[0].actor == "bob"


def test_events_are_only_asked_for_where_there_is_doubt() -> None:
    sure = [entry("assigned", ADA, assignee=BOB), entry("assigned", BOB, assignee=BOB, assigner=ADA)]
    with connected({TIMELINE: Reply(sure)}) as (server, host):
        found = host.history(1)
        assert isinstance(found, tuple)
        assert [act.actor for act in found] == ["ada", "ada"]
        assert [request.line for request in server.requests] == [TIMELINE]


@pytest.mark.parametrize("line", [TIMELINE, COMMITS, EVENTS])
def test_a_fault_below_the_timeline_is_trouble(line: str) -> None:
    entries = [committed(HEAD), entry("assigned", BOB, assignee=BOB)]
    with connected({TIMELINE: Reply(entries), line: refused(500, "x")}) as (_, host):
        found = host.history(1)
        assert isinstance(found, Trouble) and found.kind is K.UNSURE


def test_a_timeline_that_is_no_list_is_trouble() -> None:
    with connected({TIMELINE: Reply({})}) as (_, host):
        found = host.history(1)
        assert isinstance(found, Trouble) and found.kind is K.UNSURE


def full(first: int, more: str) -> Reply:
    """A page of 100 comments, and where there are others."""
    page = [entry("commented", id=number) for number in range(first, first + 100)]
    return Reply(page, headers={"link": more} if more else {})


def link(*pages: tuple[str, int]) -> str:
    return ", ".join(f'<{{url}}/x?per_page=100&page={number}>; rel="{rel}"' for rel, number in pages)


def test_of_a_long_timeline_the_newest_thousand_are_kept_and_pages_between_are_not_read() -> None:
    pages = [full(1, link(("next", 2), ("last", 31)))]
    pages += [full(100 * number + 1, link(("next", number + 2), ("last", 31))) for number in range(20, 30)]
    pages.append(Reply([entry("closed", id=3001)], headers={"link": link(("prev", 30), ("first", 1))}))
    with connected({TIMELINE: pages}) as (server, host):
        found = host.history(1)
        assert isinstance(found, tuple)
        assert len(found) == 1000 and found[0].id == 2002 and found[-1].kind == "closed"
        asked = [int(request.query["page"]) for request in server.requests]
        assert asked == [1, *range(21, 32)]


def test_a_forge_that_sends_no_links_is_read_to_its_last_page() -> None:
    pages = [full(1, ""), full(101, ""), Reply([entry("closed")])]
    assert [act.id for act in history_of(pages)][:1] == [1]
    assert len(history_of(pages)) == 201


def test_a_forge_whose_pages_never_end_is_given_up() -> None:
    assert len(history_of([full(1, "")])) == 1000


def history_of(pages: list[Reply]) -> tuple[Act, ...]:
    with connected({TIMELINE: pages}) as (_, host):
        found = host.history(1)
        assert isinstance(found, tuple)
        return found
