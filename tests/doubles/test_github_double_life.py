"""The rules that our double of GitHub keeps for branches, merging, checks and time."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

from tests.doubles.asking import REPO, Asker, opened, tip
from tests.doubles.github import Hub
from tests.doubles.repo import git


def kinds(ask: Asker, number: int = 1) -> list[tuple[str, str]]:
    """The timeline: what, and by whom."""
    found = ask("GET", f"{REPO}/issues/{number}/timeline?per_page=100").body
    return [(one["event"], (one.get("actor") or one.get("user") or {}).get("login", "")) for one in found]


def ready(ask: Asker, hub: Hub, branch: str = "suture/one") -> int:
    number: int = opened(ask, hub, branch, draft=False)["number"]
    return number


def test_a_push_dismisses_an_approval_when_it_changes_what_was_approved(ask: Asker, hub: Hub) -> None:
    ready(ask, hub)
    hub.state.dismisses = True
    hub.person("ada").reviews(1, "APPROVED")
    hub.person("bob").pushes("main", {"docs/b.md": "moved\n"})
    hub.person("bob").updates_branch(1)
    assert ask("GET", f"{REPO}/pulls/1/reviews").body[0]["state"] == "APPROVED"
    hub.person("bob").pushes("suture/one", {"app/a.py": "other\n"})
    assert ask("GET", f"{REPO}/pulls/1/reviews").body[0]["state"] == "DISMISSED"
    assert ("review_dismissed", "bob") in kinds(ask) and ("reviewed", "ada") in kinds(ask)


def test_mergeable_tells_conflicts_drafts_checks_and_bases_that_moved(ask: Asker, hub: Hub) -> None:
    number, bob, ci = ready(ask, hub), hub.person("bob"), hub.checker

    def how() -> tuple[bool | None, str]:
        got = ask("GET", f"{REPO}/pulls/{number}").body
        return got["mergeable"], got["mergeable_state"]

    head = tip(hub, "suture/one")
    assert how() == (True, "clean")
    ci.reports(head)
    assert how() == (True, "unstable")
    ci.reports(head, conclusion="success")
    assert how() == (True, "clean")
    hub.state.strict.add("main")
    bob.pushes("main", {"docs/b.md": "moved\n"})
    assert how() == (True, "behind")
    hub.state.reviewed.add("main")
    assert how() == (True, "blocked")
    bob.makes_draft(number)
    assert how() == (True, "draft")
    hub.state.lag_mergeable = 1
    bob.pushes("main", {"app/a.py": "in the way\n"})
    assert [how(), how()] == [(None, "unknown"), (False, "dirty")]
    bob.closes(number)
    assert how() == (None, "unknown")


def test_both_sides_of_a_file_are_merged_as_git_merges_them(ask: Asker, hub: Hub) -> None:
    bob = hub.person("bob")
    bob.pushes("main", {"app/long.py": "".join(f"line {n}\n" for n in range(30))})
    text = hub.state.store.blob
    bob.pushes("suture/one", {"app/long.py": "first\n" + "".join(f"line {n}\n" for n in range(1, 30))})
    bob.pushes("main", {"app/long.py": "".join(f"line {n}\n" for n in range(29)) + "last\n"})
    sha = bob.merges(ready(ask, hub))
    (blob,) = [
        one["sha"] for one in ask("GET", f"{REPO}/contents/app?ref={sha}").body if one["name"] == "long.py"
    ]
    lines = text(blob).decode().splitlines()
    assert (lines[0], lines[1], lines[-1], len(lines)) == ("first", "line 1", "last", 30)


def test_checks_and_statuses_are_told_by_commit(ask: Asker, hub: Hub) -> None:
    sha, ci = tip(hub), hub.checker
    ci.reports(sha, "tests", "failure")
    ci.reports(sha, "tests", "success")
    ci.reports(sha, "lint")
    ci.waits(sha, "deploy")
    ci.says(sha, "ci/other", "failure")
    runs = ask("GET", f"{REPO}/commits/{sha}/check-runs").body
    assert {(run["name"], run["status"], run["conclusion"]) for run in runs["check_runs"]} == {
        ("tests", "completed", "success"), ("lint", "in_progress", None),
    }  # fmt: skip
    assert ask("GET", f"{REPO}/commits/main/check-runs?filter=all").body["total_count"] == 3
    suites = ask("GET", f"{REPO}/commits/{sha}/check-suites").body["check_suites"]
    assert [one["conclusion"] for one in suites if not one["latest_check_runs_count"]] == ["action_required"]
    whole = ask("GET", f"{REPO}/commits/{sha}/status").body
    assert (whole["state"], whole["total_count"], whole["statuses"][0]["context"]) == (
        "failure",
        1,
        "ci/other",
    )
    other = hub.person("bob").pushes("work", {"docs/b.md": "x\n"})
    assert ask("GET", f"{REPO}/commits/{other}/status").body["state"] == "pending"
    assert ask("GET", f"{REPO}/commits/{'1' * 40}/check-runs").status == 422
    ci.starts(sha, "deploy")
    assert len(ask("GET", f"{REPO}/commits/{sha}/check-runs").body["check_runs"]) == 3
    assert hub.complaints == []


def test_deleting_the_branch_closes_and_is_logged_for_who_did_it(ask: Asker, hub: Hub) -> None:
    opened(ask, hub)
    ready(ask, hub, "suture/two")
    hub.person("ada").merges(2, "squash")
    for name in ("one", "two"):
        assert ask("DELETE", f"{REPO}/git/refs/heads/suture/{name}").status == 204
    assert kinds(ask)[-2:] == [("closed", "suture-bot"), ("head_ref_deleted", "suture-bot")]
    assert kinds(ask, 2)[-3:] == [("merged", "ada"), ("closed", "ada"), ("head_ref_deleted", "suture-bot")]
    pull = ask("GET", f"{REPO}/pulls/1").body
    assert (pull["state"], pull["merged"]) == ("closed", False) and pull["closed_at"]


def test_merging_is_by_commit_squash_queue_or_push(ask: Asker, hub: Hub) -> None:
    ada = hub.person("ada")
    numbers = [ready(ask, hub, f"suture/{n}") for n in range(4)]
    for number in numbers:
        ada.pushes(f"suture/{number - 1}", {"app/a.py": "one\ntwo\nthree\n", f"app/{number}.py": "x\n"})
    merge, squash = ada.merges(numbers[0], edits={"app/more.py": "y\n"}), ada.merges(numbers[1], "squash")
    parents = [len(ask("GET", f"{REPO}/git/commits/{sha}").body["parents"]) for sha in (merge, squash)]
    assert parents == [2, 1] and ask("GET", f"{REPO}/contents/app/more.py").status == 200
    ada.queues(numbers[2])
    ada.pushes("suture/2", {"app/late.py": "z\n"})
    ada.queues(numbers[2])
    ada.queue_merges(numbers[2])
    queue = "github-merge-queue[bot]"
    assert [one for one in kinds(ask, numbers[2]) if one[0] != "committed"] == [
        ("added_to_merge_queue", "ada"), ("removed_from_merge_queue", "ada"), ("added_to_merge_queue", "ada"),
        ("removed_from_merge_queue", queue), ("merged", queue), ("closed", queue),
    ]  # fmt: skip
    ada.updates_branch(numbers[3])
    hub.state.store.set_ref("refs/heads/main", tip(hub, "suture/3"))
    pull = ask("GET", f"{REPO}/pulls/{numbers[3]}").body
    assert pull["merged"] and pull["merged_at"] and ("merged", "suture-bot") in kinds(ask, numbers[3])
    assert not ada.can_merge(numbers[3])
    assert ask("PATCH", f"{REPO}/pulls/{numbers[3]}", {"state": "open"}).status == 422


def test_the_timeline_tells_forced_pushes_and_keeps_the_order_of_one_moment(ask: Asker, hub: Hub) -> None:
    hub.state.set_clock(datetime(2027, 1, 4, 9, tzinfo=UTC))
    old = hub.person("bob").pushes("suture/one", {"app/a.py": "1\n"})
    opened(ask, hub)
    ada = hub.person("ada")
    ada.comments(1, "before")
    new = hub.person("bob").pushes("suture/one", {"app/a.py": "2\n"})
    ada.closes(1, "not now")
    ada.reopens(1)
    assert [kind for kind, _ in kinds(ask)] == [
        "committed", "commented", "committed", "commented", "closed", "reopened",
    ]  # fmt: skip
    hub.person("bob").force_pushes("suture/one", old)
    assert kinds(ask)[-1] == ("head_ref_force_pushed", "bob") and new != old
    stamps = {
        one.get("created_at", "2027-01-04T09:00:00Z") for one in ask("GET", f"{REPO}/issues/1/timeline").body
    }
    assert stamps == {"2027-01-04T09:00:00Z"}
    (commit,) = ask("GET", f"{REPO}/pulls/1/commits").body
    assert commit["commit"]["committer"]["date"] == "2027-01-04T09:00:00Z"


def test_the_clock_stands_until_it_is_set_and_renews_the_limit(ask: Asker, hub: Hub) -> None:
    start = datetime(2027, 1, 4, 9, tzinfo=UTC)
    hub.state.set_clock(start)
    assert ask("GET", REPO).headers["date"] == "Mon, 04 Jan 2027 09:00:00 GMT"
    hub.state.remaining = 0
    got = ask("GET", REPO)
    assert (got.status, int(got.headers["x-ratelimit-reset"])) == (403, int(start.timestamp()) + 3600)
    hub.state.set_clock(start + timedelta(hours=1))
    assert ask("GET", REPO).headers["x-ratelimit-remaining"] == "4999"


def test_whoever_looks_at_refs_sees_them_whole_while_git_and_others_write(hub: Hub) -> None:
    store, sha, missing = hub.state.store, tip(hub), threading.Event()

    def look() -> None:
        for _ in range(300):
            if store.ref("refs/heads/main") != sha:
                missing.set()

    readers = [threading.Thread(target=look) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(40):
        store.set_ref(f"refs/heads/more/{number}", sha)
        store.look_again()
    git(store.folder, "update-ref", "refs/heads/by-git", sha)
    git(store.folder, "update-ref", "-d", "refs/heads/more/0")
    for reader in readers:
        reader.join()
    assert not missing.is_set() and store.ref("refs/heads/by-git") == sha
    assert len(store.refs("refs/heads/more/")) == 39
