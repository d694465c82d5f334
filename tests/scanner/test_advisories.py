from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from agent.domain import Change
from agent.ports import Advice
from agent.scanner.advisories import advise

CLEAN = {"dependencies": [{"name": "jinja2", "version": "3.1.6", "vulns": []}], "fixes": []}
FLAW = {
    "id": "PYSEC-2021-66",
    "fix_versions": ["2.11.3"],
    "aliases": ["CVE-2020-28493"],
    "description": "slow",
}
FLAWED = {"dependencies": [{"name": "jinja2", "version": "2.10", "vulns": [FLAW]}], "fixes": []}
LEFT_OUT = {"dependencies": [{"name": "jinja2", "skip_reason": "Dependency not found on PyPI"}], "fixes": []}
NPM_CLEAN = {"auditReportVersion": 2, "vulnerabilities": {}, "metadata": {"vulnerabilities": {"total": 0}}}
NPM_FLAWED = {
    **NPM_CLEAN,
    "vulnerabilities": {"lodash": {"name": "lodash", "severity": "critical", "via": []}},
}
NPM_REFUSED = {"message": "405 Method Not Allowed", "statusCode": 405, "error": {"summary": "", "detail": ""}}


def program(folder: Path, name: str, answer: object, status: int = 0, more: str = "") -> None:
    """A program that keeps what it was given and prints one answer."""
    folder.mkdir(exist_ok=True)
    kept = str(folder / "seen.txt")
    printed = answer if isinstance(answer, str) else json.dumps(answer)
    text = (
        f"#!{sys.executable}\nimport os, sys, time\n"
        f"files = {{n: open(n).read() for n in sorted(os.listdir('.'))}}\n"
        f"open({kept!r}, 'a').write(repr((sys.argv[1:], files, sorted(os.environ))) + '\\n')\n"
        f"{more}\nprint({printed!r})\nsys.exit({status})\n"
    )
    (folder / name).write_text(text)
    (folder / name).chmod(0o755)


def requirements(after: str, before: str = "flask==3.1.0\n") -> Change:
    return Change("requirements.txt", before.encode(), f"{before}{after}".encode())


def package(**added: str) -> Change:
    old: dict[str, Any] = {"dependencies": {"express": "^5.0.0"}}
    new = {"dependencies": {**old["dependencies"], **added}}
    return Change("package.json", json.dumps(old).encode(), json.dumps(new).encode())


def ask(folder: Path, change: Change, seconds: float = 20.0) -> Advice:
    return advise([change], {"PATH": str(folder)}, seconds)


def test_pip_audit_is_asked_about_the_new_package_alone(tmp_path: Path) -> None:
    program(tmp_path, "pip-audit", CLEAN)
    assert ask(tmp_path, requirements("Jinja2==3.1.6\n")) == Advice(
        True, False, "pip-audit knows of no vulnerability"
    )
    seen = (tmp_path / "seen.txt").read_text()
    assert "{'requirements.txt': 'jinja2==3.1.6\\n'}" in seen
    assert "'--no-deps', '--disable-pip', '-f', 'json'" in seen
    assert "['HOME', 'LC_CTYPE', 'PATH']" in seen.replace("['HOME', 'PATH']", "['HOME', 'LC_CTYPE', 'PATH']")


def test_a_package_with_an_advisory_is_vulnerable_and_the_advisory_named(tmp_path: Path) -> None:
    program(tmp_path, "pip-audit", FLAWED, status=1)
    answer = ask(tmp_path, requirements("jinja2==2.10\n"))
    assert answer == Advice(True, True, "pip-audit: jinja2: PYSEC-2021-66")


