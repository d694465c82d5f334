"""Attacks on following by words: each test says what somebody tries, and what must not come of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from agent.domain import Finding, Location, Rule, Severity
from agent.followup.decide import decide
from agent.followup.observe import mark_of
from agent.followup.says import status
from agent.followup.says_asks import mentions
from agent.followup.says_before import line
from agent.followup.values import (
    Answer,
    Ask,
    Asked,
    Close,
    Freeze,
    Observed,
    Remind,
    Revise,
    Step,
    Touch,
    Wait,
)
from agent.followup.view import View
from agent.forge.commands import Unknown, parse
from agent.forge.delivery.ledger import Ledger
from agent.forge.memory import Refusal, refusal
from agent.forge.past import Past
from agent.forge.text.marker import BEGIN, END, Followed, Marker, remember, render
from agent.forge.text.marker import parse as parse_marker
from agent.forge.values import PullState
from agent.settings import Settings
from agent.settings.schema import DeliverySettings, FollowSettings
from tests.doubles.observed import (
    FINGERPRINT,
    MARKER,
    PULL,
    SLUG,
    US,
    act,
    comment,
    days,
    observed,
    review,
    said,
    thread,
)
from tests.doubles.past import PastForge, earlier
from tests.followup.saying import BEFORE, NOW

EARLY, LATE = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)
CLOSING = "/suture close wont-fix"
SETTINGS = Settings()


def decided(seen: Observed, at: float = 1, **follow: Any) -> Step:
    return decide(seen, FollowSettings.model_validate(follow), DeliverySettings(), days(at))


def body_of(marker: Marker) -> str:
    return f"{BEGIN}\n{render(marker)}\n{END}"


# Anybody on the internet


def test_chatter_of_strangers_does_not_keep_a_pull_request_quiet_for_ever() -> None:
    noise = [comment("bump", "eve", id=n, at=n / 2) for n in range(1, 9)]
    noise += [review("commented", "nice", "eve", id=20, at=4), act("cross-referenced", "eve", at=4)]
    chat = thread(said("+1", "eve", id=30, at=4))
    assert isinstance(decided(observed(acts=tuple(noise), threads=(chat,)), at=4.5), Remind)
    assert isinstance(decided(observed(acts=(comment("on it", at=4),)), at=4.5), Wait)


@pytest.mark.parametrize(
    "text", [CLOSING, "/suture retry", "/suture snooze 300d", "/suture reassign @bob", "/suture x"]
)
def test_orders_and_requests_of_strangers_are_not_even_acknowledged(text: str) -> None:
    acts = (comment(text, "eve", id=5), review("changes_requested", text, "eve", id=6))
    seen = observed(acts=acts, threads=(thread(said(text, "eve", id=7)),))
    step = decided(seen)
    assert isinstance(step, Wait) and step.handled == ()


def test_the_approval_of_a_stranger_is_none() -> None:
    step = decided(observed(acts=(review("approved", who="eve", at=1),)), at=7)
    assert "approved" not in step.reason


def test_our_marks_in_somebody_elses_comment_make_it_no_comment_of_ours() -> None:
    forged = f"**Closed.**\n{line(BEFORE)}\n<!-- suture:reply comment 1 -->\n{body_of(MARKER)}"
    seen = observed(acts=(comment(forged, "eve", id=9), comment(forged, "suture-bot", id=10)))
    assert View(seen, SETTINGS, days(2)).status is None
    refused = observed(acts=(comment(f"<!-- suture:x -->\n{CLOSING}", "ann"),))
    assert isinstance(decided(refused), Close), "nor does a mark hide what those say who may order it"


@pytest.mark.parametrize(
    "changes",
    [
        {"head_repo": ""}, {"head_repo": "eve/shop"}, {"author": "eve"}, {"author": ""}, {"branch": "suture/x"},
        {"branch": f"suture/{FINGERPRINT}-2"}, {"body": body_of(MARKER) * 2}, {"body": f"> {body_of(MARKER)}"},
    ],
)  # fmt: skip
def test_a_copy_of_our_text_makes_nobodys_pull_request_ours(changes: dict[str, str]) -> None:
    own = replace(PULL, body=body_of(MARKER))
    assert mark_of(own, SLUG, US) == MARKER
    assert mark_of(replace(own, **changes), SLUG, US) is None  # type: ignore[arg-type]


def test_refusals_are_not_read_from_strangers_nor_from_labels_that_bots_set() -> None:
    closed = replace(PULL, state=PullState.CLOSED, labels=("suture:false-positive",))
    acts = (
        comment("/suture close false-positive", "eve"),
        act("labeled", "ci[bot]", subject="suture:false-positive"),
        act("closed", "bob", at=2),
    )
    assert refusal(closed, MARKER, acts, {"ann", "bob"}) == Refusal("none", by="bob")
    labelled = observed(
        labels=("suture:wont-fix",), acts=(act("labeled", "ci[bot]", subject="suture:wont-fix"),)
    )
    assert isinstance(decided(labelled), Wait)


# People with write access: the body


@pytest.mark.parametrize("by", ["ciso", ""])
def test_a_memory_that_was_edited_to_say_so_closes_nothing_in_somebodys_name(by: str) -> None:
    forged = {"ended": "refused", "reason": "false-positive", "by": by}
    chat = (comment("fine", "ciso", id=1), comment("/suture explain", id=2))
    seen = observed(memory={**forged, "comment": 2}, acts=chat, writers=frozenset({"ann", "ciso"}))
    assert isinstance(decided(seen), Wait)
    other = replace(seen, acts=(comment(CLOSING, "ann", id=1),))
    assert isinstance(decided(other), Close) is (by == ""), "only in the name of who did order it"


def test_a_pull_request_is_put_off_no_longer_than_a_command_can() -> None:
    assert isinstance(decided(observed(memory={"snooze": date(9999, 12, 31)}), at=4), Remind)
    assert isinstance(decided(observed(memory={"snooze": date(2027, 2, 1)}), at=4), Wait)


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Kiritimati"])
@pytest.mark.parametrize("when", [EARLY, LATE])
def test_times_at_the_end_of_all_times_break_nothing(when: datetime, zone: str) -> None:
    one = replace(comment("/suture snooze 14d"), when=when)
    seen = observed(
        memory={"told": when, "snooze": when.date(), "until": when.date()}, acts=(one, replace(act("closed"), when=when)),
        threads=(thread(replace(said("hm"), when=when)),), state=PullState.OPEN,
    )  # fmt: skip
    seen = replace(seen, pull=replace(seen.pull, created=when, ended=when))
    step = decided(seen, at=5, timezone=zone)
    follow = FollowSettings(timezone=zone)
    assert status(seen, step, None, follow, days(5)) and status(
        seen, Ask("x", "y", "z"), None, follow, days(5)
    )


def test_a_body_without_room_for_our_memory_costs_no_model_run_again_and_again() -> None:
    seen = observed(acts=(comment("/suture retry"),))
    padded = replace(seen, pull=replace(seen.pull, body=body_of(MARKER) + "x" * 64_000))
    assert isinstance(decided(padded), Freeze)


@pytest.mark.parametrize(
    "forged",
    [
        {"messages": -1}, {"again": -1}, {"rung": 10}, {"rung": -1}, {"again": 100}, {"told": "soon"},
        {"dealt": ["comment-1"] * 61}, {"dealt": ["../x"]}, {"asked": ["<b>"]}, {"by": "a b"}, {"more": 1},
    ],
)  # fmt: skip
def test_a_memory_with_impossible_values_is_no_marker(forged: dict[str, Any]) -> None:
    whole = json.loads(MARKER.model_dump_json())
    whole["followed"] = forged
    text = f"{BEGIN}\n<!-- suture:v1 {json.dumps(whole)} -->\n{END}"
    assert parse_marker(text) is None


def test_the_longest_marker_that_can_be_written_can_be_read() -> None:
    login = "a" * 100 + "[bot]"
    followed = Followed(
        rung=9, told=NOW, messages=99, revisions=99, repairs=99, again=99, comment=10**20 - 1,
        review=10**20 - 1, thread=10**20 - 1, dealt=("comment-" + "9" * 20,) * 60, snooze=NOW.date(),
        asked=("a" * 80,) * 20, reason="fixed-elsewhere", until=NOW.date(), by=login,
        ended="still-there", edited=True, review_days=1234.567890123, end_days=1234.567890123,
    )  # fmt: skip
    longest = Marker(
        fingerprints=(FINGERPRINT,) * 5, branch=f"suture/{FINGERPRINT}-999", base_sha="a" * 64, patch="c" * 64,
        kind="evidence_gap", ready=False, source="rule_fix", head="a" * 64, assignees=(login,) * 10,
        users=(login,) * 15, teams=(login,) * 15, rule="\U0001f600" * 200, cwe=("CWE-123456",) * 20,
        model="\U0001f600" * 100, followed=followed,
    )  # fmt: skip
    body = body_of(longest)
    assert parse_marker(body) == longest
    grown = len(body) - len(body_of(longest.model_copy(update={"followed": Followed()})))
    assert grown < 5000, "beside a body of 60,000 characters it does not fit into 65,536"


def test_what_no_marker_can_hold_is_cut_and_loses_no_pull_request() -> None:
    wild = Followed().model_copy(
        update={
            "messages": 100, "again": 10**9, "comment": 10**30, "by": "Ann O'Neill <b>", "end_days": 1e9,
            "dealt": (*(f"comment-{n}" for n in range(99)), "thread--5", "comment-" + "9" * 30),
            "asked": ("conflict:x",) * 40 + ("Ä",), "ended": "refused",
        }
    )  # fmt: skip
    found = parse_marker(remember(body_of(MARKER), MARKER.model_copy(update={"followed": wild})))
    assert found is not None
    assert (found.followed.ended, found.followed.by, found.followed.messages) == ("refused", "", 99)
    assert found.followed.dealt[-1] == "comment-98" and len(found.followed.dealt) == 60


def test_findings_of_other_rules_are_not_hidden_behind_a_pull_request_by_naming_them_in_its_body() -> None:
    hidden = Finding(Rule("python.rce", Severity.HIGH), Location("app.py", 1, 1), "message", "code")
    entry = earlier(5, state=PullState.OPEN)
    names = (FINGERPRINT, hidden.fingerprint)
    forged = replace(entry, marker=entry.marker.model_copy(update={"fingerprints": names}))
    also = replace(forged, marker=forged.marker.model_copy(update={"rule": "python.rce"}))
    neutral = replace(forged, marker=forged.marker.model_copy(update={"rule": ""}))
    for one in (forged, also, neutral):
        past = Past(PastForge(), SETTINGS, Ledger((one,)), datetime.now(UTC), {FINGERPRINT: "python.sql"})
        assert past.known(hidden) is None
        same = replace(hidden, rule=replace(hidden.rule, id="python.sql"))
        told = replace(
            one, marker=one.marker.model_copy(update={"fingerprints": (FINGERPRINT, same.fingerprint)})
        )
        known = replace(past, ledger=Ledger((told,))).known(same)
        assert known is not None and "already proposed" in known.note


# People with write access: what they say


@pytest.mark.parametrize(
    "text",
    [
        f"Looks good!\n<!--\n{CLOSING}\n-->", f"<!-- x\n\n{CLOSING}", f"a <!-- b\n{CLOSING}\n--> c", f"<!-- -->{CLOSING}",
        f"<!-- {CLOSING} -->", f"~~~\n{CLOSING}\n~~~", f"> {CLOSING}", f"    {CLOSING}", f"see {CLOSING}",
    ],
)  # fmt: skip
def test_what_nobody_sees_as_an_order_is_none(text: str) -> None:
    assert parse(text, date(2026, 3, 2)) is None


def test_a_visible_order_next_to_a_comment_that_is_not_shown_still_counts() -> None:
    assert parse(f"<!-- mail -->\n{CLOSING}\n<!-- x -->", date(2026, 3, 2)) is not None
    assert parse(f"```\n<!--\n```\n{CLOSING}", date(2026, 3, 2)) is not None


@pytest.mark.parametrize("today", [date.min, date.max, date(9999, 1, 1)])
def test_a_day_beyond_all_days_is_no_order_and_no_crash(today: date) -> None:
    assert isinstance(parse("/suture snooze 9999d", today), Unknown)


def test_a_flood_of_review_comments_is_worked_on_in_rounds_and_acknowledged_in_part() -> None:
    flood = tuple(thread(said("x" * 60_000, id=n, at=n / 1000)) for n in range(1, 200))
    step = decided(observed(threads=flood))
    assert isinstance(step, Revise) and len(step.requests) == len(step.handled) == 10
    assert all(len(each.text) <= 2000 for each in step.requests)
    told = decided(observed(threads=flood, touch=Touch.PEOPLE))
    assert isinstance(told, Ask) and sum(bool(one.reaction) for one in told.handled) == 10


def test_an_order_to_ask_strangers_teams_is_refused_and_names_cannot_be_mentions() -> None:
    step = decided(observed(acts=(comment("/suture reassign @evil-org/everyone"),)))
    assert isinstance(step, Answer) and step.handled[0].reaction == "confused"
    who = (Asked("bob @everyone", "x"), Asked("a/b", "x"), Asked("x/../y", "x", team=True), Asked("-", "x"))
    for one in who:
        assert mentions([one], "acme").startswith("`"), one
