"""What is read out of a Python proof's text."""

from __future__ import annotations

import pytest

from agent.domain import Proof, TestStyle
from agent.gates.proof.mutant import ProofText
from agent.gates.proof.payloads import payloads, with_attacks
from agent.gates.proof.python_text import read_proof
from tests.gates.proof.files import DELETE_TEXT, PROOF_TEXT, proof

PLAIN = "def test_attack_x():\n    assert False\n\n\ndef test_control_x():\n    pass\n"


def test_tests_and_payloads_are_read() -> None:
    assert read_proof(PROOF_TEXT) == ProofText(
        ("test_attack_reads_outside",),
        ("test_control_reads_inside",),
        ("../secret.txt", "../notes-old/secret.txt"),
        "a.txt",
    )


def test_a_proof_without_text_input_has_no_payloads() -> None:
    found = read_proof(DELETE_TEXT)
    assert isinstance(found, ProofText)
    assert (found.payloads, found.harmless) == ((), None)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("def f(:\n", "does not parse"),
        (PLAIN.replace("test_attack_x", "test_x"), "neither test_attack"),
        (PLAIN.replace("test_attack_x", "test_control_y"), "no test named test_attack"),
        (PLAIN.replace("test_control_x", "test_attack_y"), "no test named test_control"),
        (PLAIN.replace("test_control_x", "test_attack_x"), "two tests are called"),
        ("ATTACKS = ['a']\n" + PLAIN, "without HARMLESS"),
        ("HARMLESS = 'a'\n" + PLAIN, "without ATTACKS"),
        ("ATTACKS = []\nHARMLESS = 'a'\n" + PLAIN, "not a literal list"),
        ("ATTACKS = ['a', str(1)]\nHARMLESS = 'a'\n" + PLAIN, "not a literal list"),
        ("ATTACKS = ['a']\nHARMLESS = 3\n" + PLAIN, "not a literal string"),
        ("ATTACKS = ['a']\nHARMLESS = 'b'\n" + PLAIN, "not used"),
        ("if 1:\n    ATTACKS = ['a']\n" + PLAIN, "not assigned once"),
        (
            "import pytest\n" + PLAIN.replace("pass", "pytest.skip('later')"),
            "every test of a proof has to run",
        ),
        ("import pytest\n\n\n@pytest.mark.xfail\n" + PLAIN, "every test of a proof has to run"),
        ("from unittest import skipIf\n\n\n@skipIf(1, '')\n" + PLAIN, "every test of a proof has to run"),
        ("\ufeff" + PLAIN, "plain UTF-8"),
        ("# coding: utf-7\n" + PLAIN, "plain UTF-8"),
        ("import inspect\n" + PLAIN.replace("pass", "inspect.getsource(f)"), "does not read its text"),
        (PLAIN.replace("pass", "open('shop/a.py').read()"), "reads source text"),
        ("import shop\n" + PLAIN.replace("pass", "open(shop.__file__)"), "does not read its text"),
        (
            "from pathlib import Path\n" + PLAIN.replace("pass", "Path('a.py').read_text()"),
            "reads source text",
        ),
    ],
)
def test_what_a_proof_must_not_be_is_told(text: str, problem: str) -> None:
    found = read_proof(text)
    assert isinstance(found, str)
    assert problem in found


def test_a_payload_may_name_a_source_file() -> None:
    assert isinstance(read_proof(PROOF_TEXT.replace("../secret.txt", "../config.py")), ProofText)


def test_payloads_are_exchanged_and_nothing_else() -> None:
    assert payloads(proof()) == ("../secret.txt", "../notes-old/secret.txt")
    odd = ("a'\"\n", "ü\0\u202e", "{x}")
    changed = with_attacks(proof(), odd)
    assert changed is not None
    assert payloads(changed) == odd
    back = with_attacks(changed, payloads(proof()))
    assert back is not None
    assert back.content == PROOF_TEXT.replace(
        '"../secret.txt", "../notes-old/secret.txt"', "'../secret.txt', '../notes-old/secret.txt'"
    )


def test_a_proof_without_payloads_gets_none() -> None:
    assert with_attacks(Proof("tests/test_x.py", DELETE_TEXT, TestStyle.PYTEST), ["x"]) is None