@pytest.mark.parametrize(
    ("answer", "status", "said"),
    [
        (LEFT_OUT, 0, "left jinja2 out"), ("no network", 1, "gave no answer"), ({"error": 1}, 0, "gave no answer"),
        (CLEAN, 2, "gave no answer"), ({"dependencies": []}, 0, "says nothing of jinja2"), ("[]", 0, "gave no answer"),
    ],
)  # fmt: skip
def test_what_pip_audit_does_not_answer_is_not_known(
    tmp_path: Path, answer: object, status: int, said: str
) -> None:
    program(tmp_path, "pip-audit", answer, status)
    asked = ask(tmp_path, requirements("jinja2==3.1.6\n"))
    assert not asked.known and not asked.vulnerable and said in asked.detail


def test_a_program_that_hangs_is_ended(tmp_path: Path) -> None:
    program(tmp_path, "pip-audit", CLEAN, more="time.sleep(60)")
    asked = ask(tmp_path, requirements("jinja2==3.1.6\n"), seconds=1.0)
    assert asked == Advice(False, False, "pip-audit gave no answer: it was ended (timeout)")


@pytest.mark.parametrize("change", [requirements("jinja2==3.1.6\n"), package(lodash="4.17.4")])
def test_without_the_program_nothing_is_known(tmp_path: Path, change: Change) -> None:
    asked = ask(tmp_path, change)
    assert not asked.known and "is not installed" in asked.detail


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (requirements("jinja2>=3\n"), "not pinned"), (requirements("jinja2\n"), "not pinned"),
        (requirements("x @ https://e.net/x.whl\n"), "package index"), (requirements("--index-url https://e.net\n"), "package index"),
        (requirements("-e git+https://e.net/x#egg=x\n"), "package index"), (package(x="git+ssh://e.net/x"), "registry"),
        (package(x="npm:other@1"), "registry"), (package(x="file:../x"), "registry"), (package(x="owner/name"), "registry"),
        (package(**{"--global": "1.0.0"}), "registry"), (package(x="latest"), "registry"),
        (Change("go.mod", b"module x\n", b"module x\nrequire a.io/b v1.0.0\n"), "no advisory program for go"),
        (Change("package.json", b"{}", b"{"), "cannot be read"), (Change("a.py", b"", b"x"), "no manifest"),
    ],
)  # fmt: skip
def test_what_no_database_can_be_asked_about_is_not_known(tmp_path: Path, change: Change, said: str) -> None:
    program(tmp_path, "pip-audit", CLEAN)
    program(tmp_path, "npm", NPM_CLEAN)
    asked = ask(tmp_path, change)
    assert not asked.known and said in asked.detail
    assert not (tmp_path / "seen.txt").exists()


@pytest.mark.parametrize(
    ("answer", "status", "asked"),
    [
        (NPM_CLEAN, 0, Advice(True, False, "npm audit knows of no vulnerability")),
        (NPM_FLAWED, 1, Advice(True, True, "npm audit: lodash (critical)")),
        (NPM_REFUSED, 1, Advice(False, False, "npm audit gave no answer: 405 Method Not Allowed")),
    ],
)
def test_npm_is_asked_with_a_lock_file_made_without_scripts(
    tmp_path: Path, answer: object, status: int, asked: Advice
) -> None:
    program(tmp_path, "npm", answer, more=f"status = 0 if sys.argv[1] == 'install' else {status}")
    script = (tmp_path / "npm").read_text().replace("sys.exit(0)", "sys.exit(status)")
    (tmp_path / "npm").write_text(script)
    assert ask(tmp_path, package(lodash="^4.17.4")) == asked
    install, audit = (tmp_path / "seen.txt").read_text().splitlines()
    for line in (install, audit):
        assert "--ignore-scripts" in line and "--package-lock-only" in line and "express" not in line


def test_one_vulnerable_package_outweighs_what_is_not_known(tmp_path: Path) -> None:
    program(tmp_path, "pip-audit", FLAWED, status=1)
    program(tmp_path, "npm", "no network", status=1)
    asked = advise([package(lodash="4.17.4"), requirements("jinja2==2.10\n")], {"PATH": str(tmp_path)})
    assert asked.vulnerable
