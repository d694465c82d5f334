"""Output of untrusted code, made safe to read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.sandbox.output import readable


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"plain text\n", "plain text\n"),
        (b"a\tb\r\nc", "a\tb\nc"),
        ("caf\u00e9 \u2713".encode(), "caf\u00e9 \u2713"),
        (b"::error::x\n  ::set-env name=A::b", ":\\:error::x\n  :\\:set-env name=A::b"),
        (b"in ::the middle", "in ::the middle"),
        (b"x ##[command]y ##vso[task]z", "x #\\#[command]y #\\#vso[task]z"),
        (b"\x1b[2Jgone\x07", "\\x1b[2Jgone\\x07"),
        (b"over\rwritten", "over\\x0dwritten"),
        ("\u202eright\u200b\U000e0041".encode(), "\\u202eright\\u200b\\U000e0041"),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b"\r::error::x", "\\x0d::error::x"),
    ],
)
def test_text_is_shown_as_it_is_and_the_rest_escaped(raw: bytes, shown: str) -> None:
    assert readable(raw) == shown


@settings(database=None, derandomize=True)
@given(st.binary() | st.text(alphabet=":# \r\n\v\f\x1b\u2028[abc", max_size=40).map(str.encode))
def test_no_line_starts_with_a_workflow_command(raw: bytes) -> None:
    shown = readable(raw)
    assert not any(line.strip().startswith("::") for line in shown.splitlines())
    assert "##[" not in shown
    assert all(character in "\n\t" or character.isprintable() for character in shown)
