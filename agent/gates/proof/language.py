"""A proof and the code it is about, each by the module for its language."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from agent.domain import Change, Proof, TestStyle
from agent.gates.imports.js import LANGUAGES
from agent.gates.proof import python_mutants, python_text, script
from agent.gates.proof.mutant import Mutant, ProofText
from agent.gates.proof.python_edit import canonical


def is_python(proof: Proof) -> bool:
    """Whether a proof is written in Python."""
    return proof.style in (TestStyle.PYTEST, TestStyle.UNITTEST)


def read_proof(proof: Proof) -> ProofText | str:
    """The tests and payloads of a proof, or in words for its author what is wrong with its text."""
    if is_python(proof):
        return python_text.read_proof(proof.content)
    return script.read_proof(proof.content)


def rewritten(proof: Proof, attacks: Sequence[str]) -> Proof:
    """The proof with `attacks` as its payloads; it has to have some."""
    if is_python(proof):
        return Proof(proof.path, python_text.with_attacks(proof.content, attacks), proof.style)
    return Proof(proof.path, script.with_attacks(proof.content, attacks), proof.style)


def base_mutants(path: str, source: bytes, lines: Sequence[int]) -> tuple[Mutant, ...]:
    """A file at base without the feature that the findings on `lines` are in; none of other languages."""
    suffix = PurePosixPath(path).suffix
    if suffix == ".py":
        return python_mutants.base_mutants(path, source, lines)
    return script.base_mutants(path, source, lines) if suffix in LANGUAGES else ()


def mutable(path: str, source: bytes) -> bool:
    """Whether wrong versions of a file can be made at all; of Python that is nested too deeply none can."""
    return PurePosixPath(path).suffix != ".py" or canonical(source) is not None


def patch_mutants(change: Change, lines: Sequence[int]) -> tuple[Mutant, ...]:
    """Wrong fixes made from a patched file; `lines` are those of the findings at base."""
    suffix = PurePosixPath(change.path).suffix
    if suffix == ".py":
        return python_mutants.patch_mutants(change, lines)
    return script.patch_mutants(change, lines) if suffix in LANGUAGES else ()
