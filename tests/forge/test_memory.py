"""Why people closed a pull request, read back from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from agent.forge.memory import Refusal, refusal, refused, returns, speakers
from agent.forge.text.marker import Followed, Marker, Reason
from agent.forge.values import Act, Pull, PullState

US = "suture[bot]"
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
WRITERS = frozenset({"ada", "bob"})
PULL = Pull(
    7, "PR_7", "https://forge.test/acme/shop/pull/7", PullState.CLOSED, False, "fix", "", US,
    "suture/0123456789abcdef", "a" * 40, "acme/shop", "main", created=START, ended=START + timedelta(days=3),
)  # fmt: skip
MARKER = Marker(
    fingerprints=("0123456789abcdef",), branch=PULL.branch, base_sha="b" * 40, patch="c" * 64, kind="fixed",
    ready=True, source="model",
)  # fmt: skip


def act(kind: str, actor: str = "ada", text: str = "", subject: str = "", *, day: int = 0) -> Act:
    person = not actor.endswith("[bot]")
    return Act(kind, START + timedelta(days=day), actor, person, subject, text, id=day + 1)


def marked(**followed: object) -> Marker:
    return MARKER.model_copy(update={"followed": Followed.model_validate(followed)})


CLOSED = act("closed", "Ada", day=3)


def test_a_closing_without_a_word_is_remembered_with_who_did_it() -> None:
    assert refusal(PULL, MARKER, (CLOSED,), WRITERS) == Refusal("none", by="Ada")
    assert refusal(PULL, MARKER, (), frozenset()) == Refusal("none")


@pytest.mark.parametrize("kind", ["commented", "reviewed"])
@pytest.mark.parametrize("day", [1, 5])
def test_a_command_counts_before_and_after_the_closing(kind: str, day: int) -> None:
    said = act(kind, "Bob", "Well.\n/suture close false-positive: only tests", day=day)
    acts = sorted((CLOSED, said), key=lambda each: each.when)
    assert refusal(PULL, MARKER, acts, WRITERS) == Refusal("false-positive", None, "Bob", "only tests")


def test_a_command_by_somebody_without_write_access_does_not_count() -> None:
    said = act("commented", "eve", "/suture close accepted-risk until 2026-03-04", day=1)
    assert refusal(PULL, MARKER, (said, CLOSED), WRITERS).reason == "none"
    assert speakers(PULL, (said, CLOSED)) == ("eve",)


def test_bots_and_our_own_words_are_no_commands() -> None:
    person = replace(PULL, author="ada")
    ours = act(
        "commented", "ada", "You can write\n/suture close wont-fix\n<!-- suture:status v1 {} -->", day=1
    )
    robot = act("commented", "helper[bot]", "/suture close wont-fix", day=1)
    acts = (ours, robot, CLOSED)
    assert refusal(person, MARKER, acts, WRITERS | {"helper[bot]"}).reason == "none"
    assert speakers(person, acts) == ()
    assert (
        refusal(person, MARKER, (act("commented", "ada", "/suture close wont-fix"),), WRITERS).reason
        == "wont-fix"
    )


def test_the_last_word_counts() -> None:
    first = act("commented", "ada", "/suture close wont-fix", day=1)
    last = act("commented", "bob", "/suture close accepted-risk until 2026-04-01", day=2)
    assert refusal(PULL, MARKER, (first, last, CLOSED), WRITERS).until == date(2026, 4, 1)


def test_what_was_said_before_it_was_reopened_is_over() -> None:
    said = act("commented", "ada", "/suture close wont-fix", day=1)
    acts = (said, act("closed", day=1), act("reopened", day=2), CLOSED)
    assert refusal(PULL, MARKER, acts, WRITERS) == Refusal("none", by="Ada")


def test_a_day_is_judged_by_when_it_was_said() -> None:
    said = act("commented", "ada", "/suture close accepted-risk until 2026-03-04", day=1)
    found = refusal(PULL, MARKER, (said, CLOSED), WRITERS)
    assert (found.reason, found.until) == ("accepted-risk", date(2026, 3, 4))


def test_a_label_of_a_person_tells_why_and_a_bots_does_not() -> None:
    labelled = replace(PULL, labels=("security", "Suture:Wont-Fix"))
    for actor, reason in (("ada", "wont-fix"), ("triage[bot]", "none")):
        acts = (act("labeled", actor, subject="suture:wont-fix"), CLOSED)
        assert refusal(labelled, MARKER, acts, WRITERS).reason == reason
    assert refusal(labelled, MARKER, (), WRITERS) == Refusal("wont-fix")
    assert (
        refusal(PULL, MARKER, (act("labeled", "ada", subject="suture:wont-fix"),), WRITERS).reason == "none"
    )


def test_words_say_more_than_a_label() -> None:
    labelled = replace(PULL, labels=("suture:wont-fix",))
    acts = (
        act("commented", "ada", "/suture close fixed-elsewhere: #12"),
        act("labeled", subject="suture:wont-fix"),
    )
    assert refusal(labelled, MARKER, acts, WRITERS).reason == "fixed-elsewhere"


def test_what_was_recorded_comes_first_but_for_having_heard_nothing() -> None:
    said = act("commented", "bob", "/suture close false-positive", day=4)
    marker = marked(reason="accepted-risk", until=date(2026, 6, 1), by="ada", ended="closed")
    assert refusal(PULL, marker, (said,), WRITERS) == Refusal("accepted-risk", date(2026, 6, 1), "ada")
    silent = marked(reason="none", by="ada", ended="refused")
    assert refusal(PULL, silent, (CLOSED, said), WRITERS).reason == "false-positive"
    assert refusal(PULL, silent, (), WRITERS) == Refusal("none", by="ada")


@pytest.mark.parametrize(
    ("reason", "until", "back"),
    [
        ("accepted-risk", date(2026, 3, 9), True),
        ("accepted-risk", date(2026, 3, 10), True),
        ("accepted-risk", date(2026, 3, 11), False),
        ("accepted-risk", None, False),
        ("wont-fix", date(2026, 3, 1), False),
        ("none", None, False),
    ],
)
def test_only_an_accepted_risk_returns_and_on_its_day(reason: Reason, until: date | None, back: bool) -> None:
    assert returns(Refusal(reason, until), date(2026, 3, 10)) is back


@pytest.mark.parametrize(
    ("author", "closer", "followed", "by_people"),
    [
        (US, "ada", {}, True),
        (US, "", {}, True),
        (US, US, {}, False),
        ("suture-bot", "suture-bot", {}, True),
        ("suture-bot", "suture-bot", {"ended": "gone"}, False),
        (US, US, {"ended": "gone"}, False),
        (US, "", {"ended": "gone"}, False),
        (US, "ada", {"ended": "gone"}, True),
        (US, US, {"ended": "closed", "reason": "wont-fix"}, True),
        (US, US, {"ended": "refused", "reason": "none"}, True),
    ],
)
def test_who_closed_it_decides_whether_it_was_refused(
    author: str, closer: str, followed: dict[str, object], by_people: bool
) -> None:
    acts = (act("closed", closer),) if closer else ()
    assert refused(replace(PULL, author=author), marked(**followed), acts) is by_people
