"""One function per template of what is asked before a fix: the contract and the proof."""

from __future__ import annotations

from collections.abc import Sequence

from agent.authoring.context import Mark, Piece
from agent.authoring.rendering import render
from agent.authoring.shown import Shown


def prover(*, style: str) -> str:
    """System prompt of the prover: what a proof is, what is data, in which form it answers."""
    return render("personas/prover.md.j2", style=style)


def proof(
    *,
    rule: str,
    cwe: str,
    path: str,
    message: str,
    marks: Sequence[Mark],
    pieces: Sequence[Piece],
    whole_file: bool,
    elsewhere: Sequence[str],
    setup: Sequence[Shown],
    tests: Sequence[Shown],
    test_path: str,
    style: str,
    module: str,
    after_example: bool,
) -> str:
    """Ask for the proof of one case."""
    return render(
        "proof.md.j2",
        rule=rule,
        cwe=cwe,
        path=path,
        message=message,
        marks=marks,
        pieces=pieces,
        whole_file=whole_file,
        elsewhere=elsewhere,
        setup=setup,
        tests=tests,
        test_path=test_path,
        style=style,
        module=module,
        after_example=after_example,
    )


def proof_again(*, form: bool, detail: str) -> str:
    """Say why the last test file is no proof; `form` when the answer held none that could be used."""
    return render("proof_again.md.j2", form=form, detail=detail)
