from __future__ import annotations

from typing import Any

import pytest

from agent.forge.values import Event, Pull, PullState, Seen, Trouble, TroubleKind, Wanted
from tests.doubles.rest_server import Reply, Script
from tests.forge.github.samples import (
    BASE,
    BRANCH,
    HEAD,
    MARKED,
    REPO,
    SLUG,
    TREE,
    comparison,
    connected,
    listed_commit,
    pull,
    ref,
    refused,
    repository,
    wanted,
)

HEADS = f"GET {REPO}/git/ref/heads"
PULLS, PULL, EVENTS = f"GET {REPO}/pulls", f"GET {REPO}/pulls/1", f"GET {REPO}/issues/1/events"
REVIEWS = f"GET {REPO}/pulls/1/reviews"
ABOVE = f"GET {REPO}/compare/{BASE}...{HEAD}"
NOW = "d" * 40
NOTHING: Script = {f"{HEADS}/main": ref(BASE), PULLS: Reply([])}
PUSHED: Script = {**NOTHING, f"{HEADS}/{BRANCH}": ref(HEAD), ABOVE: comparison(listed_commit())}
OPENED: Script = {
    **PUSHED,
    PULLS: Reply([pull()]),
    PULL: Reply(pull()),
    REVIEWS: Reply([]),
    EVENTS: Reply([]),
}


def look(script: Script, case: Wanted | None = None, number: int = 0) -> Seen:
    with connected(script) as (_, host):
        seen = host.look(case or wanted(), number)
        assert isinstance(seen, Seen), seen
        return seen


def trouble(script: Script, number: int = 0) -> Trouble:
    with connected(script) as (_, host):
        seen = host.look(wanted(), number)
        assert isinstance(seen, Trouble), seen
        return seen


def pull_of(seen: Seen) -> Pull:
    assert seen.pull is not None
    return seen.pull


def test_before_anything_was_written_there_is_nothing() -> None:
    seen = look(NOTHING)
    assert (seen.branch, seen.pull, seen.events, seen.moved, seen.apart) == (None, None, (), (), False)


def test_the_repository_is_read_again() -> None:
    changed = repository(archived=True, permissions={"push": False})
    with connected(NOTHING) as (server, host):
        server.say(f"GET {REPO}", Reply(changed))
        seen = host.look(wanted())
        assert isinstance(seen, Seen)
        assert (seen.repo.archived, seen.repo.can_push) == (True, False)
        assert (host.repo.archived, host.repo.can_push) == (False, True)


def test_rights_that_are_not_told_stay_as_they_were() -> None:
    with connected(NOTHING) as (server, host):
        server.say(f"GET {REPO}", Reply(repository(permissions=None)))
        seen = host.look(wanted())
        assert isinstance(seen, Seen) and seen.repo.can_push


def test_the_commits_of_a_branch_come_newest_first_with_tree_author_and_signature() -> None:
    bot = {"login": "suture-bot"}
    test = listed_commit("1" * 40, author=bot, committer=bot)
    fix = listed_commit("2" * 40, author={}, parents=("1" * 40,))
    branch = look({**PUSHED, ABOVE: comparison(test, fix)}).branch
    assert branch is not None
    assert [(c.sha, c.parents, c.author) for c in branch] == [
        ("2" * 40, ("1" * 40,), ""),
        ("1" * 40, (BASE,), "suture-bot"),
    ]
    assert (branch[0].tree, branch[0].message, branch[0].verified) == (TREE, "fix(app): something", True)


@pytest.mark.parametrize(
    ("committer", "whose"),
    [("suture-bot", "suture-bot"), ("web-flow", "suture-bot"), ("ada", ""), (None, "")],
)
def test_a_commit_that_somebody_else_amended_is_not_its_authors(committer: str | None, whose: str) -> None:
    by = {"login": committer} if committer else None
    commit = listed_commit("1" * 40, author={"login": "suture-bot"}, committer=by)
    branch = look({**PUSHED, ABOVE: comparison(commit)}).branch
    assert branch is not None and branch[0].author == whose


def test_an_open_pull_request_needs_no_look_at_the_base() -> None:
    with connected(OPENED) as (server, host):
        assert isinstance(host.look(wanted(), 1), Seen)
        assert not server.asked(f"{HEADS}/main")


def test_a_comparison_of_many_commits_is_read_page_by_page() -> None:
    first = {"status": "ahead", "total_commits": 2, "commits": [listed_commit("1" * 40)]}
    second = {"status": "ahead", "total_commits": 2, "commits": [listed_commit("2" * 40)]}
    branch = look({**PUSHED, ABOVE: [Reply(first), Reply(second)]}).branch
    assert branch is not None and [commit.sha[0] for commit in branch] == ["2", "1"]


