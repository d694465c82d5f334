"""Each row of the table, and which one comes first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from agent.followup.decide import ROWS, decide, question
from agent.followup.values import (
    Adopt,
    Ask,
    AuthorAgain,
    Close,
    Escalate,
    Freeze,
    Handled,
    Ladder,
    Living,
    MarkReady,
    Merge,
    MergeBase,
    Observed,
    Presence,
    Proven,
    Reassign,
    Record,
    Remind,
    Step,
    Touch,
    Verified,
    Wait,
)
from agent.forge.values import Checks, PullState
from agent.forge.writes import Where
from agent.settings.schema import DeliverySettings, FollowSettings
from tests.doubles.observed import (
    BASE,
    FIRST,
    HEAD,
    NEXT,
    REPO,
    SECURITY,
    START,
    US,
    act,
    comment,
    days,
    observed,
    review,
)

CONFLICT, CHECKS = question("conflict", HEAD), question("checks", HEAD)


def decided(seen: Observed, at: float = 1, **follow: Any) -> Step:
    return decide(seen, FollowSettings.model_validate(follow), DeliverySettings(), days(at))


def test_the_rows_are_in_the_order_of_the_documentation() -> None:
    assert [row.__name__ for row in ROWS] == [
        "frozen", "merged", "closed", "adopt", "branch_gone", "command", "reopened", "finding_gone", "snoozed",
        "conflict", "review", "checks", "behind", "draft", "broken", "ladder",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [
        {"repo": replace(REPO, archived=True)},
        {"repo": replace(REPO, can_push=False)},
        {"labels": ("Suture:Stop",)},
        {"labels": ("suture:stop",), "state": PullState.MERGED, "presence": Presence.GONE},
        {"acts": (act("added_to_merge_queue"),)},
    ],
)
def test_nothing_is_done_where_nothing_may_be_written(changes: dict[str, Any]) -> None:
    step = decided(observed(**changes))

    assert isinstance(step, Freeze)
    assert step.row == "frozen"


def test_what_left_the_merge_queue_is_followed_again() -> None:
    acts = (act("added_to_merge_queue"), act("removed_from_merge_queue", at=1.1))

    assert not isinstance(decided(observed(acts=acts)), Freeze)
    queued = observed(acts=acts[:1], state=PullState.MERGED, presence=Presence.GONE)
    assert isinstance(decided(queued), Verified)


@pytest.mark.parametrize(
    ("presence", "ended", "expected"),
    [
        (Presence.GONE, "", Verified),
        (Presence.GONE, "still-there", Verified),
        (Presence.GONE, "gone", Verified),
        (Presence.PRESENT, "", Record),
        (Presence.UNKNOWN, "", Wait),
        (Presence.PRESENT, "still-there", Wait),
        (Presence.PRESENT, "verified", Wait),
    ],
)
def test_a_merged_one_is_verified_by_the_base_alone(
    presence: Presence, ended: str, expected: type[Step]
) -> None:
    step = decided(observed(state=PullState.MERGED, presence=presence, memory={"ended": ended}))

    assert isinstance(step, expected)
    assert step.row == "merged"
    if isinstance(step, Wait):
        assert step.ended is bool(ended)
    if isinstance(step, Record):
        assert step.ended == "still-there"


def test_one_that_a_person_closed_is_recorded_with_the_reason_and_then_left() -> None:
    acts = (comment("/suture close accepted-risk until 2027-01-01"), act("closed", at=1.1))
    step = decided(observed(state=PullState.CLOSED, acts=acts))

    assert step == Record(
        "It was closed by ann, as accepted-risk.",
        "closed",
        "refused",
        "accepted-risk",
        date(2027, 1, 1),
        "ann",
    )
    after = decided(observed(state=PullState.CLOSED, acts=acts, memory={"ended": "refused"}))
    assert isinstance(after, Wait)
    assert after.ended


def test_one_that_we_closed_is_no_refusal() -> None:
    step = decided(observed(state=PullState.CLOSED, acts=(act("closed", US),)))

    assert isinstance(step, Wait)
    assert step.ended


def test_a_head_of_ours_that_is_not_recorded_is_adopted_before_anything_else_is_done() -> None:
    step = decided(observed(adopted="d" * 40, acts=(comment("/suture retry"),)))

    assert isinstance(step, Adopt)
    assert "d" * 12 in step.reason


def test_an_open_one_without_a_branch_waits() -> None:
    step = decided(observed(touch=Touch.GONE, presence=Presence.GONE), at=60)

    assert (type(step), step.row) == (Wait, "branch-gone")


@pytest.mark.parametrize(("ended", "at"), [("refused", 1.0), ("closed", 30.0)])
def test_a_closing_that_was_cut_off_is_done(ended: str, at: float) -> None:
    memory = {"ended": ended, "reason": "wont-fix", "by": "ann", "comment": 1}
    step = decided(observed(memory=memory, acts=(comment("/suture close wont-fix"),)), at=at)

    assert isinstance(step, Close)
    assert (step.row, step.refused, step.by) == ("reopened", "wont-fix", "ann")


def test_a_closing_that_was_cut_off_is_left_to_people_once_they_pushed() -> None:
    ordered = {
        "memory": {"ended": "refused", "by": "ann", "comment": 1},
        "acts": (comment("/suture close wont-fix"),),
    }
    step = decided(observed(**ordered, touch=Touch.PEOPLE), at=30)

    assert (type(step), step.row) == (Wait, "reopened")


def test_what_a_person_opened_again_is_followed_and_not_closed_for_the_old_command() -> None:
    acts = (comment("/suture close wont-fix"), act("closed", US, at=1.1), act("reopened", at=2))
    seen = observed(acts=acts, memory={"ended": "refused", "reason": "wont-fix", "comment": 1})

    assert isinstance(decided(seen, at=3), Wait)
    assert isinstance(decided(seen, at=10), Remind)


def test_a_new_command_to_close_counts_after_a_person_opened_it_again() -> None:
    acts = (act("closed", US, at=1), act("reopened", at=2), comment("/suture close wont-fix", at=3))
    fresh = decided(observed(acts=acts, memory={"ended": "refused"}), at=4)
    cut_off = decided(observed(acts=acts, memory={"ended": "refused", "comment": 1}), at=4)

    assert (type(fresh), fresh.row) == (Close, "command")
    assert (type(cut_off), cut_off.row) == (Close, "reopened")


def test_a_list_that_does_not_show_yet_who_opened_it_closes_nothing() -> None:
    acts = (act("closed", at=1),)

    assert isinstance(decided(observed(acts=acts, memory={"ended": "refused"}), at=2), Wait)


def test_it_is_closed_once_the_finding_is_gone_and_nobody_else_worked_on_it() -> None:
    step = decided(observed(presence=Presence.GONE))

    assert isinstance(step, Close)
    assert (step.row, step.refused) == ("finding-gone", "")
    assert BASE[:12] in step.reason


@pytest.mark.parametrize(
    "changes",
    [
        {"touch": Touch.PEOPLE},
        {"memory": {"ended": "gone"}, "acts": (act("closed", US), act("reopened", at=1.5))},
    ],
)
def test_work_of_people_is_not_closed_but_asked_about_once(changes: dict[str, Any]) -> None:
    seen = observed(presence=Presence.GONE, **changes)
    step = decided(seen, at=2)

    assert isinstance(step, Ask)
    assert step.question == "finding-gone"
    asked = {**changes.get("memory", {}), "asked": ("finding-gone",)}
    later = decided(observed(presence=Presence.GONE, **{**changes, "memory": asked}), at=60)
    assert (type(later), later.row) == (Wait, "finding-gone")


def test_a_scan_that_failed_closes_nothing() -> None:
    assert isinstance(decided(observed(presence=Presence.UNKNOWN)), Wait)


def test_one_put_off_is_quiet_until_its_day() -> None:
    seen = observed(memory={"snooze": date(2026, 3, 21)}, merge=Merge.CONFLICT)
    step = decided(seen, at=10)

    assert isinstance(step, Wait)
    assert (step.row, step.until) == ("snoozed", days(19).replace(hour=0))
    assert isinstance(decided(seen, at=19), AuthorAgain)


def test_a_conflict_is_written_anew_while_that_may_be_done() -> None:
    step = decided(observed(merge=Merge.CONFLICT, conflicts=("a.py",), memory={"again": 2}))

    assert (type(step), step.row) == (AuthorAgain, "conflict")


@pytest.mark.parametrize(
    ("changes", "follow"),
    [
        ({"touch": Touch.PEOPLE}, {}),
        ({"author": False}, {}),
        ({"memory": {"again": 3}}, {}),
        ({}, {"rebase_when": "never"}),
    ],
)
def test_a_conflict_that_we_may_not_settle_is_said_once_with_its_files(
    changes: dict[str, Any], follow: dict[str, Any]
) -> None:
    paths = tuple(f"{letter}.py" for letter in "abcdefg")
    step = decided(observed(merge=Merge.CONFLICT, conflicts=paths, **changes), **follow)

    assert isinstance(step, Ask)
    assert step.question == f"conflict:{HEAD[:12]}"
    assert "a.py, b.py, c.py, d.py, e.py and 2 more" in step.reason
    asked = {**changes.get("memory", {}), "asked": (CONFLICT,)}
    after = decided(observed(merge=Merge.CONFLICT, **{**changes, "memory": asked}), **follow)
    assert isinstance(after, Wait)


def test_a_conflict_that_was_declined_is_not_tried_again_for_the_same_head() -> None:
    step = decided(observed(merge=Merge.CONFLICT, memory={"again": 1, "asked": (CONFLICT,)}))

    assert (type(step), step.row) == (Wait, "waiting")


def test_checks_that_fail_only_here_are_repaired() -> None:
    checks = Checks(red=("unit", "lint"), pending=("slow",))
    step = decided(observed(checks=checks, base_checks=Checks(red=("lint",))))

    assert isinstance(step, AuthorAgain)
    assert (step.row, step.repair) == ("checks", ("unit",))


@pytest.mark.parametrize("changes", [{"touch": Touch.PEOPLE}, {"author": False}, {"memory": {"repairs": 2}}])
def test_checks_that_we_may_not_repair_are_said_once(changes: dict[str, Any]) -> None:
    step = decided(observed(checks=Checks(red=("unit",)), **changes))

    assert isinstance(step, Ask)
    assert step.question == CHECKS
    asked = {**changes.get("memory", {}), "asked": (CHECKS,)}
    seen = observed(checks=Checks(red=("unit",)), **{**changes, "memory": asked})
    assert isinstance(decided(seen, at=10), Remind)


@pytest.mark.parametrize(
    ("checks", "base"),
    [
        (Checks(pending=("unit",)), Checks()),
        (Checks(waiting=("unit",)), Checks()),
        (Checks(red=("unit",)), Checks(pending=("unit",))),
    ],
)
def test_checks_that_tell_nothing_yet_are_waited_for(checks: Checks, base: Checks) -> None:
    step = decided(observed(checks=checks, base_checks=base), at=30)

    assert (type(step), step.row) == (Wait, "checks")


def test_checks_that_fail_on_the_base_too_are_not_ours() -> None:
    red = Checks(red=("unit",))

    assert isinstance(decided(observed(checks=red, base_checks=red), at=10), Remind)


def test_a_base_that_moved_is_merged_in_only_where_the_policy_or_a_label_says_so() -> None:
    labelled = observed(labels=("suture:rebase",), acts=(act("labeled", subject="suture:rebase"),))

    assert isinstance(decided(observed()), Wait)
    assert isinstance(decided(observed(), rebase_when="behind"), MergeBase)
    assert isinstance(decided(labelled), MergeBase)


@pytest.mark.parametrize(
    "changes",
    [
        {"touch": Touch.PEOPLE},
        {"merge": Merge.CURRENT},
        {"merge": Merge.UNKNOWN},
        {"memory": {"asked": (question("behind", BASE),)}},
    ],
)
def test_a_base_is_not_merged_in_where_that_is_not_clean_not_ours_or_was_declined(
    changes: dict[str, Any],
) -> None:
    assert isinstance(decided(observed(**changes), rebase_when="behind"), Wait)


@pytest.mark.parametrize("proven", [Proven.NOT_ASKED, Proven.HOLDS])
def test_a_draft_that_is_proven_is_put_before_people(proven: Proven) -> None:
    step = decided(observed(draft=True, living=Living(proven)))

    assert isinstance(step, MarkReady)


@pytest.mark.parametrize(
    "changes",
    [
        {"marked": {"ready": False}},
        {"marked": {"kind": "evidence_gap"}},
        {"labels": ("suture:evidence-gap",)},
        {"acts": (act("ready_for_review", US), act("converted_to_draft", at=1.1))},
        {"living": Living(Proven.UNKNOWN)},
    ],
)
def test_a_draft_that_is_not_proven_or_that_people_made_one_waits(changes: dict[str, Any]) -> None:
    step = decided(observed(draft=True, **changes), at=60)

    assert (type(step), step.row) == (Wait, "draft")


def test_evidence_that_broke_is_mended_and_else_said_once() -> None:
    living = Living(Proven.BROKEN)
    asked = observed(living=living, author=False)

    assert isinstance(decided(observed(living=living, draft=True)), AuthorAgain)
    step = decided(asked)
    assert isinstance(step, Ask)
    after = observed(living=living, author=False, memory={"asked": (step.question,)})
    assert isinstance(decided(after, at=10), Remind)


def rungs(seen: Observed, at: float, **follow: Any) -> tuple[type[Step], tuple[str, ...]]:
    step = decided(seen, at, **follow)
    who = step.who if isinstance(step, (Remind, Reassign, Escalate)) else ()
    return type(step), tuple(one.name for one in who)


def test_silence_climbs_the_ladder_rung_by_rung() -> None:
    """START is a Monday: three business days later it is Thursday."""
    first = observed()
    second = observed(memory={"rung": 1, "told": days(3)})
    third = observed(memory={"rung": 2, "told": days(3)})
    fourth = observed(memory={"rung": 3, "told": days(3)})

    assert rungs(first, 2.5)[0] is Wait
    assert rungs(first, 3) == (Remind, (FIRST.name,))
    assert rungs(second, 6.9)[0] is Wait
    assert rungs(second, 8) == (Reassign, (NEXT.name,))
    assert rungs(third, 8)[0] is Wait
    assert rungs(third, 9) == (Escalate, (SECURITY.name,))
    assert rungs(fourth, 9) == (Escalate, ())
    assert rungs(observed(memory={"rung": 4}), 90)[0] is Wait


def test_a_rung_with_nobody_on_it_is_skipped() -> None:
    assert rungs(observed(ladder=Ladder((), (NEXT,))), 3) == (Reassign, (NEXT.name,))
    assert rungs(observed(ladder=Ladder((), (), (SECURITY,))), 3) == (Escalate, (SECURITY.name,))
    assert rungs(observed(ladder=Ladder()), 3) == (Escalate, ())


def test_nobody_is_spoken_to_more_often_than_allowed() -> None:
    assert rungs(observed(memory={"messages": 4}), 3) == (Escalate, ())
    assert rungs(observed(), 3, messages=0) == (Escalate, ())
    assert rungs(observed(merge=Merge.CONFLICT, author=False), 1, messages=0)[0] is Wait


def test_nobody_is_spoken_to_on_days_without_work() -> None:
    quiet = {"quiet_days": ("2026-03-05/2026-03-06",)}
    wait = decided(observed(), at=4, **quiet)

    assert isinstance(wait, Wait)
    assert wait.until == datetime.fromisoformat("2026-03-09T00:00+00:00")
    asking = decided(observed(merge=Merge.CONFLICT, author=False), at=5)
    assert isinstance(asking, Wait)
    assert asking.until == datetime.fromisoformat("2026-03-09T00:00+00:00")
    assert isinstance(decided(observed(draft=True), at=5), Wait)


@pytest.mark.parametrize(
    ("acts", "reminded"),
    [
        ((comment("hm", "ann", at=2),), False),
        ((comment("hm", "stranger", at=2),), True),
        ((comment("hm", US, at=2),), True),
        ((comment("hm", "ci[bot]", at=2),), True),
        ((act("mentioned", at=2),), True),
        ((act("renamed", at=2),), False),
    ],
)
def test_only_what_those_do_who_have_a_say_ends_the_silence(acts: Sequence[Any], reminded: bool) -> None:
    assert isinstance(decided(observed(acts=tuple(acts)), at=3), Remind) is reminded


@pytest.mark.parametrize("told", [datetime(9999, 12, 31, 23), datetime(1, 1, 1), datetime(2026, 3, 2)])
def test_a_moment_in_an_edited_body_neither_breaks_nor_silences_anything(told: datetime) -> None:
    assert isinstance(decided(observed(memory={"told": told}), at=4), Remind)


def test_an_approval_that_is_not_merged_is_said() -> None:
    step = decided(observed(acts=(review("approved", at=1),)), at=7)

    assert isinstance(step, Remind)
    assert step.reason.startswith("It is approved by ann and not merged.")
    theirs = decided(observed(acts=(review("approved", who="stranger", at=1),)), at=7)
    assert "approved" not in theirs.reason


def test_waiting_tells_until_when() -> None:
    step = decided(observed(), at=0)

    assert step == Wait(
        "It waits for a review. The next people are turned to on 2026-03-05.",
        "waiting",
        until=START.replace(day=5, hour=0),
    )


def test_a_command_comes_before_what_else_applies() -> None:
    seen = observed(presence=Presence.GONE, acts=(comment("/suture explain", id=5),))
    step = decided(seen)

    assert step.row == "command"
    assert step.handled == (Handled(Where.COMMENT, 5, "+1"),)


@pytest.mark.parametrize(
    ("row", "changes"),
    [
        ("conflict", {"merge": Merge.CONFLICT}),
        ("checks", {"checks": Checks(red=("unit",))}),
        ("broken", {"living": Living(Proven.BROKEN)}),
    ],
)
def test_what_was_declined_for_a_head_is_not_tried_on_it_again(row: str, changes: dict[str, Any]) -> None:
    declined = {"asked": (question(row, HEAD),)}

    assert isinstance(decided(observed(**changes)), AuthorAgain)
    assert isinstance(decided(observed(**changes, memory=declined)), Wait)
    assert isinstance(decided(observed(**changes, memory={"asked": (question(row, BASE),)})), AuthorAgain)


def test_what_was_made_ready_by_a_run_that_ended_there_is_put_before_its_owners() -> None:
    ready = act("ready_for_review", US)
    named = {"assignees": ("ann",), "users": ("ann", "bob")}
    assert isinstance(decided(observed(acts=(ready,), marked=named)), MarkReady)
    half = act("assigned", US, subject="ann")
    assert isinstance(decided(observed(acts=(ready, half), marked=named)), MarkReady)
    asked = tuple(act("review_requested", US, subject=name) for name in ("ann", "bob"))
    assert not isinstance(decided(observed(acts=(ready, half, *asked), marked=named)), MarkReady)
    assert not isinstance(decided(observed(acts=(ready,), marked=named, memory={"told": days(1)})), MarkReady)
    assert not isinstance(decided(observed(acts=(act("ready_for_review", "ann"),), marked=named)), MarkReady)
