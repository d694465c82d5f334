"""The worked examples are right: both forms of each answer apply, agree and parse."""

from __future__ import annotations

import ast
import builtins
import json
import os
import statistics
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

from agent import process
from agent.authoring.answers.edits import EditFailure, apply_edits, parse_edits
from agent.authoring.answers.functions import replace_functions
from agent.authoring.prompting import briefing
from agent.authoring.prompting.fewshot import Example, choose, load, same_repair
from agent.authoring.shown.context import context
from agent.authoring.shown.outline import Block, Kind, language, outline
from agent.domain import Case, Finding, Location, Rule, Severity
from agent.errors import ToolError
from agent.resources import prompts_dir
from tests.rulebook import ALL

RUNS = Path(__file__).with_name("fewshot_runs")
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


def blocks(path: str, text: str) -> list[Block]:
    shape = outline(path, text)
    assert shape is not None
    return [block for block in shape.blocks if block.kind is Kind.FUNCTION]


def functions(path: str, text: str) -> dict[str, str]:
    lines = text.split("\n")
    return {block.name: "\n".join(lines[block.start - 1 : block.end]) for block in blocks(path, text)}


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


def syntax(path: str, text: str) -> list[str]:
    """The statements of a file, each as its syntax tree without places: imports last, sorted."""
    if path.endswith(".py"):
        body = ast.parse(text).body
        imports = [n for n in body if isinstance(n, ast.Import | ast.ImportFrom)]
        return [ast.dump(n) for n in body if n not in imports] + sorted(ast.dump(n) for n in imports)
    tree = Parser(Language(tree_sitter_javascript.language())).parse(text.encode())
    assert not tree.root_node.has_error
    texts = [leaves(node) for node in tree.root_node.children]
    return [t for t in texts if " require " not in t] + sorted(t for t in texts if " require " in t)


def leaves(node: Node) -> str:
    """A JavaScript syntax tree without white space and comments."""
    if node.type == "comment":
        return ""
    if not node.children:
        return f" {(node.text or b'').decode()} "
    return f"({node.type}{''.join(leaves(child) for child in node.children)})"


def test_there_are_examples_for_the_common_weaknesses() -> None:
    names = {path.stem for path in FILES}
    assert len({name.split("-")[1] for name in names - {"generic"}}) >= 30
    both = "22 78 79 89 94 117 208 209 295 327 338 347 377 502 601 611 639 798 915 916 918 943 1004 1236 1333 1336"
    assert {f"cwe-{number}-{word}" for number in both.split() for word in ("python", "javascript")} <= names
    assert {f"cwe-{number}-python" for number in (90, 113, 322, 326, 434, 489, 532)} <= names
    assert {"cwe-643-python", "cwe-732-python", "cwe-776-python", "cwe-1321-javascript"} <= names


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_both_forms_of_an_example_apply_parse_and_say_the_same(path: Path) -> None:
    example = load(path)
    edited, replaced = by_edits(example), by_functions(example)
    assert functions(example.path, edited).keys() >= functions(example.path, example.code).keys()
    first, second = syntax(example.path, edited), syntax(example.path, replaced)
    # A whole function adds imports, but cannot take away the one that is no longer needed.
    assert set(first) <= set(second) and set(second) - set(first) <= set(syntax(example.path, example.code))
    assert functions(example.path, edited) == functions(example.path, replaced)
    if example.path.endswith(".py"):
        assert undefined(edited) == undefined(replaced) == undefined(example.code) == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_example_marks_a_line_of_its_code_and_is_filed_under_its_weakness(path: Path) -> None:
    example = load(path)
    lines = example.code.split("\n")
    marked = lines[example.line - 1].strip()
    assert marked
    assert 1 <= len(example.assumptions) <= 4
    after = functions(example.path, by_edits(example))
    enclosing = [b for b in blocks(example.path, example.code) if b.start <= example.line <= b.end]
    assert any(after[block.name] != functions(example.path, example.code)[block.name] for block in enclosing)
    if path.stem != "generic":
        assert path.stem == f"{example.cwe.lower()}-{language(example.path)}"


