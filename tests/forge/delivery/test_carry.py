"""A delivery from nothing to the end, and again."""

from __future__ import annotations

from dataclasses import replace

from agent.forge.delivery.carry import Carried
from agent.forge.values import PullState
from agent.forge.writes import AddLabels, Assign, MarkReady, OpenPull, PushBranch, RequestReviews
from tests.doubles.forge_memory import BRANCH, COMMITS, LOGIN, WANTED, Fault, MemoryForge
from tests.forge.delivery.deliveries import STORY, bring, check_done, kinds, state


def test_a_delivery_pushes_opens_labels_makes_ready_and_asks_owners_in_this_order() -> None:
    forge = MemoryForge()
    carried = bring(forge)
    assert kinds(forge.sent) == STORY and carried.writes == tuple(forge.sent)
    assert carried == Carried(carried.writes, forge.pulls[7], opened=True)
    assert forge.pulls[7].body == "signed: True"
    check_done(forge)


def test_a_second_delivery_writes_nothing() -> None:
    forge = MemoryForge()
    bring(forge)
    forge.sent.clear()
    assert bring(forge) == Carried((), forge.pulls[7])
    assert forge.sent == []


def test_an_evidence_gap_stays_a_draft_with_labels_and_asks_nobody() -> None:
    forge = MemoryForge()
    assert kinds(bring(forge, replace(WANTED, ready=False)).writes) == [PushBranch, OpenPull, AddLabels]
    assert forge.pulls[7].draft


def half_way(*titles: str) -> MemoryForge:
    """A forge with an earlier branch of ours, and commits of a person on top."""
    forge = MemoryForge()
    forge.write(PushBranch(BRANCH, WANTED.base_sha, (replace(COMMITS[1], tree="9" * 40),)))
    for title in titles:
        forge.commit(BRANCH, title)
    forge.sent.clear()
    return forge


def test_an_earlier_branch_of_ours_is_moved_to_what_is_wanted_now() -> None:
    forge = half_way()
    assert kinds(bring(forge).writes) == STORY
    check_done(forge)


def test_a_branch_with_a_persons_commit_is_left_and_reported() -> None:
    forge = half_way("wip")
    before = state(forge)
    ended = bring(forge)
    assert ended.branch == BRANCH and "not ours" in ended.reason
    assert forge.sent == [] and state(forge) == before


def test_a_recorded_pull_request_is_finished_without_its_commits() -> None:
    forge = MemoryForge(faults={3: Fault.LATER})
    head = bring(forge).pull
    assert head is not None and head.draft
    recorded = replace(WANTED, commits=(), head=head.head_sha)
    assert kinds(bring(forge, recorded, number=7).writes) == [MarkReady, Assign, RequestReviews]
    check_done(forge)


def test_what_we_closed_ourselves_is_proposed_again_though_its_number_is_known() -> None:
    forge = MemoryForge(lag=2, faults={7: Fault.LOST_AFTER})
    bring(forge)
    forge.delete_branch(BRANCH, actor=LOGIN)
    carried = bring(forge, number=7)
    assert carried.pull == forge.pulls[8] and carried.opened and not carried.reason
    assert [pull.state for pull in forge.pulls.values()] == [PullState.CLOSED, PullState.OPEN]
