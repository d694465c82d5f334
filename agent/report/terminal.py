"""What a person reads on a terminal. Every line of a table or panel begins with its border: text that a
repository chose can begin none, so it cannot speak to a CI runner (`::command::`)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich import box
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from agent.credentials import conceal
from agent.domain import Finding, Severity, Usage
from agent.report.difflines import LineKind, diff_lines
from agent.report.text import loggable
from agent.report.words import (
    KIND_ORDER,
    author_word,
    fixable_by,
    kind_word,
    status_word,
    summary,
    wants_model,
    why,
)
from agent.text import shortened
from agent.verdict import Check, Flag, Outcome, OutcomeKind, Status, Verdict, VerdictKind

_SEVERITY = {
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "blue",
}
_KIND = {
    OutcomeKind.FIXED: ("✔", "green"),
    OutcomeKind.EVIDENCE_GAP: ("◐", "yellow"),
    OutcomeKind.REJECTED: ("✘", "red"),
    OutcomeKind.NO_FIX: ("○", "magenta"),
    OutcomeKind.FALSE_POSITIVE: ("∅", "cyan"),
    OutcomeKind.BLOCKED: ("■", "red"),
    OutcomeKind.SKIPPED: ("·", "dim"),
}
_STATUS = {
    Status.PASSED: ("✔", "green"),
    Status.FAILED: ("✘", "red"),
    Status.INCONCLUSIVE: ("?", "yellow"),
    Status.NOT_RUN: ("○", "yellow"),
    Status.NOT_APPLICABLE: ("·", "dim"),
}
_VERDICT = {VerdictKind.FIXED: "green", VerdictKind.EVIDENCE_GAP: "yellow", VerdictKind.REJECTED: "red"}
_DIFF = {
    LineKind.FILE: ("", "bold"),
    LineKind.META: ("", "dim"),
    LineKind.HUNK: ("", "cyan"),
    LineKind.ADDED: ("+", "green"),
    LineKind.REMOVED: ("-", "red"),
    LineKind.CONTEXT: (" ", ""),
}
_LONGEST_REASON = 200


def findings_table(findings: Sequence[Finding]) -> RenderableType:
    """What `suture scan` found, rule by rule: severity, message once, each location, who could fix it."""
    table = _table("Severity", "Finding", "CWE", "Fix by")
    ordered = sorted(
        findings, key=lambda f: (f.rule.severity.rank, f.rule.id, f.location.path, f.location.start)
    )
    for _, alike in groupby(ordered, lambda f: (f.rule.severity, f.rule.id, f.message)):
        group = list(alike)
        first = group[0]
        what = _stacked(
            _text(first.rule.id, "bold"),
            _text(shortened(first.message, _LONGEST_REASON), "dim"),
            *(_text(str(finding.location), "cyan") for finding in group),
        )
        severity = first.rule.severity
        table.add_row(_text(severity.value, _SEVERITY[severity]), what, _cwe(first), fixable_by(first))
    return table


def outcome_table(outcomes: Sequence[Outcome]) -> RenderableType:
    """How every finding ended, alike ones together; nothing at all for no outcomes."""
    table = _table("Outcome", "Finding", "CWE", "By", lines=False)
    ordered = sorted(
        outcomes, key=lambda o: (KIND_ORDER.index(o.kind), o.finding.rule.id, o.reason, o.source or "")
    )
    for _, alike in groupby(ordered, lambda o: (o.kind, o.finding.rule.id, o.reason, o.source)):
        group = list(alike)
        first = group[0]
        icon, style = _KIND[first.kind]
        word = "needs a model" if wants_model(first) else kind_word(first.kind)
        what = _stacked(
            _text(first.finding.rule.id, "bold"),
            *(_text(str(outcome.finding.location), "cyan") for outcome in group),
            # What is plain from the outcome, or stands below the table, is not said again on every row.
            _text("" if _is_plain(first) else shortened(first.reason, _LONGEST_REASON), "dim"),
        )
        table.add_row(
            _text(f"{icon} {word}", style), what, _cwe(first.finding), author_word(first.source) or "-"
        )
    wanting = next((outcome.reason for outcome in outcomes if wants_model(outcome)), "")
    return Group(table, _text(wanting)) if wanting else (table if outcomes else Group())


def _is_plain(outcome: Outcome) -> bool:
    return wants_model(outcome) or (outcome.kind is OutcomeKind.FIXED and not outcome.delivered.note)


def summary_line(outcomes: Sequence[Outcome]) -> Text:
    """`11 fixed, 2 evidence gap, 1 rejected by tests, 3 need a model`."""
    return _text(summary(outcomes), "bold")


def usage_line(usage: Usage) -> Text:
    """`Models: 12 answers (8 asked, 4 from the cache), 24,120 tokens, longest prompt 2,910, cost 0.0412`."""
    answers = usage.calls + usage.cached
    asked = f" ({usage.calls} asked, {usage.cached} from the cache)" if usage.cached else ""
    tokens = f", {usage.tokens:,} tokens" if usage.tokens else ""
    cost = f", cost {usage.cost:.4f}" if usage.cost else ""
    longest = f", longest prompt {usage.longest:,}" if usage.longest else ""
    return _text(f"Models: {answers} answers{asked}{tokens}{longest}{cost}")


def verdict_panel(verdict: Verdict, diff: str) -> RenderableType:
    """The verdict on one patch: every gate's answer, then the patch."""
    table = Table(box=None, show_header=False, pad_edge=False, expand=True)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    table.add_column(no_wrap=True, justify="right")
    for check in verdict.checks:
        table.add_row(*_check_row(check))
    # What stands in the table is not said again below it.
    reasons = (
        line for line in why(verdict) if not any(c.detail and c.detail in line for c in verdict.checks)
    )
    parts: list[RenderableType] = [table, Text(), *(_text(line, "dim") for line in reasons)]
    if verdict.flags:
        parts += [Text(), _text("Worth a look", "bold"), *map(_flag, verdict.flags)]
    if diff:
        parts += [Text(), colored_diff(diff)]
    kind = verdict.kind
    return Panel(
        Group(*parts),
        title=_text(kind.value.replace("_", " "), f"bold {_VERDICT[kind]}"),
        border_style=_VERDICT[kind],
        box=box.ROUNDED,
    )


