"""What a model adds to the evidence of one case: a proof, written before any fix, and a blind review."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from agent.authoring.prover import NotProved, Proved, prove
from agent.authoring.reviewer import BlindReviewer, NotReviewed, Reviewed
from agent.domain import Case, Draft, Finding, NoProof, Patch, Proof, Usage
from agent.gates.runner import Bench
from agent.gates.trial import NoReview
from agent.ports import Model
from agent.verdict import Objection, Review, Verdict


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Who is asked: the author's model for the proof, the reviewer's for the review; `tries` for a proof."""

    prover: Model | None
    reviewer: Model | None
    tries: int
    no_model: str


class CaseBench:
    """The gates for one case. Its proof is made once, from the findings alone, before the first patch that
    needs one is judged; `usage` is what proof and reviews cost."""

    def __init__(
        self,
        bench: Bench,
        case: Case,
        witnesses: Witnesses,
        watch: Callable[[str], object] = str,
        given: Proof | None = None,
    ) -> None:
        """`given` is a proof that somebody else wrote; then none is asked for."""
        self._case = case
        self._witnesses = witnesses
        self._watch = watch
        self._proof: Proof | NoProof | None = given
        self.usage = Usage()
        self.review: Review | None = None
        """What the reviewer said of the patch that was judged last."""
        self._bench = replace(bench, reviewer=self._reviewer(bench))

    @property
    def proof(self) -> Proof | None:
        """The proof, if one was made."""
        return self._proof if isinstance(self._proof, Proof) else None

    def prepare(self) -> Proof | NoProof:
        """Make the proof, unless it was made before. Raises ModelError when the endpoint cannot be used."""
        if self._proof is None:
            self._watch("prove")
            try:
                self._proof = self._prove()
            except RecursionError:
                self._proof = NoProof("the code is nested too deeply for a proof")
        return self._proof

    def verify(self, patch: Patch) -> Verdict:
        """The gates' verdict on a patch for this case."""
        findings = self._case.findings
        exempt = self._bench.exemption(patch, findings)
        proof = NoProof(exempt) if exempt else self.prepare()
        self.review = None
        return self._bench.verify(patch, findings, proof, self._watch)

    def delivered(self, draft: Draft) -> Draft:
        """The draft as it is proposed: with the proof where the settings want it in the patch."""
        included = self._bench.included(
            self._proof if self._proof is not None else NoProof("none was needed")
        )
        changes = (*draft.patch.changes, *included)
        return replace(draft, patch=replace(draft.patch, changes=changes)) if included else draft

    def _prove(self) -> Proof | NoProof:
        bench, model = self._bench, self._witnesses.prover
        if model is None:
            return NoProof(self._witnesses.no_model)
        plan = bench.plan(self._case.findings)
        if isinstance(plan, NoProof):
            return plan
        made = prove(
            self._case, plan, bench.snapshot, model, self._witnesses.tries,
            lambda proof: bench.examine(proof, self._case.findings),
        )  # fmt: skip
        self.usage += made.usage
        match made:
            case Proved():
                return made.proof
            case NotProved():
                return NoProof(made.reason)
            case _:
                assert_never(made)

    def _reviewer(self, bench: Bench) -> _Reviewer | NoReview:
        model = self._witnesses.reviewer
        return (
            NoReview(self._witnesses.no_model)
            if model is None
            else _Reviewer(self, BlindReviewer(bench.snapshot, model))
        )


@dataclass(frozen=True, slots=True)
class _Reviewer:
    """The blind reviewer in the gates' own words, with its cost put down to the case."""

    case: CaseBench
    blind: BlindReviewer

    def review(
        self, findings: Sequence[Finding], patch: Patch, matching: Sequence[Finding], tried: Sequence[str]
    ) -> Review | NoReview:
        """Review a patch, as `agent.gates.trial.Reviewer` says."""
        said = self.blind.review(findings, patch, matching, tried)
        self.case.usage += said.usage
        match said:
            case Reviewed():
                objections = tuple(Objection(quote, reason) for quote, reason in said.objections)
                self.case.review = Review(said.approved, objections, said.sanitizer, said.attacks)
                return self.case.review
            case NotReviewed():
                return NoReview(said.reason)
            case _:
                assert_never(said)
