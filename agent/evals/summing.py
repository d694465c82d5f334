"""Figures over many results. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from agent.evals.keeping import as_json
from agent.evals.values import Counts, Expect, Result
from agent.report.record import Json

VERSION = 1
FIXES = frozenset({Counts.FIXED, Counts.ACCEPTED})
_MODEL = "model"


@dataclass(frozen=True, slots=True)
class Sum:
    """Figures of a group. Medians are over all prompts, and over the questions for each fix by a model; None
    where there are none. `to_fix` counts the cases of which a fix is right, the broken ones left out."""

    n: int
    to_fix: int
    counts: Mapping[Counts, int]
    by_rule: int
    tokens: int
    cost: float
    seconds: float
    calls: int
    cached: int
    unanswered: int
    median_prompt: float | None
    largest_prompt: int
    median_questions: float | None

    def of(self, *counts: Counts) -> int:
        """How many results count as one of these."""
        return sum(self.counts.get(each, 0) for each in counts)


def summed(results: Sequence[Result]) -> Sum:
    """The figures of some results."""
    prompts = [size for result in results for size in result.spent.prompts]
    questions = [r.spent.asked for r in results if r.counts in FIXES and r.source == _MODEL]
    return Sum(
        n=len(results),
        to_fix=sum(r.expect is Expect.FIXED and r.counts is not Counts.BROKEN for r in results),
        counts=Counter(result.counts for result in results),
        by_rule=sum(r.counts in FIXES and r.source not in ("", _MODEL) for r in results),
        tokens=sum(result.spent.tokens for result in results),
        cost=round(sum(result.spent.cost for result in results), 6),
        seconds=round(sum(result.seconds for result in results), 3),
        calls=sum(result.spent.calls for result in results),
        cached=sum(result.spent.cached for result in results),
        unanswered=sum(result.spent.unanswered for result in results),
        median_prompt=median(prompts) if prompts else None,
        largest_prompt=max(prompts, default=0),
        median_questions=median(questions) if questions else None,
    )


def grouped(results: Sequence[Result], by: Callable[[Result], str]) -> dict[str, Sum]:
    """The figures of each group, in the order of their names; CWEs in that of their numbers."""
    names = sorted(
        {by(result) for result in results}, key=lambda n: (len(n) if n.startswith("CWE-") else 0, n)
    )
    return {name: summed([result for result in results if by(result) == name]) for name in names}


def report(results: Sequence[Result], *, model: str, sandbox: str, suture: str) -> dict[str, Json]:
    """Everything that is known of a run, in the form of `eval.schema.json`."""
    ordered = sorted(results, key=lambda result: result.id)
    return {
        "version": VERSION,
        "suture": suture,
        "model": model,
        "sandbox": sandbox,
        "total": _plain(summed(ordered)),
        "by_cwe": {name: _plain(each) for name, each in grouped(ordered, lambda r: r.cwe).items()},
        "by_language": {name: _plain(each) for name, each in grouped(ordered, lambda r: r.language).items()},
        "cases": [as_json(result) for result in ordered],
    }


def _plain(figures: Sum) -> Json:
    return {
        "n": figures.n,
        "to_fix": figures.to_fix,
        **{each.value: figures.of(each) for each in Counts},
        "by_rule": figures.by_rule,
        "tokens": figures.tokens,
        "cost": figures.cost,
        "seconds": figures.seconds,
        "calls": figures.calls,
        "cached": figures.cached,
        "unanswered": figures.unanswered,
        "median_prompt": figures.median_prompt,
        "largest_prompt": figures.largest_prompt,
        "median_questions": figures.median_questions,
    }
