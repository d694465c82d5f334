"""What a model adds to the evidence of one case: contract and proof, before any fix, and a blind review."""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from agent.authoring import safe
from agent.authoring.answers.contract_answers import same
from agent.authoring.prover import NotProved, Proved, prove
from agent.authoring.reviewer import BlindReviewer, NotReviewed, Reviewed
from agent.authoring.stating import state
from agent.contract import OpenDecision, SafeAsIs, Stated
from agent.domain import Case, Draft, Finding, NoProof, Patch, Proof, ProofPlan, Usage
from agent.gates.runner import Bench
from agent.gates.trial import NoReview
from agent.ports import Model, Snapshot
from agent.probing import probe
from agent.verdict import Objection, Review, Verdict

_NOBODY = "no model is there that may confirm it"


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Who is asked: the author's models for contract and proof, the reviewer's for the review.

    Of `provers` the next is asked where one made no proof, and the last, the strongest, about doubts; that a
    decision is missing is its word alone. Where there is none, `no_model` says why, and `no_review` where
    there is no reviewer. `tries` is how many answers of each a proof may take. `shown` is what
    models may see of the commit, all of it when None; `reveal` puts real values back into a test file;
    `conventions` is whether the repository's own rules are shown. `probes` is whether a proof may be made
    from the repository's own tests where no model makes one.
    """

    provers: tuple[Model, ...]
    reviewer: Model | None
    tries: int
    no_model: str
    no_review: str
    shown: Snapshot | None = None
    reveal: Callable[[str], str] = same
    conventions: bool = True
    brief_review: bool = False
    """Whether the reviewer is asked briefly."""
    probes: bool = True
    end: float = math.inf
    """When the case's time is over, by the monotonic clock: no probe is examined after it."""


class CaseBench:
    """The gates for one case. Its proof is made once, from the findings alone, before the first patch that
    needs one is judged; `usage` is what contract, proof, doubts and reviews cost."""

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
        self._shown = witnesses.shown or bench.snapshot
        self._doubts: dict[str, str] = {}
        self._asked = given is not None
        self.usage = Usage()
        self.stated: Stated | None = None
        """What the prover stated before any fix, as far as it stands; claims of safety are confirmed."""
        self.review: Review | None = None
        """What the reviewer said of the patch that was judged last."""
        self._bench = replace(bench, reviewer=self._reviewer())

    @property
    def proof(self) -> Proof | None:
        """The proof, if one was made."""
        return self._proof if isinstance(self._proof, Proof) else None

    def prepare(self) -> Proof | NoProof:
        """Make contract and proof, unless they were made before; the contract alone where no proof can be.

        Raises ModelError when the endpoint cannot be used.
        """
        proof = self._proven()
        if not self._asked:
            self._asked = True
            self._state()
        return proof

    def doubt(self, claim: SafeAsIs) -> str:
        """Why a claim that the code is safe as it is is not to be believed; empty when it is confirmed.

        A model is asked once for each line that claims quote. Raises ModelError when the endpoint cannot be
        used.
        """
        if claim.quote not in self._doubts:
            asked = self._witnesses
            if not asked.provers:
                return _NOBODY
            try:
                why, usage = safe.doubt(self._case, self._shown, claim, asked.provers[-1], asked.reveal)
            except RecursionError:
                why, usage = "the code is nested too deeply to be read without its comments", Usage()
            self.usage += usage
            self._doubts[claim.quote] = why
        return self._doubts[claim.quote]

    def verify(self, patch: Patch) -> Verdict:
        """The gates' verdict on a patch for this case."""
        findings = self._case.findings
        exempt = self._bench.exemption(patch, findings)
        proof = NoProof(exempt) if exempt else self._proven()
        self.review = None
        return self._bench.verify(patch, findings, proof, self._watch)

    def delivered(self, draft: Draft) -> Draft:
        """The draft as it is proposed: with the proof where the settings want it in the patch."""
        included = self._bench.included(
            self._proof if self._proof is not None else NoProof("none was needed")
        )
        changes = (*draft.patch.changes, *included)
        return replace(draft, patch=replace(draft.patch, changes=changes)) if included else draft

    def _proven(self) -> Proof | NoProof:
        if self._proof is None:
            self._watch("prove")
            try:
                self._proof = self._prove()
            except RecursionError:
                self._proof = NoProof("the code is nested too deeply for a proof")
        return self._proof

    def _prove(self) -> Proof | NoProof:
        asked = self._witnesses
        if not asked.provers and not asked.probes:
            return NoProof(asked.no_model)
        plan = self._bench.plan(self._case.findings)
        if isinstance(plan, NoProof):
            return plan if asked.provers else NoProof(asked.no_model)
        self._asked = bool(asked.provers)
        proof: Proof | NoProof = NoProof(asked.no_model)
        for model in asked.provers:
            proof = self._proof_by(model, plan)
            if isinstance(proof, Proof) or isinstance(self.stated, SafeAsIs):
                return proof
        if isinstance(self.stated, OpenDecision):
            return proof
        return (self._probed(plan) if asked.probes else None) or proof

    def _probed(self, plan: ProofPlan) -> Proof | None:
        """A proof from the repository's own tests, held to the same as one that a model wrote."""
        bench, findings = self._bench, self._case.findings
        # The reviewer is told the inputs: none of them may come from a file that no model is to see.
        known = self._shown.entries()
        plan = replace(plan, examples=tuple(path for path in plan.examples if path in known))
        for proof in probe(self._case, plan, bench.snapshot, bench.suite):
            if time.monotonic() > self._witnesses.end:
                return None
            if not bench.examine(proof, findings):
                return proof
        return None

    def _proof_by(self, model: Model, plan: ProofPlan) -> Proof | NoProof:
        asked = self._witnesses
        made = prove(
            self._case, plan, self._shown, model, asked.tries,
            lambda proof: self._bench.examine(proof, self._case.findings),
            asked.reveal, self.doubt, asked.conventions,
        )  # fmt: skip
        self.usage += made.usage
        # What a weaker model stated is better than nothing.
        self.stated = self._heard(model, made.stated) or self.stated
        match made:
            case Proved():
                return made.proof
            case NotProved():
                return NoProof(made.reason)
            case _:
                assert_never(made)

    def _state(self) -> None:
        """Ask for the contract where nobody was asked for a proof."""
        asked = self._witnesses
        for model in asked.provers:
            with contextlib.suppress(RecursionError):
                said = state(self._case, self._shown, model, asked.reveal, self.doubt, asked.conventions)
                self.usage += said.usage
                self.stated = self._heard(model, said.stated)
            if self.stated is not None:
                return

    def _heard(self, model: Model, stated: Stated | None) -> Stated | None:
        """What counts of a model's statement: a decision ends the case, and is the strongest one's alone."""
        weaker = model is not self._witnesses.provers[-1]
        return None if weaker and isinstance(stated, OpenDecision) else stated

    def _reviewer(self) -> _Reviewer | NoReview:
        model = self._witnesses.reviewer
        return (
            NoReview(self._witnesses.no_review)
            if model is None
            else _Reviewer(self, BlindReviewer(self._shown, model, self._witnesses.brief_review))
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
