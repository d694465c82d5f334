"""Each rule of a pull request's life."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent.forge.delivery.decide import Settled, Stopped, closed_by_us, decide, lone
from agent.forge.values import Commit, Event, Pull, PullState, Repo, Seen
from agent.forge.writes import AddLabels, Assign, MarkReady, OpenPull, Proposing, PushBranch, RequestReviews
from tests.doubles.forge_memory import BASE_SHA, BRANCH, COMMITS, LOGIN, REPO, STOP, WANTED, message_of
from tests.forge.delivery.samples import (
    DONE,
    FIX,
    LABELED,
    MADE_READY,
    OLD,
    OURS,
    PULL,
    READY,
    TEST,
    THEIRS,
    seen,
)


def closed(actor: str, *more: Event) -> Seen:
    return seen(replace(DONE, state=PullState.CLOSED), *more, Event("closed", actor))


def stopped(step: object) -> Stopped:
    assert isinstance(step, Stopped)
    return step


# The way from nothing to done


def test_without_a_branch_the_commits_are_pushed() -> None:
    assert decide(WANTED, seen(branch=None)) == PushBranch(BRANCH, BASE_SHA, COMMITS)


def test_a_branch_that_is_what_we_would_push_is_adopted_whoever_made_it() -> None:
    text = WANTED.text("c2", True)
    assert decide(WANTED, seen()) == OpenPull(BRANCH, "main", text)
    by_nobody = (replace(FIX, author=""), replace(TEST, author="web"))
    assert decide(WANTED, seen(branch=by_nobody)) == OpenPull(BRANCH, "main", text)


def test_a_new_pull_request_gets_labels_then_is_made_ready_then_owners_are_asked() -> None:
    assert decide(WANTED, seen(PULL)) == AddLabels(7, ("security", "suture"))
    assert decide(WANTED, seen(LABELED)) == MarkReady(7, "PR_7")
    assert decide(WANTED, seen(READY, MADE_READY)) == Assign(7, ("ada",))
    assigned = replace(READY, assignees=("Ada",))
    assert decide(WANTED, seen(assigned, MADE_READY)) == RequestReviews(7, ("ada", "bob"), ("core",))
    assert decide(WANTED, seen(DONE, MADE_READY)) == Settled(DONE)


def test_only_what_is_missing_is_asked_for_and_case_does_not_matter() -> None:
    there = replace(READY, labels=("Security", "suture"), assignees=("ADA",), users=("Bob",), teams=("Core",))
    assert decide(WANTED, seen(there)) == RequestReviews(7, ("ada",), ())
    assert decide(WANTED, seen(replace(there, labels=("SUTURE",)))) == AddLabels(7, ("security",))


def test_what_was_answered_in_this_delivery_is_not_asked_again() -> None:
    assert decide(WANTED, seen(PULL), {AddLabels}) == MarkReady(7, "PR_7")
    assert decide(WANTED, seen(PULL), {AddLabels, MarkReady}) == Assign(7, ("ada",))
    assert decide(WANTED, seen(PULL), {AddLabels, MarkReady, Assign, RequestReviews}) == Settled(PULL)


# Branches


@pytest.mark.parametrize(
    "found",
    [
        (OLD,),
        (replace(FIX, tree="9" * 40), TEST),
        (TEST,),
        (replace(FIX, message=message_of("fix: other words")), TEST),
    ],
    ids=["another base", "another tree", "half of it", "another message"],
)
def test_a_branch_that_is_ours_alone_is_moved_from_where_it_is(found: tuple[Commit, ...]) -> None:
    assert decide(WANTED, seen(branch=found)) == PushBranch(BRANCH, BASE_SHA, COMMITS, old=found[0].sha)


@pytest.mark.parametrize(
    "found",
    [
        (THEIRS, FIX, TEST),
        (FIX, replace(THEIRS, parents=(BASE_SHA,))),
        (),
        (replace(OLD, author="ada"),),
        (replace(OLD, author=""),),
        (replace(OLD, parents=("e" * 40,)),),
        (FIX, replace(TEST, parents=("a" * 40,))),
        (replace(OLD, parents=("a" * 40, "d" * 40)),),
        (replace(OLD, parents=()),),
        (replace(OLD, message=message_of("fix: other", "a" * 40).replace("f1", "f2")),),
        (replace(OLD, message=message_of("fix: other", "a" * 40).replace("f1", "f12")),),
        (replace(OLD, message="fix: other\n\nSuture-Fingerprint: f1\n"),),
    ],
    ids=["theirs on top", "theirs below", "no commit", "by somebody", "by nobody known", "rebased", "all of it rebased", "a merge",
         "a root", "another case", "a longer name", "no base"],
)  # fmt: skip
def test_a_branch_with_a_commit_that_is_not_ours_is_never_moved(found: tuple[Commit, ...]) -> None:
    end = stopped(decide(WANTED, seen(branch=found)))
    assert end.branch and "not ours" in end.reason and BRANCH in end.reason


def test_a_base_that_moved_stops_only_where_it_touches_our_files() -> None:
    for branch in (None, OURS, (OLD,)):
        moved = replace(seen(branch=branch), moved=("README.md", "app.py"))
        end = stopped(decide(WANTED, moved))
        assert "app.py" in end.reason and "README.md" not in end.reason and end.branch is (branch is not None)
    assert isinstance(decide(WANTED, replace(seen(), moved=("README.md",))), OpenPull)


def test_a_base_that_moved_further_than_can_be_told_stops() -> None:
    assert "moved" in stopped(decide(WANTED, replace(seen(), moved=("", "README.md")))).reason


def test_a_commit_that_the_base_does_not_hold_stops() -> None:
    end = stopped(decide(WANTED, replace(seen(), apart=True)))
    assert "push it first" in end.reason and BASE_SHA[:12] in end.reason and end.branch


def test_an_open_pull_request_is_finished_though_the_base_moved() -> None:
    moved = replace(seen(READY, MADE_READY), moved=("app.py",), apart=True)
    assert isinstance(decide(WANTED, moved), Assign)


def test_a_pull_request_that_is_gone_cannot_be_finished() -> None:
    finish = replace(WANTED, commits=(), head="c2")
    assert stopped(decide(finish, seen())).branch
    assert not stopped(decide(finish, seen(branch=None))).branch


# Stop conditions


@pytest.mark.parametrize("repo", [replace(REPO, archived=True), replace(REPO, can_push=False)])
@pytest.mark.parametrize("pull", [None, PULL, replace(PULL, state=PullState.CLOSED)])
def test_a_repository_that_is_closed_to_us_is_not_written_to(repo: Repo, pull: Pull | None) -> None:
    end = stopped(decide(WANTED, replace(seen(pull), repo=repo)))
    assert REPO.slug in end.reason and end.branch is (pull is None)


def test_what_a_person_closed_is_not_proposed_again() -> None:
    for branch in (OURS, None):
        end = stopped(decide(WANTED, replace(closed("ada"), branch=branch)))
        assert "closed by ada" in end.reason and end.pull is not None and not end.branch
    assert "was closed:" in stopped(decide(WANTED, closed(""))).reason


def test_who_closed_last_counts() -> None:
    assert isinstance(
        decide(WANTED, closed("ada", Event("closed", LOGIN), Event("reopened", "ada"))), Stopped
    )


def test_what_we_closed_ourselves_can_be_proposed_again() -> None:
    assert isinstance(decide(WANTED, closed(LOGIN.upper())), OpenPull)
    assert lone(closed(LOGIN))


def test_a_login_that_people_use_too_does_not_tell_that_we_closed_it() -> None:
    mine = replace(REPO, login="ada")
    there = replace(closed("ada"), repo=mine, pull=replace(DONE, author="ada", state=PullState.CLOSED))
    assert "closed by ada" in stopped(decide(WANTED, there)).reason
    assert not closed_by_us(mine, (Event("closed", "ada"),))
    assert not closed_by_us(REPO, ())


def test_a_merged_pull_request_is_the_end() -> None:
    end = stopped(decide(WANTED, seen(replace(DONE, state=PullState.MERGED), Event("closed", LOGIN))))
    assert "merged" in end.reason and not end.branch


@pytest.mark.parametrize("label", [STOP, STOP.upper()])
def test_the_stop_label_freezes_everything(label: str) -> None:
    frozen = replace(PULL, labels=(label,))
    for there in (seen(frozen), replace(closed(LOGIN), pull=replace(frozen, state=PullState.CLOSED))):
        assert STOP in stopped(decide(WANTED, there)).reason


def test_without_a_stop_label_no_label_freezes() -> None:
    assert isinstance(decide(replace(WANTED, stop_label=""), seen(replace(PULL, labels=(STOP,)))), AddLabels)


@pytest.mark.parametrize("state", PullState)
@pytest.mark.parametrize(
    "change", [{"head_repo": "eve/shop"}, {"head_repo": ""}, {"author": "eve"}, {"author": ""}]
)
def test_a_pull_request_that_is_not_ours_is_left_alone(state: PullState, change: dict[str, str]) -> None:
    theirs = replace(PULL, state=state, **change)  # type: ignore[arg-type]
    end = stopped(decide(WANTED, seen(theirs, Event("closed", LOGIN))))
    assert "#7" in end.reason
    assert end.branch is ("head_repo" in change)


# What people did


@pytest.mark.parametrize(
    "taken", ["labeled security", "assigned Ada", "review_requested bob", "review_requested core"]
)
def test_what_was_there_and_was_taken_away_is_not_added_again(taken: str) -> None:
    kind, _, subject = taken.partition(" ")
    there = seen(READY, MADE_READY, Event(kind, LOGIN, subject), Event(f"un{kind}", "ada", subject))
    bare = replace(there, pull=replace(READY, labels=()))
    tried: set[type[Proposing]] = set()
    for _ in range(4):
        step = decide(WANTED, bare, tried)
        if isinstance(step, Settled):
            break
        assert not isinstance(step, Stopped)
        names = [*getattr(step, "labels", ()), *getattr(step, "logins", ())]
        if kind == "review_requested":
            names += [*getattr(step, "users", ()), *getattr(step, "teams", ())]
        assert subject.casefold() not in names
        tried.add(type(step))
    assert tried


def test_what_a_person_turned_back_into_a_draft_is_not_made_ready_and_nobody_is_asked() -> None:
    back = seen(LABELED, MADE_READY, Event("convert_to_draft", "ada"))
    assert decide(WANTED, back) == Settled(LABELED)


def test_an_evidence_gap_stays_as_it_is_and_nobody_is_asked() -> None:
    gap = replace(WANTED, ready=False)
    assert isinstance(decide(gap, seen(PULL)), AddLabels)
    assert decide(gap, seen(LABELED)) == Settled(LABELED)
    assert decide(gap, seen(READY)) == Settled(READY)


def test_nothing_is_claimed_with_somebody_elses_commit_on_top() -> None:
    there = seen(replace(LABELED, head_sha="c3"), branch=(THEIRS, *OURS))
    assert isinstance(decide(WANTED, there), Settled)
    assert isinstance(decide(replace(WANTED, commits=(), head="c2"), there), Settled)
    assert isinstance(decide(WANTED, seen(LABELED, branch=None)), Settled)


def test_a_recorded_head_is_enough_to_finish() -> None:
    finish = replace(WANTED, commits=(), head="c2")
    assert isinstance(decide(finish, seen(LABELED, branch=(OLD,))), MarkReady)
