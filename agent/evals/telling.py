"""What a person reads of an evaluation: a row for each case as it ends, then the figures."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from agent.domain import Source
from agent.evals.summing import Sum, grouped, summed
from agent.evals.values import Counts, Result
from agent.report.text import loggable
from agent.report.words import author_word
from agent.text import shortened

_LOOK = {
    Counts.FIXED: ("✔", "green"),
    Counts.ACCEPTED: ("✔", "cyan"),
    Counts.FALSE_FIXED: ("✘", "bold red"),
    Counts.GAP_RIGHT: ("◐", "yellow"),
    Counts.GAP_WRONG: ("◐", "red"),
    Counts.GAP: ("◐", "yellow"),
    Counts.RIGHT_FALSE_POSITIVE: ("∅", "green"),
    Counts.RIGHT_NO_FIX: ("○", "green"),
    Counts.WRONG_FALSE_POSITIVE: ("✘", "bold red"),
    Counts.ABSTAINED: ("○", "magenta"),
    Counts.BROKEN: ("■", "red"),
}
_WIDTHS = (22, 30, 5, 3, 8, 7)
_LONGEST = 300
_WIDE = 76
_SELDOM = frozenset({"rule", "acc.", "dism.", "brkn", "cost"})
_LEFT = (Counts.RIGHT_FALSE_POSITIVE, Counts.RIGHT_NO_FIX)
_GAPS = (Counts.GAP_RIGHT, Counts.GAP, Counts.GAP_WRONG)
LEGEND = (
    "fixed: accepted, and the hidden tests pass (rule: without a model, by a rule or a recipe)",
    "accepted: the same for a case without hidden tests · false: accepted, and wrong",
    "draft: accepted with a gap in its evidence, for a person to decide (wrong ones)",
    "left: rightly left alone · dismissed: called safe, and is not",
    "abstained: nothing came of it · broken: the case is at fault, not the model",
)


def heading() -> RenderableType:
    """The names of the columns of `row`."""
    return _line(["outcome", "case", "by", "ask", "tokens", "s"], ["dim"] * 6)


def row(result: Result, *, earlier: bool = False) -> RenderableType:
    """One case: what it counts as, and below that why, where it was not simply fixed."""
    mark, style = _LOOK[result.counts]
    by = author_word(Source(result.source)) if result.source else ""
    seconds = "earlier" if earlier else f"{result.seconds:.0f}"
    words = [
        f"{mark} {_word(result.counts)}",
        result.id,
        by,
        str(result.spent.asked),
        _short(result.spent.tokens),
    ]
    first = _line([*words, seconds], [style, "bold", "", "", "", "dim"])
    why = "" if result.counts is Counts.FIXED else result.reason
    said = {
        "why": why,
        "hidden tests": result.hidden_detail,
        "next": result.next,
        f"{result.spent.unanswered} without an answer": result.spent.trouble,
    }
    return Group(first, *(_below(f"{name}: {text}") for name, text in said.items() if text))


def figures(results: Sequence[Result]) -> RenderableType:
    """By CWE and by language, and what is to be said of the whole."""
    total = summed(results)
    return Group(
        _table("CWE", grouped(results, lambda result: result.cwe), total),
        _table("Language", grouped(results, lambda result: result.language), total),
        Text(_verdict(total), style="bold"),
        Text(_prompts(total)),
        *(Text(line, style="dim") for line in LEGEND),
    )


def _table(name: str, groups: Mapping[str, Sum], total: Sum) -> Table:
    table = Table(box=box.SIMPLE_HEAD, border_style="dim", header_style="bold", padding=0, pad_edge=False)
    table.add_column(name, no_wrap=True)
    # What happened nowhere has no column, so that the others fit.
    shown = [column for column, figure in _columns(total).items() if figure != "0" or column not in _SELDOM]
    for column in shown:
        table.add_column(column, justify="right", no_wrap=True)
    for group, each in groups.items():
        cells = _columns(each)
        table.add_row(loggable(group), *(cells[column] for column in shown))
    table.add_section()
    table.add_row("all", *(_columns(total)[column] for column in shown), style="bold")
    return table


def _columns(one: Sum) -> dict[str, str]:
    accepted, gaps = one.of(Counts.ACCEPTED), one.of(*_GAPS)
    wrong = one.of(Counts.GAP_WRONG)
    return {
        "n": str(one.n),
        "fixed": str(one.of(Counts.FIXED)),
        "rule": str(one.by_rule),
        "acc.": str(accepted),
        "false": str(one.of(Counts.FALSE_FIXED)),
        "draft": f"{gaps} ({wrong})" if wrong else str(gaps),
        "left": str(one.of(*_LEFT)),
        "dism.": str(one.of(Counts.WRONG_FALSE_POSITIVE)),
        "abst.": str(one.of(Counts.ABSTAINED)),
        "brkn": str(one.of(Counts.BROKEN)),
        "tokens": _short(one.tokens),
        "cost": f"{one.cost:.4g}",
        "s": f"{one.seconds:.0f}",
    }


def _short(tokens: int) -> str:
    """`950`, `38k` or `1.3M`."""
    if tokens < 10_000:
        return str(tokens)
    return f"{tokens / 1000:.0f}k" if tokens < 1_000_000 else f"{tokens / 1_000_000:.1f}M"


def _verdict(total: Sum) -> str:
    fixed = total.of(Counts.FIXED)
    share = f" ({100 * fixed / total.to_fix:.0f} %)" if total.to_fix else ""
    others = total.n - total.to_fix - total.of(Counts.BROKEN)
    return (
        f"fixed {fixed} of {total.to_fix} that are to be fixed{share}, "
        f"{total.of(Counts.FALSE_FIXED)} false-fixed; left alone {total.of(*_LEFT)} of {others}"
    )


def _prompts(total: Sum) -> str:
    """Sizes and numbers of questions; a run whose models said nothing at times says so."""
    if total.median_prompt is None:
        return "no model was asked"
    said = f"median prompt {total.median_prompt:.0f} tokens, largest {total.largest_prompt}; "
    fixes = (
        "no fix" if total.median_questions is None else f"median {total.median_questions:g} questions a fix"
    )
    silent = f"; {total.unanswered} questions stayed without an answer" if total.unanswered else ""
    return f"{said}{fixes}; {total.calls} calls, {total.cached} answers from the cache{silent}"


def _word(counts: Counts) -> str:
    return {
        Counts.WRONG_FALSE_POSITIVE: "dismissed",
        Counts.RIGHT_FALSE_POSITIVE: "left: false positive",
        Counts.RIGHT_NO_FIX: "left: no fix",
        Counts.GAP_RIGHT: "draft, right",
        Counts.GAP_WRONG: "draft, wrong",
        Counts.GAP: "draft",
    }.get(counts, counts.value.replace("_", "-"))


def _line(words: Sequence[str], styles: Sequence[str]) -> Table:
    grid = Table.grid(padding=(0, 1))
    for number, width in enumerate(_WIDTHS):
        justify = "left" if number < 3 else "right"
        grid.add_column(width=width, no_wrap=True, overflow="ellipsis", justify=justify)  # type: ignore[arg-type]
    grid.add_row(*(Text(loggable(word), style) for word, style in zip(words, styles, strict=True)))
    return grid


def _below(text: str) -> Text:
    """Every line begins with our own sign: words of a model can begin none, and speak to no CI runner."""
    lines = textwrap.wrap(shortened(loggable(text), _LONGEST), width=_WIDE, subsequent_indent="  ")
    return Text("\n".join(f"  │ {line}" for line in lines), style="dim")
