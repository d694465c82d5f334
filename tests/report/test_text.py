"""What is shown is what is there."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.report.text import encodable, is_web_link, loggable, visible
from agent.text import shortened


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain é 日本", "plain é 日本"),
        ("a\x1b[31mred", "a\\x1b[31mred"),
        ("safe\u202egpj.exe", "safe\\u202egpj.exe"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("raw\udcff", "raw\\xff"),
        ("lone\ud800", "lone\\ud800"),
        ("tag\U000e0041", "tag\\U000e0041"),
        ("two\nlines\r\n", "two\\nlines\\r\\n"),
        ("fill\u3164er", "fill\\u3164er"),
        ("c1\x9b31m", "c1\\x9b31m"),
    ],
)
def test_characters_that_cannot_be_seen_are_shown_as_escapes(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_line_feeds_stay_where_lines_are_wanted() -> None:
    assert visible("a\r\n\tb\rc\n", lines=True) == "a\n\tb\\rc\n"


@given(st.text(st.characters(), max_size=40))
def test_visible_text_holds_nothing_hidden_and_is_shown_unchanged_again(text: str) -> None:
    shown = visible(text)
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in shown)
    assert visible(shown) == shown


@pytest.mark.parametrize("command", ["##[add-path]x", "a ##vso[task.setvariable]x"])
def test_commands_that_runners_obey_within_a_line_are_broken_up(command: str) -> None:
    assert "##[" not in loggable(command)
    assert "##vso[" not in loggable(command)
    assert loggable("## heading") == "## heading"


@given(st.text(st.characters(), max_size=40))
def test_encodable_text_is_utf8_and_otherwise_unchanged(text: str) -> None:
    encodable(text).encode("utf-8")
    if not any(unicodedata.category(char) == "Cs" for char in text):
        assert encodable(text) == text


def test_shortened_text_says_that_something_is_missing() -> None:
    assert shortened("abcdef", 4) == "abc…"
    assert shortened("abcd", 4) == "abcd"


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://example.org/a?b=c#d", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("https://example.org/ x", False),
        ('https://example.org/">', False),
        ("https://exa\u202emple.org", False),
    ],
)
def test_only_plain_web_addresses_become_links(link: str, expected: bool) -> None:
    assert is_web_link(link) is expected
