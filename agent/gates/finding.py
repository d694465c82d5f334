"""Is this finding gone, and not merely moved or hidden? Left behind a new check, others must carry it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from agent.domain import Finding, NoProof
from agent.gates.foreign import foreign, only_foreign, own, unseen
from agent.gates.hidden_findings import Returned, Untold, returned
from agent.gates.in_front import InFront, Moved, Nothing, in_front
from agent.gates.matching import Comparison, code_of, partial_words, unread_words
from agent.gates.siblings import siblings
from agent.gates.trial import Answer, NoReview, Trial, failed, inconclusive, passed
from agent.verdict import Status

_SHOWN = 3


def finding(trial: Trial) -> Answer:
    """The findings on trial no longer match, their rule matches nothing that the patch wrote, and they do
    not return when the patch's renames and detours are undone.

    A scanner cannot see every sanitizer: a finding that is left behind a new check is inconclusive, and
    needs both the proof and the reviewer. So is one that is gone from a file of which nobody can tell
    whether it is hidden there: one of over 300 kB, nested too deeply, or with names that unfold without end.
    Siblings are listed whatever the answer. Another scanner's finding is never found to be gone here.
    """
    if not foreign(trial):
        return replace(_judge(trial, trial.rescan()), flags=siblings(trial))
    elsewhere = unseen(trial)
    if only_foreign(trial) or elsewhere.status is Status.FAILED:
        return replace(elsewhere, flags=siblings(trial))
    ours = _judge(own(trial), trial.rescan())
    if ours.status is Status.FAILED:
        return replace(ours, flags=siblings(trial))
    return replace(elsewhere, detail=f"{ours.detail}; {elsewhere.detail}", flags=siblings(trial))


def still_matching(trial: Trial) -> tuple[Finding, ...]:
    """The findings on trial that the scanner still reports, as it reports them in the result.

    Those of another scanner are never among them: nobody looked.
    """
    return () if only_foreign(trial) else tuple(after for _, after in _left(trial))


def _left(trial: Trial) -> tuple[tuple[Finding, Finding], ...]:
    wanted = set(own(trial).findings)
    return tuple(pair for pair in trial.rescan().left if pair[0] in wanted)


def _judge(trial: Trial, seen: Comparison) -> Answer:
    unread = unread_words(seen)
    if unread:
        return failed(unread)
    if not trial.findings and not seen.gone:
        return failed("the patch removes no finding of the files that it touches")
    rules = {target.rule.id for target in trial.findings or seen.gone}
    for moved in seen.new if trial.findings else ():
        if moved.rule.id in rules:
            where = f"code that the patch added, at {moved.location}: {code_of(moved)}"
            return failed(f"{moved.rule.id} now matches {where}")
    missing = set(trial.findings).difference(seen.gone, (before for before, _ in seen.left))
    if missing:
        return failed(f"{min(str(f.location) for f in missing)} is in no file that the patch changes")
    kept = [(pair[1], in_front(trial.patch.changes, *pair)) for pair in _left(trial)]
    bare = next(_bare(kept), "")
    if bare:
        return failed(bare)
    hidden = returned(trial, rules)
    if isinstance(hidden, Returned):
        return failed(_hidden_words(hidden))
    if kept:
        return _carried(trial, kept)
    if isinstance(hidden, Untold):
        return inconclusive(f"no match, but whether the patch hides one cannot be told: {hidden.reason}")
    if seen.partial:
        return inconclusive(f"no match, but {partial_words(seen)}")
    return passed(_gone_words(trial, seen, rules))


def _bare(kept: Sequence[tuple[Finding, InFront | Moved | Nothing]]) -> Iterator[str]:
    """What is left although nothing new stands in front of it."""
    for after, front in kept:
        what = f"{after.rule.id} still matches at {after.location}: {code_of(after)}"
        match front:
            case Moved(origin):
                yield f"{what} (moved here from {origin})"
            case Nothing():
                yield f"{what}; the patch put no check or sanitizer in front of it"
            case InFront():
                pass


def _carried(trial: Trial, kept: Sequence[tuple[Finding, InFront | Moved | Nothing]]) -> Answer:
    """Left: proof and review must both pass, so both must be there."""
    told = "; ".join(
        f"{after.rule.id} still matches at {after.location}: {code_of(after)}; "
        f"new in front of it, line {front.line}: {front.code}"
        for after, front in kept[:_SHOWN]
        if isinstance(front, InFront)
    )
    lacking = [f"there is no proof ({trial.proof.reason})"] if isinstance(trial.proof, NoProof) else []
    if isinstance(trial.reviewer, NoReview):
        lacking.append(f"there is no reviewer ({trial.reviewer.reason})")
    if trial.exempt:
        lacking.append(f"the patch takes neither ({trial.exempt})")
    if lacking:
        return failed(f"{told}. Nothing can carry it: {' and '.join(lacking)}")
    return inconclusive(f"{told}. It takes a proof that passes and a reviewer who names the sanitizer")


def _hidden_words(hidden: Returned) -> str:
    found = hidden.finding
    undone = "; ".join(hidden.undone[:_SHOWN])
    return f"hidden: {found.rule.id} in {found.location.path} returns when {undone}: {code_of(found)}"


def _gone_words(trial: Trial, seen: Comparison, rules: set[str]) -> str:
    if not trial.findings:
        return "gone: " + ", ".join(f"{f.rule.id} at {f.location}" for f in seen.gone[:5])
    others = sum(before.rule.id in rules for before, _ in seen.left)
    remain = f"; {others} more of the same rule stay in the changed files" if others else ""
    return f"{', '.join(sorted(rules))} no longer matches{remain}"
