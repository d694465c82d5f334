"""The rules that our double of GitHub keeps for pull requests."""

from __future__ import annotations

from tests.doubles.asking import REPO, Asker, opened, tip
from tests.doubles.github import Hub


def test_a_pull_request_is_made_once_and_only_for_something(ask: Asker, hub: Hub) -> None:
    made = opened(ask, hub)
    hub.state.store.set_ref("refs/heads/same", tip(hub))

    def again(**more: str) -> str:
        return ask(
            "POST", f"{REPO}/pulls", {"title": "t", "head": "suture/one", "base": "main", **more}
        ).message

    assert again() == "A pull request already exists for acme:suture/one."
    assert again(head="same") == "No commits between main and same"
    assert "'field': 'head', 'code': 'invalid'" in again(head="none")
    assert "'field': 'base', 'code': 'invalid'" in again(base="none")
    assert "too long" in again(body="x" * 65_537)
    assert "missing_field" in again(title=" ")
    assert made["draft"] is True and made["user"]["login"] == "suture-bot"
    assert hub.complaints == []


def test_pulls_are_listed_by_head_state_and_page(ask: Asker, hub: Hub) -> None:
    for number in range(3):
        opened(ask, hub, f"suture/{number}")
    hub.person("ada").closes(1)
    found = ask("GET", f"{REPO}/pulls?head=acme:suture/1&state=all").body
    assert [pull["number"] for pull in found] == [2]
    page = ask("GET", f"{REPO}/pulls?state=all&per_page=2&sort=created&direction=asc")
    assert [pull["number"] for pull in page.body] == [1, 2]
    assert 'page=2>; rel="next"' in page.headers["link"]
    assert [pull["number"] for pull in ask("GET", f"{REPO}/issues?creator=suture-bot&state=closed").body] == [
        1
    ]
    assert [pull["number"] for pull in ask("GET", f"{REPO}/pulls").body] == [3, 2]


def test_a_pull_request_follows_its_branch_and_ends_with_it(ask: Asker, hub: Hub) -> None:
    opened(ask, hub)
    sha = hub.person("bob").pushes("suture/one", {"docs/b.md": "more\n"})
    pull = ask("GET", f"{REPO}/pulls/1").body
    assert (pull["head"]["sha"], pull["commits"], pull["changed_files"]) == (sha, 2, 2)
    assert (
        len(ask("GET", f"{REPO}/pulls/1/files").body) == len(ask("GET", f"{REPO}/pulls/1/commits").body) == 2
    )
    hub.person("bob").deletes_branch("suture/one")
    assert ask("GET", f"{REPO}/pulls/1").body["state"] == "closed"
    events = [
        (event["event"], event["actor"]["login"]) for event in ask("GET", f"{REPO}/issues/1/events").body
    ]
    assert events == [("closed", "bob"), ("head_ref_deleted", "bob")]
    assert ask("PATCH", f"{REPO}/pulls/1", {"state": "open"}).status == 422


def test_what_people_do_is_told_with_their_name(ask: Asker, hub: Hub) -> None:
    opened(ask, hub)
    ada = hub.person("ada")
    ada.retitles(1, "mine")
    ada.labels(1, "keep")
    ada.assigns(1, "bob")
    ada.unassigns(1, "bob")
    ada.requests(1, user="bob")
    hub.person("bob").reviews(1, "APPROVED", "fine")
    ada.marks_ready(1)
    ada.updates_branch(1)
    ada.merges(1)
    events = [event["event"] for event in ask("GET", f"{REPO}/issues/1/events").body]
    assert events == [
        "renamed", "labeled", "assigned", "unassigned", "review_requested", "ready_for_review", "merged", "closed",
    ]  # fmt: skip
    timeline = ask("GET", f"{REPO}/issues/1/timeline").body
    assert {"committed", "reviewed"} <= {entry["event"] for entry in timeline}
    pull = ask("GET", f"{REPO}/pulls/1").body
    assert (pull["merged"], pull["merged_by"]["login"], pull["requested_reviewers"]) == (True, "ada", [])
    (review,) = ask("GET", f"{REPO}/pulls/1/reviews").body
    assert (review["user"]["login"], review["state"]) == ("bob", "APPROVED")
    assert tip(hub) == pull["merge_commit_sha"]


def test_one_bad_reviewer_fails_the_whole_request(ask: Asker, hub: Hub) -> None:
    opened(ask, hub)
    url = f"{REPO}/pulls/1/requested_reviewers"
    assert (
        ask("POST", url, {"reviewers": ["suture-bot"]}).message
        == "Review cannot be requested from pull request author."
    )
    assert "from collaborators" in ask("POST", url, {"reviewers": ["ada", "out"]}).message
    assert ask("POST", url, {"team_reviewers": ["elsewhere"]}).status == 422
    assert ask("GET", url).body == {"users": [], "teams": []}
    got = ask("POST", url, {"reviewers": ["ada"], "team_reviewers": ["security"]}).body
    assert (got["requested_reviewers"][0]["login"], got["requested_teams"][0]["slug"]) == ("ada", "security")
    actions = Asker(hub.api_url, "actions-token")
    assert actions("POST", url, {"team_reviewers": ["security"]}).status == 403
    actions.close()
    assert [event["event"] for event in ask("GET", f"{REPO}/issues/1/events").body] == [
        "review_requested"
    ] * 2
    assert ask("DELETE", url, {"reviewers": ["ada"]}).body["requested_reviewers"] == []


