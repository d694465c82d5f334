"""Does a blind reviewer, shown only the finding, the diff and the code around it, accept the fix?"""

from __future__ import annotations

from collections.abc import Sequence

from agent.diff import opcodes
from agent.domain import Change, Finding, NoProof, Patch
from agent.gates.finding import still_matching
from agent.gates.proof import payloads, with_attacks
from agent.gates.proof.examine import is_attack
from agent.gates.trial import (
    Answer,
    End,
    NoReview,
    Trial,
    Tried,
    failed,
    not_applicable,
    not_run,
    passed,
)
from agent.verdict import Objection, Review

MOST_ATTACKS = 3
_LONGEST = 300


def review(trial: Trial) -> Answer:
    """A veto that quotes the code ends the attempt; an approval proves nothing, so nothing rests on it alone.

    Where the scanner still matches, the reviewer has to name the added line that makes the place safe. The
    attacks it proposes are run through the proof: what works at base must not work any more.
    """
    if trial.exempt:
        return not_applicable(trial.exempt)
    if not trial.findings:
        return not_run("no finding was named that a reviewer could judge the patch by")
    if isinstance(trial.reviewer, NoReview):
        return not_run(trial.reviewer.reason)
    matching = still_matching(trial)
    tried = () if isinstance(trial.proof, NoProof) else payloads(trial.proof)
    said = trial.reviewer.review(trial.findings, trial.patch, matching, tried)
    if isinstance(said, NoReview):
        # What still matches rests on this review: without it there is no fix.
        reason = f"{said.reason}; the scanner still matches, and only a review could carry that"
        return failed(reason) if matching else not_run(said.reason)
    objections = [o for o in said.objections if quotes_code(trial, o.quote)]
    if (said.approved and said.objections) or not (said.approved or objections):
        return _contradiction(said, matching)
    if not said.approved:
        return failed(f"a blind reviewer objects: {_told(objections)}")
    if matching and not _added(trial.patch, said.sanitizer):
        return failed(
            f"the scanner still matches at {matching[0].location}, and the reviewer names no added line that "
            "makes the place safe"
        )
    found = _attacked(trial, said.attacks[:MOST_ATTACKS])
    named = (
        f"; it names `{_shorten(said.sanitizer.strip())}` as what makes the place safe" if matching else ""
    )
    return passed(f"a blind reviewer has no objection{named}{found}") if isinstance(found, str) else found


def _contradiction(said: Review, matching: Sequence[Finding]) -> Answer:
    reason = (
        "the reviewer approved and objected at once"
        if said.approved
        else "the reviewer objected without quoting a line of the change or of the code around it"
    )
    return failed(reason) if matching else not_run(reason)


def quotes_code(trial: Trial, quote: str) -> bool:
    """Whether a quote is found, spaces apart, in a changed file, before or after, or in a finding's."""
    wanted = _bare(quote.lstrip("+- "))
    texts = [text for change in trial.patch.changes for text in (change.before, change.after)]
    # The reviewer is shown the code of the findings, too, where the patch leaves their file alone.
    texts += [trial.snapshot.read(path) for path in {f.location.path for f in trial.findings}]
    return len(wanted) >= 3 and any(wanted in _bare((t or b"").decode("utf-8", "replace")) for t in texts)


def _added(patch: Patch, quote: str) -> bool:
    wanted = _bare(quote.lstrip("+ "))
    return len(wanted) >= 3 and any(wanted in _bare(_added_text(change)) for change in patch.changes)


def _added_text(change: Change) -> str:
    """The added lines, without those that are nothing but a comment: such a line makes nothing safe."""
    before, after = ((c or b"").decode("utf-8", "replace").split("\n") for c in (change.before, change.after))
    codes = opcodes(before, after)
    added = (line for tag, _, _, j1, j2 in codes if tag != "equal" for line in after[j1:j2])
    remark = "#" if change.path.endswith(".py") else "//"
    return "\n".join(line for line in added if not line.lstrip().startswith(remark))


def _bare(text: str) -> str:
    return "".join(text.split())


def _told(objections: Sequence[Objection]) -> str:
    return "; ".join(f"`{_shorten(o.quote.strip())}`: {_shorten(o.reason)}" for o in objections[:3])


def _attacked(trial: Trial, attacks: Sequence[str]) -> str | Answer:
    """Run the reviewer's attacks through the proof; what was tried in words, or the failure."""
    proof = trial.proof
    if isinstance(proof, NoProof) or not attacks:
        return ""
    changes = trial.patch.changes
    all_at_once = with_attacks(proof, attacks)
    if all_at_once is None:
        return ""
    if _held(trial.suite.try_file(changes, all_at_once)):
        return f"; {len(attacks)} more attacks of its own do no harm"
    for attack in attacks:
        # What does harm only with the patch in place counts as well: a filter may be what makes the attack.
        variant = with_attacks(proof, [attack])
        after = None if variant is None else trial.suite.try_file(changes, variant)
        if after is not None and End.ASSERTED in _attack_ends(after):
            attack_text = _shorten(ascii(attack))
            return failed(f"a reviewer's variant of the attack still works: {attack_text}{_why(after)}")
    return f"; none of {len(attacks)} more attacks of its own does harm, though not all could be carried out"


def _attack_ends(tried: Tried) -> tuple[End, ...]:
    return tuple(end for name, end, _ in tried.tests if is_attack(name))


def _held(tried: Tried) -> bool:
    ends = _attack_ends(tried)
    return bool(ends) and all(end is End.PASSED for end in ends)


def _why(tried: Tried) -> str:
    text = next((text for _, end, text in tried.tests if end is not End.PASSED and text), tried.trouble)
    return f" (`{_shorten(text)}`)" if text else ""


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
