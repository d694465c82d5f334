"""What people read of follow-up: each text compared with a file, and true by what was observed.

To refresh a snapshot after a change that is meant: delete it, run this file twice, look at it in between.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.followup.says import Before, before_of, declined, revised, status
from agent.followup.says_before import evidence, line
from agent.followup.values import (
    Answer,
    Ask,
    Asked,
    Base,
    Branch,
    Close,
    Escalate,
    Gate,
    Ladder,
    Living,
    Merge,
    Observed,
    Presence,
    Proven,
    Remind,
    Step,
    Touch,
    Verified,
)
from agent.forge.text.marker import Followed
from agent.forge.values import Act, Checks
from agent.forge.writes import Where
from tests.followup.saying import (
    APPROVED,
    BASE,
    BEFORE,
    BROKEN,
    CONFLICT,
    FOLLOW,
    GATES,
    GONE,
    HEAD,
    HOLDS,
    MIRA,
    NEUTRAL_ONE,
    NOW,
    OLD,
    QUIET,
    REQUEST,
    SAID,
    WEB,
)
from tests.forge.text.github import Rendered

SNAPSHOTS = Path(__file__).parent / "snapshots"
REMIND = Remind("3 business days without a word.", "ladder", (MIRA,))
EVIL = "@all closes #1 https://evil.example <!-- suture:status v1 {} -->\n<!-- suture:board --> /suture close | `x`"


def said(observed: Observed, step: Step = REMIND, before: Before | None = None) -> str:
    return " ".join(Rendered(status(observed, step, before, FOLLOW, NOW)).text.split())


@pytest.mark.parametrize("name", SAID)
def test_texts_look_as_they_did(name: str) -> None:
    observed, step, before = SAID[name]
    text = status(observed, step, before, FOLLOW, NOW)
    snapshot = SNAPSHOTS / f"{name}.md"
    if not snapshot.exists():
        snapshot.parent.mkdir(exist_ok=True)
        snapshot.write_text(text, encoding="utf-8")
        pytest.fail(f"{name} was missing and has been written: look at it and run again")
    assert text == snapshot.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SAID)
def test_only_those_whom_a_step_names_are_mentioned(name: str) -> None:
    observed, step, before = SAID[name]
    who = [f"@acme/{one.name}" if one.team else f"@{one.name}" for one in getattr(step, "who", ())]
    assert Rendered(status(observed, step, before, FOLLOW, NOW)).live == who


@pytest.mark.parametrize("name", SAID)
def test_every_text_ends_with_what_it_said(name: str) -> None:
    observed, step, before = SAID[name]
    text = status(observed, step, before, FOLLOW, NOW)
    assert text.endswith(" -->\n") and before_of(text) == evidence(observed)


def test_what_is_asked_follows_from_how_it_stands() -> None:
    review = Act("reviewed", NOW - timedelta(2), "jon", True, "changes_requested", id=5)
    asked = replace(QUIET, acts=(*QUIET.acts, review), writers=frozenset({"jon"}))
    draft = replace(QUIET, pull=replace(QUIET.pull, draft=True))
    red = replace(QUIET, checks=Checks(("build",)))
    for observed, words in (
        (QUIET, "please review this"),
        (APPROVED, "@mira approved this: please merge it"),
        (asked, "@jon asked for changes: please settle that"),
        (red, "please see why build fails here"),
        (draft, "still a draft"),
        (CONFLICT, "conflicts with main: please resolve it"),
        (GONE, "no longer needs this: please close it"),
        (replace(QUIET, living=BROKEN), "no longer holds on today's main: please mend it"),
    ):
        assert words in said(observed), words


def test_an_approval_of_somebody_without_write_access_or_one_that_was_dismissed_is_none() -> None:
    assert "approved" not in said(replace(APPROVED, writers=frozenset()))
    dismissed = Act("review_dismissed", NOW - timedelta(1), "jon", True)
    assert "approved" not in said(replace(APPROVED, acts=(*APPROVED.acts, dismissed)))
    again = Act("reviewed", NOW - timedelta(1), "mira", True, "dismissed")
    assert "approved" not in said(replace(APPROVED, acts=(*APPROVED.acts, again)))


@pytest.mark.parametrize("part", [{"base": OLD}, {"head": OLD}, {"proven": Proven.NOT_ASKED}])
def test_evidence_of_another_day_is_not_told_as_todays(part: dict[str, str]) -> None:
    text = said(replace(QUIET, living=replace(HOLDS, **part)), before=BEFORE)  # type: ignore[arg-type]
    assert "holds" not in text and "passed" not in text and "Since the last message" not in text


def test_what_is_not_known_is_not_claimed() -> None:
    unknown = replace(
        QUIET, base=Base(BASE, Presence.UNKNOWN, "semgrep ended with 2"), living=Living(Proven.UNKNOWN, detail="no sandbox")
    )  # fmt: skip
    text = said(unknown)
    assert "Whether main still needs this is not known today. semgrep ended with 2" in text
    assert "The gates could not be run again: no sandbox" in text
    assert "still on" not in text and "gone" not in text and "holds" not in text
    assert "gone" not in said(unknown, Close("It was closed.", "reopened"))
    assert "Verified" not in said(unknown, Verified("Merged.", "merged"))


def test_news_are_told_gate_by_gate() -> None:
    assert "Since the last message: tests was failed, is now passed." in said(QUIET, before=BEFORE)
    assert "tests was passed, is now failed" in said(replace(QUIET, living=BROKEN), before=evidence(QUIET))
    assert "no gate changed its answer" in said(QUIET, before=evidence(QUIET))
    assert "Since the last message" not in said(QUIET, before=None)
    pushed = evidence(QUIET).model_copy(update={"head": OLD})
    assert "the branch has other commits" in said(QUIET, before=pushed)


def test_checks_that_fail_on_the_base_or_wait_are_nobodys_fault_here() -> None:
    observed = replace(
        QUIET, checks=Checks(("lint", "slow"), (), ("e2e",)), base_checks=Checks(("lint",), ("slow",))
    )
    text = said(observed)
    assert "Failing on main as well, so not because of this change: lint." in text
    assert "not ended yet on main: slow" in text
    assert "Waiting for a maintainer to approve the run: e2e. That is no delay of the owners." in text
    assert "not seen to fail" not in text and "please review this" in text


def test_how_long_nobody_acted_counts_people_alone() -> None:
    ours = Act("commented", NOW - timedelta(1), "suture[bot]", True, text="x")
    bot = Act("commented", NOW - timedelta(1), "ci[bot]", False, text="x")
    noted = Act("mentioned", NOW - timedelta(1), "mira", True)
    text = said(replace(QUIET, acts=(*QUIET.acts, ours, bot, noted)))
    assert "A person last acted here on 4 March 2026, 6 days ago." in text
    assert "Nobody has acted here since it was opened on 2 March 2026, 8 days ago." in said(
        replace(QUIET, acts=())
    )


def test_the_next_rung_is_told_with_its_day() -> None:
    followed = QUIET.marker.model_copy(update={"followed": Followed(messages=3)})
    assert "If nobody acts, @acme/web is asked on 13 March 2026 or later." in said(QUIET)
    assert "@acme/security is asked on 13 March" in said(
        replace(QUIET, ladder=replace(QUIET.ladder, next=()))
    )
    assert "nobody else to ask after this; it stays on the dashboard" in said(
        replace(QUIET, ladder=Ladder((MIRA,)))
    )
    assert "Nobody is written to after this" in said(replace(QUIET, marker=followed))
    last = said(QUIET, Escalate("4 more.", "ladder", (WEB,)))
    assert "nobody else to ask" in last
    explained = said(QUIET, Answer("x", "command", "explain"))
    assert "If nobody acts, @mira is reminded on 10 March 2026 or later." in explained


def test_a_question_claims_only_what_is_so() -> None:
    for question in ("finding-gone", "conflict:b", "checks:b", "broken:b", "label-retry:b"):
        assert "This needs a person. Because." in said(QUIET, Ask("Because.", "x", question))
    gone = replace(GONE, branch=Branch(HEAD, Touch.PEOPLE, Merge.CLEAN))
    assert "main no longer needs this. Please close it" in said(gone, Ask("Because.", "x", "finding-gone"))
    assert "People have worked on this branch" in said(gone, Ask("Because.", "x", "finding-gone"))
    assert "no longer holds on today" in said(replace(QUIET, living=BROKEN), Ask("Because.", "x", "broken:b"))


def test_neutral_wording_tells_of_no_weakness() -> None:
    detail = "sqlweak"
    observed = replace(
        NEUTRAL_ONE, base=Base(BASE, Presence.GONE, detail),
        living=replace(HOLDS, detail=detail, gates=tuple(replace(gate, detail=detail) for gate in GATES)),
    )  # fmt: skip
    steps = (
        *(step for _, step, _ in SAID.values()),
        Ask(detail, "x", "review:1"),
        Ask(detail, "x", "other:1"),
        Answer(detail, "review", "", declined=True),
        Close(detail, "x", "accepted-risk", None, "mira"),
        Close(detail, "x"),
        Verified(detail, "x"),
    )
    for one in (
        observed,
        replace(observed, base=Base(BASE, Presence.PRESENT, detail)),
        replace(observed, living=Living(Proven.UNKNOWN, detail=detail)),
    ):
        for step in steps:
            if isinstance(step, Answer) and not step.declined:
                continue
            text = status(one, step, None, FOLLOW, NOW)
            for told in (detail, "SQL", "finding is", "the finding", "risk", "Verified fixed", '"presence"'):
                assert told not in text, (step, told)


def test_texts_of_others_do_no_harm() -> None:
    asked = Asked("mira", EVIL)
    observed = replace(
        QUIET, base=Base(BASE, Presence.GONE, EVIL), checks=Checks((EVIL,), (EVIL,), (EVIL,)),
        branch=Branch(HEAD, Touch.NONE, Merge.CONFLICT, (EVIL,)), pull=replace(QUIET.pull, base=EVIL),
        living=replace(HOLDS, gates=(Gate(EVIL, EVIL, EVIL), Gate("x", "not_run", EVIL)), detail=EVIL),
        ladder=Ladder((asked,), (Asked(EVIL, EVIL),), passed=(EVIL,)),
    )  # fmt: skip
    for step in (
        Remind(EVIL, "x", (asked,)),
        Escalate(EVIL, "x", (Asked(EVIL, EVIL),)),
        Ask(EVIL, "x", "review:1"),
        Answer(EVIL, "x", EVIL, nearest=EVIL),
        Answer(EVIL, "x", "", declined=True),
        Answer(EVIL, "x", "explain"),
        Close(EVIL, "x", "wont-fix", None, EVIL),
        Close(EVIL, "x"),
        Verified(EVIL, "x"),
    ):
        text = status(observed, step, None, FOLLOW, NOW)
        assert set(Rendered(text).live) <= {"@mira"} and not Rendered(text).links, text
        assert before_of(text) == evidence(observed)
        assert not any(one.lstrip().startswith("/suture") for one in text.split("\n"))


def test_answers_on_threads_are_short_and_recognised_as_ours() -> None:
    done = revised("The old name stays as an alias.", REQUEST, neutral=False)
    assert (
        done
        == "Changed as asked, in a new commit. The old name stays as an alias.\n\n<!-- suture:reply thread 77 -->\n"
    )
    no = declined("the finding would be back.", replace(REQUEST, where=Where.REVIEW, thread=0), neutral=False)
    assert no.startswith(
        "> Please keep the old name `@jon`, see `#12` /suture close\n\nThis was tried and is not done: the finding would be back."
    )
    assert Rendered(no).live == []


def test_neutral_answers_repeat_nothing() -> None:
    request = replace(REQUEST, thread=0, text="the SQL weakness")
    for text in (revised("SQL", request, neutral=True), declined("SQL", request, neutral=True)):
        assert "SQL" not in text and ">" not in text.partition("<!--")[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"> {line(BEFORE)}",
        f"{line(BEFORE)}\n{line(BEFORE)}",
        '<!-- suture:status v2 {} -->',
        '<!-- suture:status v1 {"base":"HEAD"} -->',
        '<!-- suture:status v1 {"gates":[["--><b>","passed"]]} -->',
        '<!-- suture:status v1 {"more":1} -->',
        f"<!-- suture:status v1 {'[' * 5000} -->",
        '<!-- suture:status v1 {"gates":' + "[" * 3000 + "]" * 3000 + "} -->",
        "<!-- suture:status v1 {\ud800} -->",
    ],
)  # fmt: skip
def test_what_is_not_quite_a_status_is_none(text: str) -> None:
    assert before_of(text) is None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=50), st.text(max_size=50)), max_size=40))
def test_no_gate_can_end_the_line(gates: list[tuple[str, str]]) -> None:
    living = replace(HOLDS, gates=tuple(Gate(name, result, "") for name, result in gates))
    before = evidence(replace(QUIET, living=living))
    text = line(before)
    assert text.count("--") == 2 and "\n" not in text and before_of(f"x\r\n{text}\r\n") == before