def test_of_a_very_long_branch_only_the_newest_commits_are_read() -> None:
    long = Reply({"status": "ahead", "total_commits": 251, "commits": [listed_commit()]})
    listed = {f"GET {REPO}/commits": Reply([listed_commit("5" * 40), listed_commit("4" * 40)])}
    branch = look({**PUSHED, ABOVE: long, **listed}).branch
    assert branch is not None and [commit.sha[0] for commit in branch] == ["5", "4"]


def test_a_base_commit_that_the_forge_does_not_know_is_replaced_by_the_base_branch() -> None:
    script = {
        **PUSHED,
        ABOVE: refused(404, "Not Found"),
        f"GET {REPO}/compare/main...{HEAD}": comparison(listed_commit()),
    }
    branch = look(script).branch
    assert branch is not None and [commit.sha for commit in branch] == [HEAD]


def test_without_a_base_commit_the_base_branch_is_compared_and_nothing_moved() -> None:
    script = {**PUSHED, f"GET {REPO}/compare/main...{HEAD}": comparison(listed_commit())}
    with connected(script) as (server, host):
        seen = host.look(wanted(base_sha=""))
        assert isinstance(seen, Seen) and seen.branch is not None
        assert ([commit.sha for commit in seen.branch], seen.moved, seen.apart) == ([HEAD], (), False)
        assert [request.path for request in server.requests if "compare" in request.path] == [
            f"{REPO}/compare/main...{HEAD}"
        ]


def test_where_histories_have_nothing_in_common_the_newest_commits_are_read() -> None:
    script = {
        **PUSHED,
        ABOVE: refused(404, "No common ancestor"),
        f"GET {REPO}/commits": Reply([listed_commit()]),
    }
    branch = look(script).branch
    assert branch is not None and len(branch) == 1


def test_a_pull_request_is_seen_as_it_is() -> None:
    told = pull(
        draft=False,
        labels=[{"name": "security"}],
        assignees=[{"login": "ann"}],
        requested_reviewers=[{"login": "bob"}],
        requested_teams=[{"slug": "core"}],
    )
    found = pull_of(look({**OPENED, PULL: Reply(told)}))
    assert (found.number, found.node_id, found.state, found.draft) == (1, "PR_1", PullState.OPEN, False)
    assert (found.title, found.body, found.author) == ("fix(app): something", MARKED, "suture-bot")
    assert (found.branch, found.head_sha, found.head_repo, found.base) == (BRANCH, HEAD, SLUG, "main")
    assert (found.labels, found.assignees, found.users, found.teams) == (
        ("security",),
        ("ann",),
        ("bob",),
        ("core",),
    )
    assert found.created is not None and found.created.hour == 11


def test_the_list_is_asked_for_the_branch_with_its_owner() -> None:
    with connected(OPENED) as (server, host):
        host.look(wanted())
        query = server.asked(PULLS)[0].query
    assert (query["head"], query["state"]) == (f"acme:{BRANCH}", "all")


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"state": "closed"}, PullState.CLOSED),
        ({"state": "closed", "merged_at": "2026-03-02T11:30:00Z"}, PullState.MERGED),
    ],
)
def test_a_closed_pull_request_was_merged_or_not(told: dict[str, Any], state: PullState) -> None:
    assert pull_of(look({**OPENED, PULL: Reply(pull(**told))})).state is state


def test_the_newest_pull_request_of_this_repository_counts() -> None:
    fork = pull(9, head={"ref": BRANCH, "sha": HEAD, "repo": {"full_name": "acme/fork"}})
    script = {
        **OPENED,
        PULLS: Reply([fork, pull(1), pull(2), pull(3, head={"ref": "x", "sha": HEAD, "repo": None})]),
    }
    second = {
        f"GET {REPO}/pulls/2": Reply(pull(2)),
        f"GET {REPO}/pulls/2/reviews": Reply([]),
        f"GET {REPO}/issues/2/events": Reply([]),
    }
    assert pull_of(look({**script, **second})).number == 2


def test_a_forks_pull_request_is_none_of_the_branch() -> None:
    for repo in (None, {"full_name": "acme/fork"}):
        fork = pull(head={"ref": BRANCH, "sha": HEAD, "repo": repo}, user=None)
        seen = look({**OPENED, PULLS: Reply([fork]), PULL: Reply(fork)})
        assert isinstance(seen, Seen) and seen.pull is None


