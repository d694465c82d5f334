"""What each step writes, and in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from agent.followup.decide import question
from agent.followup.ports import Declined
from agent.followup.pushes import TRIES, Lost, Prepared
from agent.followup.values import (
    Adopt,
    Answer,
    Ask,
    Asked,
    AuthorAgain,
    Close,
    Escalate,
    Freeze,
    Handled,
    MarkReady,
    MergeBase,
    Observed,
    Reassign,
    Record,
    Remind,
    Request,
    Revise,
    Step,
    Verified,
    Wait,
)
from agent.followup.view import View, cursors
from agent.followup.writes import writes
from agent.forge.text.body import LIMIT
from agent.forge.text.marker import MOST_DEALT, Followed, Marker, parse
from agent.forge.values import Did, PullState
from agent.forge.writes import (
    Assign,
    Comment,
    EditPull,
    NewCommit,
    PushOn,
    Reply,
    RequestReviews,
    Where,
    Write,
)
from agent.settings import Settings
from tests.doubles.follow_hub import DIGEST, PUSHED, body, written
from tests.doubles.observed import BASE, FIRST, HEAD, NEXT, PULL, act, days, observed, review, said, thread

COMMAND = (Handled(Where.COMMENT, 5, "+1"),)
WISH = Request(Where.THREAD, 8, "ann", "use a constant", "app.py", 3, thread=7)
NOW = days(10)


def seen(**changes: Any) -> Observed:
    """An observed pull request whose body says what its marker does."""
    found = observed(**changes)
    return replace(found, pull=replace(found.pull, body=body(found.marker)))


def sent(
    found: Observed, step: Step, prepared: Prepared = None, *, refused: tuple[str, ...] = ()
) -> list[Write]:
    """Every write of a step that goes through."""
    steps = writes(View(found, Settings(), NOW), step, prepared)
    done: list[Write] = []
    try:
        write = next(steps)
        while True:
            done.append(write)
            pushed = PUSHED if isinstance(write, PushOn) else ""
            write = steps.send(Did(7, pushed, refused=refused if isinstance(write, RequestReviews) else ()))
    except StopIteration:
        return done


def names(done: list[Write]) -> list[str]:
    return [type(write).__name__ for write in done]


def kept(done: list[Write]) -> Marker:
    """What the last edit of the body remembers."""
    marker = parse([write for write in done if isinstance(write, EditPull)][-1].body)
    assert marker is not None
    return marker


def followed(done: list[Write]) -> Followed:
    return kept(done).followed


@pytest.mark.parametrize("step", [Wait("", ""), Freeze("", ""), AuthorAgain("", ""), MergeBase("", "")])
def test_nothing_is_written_for_a_step_without_writes_or_without_its_commit(step: Step) -> None:
    assert sent(seen(), step) == []


def test_a_rung_speaks_then_remembers() -> None:
    done = sent(seen(), Remind("", "ladder", (FIRST,)))
    assert names(done) == ["Comment", "EditPull"]
    assert (followed(done).rung, followed(done).messages, followed(done).told) == (1, 1, NOW)
    done = sent(seen(), Reassign("", "ladder", (NEXT,)))
    # Asking comes last: a run that finds somebody asked takes the rung for climbed.
    assert names(done) == ["Comment", "EditPull", "RequestReviews", "Assign"]
    assert followed(done).rung == 2


def test_the_last_rung_speaks_to_nobody() -> None:
    done = sent(seen(), Escalate("", "ladder", ()))
    assert names(done) == ["EditPull"]
    assert (followed(done).rung, followed(done).messages) == (4, 0)


def test_a_team_named_like_a_user_who_is_asked_is_asked() -> None:
    found = seen()
    found = replace(found, pull=replace(found.pull, users=("bob",)))
    done = sent(found, Reassign("", "ladder", (Asked("bob", "", team=True),)))
    assert RequestReviews(7, (), ("bob",)) in done


def test_whoever_cannot_be_asked_is_not_turned_to_and_the_command_is_answered() -> None:
    step = Reassign("ann handed it to eve.", "command", (Asked("eve", "ann asked for it"),), handled=COMMAND)
    done = sent(seen(), step, refused=("eve",))
    assert names(done) == ["RequestReviews", "Comment", "React", "EditPull"]
    comment = next(write for write in done if isinstance(write, Comment))
    assert "eve cannot be asked" in comment.body and "@eve" not in comment.body
    assert (followed(done).messages, followed(done).dealt) == (0, ("comment-5",))


def test_a_question_is_remembered_and_an_answer_is_not_counted() -> None:
    done = sent(seen(), Ask("", "conflict", "conflict:aaa"))
    assert names(done) == ["Comment", "EditPull"]
    assert (followed(done).asked, followed(done).messages) == (("conflict:aaa",), 1)
    done = sent(seen(), Answer("", "command", "snooze", snooze=date(2026, 4, 1), handled=COMMAND))
    assert names(done) == ["Comment", "React", "EditPull"]
    assert (followed(done).snooze, followed(done).messages) == (date(2026, 4, 1), 0)


def test_ready_asks_its_owners_but_nobody_who_was_taken_off_before() -> None:
    marked = {"assignees": ("ann", "bob"), "users": ("bob",)}
    acts = (act("assigned", "zoe", subject="ann"), act("unassigned", "ann", subject="ann", at=2))
    done = sent(seen(marked=marked, acts=acts, draft=True), MarkReady("", "draft"))
    assert names(done) == ["MarkReady", "Assign", "RequestReviews", "EditPull"]
    assert done[1] == Assign(7, ("bob",)) and followed(done).messages == 0


def test_a_commit_is_recorded_before_anything_else_is_said_of_it() -> None:
    found = seen(acts=(review(), review("approved", who="bob", id=2)), threads=(thread(said("no", id=7)),))
    step = Revise("", "review", (WISH,), handled=(Handled(Where.THREAD, 8, "eyes"),))
    done = sent(found, step, written())
    assert names(done) == ["PushOn", "EditPull", "Reply", "Comment", "React", "RequestReviews"]
    assert (kept(done).head, kept(done).patch) == (PUSHED, DIGEST)
    assert (followed(done).revisions, followed(done).dealt) == (1, ("thread-8",))
    # Those who reviewed are asked again, with one sentence on what changed.
    assert done[-1] == RequestReviews(7, ("ann", "bob"), ())
    assert isinstance(done[3], Comment) and "It binds the value now." in done[3].body
    assert f'"head":"{PUSHED}"' in done[3].body


def test_who_asked_for_changes_outside_a_thread_is_answered_too() -> None:
    request = Request(Where.COMMENT, 3, "ann", "use a constant")
    done = sent(seen(), Revise("", "review", (request,)), written())
    assert names(done) == ["PushOn", "EditPull", "Comment"]


def test_a_fix_that_nobody_reviewed_is_written_anew_in_silence() -> None:
    done = sent(seen(), AuthorAgain("", "conflict"), written())
    assert names(done) == ["PushOn", "EditPull"] and followed(done).again == 1


def test_nobody_who_took_themselves_off_is_asked_for_another_review() -> None:
    acts = (review("approved"), act("review_request_removed", "ann", at=2, subject="ann"))
    assert "RequestReviews" not in names(sent(seen(acts=acts), AuthorAgain("", "conflict"), written()))


def test_a_gap_is_labelled() -> None:
    done = sent(seen(), AuthorAgain("", "conflict"), written(ready=False))
    assert names(done) == ["PushOn", "EditPull", "AddLabels"]


def test_a_text_that_the_forge_would_refuse_leaves_the_old_one_and_records_the_commit() -> None:
    found = seen()
    found = replace(found, pull=replace(found.pull, body="x" * (LIMIT - 20) + "\n" + found.pull.body))
    done = sent(found, AuthorAgain("", "conflict"), written())
    assert kept(done).head == PUSHED and kept(done).patch == found.marker.patch


def test_a_final_no_is_said_where_it_was_asked_and_settles_the_commit() -> None:
    step = Revise("", "review", (WISH,), handled=(Handled(Where.THREAD, 8, "eyes"),))
    done = sent(seen(), step, Declined("the gate `finding` says: it is back"))
    assert names(done) == ["Reply", "React", "EditPull"]
    assert isinstance(done[0], Reply) and "it is back" in done[0].body
    assert (followed(done).revisions, followed(done).asked) == (1, (question("review", HEAD),))


def test_an_answer_that_is_there_is_not_given_twice() -> None:
    step, no = Revise("", "review", (WISH,)), Declined("no")
    (reply,) = (write for write in sent(seen(), step, no) if isinstance(write, Reply))
    there = thread(said("why", id=7), said(reply.body, "suture[bot]", id=9))
    assert "Reply" not in names(sent(seen(threads=(there,)), step, no))


def test_what_may_go_better_is_tried_by_some_runs_and_then_given_up_aloud() -> None:
    step, no = AuthorAgain("", "command", handled=COMMAND), Declined("the model cannot be asked", final=False)
    found = seen()
    for run in range(1, TRIES):
        done = sent(found, step, no)
        assert names(done) == ["EditPull"], run
        assert (followed(done).again, followed(done).dealt, followed(done).told) == (0, (), None)
        found = replace(found, marker=kept(done), pull=replace(found.pull, body=done[0].body))  # type: ignore[union-attr]
    done = sent(found, step, no)
    assert names(done) == ["Comment", "React", "EditPull"]
    assert (followed(done).again, followed(done).dealt) == (1, ("comment-5",))
    assert followed(done).asked == (question("command", HEAD),)


def test_a_base_that_cannot_be_merged_in_today_is_passed_over_until_it_moves() -> None:
    done = sent(seen(), MergeBase("", "behind"), Declined("the gates could not be run", final=False))
    assert names(done) == ["EditPull"] and followed(done).asked == (question("behind", BASE),)


MERGE = PushOn(7, PULL.branch, HEAD, BASE, NewCommit("Merge", (), "f" * 40), merged=BASE)


def test_a_merge_of_the_base_is_recorded_and_acknowledged() -> None:
    done = sent(seen(), MergeBase("", "command", handled=COMMAND), MERGE)
    assert names(done) == ["PushOn", "EditPull", "React"]
    assert (kept(done).head, kept(done).base_sha, followed(done).dealt) == (PUSHED, BASE, ("comment-5",))


def test_a_head_of_ours_is_adopted_and_its_text_not_trusted() -> None:
    done = sent(seen(adopted=PUSHED), Adopt("Its newest commit is ours.", "adopt"))
    assert names(done) == ["Comment", "EditPull"] and kept(done).head == PUSHED
    assert isinstance(done[0], Comment) and "may be of the commit before" in done[0].body


def test_adopting_a_push_of_this_run_ends_the_step_that_made_it() -> None:
    step = Revise("", "review", (WISH,), handled=(Handled(Where.THREAD, 8, "eyes"),))
    done = sent(seen(adopted=PUSHED), Adopt("", "adopt"), Lost(step, written()))
    assert names(done) == ["EditPull", "Reply", "React"]
    assert (kept(done).patch, followed(done).revisions, followed(done).dealt) == (DIGEST, 1, ("thread-8",))
    order = MergeBase("", "command", handled=COMMAND)
    done = sent(seen(adopted=PUSHED), Adopt("", "adopt"), Lost(order, MERGE))
    assert names(done) == ["EditPull", "React"] and followed(done).dealt == ("comment-5",)


def test_the_reason_is_there_before_anything_is_closed() -> None:
    done = sent(seen(), Close("", "command", refused="wont-fix", by="ann", handled=COMMAND))
    assert names(done) == ["React", "EditPull", "Comment", "ClosePull"]
    assert (followed(done).ended, followed(done).reason, followed(done).by) == ("refused", "wont-fix", "ann")


def test_verified_is_remembered_last() -> None:
    found = seen(state=PullState.MERGED, acts=(review("approved", at=2),))
    done = sent(found, Verified("", "merged"))
    assert names(done) == ["Comment", "DeleteBranch", "EditPull"]
    assert (followed(done).ended, followed(done).review_days) == ("verified", 2.0)


def test_a_refusal_is_recorded_in_silence_and_a_finding_that_stayed_is_told() -> None:
    assert names(sent(seen(), Record("", "closed", "refused", "none"))) == ["EditPull"]
    done = sent(seen(state=PullState.MERGED), Record("It is still there.", "merged", "still-there"))
    assert names(done) == ["Comment", "EditPull"] and followed(done).ended == "still-there"
    assert isinstance(done[0], Comment) and "Closed" not in done[0].body


def test_the_same_is_not_written_twice() -> None:
    step = Remind("", "ladder", (FIRST,))
    found = seen()
    (comment, _) = sent(found, step)
    assert isinstance(comment, Comment)
    again = replace(found, acts=(act("commented", "suture[bot]", text=comment.body, id=40),))
    assert names(sent(again, step)) == ["EditPull"]


def test_cursors_rise_only_past_what_is_remembered_one_by_one() -> None:
    many = [Handled(Where.COMMENT, number) for number in range(1, MOST_DEALT + 3)]
    found = cursors(Followed(), many)
    assert found["comment"] == 2 and len(found["dealt"]) == MOST_DEALT  # type: ignore[arg-type]
