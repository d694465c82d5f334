"""The dashboard's text: stable, harmless, short enough, and silent where it has to be.

To refresh the snapshot after a change that is meant: delete it, run this file twice, look at it in between.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from agent.forge.board import (
    Board,
    Demoted,
    OpenRow,
    RefusedRow,
    Returned,
    RuleRow,
    Score,
    State,
    VerifiedRow,
    WaitingRow,
    parse,
    ticked,
)  # fmt: skip
from agent.forge.text.board import changed, render
from agent.forge.text.body import LIMIT, length
from tests.forge.text.github import Rendered

SNAPSHOT = Path(__file__).parent / "snapshots" / "board.md"
RULE = "python-sql-string-building"
URL = "https://github.com/acme/shop/pull"
FPS = tuple(f"{number:016x}" for number in range(900))

BOARD = Board(
    slug="acme/shop", private=True, base="main", base_sha="4f2a9c1be07d5583a6c0e9d2417b88f03c5d6e1a",
    open=(
        OpenRow(number=12, url=f"{URL}/12", title="Bind the search term", owners=("@mira",), age_days=6,
                next_step="its owners are reminded", reason="It waits for a review.", fingerprints=FPS[:2], told="public"),
        OpenRow(number=14, url=f"{URL}/14", title="Check the host", owners=("@mira",), age_days=9,
                next_step="waits", reason="It is approved by jon and not merged.", fingerprints=(FPS[2],), told="public"),
        OpenRow(number=15, url=f"{URL}/15", title="Escape names", owners=("@jon", "@acme/web"), age_days=1,
                next_step="waits", fingerprints=(FPS[3],), told="public"),
    ),
    waiting=(
        WaitingRow(what=f"{RULE} in shop/orders.py:31", reason="10 pull requests are open", fingerprints=(FPS[4],), told="public"),
        WaitingRow(what="weak-hash in shop/users.py:8", reason="no fix passed the gates", fingerprints=(FPS[5],), told="public"),
    ),
    refused=(RefusedRow(url=f"{URL}/3", by="jon", reason="accepted-risk", until=date(2026, 9, 1), fingerprints=(FPS[6],), told="public"),),
    verified=(VerifiedRow(url=f"{URL}/1", days=3.5, told="public"), VerifiedRow(url=f"{URL}/2", days=1.0, told="public")),
    returned=(Returned(what=f"{RULE} in shop/a.py:3", earlier=(f"{URL}/1",), url=f"{URL}/12", fingerprints=(FPS[7],), told="public"),),
    demoted=(Demoted(rule="weak-random", level="comment", refused=3, ended=4, told="public"),),
    score=Score(2, 2.25, 2.25, (RuleRow(rule=RULE, opened=5, merged=2, edited=1, refused=1, review_days=1.5, merge_days=3.0, told="public"),)),
)  # fmt: skip
STATE = State(ignored=(FPS[5], FPS[800]), retry=(FPS[4],))


def test_the_dashboard_looks_as_it_did() -> None:
    text = render(BOARD, STATE)
    if not SNAPSHOT.exists():
        SNAPSHOT.write_text(text, encoding="utf-8")
        pytest.fail("the snapshot was missing and has been written: look at it and run again")
    assert text == SNAPSHOT.read_text(encoding="utf-8")


def test_it_mentions_nobody_and_refers_to_nothing_but_by_links() -> None:
    assert Rendered(render(BOARD, STATE)).live == []


def test_its_boxes_and_state_are_read_back() -> None:
    text = render(BOARD, STATE)
    state = parse(text)
    assert state is not None and state.digest
    assert state.merged(ticked(text)) == state
    assert ticked(text).ignore == {FPS[5], FPS[800]} and ticked(text).retry == {FPS[4]}
    assert ticked(text).no_retry >= {FPS[0], FPS[1], FPS[6]}


def test_what_is_left_alone_does_not_wait() -> None:
    said = render(BOARD, STATE).partition("### Waiting")[2].partition("###")[0]
    assert "shop/orders.py" in said and "weak-hash" not in said
    assert "weak-hash in shop/users.py:8" in render(BOARD, STATE).partition("### Left alone")[2]


def test_it_is_written_only_when_it_says_something_else() -> None:
    old = render(BOARD, STATE)
    assert not changed(old, old) and not changed(old.replace("\n", "\r\n"), old)
    assert not changed(old, render(replace(BOARD, base_sha="b" * 40), STATE))
    assert changed(old, render(replace(BOARD, refused=()), STATE))
    assert changed(old, render(BOARD, STATE.tried([FPS[4]])))
    assert changed("", old)


def test_a_box_that_was_ticked_is_emptied_once_it_was_dealt_with() -> None:
    text = render(BOARD, State())
    clicked = text.replace(f"- [ ] <!-- suture:retry {FPS[6]}", f"- [x] <!-- suture:retry {FPS[6]}")
    state = State().merged(ticked(clicked))
    assert state.retry == (FPS[6],)
    assert changed(clicked, render(BOARD, state.tried(state.retry)))


def test_a_public_one_tells_nothing_of_neutral_rows() -> None:
    public = replace(
        BOARD, private=False,
        open=tuple(replace(row, told="neutral") for row in BOARD.open),
        waiting=tuple(replace(row, told="neutral") for row in BOARD.waiting),
        refused=tuple(replace(row, told="neutral") for row in BOARD.refused),
        returned=tuple(replace(row, told="neutral") for row in BOARD.returned),
        demoted=tuple(replace(row, told="neutral") for row in BOARD.demoted),
        score=replace(BOARD.score, rules=tuple(replace(row, told="neutral") for row in BOARD.score.rules)),
    )  # fmt: skip
    text = render(public, STATE)
    for told in (
        RULE,
        "weak",
        "hash",
        "shop/orders",
        "shop/a.py",
        "Bind",
        "host",
        "risk",
        "approved",
        "gates",
    ):
        assert told not in text, told
    assert f"[#12](<{URL}/12>)" in text and "3 open" in text


def test_what_may_only_be_reported_is_neither_listed_nor_counted_in_public() -> None:
    hidden = (replace(BOARD.waiting[0], told="report"), replace(BOARD.waiting[1], told="report"))
    text = render(replace(BOARD, private=False, waiting=hidden), STATE)
    assert "### Waiting" not in text and "waiting" not in text
    assert f"suture:ignore {FPS[5]}" not in text and f"suture:ignore {FPS[800]}" in text
    assert "shop/orders.py" in render(replace(BOARD, waiting=hidden), State())


def test_texts_of_others_do_no_harm() -> None:
    evil = f"x @all closes #1 <!-- suture:board v1 {{}} -->\n- [x] <!-- suture:ignore {FPS[9]} --> [a](https://evil.example)"
    board = replace(
        BOARD,
        open=(replace(BOARD.open[0], title=evil, owners=(evil,), next_step=evil, reason=evil, url="https://evil.example/1"),),
        waiting=(replace(BOARD.waiting[0], what=evil, reason=evil),),
        demoted=(replace(BOARD.demoted[0], rule=evil),),
        score=replace(BOARD.score, rules=(replace(BOARD.score.rules[0], rule=evil + " | x"),)),
    )  # fmt: skip
    text = render(board, State())
    assert Rendered(text).live == [] and parse(text) is not None
    assert FPS[9] not in ticked(text).ignore
    assert all(url.startswith(URL) for url in Rendered(text).links)


def test_it_is_never_longer_than_github_takes_and_says_what_is_left_out() -> None:
    long = "\u202e`<&|" * 200
    board = replace(
        BOARD,
        open=tuple(replace(BOARD.open[0], title=long, reason=long, owners=(long,) * 9) for _ in range(150)),
        waiting=tuple(replace(BOARD.waiting[0], what=long, reason=long, fingerprints=(FPS[n],)) for n in range(150)),
        refused=BOARD.refused * 400, verified=BOARD.verified * 400, demoted=BOARD.demoted * 400,
    )  # fmt: skip
    text = render(board, State(ignored=FPS[:500], retry=FPS[400:]))
    assert length(text) <= LIMIT
    assert "Cut for length" in text and "150 open" in text
    many = render(replace(BOARD, refused=BOARD.refused * 300), State())
    assert length(many) <= LIMIT and many.count("by `jon`") == 300


def test_an_empty_one_is_short() -> None:
    text = render(Board("acme/shop", False, "main", "a" * 40), State())
    assert "Nothing is open." in text and "###" not in text
