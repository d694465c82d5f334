"""A fix made out again from the text that a bundle holds: nothing else of it is believed."""

from __future__ import annotations

from dataclasses import dataclass

from agent.authoring.recipes import recipe
from agent.authoring.rule_fix import NoRuleFix, rule_fix
from agent.bundle.values import Fix
from agent.domain import Case, Change, Draft, Finding, NoProof, Patch, Proof, Source
from agent.gates.runner import Bench
from agent.ports import Proposal, Snapshot
from agent.workspace.unified import DiffFailure, apply_unified


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A case, its patch without the proof, and the proof that goes with it."""

    case: Case
    draft: Draft
    proof: Proof | NoProof

    def whole(self, bench: Bench) -> Draft:
        """The draft as it is proposed: with the proof where the settings want it in."""
        patch = self.draft.patch
        changes = (*patch.changes, *bench.included(self.proof))
        return Draft(Patch(patch.base_sha, changes, patch.source), self.draft.summary, self.draft.assumptions)

    def proposal(self, fix: Fix, bench: Bench) -> Proposal:
        """What is proposed: this patch, with what `fix` says was found out about it."""
        proof = None if isinstance(self.proof, NoProof) else self.proof
        return Proposal(self.case, self.whole(bench), fix.verdict, proof, fix.review, fix.contract, fix.model)


def rebuild(fix: Fix, findings: tuple[Finding, ...], bench: Bench) -> Rebuilt | str:
    """The fix of these findings on the bench's commit, or why it is none.

    Only a patch that the rule, or a recipe, writes here as well, byte for byte, is its own: nothing else may
    claim what a rule's own fix is excused from, or whose it is. A proof in the diff is taken out of it.
    """
    snapshot = bench.snapshot
    case = Case(findings)
    changes = apply_unified(fix.diff.encode("utf-8", "surrogateescape"), snapshot)
    if isinstance(changes, DiffFailure):
        return f"its diff does not apply to {snapshot.base_sha[:12]}: {changes.reason}"
    own = tuple(change for change in changes if not _is_proof(change, fix.proof))
    made = (_by_rule(case, snapshot), _by_recipe(case, snapshot))
    same = next((each for each in made if each is not None and set(each.patch.changes) == set(own)), None)
    if same is not None:
        draft = same
    elif fix.source is not Source.MODEL:
        return f"it claims to be of {fix.source.value}, and what that makes here is another fix, or none"
    else:
        draft = Draft(Patch(snapshot.base_sha, own, Source.MODEL), fix.summary, fix.assumptions)
    exempt = bench.exemption(draft.patch, findings)
    return Rebuilt(case, draft, NoProof(exempt) if exempt else fix.proof or NoProof("none was made"))


def _is_proof(change: Change, proof: Proof | None) -> bool:
    """Whether a change is the proof and nothing but it; any other is judged as part of the patch."""
    return proof is not None and change == Change(proof.path, None, proof.content.encode())


def _by_recipe(case: Case, snapshot: Snapshot) -> Draft | None:
    source = snapshot.read(case.path)
    return recipe(case, snapshot.base_sha, source, snapshot.entries()[case.path].mode) if source else None


def _by_rule(case: Case, snapshot: Snapshot) -> Draft | None:
    source = snapshot.read(case.path)
    if source is None:
        return None
    draft = rule_fix(case, snapshot.base_sha, source, snapshot.entries()[case.path].mode)
    return None if isinstance(draft, NoRuleFix) else draft
