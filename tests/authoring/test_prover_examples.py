"""The worked proofs are right: they fail on their code, and pass on several repairs of it."""

from __future__ import annotations

import ast
import os
import re
import statistics
import sys
from pathlib import Path

import pytest

from agent import process
from agent.authoring.answers.contract_answers import Quotable, read_contract
from agent.authoring.answers.proof_answers import file_of
from agent.authoring.prompting.proof_fewshot import WorkedProof, load, worked_proof
from agent.contract import Contract
from agent.domain import Rule, Severity, TestStyle
from agent.errors import ToolError
from agent.resources import prompts_dir
from tests.authoring.proof_repairs import BROKEN, FAILURES, REPAIRS

FILES = {path.stem: path for path in sorted((prompts_dir() / "fewshot_proof").iterdir())}
# A framework that is not installed here, as far as the examples use it.
GLOBALS = """
const test = require('node:test');
const assert = require('node:assert/strict');
globalThis.test = globalThis.it = test;
globalThis.expect = (value) => ({ toBe: (wanted) => assert.equal(value, wanted) });
"""
COMMANDS = {
    "pytest": (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--import-mode=importlib"),
    "unittest": (sys.executable, "-m", "unittest", "discover", "-s", "tests", "-p"),
    "node": ("node", "--test"),
    "jest": ("node", "--require", "./globals.js"),
    "mocha": ("node", "--require", "./globals.js"),
}


def kind_of(stem: str) -> str:
    """The key of a file in the tables: JavaScript's are the same for all frameworks."""
    kind, style = stem.split("-")
    return kind if style in ("pytest", "unittest") else f"{kind}-node"


def outcome(
    folder: Path, stem: str, changes: tuple[tuple[str, str], ...] = (), harmless: bool = False
) -> str:
    """The output of the example's test on its code after the changes, below PASS or FAIL."""
    example, style = load(FILES[stem]), stem.split("-")[1]
    code, proof = example.code, example.proof
    for old, new in changes:
        assert code.count(old) >= 1
        code = code.replace(old, new)
    if changes and "LATENT" in proof:
        # After a repair the gate tries these texts too.
        proof = proof.replace('"attack", ATTACKS)', '"attack", ATTACKS + LATENT)')
        proof = proof.replace("of ATTACKS.entries()", "of [...ATTACKS, ...LATENT].entries()")
        assert proof != example.proof
    if harmless:
        proof = re.sub(r"(ATTACKS = )\[.*?\](;?)$", r"\1[HARMLESS]\2", proof, flags=re.DOTALL | re.MULTILINE)
        assert proof != example.proof
    for path, text in ((example.path, code), (example.test, proof), ("globals.js", GLOBALS)):
        (folder / path).parent.mkdir(exist_ok=True, parents=True)
        (folder / path).write_text(text, encoding="utf-8")
    env = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(folder),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "TMPDIR": str(folder),
    }
    test = Path(example.test).name if style == "unittest" else example.test
    done = process.run((*COMMANDS[style], test), env=env, cwd=folder)
    output = (done.stdout + done.stderr).decode()
    return f"{'FAIL' if done.status else 'PASS'}\n{output}"


def texts(proof: str, name: str) -> list[str]:
    """The strings of a constant list in a test file."""
    found = re.search(rf"^(?:const )?{name} = (\[.*?\]);?$", proof, re.DOTALL | re.MULTILINE)
    return list(ast.literal_eval(found[1])) if found else []


@pytest.mark.parametrize("stem", FILES)
def test_every_attack_of_a_worked_proof_fails_today_by_its_assertion(tmp_path: Path, stem: str) -> None:
    said = outcome(tmp_path, stem)
    assert said.startswith("FAIL")
    assert "AssertionError" in said
    number = FAILURES.get(kind_of(stem)) or len(texts(load(FILES[stem]).proof, "ATTACKS"))
    assert re.search(rf"\b{number} failed, 1 passed|failures={number}\)|[#\u2139] fail {number}\n", said), (
        said
    )
    assert "ERROR" not in said


BY_TEXT = [stem for stem, path in FILES.items() if "ATTACKS" in load(path).proof]


@pytest.mark.parametrize("stem", BY_TEXT)
def test_honest_input_in_the_place_of_the_attacks_passes_today(tmp_path: Path, stem: str) -> None:
    said = outcome(tmp_path, stem, harmless=True)
    assert said.startswith("PASS"), said


