"""The attack inputs of a proof, and the same proof with others."""

from __future__ import annotations

from collections.abc import Sequence

from agent.domain import Proof
from agent.gates.proof.language import read_proof, rewritten
from agent.gates.proof.mutant import ProofText


def payloads(proof: Proof) -> tuple[str, ...]:
    """The inputs that a proof attacks with; empty when its attack is no text input, or it cannot be read."""
    text = read_proof(proof)
    return text.payloads if isinstance(text, ProofText) else ()


def with_attacks(proof: Proof, attacks: Sequence[str]) -> Proof | None:
    """The proof with `attacks` in place of its own inputs, or None when it has none."""
    return rewritten(proof, attacks) if payloads(proof) else None
