"""A dry run tells what a delivery would write."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent.forge.delivery.carry import Carried, rehearse
from agent.forge.values import Trouble, TroubleKind
from agent.forge.writes import AddLabels, Assign, MarkReady, OpenPull, PushBranch, RequestReviews, Write
from tests.doubles.forge_memory import BRANCH, COMMITS, LOGIN, WANTED, Fault, MemoryForge
from tests.forge.delivery.deliveries import STORY, bring, killed, kinds, state


def unnumbered(writes: tuple[Write, ...]) -> list[Write]:
    """Writes without what only a forge can know: numbers, and text that says them."""
    plain: list[Write] = []
    for write in writes:
        match write:
            case OpenPull():
                plain.append(replace(write, text=replace(write.text, body="")))
            case MarkReady():
                plain.append(replace(write, number=0, node_id=""))
            case AddLabels() | Assign() | RequestReviews():
                plain.append(replace(write, number=0))
            case PushBranch():
                plain.append(write)
    return plain


@pytest.mark.parametrize("crash", range(7))
@pytest.mark.parametrize("ready", [True, False])
def test_a_dry_run_writes_nothing_and_tells_what_would_be_written(crash: int, ready: bool) -> None:
    forge = MemoryForge(faults={crash: Fault.CRASH_BEFORE})
    wanted = replace(WANTED, ready=ready)
    if ready or crash < 3:
        killed(forge, wanted)
    forge.sent.clear()
    before = state(forge)
    planned = rehearse(wanted, forge)
    assert forge.sent == [] and state(forge) == before
    forge.faults = {}
    assert unnumbered(planned.writes) == unnumbered(bring(forge, wanted).writes)
    assert not planned.reason


def test_a_dry_run_of_another_proposal_after_one_that_we_closed_tells_all_of_it() -> None:
    forge = MemoryForge()
    bring(forge)
    forge.delete_branch(BRANCH, actor=LOGIN)
    assert kinds(rehearse(WANTED, forge).writes) == STORY
    assert kinds(bring(forge).writes) == STORY


def test_a_dry_run_says_what_stops_it() -> None:
    forge = MemoryForge()
    forge.write(PushBranch(BRANCH, WANTED.base_sha, COMMITS))
    forge.moved = ("app.py",)
    planned = rehearse(WANTED, forge)
    assert planned.writes == () and "app.py" in planned.reason and planned.branch == BRANCH
    later = rehearse(WANTED, MemoryForge(blind={0: Trouble(TroubleKind.LATER, "rate limit")}))
    assert later == Carried((), reason="rate limit", queued=True)
