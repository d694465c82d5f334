"""Following against the stateful double over real git, held to GitHub's official description."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import SecretStr

from agent.domain import Change
from agent.forge.github import GithubHost, connect
from agent.forge.values import Act, Checks, Did, PullState, Thread, Trouble, TroubleKind
from agent.forge.writes import (
    ClosePull,
    Comment,
    DeleteBranch,
    EditIssue,
    EditPull,
    NewCommit,
    OpenIssue,
    OpenPull,
    PullText,
    PushBranch,
    PushOn,
    React,
    Reply,
    Where,
    Write,
)
from agent.settings import GithubSettings
from tests.doubles.github import Hub, github
from tests.doubles.repo import commit, git, make_repo
from tests.forge.github.samples import MARKED

BRANCH = "suture/f00d"
PEOPLE = {"suture-bot": "write", "ada": "admin", "ann": "write"}
MARK = "<!-- suture:board v1"


def tree_with(folder: Path, text: str) -> str:
    (folder / "app.py").write_text(text)
    git(folder, "add", "-A")
    tree = git(folder, "write-tree")
    git(folder, "reset", "-q", "--hard")
    return tree


@dataclass
class Life:
    """An open pull request that turns `b` into `B`."""

    hub: Hub
    host: GithubHost
    folder: Path
    base: str
    number: int = 0
    head: str = ""

    def did(self, write: Write) -> Did:
        done = self.host.write(write)
        assert isinstance(done, Did), done
        return done

    def trouble(self, write: Write) -> TroubleKind:
        done = self.host.write(write)
        assert isinstance(done, Trouble), done
        return done.kind

    def acts(self) -> tuple[Act, ...]:
        found = self.host.history(self.number)
        assert isinstance(found, tuple), found
        return found

    def threads(self) -> tuple[Thread, ...]:
        found = self.host.threads(self.number)
        assert isinstance(found, tuple), found
        return found

    def push(self, text: str, merged: str = "") -> PushOn:
        """One more commit whose tree is the base's with this text."""
        new = NewCommit(
            "fix(app): again\n",
            (Change("app.py", b"a\nb\n", text.encode()),),
            tree_with(self.folder, text),
        )
        return PushOn(self.number, BRANCH, self.head, self.base, new, merged)


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    folder = make_repo(tmp_path / "shop", {"app.py": "a\nb\n"})
    base = commit(folder, {"other.py": "o\n"})
    with github(folder, people=PEOPLE) as hub:
        settings = GithubSettings(api_url=hub.api_url, token=SecretStr("bot-token"), write_seconds=0.0)
        host = connect(settings, "acme/shop", sleep=lambda _: None)
        made = Life(hub, host, folder, base)
        first = made.push("a\nB\n").commit
        made.head = made.did(PushBranch(BRANCH, base, (first,))).sha
        made.number = made.did(OpenPull(BRANCH, "main", PullText("fix(app): end it", MARKED))).number
        yield made
        host.close()
        assert hub.complaints == []


def test_one_more_commit_is_put_on_the_branch_and_on_nothing_else(life: Life) -> None:
    again = life.push("a\nBB\n")
    done = life.did(again)
    pull = life.host.pull(life.number)
    assert not isinstance(pull, Trouble) and pull.head_sha == done.sha != life.head
    commits = life.host.commits(life.number)
    assert isinstance(commits, tuple)
    assert [(each.sha, each.author) for each in commits] == [
        (life.head, "suture-bot"),
        (done.sha, "suture-bot"),
    ]
    assert (commits[1].tree, commits[1].parents) == (again.commit.tree, (life.head,))
    assert life.trouble(again) is TroubleKind.EXISTS


def test_the_base_is_merged_in_with_the_commit(life: Life) -> None:
    done = life.did(life.push("a\nBB\n", merged=life.base))
    commits = life.host.commits(life.number)
    assert isinstance(commits, tuple)
    assert (commits[-1].sha, commits[-1].parents) == (done.sha, (life.head, life.base))


def test_what_people_push_is_never_lost(life: Life) -> None:
    theirs = life.hub.person("ann").pushes(BRANCH, {"app.py": "mine\n"})
    assert life.trouble(life.push("a\nBB\n")) is TroubleKind.EXISTS
    assert life.trouble(DeleteBranch(life.number, BRANCH, life.head)) is TroubleKind.EXISTS
    assert life.host.base(BRANCH) == theirs
    pushed = [act for act in life.acts() if act.kind == "committed"]
    assert [(act.subject, act.actor, act.person) for act in pushed] == [
        (life.head, "suture-bot", True),
        (theirs, "ann", True),
    ]