def _check_row(check: Check) -> tuple[Text, Text, Text, Text]:
    icon, style = _STATUS[check.status]
    seconds = f"{check.seconds:.1f} s" if check.seconds else ""
    return (
        _text(check.gate, "bold"),
        _text(f"{icon} {status_word(check.status)}", style),
        _text(check.detail, lines=True),
        _text(seconds, "dim"),
    )


def _flag(flag: Flag) -> Text:
    return Text("  ").join((_text(flag.kind.value, "yellow"), _text(flag.where, "cyan"), _text(flag.text)))


def _table(*headings: str, lines: bool = True) -> Table:
    table = Table(box=box.ROUNDED, show_lines=lines, border_style="dim", header_style="bold")
    for heading in headings:
        wide = heading == "Finding"
        table.add_column(heading, no_wrap=not wide, ratio=1 if wide else None, overflow="fold")
    return table


def _stacked(*lines: Text) -> Text:
    return Text("\n").join(line for line in lines if line.plain)


def _cwe(finding: Finding) -> Text:
    return _text("\n".join(shortened(loggable(cwe), 12) for cwe in finding.rule.cwe), lines=True)


def colored_diff(diff: str) -> Text:
    """A unified diff as a person reads it, inert on a terminal."""
    lines = []
    for line in diff_lines(conceal(diff)):
        mark, style = _DIFF[line.kind]
        lines.append(_text(mark + line.text, style))
    return Text("\n").join(lines)


def _text(text: str, style: str = "", *, lines: bool = False) -> Text:
    """Text objects are never read as rich markup; no credential is shown."""
    return Text(loggable(conceal(text), lines=lines), style=style, overflow="fold")
