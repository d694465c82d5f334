"""Every bundled rule: its metadata, its sample, its fix, and the two front ends of semgrep."""

from __future__ import annotations

import ast
import builtins
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import tree_sitter_javascript
from tree_sitter import Language, Parser

from tests import rulebook
from tests.rulebook import ALL, SAMPLES, WITH_FIX, RuleFile

LEVELS = {"HIGH", "MEDIUM", "LOW"}
METADATA = {"category", "cwe", "owasp", "confidence", "likelihood", "impact", "references", "suture"}
SUTURE = {"guidance", "fewshot", "fix_safety"}
LANGUAGES = {"python": ["python"], "javascript": ["javascript", "typescript"]}


def _each(rules: tuple[RuleFile, ...] = ALL) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("rule", rules, ids=lambda rule: rule.id)


def test_the_pack_is_there() -> None:
    languages = [rule.language for rule in ALL]
    assert languages.count("python") >= 36
    assert languages.count("javascript") >= 9
    safe = [rule for rule in WITH_FIX if rule.suture["fix_safety"] == "safe"]
    assert len(safe) >= 14


@_each()
def test_a_rule_bears_the_name_of_its_file(rule: RuleFile) -> None:
    assert rule.body["id"] == rule.id
    assert rule.id.startswith(f"{rule.language}-")
    assert rule.body["languages"] == LANGUAGES[rule.language]
    assert rule.body["severity"] in {"ERROR", "WARNING", "INFO"}
    assert 1 <= len(re.findall(r"[.:](?:\s|$)", rule.body["message"])) <= 3


@_each()
def test_a_rule_says_all_that_the_scanner_reads(rule: RuleFile) -> None:
    metadata = rule.body["metadata"]
    assert set(metadata) == METADATA
    assert metadata["category"] == "security"
    assert all(re.fullmatch(r"CWE-\d+: \S.*", text) for text in metadata["cwe"]) and metadata["cwe"]
    assert all(re.fullmatch(r"A\d\d:2021 - \S.*", text) for text in metadata["owasp"]) and metadata["owasp"]
    assert {metadata[key] for key in ("confidence", "likelihood", "impact")} <= LEVELS
    assert all(link.startswith("https://") for link in metadata["references"]) and metadata["references"]
    number = re.match(r"CWE-(\d+)", metadata["cwe"][0])
    assert number and rule.suture["fewshot"] == f"cwe-{number[1]}-{rule.language}"
    assert set(rule.suture) - {"fix_imports", "fix_tested", "new_files"} == SUTURE
    assert len(rule.suture["guidance"].split()) >= 12
    assert rule.suture["fix_safety"] in ({"safe", "needs-review"} if "fix" in rule.body else {"none"})


@_each()
def test_a_rule_holds_no_null(rule: RuleFile) -> None:
    """The native front end lets nulls pass, the Python one refuses the whole file."""
    assert None not in list(_leaves(rule.body))


def _leaves(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item)
    else:
        yield value


@_each()
def test_a_sample_shows_what_is_found_and_what_is_not(rule: RuleFile) -> None:
    text = rule.sample.read_text("utf-8")
    marks = re.findall(r"(?:#|//) (ruleid|ok): (\S+)", text)
    assert {name for _, name in marks} == {rule.id}
    kinds = [kind for kind, _ in marks]
    assert kinds.count("ruleid") >= 2
    assert kinds.count("ok") >= 2
    assert rule.fixed_sample.exists() == ("fix" in rule.body)


def test_no_sample_is_without_its_rule() -> None:
    expected = {rule.sample for rule in ALL} | {rule.fixed_sample for rule in WITH_FIX}
    assert {path for path in SAMPLES.rglob("*.*") if path.suffix in {".py", ".js"}} == expected


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_rules_that_follow_web_input_share_their_sources(language: str) -> None:
    """Rule files cannot include one another, so the block is copied: no copy may fall behind."""
    blocks = [
        {key: value for key, value in source.items() if key != "label"}
        for rule in ALL
        if rule.language == language
        for source in rule.body.get("pattern-sources", ())
        if "flask.request.$ATTR" in str(source) or "req.$PART" in str(source)
    ]
    assert len(blocks) >= 8
    assert all(block == blocks[0] for block in blocks)


