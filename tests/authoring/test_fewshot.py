"""The worked examples are right: both forms of each answer apply, agree and parse."""

from __future__ import annotations

import ast
import builtins
from pathlib import Path

import pytest

from agent.authoring.edits import EditFailure, apply_edits, parse_edits
from agent.authoring.fewshot import Example, choose, load
from agent.authoring.functions import replace_functions
from agent.authoring.outline import Kind, language, outline
from agent.domain import Rule, Severity
from agent.errors import ToolError
from agent.resources import prompts_dir

FILES = sorted((prompts_dir() / "fewshot").glob("*.md"))


def by_edits(example: Example) -> str:
    edits = parse_edits(example.edits)
    assert not isinstance(edits, EditFailure), edits.message
    changes = apply_edits(edits, {example.path: example.code.encode()}.get)
    assert not isinstance(changes, EditFailure), changes.message
    assert len(changes) == 1
    assert changes[0].after is not None
    return changes[0].after.decode()


def by_functions(example: Example) -> str:
    text = replace_functions(example.function, example.path, example.code, [example.line])
    assert not isinstance(text, EditFailure), text.message
    return text


def functions(path: str, text: str) -> dict[str, str]:
    shape = outline(path, text)
    assert shape is not None
    lines = text.split("\n")
    named = [block for block in shape.blocks if block.kind is Kind.FUNCTION]
    return {block.name: "\n".join(lines[block.start - 1 : block.end]) for block in named}


def undefined(text: str) -> set[str]:
    """Names that a Python module reads but neither binds nor imports."""
    nodes = list(ast.walk(ast.parse(text)))
    read = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    bound = {n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    bound |= {n.arg for n in nodes if isinstance(n, ast.arg)}
    bound |= {n.name for n in nodes if isinstance(n, ast.FunctionDef)}
    bound |= {n.name for n in nodes if isinstance(n, ast.ExceptHandler) and n.name}
    bound |= {
        (alias.asname or alias.name).split(".")[0]
        for n in nodes
        if isinstance(n, ast.Import | ast.ImportFrom)
        for alias in n.names
    }
    return read - bound - set(dir(builtins))


def test_there_are_examples_for_the_common_weaknesses() -> None:
    assert len(FILES) >= 20
    wanted = "22 78 79 89 94 209 327 338 377 502 601 611 798 916 918 1336"
    assert {f"cwe-{number}-python" for number in wanted.split()} <= {path.stem for path in FILES}
    assert {f"cwe-{number}-javascript" for number in (22, 78, 79, 89)} <= {path.stem for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_both_forms_of_an_example_apply_and_agree(path: Path) -> None:
    example = load(path)
    edited, replaced = by_edits(example), by_functions(example)
    before = functions(example.path, example.code)
    assert functions(example.path, edited).keys() == before.keys() == functions(example.path, replaced).keys()
    if example.path.endswith(".py"):
        assert undefined(edited) == undefined(replaced) == undefined(example.code) == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_example_marks_a_line_of_its_code_and_is_filed_under_its_weakness(path: Path) -> None:
    example = load(path)
    marked = example.code.split("\n")[example.line - 1].strip()
    assert marked
    assert marked not in [line.strip() for line in by_functions(example).split("\n")]
    assert 1 <= len(example.assumptions) <= 4
    if path.stem != "generic":
        assert path.stem == f"{example.cwe.lower()}-{language(example.path)}"


def test_the_two_forms_give_the_same_functions_unless_a_constant_is_new() -> None:
    differing = {
        path.stem
        for path in FILES
        if functions(load(path).path, by_edits(load(path)))
        != functions(load(path).path, by_functions(load(path)))
    }
    # Only edits can add a constant beside the function.
    assert differing == {"cwe-918-python"}


@pytest.mark.parametrize(
    ("rule", "spoken", "wanted"),
    [
        (Rule("r", Severity.HIGH, cwe=("CWE-89",)), "python", "cwe-89-python"),
        (Rule("r", Severity.HIGH, cwe=("CWE-89",)), "tsx", "cwe-89-javascript"),
        (Rule("r", Severity.HIGH, cwe=("CWE-502",)), "javascript", "cwe-502-python"),
        (Rule("r", Severity.HIGH, cwe=("CWE-95",)), "python", "cwe-94-python"),
        (Rule("r", Severity.HIGH, cwe=("CWE-9999", "CWE-22")), "python", "cwe-22-python"),
        (Rule("r", Severity.HIGH, cwe=("CWE-9999",)), "python", "generic"),
        (Rule("r", Severity.HIGH), "", "generic"),
        (Rule("r", Severity.HIGH, cwe=("CWE-89",), fewshot="CWE-601-python"), "python", "cwe-601-python"),
        (Rule("r", Severity.HIGH, cwe=("CWE-89",), fewshot="absent"), "python", "cwe-89-python"),
        (Rule("r", Severity.HIGH, cwe=("../../x",), fewshot="../fix"), "python", "generic"),
    ],
)
def test_an_example_is_chosen_by_key_then_weakness_and_language(rule: Rule, spoken: str, wanted: str) -> None:
    assert choose(rule, spoken) == load(prompts_dir() / "fewshot" / f"{wanted}.md")


def test_a_malformed_example_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.md").write_text("# No weakness\n\n## Code\n\nx\n", encoding="utf-8")
    with pytest.raises(ToolError, match=r"bad\.md is malformed"):
        load(tmp_path / "bad.md")
