"""The words for outcomes, gates and authors that the terminal and the pages share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import assert_never

from agent.domain import Finding, FixSafety, Source
from agent.verdict import Outcome, OutcomeKind, Status, Verdict, VerdictKind

KIND_ORDER = tuple(OutcomeKind)
NEEDS_MODEL = "needs a model"
_QUESTIONS = {
    "applies": "Do the edits fit the base commit exactly?",
    "scope": "Did it stay where it may go?",
    "syntax": "Does every file parse, every import resolve?",
    "secrets": "Did it add a credential, a host, a dependency?",
    "finding": "Is the finding gone, not only moved?",
    "regressions": "Does no other rule newly match?",
    "tests": "Are the repository's own tests no worse?",
    "proof": "Does a test fail before, pass after, and catch wrong fixes?",
    "review": "Does a blind reviewer accept it?",
}


def gate_question(gate: str) -> str:
    """What a gate asks, for people; empty for a gate without a short form."""
    return _QUESTIONS.get(gate, "")


def why(verdict: Verdict) -> tuple[str, ...]:
    """What made the verdict, a sentence each, the decisive first."""
    match verdict.kind:
        case VerdictKind.REJECTED:
            failure = verdict.failure
            said = f"{failure.gate} failed: {failure.detail}" if failure else "no gate ran"
            return (said, "a failed gate rejects a patch, whatever the others say")
        case VerdictKind.EVIDENCE_GAP:
            gaps = (f"{c.gate} {status_word(c.status)}: {c.detail}" for c in verdict.gaps)
            missing = (f"{name} is required and did not run" for name in _missing(verdict))
            return (*gaps, *missing, "nothing failed, but what was not proven is not passed")
        case VerdictKind.FIXED:
            calm = [c for c in verdict.checks if c.status is Status.NOT_APPLICABLE]
            return (
                f"all {len(verdict.require)} required gates passed or do not apply",
                *(f"{c.gate} does not apply: {c.detail}" for c in calm),
            )
        case _:
            assert_never(verdict.kind)


def _missing(verdict: Verdict) -> tuple[str, ...]:
    ran = {check.gate for check in verdict.checks}
    return tuple(name for name in verdict.require if name not in ran)


def kind_word(kind: OutcomeKind) -> str:
    """`evidence gap` for `evidence_gap`, and so on."""
    return kind.value.replace("_", " ")


def status_word(status: Status) -> str:
    """`not run` for `not_run`, and so on."""
    return status.value.replace("_", " ")


def author_word(source: Source | None) -> str:
    """Who wrote a patch, in a word; empty when nobody did."""
    match source:
        case Source.RULE_FIX:
            return "rule"
        case Source.RECIPE:
            return "recipe"
        case Source.MODEL:
            return "model"
        case Source.HUMAN:
            return "human"
        case None:
            return ""
        case _:
            assert_never(source)


def fixable_by(finding: Finding) -> str:
    """Who could write a fix for a finding: the rule itself, or a model."""
    own = finding.fix is not None and finding.rule.fix_safety is not FixSafety.NONE
    return "rule" if own else "model"


def wants_model(outcome: Outcome) -> bool:
    """Whether nothing was tried because there was no model to ask: its reason begins with NEEDS_MODEL."""
    untried = outcome.kind in (OutcomeKind.NO_FIX, OutcomeKind.SKIPPED)
    return untried and outcome.reason.startswith(NEEDS_MODEL)


def summary(outcomes: Sequence[Outcome]) -> str:
    """One line: `11 fixed, 2 evidence gap, 1 rejected by tests, 3 need a model`."""
    counted = Counter((_rank(outcome), _clause(outcome)) for outcome in outcomes)
    parts = [_counted(count, clause) for (_, clause), count in sorted(counted.items())]
    return ", ".join(parts) or "no findings"


def _rank(outcome: Outcome) -> int:
    return KIND_ORDER.index(OutcomeKind.NO_FIX if wants_model(outcome) else outcome.kind)


def _clause(outcome: Outcome) -> str:
    failure = None if outcome.verdict is None else outcome.verdict.failure
    if outcome.kind is OutcomeKind.REJECTED and failure is not None:
        return f"rejected by {failure.gate}"
    return "need a model" if wants_model(outcome) else kind_word(outcome.kind)


def _counted(count: int, clause: str) -> str:
    return f"{count} {clause.replace('need a', 'needs a') if count == 1 else clause}"