def test_semgrep_agrees_with_every_sample_and_every_fixed_sample(tmp_path: Path) -> None:
    flat = tmp_path / "flat"
    flat.mkdir()
    for rule in ALL:
        for path in (rule.path, rule.sample, *([rule.fixed_sample] if "fix" in rule.body else [])):
            shutil.copy(path, flat)
    answer = rulebook.semgrep(["test", "--experimental", "--json", "."], tmp_path, flat)
    checks = {name: check for file in answer["results"].values() for name, check in file["checks"].items()}
    assert set(checks) == {rule.id for rule in ALL}
    assert {name: check for name, check in checks.items() if not check["passed"]} == {}
    fixes = {Path(name).name: result["passed"] for name, result in answer["fixtest_results"].items()}
    assert fixes == {rule.sample.name: True for rule in WITH_FIX}
    assert answer["config_missing_tests"] == []
    assert answer["config_with_errors"] == []


def test_a_fix_applied_twice_changes_nothing(tmp_path: Path) -> None:
    fixed = tmp_path / "fixed"
    fixed.mkdir()
    for rule in WITH_FIX:
        shutil.copy(rule.fixed_sample, fixed)
    own = [
        (result["check_id"], result["start"]["line"])
        for result in rulebook.scan(rulebook.RULES, fixed, tmp_path)
        if Path(result["path"]).name.split(".")[0] == result["check_id"]
    ]
    assert own == []


@_each(WITH_FIX)
def test_fixed_code_compiles(rule: RuleFile) -> None:
    imports = "".join(f"{line}\n" for line in rule.suture.get("fix_imports", ()))
    text = imports + rule.fixed_sample.read_text("utf-8")
    match rule.language:
        case "python":
            compile(text, rule.fixed_sample.name, "exec", dont_inherit=True)
        case "javascript":
            parser = Parser(Language(tree_sitter_javascript.language()))
            assert not parser.parse(text.encode()).root_node.has_error
        case other:
            raise AssertionError(other)


@_each(tuple(rule for rule in WITH_FIX if rule.language == "python"))
def test_a_fix_imports_what_it_names(rule: RuleFile) -> None:
    template = re.sub(r"\$\.\.\.[A-Z]+", "args", rule.body["fix"])
    tree = ast.parse(re.sub(r"\$([A-Z]+)", r"meta_\1", template), mode="eval")
    roots = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    named = {root for root in roots if not root.startswith("meta_") and root != "args"} - set(dir(builtins))
    imported = {line.removeprefix("import ") for line in rule.suture.get("fix_imports", ())}
    assert named == imported


@pytest.mark.slow
def test_both_front_ends_of_semgrep_find_the_same(tmp_path: Path) -> None:
    native, python = (_findings(tmp_path, native=native) for native in (True, False))
    assert len(native) > 200
    assert native == python


def _findings(home: Path, *, native: bool) -> list[tuple[object, ...]]:
    results = rulebook.scan(rulebook.RULES, SAMPLES, home, native=native)
    return sorted(
        (
            result["check_id"],
            result["path"],
            result["start"]["offset"],
            result["end"]["offset"],
            str(result["extra"].get("fix")),
            result["extra"]["message"],
            json.dumps(result["extra"]["metadata"], sort_keys=True),
        )
        for result in results
    )


@pytest.mark.parametrize("rule", [r for r in WITH_FIX if "fix_tested" in r.suture], ids=lambda r: r.id)
def test_a_rule_that_says_its_fix_is_tested_is_safe_and_has_the_test(rule: RuleFile) -> None:
    assert rule.suture["fix_tested"] is True and rule.suture["fix_safety"] == "safe"
    assert f'"{rule.id}"' in (Path(__file__).parent / "test_rule_fixes.py").read_text("utf-8")
