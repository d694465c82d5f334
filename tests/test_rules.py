"""Every bundled rule: its metadata, its sample, its fix, and the two front ends of semgrep."""

from __future__ import annotations

import ast
import builtins
import json
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import tree_sitter_javascript
from tree_sitter import Language, Parser

from agent.authoring.answers.imports import add_imports
from agent.authoring.rule_fix import NoRuleFix, rule_fix
from agent.cli.rules.adding import GAP
from agent.domain import Case, Finding
from agent.gates.imports import go, java
from agent.scanner.bundled import SHELVES
from agent.scanner.metadata import finding_from
from tests import rulebook, rules_doc
from tests.rulebook import ALL, SAFE, SAMPLES, WITH_FIX, RuleFile

LEVELS = {"HIGH", "MEDIUM", "LOW"}
METADATA = {"category", "cwe", "owasp", "confidence", "likelihood", "impact", "references", "suture"}
SUTURE = {"guidance", "fewshot", "fix_safety"}
ROUNDS = 4


def _each(rules: tuple[RuleFile, ...] = ALL) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("rule", rules, ids=lambda rule: rule.id)


def test_the_rules_are_there() -> None:
    assert {rule.language for rule in ALL} <= SHELVES.keys()
    assert len(ALL) == len({rule.id for rule in ALL}) >= 180
    assert len(SAFE) >= 60


def test_the_list_of_rules_is_up_to_date() -> None:
    """Otherwise: python -m tests.rules_doc."""
    assert rules_doc.FILE.read_text("utf-8") == rules_doc.text()


@_each()
def test_a_rule_bears_the_name_of_its_file(rule: RuleFile) -> None:
    assert rule.body["id"] == rule.id
    assert rule.id.startswith(f"{rule.language}-")
    assert rule.body["languages"] == list(SHELVES[rule.language].semgrep)
    assert rule.body["severity"] in {"ERROR", "WARNING", "INFO"}
    prose = re.sub(r'"[^"]*"|[{(].*?[)}]', "", rule.body["message"])
    assert 1 <= len(re.findall(r"[.:](?:\s|$)", prose)) <= 3


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
    assert GAP not in rule.path.read_text("utf-8")


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
    assert GAP not in text
    marks = re.findall(r"(?:#|//|/\*) ?((?:todo)?(?:ruleid|ok)): (\S+)", text)
    assert {name for _, name in marks} == {rule.id}
    kinds = [kind for kind, _ in marks]
    assert kinds.count("ruleid") >= 2
    assert kinds.count("ok") >= 2
    assert rule.fixed_sample.exists() == ("fix" in rule.body)


def test_no_sample_is_without_its_rule() -> None:
    expected = {rule.sample for rule in ALL} | {rule.fixed_sample for rule in WITH_FIX}
    assert {path for path in SAMPLES.rglob("*.*") if "__pycache__" not in path.parts} == expected


@pytest.mark.parametrize("language", ["javascript", "python"])
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


@pytest.mark.slow
def test_a_fix_applied_twice_changes_nothing(tmp_path: Path) -> None:
    """By the engine that a run applies it with."""
    before, after = tmp_path / "before", tmp_path / "after"
    before.mkdir()
    after.mkdir()
    for rule in WITH_FIX:
        shutil.copy(rule.sample, before)
    once = _own_fixes(before, tmp_path)
    assert [rule.id for rule in WITH_FIX if not once.get(rule.sample.name)] == []
    for name, content in once.items():
        (after / name).write_bytes(content or b"")
    assert {name: content for name, content in _own_fixes(after, tmp_path).items() if content} == {}


def _own_fixes(folder: Path, home: Path) -> dict[str, bytes | None]:
    """Each sample after its own rule's fix, by the file's name; None where there is none to apply."""
    findings = _scanned(folder, rulebook.merge(home, WITH_FIX, apart=True), home)
    done: dict[str, bytes | None] = {}
    for rule in WITH_FIX:
        own = tuple(finding for finding in findings if finding.rule.id == rule.id)
        if own:
            draft = rule_fix(Case(own), "0" * 40, (folder / rule.sample.name).read_bytes())
            done[rule.sample.name] = None if isinstance(draft, NoRuleFix) else draft.patch.changes[0].after
    return done


def _scanned(folder: Path, config: Path, home: Path) -> list[Finding]:
    results = rulebook.scan(config, folder, home)
    return [
        finding_from({**found, "path": path.relative_to(folder).as_posix()}, path.read_bytes())
        for found, path in ((found, Path(found["path"])) for found in results)
    ]


