from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.forge.board import MARK, MOST, State, Ticks, box, parse, render_state, ticked

A, B, C = "a" * 16, "b" * 16, "c" * 16


def test_what_is_written_is_read_back() -> None:
    for state in (State(), State(ignored=(A, B), retry=(C,), digest="f" * 64)):
        text = f"words\r\n{render_state(state)}\r\nmore"
        assert parse(text) == state


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"> {render_state(State())}",
        f"{render_state(State())}\n{render_state(State())}",
        f'{MARK}{{"version":2}} -->',
        f'{MARK}{{"other":1}} -->',
        f'{MARK}{{"ignored":["x"]}} -->',
        f'{MARK}{{"ignored":[{",".join([chr(34) + A + chr(34)] * (MOST + 1))}]}} -->',
        f'{MARK}{{"digest":"zz"}} -->',
        f"{MARK}{'[' * 9000} -->",
        f'{MARK}{{"ignored":{"[" * 9000}}} -->',
        f"{MARK}{{\ud800}} -->",
    ],
)
def test_what_is_not_quite_a_state_is_none(text: str) -> None:
    assert parse(text) is None


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from([MARK, "{}", " -->", "\n", "\r", "- [x] ", "<!-- suture:retry ", A, "\ud800"]),
        max_size=12,
    )
)
def test_no_text_makes_reading_fail(parts: list[str]) -> None:
    text = "".join(parts)
    assert parse(text) is None or isinstance(parse(text), State)
    assert isinstance(ticked(text), Ticks)


def test_boxes_are_read_as_they_are_rendered() -> None:
    body = "\r\n".join(
        [
            f"{box('retry', (A, B), True)} words",
            f"  {box('ignore', (C,), False)} words",
            f"* [X] <!-- suture:ignore {A} --> x",
        ]
    )
    assert ticked(body) == Ticks(frozenset({A, B}), frozenset({A}), frozenset(), frozenset({C}))


@pytest.mark.parametrize(
    "line",
    [
        f"x - [x] <!-- suture:retry {A} -->",
        f"> - [x] <!-- suture:retry {A} -->",
        f"- [x] words <!-- suture:retry {A} -->",
        f"- [x] <!-- suture:close {A} -->",
        "- [x] <!-- suture:retry ../../x -->",
    ],
)
def test_lines_of_others_are_no_boxes(line: str) -> None:
    assert ticked(line) == Ticks()


def test_a_box_counts_as_people_left_it() -> None:
    state = State(ignored=(A, B), retry=(C,))
    assert state.merged(Ticks()) == state
    assert state.merged(Ticks(no_ignore=frozenset({A}))).ignored == (B,)
    assert state.merged(Ticks(no_retry=frozenset({C}))).retry == ()
    assert state.merged(Ticks(ignore=frozenset({C}))) == State(ignored=(A, B, C))


def test_asking_for_a_try_takes_a_finding_out_of_those_left_alone() -> None:
    assert State(ignored=(A, B)).merged(Ticks(retry=frozenset({A}), ignore=frozenset({A}))) == State(
        ignored=(B,), retry=(A,)
    )
    assert State().merged(Ticks(retry=frozenset({A}), ignore=frozenset({A}))) == State(ignored=(A,))


def test_what_was_tried_is_no_longer_to_be_tried() -> None:
    assert State(retry=(A, B)).tried([A]) == State(retry=(B,))


def test_no_more_is_remembered_than_can_be_read() -> None:
    many = frozenset(f"{number:016x}" for number in range(MOST + 50))
    state = State(ignored=(A,)).merged(Ticks(ignore=many))
    assert len(state.ignored) == MOST and parse(render_state(state)) == state
