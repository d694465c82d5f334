"""An installed copy of the patched package is not what is tested."""

from __future__ import annotations

import venv
from pathlib import Path

import pytest

from agent.domain import Change
from agent.gates.suite.discovery import Command, Pytest, Unittest
from agent.gates.suite.reach import ignores_path, installed_roots, site_folders
from agent.settings import TestSettings
from agent.verdict import Status
from tests.doubles.suite_sandbox import PlainSandbox
from tests.gates.suite.test_repo_suite import CODE, FILES, judge

WORSE = CODE.replace("+", "-")
CASE = """import unittest

from shop import add


class TestAdd(unittest.TestCase):
    def test_adds(self):
        self.assertEqual(add(1, 2), 3)
"""


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An interpreter without pytest, in whose environment the package `shop` is installed."""
    folder = tmp_path_factory.mktemp("installed") / "env"
    venv.EnvBuilder(symlinks=True).create(folder)
    program = folder / "bin" / "python"
    package = next(site for site in site_folders(program) if site.is_relative_to(folder)) / "shop"
    package.mkdir()
    (package / "__init__.py").write_text(CODE)
    return str(program)


@pytest.mark.parametrize("folder", ["backend/", "", "src/", "libs/core/"])
def test_the_patched_code_is_tested_and_not_the_installed_copy(
    tmp_path: Path, python: str, folder: str
) -> None:
    path = f"{folder}shop/__init__.py"
    files = {path: CODE, "tests/test_shop.py": CASE}
    settings = TestSettings(python=python)
    fine = judge(tmp_path, files, {path: CODE + "# safe\n"}, settings)
    worse = judge(tmp_path, files, {path: WORSE}, settings)
    assert (fine.status, worse.status) == (Status.PASSED, Status.FAILED), (fine.detail, worse.detail)


def test_a_command_that_does_not_start_in_the_root_tests_the_patched_code_too(
    tmp_path: Path, python: str
) -> None:
    files = {"shop/__init__.py": CODE, "tests/run.py": "from shop import add\n\nassert add(1, 2) == 3\n"}
    settings = TestSettings(python=python, command="python tests/run.py")
    assert judge(tmp_path, files, {"shop/__init__.py": WORSE}, settings).status is Status.FAILED


@pytest.mark.parametrize("flags", ["-I", "-bE", "-u -I"])
def test_a_command_that_goes_past_the_patched_code_is_not_run(
    tmp_path: Path, python: str, flags: str
) -> None:
    files = {"backend/shop/__init__.py": CODE, "tests/test_shop.py": CASE}
    settings = TestSettings(python=python, command=f"python {flags} tests/test_shop.py")
    answer = judge(tmp_path, files, {"backend/shop/__init__.py": WORSE}, settings)
    assert answer.status is Status.NOT_RUN
    assert "an installed copy is tested" in answer.detail


def test_a_package_that_is_not_installed_changes_nothing_for_the_tests(tmp_path: Path) -> None:
    sandbox = PlainSandbox()
    judge(tmp_path, FILES | {"web/calc.py": CODE}, {"web/calc.py": WORSE}, sandbox=sandbox)
    assert all("PYTHONPATH" not in dict(job.env) for job in sandbox.jobs)


def test_the_path_that_the_user_sets_comes_after_the_patched_code(tmp_path: Path, python: str) -> None:
    files = {"backend/shop/__init__.py": CODE, "libs/other.py": ""}
    sandbox = PlainSandbox()
    settings = TestSettings(python=python, command="PYTHONPATH=libs python -c 'import shop, other'")
    judge(tmp_path, files, {"backend/shop/__init__.py": CODE + "# safe\n"}, settings, sandbox)
    assert {dict(job.env)["PYTHONPATH"] for job in sandbox.jobs} == {"backend:libs"}


@pytest.mark.parametrize(
    ("path", "roots"),
    [
        ("backend/shop/web/views.py", ("backend",)),
        ("spread/acme/pay/card.py", ("spread",)),
        ("tool.py", (".",)),
        ("scripts/tool.py", ("scripts",)),
        ("edited/page.py", (".",)),
        ("app/jwt.py", ()),
        ("backend/shop/page.html", ()),
        ("backend/other/views.py", ()),
    ],
)
def test_the_folder_that_holds_an_installed_package_is_found(
    tmp_path: Path, path: str, roots: tuple[str, ...]
) -> None:
    for name in (
        "shop/__init__.py",
        "acme/pay/card.py",
        "jwt/__init__.py",
        "tool.py",
        "edited-1.dist-info/RECORD",
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    paths = {"backend/shop/__init__.py", "backend/shop/web/__init__.py", "spread/acme/pay/__init__.py", path}
    assert installed_roots([Change(path, b"", b"x")], paths, [tmp_path]) == roots


@pytest.mark.parametrize(
    ("plan", "blind"),
    [
        (Command(("python", "-I", "-m", "unittest")), True),
        (Command(("/usr/bin/python3.11", "-Es", "t.py")), True),
        (Command(("python", "t.py", "-I")), False),
        (Command(("python", "-m", "unittest", "-I")), False),
        (Command(("make", "-I", "mk", "test")), False),
        (Pytest(("-I",)), False),
        (Unittest(("test_a.py",)), False),
    ],
)
def test_flags_that_make_python_ignore_the_path_are_known(
    plan: Command | Pytest | Unittest, blind: bool
) -> None:
    assert ignores_path(plan) is blind
