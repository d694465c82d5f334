"""What people say: commands by comment and label, and requests of reviews."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from agent.followup.decide import decide
from agent.followup.values import (
    Answer,
    Ask,
    Asked,
    AuthorAgain,
    Close,
    Handled,
    Merge,
    MergeBase,
    Observed,
    Presence,
    Reassign,
    Request,
    Revise,
    Step,
    Touch,
    Wait,
)
from agent.forge.writes import Where
from agent.settings.schema import DeliverySettings, FollowSettings
from tests.doubles.observed import REPO, US, act, comment, days, observed, review, said, thread

LATER = date(2026, 3, 20)


def decided(seen: Observed, at: float = 2, **follow: Any) -> Step:
    return decide(seen, FollowSettings.model_validate(follow), DeliverySettings(), days(at))


def ordered(text: str, **changes: Any) -> Step:
    step = decided(observed(acts=(comment(f"/suture {text}", id=9),), **changes))
    assert step.row == "command"
    assert [each.id for each in step.handled] == [9]
    return step


def test_each_command_has_its_step() -> None:
    assert isinstance(ordered("retry"), AuthorAgain)
    assert isinstance(ordered("rebase"), MergeBase)
    assert isinstance(ordered("rebase", merge=Merge.CONFLICT), AuthorAgain)
    snooze = ordered("snooze 2026-03-20")
    assert isinstance(snooze, Answer)
    assert snooze.snooze == LATER
    reassign = ordered("reassign @carol")
    assert isinstance(reassign, Reassign)
    assert reassign.who == (Asked("carol", "ann asked for it"),)
    team = ordered("reassign @acme/web")
    assert isinstance(team, Reassign)
    assert team.who == (Asked("web", "ann asked for it", team=True),)
    close = ordered("close accepted-risk until 2026-03-20: later")
    assert isinstance(close, Close)
    assert (close.refused, close.until, close.by) == ("accepted-risk", LATER, "ann")


def test_an_explanation_tells_what_applies_otherwise() -> None:
    step = ordered("explain", merge=Merge.CONFLICT, conflicts=("app.py",))

    assert isinstance(step, Answer)
    assert step.reason.startswith("ann asked how it stands. It conflicts with its base in app.py")
    neutral = ordered("explain", merge=Merge.CONFLICT, conflicts=("app.py",), marked={"rule": ""})
    assert neutral.reason == "ann asked how it stands."


@pytest.mark.parametrize(
    ("text", "changes", "why"),
    [
        ("retry", {"touch": Touch.PEOPLE}, "people pushed"),
        ("retry", {"author": False}, "no model"),
        ("retry", {"memory": {"again": 3}}, "3 times"),
        ("rebase", {"touch": Touch.PEOPLE}, "people pushed"),
        ("rebase", {"merge": Merge.CONFLICT, "author": False}, "no model"),
        ("rebase", {"merge": Merge.CURRENT}, "newest commit"),
        ("rebase", {"merge": Merge.UNKNOWN}, "cannot be told"),
        ("reassign @suture[bot]", {}, "one user"),
        ("reassign @other/web", {}, "own organisation"),
        ("reassign @carol", {"memory": {"messages": 4}}, "4 times"),
        ("close wont-fix", {"touch": Touch.PEOPLE}, "people pushed"),
    ],
)
def test_what_cannot_be_done_is_answered_with_the_reason(
    text: str, changes: dict[str, Any], why: str
) -> None:
    step = ordered(text, **changes)

    assert isinstance(step, Answer)
    assert why in step.reason
    assert step.handled == (Handled(Where.COMMENT, 9, "confused"),)


def test_an_unknown_command_is_answered_with_the_nearest() -> None:
    step = ordered("retyr")

    assert isinstance(step, Answer)
    assert (step.command, step.nearest) == ("retyr", "retry")
    assert "retyr" not in step.reason


@pytest.mark.parametrize(
    "one",
    [
        comment("/suture retry", "stranger"),
        comment("/suture retry", "ci[bot]"),
        comment("<!-- suture:status v1 {} -->\n/suture retry", US),
        comment("> /suture retry"),
        comment("please retry"),
    ],
)
def test_words_that_are_no_command_of_somebody_who_may_are_passed_over(one: Any) -> None:
    writers = frozenset({"ann", "ci[bot]", US})

    assert isinstance(decided(observed(acts=(one,), writers=writers)), Wait)


def test_a_person_under_our_login_commands_but_our_own_words_do_not() -> None:
    repo, writers = replace(REPO, login="ann"), frozenset({"ann"})
    theirs = observed(repo=repo, acts=(comment("/suture retry"),), writers=writers)
    ours = observed(
        repo=repo, acts=(comment("/suture retry\n<!-- suture:status v1 {} -->"),), writers=writers
    )

    assert isinstance(decided(theirs), AuthorAgain)
    assert isinstance(decided(ours), Wait)


def test_commands_are_followed_the_oldest_first_wherever_they_were_said() -> None:
    acts = (review("commented", "/suture explain", id=3, at=1.2), comment("/suture snooze 7d", id=8, at=1.3))
    threads = (thread(said("/suture rebase", id=5, at=1.1)),)
    first = observed(acts=acts, threads=threads)
    second = observed(acts=acts, threads=threads, memory={"thread": 5})
    third = observed(acts=acts, threads=threads, memory={"thread": 5, "review": 3})

    assert decided(first).handled == (Handled(Where.THREAD, 5, "+1"),)
    assert decided(second).handled == (Handled(Where.REVIEW, 3, ""),)
    assert decided(third).handled == (Handled(Where.COMMENT, 8, "+1"),)


def test_a_command_does_not_pass_over_a_request_before_it() -> None:
    threads = (thread(said("use a constant", id=5), said("/suture rebase", id=6), said("and a test", id=7)),)
    first = decided(observed(threads=threads))
    second = decided(observed(threads=threads, memory={"thread": 5}))
    third = decided(observed(threads=threads, memory={"thread": 6}))

    assert isinstance(first, Revise)
    assert [request.id for request in first.requests] == [5]
    assert isinstance(second, MergeBase)
    assert isinstance(third, Revise)
    assert [request.id for request in third.requests] == [7]


def test_a_command_to_close_waits_for_nothing() -> None:
    threads = (thread(said("use a constant", id=5), said("/suture close wont-fix", id=6)),)

    assert isinstance(decided(observed(threads=threads)), Close)


@pytest.mark.parametrize(
    ("label", "expected"),
    [("suture:retry", AuthorAgain), ("suture:wont-fix", Close), ("suture:rebase", MergeBase)],
)
def test_a_label_that_a_person_set_is_a_command(label: str, expected: type[Step]) -> None:
    acts = (act("labeled", subject=label),)
    ours = (act("labeled", US, subject=label),)

    assert isinstance(decided(observed(labels=(label,), acts=acts)), expected)
    assert isinstance(decided(observed(labels=(label,), acts=ours)), Wait)
    assert isinstance(decided(observed(acts=acts)), Wait)


def test_a_label_is_followed_once() -> None:
    retry = (act("labeled", subject="suture:retry"),)
    close = (act("labeled", subject="suture:wont-fix"), act("closed", US, at=1.2), act("reopened", at=1.5))
    retried = observed(labels=("suture:retry",), acts=retry, memory={"told": days(1.5), "again": 1})
    again = observed(labels=("suture:wont-fix",), acts=close, memory={"ended": "refused"})

    assert isinstance(decided(retried), Wait)
    assert isinstance(decided(again), Wait)


def test_a_label_that_cannot_be_followed_is_said_once() -> None:
    for label in ("suture:retry", "suture:wont-fix"):
        acts = (act("labeled", subject=label),)
        step = decided(observed(labels=(label,), acts=acts, touch=Touch.PEOPLE))
        assert isinstance(step, Ask)
        told = {"asked": (step.question,)}
        assert isinstance(
            decided(observed(labels=(label,), acts=acts, touch=Touch.PEOPLE, memory=told)), Wait
        )


def test_requests_are_collected_with_their_places() -> None:
    acts = (
        review("changes_requested", "too wide", id=3, at=1.2),
        review("changes_requested", "", "bob", id=4, at=1.2),
    )
    threads = (thread(said("x" * 3000, "bob", id=5), said("agreed", id=6, at=1.3), review=4),)
    step = decided(observed(acts=acts, threads=threads))

    assert isinstance(step, Revise)
    assert step.row == "review"
    assert step.requests == (
        Request(Where.THREAD, 5, "bob", "x" * 1999 + "…", "app.py", 3, 5),
        Request(Where.REVIEW, 3, "ann", "too wide"),
        Request(Where.THREAD, 6, "ann", "agreed", "app.py", 3, 5),
    )
    assert step.handled == (
        Handled(Where.THREAD, 5, "eyes"),
        Handled(Where.REVIEW, 3),
        Handled(Where.THREAD, 6, "eyes"),
    )


@pytest.mark.parametrize(
    "changes", [{"touch": Touch.PEOPLE}, {"author": False}, {"memory": {"revisions": 3}}]
)
def test_requests_that_we_cannot_follow_are_given_back(changes: dict[str, Any]) -> None:
    step = decided(observed(acts=(review(text="too wide", id=3),), **changes), at=5)

    assert isinstance(step, Ask)
    assert (step.row, step.question) == ("review", "review:review-3")
    assert step.handled == (Handled(Where.REVIEW, 3),)


@pytest.mark.parametrize(
    "changes",
    [
        {"acts": (review("approved", "nice", id=3),)},
        {"acts": (review("approved", id=3),), "threads": (thread(said("nit", id=5), review=3),)},
        {"acts": (review("approved", id=3, at=1.5),), "threads": (thread(said("nit", id=5), review=2),)},
        {"acts": (review(text="no", who="stranger", id=3),)},
        {"acts": (review(text="no", id=3),), "memory": {"review": 3}},
        {"threads": (thread(said("no", US, id=5)),)},
        {"threads": (thread(said("no", id=5)),), "memory": {"thread": 5}},
        {"acts": (comment("I do not like it"),)},
    ],
)
def test_what_asks_for_nothing_is_no_request(changes: dict[str, Any]) -> None:
    assert isinstance(decided(observed(**changes)), Wait)


def test_what_is_said_after_an_approval_is_a_request_again() -> None:
    threads = (thread(said("nit", id=5), said("please do", id=6, at=1.8), review=3),)
    step = decided(observed(acts=(review("approved", id=3, at=1.5),), threads=threads))

    assert isinstance(step, Revise)
    assert [request.id for request in step.requests] == [6]


def test_a_conflict_comes_before_a_review_and_a_finding_that_is_gone_before_both() -> None:
    acts = (review(text="too wide", id=3),)

    assert decided(observed(acts=acts, merge=Merge.CONFLICT)).row == "conflict"
    gone = observed(acts=acts, merge=Merge.CONFLICT, presence=Presence.GONE)
    assert decided(gone).row == "finding-gone"


def test_what_was_dealt_with_need_not_come_in_the_order_of_its_numbers() -> None:
    late = thread(said("please rename it", id=41), review=5)
    early = {"dealt": ("thread-42",)}
    step = decided(observed(acts=(review("commented", id=5),), threads=(late,), memory=early))
    assert isinstance(step, Revise)
    assert [request.id for request in step.requests] == [41]
    both = {"dealt": ("thread-42", "thread-41")}
    assert isinstance(
        decided(observed(acts=(review("commented", id=5),), threads=(late,), memory=both)), Wait
    )


def test_a_box_on_the_dashboard_asks_for_another_try_where_one_is_left() -> None:
    step = decided(observed(retry=True))
    assert isinstance(step, AuthorAgain)
    assert step.row == "command"
    assert not isinstance(decided(observed(retry=True, memory={"again": 3})), AuthorAgain)
    assert not isinstance(decided(observed(retry=True, touch=Touch.PEOPLE)), AuthorAgain)


def test_without_a_model_the_rule_can_write_anew_but_not_as_somebody_wishes() -> None:
    alone = {"author": False, "by_rule": True}
    assert isinstance(ordered("retry", **alone), AuthorAgain)
    step = decided(observed(acts=(review("changes_requested", "rename it", id=5),), **alone))
    assert isinstance(step, Ask)
    assert "there is no model" in step.reason
