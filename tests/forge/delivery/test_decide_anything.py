"""What holds of a decision whatever is wanted and seen."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.forge.delivery.decide import Settled, Stopped, decide
from agent.forge.delivery.rehearse import rehearsed
from agent.forge.values import Event, PullState, Seen, Wanted
from agent.forge.writes import (
    AddLabels,
    Assign,
    MarkReady,
    NewCommit,
    OpenPull,
    PushBranch,
    RequestReviews,
    Write,
)
from tests.doubles.forge_memory import COMMITS, LOGIN, REPO, STOP, WANTED
from tests.forge.delivery.samples import FIX, OLD, OURS, PULL, TEST, THEIRS

WRITES = (PushBranch, OpenPull, AddLabels, MarkReady, Assign, RequestReviews)

NAMES = st.lists(st.sampled_from(["ada", "Bob", "core", "security", "Suture"]), unique=True).map(tuple)
PULLS = st.builds(
    replace,
    st.just(PULL),
    state=st.sampled_from(PullState),
    draft=st.booleans(),
    author=st.sampled_from([LOGIN, LOGIN, LOGIN, "eve"]),
    head_repo=st.sampled_from([REPO.slug, REPO.slug, REPO.slug, "eve/shop"]),
    head_sha=st.sampled_from(["c2", "c2", "c3"]),
    labels=NAMES | NAMES.map(lambda names: (*names, STOP)),
    assignees=NAMES,
    users=NAMES,
    teams=NAMES,
)
EVENTS = st.lists(
    st.builds(
        Event,
        st.sampled_from(["labeled", "assigned", "review_requested", "ready_for_review", "closed"]),
        st.sampled_from([LOGIN, "ada", ""]),
        st.sampled_from(["", "ada", "bob", "core", "security"]),
    ),
    max_size=4,
).map(tuple)
COMMIT = st.sampled_from([FIX, TEST, THEIRS, OLD, replace(OLD, author="ada"), replace(OLD, tree="5" * 40)])
SEEN = st.builds(
    Seen,
    st.sampled_from([REPO] * 6 + [replace(REPO, archived=True), replace(REPO, can_push=False)]),
    st.none() | st.just(OURS) | st.lists(COMMIT, max_size=3).map(tuple),
    st.none() | PULLS,
    EVENTS,
    st.sampled_from([(), (), ("README.md",), ("app.py",), ("",)]),
    st.sampled_from([False, False, False, True]),
)
NO_COMMITS: tuple[NewCommit, ...] = ()
CASES = st.builds(
    replace,
    st.just(WANTED),
    ready=st.booleans(),
    commits=st.sampled_from([COMMITS, COMMITS, NO_COMMITS]),
    head=st.sampled_from(["", "c2"]),
)


@settings(max_examples=300, deadline=None)
@given(CASES, SEEN)
def test_nothing_is_written_against_a_stop_condition(wanted: Wanted, there: Seen) -> None:
    step = decide(wanted, there)
    pull = there.pull
    by = next((event.actor for event in reversed(there.events) if event.kind == "closed"), "")
    stop = there.repo.archived or not there.repo.can_push
    if pull is not None:
        stop = stop or pull.author != LOGIN or pull.head_repo != REPO.slug or STOP in pull.labels
        stop = stop or pull.state is PullState.MERGED or (pull.state is PullState.CLOSED and by != LOGIN)
    if stop:
        assert isinstance(step, Stopped)
    if isinstance(step, PushBranch) and there.branch is not None:
        assert step.old == there.branch[0].sha
        assert all(
            commit.author == LOGIN and "Suture-Fingerprint: f1" in commit.message for commit in there.branch
        )
    if isinstance(step, PushBranch | OpenPull):
        assert not there.apart and "app.py" not in there.moved and "" not in there.moved
        assert pull is None or (pull.state is PullState.CLOSED and by == LOGIN)
    if isinstance(step, OpenPull):
        assert there.branch == OURS
    if isinstance(step, Stopped) and there.branch is not None and pull is None:
        assert step.branch


@settings(max_examples=300, deadline=None)
@given(CASES, SEEN)
def test_nobodys_decision_is_undone(wanted: Wanted, there: Seen) -> None:
    step = decide(wanted, there)
    past = {(event.kind, event.subject) for event in there.events}
    match step:
        case AddLabels():
            assert not any(("labeled", name) in past for name in step.labels)
        case MarkReady():
            assert not any(kind == "ready_for_review" for kind, _ in past)
        case Assign():
            assert not any(("assigned", name) in past for name in step.logins)
        case RequestReviews():
            assert not any(("review_requested", name) in past for name in (*step.users, *step.teams))
    if isinstance(step, MarkReady | Assign | RequestReviews):
        assert wanted.ready
        assert there.pull is not None
        assert there.pull.head_sha == "c2" if wanted.head else there.branch == OURS


@settings(max_examples=300, deadline=None)
@given(CASES, SEEN)
def test_each_kind_of_write_is_needed_once_and_then_it_is_settled(wanted: Wanted, there: Seen) -> None:
    kinds: list[type[Write]] = []
    while not isinstance(step := decide(wanted, there), Settled | Stopped):
        kinds.append(type(step))
        assert len(kinds) <= len(WRITES), kinds
        there = rehearsed(there, step)
    assert kinds == [kind for kind in WRITES if kind in kinds]
    assert decide(wanted, there) == step