def test_a_known_number_is_read_although_the_list_lags() -> None:
    assert pull_of(look({**OPENED, PULLS: Reply([])}, number=1)).number == 1


def test_a_known_number_is_not_displaced_by_a_fork() -> None:
    fork = pull(9, head={"ref": BRANCH, "sha": HEAD, "repo": {"full_name": "acme/fork"}})
    assert pull_of(look({**OPENED, PULLS: Reply([fork])}, number=1)).number == 1


def test_a_known_number_that_is_not_shown_yet_is_unsure() -> None:
    found = trouble({**OPENED, PULLS: Reply([]), PULL: refused(404, "Not Found")}, number=1)
    assert found.kind is TroubleKind.UNSURE
    assert "pull request 1 is not shown yet" in found.reason


def test_who_reviewed_already_counts_like_who_is_asked() -> None:
    reviews = [{"user": {"login": name}} for name in ("ann", "bob", "suture-bot", "ann")] + [{"user": None}]
    asked = pull(requested_reviewers=[{"login": "bob"}])
    assert pull_of(look({**OPENED, PULL: Reply(asked), REVIEWS: Reply(reviews)})).users == ("bob", "ann")


def test_a_team_that_reviewed_is_known_by_the_events_and_one_taken_off_is_not() -> None:
    told = [
        {"event": "review_requested", "requested_team": {"slug": "core"}},
        {"event": "review_requested", "requested_team": {"slug": "docs"}},
        {"event": "review_request_removed", "requested_team": {"slug": "docs"}},
    ]
    assert pull_of(look({**OPENED, EVENTS: Reply(told)})).teams == ("core",)


def test_a_forge_without_reviews_and_events_has_none() -> None:
    seen = look({**OPENED, REVIEWS: refused(404, "Not Found"), EVENTS: refused(404, "Not Found")})
    assert (pull_of(seen).users, seen.events) == ((), ())


def test_events_say_who_did_what_with_whom() -> None:
    told = [
        {"event": "labeled", "actor": {"login": "ann"}, "label": {"name": "security"}},
        {"event": "assigned", "actor": {"login": "ann"}, "assignee": {"login": "bob"}},
        {"event": "review_requested", "actor": {"login": "ann"}, "requested_reviewer": {"login": "eve"}},
        {"event": "review_requested", "actor": {"login": "ann"}, "requested_team": {"slug": "core"}},
        {"event": "ready_for_review", "actor": {"login": "ann"}},
        {"event": "closed", "actor": None},
    ]
    with connected({EVENTS: Reply(told)}) as (_, host):
        assert host.events(1) == (
            Event("labeled", "ann", "security"),
            Event("assigned", "ann", "bob"),
            Event("review_requested", "ann", "eve"),
            Event("review_requested", "ann", "core"),
            Event("ready_for_review", "ann"),
            Event("closed", ""),
        )


SINCE = f"GET {REPO}/compare/{BASE}...{NOW}"
# A pull request that is closed is looked at whole: another one may have to take its place.
FULL = {
    **OPENED,
    PULL: Reply(pull(state="closed")),
    f"{HEADS}/main": ref(NOW),
    SINCE: comparison(files=tuple({"filename": str(n)} for n in range(300))),
}
TREES = {f"GET {REPO}/git/trees/{sha}": Reply({"sha": "t", "tree": []}) for sha in (BASE, NOW)}


@pytest.mark.parametrize("line", [*FULL, *TREES])
def test_a_fault_in_any_part_of_a_look_is_trouble(line: str) -> None:
    with connected({**FULL, **TREES}) as (server, host):
        assert isinstance(host.look(wanted(), 1), Seen)
        server.say(line, refused(500, "Server Error"))
        found = host.look(wanted(), 1)
        assert isinstance(found, Trouble) and found.kind is TroubleKind.UNSURE


def test_a_look_fails_when_the_repository_does() -> None:
    with connected(NOTHING) as (server, host):
        server.say(f"GET {REPO}", refused(404, "Not Found"))
        found = host.look(wanted())
        assert isinstance(found, Trouble) and found.kind is TroubleKind.MISSING


def test_a_fault_of_the_stand_in_comparison_and_of_the_commit_list_is_trouble() -> None:
    script = {**PUSHED, ABOVE: refused(404, "Not Found")}
    assert (
        trouble({**script, f"GET {REPO}/compare/main...{HEAD}": refused(500, "x")}).kind is TroubleKind.UNSURE
    )
    assert trouble({**script, f"GET {REPO}/commits": refused(500, "x")}).kind is TroubleKind.UNSURE