@pytest.mark.slow
def test_all_safe_fixes_of_a_language_go_together(tmp_path: Path) -> None:
    """One after the other until none is left, in every sample, whoever the sample is for: it still parses."""
    tree = tmp_path / "tree"
    for rule in ALL:
        (tree / rule.language).mkdir(parents=True, exist_ok=True)
        shutil.copy(rule.sample, tree / rule.language)
    parsed = {path for path in tree.rglob("*.*") if _parses(path)}
    changed: set[Path] = set()
    for _ in range(ROUNDS):
        findings = _scanned(tree, rulebook.merge(tmp_path, SAFE), tmp_path)
        now = {_apply_apart(tree / path, findings) for path in {f.location.path for f in findings}}
        assert [path.name for path in sorted(now & parsed) if not _parses(path)] == []
        for path in [*tree.rglob("*.*")]:
            if path not in now:
                path.unlink()
        changed |= now
        if not now:
            break
    else:
        raise AssertionError(f"after {ROUNDS} rounds there still is something to fix: {findings[0]}")
    assert len(changed) >= len(SAFE)


def _apply_apart(file: Path, findings: Sequence[Finding]) -> Path:
    """Apply the fixes that do not overlap one further left; the others wait for the next round."""
    content, imports, last = file.read_bytes(), [], len(file.read_bytes())
    here = [f for f in findings if f.location.path == file.relative_to(file.parents[1]).as_posix() and f.fix]
    for finding in sorted(here, key=lambda f: f.fix.start if f.fix else 0, reverse=True):
        fix = finding.fix
        if fix and fix.end <= last:
            content = content[: fix.start] + fix.replacement.encode() + content[fix.end :]
            imports += [line for line in finding.rule.fix_imports if line not in imports]
            last = fix.start
    file.write_text(add_imports(file.name, content.decode(), tuple(imports)), "utf-8")
    return file


def _parses(file: Path) -> bool:
    """Whether it does in the parser that the gates have for it; semgrep has looked at all the others."""
    match file.suffix:
        case ".py":
            try:
                ast.parse(file.read_text("utf-8"))
            except SyntaxError:
                return False
            return True
        case ".js":
            return _clean(Language(tree_sitter_javascript.language()), file.read_bytes())
        case ".go":
            return _clean(go.LANGUAGE, file.read_bytes())
        case ".java":
            return _clean(java.LANGUAGE, file.read_bytes())
    return True


def _clean(language: Language, source: bytes) -> bool:
    return not Parser(language).parse(source).root_node.has_error


@_each(WITH_FIX)
def test_fixed_code_compiles(rule: RuleFile, tmp_path: Path) -> None:
    imports = "".join(f"{line}\n" for line in rule.suture.get("fix_imports", ()))
    text = imports + rule.fixed_sample.read_text("utf-8")
    if rule.language == "python":
        compile(text, rule.fixed_sample.name, "exec", dont_inherit=True)
    (tmp_path / rule.sample.name).write_text(text)
    assert _parses(tmp_path / rule.sample.name)


@_each(tuple(rule for rule in WITH_FIX if rule.language == "python"))
def test_a_fix_imports_what_it_names(rule: RuleFile) -> None:
    template = re.sub(r"\$\.\.\.[A-Z]+", "args", rule.body["fix"])
    tree = ast.parse(re.sub(r"\$([A-Z]+)", r"meta_\1", template), mode="eval")
    roots = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    # A fix of one bare name takes the place of another name, such as a method's.
    named = set() if isinstance(tree.body, ast.Name) else roots - set(dir(builtins)) - {"args"}
    lines = rule.suture.get("fix_imports", ())
    imported = {
        (alias.asname or alias.name).split(".")[0]
        for line in ast.parse("\n".join(lines)).body
        if isinstance(line, ast.Import | ast.ImportFrom)
        for alias in line.names
    }
    assert {name for name in named if not name.startswith("meta_")} == imported


@pytest.mark.slow
def test_both_front_ends_of_semgrep_find_the_same(tmp_path: Path) -> None:
    native, python = (_findings(tmp_path, native=native) for native in (True, False))
    assert len(native) > 200
    assert native == python


def _findings(home: Path, *, native: bool) -> list[tuple[object, ...]]:
    results = rulebook.scan(rulebook.merge(home, apart=True), SAMPLES, home, native=native)
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
    tests = Path(__file__).parent.glob("test_rule_fixes*.py")
    assert any(f'"{rule.id}"' in path.read_text("utf-8") for path in tests)
