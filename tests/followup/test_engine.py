"""Whole turns of following on one pull request: what is decided, sent, stopped, and taken up again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from agent.errors import ForgeError
from agent.followup.engine import MOST_STEPS, Followed
from agent.followup.ports import Declined
from agent.followup.pushes import TRIES
from agent.followup.values import Asked, Ladder, Merge, Presence
from agent.forge.values import Lock, PullState, Trouble, TroubleKind
from agent.forge.writes import Comment, DeleteBranch, EditPull, MarkReady, PushOn, React, Reply, Write
from tests.doubles.follow_hub import PUSHED, FakeBench, FakeHub, body, written
from tests.doubles.observed import MARKER, PULL, comment, days, review, said, thread
from tests.followup.engine_runs import SECRET, failing, follow, follower

RETRY = comment("/suture retry", id=5)
NEVER = Trouble(TroubleKind.UNSURE, "the answer was lost")


def rows(found: Followed) -> list[str]:
    return [turn.step.row for turn in found.turns]


def test_silence_is_broken_once_with_evidence_of_today() -> None:
    hub, bench = FakeHub(), FakeBench()
    found = follow(hub, bench)
    assert (hub.kinds, rows(found)) == (["Comment", "EditPull"], ["ladder", "waiting"])
    assert bench.asked == ["prove"]
    assert follow(hub, bench).writes == ()


def test_a_dry_run_lists_the_first_step_and_asks_no_model() -> None:
    hub, bench = FakeHub(acts=(RETRY,)), FakeBench()
    found = follow(hub, bench, publish=False)
    assert (hub.writes, bench.asked, rows(found)) == ([], [], ["command"])
    assert "one more commit" in found.turns[0].notes[0]
    dry = follow(FakeHub(), publish=False)
    assert [type(write) for write in dry.writes] == [Comment, EditPull]


def test_a_pull_request_that_changed_meanwhile_is_left_to_the_next_run() -> None:
    def relabel(hub: FakeHub) -> None:
        hub.pull_ = replace(hub.pull_, labels=("mine",))

    hub = FakeHub(between=relabel)
    (turn,) = follow(hub).turns
    assert hub.kinds == ["Comment"] and turn.trouble is not None and "it changed" in turn.trouble.reason


def test_a_secret_stops_a_write() -> None:
    hub = FakeHub()
    found = follow(hub, ladders=lambda *_: Ladder((Asked("ann", f"line 3: {SECRET}"),)))
    assert hub.writes == [] and found.turns[0].trouble is not None
    assert "model.api_key" in found.turns[0].trouble.reason


def test_a_text_with_a_secret_is_not_pushed_and_the_step_is_over() -> None:
    hub, bench = FakeHub(acts=(RETRY,)), FakeBench(written(secret=f"{SECRET}\n"))
    follow(hub, bench)
    assert "PushOn" not in hub.kinds and bench.asked.count("again") == 1
    assert not any(SECRET in str(write) for write in hub.writes)
    follow(hub, bench)
    assert bench.asked.count("again") == 1


def test_a_commit_that_the_forge_does_not_accept_is_answered_and_not_made_again_each_run() -> None:
    refused = Trouble(TroubleKind.PERMISSION, "HTTP 403", "it needs `workflows: write`")
    hub = FakeHub(acts=(RETRY,), trouble=failing(PushOn, refused))
    bench = FakeBench()
    follow(hub, bench)
    assert hub.kinds[:3] == ["Comment", "React", "EditPull"] and "HTTP 403" in str(hub.writes[0])
    follow(hub, bench)
    assert (bench.asked.count("again"), hub.marker.followed.again) == (1, 1)


def test_a_push_whose_answer_was_lost_is_adopted_with_all_that_follows_and_written_once() -> None:
    talk = (thread(said("use a constant", id=8), review=1),)
    hub = FakeHub(acts=(review(text="see below"),), said=talk, trouble=failing(PushOn, NEVER, 1))
    bench = FakeBench()
    found = follow(hub, bench)
    assert bench.asked.count("revise") == 1 and rows(found)[:2] == ["review", "adopt"]
    assert [write for write in hub.writes if isinstance(write, Reply)]
    assert (hub.marker.head, hub.marker.followed.revisions) == (PUSHED, 1)


def test_a_push_that_did_not_happen_is_sent_again_without_asking_the_model_again() -> None:
    sent: list[Write] = []

    class Deaf(FakeHub):
        def write(self, write: Write) -> Any:
            if isinstance(write, PushOn) and not sent:
                sent.append(write)
                return NEVER
            return super().write(write)

    hub, bench = Deaf(acts=(RETRY,)), FakeBench()
    follow(hub, bench)
    assert bench.asked.count("again") == 1 and hub.kinds.count("PushOn") == 1


def test_a_model_that_cannot_be_asked_is_asked_once_a_run_and_not_for_ever() -> None:
    hub, bench = FakeHub(), FakeBench(Declined("no answer", final=False), merging=Merge.CONFLICT)
    for run in range(1, TRIES + 3):
        follow(hub, bench)
        assert bench.asked.count("again") == min(run, TRIES)
    said = "\n".join(write.body for write in hub.writes if isinstance(write, Comment))
    assert "no answer" in said


def test_a_run_without_the_lock_writes_nothing_more() -> None:
    hub = FakeHub(tip="x", holder="other")
    hub.more = (replace(PULL, number=9, branch=f"{PULL.branch}-2", body=body(MARKER)),)
    done = follower(hub).run(hub.ours())
    assert hub.writes == []
    trouble = next(turn.trouble for each in done for turn in each.turns)
    assert trouble is not None and "holds the lock" in trouble.reason


def test_nothing_is_prepared_under_the_lock() -> None:
    hub = FakeHub(acts=(RETRY,))
    held: list[str] = []

    class Slow(FakeBench):
        def again(self, *args: Any) -> Any:
            held.append(hub.holder)
            return super().again(*args)

    follow(hub, Slow())
    assert held == [""] and hub.holder == ""


def test_one_pull_request_that_cannot_be_read_does_not_keep_the_others_from_being_followed() -> None:
    hub = FakeHub(unread=frozenset({9}))
    hub.more = (replace(PULL, number=9),)
    one, other = follower(hub).run(hub.ours())
    assert (one.pull.number, one.step is None, other.reason) == (7, False, "HTTP 502")


@pytest.mark.parametrize("kind", [TroubleKind.PERMISSION, TroubleKind.EXISTS])
def test_a_branch_that_cannot_be_deleted_stays_and_the_end_is_remembered(kind: TroubleKind) -> None:
    merged = replace(PULL, state=PullState.MERGED, body=body(MARKER), ended=days(5))
    hub = FakeHub(pull_=merged, trouble=failing(DeleteBranch, Trouble(kind, "no")))
    found = follow(hub, FakeBench(presence=Presence.GONE))
    assert hub.marker.followed.ended == "verified" and found.turns[0].notes == ("no",)


def test_a_reaction_that_is_not_allowed_ends_neither_the_step_nor_the_run() -> None:
    hub = FakeHub(acts=(RETRY,), trouble=failing(React, Trouble(TroubleKind.PERMISSION, "HTTP 403")))
    found = follow(hub)
    assert found.turns[0].trouble is None and hub.marker.head == PUSHED


def test_an_operator_who_has_to_wait_writes_nothing_more_in_this_run() -> None:
    hub = FakeHub(trouble=failing(Comment, Trouble(TroubleKind.LATER, "slow down")))
    hub.more = (replace(PULL, number=9, body=body(MARKER)),)
    one, other = follower(hub).run(hub.ours())
    assert hub.writes == [] and other.turns[0].notes == ("slow down",) and one.turns[0].trouble is not None


def test_one_comment_even_where_the_timeline_lags() -> None:
    acts = (comment("/suture explain", id=5), comment("/suture snooze 3d", id=6))
    hub = FakeHub(acts=acts, lags=True)
    found = follow(hub)
    assert [write for write in hub.writes if isinstance(write, Comment) and not write.edits] == hub.writes[:1]
    assert "does not list yet" in found.reason


def test_a_comment_whose_answer_was_lost_is_looked_for_by_the_next_run() -> None:
    hub = FakeHub(trouble=failing(Comment, NEVER, 1))
    assert len(follow(hub).turns) == 1 and hub.kinds == ["Comment"]
    follow(hub)
    assert [write.edits for write in hub.writes if isinstance(write, Comment)] == [0, 900]
    assert hub.kinds[-1] == "EditPull"


def test_a_run_takes_so_many_steps_and_no_more() -> None:
    hub = FakeHub(acts=tuple(comment("/suture explain", id=number) for number in range(5, 12)))
    assert len(follow(hub).turns) == MOST_STEPS


@pytest.mark.parametrize(
    ("state", "ended", "when", "alive"),
    [
        (PullState.OPEN, "", 0, True),
        (PullState.MERGED, "still-there", 5, True),
        (PullState.MERGED, "still-there", -90, False),
        (PullState.MERGED, "verified", 5, False),
        (PullState.CLOSED, "refused", 5, False),
        (PullState.CLOSED, "", 5, True),
    ],
)
def test_a_run_looks_at_what_can_still_change(state: PullState, ended: str, when: float, alive: bool) -> None:
    marker = MARKER.model_copy(update={"followed": MARKER.followed.model_copy(update={"ended": ended})})
    over: datetime | None = None if state is PullState.OPEN else days(when)
    hub = FakeHub(pull_=replace(PULL, state=state, ended=over, body=body(marker)))
    assert bool(follower(hub).run(hub.ours())) is alive


def test_a_number_that_is_not_ours_is_named() -> None:
    with pytest.raises(ForgeError, match="#8 is not one of ours"):
        follower(FakeHub()).run((PULL,), 8)


def test_a_draft_that_holds_is_made_ready_and_one_that_cannot_be_is_left() -> None:
    hub = FakeHub(pull_=replace(PULL, draft=True, body=body(MARKER)))
    follow(hub)
    assert hub.kinds[:2] == ["MarkReady", "EditPull"]
    barred = Trouble(TroubleKind.REFUSED, "drafts stay")
    hub = FakeHub(pull_=hub.pull_, trouble=failing(MarkReady, barred))
    hub.pull_ = replace(hub.pull_, draft=True, body=body(MARKER))
    assert hub.writes == [] and follow(hub).turns[0].trouble == barred


def test_the_lock_is_given_back() -> None:
    hub = FakeHub()
    follow(hub)
    assert hub.takes == 1 and not isinstance(hub.lock(), Lock)
