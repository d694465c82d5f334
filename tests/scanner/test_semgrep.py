from __future__ import annotations

import os
from pathlib import Path

import pytest

from agent.domain import FixSafety, Location, Scan, Severity
from agent.errors import RulesError, ToolError
from agent.scanner.semgrep import SemgrepScanner, find_semgrep
from agent.settings import ScanSettings

RULES = """
rules:
- id: py-yaml-load
  languages: [python]
  severity: ERROR
  message: >
    unsafe load,
    use safe_load
  pattern: yaml.load($X, Loader=yaml.Loader)
  fix: yaml.safe_load($X)
  metadata:
    cwe: "CWE-502: Deserialization of Untrusted Data"
    confidence: HIGH
    suture: {fix_safety: safe, fix_imports: ["import yaml"], guidance: Use the safe loader.}
- id: py-eval
  languages: [python]
  severity: WARNING
  message: eval
  pattern: eval(...)
"""
CODE = "import yaml\n\ndef f(s):\n    eval(s)  # nosemgrep\n    eval(s)\n    return yaml.load(\n        s, Loader=yaml.Loader)\n"


def scanner_of(folder: Path, rules: str = RULES, **limits: float) -> SemgrepScanner:
    file = folder / "rules.yaml"
    file.write_text(rules)
    return SemgrepScanner(find_semgrep(os.environ["PATH"]), [file], ScanSettings(**limits))


def scanned(folder: Path, files: dict[str, str | bytes], rules: str = RULES, **limits: float) -> Scan:
    tree = folder / "tree"
    for path, content in files.items():
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_bytes(content.encode() if isinstance(content, str) else content)
    return scanner_of(folder, rules, **limits).scan(tree)


def test_a_finding_carries_what_its_rule_says(tmp_path: Path) -> None:
    scan = scanned(tmp_path, {"pkg/a.py": CODE})
    load = next(f for f in scan.findings if f.rule.id == "py-yaml-load")
    assert load.location == Location("pkg/a.py", 6, 7)
    assert load.snippet == "    return yaml.load(\n        s, Loader=yaml.Loader)"
    assert load.message == "unsafe load, use safe_load"
    assert (load.rule.severity, load.rule.cwe, load.rule.fix_safety) == (
        Severity.HIGH,
        ("CWE-502",),
        FixSafety.SAFE,
    )
    assert (load.rule.fix_imports, load.rule.guidance) == (("import yaml",), "Use the safe loader.")
    assert load.fix is not None
    assert CODE.encode()[load.fix.start : load.fix.end].startswith(b"yaml.load(")
    assert load.fix.replacement == "yaml.safe_load(s)"


def test_identical_twins_get_their_own_fingerprints_and_keep_them_when_code_moves(tmp_path: Path) -> None:
    code = "eval(x)\n\neval(x)\n"
    twins = scanned(tmp_path / "1", {"a.py": code}).findings
    moved = scanned(tmp_path / "2", {"a.py": "# new\n\n" + code}).findings
    assert len({f.fingerprint for f in twins}) == 2
    assert [f.fingerprint for f in moved] == [f.fingerprint for f in twins]
    assert twins[0].pattern == twins[1].pattern


def test_files_of_the_repository_do_not_steer_the_scan(tmp_path: Path) -> None:
    steering = {".semgrepignore": "*.py\n", ".gitignore": "*.py\n", "tests/b.py": CODE, ".hidden/c.py": CODE}
    scan = scanned(tmp_path, {"a.py": CODE, **steering})
    assert {f.location.path for f in scan.findings} == {"a.py", "tests/b.py", ".hidden/c.py"}
    assert sum(f.rule.id == "py-eval" for f in scan.findings) == 6


def test_a_file_that_parses_in_part_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    scan = scanned(
        tmp_path, {"good.py": CODE, "bad.py": "def f(s:\n  eval(s)\n", "latin.py": b"\xff\xfe = eval(x)\n"}
    )
    assert {skip.what for skip in scan.skipped} == {"bad.py", "latin.py"}
    assert "good.py" in {f.location.path for f in scan.findings}


