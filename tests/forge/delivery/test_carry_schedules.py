"""What holds of a delivery under any schedule of faults and of people's acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.forge.delivery.carry import MOST_TRIES, Carried
from agent.forge.values import Did, PullState, Trouble, TroubleKind
from agent.forge.writes import MarkReady, OpenPull, PushBranch, Write
from tests.doubles.forge_memory import BRANCH, LOGIN, STOP, WANTED, Crashed, Fault, MemoryForge
from tests.forge.delivery.deliveries import LOST, MOST_LOOKS, STORY, bring, check_done, kinds

Act = Callable[[MemoryForge], object]

FAULTS = st.dictionaries(st.integers(0, 11), st.sampled_from(Fault), max_size=4)
BLIND = st.dictionaries(
    st.integers(0, 15), st.sampled_from([LOST, Trouble(TroubleKind.LATER, "rate limit")]), max_size=3
)


def pushed(forge: MemoryForge) -> None:
    if BRANCH in forge.branches:
        forge.commit(BRANCH)


def deleted(forge: MemoryForge) -> None:
    if BRANCH in forge.branches:
        forge.delete_branch(BRANCH)


def archived(forge: MemoryForge) -> None:
    forge.repo = replace(forge.repo, archived=True)


def frozen(forge: MemoryForge) -> None:
    for pull in list(forge.pulls.values()):
        forge.did(pull.number, "labeled", "ada", STOP, labels=(*pull.labels, STOP))


def closed(forge: MemoryForge) -> None:
    for pull in list(forge.pulls.values()):
        if pull.state is PullState.OPEN:
            forge.close(pull.number)


def drafted(forge: MemoryForge) -> None:
    for pull in list(forge.pulls.values()):
        if not pull.draft:
            forge.did(pull.number, "convert_to_draft", draft=True)


def stripped(forge: MemoryForge) -> None:
    for pull in list(forge.pulls.values()):
        forge.did(pull.number, "unlabeled", labels=())
        forge.did(pull.number, "unassigned", assignees=())


def base_moved(forge: MemoryForge) -> None:
    forge.moved = ("app.py",)


ACTS: Mapping[str, Act] = {
    act.__name__: act for act in (pushed, deleted, archived, frozen, closed, drafted, stripped, base_moved)
}


@dataclass
class Watched(MemoryForge):
    """A forge that remembers what was sent although a person had stopped us before the look."""

    late: list[Write] = field(default_factory=list)

    def write(self, write: Write) -> Did | Trouble:
        stop = self.repo.archived
        shown = self.pulls.get(max(self.pulls, default=0))
        if shown is not None and not isinstance(write, PushBranch | OpenPull):
            stop = stop or STOP in shown.labels or shown.state is not PullState.OPEN
        head = self.branches.get(BRANCH)
        if isinstance(write, PushBranch) and head:
            stop = stop or any(commit.author != LOGIN for commit in head)
        if isinstance(write, MarkReady) and shown is not None:
            stop = stop or any(event.kind == "convert_to_draft" for event in self.done_to[shown.number])
        if stop:
            self.late.append(write)
        return super().write(write)


def check_always(forge: Watched, carried: Carried | None, crashed: bool) -> None:
    assert forge.late == []
    assert sum(pull.state is PullState.OPEN for pull in forge.pulls.values()) <= 1
    assert all(kinds(forge.sent).count(kind) <= 2 * MOST_TRIES for kind in STORY)
    if carried is not None:
        assert forge.looks <= 2 * MOST_LOOKS
        if BRANCH in forge.branches and not forge.pulls:
            assert carried.branch == BRANCH or forge.sent == []
            assert carried.reason
    assert (carried is None) is crashed


@settings(max_examples=400, deadline=None)
@given(FAULTS, BLIND, st.integers(0, 4))
def test_any_schedule_of_faults_leaves_one_pull_request_that_the_next_run_completes(
    faults: dict[int, Fault], blind: dict[int, Trouble], lag: int
) -> None:
    forge = Watched(faults=faults, blind=blind, lag=lag)
    carried, crashed = None, False
    try:
        carried = bring(forge)
    except Crashed:
        crashed = True
    check_always(forge, carried, crashed)
    assert len(forge.pulls) <= 1
    forge.faults, forge.blind = {}, {}
    assert not bring(forge).reason
    check_done(forge)
    forge.sent.clear()
    assert bring(forge).writes == () and forge.sent == []


@settings(max_examples=400, deadline=None)
@given(
    FAULTS,
    st.dictionaries(st.integers(0, 12), st.sampled_from(sorted(ACTS)), min_size=1, max_size=3),
    st.integers(0, 4),
)
def test_whatever_people_do_in_between_nothing_is_written_against_it(
    faults: dict[int, Fault], acts: dict[int, str], lag: int
) -> None:
    forge = Watched(faults=faults, acts={look: ACTS[name] for look, name in acts.items()}, lag=lag)
    carried, crashed = None, False
    try:
        carried = bring(forge)
    except Crashed:
        crashed = True
    check_always(forge, carried, crashed)
    forge.faults, forge.acts = {}, {}
    for _ in range(lag):
        forge.look(WANTED)
    ended = bring(forge)
    check_always(forge, ended, False)
    forge.sent.clear()
    again = bring(forge)
    assert forge.sent == [] and again.reason == ended.reason and again.branch == ended.branch
