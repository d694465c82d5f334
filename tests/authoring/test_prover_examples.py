"""The worked proofs are right: they fail on their code, and pass on several repairs of it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from agent import process
from agent.authoring.proof_answers import file_of
from agent.authoring.proof_fewshot import load, worked_proof
from agent.domain import TestStyle
from agent.errors import ToolError
from agent.resources import prompts_dir

# A framework that is not installed here, as far as the examples use it.
GLOBALS = """
const test = require('node:test');
const assert = require('node:assert/strict');
globalThis.test = globalThis.it = test;
globalThis.expect = (value) => ({ toBe: (wanted) => assert.equal(value, wanted) });
"""
COMMANDS = {
    TestStyle.PYTEST: (
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--import-mode=importlib",
    ),
    TestStyle.UNITTEST: (sys.executable, "-m", "unittest", "discover", "-s", "tests", "-p"),
    TestStyle.NODE: ("node",),
    TestStyle.JEST: ("node", "--require", "./globals.js"),
    TestStyle.MOCHA: ("node", "--require", "./globals.js"),
}
LYRICS = 'return Path(folder, title + ".txt").read_text(encoding="utf-8")'
TENANTS = "return [row[0] for row in connection.execute(query)]"
COUNT = "return Number(execSync(`wc -l < ${list}`, { cwd: folder }).toString());"
LINES = "require('fs').readFileSync(require('path').join(folder, list), 'utf8').split('\\n').length - 1"
REPAIRS: dict[TestStyle, tuple[tuple[str, str], ...]] = {
    TestStyle.PYTEST: (
        (LYRICS, f'if "/" in title:\n        raise ValueError(title)\n    {LYRICS}'),
        (LYRICS, f'if "/" in title:\n        return None\n    {LYRICS}'),
        (LYRICS, LYRICS.replace("title", "Path(title).name") + ' if Path(folder, Path(title).name + ".txt").exists() else ""'),
    ),
    TestStyle.UNITTEST: (
        (TENANTS, 'return [r[0] for r in connection.execute("SELECT name FROM tenants WHERE listed = 1 AND street = ?", (street,))]'),
        (TENANTS, f"if \"'\" in street:\n        raise ValueError(street)\n    {TENANTS}"),
        (TENANTS, f'query = query if street.replace(" ", "").isalpha() else "SELECT name FROM tenants WHERE 0"\n    {TENANTS}'),
    ),
    TestStyle.NODE: (
        (COUNT, f"return {LINES};"),
        (COUNT, f"if (!/^[a-z]+\\.txt$/.test(list)) throw new Error('no such list');\n  {COUNT}"),
        (COUNT, f"if (!/^[a-z]+\\.txt$/.test(list)) return 0;\n  {COUNT}"),
    ),
}  # fmt: skip
REPAIRS |= dict.fromkeys((TestStyle.JEST, TestStyle.MOCHA), REPAIRS[TestStyle.NODE][:1])
BROKEN = {
    TestStyle.PYTEST: (LYRICS, 'raise ValueError("no")'),
    TestStyle.UNITTEST: (TENANTS, "return []"),
    TestStyle.NODE: (COUNT, "return 0;"),
    TestStyle.JEST: (COUNT, "return 0;"),
    TestStyle.MOCHA: (COUNT, "throw new Error('no');"),
}
STYLES = sorted(TestStyle)


def outcome(folder: Path, style: TestStyle, old: str = "", new: str = "", harmless: bool = False) -> str:
    """The output of the example's test on its code with `old` replaced by `new`, after PASS or FAIL."""
    example = worked_proof(style)
    assert not old or example.code.count(old) == 1
    code, proof = example.code.replace(old, new) if old else example.code, example.proof
    if harmless:
        proof = "\n".join(
            line.partition("ATTACKS = ")[0] + "ATTACKS = [HARMLESS];" if "ATTACKS = [" in line else line
            for line in proof.split("\n")
        )
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
    test = Path(example.test).name if style is TestStyle.UNITTEST else example.test
    done = process.run((*COMMANDS[style], test), env=env, cwd=folder)
    output = (done.stdout + done.stderr).decode()
    return f"{'FAIL' if done.status else 'PASS'}\n{output}"


@pytest.mark.parametrize("style", STYLES)
def test_every_attack_of_a_worked_proof_fails_today_by_its_assertion(
    tmp_path: Path, style: TestStyle
) -> None:
    said = outcome(tmp_path, style)
    assert said.startswith("FAIL")
    assert "AssertionError" in said
    failed = {"pytest": "3 failed, 1 passed", "unittest": "failures=3"}.get(style, "# fail 4")
    assert failed in said or failed.replace("# ", "\u2139 ") in said
    assert "ERROR" not in said


@pytest.mark.parametrize("style", STYLES)
def test_honest_input_in_the_place_of_the_attacks_passes_today(tmp_path: Path, style: TestStyle) -> None:
    assert outcome(tmp_path, style, harmless=True).startswith("PASS")


@pytest.mark.parametrize(("style", "repair"), [(s, n) for s in STYLES for n in range(len(REPAIRS[s]))])
def test_a_worked_proof_passes_with_different_repairs(tmp_path: Path, style: TestStyle, repair: int) -> None:
    said = outcome(tmp_path, style, *REPAIRS[style][repair])
    assert said.startswith("PASS"), said


@pytest.mark.parametrize("style", STYLES)
def test_a_worked_proof_fails_when_the_feature_is_gone(tmp_path: Path, style: TestStyle) -> None:
    assert outcome(tmp_path, style, *BROKEN[style]).startswith("FAIL")


@pytest.mark.parametrize("style", STYLES)
def test_a_worked_answer_is_read_as_its_file_and_marks_a_line_of_its_code(style: TestStyle) -> None:
    example = worked_proof(style)
    assert file_of(example.answer) == example.proof
    assert example.code.split("\n")[example.line - 1].strip()
    assert example.proof.index("HARMLESS =") < example.proof.index("ATTACKS =")


def test_there_is_one_example_a_framework_and_no_other() -> None:
    files = {path.name for path in (prompts_dir() / "fewshot_proof").iterdir()}
    assert files == {f"{style.value.removesuffix(':test')}.md" for style in TestStyle}


def test_a_malformed_worked_proof_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.md").write_text("# A title (CWE-1, Python)\n\n## Code\n\nx\n", encoding="utf-8")
    with pytest.raises(ToolError, match=r"bad\.md is malformed"):
        load(tmp_path / "bad.md")
