"""One function per template of what is asked before a fix: the contract, the proof, whether a claim holds."""

from __future__ import annotations

from collections.abc import Sequence

from agent.authoring.prompting.rendering import render
from agent.authoring.shown.context import Mark, Piece
from agent.authoring.shown.parts import Part, Shown


def prover(*, style: str) -> str:
    """System prompt for contract and proof: what they are, what is data, in which form it answers."""
    return render("personas/prover.md.j2", style=style)


def contractor() -> str:
    """System prompt for a contract alone, where no proof is to be had."""
    return render("personas/contract.md.j2")


def safe_reader() -> str:
    """System prompt of whoever confirms that code is safe as it is."""
    return render("personas/safe.md.j2")


def proof(
    *,
    rule: str,
    cwe: str,
    path: str,
    message: str,
    marks: Sequence[Mark],
    frameworks: Sequence[str],
    pieces: Sequence[Piece],
    whole_file: bool,
    trace: Sequence[str],
    definitions: Sequence[Shown],
    helpers: Sequence[str],
    elsewhere: Sequence[str],
    conventions: Sequence[Shown],
    setup: Sequence[Shown],
    tests: Sequence[Shown],
    test_path: str,
    style: str,
    module: str,
    after_example: bool,
) -> str:
    """Ask for contract and proof of one case; for the contract alone where `test_path` is empty."""
    return render(
        "proof.md.j2",
        rule=rule,
        cwe=cwe,
        path=path,
        message=message,
        marks=marks,
        frameworks=frameworks,
        pieces=pieces,
        whole_file=whole_file,
        trace=trace,
        definitions=definitions,
        helpers=helpers,
        elsewhere=elsewhere,
        conventions=conventions,
        setup=setup,
        tests=tests,
        test_path=test_path,
        style=style,
        module=module,
        after_example=after_example,
    )


def proof_again(*, form: bool, detail: str, contract: str, quotes: Sequence[str]) -> str:
    """Say why the last test file is no proof; `form` when the answer held none that could be used.

    `contract` says what is wrong with the contract, empty when nothing is; `quotes` are its untrue ones.
    """
    return render("proof_again.md.j2", form=form, detail=detail, contract=contract, quotes=quotes)


def contract_again(*, problem: str, quotes: Sequence[str], proved: bool) -> str:
    """Say why the contract does not stand; `proved` when the test file that came with it does."""
    return render("contract_again.md.j2", problem=problem, quotes=quotes, proved=proved)


def safe_doubted(*, doubt: str, proof: bool) -> str:
    """Say that a claim of safety was not confirmed; ask for the contract, with or without a `proof`."""
    return render("safe_doubted.md.j2", doubt=doubt, proof=proof)


def safe(
    *, rule: str, cwe: str, path: str, marks: Sequence[Mark], pieces: Sequence[Piece], called: Sequence[Part]
) -> str:
    """Ask whether code, shown without its comments, is safe as it is; `called` are functions it calls."""
    return render("safe.md.j2", rule=rule, cwe=cwe, path=path, marks=marks, pieces=pieces, called=called)
