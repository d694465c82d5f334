"""The whole adapter against the stateful double over real git, held to GitHub's official description."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import SecretStr

from agent.domain import Change
from agent.forge.github import GithubHost, connect
from agent.forge.values import Did, Lock, PullState, Seen, Trouble, TroubleKind, Wanted
from agent.forge.writes import (
    AddLabels,
    Assign,
    MarkReady,
    NewCommit,
    OpenPull,
    PullText,
    PushBranch,
    RequestReviews,
    Write,
)
from agent.settings import GithubSettings
from tests.doubles.github import Fault, Hub, github
from tests.doubles.repo import commit, git, make_repo
from tests.forge.github.samples import MARKED, wanted

BRANCH = "suture/f00d"
PEOPLE = {"suture-bot": "write", "ada": "admin", "ann": "write", "eve": "read"}


@dataclass(frozen=True)
class Story:
    hub: Hub
    host: GithubHost
    base: str
    new: NewCommit

    @property
    def push(self) -> PushBranch:
        return PushBranch(BRANCH, self.base, (self.new,))

    @property
    def open(self) -> OpenPull:
        return OpenPull(BRANCH, "main", PullText("fix(app): end it", MARKED))

    @property
    def case(self) -> Wanted:
        return wanted(base_sha=self.base, commits=(self.new,))

    def did(self, write: Write) -> Did:
        done = self.host.write(write)
        assert isinstance(done, Did), done
        return done

    def trouble(self, write: Write) -> TroubleKind:
        done = self.host.write(write)
        assert isinstance(done, Trouble), done
        return done.kind

    def seen(self, number: int = 0) -> Seen:
        found = self.host.look(self.case, number)
        assert isinstance(found, Seen), found
        return found


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    folder = make_repo(tmp_path / "shop", {"app.py": "a\nb\nc\n", "run.sh": "x\n", "old.py": "o\n"})
    (folder / "run.sh").chmod(0o755)
    base = commit(folder, {"app.py": "a\nb\nC\n"})
    (folder / "app.py").write_text("a\nB\nC\n")
    (folder / "run.sh").write_text("y\n")
    (folder / "old.py").unlink()
    git(folder, "add", "-A")
    tree = git(folder, "write-tree")
    git(folder, "reset", "-q", "--hard")
    changes = (
        Change("app.py", b"a\nb\nC\n", b"a\nB\nC\n"),
        Change("run.sh", b"x\n", b"y\n", "100755", "100755"),
        Change("old.py", b"o\n", None),
    )
    with github(folder, people=PEOPLE, names={"ada@example.com": "ada"}) as hub:
        settings = GithubSettings(api_url=hub.api_url, token=SecretStr("bot-token"), write_seconds=0.0)
        host = connect(settings, "acme/shop", sleep=lambda _: None)
        yield Story(hub, host, base, NewCommit("fix(app): end it\n", changes, tree))
        host.close()
        assert hub.complaints == []


def test_a_case_goes_from_nothing_to_a_pull_request_that_is_ready_and_asks_its_owners(story: Story) -> None:
    assert (story.seen().branch, story.seen().pull) == (None, None)
    head = story.did(story.push).sha
    number = story.did(story.open).number
    story.did(AddLabels(number, ("security",)))
    draft = story.seen().pull
    assert draft is not None and draft.draft
    story.did(MarkReady(number, draft.node_id))
    assert story.did(Assign(number, ("ann", "nobody"))).refused == ("nobody",)
    assert story.did(RequestReviews(number, ("ann", "nobody", "suture-bot"), ())).refused == (
        "nobody",
        "suture-bot",
    )

    seen = story.seen(number)
    assert seen.branch is not None and [each.sha for each in seen.branch] == [head]
    assert (seen.branch[0].tree, seen.branch[0].parents) == (story.new.tree, (story.base,))
    assert seen.branch[0].author == "suture-bot"
    assert seen.pull is not None and not seen.pull.draft
    assert (seen.pull.labels, seen.pull.assignees, seen.pull.users) == (("security",), ("ann",), ("ann",))
    assert [each.kind for each in seen.events] == [
        "labeled",
        "ready_for_review",
        "assigned",
        "review_requested",
    ]
    ours = story.host.ours()
    assert not isinstance(ours, Trouble) and [each.number for each in ours] == [number]


def test_what_is_there_already_is_not_made_twice(story: Story) -> None:
    story.did(story.push)
    assert story.trouble(story.push) is TroubleKind.EXISTS
    story.did(story.open)
    assert story.trouble(story.open) is TroubleKind.EXISTS


def test_a_branch_is_moved_by_compare_and_swap(story: Story) -> None:
    old = story.did(story.push).sha
    other = NewCommit("fix(app): say it better\n", story.new.changes, story.new.tree)
    moved = story.did(PushBranch(BRANCH, story.base, (other,), old=old))
    assert moved.sha != old
    last = NewCommit("fix(app): too late\n", story.new.changes, story.new.tree)
    assert story.trouble(PushBranch(BRANCH, story.base, (last,), old=old)) is TroubleKind.EXISTS
    branch = story.seen().branch
    assert branch is not None and branch[0].sha == moved.sha


def test_a_person_who_closes_is_seen_with_the_event(story: Story) -> None:
    story.did(story.push)
    number = story.did(story.open).number
    story.hub.person("ada").closes(number)
    seen = story.seen()
    assert seen.pull is not None and seen.pull.state is PullState.CLOSED
    assert [(each.kind, each.actor) for each in seen.events] == [("closed", "ada")]


def test_an_archived_repository_refuses_writes_and_says_so(story: Story) -> None:
    story.hub.state.archived = True
    assert story.seen().repo.archived
    assert story.trouble(story.push) is TroubleKind.PERMISSION


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault.LOST, TroubleKind.UNSURE),
        (Fault.DONE_502, TroubleKind.UNSURE),
        (Fault.CUT, TroubleKind.UNSURE),
        (Fault.SHORT, TroubleKind.UNSURE),
        (Fault.REFUSED_500, TroubleKind.UNSURE),
        (Fault.UNSENT, TroubleKind.UNSURE),
        (Fault.SECONDARY, TroubleKind.LATER),
        (Fault.SECONDARY_BARE, TroubleKind.LATER),
        (Fault.TOO_MANY, TroubleKind.LATER),
        (Fault.PRIMARY, TroubleKind.LATER),
        (Fault.FORBIDDEN, TroubleKind.PERMISSION),
        (Fault.UNAUTHORIZED, TroubleKind.PERMISSION),
        (Fault.INVALID, TroubleKind.REFUSED),
        (Fault.MISSING, TroubleKind.MISSING),
    ],
)
def test_each_fault_of_a_write_is_named_and_nothing_is_sent_again(
    story: Story, fault: Fault, kind: TroubleKind
) -> None:
    story.did(story.push)
    before = len(story.hub.writes)
    story.hub.fail(fault, write=1)
    assert story.trouble(story.open) is kind
    assert len(story.hub.writes) == before + 1
    assert (story.seen().pull is not None) is fault.happens


def test_two_runs_never_hold_the_lock_at_once(story: Story) -> None:
    host = story.host
    first = host.take("run 1", None)
    assert isinstance(first, Lock)
    late = host.take("run 2", None)
    assert isinstance(late, Trouble) and late.kind is TroubleKind.EXISTS
    second = host.take("run 2", first)
    assert isinstance(second, Lock)
    slow = host.take("run 3", first)
    assert isinstance(slow, Trouble) and slow.kind is TroubleKind.EXISTS
    assert host.free(first) is None
    held = host.lock()
    assert isinstance(held, Lock) and (held.sha, held.holder) == (second.sha, "run 2")
    assert host.free(second) is None
    assert host.lock() is None


def test_a_lock_whose_answer_was_lost_is_known_to_be_ours(story: Story) -> None:
    story.hub.fail(Fault.LOST, write=2)
    mine = story.host.take("run 1", None)
    assert isinstance(mine, Lock) and mine.holder == "run 1"


def test_people_are_known_by_access_address_and_lines(story: Story) -> None:
    people = story.host.people
    assert (people.can_write("ann"), people.can_write("eve"), people.can_write("nobody")) == (
        True,
        False,
        False,
    )
    assert people.login_of("ada@example.com") == "ada"
    assert people.authors_of("app.py", [1, 3], story.base) == ("ada",)
    assert people.codeowners_errors("main") == ()
    assert people.team_can_write("acme", "none") is False


def test_sarif_is_taken_in_the_form_it_is_sent(story: Story) -> None:
    sent = story.host.scanning.upload_sarif('{"version": "2.1.0", "runs": []}', story.base, "refs/heads/main")
    assert isinstance(sent, str) and sent
    assert story.host.scanning.alerts() == ()