def test_a_file_over_the_limit_is_named(tmp_path: Path) -> None:
    scan = scanned(tmp_path, {"big.py": "eval(x)\n" * 100, "a.py": "eval(x)\n"}, max_target_bytes=100)
    assert [f.location.path for f in scan.findings] == ["a.py"]
    assert [skip.what for skip in scan.skipped] == ["big.py"]


@pytest.mark.parametrize(
    "rules",
    ["rules: [{id: x, languages: [python], severity: ERROR, message: m, pattern: 'foo( ='}]",
     "rules: [{id: x, languages: [pythn], severity: ERROR, message: m, pattern: x}]",
     "rules: [{id: x, languages: [python], severity: ERROR, message: m}]",
     "a: [", "hello: 1", ""],
)  # fmt: skip
def test_an_invalid_rule_is_an_error_and_not_an_empty_result(tmp_path: Path, rules: str) -> None:
    with pytest.raises(RulesError):
        scanned(tmp_path, {"a.py": CODE}, rules)


@pytest.mark.parametrize("config", ["/dev/null", "folder"])
def test_a_config_without_any_rule_is_an_error(tmp_path: Path, config: str) -> None:
    (tmp_path / "folder/x.yaml").mkdir(parents=True)
    with pytest.raises(RulesError):
        SemgrepScanner(find_semgrep(os.environ["PATH"]), [tmp_path / config], ScanSettings())


def test_odd_metadata_of_other_peoples_rules_is_harmless(tmp_path: Path) -> None:
    rule = "- {{id: r{n}, languages: [python], severity: ERROR, message: m, pattern: eval(...), fix: x, metadata: {meta}}}"
    odd = ["hello", "[a]", "{suture: hello}", "{suture: {fix_imports: [import]}}", "{suture: {fix_imports: ['']}}",
           "{suture: {fix_imports: ['import os; os.system(1)']}}", "{cwe: 5, confidence: [x]}"]  # fmt: skip
    rules = "rules:\n" + "\n".join(rule.format(n=n, meta=meta) for n, meta in enumerate(odd))
    scan = scanned(tmp_path, {"a.py": "eval(x)\n"}, rules)
    assert len(scan.findings) == len(odd)
    assert {f.rule.fix_imports for f in scan.findings} == {()}


def test_a_rule_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match="nowhere"):
        SemgrepScanner(find_semgrep(os.environ["PATH"]), [tmp_path / "nowhere.yaml"], ScanSettings())


def test_a_scan_that_takes_too_long_or_breaks_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="did not end"):
        scanned(tmp_path, {"a.py": CODE}, seconds=0.01)
    broken = tmp_path / "semgrep"
    broken.write_text("#!/bin/sh\necho broken >&2; exit 3\n")
    broken.chmod(0o755)
    with pytest.raises(ToolError, match="broken"):
        SemgrepScanner(broken, [tmp_path / "rules.yaml"], ScanSettings()).scan(tmp_path)


def test_the_python_front_end_answers_where_the_native_one_does_not(tmp_path: Path) -> None:
    real = find_semgrep(os.environ["PATH"])
    shim = tmp_path / "bin" / "semgrep"
    shim.parent.mkdir()
    shim.write_text(
        f'#!/bin/sh\ncase "$*" in *--experimental*) echo no >&2; exit 2;; esac\nexec {real} "$@"\n'
    )
    shim.chmod(0o755)
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "a.py").write_text(CODE)
    scan = SemgrepScanner(shim, [tmp_path / "rules.yaml"], ScanSettings()).scan(tmp_path / "tree")
    assert len(scan.findings) == 3
    assert "Python front end was used" in scan.skipped[0].reason


def test_a_missing_semgrep_names_the_command_that_installs_it(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES)
    scanner = SemgrepScanner(tmp_path / "semgrep", [tmp_path / "rules.yaml"], ScanSettings())
    with pytest.raises(ToolError) as caught:
        scanner.scan(tmp_path)
    assert "install" in caught.value.hint
