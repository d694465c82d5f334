"""Does any other rule newly match in the changed files?"""

from __future__ import annotations

from agent.gates.trial import Answer, Trial, failed, inconclusive, passed


def regressions(trial: Trial) -> Answer:
    """No rule matches where it did not match before."""
    seen = trial.rescan()
    if seen.unread:
        return failed(f"the re-scan could not read {seen.unread[0].what}: {seen.unread[0].reason}")
    if seen.new:
        listed = "; ".join(f"{f.rule.id} at {f.location}: {f.message}" for f in seen.new[:3])
        return failed(f"{len(seen.new)} new: {listed}"[:600])
    if seen.partial:
        return inconclusive(f"the scanner reads {seen.partial[0].what} only in part, before and after")
    return passed("no rule matches that did not match before")
