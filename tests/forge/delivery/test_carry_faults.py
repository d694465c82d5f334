"""Every fault at every write of a delivery, and forges that lag or make no sense."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from agent.forge.delivery.carry import MOST_TRIES, PAUSES, carry
from agent.forge.values import Did, Seen, Trouble, TroubleKind, Wanted
from agent.forge.writes import Assign, OpenPull, RequestReviews, Write
from tests.doubles.forge_memory import BRANCH, CRASHES, REPO, WANTED, Crashed, Fault, MemoryForge
from tests.forge.delivery.deliveries import (
    LOST,
    MOST_LOOKS,
    STORY,
    bring,
    check_done,
    finished,
    killed,
    kinds,
    state,
)


@pytest.mark.parametrize("write", range(6))
@pytest.mark.parametrize("fault", CRASHES)
def test_a_run_that_was_killed_is_completed_by_the_next(write: int, fault: Fault) -> None:
    forge = MemoryForge(faults={write: fault})
    assert killed(forge)
    assert not bring(forge).reason
    assert state(forge) == finished()


@pytest.mark.parametrize("write", range(6))
@pytest.mark.parametrize("fault", [Fault.REFUSED_BEFORE, Fault.LOST_AFTER])
def test_a_lost_answer_is_made_good_in_the_same_run(write: int, fault: Fault) -> None:
    forge = MemoryForge(faults={write: fault})
    carried = bring(forge)
    assert state(forge) == finished()
    assert kinds(carried.writes) == STORY and carried.opened and not carried.reason
    assert len(forge.sent) == (len(STORY) if fault is Fault.LOST_AFTER else len(STORY) + 1)


@pytest.mark.parametrize("write", range(6))
def test_later_stops_at_once_and_the_next_run_goes_on(write: int) -> None:
    forge = MemoryForge(faults={write: Fault.LATER})
    carried = bring(forge)
    assert carried.queued and carried.reason and not carried.barred
    assert len(forge.sent) == write + 1 and kinds(carried.writes) == STORY[:write]
    assert carried.branch == (BRANCH if write == 1 else "")
    assert carried.pull == forge.pulls.get(7) and carried.opened is (write > 1)
    bring(forge)
    assert state(forge) == finished()


@pytest.mark.parametrize("write", [0, 1, 3])
def test_a_missing_permission_stops_with_the_setting_to_change(write: int) -> None:
    forge = MemoryForge(faults={write: Fault.PERMISSION})
    carried = bring(forge)
    assert carried.barred and carried.hint == "do this" and len(forge.sent) == write + 1
    assert carried.branch == (BRANCH if write == 1 else "")


@pytest.mark.parametrize(
    ("write", "fault"),
    [
        *((write, fault) for write in (2, 4, 5) for fault in (Fault.PERMISSION, Fault.REFUSED)),
        (2, Fault.MISSING),
        (5, Fault.MISSING),
    ],
)
def test_trouble_with_labels_or_people_is_a_note_and_the_rest_goes_on(write: int, fault: Fault) -> None:
    forge = MemoryForge(faults={write: fault})
    carried = bring(forge)
    assert not carried.reason and not carried.barred
    (note,) = carried.notes
    assert fault.value in note and ("do this" in note) is (fault is Fault.PERMISSION)
    assert kinds(forge.sent) == STORY and kinds(carried.writes) == STORY[:write] + STORY[write + 1 :]


def test_an_assignment_that_is_missing_right_after_opening_is_sent_again() -> None:
    forge = MemoryForge(faults={4: Fault.MISSING})
    assert bring(forge).notes == () and state(forge) == finished()
    never = MemoryForge(faults=dict.fromkeys(range(4, 4 + MOST_TRIES), Fault.MISSING))
    carried = bring(never)
    assert "nobody was assigned" in carried.notes[0] and kinds(never.sent).count(Assign) == MOST_TRIES


def test_a_forge_that_cannot_assign_is_asked_once_for_a_pull_request_of_an_earlier_run() -> None:
    forge = MemoryForge(faults={4: Fault.CRASH_BEFORE, 5: Fault.MISSING})
    with pytest.raises(Crashed):
        bring(forge)
    carried = bring(forge, number=7)
    assert "nobody was assigned" in carried.notes[0] and kinds(forge.sent).count(Assign) == 2
    assert Assign not in kinds(carried.writes)


def test_a_forge_without_drafts_that_can_be_made_ready_says_so_and_owners_are_asked() -> None:
    carried = bring(MemoryForge(faults={3: Fault.MISSING}))
    assert "stays a draft" in carried.notes[0] and not carried.reason
    assert kinds(carried.writes)[-2:] == [Assign, RequestReviews]


def test_who_cannot_be_asked_is_told_by_name() -> None:
    carried = bring(MemoryForge(people=frozenset({"ada"})))
    assert carried.notes == ("bob, core could not be asked for a review",)


@pytest.mark.parametrize("fault", [Fault.REFUSED, Fault.MISSING])
@pytest.mark.parametrize("write", [0, 1])
def test_what_is_essential_and_refused_stops(write: int, fault: Fault) -> None:
    forge = MemoryForge(faults={write: fault})
    carried = bring(forge)
    assert carried.reason == fault.value and not carried.queued and len(forge.sent) == write + 1
    assert carried.branch == (BRANCH if write else "")


def test_an_answer_that_is_lost_every_time_is_given_up_with_what_is_there() -> None:
    for first in range(6):
        forge = MemoryForge(faults=dict.fromkeys(range(first, 50), Fault.REFUSED_BEFORE))
        carried = bring(forge)
        assert carried.branch == (BRANCH if first == 1 else "")
        assert carried.queued or len(carried.notes) == 6 - first
        assert all(kinds(forge.sent).count(kind) <= MOST_TRIES for kind in STORY)


def test_the_last_attempt_is_looked_at_too() -> None:
    for write in range(6):
        lost = dict.fromkeys(range(write, write + MOST_TRIES - 1), Fault.REFUSED_BEFORE)
        forge = MemoryForge(faults={**lost, write + MOST_TRIES - 1: Fault.LOST_AFTER})
        carried = bring(forge)
        assert not carried.reason and not carried.notes
        assert state(forge) == finished()


def test_a_branch_that_may_have_been_written_is_reported() -> None:
    for fault in (Fault.LOST_AFTER, Fault.REFUSED_BEFORE):
        forge = MemoryForge(faults={0: fault}, blind=dict.fromkeys(range(1, 40), LOST))
        carried = bring(forge)
        assert carried.branch == BRANCH and carried.queued


def test_a_pull_request_that_was_opened_is_told_though_no_look_works_any_more() -> None:
    forge = MemoryForge(blind=dict.fromkeys(range(2, 40), LOST))
    carried = bring(forge)
    assert carried.opened and carried.notes == ("#7 was opened",) and not carried.branch
    assert forge.looks == 2 + 1 + len(PAUSES)


def test_looks_that_fail_for_a_moment_after_a_write_do_not_end_the_delivery() -> None:
    forge = MemoryForge(blind={1: LOST, 3: LOST, 4: LOST})
    assert not bring(forge).reason
    assert state(forge) == finished()
    first = MemoryForge(blind={0: LOST})
    assert bring(first).queued and first.looks == 1


def test_a_look_that_is_told_to_wait_stops_at_once() -> None:
    forge = MemoryForge(blind={2: Trouble(TroubleKind.LATER, "rate limit")})
    carried = bring(forge)
    assert carried.queued and carried.reason == "rate limit" and forge.looks == 3


# Lists that lag


@pytest.mark.parametrize("unique", [True, False], ids=["a second is refused", "a second is taken"])
@pytest.mark.parametrize("lag", range(5))
def test_a_new_pull_request_that_lists_do_not_show_yet_is_adopted(lag: int, unique: bool) -> None:
    forge = MemoryForge(lag=lag, unique=unique, faults={1: Fault.LOST_AFTER})
    carried = bring(forge)
    assert kinds(forge.sent) == STORY and carried.opened and not carried.reason
    check_done(forge)


@pytest.mark.parametrize("lag", range(5))
def test_the_next_run_adopts_what_a_killed_one_opened_unseen(lag: int) -> None:
    forge = MemoryForge(lag=lag, faults={1: Fault.CRASH_AFTER})
    assert killed(forge)
    assert not bring(forge).reason
    check_done(forge)


def test_a_list_that_never_shows_it_ends_honestly_and_without_a_duplicate() -> None:
    forge = MemoryForge(lag=1000, faults={1: Fault.LOST_AFTER})
    carried = bring(forge)
    assert carried.branch == BRANCH and "already exists" in carried.reason
    assert len(forge.pulls) == 1 and len(forge.sent) == 1 + MOST_TRIES


def test_the_pauses_before_sending_again_grow() -> None:
    slept: list[float] = []
    carry(WANTED, MemoryForge(faults={1: Fault.REFUSED_BEFORE}), slept.append)
    assert slept == list(PAUSES)


# The lock


@pytest.mark.parametrize("write", range(6))
def test_a_lost_lock_stops_before_the_next_write(write: int) -> None:
    forge = MemoryForge()
    carried = carry(
        WANTED, forge, lambda _: None, lambda: "the lock is gone" if len(forge.sent) == write else ""
    )
    assert carried.reason == "the lock is gone" and carried.queued and len(forge.sent) == write
    assert carried.branch == (BRANCH if write == 1 else "")
    assert carried.pull == forge.pulls.get(7)


# A forge that makes no sense


@dataclass
class Deaf(MemoryForge):
    """Gives every write the same answer, and shows none of them."""

    answer: Did | Trouble = field(default_factory=Did)
    shown: Seen = field(default_factory=lambda: Seen(REPO))

    def look(self, wanted: Wanted, number: int = 0) -> Seen | Trouble:
        self.looks += 1
        return self.shown

    def write(self, write: Write) -> Did | Trouble:
        self.sent.append(write)
        return self.answer


@pytest.mark.parametrize("answer", [Did(7), *(Trouble(kind, "why") for kind in TroubleKind)])
@pytest.mark.parametrize("until", range(7))
def test_a_forge_that_never_shows_a_change_ends_the_delivery_too(answer: Did | Trouble, until: int) -> None:
    forge = MemoryForge(faults={until: Fault.CRASH_BEFORE})
    killed(forge)
    shown = forge.look(WANTED)
    assert isinstance(shown, Seen)
    deaf = Deaf(answer=answer, shown=shown)
    carried = carry(WANTED, deaf, lambda _: None)
    assert all(kinds(deaf.sent).count(kind) <= MOST_TRIES for kind in STORY)
    assert deaf.looks <= MOST_LOOKS
    assert kinds(deaf.sent).count(OpenPull) == 1 or until != 1 or isinstance(answer, Trouble)
    if until < 2:
        assert carried.reason
        assert carried.branch == (BRANCH if until == 1 and not carried.opened else carried.branch)