def test_examples_are_short_enough_to_stand_before_every_question() -> None:
    tokens = [len(question + answer) // 4 for path in FILES for question, answer in asked(path)]
    assert statistics.median(tokens) <= 450
    assert max(tokens) <= 560


def asked(path: Path) -> Iterator[tuple[str, str]]:
    """An example as a model sees it, question and answer, in both forms."""
    example = load(path)
    rule = Rule("r", Severity.HIGH, cwe=(example.cwe,), fewshot=path.stem)
    case = Case((Finding(rule, Location("a.py", 1, 1), "m", "x = 1"),))
    for whole in (True, False):
        _, question, answer = briefing.opening(case, context(case, "x = 1\n"), whole)
        assert example.summary in answer.content
        yield question.content, answer.content


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_harm_of_an_example_ends_with_its_repair_and_honest_use_goes_on(
    tmp_path: Path, path: Path
) -> None:
    example = load(path)
    codes = []
    for name, text in (
        ("before", example.code),
        ("edits", by_edits(example)),
        ("function", by_functions(example)),
    ):
        codes.append(tmp_path / name / f"example{Path(example.path).suffix}")
        codes[-1].parent.mkdir()
        codes[-1].write_text(text, encoding="utf-8")
    assert run(path.stem, codes, tmp_path) == [
        {"harm": True, "honest": True},
        {"harm": False, "honest": True},
        {"harm": False, "honest": True},
    ]


def run(stem: str, codes: Sequence[Path], folder: Path) -> object:
    """What the example's own script finds for each state of the code."""
    script = RUNS / f"{stem}.js"
    command: list[str | Path] = ["node", RUNS / "driver.js", script]
    if not script.exists():
        command = [sys.executable, RUNS / "trying.py", RUNS / f"{stem.replace('-', '_')}.py"]
    env = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(RUNS.parents[2]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "TMPDIR": str(folder),
    }
    done = process.run([*command, *codes], env=env, cwd=folder)
    assert done.status == 0, done.stderr.decode()
    return json.loads(done.stdout.decode().strip().split("\n")[-1])


def test_every_example_has_a_script_that_runs_it() -> None:
    scripts = {path.stem.replace("_", "-") for path in RUNS.iterdir() if path.suffix in (".py", ".js")}
    assert scripts - {"--init--", "trying", "driver"} == {path.stem for path in FILES}


def test_every_bundled_rule_finds_an_example_of_its_own_weakness_and_language_where_there_is_one() -> None:
    folder = prompts_dir() / "fewshot"
    generic = []
    for rule in ALL:
        cwe = tuple(text.split(":")[0] for text in rule.body["metadata"]["cwe"])
        known = Rule(rule.id, Severity.HIGH, cwe=cwe, fewshot=rule.suture["fewshot"])
        example = choose(known, rule.language)
        alike = [same_repair(each).lower() for each in cwe]
        if any((folder / f"{stem}-{rule.language}.md").is_file() for stem in alike):
            assert language(example.path) == rule.language, rule.id
        if any([*folder.glob(f"{stem}-*.md")] for stem in alike):
            assert example.cwe != "CWE-20", rule.id
        elif rule.language in ("python", "javascript"):
            generic.append(rule.id)
    # Whoever writes rules of a weakness that none was about is asked for an example, but not the same day.
    assert len(generic) <= len(ALL) / 6, generic


@pytest.mark.parametrize(
    ("rule", "spoken", "wanted"),
    [
        (Rule("r", Severity.HIGH, cwe=("CWE-89",)), "python", "cwe-89-python"),
        (Rule("r", Severity.HIGH, cwe=("CWE-89",)), "tsx", "cwe-89-javascript"),
        (Rule("r", Severity.HIGH, cwe=("CWE-502",)), "javascript", "cwe-502-javascript"),
        (Rule("r", Severity.HIGH, cwe=("CWE-90",)), "javascript", "cwe-90-python"),
        (Rule("r", Severity.HIGH, cwe=("CWE-1321",)), "python", "cwe-1321-javascript"),
        (Rule("r", Severity.HIGH, cwe=("CWE-614",)), "typescript", "cwe-1004-javascript"),
        (Rule("r", Severity.HIGH, cwe=("CWE-9998", "CWE-862")), "java", "cwe-639-javascript"),
        (Rule("r", Severity.HIGH, cwe=("CWE-77",), fewshot="cwe-77-python"), "python", "cwe-78-python"),
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
