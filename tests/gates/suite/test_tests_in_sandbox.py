"""The suite in the real sandbox of this machine, on a real git repository."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from agent.domain import Change
from agent.gates.suite import RepoSuite
from agent.ports import Sandbox
from agent.sandbox import Unavailable, choose, interpreter_binds
from agent.settings import SandboxSettings, TestSettings
from agent.verdict import Status
from tests.doubles.repo import make_repo, snapshot_of
from tests.gates.suite.test_environments import NODE
from tests.gates.suite.test_repo_suite import CODE, FILES, QUICK


@pytest.fixture(scope="module")
def sandbox() -> Sandbox:
    found = choose(SandboxSettings())
    if isinstance(found, Unavailable):
        pytest.skip(f"no sandbox on this machine: {found.reason}")
    return found


def suite_in(folder: Path, files: dict[str, str], sandbox: Sandbox, settings: TestSettings) -> RepoSuite:
    target = make_repo(folder / "target", files)
    return RepoSuite(
        snapshot=snapshot_of(target),
        sandbox=sandbox,
        no_sandbox_reason="",
        settings=settings,
        target=target,
        scratch=folder / "scratch",
        cache=folder / "cache",
        binds=interpreter_binds,
    )


def edit(files: dict[str, str], path: str, after: str) -> tuple[Change, ...]:
    return (Change(path, files[path].encode(), after.encode()),)


def test_pytest_runs_inside_and_tells_the_sandbox_by_name(tmp_path: Path, sandbox: Sandbox) -> None:
    suite = suite_in(tmp_path, FILES, sandbox, QUICK)
    fine = suite.judge(edit(FILES, "calc.py", CODE + "# safe\n"))
    worse = suite.judge(edit(FILES, "calc.py", CODE.replace("+", "-")))
    assert fine.status is Status.PASSED, fine.detail
    assert fine.detail.startswith(f"2 passed before and after, in {sandbox.name}, ")
    assert worse.status is Status.FAILED
    assert "test_calc::test_adds (failed)" in worse.detail


def test_a_test_that_hangs_inside_is_ended(tmp_path: Path, sandbox: Sandbox) -> None:
    suite = suite_in(tmp_path, FILES, sandbox, QUICK.model_copy(update={"seconds": 4.0}))
    answer = suite.judge(edit(FILES, "calc.py", "import time\n\ntime.sleep(60)\n"))
    assert answer.status is Status.FAILED, answer.detail
    assert "did not end within 4 s" in answer.detail


@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")
def test_node_runs_inside(tmp_path: Path, sandbox: Sandbox) -> None:
    suite = suite_in(tmp_path, NODE, sandbox, TestSettings())
    fine = suite.judge(edit(NODE, "add.js", NODE["add.js"] + "// safe\n"))
    assert fine.status is Status.PASSED, fine.detail
    assert fine.detail.startswith("2 passed before and after")


def test_a_set_up_made_inside_is_used_by_later_runs(tmp_path: Path, sandbox: Sandbox) -> None:
    files = {
        "calc.py": CODE,
        "test_calc.py": "import sys\nimport unittest\n\nimport calc\n\n\nclass TestCalc(unittest.TestCase):\n"
        "    def test_adds(self):\n        self.assertEqual(calc.add(1, 2), 3)\n\n"
        "    def test_interpreter(self):\n        self.assertNotEqual(sys.prefix, sys.base_prefix)\n"
        f"        self.assertNotEqual(sys.prefix, {sys.prefix!r})\n",
    }
    settings = TestSettings(setup="python -m venv --without-pip .venv")
    suite = suite_in(tmp_path, files, sandbox, settings)
    fine = suite.judge(edit(files, "calc.py", CODE + "# safe\n"))
    assert fine.status is Status.PASSED, fine.detail
    assert fine.detail.startswith("2 passed before and after")
