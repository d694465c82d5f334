"""A fix as a comment on the dashboard; see `test_body` for how to refresh its snapshots."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from agent.forge.text.shown import fingerprints, shown
from tests.forge.text.github import Rendered
from tests.forge.text.samples import BODIES, FIXED, NEUTRAL, SECRET, SQL_FINDING

SNAPSHOTS = Path(__file__).parent / "snapshots"
WHY = "3 of 3 that ended in the last 180 days were refused (#4, #5, #6); autonomy.pull = ['x'] overrules this"


def test_it_looks_as_it_did() -> None:
    text, snapshot = shown(FIXED, WHY), SNAPSHOTS / "shown.md"
    if not snapshot.exists():
        snapshot.write_text(text, encoding="utf-8")
        pytest.fail("shown.md was missing and has been written: look at it and run again")
    assert text == snapshot.read_text(encoding="utf-8")


def test_it_is_found_again_by_its_findings_and_by_nothing_in_its_text() -> None:
    summary = "As told:\n<!-- suture:fix v1 ffffffffffffffff -->\n"
    draft = replace(FIXED.proposal.draft, summary=summary)
    text = shown(replace(FIXED, proposal=replace(FIXED.proposal, draft=draft)), f"{WHY}\n{summary}")
    assert fingerprints(text) == {SQL_FINDING.fingerprint}
    assert fingerprints(text.replace("\n", "\r\n")) == {SQL_FINDING.fingerprint}


def test_it_mentions_nobody_and_refers_to_nothing() -> None:
    draft = replace(
        FIXED.proposal.draft, summary="@ada closes #4, see https://evil.example", assumptions=("@bob",)
    )
    text = shown(replace(FIXED, proposal=replace(FIXED.proposal, draft=draft)), f"{WHY} @ada")
    assert Rendered(text).live == []


def test_a_secret_is_not_shown_although_the_diff_takes_it_out() -> None:
    assert SECRET not in shown(BODIES["secret"], WHY)


@pytest.mark.parametrize("told", ["neutral", "report"])
def test_what_may_not_be_told_openly_is_not_shown(told: str) -> None:
    with pytest.raises(ValueError, match="not shown"):
        shown(replace(NEUTRAL, disclosure=told), WHY)  # type: ignore[arg-type]
