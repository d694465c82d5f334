"""Patched code runs inside the process that judges it: words by which it would reach the report are refused."""

from __future__ import annotations

import pytest

from agent.domain import Change, Source
from agent.gates.gaming import added_text_trouble


@pytest.mark.parametrize(
    "line",
    [
        "folder = os.environ['SUTURE_REPORT_DIR']",
        "open(folder + '/junit.xml', 'w')",
        "threading.main_thread().join()",
        "from threading import main_thread",
    ],
)
def test_a_patch_may_not_newly_reach_for_the_test_report(line: str) -> None:
    new = Change("a.py", b"x = 1\n", f"x = 1\n{line}\n".encode())
    known = Change("a.py", f"{line}\n".encode(), f"{line}\nx = 1\n".encode())
    for source in (Source.MODEL, Source.RULE_FIX):
        assert "reaches into the test framework" in added_text_trouble(new, [], [line], source)
        assert added_text_trouble(known, [], [line], source) == ""
    assert added_text_trouble(new, [], [line], Source.HUMAN) == ""
