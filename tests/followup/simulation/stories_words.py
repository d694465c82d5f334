"""What people say, ask and order."""

from __future__ import annotations

from tests.followup.simulation.code import BRING_BACK, WIDER
from tests.followup.simulation.script import Story, merged
from tests.followup.simulation.team import Scene


def asks_in_thread(s: Scene) -> Story:
    yield 2
    s.remarks(s.owner, "Please name the limit here.")
    yield 4
    s.reviews(s.owner, "APPROVED")
    yield from merged(s, s.owner)


def asks_for_changes(s: Scene) -> Story:
    for number in range(2):
        yield 3
        s.reviews(s.owner, "CHANGES_REQUESTED", f"Say why, please ({number + 1}).")
    yield 3
    s.reviews(s.owner, "APPROVED")
    yield from merged(s, s.owner)


def asks_for_ever(s: Scene) -> Story:
    for number in range(6):
        yield 4
        s.remarks(s.second, f"Round {number + 1}: say it differently.")


def asks_for_the_finding(s: Scene) -> Story:
    yield 2
    s.remarks(s.owner, f"This breaks my script, {BRING_BACK}.")
    yield 5
    s.answers(s.owner, "Fine, then.")
    yield 9
    yield from merged(s, s.owner)


def asks_for_more(s: Scene) -> Story:
    yield 2
    s.reviews(s.second, "CHANGES_REQUESTED", f"Rename the module {WIDER}.")
    yield 12
    s.reviews(s.second, "APPROVED")
    yield from merged(s, s.second)


def asks_after_push(s: Scene) -> Story:
    yield 2
    s.pushes(s.owner, "mine")
    s.remarks(s.second, "And now both of you?")
    yield 20
    yield from merged(s, s.owner)


def deletes_the_branch(s: Scene) -> Story:
    yield 6
    s.deletes_branch(s.owner)


def stops_for_a_week(s: Scene) -> Story:
    yield 2
    s.labels(s.owner, "suture:stop")
    yield 2
    s.base_conflicts(s.second)
    s.comments(s.owner, "/suture retry")
    yield 5
    s.unlabels(s.owner, "suture:stop")
    yield 12
    yield from merged(s, s.second)


def stops_for_good(s: Scene) -> Story:
    yield 1
    s.labels(s.second, "suture:stop")
    yield 9
    s.fixes_base(s.owner)


def snoozes(s: Scene) -> Story:
    yield 2
    s.comments(s.owner, "After the release.\n/suture snooze 21d")
    yield 24
    yield from merged(s, s.owner)


def mistypes(s: Scene) -> Story:
    yield 2
    s.comments(s.owner, "/suture retyr")
    yield 2
    s.comments(s.owner, "/suture frobnicate the thing")
    yield 9
    yield from merged(s, s.owner)


def takes_themselves_off(s: Scene) -> Story:
    yield 1
    s.unassigns(s.owner, s.owner)
    s.unrequests(s.owner, s.owner)
    yield 22
    yield from merged(s, s.second)


def unassigns_everybody(s: Scene) -> Story:
    yield 1
    for login in (s.owner, s.second):
        s.unassigns(s.owner, login)


def edits_and_merges(s: Scene) -> Story:
    yield 4
    s.pushes(s.owner, "in our style")
    yield from merged(s, s.owner)


def squashes(s: Scene) -> Story:
    yield 3
    yield from merged(s, s.owner, squash=True)


def edits_and_squashes(s: Scene) -> Story:
    yield 3
    s.pushes(s.second, "in our style")
    yield 1
    yield from merged(s, s.owner, squash=True)


def ticks_the_dashboard(s: Scene) -> Story:
    yield 5
    s.ticks(s.owner)
    yield 12
    yield from merged(s, s.owner)