def test_what_was_said_and_done_is_in_the_history(life: Life) -> None:
    ann = life.hub.person("ann")
    life.did(Comment(life.number, "hello"))
    ann.reviews(life.number, "CHANGES_REQUESTED", "please not")
    ann.assigns(life.number, "ann")
    ann.unassigns(life.number, "ann")
    ann.closes(life.number)
    acts = life.acts()
    said, review, _, taken_off, closed = [act for act in acts if act.kind != "committed"]
    assert (said.kind, said.actor, said.text) == ("commented", "suture-bot", "hello")
    assert (review.actor, review.subject, review.text) == ("ann", "changes_requested", "please not")
    assert (taken_off.kind, taken_off.actor, taken_off.subject) == ("unassigned", "ann", "ann")
    assert (closed.kind, closed.actor, closed.person) == ("closed", "ann", True)
    assert said.id and review.id and not closed.id
    assert all(act.when.tzinfo for act in acts)

    life.did(Comment(life.number, "hello again", edits=said.id))
    life.did(React(life.number, Where.COMMENT, said.id, "eyes"))
    assert [act.text for act in life.acts() if act.kind == "commented"] == ["hello again"]


def test_text_is_replaced_the_pull_request_closed_and_the_branch_deleted(life: Life) -> None:
    life.did(EditPull(life.number, "new text"))
    life.did(ClosePull(life.number))
    pull = life.host.pull(life.number)
    assert not isinstance(pull, Trouble)
    assert (pull.state, pull.title, pull.body) == (PullState.CLOSED, "fix(app): end it", "new text")
    assert pull.ended is not None
    gone = DeleteBranch(life.number, BRANCH, life.head)
    life.did(gone)
    found = life.host.base(BRANCH)
    assert isinstance(found, Trouble) and found.kind is TroubleKind.MISSING
    before = len(life.hub.writes)
    assert life.did(gone) and len(life.hub.writes) == before


def test_the_dashboard_is_one_issue_that_is_found_again(life: Life) -> None:
    assert life.host.issues(MARK) == ()
    number = life.did(OpenIssue("Board", f"{MARK} {{}} -->", ("suture",))).number
    life.did(EditIssue(number, f"{MARK} {{}} -->\nnew"))
    found = life.host.issues(MARK)
    assert isinstance(found, tuple)
    assert [(each.number, each.open, each.title, each.body) for each in found] == [
        (number, True, "Board", f"{MARK} {{}} -->\nnew")
    ]


def test_nothing_is_known_of_checks_threads_and_busy_people_before_there_are_any(life: Life) -> None:
    assert life.host.checks(life.head) == Checks()
    assert life.host.threads(life.number) == ()
    assert life.host.people.busy("ann") is False


def test_checks_and_statuses_are_read_as_they_come_in(life: Life) -> None:
    checker = life.hub.checker
    checker.reports(life.head, "unit", "failure")
    checker.reports(life.head, "docs", "cancelled")
    checker.starts(life.head, "slow")
    checker.waits(life.head)
    checker.says(life.head, "ci/lint", "error")
    checker.says(life.head, "ci/types", "pending")
    found = life.host.checks(life.head)
    assert isinstance(found, Checks)
    assert (found.red, found.pending) == (("unit", "ci/lint"), ("slow", "ci/types"))
    assert len(found.waiting) == 1


def test_a_thread_is_answered_and_acknowledged_where_it_is(life: Life) -> None:
    ann = life.hub.person("ann")
    ann.reviews(life.number, "COMMENTED", "see below", lines=(("app.py", 2, "why not c?"),))
    (thread,) = life.threads()
    assert (thread.path, thread.line, thread.review != 0) == ("app.py", 2, True)
    life.did(Reply(life.number, thread.id, "because"))
    life.did(React(life.number, Where.THREAD, thread.id, "eyes"))
    ann.replies(life.number, thread.id, "ah")
    (answered,) = life.threads()
    assert [(one.login, one.text) for one in answered.comments] == [
        ("ann", "why not c?"),
        ("suture-bot", "because"),
        ("ann", "ah"),
    ]
    assert answered.id == thread.id
    gone = Reply(life.number, thread.id + 999, "lost")
    assert life.trouble(gone) in (TroubleKind.MISSING, TroubleKind.REFUSED)


def test_who_is_away_says_so(life: Life) -> None:
    life.hub.person("ann").goes_away()
    assert life.host.people.busy("ann") is True
    assert life.host.people.busy("ada") is False
    assert life.host.people.busy("nobody") is False
