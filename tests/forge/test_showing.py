"""Fixes as comments on the dashboard."""

from __future__ import annotations

from dataclasses import replace

from agent.forge.board import State, render_state
from agent.forge.showing import Showing
from agent.forge.values import Trouble, TroubleKind
from agent.forge.writes import Comment, OpenIssue
from agent.verdict import Delivery
from tests.doubles.past import US, PastForge, act, dashboard

MARK = "<!-- suture:fix v1 0123456789abcdef -->"
BODY = f"{MARK}\n### fix(app): a thing\n"
OPENING = OpenIssue("Suture: security fixes", render_state(State()))
LATER = Trouble(TroubleKind.LATER, "secondary limit", "run again later")


def showing(hub: PastForge, body: str = BODY, **secrets: str) -> Showing:
    return Showing(hub, OPENING, body, secrets)


def there() -> PastForge:
    return PastForge(dashboards=(dashboard(OPENING.body),))


def test_the_dashboard_is_opened_where_there_is_none() -> None:
    hub = PastForge()
    assert showing(hub).look().writes == (OPENING, Comment(0, BODY)) and hub.sent == []
    assert showing(hub).write(str).writes == (OPENING, Comment(90, BODY))
    assert hub.sent == [OPENING, Comment(90, BODY)]


def test_showing_it_again_writes_nothing() -> None:
    hub = there()
    showing(hub).write(str)
    again = showing(hub).write(str)
    assert (again.writes, again.trouble, len(hub.sent)) == ((), None, 1)
    (said,) = hub.acts[90]
    hub.acts[90] = (replace(said, text=said.text.replace("\n", "\r\n").strip()),)
    assert showing(hub).look().writes == ()


def test_another_text_replaces_ours_in_place() -> None:
    hub = there()
    hub.acts[90] = (replace(act("commented", US, BODY), id=41),)
    assert showing(hub, BODY + "more").write(str).writes == (Comment(90, BODY + "more", 41),)


def test_comments_of_others_and_for_other_findings_stay() -> None:
    hub = there()
    other = BODY.replace("0123", "ffff")
    hub.acts[90] = (act("commented", "eve", BODY), act("commented", US, other), act("closed", US, BODY))
    assert showing(hub).look().writes == (Comment(90, BODY),)


def test_a_dashboard_that_people_closed_is_left_alone() -> None:
    hub = PastForge(dashboards=(dashboard(OPENING.body, open=False),))
    showed = showing(hub).write(str)
    assert hub.sent == [] and showed.delivered("why", publish=True).delivery is Delivery.NONE


def test_nothing_is_written_without_the_lock_or_with_a_secret_in_it() -> None:
    hub = there()
    lost = showing(hub).write(lambda: "the lock is lost")
    assert lost.trouble == Trouble(TroubleKind.LATER, "the lock is lost")
    leak = showing(hub, f"{BODY} sk-proj-12345678", **{"model.api_key": "sk-proj-12345678"}).write(str)
    assert leak.trouble is not None and "model.api_key" in leak.trouble.reason
    assert hub.sent == []


def test_what_could_not_be_written_waits_for_another_run() -> None:
    for lost in (OpenIssue, Comment):
        hub = PastForge(lost={lost: LATER})
        done = showing(hub).write(str).delivered("refused before", publish=True)
        assert done.delivery is Delivery.QUEUED and "secondary limit (run again later)" in done.note
        hub.lost = {}
        assert showing(hub).write(str).trouble is None
        assert [type(write) for write in hub.sent].count(Comment) == 1 + (lost is Comment)
    blind = PastForge(dashboards=there().dashboards, troubles={90: LATER})
    assert showing(blind).write(str).trouble == LATER and blind.sent == []
    assert showing(PastForge(troubles={"issues": LATER})).look().trouble == LATER


def test_the_report_is_told_where_it_is_and_why() -> None:
    hub = there()
    assert showing(hub).look().delivered("why", publish=False).delivery is Delivery.PREPARED
    done = showing(hub).write(str).delivered("3 of 3 were refused", publish=True)
    assert (done.delivery, done.url) == (Delivery.NONE, hub.dashboards[0].url)
    assert done.note == "shown on the dashboard: 3 of 3 were refused"
