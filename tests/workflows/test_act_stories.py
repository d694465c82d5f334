"""The templates run for real under `act` on a repository of the double of GitHub: what a user's first days with
them are like, and what each job can see and do."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.doubles.github import Hub, workflow_token
from tests.doubles.model_server import completion
from tests.doubles.repo import git
from tests.doubles.stories import WITHOUT_MODEL
from tests.workflows.act import Event, Ran, needs_act
from tests.workflows.jobs import permissions
from tests.workflows.shop import MODEL_KEY, SECRETS, asked, copied, shop, start, workflow

FIX, FOLLOW, VERIFY = "suture-fix.yml", "suture-follow.yml", "suture-verify.yml"
CODE, WISH = "app/loader.py", "Please use `yaml.safe_load`."
ANSWER = f"""Reasoning: a safe loader builds plain objects alone.
Summary: Loads with the safe loader.
Assumptions:
- Nobody loads objects.
Fix:

{CODE}
<<<<<<< SEARCH
    return yaml.load(text, Loader=yaml.Loader)
=======
    return yaml.safe_load(text)
>>>>>>> REPLACE
"""
APPROVE = "Assumptions:\n- Nobody loads objects.\n\nVERDICT: APPROVE - nothing breaks it"
BOT = "github-actions[bot]"
REFUSED = (403, "Resource not accessible by integration")

pytestmark = [needs_act, pytest.mark.slow]


@dataclass(frozen=True, slots=True)
class First:
    """The forge after the first scheduled run, nine days ago, and that run."""

    hub: Hub
    ran: Ran


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[First]:
    folder = tmp_path_factory.mktemp("first")
    with shop(folder) as hub:
        hub.state.set_clock(datetime.now(UTC) - timedelta(days=9))
        ran = start(hub, folder, FIX, Event("schedule"))
        assert ran.status == 0, ran.log
        yield First(hub, ran)
        assert hub.complaints == []


@pytest.fixture
def hub(tmp_path: Path, first: First) -> Iterator[Hub]:
    """A copy of that forge, today."""
    with copied(tmp_path, first.hub) as hub:
        yield hub
        assert hub.complaints == []


def ours(hub: Hub) -> list[str]:
    """What was said on the pull request in our name."""
    return [one.body for one in hub.state.comments.where.get(1, []) if one.login == BOT]


def test_a_scheduled_run_opens_pull_requests(first: First) -> None:
    assert [job.id for job in first.ran.jobs] == ["fix", "verify", "publish"]
    assert {job.result for job in first.ran.jobs} == {"success"}
    (pull,) = first.hub.state.pulls.values()
    assert (pull.author, pull.state, pull.draft) == (BOT, "open", False)
    assert pull.users == ["bob"] and {"security", "suture"} <= set(pull.labels)
    assert {request.label for request in first.hub.writes} == {"publish"}
    assert "python-yaml-load-unsafe-loader" in first.ran.job("fix").summary
    assert "/pull/1" in first.ran.job("publish").summary
    assert sorted(place.name for place in first.ran.artifacts.iterdir()) == [
        "suture-proposed",
        "suture-verified",
    ]


def test_a_second_run_opens_none(tmp_path: Path, hub: Hub) -> None:
    ran = start(hub, tmp_path, FIX, Event("schedule"))
    assert ran.status == 0, ran.log
    assert len(hub.state.pulls) == 1 and hub.writes == []


def test_a_run_that_is_started_by_hand_on_another_branch_does_nothing(tmp_path: Path, hub: Hub) -> None:
    payload = {"repository": {"default_branch": "trunk"}}
    assert start(hub, tmp_path, FIX, Event("workflow_dispatch", payload)).started == []


def seen(ran: Ran, job: str) -> list[tuple[str, str]]:
    """What each step of a job saw: the action it belongs to, and all values in one text."""
    found = [one for one in ran.environments if one.job == job]
    assert found, f"nothing was seen of {job}"
    return [(one.action, "\n".join(one.variables.values())) for one in found]


def assert_no_secret(ran: Ran, job: str) -> None:
    """No secret anywhere, and the token, which can only read, goes to the checkout and to nothing else."""
    assert not {"OPENAI_API_KEY", "GITHUB_TOKEN", "GH_TOKEN"} & set(ran.names(job))
    for action, text in seen(ran, job):
        assert not [name for name, value in SECRETS.items() if value in text]
        assert action == "actions/checkout" or not [token for token in ran.tokens.values() if token in text]


def assert_no_model_key(ran: Ran, job: str) -> None:
    """Neither the name nor the value of the model's key, and the job's own token."""
    assert "OPENAI_API_KEY" not in ran.names(job) and "GITHUB_TOKEN" in ran.names(job)
    assert not [text for _, text in seen(ran, job) if MODEL_KEY in text]
    others = [token for name, token in ran.tokens.items() if name != job]
    assert not [text for _, text in seen(ran, job) for token in others if token in text]


def assert_reads_only(hub: Hub, ran: Ran, job: str, text: str) -> None:
    """Every write with the job's token gets GitHub's refusal, and a read gets through."""
    can, path, token = workflow_token(permissions(text)[job]), f"/repos/{hub.state.slug}", ran.tokens[job]
    for method, what, body in (
        ("POST", "/git/refs", {"ref": "refs/heads/x", "sha": hub.state.store.ref("refs/heads/main")}),
        ("POST", "/pulls", {"title": "x", "head": "x", "base": "main"}),
        ("POST", "/issues/1/comments", {"body": "x"}),
        ("PATCH", "/pulls/1", {"state": "closed"}),
    ):
        assert asked(hub, token, can, method, path + what, body) == REFUSED
    assert asked(hub, token, can, "GET", f"{path}/pulls/1")[0] == 200
    pushing = f"/{hub.state.slug}.git/info/refs?service=git-receive-pack"
    assert asked(hub, token, can, "GET", pushing)[0] == 403


def tell(ran: Ran) -> None:
    """Print the names of what each job saw (shown with `-rP`)."""
    for job in ran.started:
        sys.stdout.write(f"{job}: {' '.join(ran.names(job))}\n")


def test_each_job_sees_and_can_do_only_what_it_needs(first: First) -> None:
    ran, text = first.ran, workflow(first.hub, FIX)
    tell(ran)
    assert {"OPENAI_API_KEY", "GITHUB_TOKEN"} <= set(ran.names("fix"))
    given = {one.variables["GITHUB_TOKEN"] for one in ran.environments if "GITHUB_TOKEN" in one.variables}
    assert given == {ran.tokens["fix"], ran.tokens["publish"]}
    assert_reads_only(first.hub, ran, "fix", text)
    assert_no_secret(ran, "verify")
    assert_no_model_key(ran, "publish")
    assert workflow_token(permissions(text)["publish"]).allows("contents=write")


def test_the_follow_up_run_reminds_after_the_configured_days_and_only_once(tmp_path: Path, hub: Hub) -> None:
    ran = start(hub, tmp_path, FOLLOW, Event("schedule"))
    assert ran.status == 0, ran.log
    assert ran.started == ["decide", "publish"]
    (said,) = ours(hub)
    assert "@bob" in said and "still on `main`" in said
    assert {request.label for request in hub.writes} == {"publish"}
    before = len(hub.writes)
    again = start(hub, tmp_path, FOLLOW, Event("schedule"))
    assert again.status == 0, again.log
    assert len(hub.writes) == before and len(ours(hub)) == 1


def test_the_configured_days_are_those_of_the_repository(tmp_path: Path, hub: Hub) -> None:
    hub.person("ada").pushes("main", {"suture.toml": "[follow]\nremind_days = 20\n"})
    ran = start(hub, tmp_path, FOLLOW, Event("schedule"))
    assert ran.status == 0, ran.log
    assert ours(hub) == []


def comment(hub: Hub, login: str, association: str, text: str, number: int = 1) -> Event:
    """Somebody says something on a pull request, and the event of that."""
    made, pull = hub.person(login).comments(number, text), hub.state.pulls[number]
    payload = {
        "action": "created",
        "comment": {"id": made, "body": text, "author_association": association, "user": {"login": login}},
        "issue": {"number": number, "state": "open", "body": pull.body, "pull_request": {"url": "x"}},
        "repository": {"default_branch": "main", "full_name": hub.state.slug},
        "sender": {"login": login},
    }
    return Event("issue_comment", payload, actor=login)


def test_a_command_of_somebody_who_may_write_is_obeyed(tmp_path: Path, hub: Hub) -> None:
    ran = start(
        hub, tmp_path, FOLLOW, comment(hub, "bob", "MEMBER", '/suture snooze 5d"; touch "$HOME/hit"; echo "')
    )
    assert ran.status == 0, ran.log
    assert ran.started == ["decide", "publish"] and ran.job("decide").outputs["go"] == "true"
    assert [login for one in hub.state.comments.on(1) for _, _, login in one.reactions] == [BOT]
    assert not list(tmp_path.rglob("hit"))


@pytest.mark.parametrize("association", ["NONE", "CONTRIBUTOR", "FIRST_TIME_CONTRIBUTOR", "MANNEQUIN"])
def test_a_command_of_a_stranger_starts_nothing(tmp_path: Path, hub: Hub, association: str) -> None:
    hub.state.people["eve"] = "none"
    ran = start(hub, tmp_path, FOLLOW, comment(hub, "eve", association, "/suture close wontfix"))
    assert ran.started == [] and hub.writes == []


def test_a_collaborator_who_may_only_read_starts_nothing_past_the_question_who_they_are(
    tmp_path: Path, hub: Hub
) -> None:
    hub.state.people["eve"] = "read"
    ran = start(hub, tmp_path, FOLLOW, comment(hub, "eve", "COLLABORATOR", "/suture close wontfix"))
    assert ran.status == 0, ran.log
    assert ran.started == ["decide"] and ran.job("decide").outputs["go"] == "false" and hub.writes == []


def test_words_that_are_no_command_start_nothing(tmp_path: Path, hub: Hub) -> None:
    ran = start(hub, tmp_path, FOLLOW, comment(hub, "bob", "MEMBER", "Thank you!"))
    assert ran.started == [] and hub.writes == []


def review(hub: Hub, head: str, association: str = "MEMBER") -> Event:
    """Somebody asks for changes, and the event of that; `head` is the repository of the branch."""
    made = hub.person("bob").reviews(1, "CHANGES_REQUESTED", "", [(CODE, 5, WISH)])
    payload = {
        "action": "submitted",
        "review": {
            "id": made,
            "body": "why?",
            "author_association": association,
            "state": "changes_requested",
        },
        "pull_request": {
            "number": 1,
            "body": hub.state.pulls[1].body,
            "head": {"ref": hub.state.pulls[1].branch, "repo": {"full_name": head}},
        },
        "repository": {"default_branch": "main", "full_name": hub.state.slug},
    }
    return Event("pull_request_review", payload, actor="bob")


def test_changes_that_a_reviewer_asks_for_go_through_four_jobs(tmp_path: Path, hub: Hub) -> None:
    before = hub.state.pulls[1].head_sha
    ran = start(
        hub, tmp_path, FOLLOW, review(hub, hub.state.slug), answers=[completion(ANSWER), completion(APPROVE)],
        machine={"SUTURE_GATES__REQUIRE": WITHOUT_MODEL},
    )  # fmt: skip
    assert ran.status == 0, ran.log
    assert [job.id for job in ran.jobs] == ["decide", "revise", "verify", "publish"]
    pull, text = hub.state.pulls[1], workflow(hub, FOLLOW)
    made = git(hub.state.store.folder, "show", f"{pull.head_sha}:{CODE}")
    assert "return yaml.safe_load(text)" in made
    assert before in git(hub.state.store.folder, "rev-list", pull.head_sha)
    assert {request.label for request in hub.writes} == {"publish"}
    tell(ran)
    assert "OPENAI_API_KEY" in ran.names("revise")
    for job in ("decide", "revise"):
        assert_reads_only(hub, ran, job, text)
    assert_no_secret(ran, "verify")
    for job in ("decide", "publish"):
        assert_no_model_key(ran, job)


def test_a_review_on_a_forks_branch_starts_nothing(tmp_path: Path, hub: Hub) -> None:
    assert start(hub, tmp_path, FOLLOW, review(hub, "eve/shop")).started == []
    assert start(hub, tmp_path, FOLLOW, review(hub, hub.state.slug, "NONE")).started == []
    assert hub.writes == []


@pytest.mark.parametrize("copied", [False, True])
def test_a_command_on_a_forks_pull_request_writes_nothing(tmp_path: Path, hub: Hub, copied: bool) -> None:
    """Not even where the fork's author copied the text of one of ours."""
    hub.state.people["eve"] = "read"
    body = hub.state.pulls[1].body if copied else "mine"
    number = hub.person("eve").opens_from_fork("suture/x", {"app/loader.py": "import os\n"}, body=body)
    ran = start(hub, tmp_path, FOLLOW, comment(hub, "bob", "MEMBER", "/suture retry", number))
    assert hub.writes == [] and "publish" not in ran.started
    assert ran.started == (["decide"] if copied else [])
