"""Does any rule newly match in the changed files: ours, the organisation's own, a second engine's?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from agent.domain import Finding, Level, Severity
from agent.gates.engines import BANDIT
from agent.gates.matching import Comparison, partial_words, unread_words
from agent.gates.trial import Answer, Trial, failed, inconclusive, passed

_SHOWN = 3


def regressions(trial: Trial) -> Answer:
    """No rule matches where it did not match before.

    A guard rule's new match always fails, bandit's from medium severity and medium confidence on; what
    bandit says below that is listed. Other engines are asked only when our own rules find nothing.
    """
    seen = trial.rescan()
    if unread_words(seen):
        return failed(unread_words(seen))
    if seen.new:
        return failed(_listed(f"{len(seen.new)} new", seen.new))
    others = trial.others()
    broken = _broken(others)
    if broken:
        return failed(broken)
    gaps = [partial_words(seen), *_gaps(others)]
    told = "; ".join(filter(None, [*gaps, _minor(others)]))
    if any(gaps):
        return inconclusive(told)
    asked = f" (asked, too: {', '.join(sorted(others))})" if others else ""
    return passed(f"no rule matches that did not match before{asked}" + (f"; {told}" if told else ""))


def _broken(others: Mapping[str, Comparison]) -> str:
    """What another engine holds against the patch, the guard rules first."""
    for name, seen in sorted(others.items(), key=lambda item: (item[0] == BANDIT, item[0])):
        if name != BANDIT and unread_words(seen):
            return f"{name}: {unread_words(seen)}"
        heavy = [found for found in seen.new if name != BANDIT or _weighs(found)]
        if heavy:
            return _listed(f"{name}: {len(heavy)} new", heavy)
    return ""


def _weighs(found: Finding) -> bool:
    return (
        found.rule.severity.rank <= Severity.MEDIUM.rank and found.rule.confidence.rank <= Level.MEDIUM.rank
    )


def _gaps(others: Mapping[str, Comparison]) -> list[str]:
    """What an engine could not read; a file it read in part on both sides hides whatever it hid before."""
    texts = {name: unread_words(seen) or partial_words(seen) for name, seen in others.items()}
    return [f"{name}: {text}" for name, text in texts.items() if text]


def _minor(others: Mapping[str, Comparison]) -> str:
    """What bandit newly says, too lightly to fail for."""
    light = [found for found in others[BANDIT].new if not _weighs(found)] if BANDIT in others else []
    return _listed("of low weight", light) if light else ""


def _listed(title: str, found: Iterable[Finding]) -> str:
    shown = [f"{f.rule.id} at {f.location}: {f.message}" for f in found][:_SHOWN]
    return f"{title}: {'; '.join(shown)}"[:600]
