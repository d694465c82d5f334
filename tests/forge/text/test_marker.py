from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.forge.text.body import mark
from agent.forge.text.marker import (
    BEGIN,
    END,
    Followed,
    Marker,
    fenced,
    parse,
    remember,
    render,
    replace_region,
    rule_name,
)
from tests.forge.text.samples import FIXED, NEUTRAL

MARKER = mark(FIXED)


def body(line: str, before: str = "", after: str = "") -> str:
    return f"{before}{BEGIN}\nwords\n{line}\n{END}{after}"


def json_of(**other: object) -> str:
    return json.dumps({**MARKER.model_dump(mode="json"), **other})


def test_what_is_written_is_read_back() -> None:
    for marker in (MARKER, mark(NEUTRAL), MARKER.model_copy(update={"head": "a" * 64})):
        assert parse(body(render(marker), "A person wrote this.\n\n", "\n\nand this")) == marker


def test_a_body_that_was_edited_in_a_browser_is_read() -> None:
    assert parse(body(render(MARKER), "x\n").replace("\n", "\r\n")) == MARKER


def test_neutral_wording_has_no_rule_in_its_marker() -> None:
    line = render(mark(NEUTRAL))
    assert "CWE" not in line and "sql" not in line
    assert "python-sql-string-building" in render(MARKER)


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_no_rule_can_end_the_comment(rule: str) -> None:
    marker = MARKER.model_copy(update={"rule": rule_name(f"-->{rule}--!>\n<!-- {rule}")})
    line = render(marker)
    assert line.isascii() and "\n" not in line
    assert line.count("--") == 2 and line.count("<") == line.count(">") == 1
    assert parse(body(line)) == marker


@pytest.mark.parametrize(
    "text",
    [
        "",
        render(MARKER),
        body(""),
        body(render(MARKER) + "\n" + render(MARKER)),
        body("> " + render(MARKER)),
        body(render(MARKER).replace("suture:v1", "suture:v2")),
        body(render(MARKER).replace("suture:v1", "suture:v01")),
        body(render(MARKER)) + "\n" + body(render(MARKER)),
        f"{END}\n{render(MARKER)}\n{BEGIN}",
        f" {BEGIN}\n{render(MARKER)}\n{END}",
        f"{BEGIN}\n{END}\n{render(MARKER)}",
        body("<!-- suture:v1 {} -->"),
        body("<!-- suture:v1 " + json_of(extra=1) + " -->"),
        body("<!-- suture:v1 " + json_of(ready="true") + " -->"),
        body("<!-- suture:v1 " + json_of(fingerprints=[]) + " -->"),
        body("<!-- suture:v1 " + json_of(fingerprints=["0123456789abcdef"] * 6) + " -->"),
        body("<!-- suture:v1 " + json_of(branch="main") + " -->"),
        body("<!-- suture:v1 " + json_of(branch=f"{MARKER.branch}\n") + " -->"),
        body("<!-- suture:v1 " + json_of(base_sha="HEAD") + " -->"),
        body("<!-- suture:v1 " + json_of(cwe=["<b>"]) + " -->"),
        body("<!-- suture:v1 " + json_of(rule="x" * 201) + " -->"),
        body("<!-- suture:v1 " + json_of()[:-1] + " " * 16_500 + "} -->"),
        body('<!-- suture:v1 {"a":' + "[" * 4000 + "]" * 4000 + "} -->"),
        body('<!-- suture:v1 {"ready":' + "9" * 8900 + "} -->"),
        body('<!-- suture:v1 {"rule":"\\ud800"} -->'),
        body("<!-- suture:v1 {\ud800} -->"),
        "\0" * 1000 + BEGIN * 1000,
    ],
)
def test_what_is_not_quite_a_marker_is_none(text: str) -> None:
    assert parse(text) is None


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from([BEGIN, END, render(MARKER), "\n", "\r\n", "x", "<!--", "-->", "\ud800"]), max_size=9
    )
)
def test_no_body_makes_reading_fail(parts: list[str]) -> None:
    text = "".join(parts)
    read = parse(text)
    assert read is None or isinstance(read, Marker)
    assert (fenced(replace_region(text, body("new"))) is None) == (fenced(text) is None)


def test_only_our_region_is_replaced() -> None:
    before, after = "Mine: keep this.\r\n\r\n", "\r\n\r\nAnd this <!-- suture:v1 {} -->"
    old = body(render(MARKER), before, after)
    new = body("newer words")
    assert replace_region(old, f"ignored\n{new}") == before + new + after
    assert fenced(replace_region(old, new)) == new


def test_a_body_without_our_region_is_left_alone() -> None:
    for text in ("", "a person's words", body("x") + "\n" + body("y"), BEGIN, END):
        assert replace_region(text, body("new")) == text


def test_what_is_remembered_changes_the_marker_and_nothing_else() -> None:
    before, after = "Mine: <!-- suture:v1 {} -->\r\n\r\n", "\r\n\r\nAnd this"
    new = MARKER.model_copy(update={"head": "a" * 40, "followed": Followed(rung=2, asked=("conflict:abc",))})
    old = body(render(MARKER), before, after)
    for text in (old, old.replace("\r", "").replace("\n", "\r\n")):
        changed = remember(text, new)
        assert parse(changed) == new
        assert changed == text.replace(render(MARKER), render(new))
        assert remember(changed, MARKER) == text


def test_a_marker_of_an_earlier_version_is_read_and_written_without_what_nothing_reads() -> None:
    new = MARKER.model_copy(update={"followed": Followed(rung=2, told=datetime(2026, 3, 2, tzinfo=UTC))})
    old = render(new).replace('"rung":2', f'"rung":2,"base":"{"a" * 40}"')
    found = parse(body(old))
    assert old != render(new) and found is not None
    assert remember(body(old), found) == body(render(new))


def test_where_the_marker_or_the_region_is_gone_nothing_is_remembered() -> None:
    for text in (
        "",
        "words",
        render(MARKER),
        body("words"),
        body(f"{render(MARKER)}\n{render(MARKER)}"),
        BEGIN,
    ):
        assert remember(text, MARKER) == text
