"""The gates again, on today's merge of base and branch, with what can be had without a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from agent.domain import Change, Finding, NoProof, Patch, Proof, Source
from agent.errors import ToolError
from agent.followup.merging import Merged
from agent.followup.values import Gate, Living, Proven, Touch
from agent.forge.text.marker import Marker
from agent.gates.runner import Bench
from agent.gates.trial import NoReview
from agent.text import utf8
from agent.verdict import Check, Status, Verdict, VerdictKind

_NO_PROOF = NoProof("there is none on the branch, and it is not made again")
_SAME = NoReview("not asked again: it would judge the same patch")
_EDITED = NoReview("not asked: people have changed the patch")
_ONLY_THEN = ("proof", "review")
_CARRIED = "Nothing can carry it"
_BROKE = "could not be run: "
"""How the runner begins, where a tool broke and not the patch."""


def gates_again(
    bench: Bench, merged: Merged, findings: Sequence[Finding], marker: Marker, touch: Touch
) -> Living:
    """What the gates say of a merge as a patch of today's base; base and head are the caller's to name.

    Where the wording is neutral no detail is given: it would name the rule.
    """
    if merged.odd:
        return Living(Proven.UNKNOWN, detail=f"{merged.odd[0]} is no regular file: the gates cannot judge it")
    if not merged.changes:
        return Living(Proven.UNKNOWN, detail="the branch changes nothing on today's base")
    edited = touch is not Touch.NONE
    try:
        proof, rest = _proof(bench, merged.changes, findings)
        source = Source.HUMAN if edited else Source(marker.source)
        patch = Patch(bench.snapshot.base_sha, rest, source)
        if isinstance(proof, NoProof) and bench.exemption(patch, findings):
            proof = NoProof(bench.exemption(patch, findings))
        judge = replace(bench, reviewer=_EDITED if edited else _SAME, include_proof=isinstance(proof, Proof))
        verdict = judge.verify(patch, findings, proof)
    except ToolError as error:
        return Living(Proven.UNKNOWN, detail=f"the gates could not be run: {error}")
    proven, detail = _judged(verdict, marker, has_proof=isinstance(proof, Proof))
    if not marker.rule:
        gates = tuple(Gate(check.gate, check.status.value, "") for check in verdict.checks)
        return Living(proven, gates=gates, detail=detail.partition(":")[0])
    gates = tuple(Gate(check.gate, check.status.value, check.detail) for check in verdict.checks)
    return Living(proven, gates=gates, detail=detail)


def _proof(
    bench: Bench, changes: Sequence[Change], findings: Sequence[Finding]
) -> tuple[Proof | NoProof, tuple[Change, ...]]:
    """The proof that a branch holds where one would be put today, and the changes besides it."""
    plan = bench.plan(findings)
    if isinstance(plan, NoProof):
        return _NO_PROOF, tuple(changes)
    own = next((c for c in changes if c.path == plan.path and c.before is None), None)
    content = utf8(own.after) if own else None
    if own is None or content is None:
        return _NO_PROOF, tuple(changes)
    return Proof(plan.path, content, plan.style), tuple(change for change in changes if change is not own)


def _judged(verdict: Verdict, marker: Marker, *, has_proof: bool) -> tuple[Proven, str]:
    """Whether it holds as far as it was shown before, and what does not."""
    match verdict.kind:
        case VerdictKind.REJECTED:
            failure = verdict.failure
            if failure is None:
                return Proven.UNKNOWN, "no gate ran"
            told = f"the {failure.gate} gate: {failure.detail}"
            open_ended = failure.detail.startswith(_BROKE) or _lacks_carriers(failure, marker)
            return (Proven.UNKNOWN if open_ended else Proven.BROKEN), told
        case VerdictKind.FIXED | VerdictKind.EVIDENCE_GAP:
            lost = [gap for gap in verdict.gaps if not _expected(gap, marker, has_proof=has_proof)]
            if lost:
                return Proven.UNKNOWN, f"the {lost[0].gate} gate: {lost[0].detail}"
            return Proven.HOLDS, "no gate failed"
        case _:
            assert_never(verdict.kind)


def _lacks_carriers(failure: Check, marker: Marker) -> bool:
    """Whether a finding that is left behind a new check is only short of its proof and its reviewer."""
    return marker.kind == "evidence_gap" and failure.gate == "finding" and _CARRIED in failure.detail


def _expected(gap: Check, marker: Marker, *, has_proof: bool) -> bool:
    """Whether a gate that did not pass is no news: it was open at first, or cannot be asked again."""
    asked_once = (
        gap.status is Status.NOT_RUN and gap.gate in _ONLY_THEN and not (has_proof and gap.gate == "proof")
    )
    return asked_once or marker.kind == "evidence_gap"