# One repair is enough where the test is the same as another framework's, but for its frame.
TRIED = [
    (stem, number)
    for stem in FILES
    for number in range(len(REPAIRS[kind_of(stem)]) if stem.endswith(("-pytest", "-node")) else 1)
]


@pytest.mark.parametrize(("stem", "repair"), TRIED)
def test_a_worked_proof_passes_with_different_repairs(tmp_path: Path, stem: str, repair: int) -> None:
    said = outcome(tmp_path, stem, REPAIRS[kind_of(stem)][repair])
    assert said.startswith("PASS"), said


@pytest.mark.parametrize("stem", FILES)
def test_a_worked_proof_fails_when_the_feature_is_gone(tmp_path: Path, stem: str) -> None:
    assert outcome(tmp_path, stem, (BROKEN[kind_of(stem)],)).startswith("FAIL")


@pytest.mark.parametrize("stem", FILES)
def test_a_worked_answer_is_read_as_a_contract_and_a_file_and_marks_a_line_of_its_code(stem: str) -> None:
    example = load(FILES[stem])
    assert file_of(example.answer) == example.proof
    stated = read_contract(example.answer, Quotable((example.code,)))
    assert isinstance(stated, Contract)
    assert stated.quotes
    assert example.code.split("\n")[example.line - 1].strip()
    if stem in BY_TEXT:
        assert example.proof.index("HARMLESS =") < example.proof.index("ATTACKS =")
        assert 2 <= len(texts(example.proof, "ATTACKS")) <= 4
        assert len(texts(example.proof, "LATENT")) <= 3


def test_there_are_texts_and_other_attacks_for_each_framework() -> None:
    kinds: dict[str, set[str]] = {}
    for stem in FILES:
        kinds.setdefault(stem.split("-")[1], set()).add(stem.split("-")[0])
    assert set(kinds) == {style.value.removesuffix(":test") for style in TestStyle}
    assert len(kinds["pytest"]) >= 8 and len(kinds["node"]) >= 4
    for style, found in kinds.items():
        assert any(f"{kind}-{style}" in BY_TEXT for kind in found)
        assert any(f"{kind}-{style}" not in BY_TEXT for kind in found)


@pytest.mark.parametrize(
    ("style", "cwe", "wanted"),
    [
        (TestStyle.PYTEST, (), "path-pytest"),
        (TestStyle.PYTEST, ("CWE-23",), "path-pytest"),
        (TestStyle.PYTEST, ("CWE-943",), "sql-pytest"),
        (TestStyle.PYTEST, ("CWE-95",), "command-pytest"),
        (TestStyle.PYTEST, ("CWE-918",), "url-pytest"),
        (TestStyle.PYTEST, ("CWE-328",), "hash-pytest"),
        (TestStyle.PYTEST, ("CWE-259",), "secret-pytest"),
        (TestStyle.PYTEST, ("CWE-9999", "CWE-295"), "switch-pytest"),
        (TestStyle.PYTEST, ("CWE-9999",), "path-pytest"),
        (TestStyle.UNITTEST, ("CWE-22",), "sql-unittest"),
        (TestStyle.UNITTEST, ("CWE-330",), "hash-unittest"),
        (TestStyle.NODE, ("CWE-79",), "html-node"),
        (TestStyle.NODE, ("CWE-502",), "command-node"),
        (TestStyle.NODE, ("CWE-916",), "token-node"),
        (TestStyle.JEST, ("CWE-22",), "command-jest"),
        (TestStyle.MOCHA, ("CWE-798",), "token-mocha"),
    ],
)
def test_a_worked_proof_is_of_the_kind_of_the_case(
    style: TestStyle, cwe: tuple[str, ...], wanted: str
) -> None:
    assert worked_proof(style, Rule("r", Severity.HIGH, cwe=cwe)) == load(FILES[wanted])
    assert cwe or worked_proof(style) == load(FILES[wanted])


def test_worked_proofs_are_short_enough_to_stand_before_every_question() -> None:
    tokens = {stem: size(load(path)) for stem, path in FILES.items()}
    assert statistics.median(tokens.values()) <= 650
    assert max(tokens.values()) <= 720


def size(example: WorkedProof) -> int:
    """Tokens of what an example adds to the question that is asked anyway: its code and its answer."""
    return len(example.code + example.message + example.answer) // 4


def test_a_malformed_worked_proof_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.md").write_text("# A title (CWE-1, Python)\n\n## Code\n\nx\n", encoding="utf-8")
    with pytest.raises(ToolError, match=r"bad\.md is malformed"):
        load(tmp_path / "bad.md")
