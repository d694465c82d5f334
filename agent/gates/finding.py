"""Is this finding gone, and not merely moved?"""

from __future__ import annotations

from agent.domain import Finding
from agent.gates.matching import Comparison
from agent.gates.trial import Answer, Trial, failed, inconclusive, passed


def finding(trial: Trial) -> Answer:
    """The findings on trial no longer match, and their rule matches nothing that the patch wrote.

    Scanners cannot see every sanitizer, so a correct check in front of the same code may still match.
    Only a proof could carry that, and as long as there is no proof gate it is a failure.
    """
    seen = trial.rescan()
    if seen.unread:
        return failed(
            "the re-scan could not read the result: " + _shorten(seen.unread[0].what, seen.unread[0].reason)
        )
    if not trial.findings:
        return _any_gone(seen)
    wanted = set(trial.findings)
    for before, after in seen.left:
        if before in wanted:
            return failed(f"{before.rule.id} still matches at {after.location}: {_code(after)}")
    rules = {target.rule.id for target in trial.findings}
    for moved in seen.new:
        if moved.rule.id in rules:
            return failed(
                f"{moved.rule.id} now matches code that the patch added, at {moved.location}: {_code(moved)}"
            )
    missing = wanted.difference(seen.gone)
    if missing:
        return failed(f"{min(str(f.location) for f in missing)} is in no file that the patch changes")
    if seen.partial:
        what = _shorten(seen.partial[0].what, seen.partial[0].reason)
        return inconclusive(
            f"no match, but the scanner reads the file only in part, before and after: {what}"
        )
    others = sum(before.rule.id in rules for before, _ in seen.left)
    remain = f"; {others} more of the same rule stay in the changed files" if others else ""
    return passed(f"{', '.join(sorted(rules))} no longer matches{remain}")


def _any_gone(seen: Comparison) -> Answer:
    if not seen.gone:
        return failed("the patch removes no finding of the files that it touches")
    if seen.partial:
        return inconclusive(f"the scanner reads {seen.partial[0].what} only in part, before and after")
    return passed("gone: " + ", ".join(f"{f.rule.id} at {f.location}" for f in seen.gone[:5]))


def _code(found: Finding) -> str:
    return _shorten(" ".join(found.snippet.split()))


def _shorten(*texts: str) -> str:
    text = ": ".join(texts)
    return text if len(text) <= 200 else text[:199] + "…"
