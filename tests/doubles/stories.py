"""A small target for whole runs: a package with a test suite, and rules with and without fixes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.doubles.repo import make_repo

RULES = """
rules:
- id: yaml-load
  languages: [python]
  severity: ERROR
  message: yaml.load builds any object
  pattern: yaml.load($X, Loader=yaml.Loader)
  fix: yaml.safe_load($X)
  metadata: {cwe: ["CWE-502: x"], confidence: HIGH, suture: {fix_safety: safe}}
- id: weak-token
  languages: [python]
  severity: WARNING
  message: random is predictable
  pattern: random.choice($X)
  fix: secrets.choice($X)
  metadata: {cwe: ["CWE-338: x"], suture: {fix_safety: safe, fix_imports: ["import secrets"]}}
- id: no-eval
  languages: [python]
  severity: ERROR
  message: eval runs code
  pattern: eval(...)
  metadata: {cwe: ["CWE-95: x"], suture: {guidance: "Parse literals with ast.literal_eval."}}
"""

LOADER = "import yaml\n\n\ndef load(text):\n    return yaml.load(text, Loader=yaml.Loader)\n"
TOKENS = 'import random\nimport string\n\n\ndef token():\n    return "".join(random.choice(string.hexdigits) for _ in range(9))\n'
CALC = 'import ast\n\n\ndef calc(text):\n    """A literal\'s value."""\n    return eval(text)\n'
TESTS = """
from app import calc, loader, tokens

def test_load():
    assert loader.load("a: 1") == {"a": 1}

def test_token():
    assert len(tokens.token()) == 9

def test_calc():
    assert calc.calc("[1, 2]") == [1, 2]
"""

WITHOUT_MODEL = "applies,scope,syntax,secrets,finding,regressions,tests"

FILES = {
    "app/__init__.py": "",
    "app/loader.py": LOADER,
    "app/tokens.py": TOKENS,
    "app/calc.py": CALC,
    "tests/test_app.py": TESTS,
    "requirements.txt": "PyYAML\n",
}


def make_target(folder: Path, files: Mapping[str, str | bytes] | None = None) -> Path:
    """The target's checkout; its rules stand beside it in `rules.yaml`."""
    (folder / "rules.yaml").write_text(RULES)
    return make_repo(folder / "target", FILES if files is None else files)


@dataclass(frozen=True, slots=True)
class Ended:
    """A whole command's end."""

    status: int
    out: str
    err: str


def environment(folder: Path, **more: str) -> dict[str, str]:
    """What a command line has: no key, and the interpreter of the tests for the target's suite."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "SUTURE_TESTS__PYTHON": sys.executable,
        # What most stories are about; those of proof and review set it otherwise.
        "SUTURE_GATES__REQUIRE": WITHOUT_MODEL,
        "COLUMNS": "120",
        **more,
    }


def command(*args: str | Path) -> list[str]:
    """A suture command line."""
    return [sys.executable, "-m", "agent", *map(str, args)]


def suture(folder: Path, *args: str | Path, env: Mapping[str, str] | None = None, stdin: str = "") -> Ended:
    """Run one command to its end in `folder`, as a person would."""
    done = subprocess.run(
        command(*args), cwd=folder, env=environment(folder, **(env or {})), capture_output=True, text=True,
        input=stdin, timeout=900,
    )  # fmt: skip
    return Ended(done.returncode, done.stdout, done.stderr)


def fix(folder: Path, *args: str | Path, env: Mapping[str, str] | None = None) -> Ended:
    """`suture fix` on the target with its rules."""
    return suture(folder, "fix", "target", "--config", "rules.yaml", *args, env=env)


def branches(repo: Path) -> Sequence[str]:
    """The proposals: branch and commit, sorted."""
    done = subprocess.run(
        ["git", "-C", repo, "for-each-ref", "--format=%(refname:short) %(objectname)", "refs/heads/suture"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.split("\n")[:-1]
