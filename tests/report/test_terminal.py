"""Tables and panels: complete, readable at 80 columns, and unable to speak to terminal or CI runner."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console, RenderableType

from agent.domain import FixSafety, Usage
from agent.report.terminal import (
    findings_table,
    outcome_table,
    summary_line,
    usage_line,
    verdict_panel,
)
from agent.verdict import OutcomeKind, Status
from tests.report.samples import FIXED, GAP, NO_MODEL, OUTCOMES, REJECTED, hostile, verdict


def printed(what: RenderableType, width: int = 80) -> str:
    stream = io.StringIO()
    Console(file=stream, width=width, force_terminal=False, color_system=None).print(what)
    return stream.getvalue()


def joined(text: str) -> str:
    """The text without borders and line breaks, for words that were folded."""
    return " ".join(" ".join(line.strip(" │") for line in text.splitlines()).split())


def test_findings_table_says_everything_of_a_finding() -> None:
    text = joined(printed(findings_table([FIXED.finding, GAP.finding])))
    for word in ("critical", "python-sql-string-format", "shop/catalog.py:3", "CWE-89", "model", "rule"):
        assert word in text
    assert "│ CWE-502 │ rule" in text


def test_findings_come_worst_first() -> None:
    text = printed(findings_table([outcome.finding for outcome in reversed(OUTCOMES)]))
    words = ("critical", "high", "medium", "low")
    places = [text.index(f"│ {word} ") for word in words]
    assert places == sorted(places)


def test_outcome_table_says_how_each_finding_ended_and_why() -> None:
    text = joined(printed(outcome_table(OUTCOMES)))
    for word in ("✔ fixed", "◐ evidence gap", "✘ rejected", "○ needs a model", "· skipped"):
        assert word in text
    for outcome in OUTCOMES:
        assert str(outcome.finding.location) in text


@pytest.mark.parametrize("width", [80, 120])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    for what in (
        findings_table([outcome.finding for outcome in OUTCOMES]),
        outcome_table(OUTCOMES),
        verdict_panel(verdict(), FIXED.diff),
        outcome_table([hostile()]),
    ):
        assert max(len(line) for line in printed(what, width).splitlines()) <= width


def test_summary_line_counts_in_words() -> None:
    two = replace(NO_MODEL, case="0" * 16)
    line = summary_line([FIXED, FIXED, GAP, REJECTED, NO_MODEL, two]).plain
    assert line == "2 fixed, 1 evidence gap, 1 rejected by tests, 2 need a model"


def test_summary_line_uses_the_singular_and_knows_an_empty_run() -> None:
    assert summary_line([NO_MODEL]).plain == "1 needs a model"
    assert summary_line([]).plain == "no findings"
    assert printed(outcome_table([])).strip() == ""


def test_a_finding_left_out_for_want_of_a_model_is_counted_as_that() -> None:
    assert summary_line([replace(NO_MODEL, kind=OutcomeKind.SKIPPED)]).plain == "1 needs a model"


def test_a_model_that_was_asked_in_vain_is_no_missing_model() -> None:
    asked = replace(NO_MODEL, reason="the model gave no usable answer", attempts=4)
    assert summary_line([asked]).plain == "1 no fix"
    assert summary_line([replace(NO_MODEL, kind=OutcomeKind.BLOCKED)]).plain == "1 blocked"


def test_a_fix_that_the_rule_does_not_vouch_for_is_not_called_fixable_by_rule() -> None:
    unvouched = replace(GAP.finding, rule=replace(GAP.finding.rule, fix_safety=FixSafety.NONE))
    assert "│ rule" in printed(findings_table([GAP.finding]))
    assert "│ model" in printed(findings_table([unvouched]))


def test_verdict_panel_shows_gates_that_did_not_run_as_such() -> None:
    text = joined(printed(verdict_panel(verdict(tests=(Status.NOT_RUN, "no sandbox")), FIXED.diff)))
    assert "evidence gap" in text
    assert "tests ○ not run no sandbox" in text
    assert '+ query = "SELECT id, name, price FROM product WHERE name LIKE ?"' in text


def test_hostile_text_cannot_control_the_terminal_or_the_runner() -> None:
    bad = hostile()
    assert bad.verdict is not None
    for width in (40, 80, 200):
        for what in (
            findings_table([bad.finding]),
            outcome_table([bad]),
            verdict_panel(bad.verdict, bad.diff),
        ):
            text = printed(what, width)
            assert "\x1b" not in text
            assert "\u202e" not in text
            assert "##[" not in text
            assert not any(line.lstrip().startswith("::") for line in text.splitlines())


def test_rich_markup_in_a_message_is_printed_as_it_is() -> None:
    marked = replace(FIXED.finding, message="[bold]x[/] [link=file:///etc]y[/link] :warning:")
    text = joined(printed(findings_table([marked]), 120))
    assert "[bold]x[/] [link=file:///etc]y[/link] :warning:" in text


@pytest.mark.parametrize(
    ("usage", "line"),
    [
        (Usage(3), "Models: 3 answers"),
        (Usage(3, 4210, 688, 41.2), "Models: 3 answers, 4,898 tokens"),
        (
            Usage(8, 20_000, 4_120, 9.0, cached=4, cost=0.04123, longest=2910),
            "Models: 12 answers (8 asked, 4 from the cache), 24,120 tokens, longest prompt 2,910, cost 0.0412",
        ),
    ],
)
def test_what_models_cost_is_one_line(usage: Usage, line: str) -> None:
    assert usage_line(usage).plain == line