def test_labels_and_assignees_keep_githubs_limits(ask: Asker, hub: Hub) -> None:
    opened(ask, hub)
    url = f"{REPO}/issues/1"
    assert ask("POST", f"{url}/labels", {"labels": ["x" * 51]}).status == 422
    assert [label["name"] for label in ask("POST", f"{url}/labels", ["security", "suture"]).body] == [
        "security",
        "suture",
    ]
    assert ask("DELETE", f"{url}/labels/suture").status == 200
    got = ask("POST", f"{url}/assignees", {"assignees": ["ada", "out", "nobody", "suture[bot]"]})
    assert [who["login"] for who in got.body["assignees"]] == ["ada"]
    assert [ask("GET", f"{REPO}/assignees/{who}").status for who in ("ada", "out")] == [204, 404]
    for number in range(11):
        hub.state.people[f"p{number}"] = "read"
    many = ask("POST", f"{url}/assignees", {"assignees": [f"p{number}" for number in range(11)]})
    assert len(many.body["assignees"]) == 10
    assert hub.complaints == []


READY = "mutation M($input: MarkPullRequestReadyForReviewInput!) { markPullRequestReadyForReview(input: $input) { clientMutationId pullRequest { isDraft } } }"
DRAFT = READY.replace("MarkPullRequestReadyForReview", "ConvertPullRequestToDraft").replace(
    "markPullRequestReadyForReview", "convertPullRequestToDraft"
)


def test_ready_asks_code_owners_and_a_draft_does_not(ask: Asker, hub: Hub) -> None:
    hub.state.code_owners = {"": ["@bob"], "app/": ["@ada", "@acme/security", "@suture-bot", "@eve"]}
    made = opened(ask, hub)
    assert made["requested_reviewers"] == []
    got = ask.graphql(READY, input={"pullRequestId": made["node_id"]})
    assert got == {
        "data": {
            "markPullRequestReadyForReview": {"clientMutationId": None, "pullRequest": {"isDraft": False}}
        }
    }
    pull = ask("GET", f"{REPO}/pulls/1").body
    assert [who["login"] for who in pull["requested_reviewers"]] == ["ada"]
    assert [team["slug"] for team in pull["requested_teams"]] == ["security"]
    assert ask.graphql(DRAFT, input={"pullRequestId": made["node_id"]})["data"]["convertPullRequestToDraft"][
        "pullRequest"
    ]["isDraft"]
    wrong = ask.graphql(READY, input={"pullRequestId": "PR_no"})
    assert wrong["errors"][0]["type"] == "NOT_FOUND"
    assert hub.complaints == []
    ask.graphql("mutation { mergePullRequest(input: {}) { x } }")
    assert len(hub.complaints) == 1


def test_people_take_back_what_was_done(ask: Asker, hub: Hub) -> None:
    first = tip(hub)
    opened(ask, hub, draft=False)
    ada = hub.person("ada")
    ask("POST", f"{REPO}/issues/1/labels", ["security"])
    ask("POST", f"{REPO}/pulls/1/requested_reviewers", {"reviewers": ["ada"], "team_reviewers": ["security"]})
    ada.unlabels(1, "security")
    ada.unrequests(1, user="ada", team="security")
    ada.makes_draft(1)
    ada.edits(1, "my words")
    ada.closes(1)
    ada.reopens(1)
    ada.pushes("main", {"docs/b.md": "on\n"})
    ada.force_pushes("main", first)
    pull = ask("GET", f"{REPO}/pulls/1").body
    assert [pull[name] for name in ("draft", "labels", "body", "state")] == [True, [], "my words", "open"]
    assert (pull["requested_reviewers"], pull["requested_teams"], pull["base"]["sha"]) == ([], [], first)
    done = [
        event["event"]
        for event in ask("GET", f"{REPO}/issues/1/events").body
        if event["actor"]["login"] == "ada"
    ]
    assert done == [
        "unlabeled", "review_request_removed", "review_request_removed", "convert_to_draft", "closed", "reopened",
    ]  # fmt: skip


def test_a_pull_request_outlives_the_fork_it_came_from(ask: Asker, hub: Hub) -> None:
    number = hub.person("mallory").opens_from_fork("x", {"app/a.py": "new\n"})
    hub.state.pulls[number].head_slug = ""
    pull = ask("GET", f"{REPO}/pulls/{number}").body
    assert (pull["state"], pull["head"]["repo"]) == ("open", None)
    assert ask("GET", f"{REPO}/pulls").status == 200


def test_graphql_reads_fragments_variables_and_says_what_it_does_not_know(ask: Asker, hub: Hub) -> None:
    made = opened(ask, hub)
    ask("POST", f"{REPO}/issues/1/labels", ["security"])
    query = """fragment pr on PullRequest { number, isDraft, labels(first: 5) { nodes { name } } }
    query Q($n: Int!, $state: [PullRequestState!] = OPEN) { repository(owner: "acme", name: "shop") {
      one: pullRequest(number: $n) { ...pr } pullRequests(states: $state, first: 3) { totalCount nodes { ...pr } } } }"""
    found = ask.graphql(query, n=made["number"])["data"]["repository"]
    shown = {"number": 1, "isDraft": True, "labels": {"nodes": [{"name": "security"}]}}
    assert found == {"one": shown, "pullRequests": {"totalCount": 1, "nodes": [shown]}}
    assert ask.graphql(query, n=2)["errors"][0]["type"] == "NOT_FOUND"
    assert hub.complaints == []
    wrong = [
        "query { viewer { password } }",
        "query Q($n: Int!) { viewer { login } }",
        "query { repository(owner: $o, name: 1) { id } }",
        "query { viewer }",
        "query { viewer { login }",
        READY.replace("pullRequestId", "id"),
    ]
    assert all("errors" in ask.graphql(text, input={"id": made["node_id"]}) for text in wrong)
    assert len(hub.complaints) == len(wrong)
