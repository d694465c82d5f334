"""The rules that our double of GitHub keeps for what is said and done while a pull request lives."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.doubles.asking import REPO, Asker, Got, opened, tip
from tests.doubles.github import Hub
from tests.doubles.github.spec import advice

AT = "/repos/{owner}/{repo}"


def kinds(ask: Asker, number: int = 1) -> list[tuple[str, str]]:
    """The timeline: what, and by whom."""
    found = ask("GET", f"{REPO}/issues/{number}/timeline?per_page=100").body
    return [(one["event"], (one.get("actor") or one.get("user") or {}).get("login", "")) for one in found]


def ready(ask: Asker, hub: Hub, branch: str = "suture/one") -> int:
    number: int = opened(ask, hub, branch, draft=False)["number"]
    return number


def test_issues_share_numbers_with_pull_requests_and_are_listed_with_them(ask: Asker, hub: Hub) -> None:
    opened(ask, hub)
    made = ask("POST", f"{REPO}/issues", {"title": "board", "body": "- [ ] retry #1\n", "labels": ["suture"]})
    assert (made.status, made.body["number"], made.body["labels"][0]["name"]) == (201, 2, "suture")
    assert "pull_request" not in made.body and opened(ask, hub, "suture/two")["number"] == 3
    listed = ask("GET", f"{REPO}/issues?creator=suture-bot&state=all&sort=created&direction=asc").body
    assert [("pull_request" in one, one["number"]) for one in listed] == [(True, 1), (False, 2), (True, 3)]
    assert [one["number"] for one in ask("GET", f"{REPO}/issues?labels=suture").body] == [2]
    assert ask("GET", f"{REPO}/pulls/2").status == 404
    hub.person("ada").ticks(2, "retry #1")
    assert ask("GET", f"{REPO}/issues/2").body["body"] == "- [x] retry #1\n"
    done = ask(
        "PATCH", f"{REPO}/issues/2", {"body": "new", "state": "closed", "state_reason": "completed"}
    ).body
    assert (done["state"], done["state_reason"], done["closed_by"]["login"]) == (
        "closed",
        "completed",
        "suture-bot",
    )
    assert ("cross-referenced", "suture-bot") in kinds(ask)
    assert hub.complaints == []


def test_who_may_not_label_is_not_told_and_cannot_change_others_issues(ask: Asker, hub: Hub) -> None:
    eve = Asker(hub.api_url, "reader-token")
    assert (
        eve("POST", f"{REPO}/issues", {"title": "mine", "labels": ["x"], "assignees": ["ada"]}).body["labels"]
        == []
    )
    assert eve("PATCH", f"{REPO}/issues/1", {"title": "still mine"}).status == 200
    ask("POST", f"{REPO}/issues", {"title": "board"})
    assert eve("PATCH", f"{REPO}/issues/2", {"body": "x"}).status == 403
    assert ask("POST", f"{REPO}/issues", {"title": " "}).status == 422
    eve.close()


def test_issues_that_are_switched_off_are_gone_and_pull_requests_are_not(ask: Asker, hub: Hub) -> None:
    opened(ask, hub)
    ask("POST", f"{REPO}/issues", {"title": "board"})
    hub.state.has_issues = False
    got = ask("POST", f"{REPO}/issues", {"title": "another"})
    assert (got.status, got.message) == (410, "Issues are disabled for this repo")
    assert ask("GET", f"{REPO}/issues/2").status == 410
    assert [one["number"] for one in ask("GET", f"{REPO}/issues?state=all").body] == [1]
    assert ask("POST", f"{REPO}/issues/1/comments", {"body": "fine"}).status == 201
    assert ask("GET", REPO).body["has_issues"] is False


def test_comments_are_made_changed_reacted_to_and_deleted(ask: Asker, hub: Hub) -> None:
    opened(ask, hub)
    hub.state.set_clock(datetime(2027, 1, 4, 9, tzinfo=UTC))
    made = ask("POST", f"{REPO}/issues/1/comments", {"body": "hello"})
    url = f"{REPO}/issues/comments/{made.body['id']}"
    hub.state.set_clock(datetime(2027, 1, 5, 9, tzinfo=UTC))
    changed = ask("PATCH", url, {"body": "hello again"}).body
    assert (changed["created_at"], changed["updated_at"]) == ("2027-01-04T09:00:00Z", "2027-01-05T09:00:00Z")
    assert [ask("POST", f"{url}/reactions", {"content": "eyes"}).status for _ in range(2)] == [201, 200]
    theirs = hub.person("ada").comments(1, "/suture retry")
    assert [one["author_association"] for one in ask("GET", f"{REPO}/issues/1/comments").body] == [
        "COLLABORATOR",
        "MEMBER",
    ]
    (first, second) = [
        one for one in ask("GET", f"{REPO}/issues/1/timeline").body if one["event"] == "commented"
    ]
    assert (first["body"], first["actor"]["type"], second["id"]) == ("hello again", "User", theirs)
    eve = Asker(hub.api_url, "reader-token")
    assert eve("PATCH", url, {"body": "no"}).status == 403
    assert eve("POST", f"{REPO}/issues/1/comments", {"body": "I may speak"}).status == 201
    eve.close()
    assert ask("POST", f"{REPO}/issues/1/comments", {"body": "  "}).message == "Body cannot be blank"
    assert ask("DELETE", url).status == 204 and ask("PATCH", url, {"body": "x"}).status == 404
    assert ask("GET", f"{REPO}/pulls/1").body["comments"] == 2
    assert hub.complaints == []


def test_a_mention_is_logged_in_the_name_of_who_was_mentioned(ask: Asker, hub: Hub) -> None:
    opened(ask, hub)
    made = ask("POST", f"{REPO}/issues/1/comments", {"body": "@ada, see `@bob` <!-- @bob -->"}).body
    assert kinds(ask)[-3:] == [("commented", "suture-bot"), ("mentioned", "ada"), ("subscribed", "ada")]
    ask("PATCH", f"{REPO}/issues/comments/{made['id']}", {"body": "@ada and @bob"})
    assert kinds(ask)[-2:] == [("mentioned", "bob"), ("subscribed", "bob")]


def test_a_review_has_line_comments_that_are_answered_in_threads(ask: Asker, hub: Hub) -> None:
    opened(ask, hub)
    hub.person("bob").pushes("suture/one", {"app/a.py": "one\nchanged\nthree\n"})
    review = hub.person("ada").reviews(
        1, "CHANGES_REQUESTED", "no", [("app/a.py", 2, "why?"), ("app/a.py", 3, "ok")]
    )
    first, second = ask("GET", f"{REPO}/pulls/1/comments").body
    assert (first["line"], first["original_line"], first["pull_request_review_id"]) == (2, 2, review)
    assert first["diff_hunk"].endswith("+changed") and "in_reply_to_id" not in first
    answer = ask("POST", f"{REPO}/pulls/1/comments/{first['id']}/replies", {"body": "because"})
    assert (answer.status, answer.body["in_reply_to_id"], answer.body["path"]) == (
        201,
        first["id"],
        "app/a.py",
    )
    assert answer.body["pull_request_review_id"] != review
    again = ask("POST", f"{REPO}/pulls/1/comments/{answer.body['id']}/replies", {"body": "x"})
    assert (again.status, ask("POST", f"{REPO}/pulls/1/comments/1/replies", {"body": "x"}).status) == (
        422,
        404,
    )
    hub.person("ada").replies(1, first["id"], "I see")
    assert ask("POST", f"{REPO}/pulls/comments/{first['id']}/reactions", {"content": "+1"}).status == 201
    hub.person("bob").pushes("suture/one", {"app/a.py": "zero\none\nelse\nthree\n"})
    lines = [one["line"] for one in ask("GET", f"{REPO}/pulls/1/comments").body]
    assert lines == [None, 4, None, None] and second["line"] == 3
    entries = [one for one in ask("GET", f"{REPO}/issues/1/timeline").body if one["event"] == "reviewed"]
    assert [(one["user"]["login"], one["state"]) for one in entries] == [
        ("ada", "changes_requested"), ("suture-bot", "commented"), ("ada", "commented"),
    ]  # fmt: skip
    assert "submitted_at" in entries[0] and "created_at" not in entries[0] and "actor" not in entries[0]
    assert len(ask("GET", f"{REPO}/pulls/1/reviews/{review}/comments").body) == 2
    assert hub.complaints == []


def test_people_say_that_they_are_away_and_take_themselves_off(ask: Asker, hub: Hub) -> None:
    opened(ask, hub)
    query = "query Q($a: String!, $b: String!) { a: user(login: $a) { status { indicatesLimitedAvailability } } b: user(login: $b) { login } }"
    ada = hub.person("ada")
    ada.goes_away()
    got = ask.graphql(query, a="ada", b="nobody")
    assert got["data"] == {"a": {"status": {"indicatesLimitedAvailability": True}}, "b": None}
    assert got["errors"][0]["type"] == "NOT_FOUND"
    ada.comes_back()
    assert ask.graphql(query, a="ada", b="bob")["data"] == {"a": {"status": None}, "b": {"login": "bob"}}
    ada.assigns(1, "ada")
    ada.unassigns(1)
    hub.person("bob").requests(1, user="ada")
    ada.unrequests(1)
    assert kinds(ask)[-4:] == [("assigned", "ada"), ("unassigned", "ada"), ("review_requested", "bob"), ("review_request_removed", "ada")]  # fmt: skip
    ada.leaves()
    assert ask("GET", f"{REPO}/collaborators/ada").status == 404


def test_permissions_for_words_and_checks_are_asked_for(ask: Asker, hub: Hub) -> None:
    opened(ask, hub)
    said = hub.person("ada").comments(1, "hello")
    narrow = Asker(hub.api_url, "narrow-token")

    def needs(method: str, path: str, body: Any = None) -> tuple[int, str]:
        got: Got = narrow(method, f"{REPO}{path}", body)
        return got.status, got.headers.get("x-accepted-github-permissions", "")

    either = "issues=write; pull_requests=write"
    assert needs("POST", "/issues/1/comments", {"body": "x"}) == (403, either)
    assert needs("PATCH", f"/issues/comments/{said}", {"body": "x"}) == (403, either)
    assert needs("POST", f"/issues/comments/{said}/reactions", {"content": "eyes"}) == (403, either)
    assert needs("POST", "/issues", {"title": "x"}) == (403, "issues=write")
    assert needs("GET", "/commits/main/check-runs") == (403, "checks=read")
    assert needs("GET", "/commits/main/status") == (403, "statuses=read")
    narrow.close()
    hub.person("ada").archives()
    assert ask("POST", f"{REPO}/issues/1/comments", {"body": "x"}).status == 403


def test_what_is_said_and_checked_is_shaped_as_the_official_description_says(ask: Asker, hub: Hub) -> None:
    opened(ask, hub)
    ada = hub.person("ada")
    ada.reviews(1, "COMMENTED", "see", [("app/a.py", 1, "here")])
    said = ada.comments(1, "hello")
    hub.checker.reports(tip(hub), "tests", "success")
    hub.checker.says(tip(hub), "ci", "success")
    got = ask("POST", f"{REPO}/issues/comments/{said}/reactions", {"content": "eyes"})
    assert advice(f"POST {AT}/issues/comments/{{comment_id}}/reactions", 201, got.body) == []
    for template, path in {
        "/issues/comments/{comment_id}": f"/issues/comments/{said}",
        "/issues/{issue_number}/comments": "/issues/1/comments",
        "/pulls/{pull_number}/comments": "/pulls/1/comments",
        "/pulls/{pull_number}/reviews": "/pulls/1/reviews",
        "/commits/{ref}/check-runs": "/commits/main/check-runs",
        "/commits/{ref}/status": "/commits/main/status",
    }.items():
        answer = ask("GET", f"{REPO}{path}").body
        assert advice(f"GET {AT}{template}", 200, answer) == [], template
        assert advice(f"GET {AT}{template}", 200, [{}] if isinstance(answer, list) else {"extra": 1}), (
            template
        )


def test_a_rendered_answer_changes_with_whatever_it_shows(ask: Asker, hub: Hub) -> None:
    opened(ask, hub)

    def seen() -> str:
        texts = [
            ask("GET", f"{REPO}{path}").body
            for path in ("/pulls/1", "/pulls", "/issues/1", "/issues/1/timeline")
        ]
        return str(texts)

    ada, before = hub.person("ada"), seen()
    said = ada.comments(1, "one")
    for act in (
        lambda: ada.edits_comment(said, "two"),
        lambda: ada.labels(1, "x"),
        lambda: ada.edits(1, "new body"),
        lambda: ada.marks_ready(1),
        lambda: ada.pushes("main", {"docs/b.md": "more\n"}),
        lambda: setattr(hub.state, "private", True),
        lambda: hub.state.people.update({"suture-bot": "admin"}),
        lambda: ada.deletes_comment(said),
    ):
        act()
        after = seen()
        assert after != before
        before = after
    assert seen() == before
