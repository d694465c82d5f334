"""Where interpreters and modules come from, unittest without pytest, and npm."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from agent import process
from agent.gates.suite.environment import Environment, NoEnvironment, Places, provide, setup_key
from agent.ports import Ran
from agent.settings import TestSettings
from agent.verdict import Status
from tests.doubles.suite_sandbox import PlainSandbox, ScriptedSandbox
from tests.doubles.suite_snapshot import MemorySnapshot
from tests.gates.suite.test_repo_suite import CODE, REPORT, judge, suite_of

CASES = """import unittest

from calc import add


class TestAdd(unittest.TestCase):
    def test_adds(self):
        self.assertEqual(add(1, 2), 3)

    def test_parts(self):
        for a, b, c in ((1, 1, 2), (1, 2, 3)):
            with self.subTest(a=a, b=b):
                self.assertEqual(add(a, b), c)

    @unittest.skip("later")
    def test_later(self): ...

    def test_red(self):
        self.assertEqual(add(1, 2), 4)
"""
UNITTEST = {"calc.py": CODE, "tests/__init__.py": "", "tests/test_calc.py": CASES, "test_top.py": CASES}
NODE = {
    "package.json": '{"name": "n", "scripts": {"test": "node --test"}}',
    "add.js": "module.exports = (a, b) => a + b;\n",
    "test/add.test.js": "const test = require('node:test');\nconst assert = require('node:assert');\n"
    "const add = require('../add');\n"
    "test('adds', () => assert.strictEqual(add(1, 2), 3));\n"
    "test('zero', () => assert.strictEqual(add(0, 0), 0));\n",
}
FOUND = TestSettings()
needs_npm = pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")


def plain_python() -> str:
    """An interpreter without pytest; skips the test, visibly, when this machine has none."""
    python = shutil.which("python3", path="/usr/bin:/usr/local/bin")
    if python is not None:
        probe = process.run((python, "-I", "-c", "import pytest"), env={})
        if probe.status != 0:
            return python
    pytest.skip("no interpreter without pytest on this machine")


@pytest.mark.parametrize(
    ("code", "status", "words"),
    [
        (CODE + "# safe\n", Status.PASSED, "4 passed before and after"),
        (CODE.replace("+", "-"), Status.FAILED, "4 of 4 tests that passed at base no longer pass"),
        ("import nothing_like_it\n", Status.FAILED, "(missing)"),
        ("def add(:\n", Status.FAILED, "(missing)"),
    ],
)
def test_unittest_runs_without_pytest(tmp_path: Path, code: str, status: Status, words: str) -> None:
    answer = judge(tmp_path, UNITTEST, {"calc.py": code}, TestSettings(python=plain_python()))
    assert answer.status is status, answer.detail
    assert words in answer.detail


def test_unittest_is_run_by_pytest_where_it_is_installed(tmp_path: Path) -> None:
    sandbox = PlainSandbox()
    answer = judge(tmp_path, UNITTEST, {"calc.py": CODE + "# safe\n"}, FOUND, sandbox)
    assert answer.status is Status.PASSED, answer.detail
    assert sandbox.jobs[-1].argv[1:3] == ("-m", "pytest")


def test_pytest_tests_without_pytest_are_not_run_and_say_what_is_missing(tmp_path: Path) -> None:
    files = {"calc.py": CODE, "test_calc.py": "def test_a(): ...\n"}
    answer = judge(tmp_path, files, {"calc.py": "x = 1\n"}, TestSettings(python=plain_python()))
    assert answer.status is Status.NOT_RUN
    assert "No module named pytest" in answer.detail


@needs_npm
def test_node_tests_are_judged_test_by_test(tmp_path: Path) -> None:
    fine = judge(tmp_path, NODE, {"add.js": NODE["add.js"] + "// safe\n"}, FOUND)
    worse = judge(tmp_path, NODE, {"add.js": "module.exports = (a, b) => a - b;\n"}, FOUND)
    assert fine.status is Status.PASSED, fine.detail
    assert fine.detail.startswith("2 passed before and after")
    assert worse.status is Status.FAILED
    assert "1 of 2 tests that passed at base no longer pass: adds (failed)" in worse.detail


@needs_npm
def test_npm_scripts_that_speak_tap_are_judged_test_by_test(tmp_path: Path) -> None:
    script = "const add = require('./add');\nconsole.log('TAP version 13');\n"
    script += "console.log((add(1, 2) === 3 ? '' : 'not ') + 'ok 1 - adds');\nconsole.log('ok 2 - is');\n"
    files = {"package.json": '{"scripts": {"test": "node t.js"}}', "t.js": script, "add.js": NODE["add.js"]}
    worse = judge(tmp_path, files, {"add.js": "module.exports = (a, b) => a - b;\n"}, FOUND)
    assert worse.status is Status.FAILED
    assert "1 of 2 tests that passed at base no longer pass: adds (failed)" in worse.detail


@needs_npm
def test_other_npm_scripts_count_as_one_test_and_see_the_modules_of_the_target(tmp_path: Path) -> None:
    module = tmp_path / "target" / "node_modules" / "three" / "index.js"
    module.parent.mkdir(parents=True)
    module.write_text("module.exports = 3;\n")
    script = "if (require('./add')(1, 2) !== require('three')) throw new Error('wrong sum');\n"
    files = {"package.json": '{"scripts": {"test": "node t.js"}}', "t.js": script, "add.js": NODE["add.js"]}
    fine = judge(tmp_path, files, {"add.js": NODE["add.js"] + "// safe\n"}, FOUND)
    worse = judge(tmp_path, files, {"add.js": "module.exports = (a, b) => a - b;\n"}, FOUND)
    assert fine.status is Status.PASSED, fine.detail
    assert "`npm test` as a whole counts as one test" in fine.detail
    assert worse.status is Status.FAILED
    assert "wrong sum" in worse.detail


def test_an_npm_suite_that_cannot_run_matters_only_to_changes_it_speaks_for(tmp_path: Path) -> None:
    files = {
        "package.json": '{"scripts": {"test": "no-such-runner-at-all"}}',
        "calc.py": CODE,
        "web.js": "let x = 1;\n",
        "test_calc.py": "def test_adds(): ...\n",
    }
    fine, broken = Ran(0, "", REPORT, 1.0), Ran(127, "sh: 1: no-such-runner-at-all: not found", None, 1.0)
    for path, status in (("calc.py", Status.PASSED), ("web.js", Status.NOT_RUN), ("a.html", Status.NOT_RUN)):
        sandbox = ScriptedSandbox(fine, fine, broken)
        answer = judge(tmp_path, files, {path: "x"}, FOUND, sandbox)
        assert answer.status is status
        assert "no test passes at base with npm test" in answer.detail
        assert "no-such-runner-at-all: not found" in answer.detail


def provided(
    tmp_path: Path, files: dict[str, str], settings: TestSettings, sandbox: PlainSandbox | None = None
) -> Environment | NoEnvironment:
    places = Places(tmp_path / "target", tmp_path / "scratch", tmp_path / "cache")
    snapshot = MemorySnapshot(files)
    return provide(snapshot, settings, places, sandbox or PlainSandbox(), lambda python: (python.parent,))


def fake_python(folder: Path) -> Path:
    python = folder / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    return python


def test_the_interpreter_comes_from_the_setting_then_the_target_then_us(tmp_path: Path) -> None:
    none = provided(tmp_path, {}, TestSettings())
    own = fake_python(tmp_path / "target" / ".venv")
    found = provided(tmp_path, {}, TestSettings())
    named = fake_python(tmp_path / "target" / "env")
    wanted = provided(tmp_path, {}, TestSettings(python="env/bin/python"))
    assert (
        isinstance(none, Environment) and isinstance(found, Environment) and isinstance(wanted, Environment)
    )
    assert (none.python, none.note) == (Path(sys.executable), "with the interpreter that runs Suture")
    assert (found.python, found.note) == (own, "")
    assert (wanted.python, wanted.readonly[0]) == (named, named.parent)


def test_an_environment_that_is_part_of_the_commit_is_not_trusted(tmp_path: Path) -> None:
    fake_python(tmp_path / "target" / ".venv")
    (tmp_path / "target" / "node_modules").mkdir()
    found = provided(
        tmp_path, {".venv/pyvenv.cfg": "home = /root\n", "node_modules/a.js": ""}, TestSettings()
    )
    assert isinstance(found, Environment)
    assert found.python == Path(sys.executable)
    assert found.overlay == ()


def test_a_set_up_runs_once_with_network_in_place_and_is_kept(tmp_path: Path) -> None:
    files = {"requirements.txt": "x\n", "make_env.py": "import os\nos.makedirs('node_modules')\n"}
    settings = TestSettings(setup="python make_env.py && python3 -m venv --without-pip .venv")
    sandbox = PlainSandbox()
    first = provided(tmp_path, files, settings, sandbox)
    second = provided(tmp_path, files, settings, sandbox)
    assert isinstance(first, Environment) and first == second
    assert [(job.in_place, job.network) for job in sandbox.jobs] == [(True, True)] * 2
    assert first.python.is_relative_to(tmp_path / "cache")
    assert first.overlay[0][0] == "node_modules"


def test_a_set_up_that_failed_says_why_and_is_tried_again(tmp_path: Path) -> None:
    settings = TestSettings(setup="python -c 'raise ValueError(7)'")
    sandbox = PlainSandbox()
    first = provided(tmp_path, {}, settings, sandbox)
    provided(tmp_path, {}, settings, sandbox)
    assert isinstance(first, NoEnvironment)
    assert "ValueError: 7" in first.reason and "tests.setup" in first.reason
    assert len(sandbox.jobs) == 2


def test_a_set_up_that_makes_nothing_is_said_to(tmp_path: Path) -> None:
    found = provided(tmp_path, {}, TestSettings(setup="true"))
    assert found == NoEnvironment(
        "tests.setup left neither .venv, venv nor node_modules in the target's folder"
    )


def test_a_set_up_is_known_by_its_text_and_the_lock_files() -> None:
    one = MemorySnapshot({"requirements.txt": "a", "app.py": "1"})
    same = MemorySnapshot({"requirements.txt": "a", "app.py": "2"})
    other = MemorySnapshot({"requirements.txt": "b", "app.py": "1"})
    assert setup_key(one, "x") == setup_key(same, "x")
    assert len({setup_key(one, "x"), setup_key(other, "x"), setup_key(one, "y")}) == 3


def test_a_suite_runs_in_the_environment_of_the_set_up(tmp_path: Path) -> None:
    snapshot = MemorySnapshot(UNITTEST)
    settings = TestSettings(setup="python -m venv --without-pip .venv")
    suite = suite_of(tmp_path, snapshot, PlainSandbox(), settings)
    answer = suite.judge((snapshot.change("calc.py", CODE + "# safe\n"),))
    assert answer.status is Status.PASSED, answer.detail
    assert "interpreter that runs Suture" not in answer.detail
