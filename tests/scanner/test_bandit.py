from __future__ import annotations

import os
from pathlib import Path

import pytest

from agent.domain import Level, Scan, Severity
from agent.errors import ToolError
from agent.scanner.bandit import BanditScanner, find_bandit

SHELL = "import subprocess\n\n\ndef run(c):\n    subprocess.run(f'ls {c}', shell=True)  # nosec\n"


def scanned(folder: Path, files: dict[str, str]) -> Scan:
    program = find_bandit(os.environ["PATH"])
    assert program is not None, "bandit is a dependency"
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return BanditScanner(program).scan(folder)


def test_bandit_speaks_in_our_terms_whatever_nosec_says(tmp_path: Path) -> None:
    found = {f.rule.id: f for f in scanned(tmp_path, {"pkg/a.py": SHELL}).findings}
    shell = found["bandit/B602"]
    assert (shell.rule.severity, shell.rule.confidence, shell.rule.cwe) == (
        Severity.HIGH,
        Level.HIGH,
        ("CWE-78",),
    )
    assert (str(shell.location), shell.snippet.strip()) == (
        "pkg/a.py:5",
        "subprocess.run(f'ls {c}', shell=True)  # nosec",
    )
    assert found["bandit/B404"].rule.severity is Severity.LOW


def test_configuration_in_the_target_does_not_steer_bandit(tmp_path: Path) -> None:
    steering = {
        ".bandit": "[bandit]\nskips: B602\nexclude: ./a.py\n",
        "setup.cfg": "[bandit]\nskips = B602\n",
        "pyproject.toml": "[tool.bandit]\nskips = ['B602']\n",
        "bandit.py": "raise SystemExit(0)\n",
        "json.py": "raise SystemExit(0)\n",
    }
    files = {"a.py": SHELL, ".tox/b.py": SHELL, "tests/c.py": SHELL, **steering}
    found = scanned(tmp_path, files).findings
    assert {f.location.path for f in found if f.rule.id == "bandit/B602"} == {
        "a.py",
        ".tox/b.py",
        "tests/c.py",
    }


def test_a_file_that_bandit_cannot_parse_is_skipped_with_a_reason(tmp_path: Path) -> None:
    scan = scanned(tmp_path, {"a.py": "def (:\n", "b.py": SHELL})
    assert [skip.what for skip in scan.skipped] == ["a.py"]
    assert scan.findings


def test_a_folder_without_python_is_not_scanned(tmp_path: Path) -> None:
    assert scanned(tmp_path, {"a.js": "x"}) == Scan(())


def test_a_bandit_that_breaks_is_an_error_that_names_the_next_step(tmp_path: Path) -> None:
    broken = tmp_path / "bandit"
    broken.write_text("#!/bin/sh\necho boom >&2\nexit 2\n")
    broken.chmod(0o755)
    (tmp_path / "a.py").write_text("x = 1\n")
    with pytest.raises(ToolError, match="boom") as error:
        BanditScanner(broken).scan(tmp_path)
    assert "gates.bandit" in error.value.hint


def test_a_password_that_bandit_finds_is_not_repeated_in_its_message(tmp_path: Path) -> None:
    found = scanned(tmp_path, {"a.py": 'password = "hunter22"\nconnect(password="hunter22")\n'}).findings
    assert {f.rule.id for f in found} == {"bandit/B105", "bandit/B106"}
    assert all("hunter22" not in f.message and "password" in f.message for f in found)
