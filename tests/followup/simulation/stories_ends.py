"""How people end pull requests, or do not."""

from __future__ import annotations

from datetime import timedelta

from tests.followup.simulation.script import Story, merged
from tests.followup.simulation.team import Scene


def merges_at_once(s: Scene) -> Story:
    yield 1
    s.reviews(s.owner, "APPROVED")
    yield from merged(s, s.owner)


def reviews_late(s: Scene) -> Story:
    yield 13
    s.reviews(s.owner, "APPROVED", "Sorry that it took so long.")
    yield 1
    yield from merged(s, s.owner)


def reviews_very_late(s: Scene) -> Story:
    yield 34
    s.reviews(s.second, "APPROVED")
    yield from merged(s, s.second)


def approves_and_forgets(s: Scene) -> Story:
    yield 2
    s.reviews(s.owner, "APPROVED")
    yield 17
    yield from merged(s, s.second)


def never_answers(s: Scene) -> Story:
    return
    yield


def pushes_then_merges(s: Scene) -> Story:
    yield 2
    s.pushes(s.owner, "names the limit")
    yield 1
    yield from merged(s, s.owner)


def pushes_and_leaves(s: Scene) -> Story:
    yield 3
    s.pushes(s.second, "a first idea")


def pushes_the_weakness_back(s: Scene) -> Story:
    yield 2
    s.undoes(s.owner)
    yield 12
    s.pushes(s.owner, "and forward again", redo=True)
    yield 1
    yield from merged(s, s.owner)


def closes_with_command(s: Scene) -> Story:
    yield 2
    s.comments(s.owner, "/suture close false-positive: only tests call this")


def closes_as_wont_fix_in_review(s: Scene) -> Story:
    yield 4
    s.reviews(s.second, "COMMENTED", "We will leave it.\n/suture close wont-fix")


def closes_with_label(s: Scene) -> Story:
    yield 3
    s.labels(s.owner, "suture:false-positive")


def closes_after_label(s: Scene) -> Story:
    yield 3
    s.labels(s.owner, "suture:wont-fix")
    s.closes(s.owner)


def closes_without_reason(s: Scene) -> Story:
    yield 5
    s.closes(s.owner)


def closes_and_talks_on(s: Scene) -> Story:
    yield 2
    s.closes(s.second)
    yield 1
    s.comments(s.owner, "Why did you close this?", ended=True)
    yield 9
    s.comments(s.second, "/suture explain", ended=True)


def accepts_the_risk(s: Scene) -> Story:
    yield 3
    until = s.world.today + timedelta(40)
    s.comments(s.owner, f"/suture close accepted-risk until {until}: behind the firewall")


def reopens_and_merges(s: Scene) -> Story:
    yield 3
    s.closes(s.owner)
    yield 4
    s.reopens(s.second)
    yield 5
    yield from merged(s, s.second)


def reopens_and_forgets(s: Scene) -> Story:
    yield 2
    s.closes(s.owner)
    yield 2
    s.reopens(s.second)


def reopens_what_we_closed(s: Scene) -> Story:
    yield 3
    s.fixes_base(s.second)
    yield 3
    s.reopens(s.owner)
    yield 8
    s.closes(s.owner)


def retitles(s: Scene) -> Story:
    yield 1
    s.retitles(s.owner, f"SEC-{s.number}: bind the value")
    yield 15
    yield from merged(s, s.owner)


def edits_the_body(s: Scene) -> Story:
    yield 1
    s.edits(s.owner, f"See also the wiki.\n\n{s.body}\n\nNotes of mine.")
    yield 11
    yield from merged(s, s.owner)


def takes_our_text_out(s: Scene) -> Story:
    yield 4
    s.edits(s.owner, "Too long, did not read.")
    yield 14
    yield from merged(s, s.owner)


def presses_update(s: Scene) -> Story:
    yield 3
    s.updates(s.owner)
    yield 6
    s.updates(s.second)
    yield 4
    yield from merged(s, s.owner)
