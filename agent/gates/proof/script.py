"""Proofs in JavaScript, and wrong versions of the JavaScript and TypeScript that they are about."""

from agent.gates.proof.script_mutants import base_mutants, patch_mutants
from agent.gates.proof.script_text import read_proof, with_attacks

__all__ = ["base_mutants", "patch_mutants", "read_proof", "with_attacks"]
