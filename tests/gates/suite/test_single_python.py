"""One Python test file run by itself, on a real repository."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from agent.domain import Change, NoProof, Proof, TestStyle
from agent.gates.suite import RepoSuite, single_python
from agent.gates.trial import End
from agent.ports import Ran, Sandbox
from agent.sandbox import Unavailable, choose
from agent.settings import SandboxSettings
from tests.doubles.suite_sandbox import PlainSandbox, ScriptedSandbox
from tests.gates.proof.files import FILES, suite_of

ENDINGS = """import unittest

import pytest
from store import Store


def helper(value):
    assert value == "milk"


@pytest.fixture
def broken():
    raise AssertionError("in a fixture")


@pytest.mark.parametrize("name", ["../a", "b.c[0]"])
def test_attack_parameters(name):
    assert name == ""


def test_attack_in_a_helper():
    helper("bread")


def test_attack_did_not_raise():
    with pytest.raises(ValueError):
        pass


def test_attack_by_fail():
    pytest.fail("harm")


def test_attack_in_the_code(place):
    place.check()


def test_attack_error():
    int("x")


def test_attack_fixture(broken):
    pass


def test_attack_no_fixture(nowhere):
    pass


def test_attack_skipped():
    pytest.skip("later")


def test_control_passes(place):
    assert place.read("a.txt") == "milk"


class TestMore(unittest.TestCase):
    def test_attack_method(self):
        self.assertEqual(1, 2)

    def test_control_method(self):
        self.assertEqual(1, 1)
"""

CODE = FILES["store.py"] + '\n    def check(self):\n        assert self.base == ""\n'


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> RepoSuite:
    return suite_of(tmp_path_factory.mktemp("single"), PlainSandbox(), {**FILES, "store.py": CODE})


def ends(suite: RepoSuite, content: str, changes: tuple[Change, ...] = ()) -> dict[str, End]:
    tried = suite.try_file(changes, Proof("tests/test_new.py", content, TestStyle.PYTEST))
    assert not tried.trouble
    return {name: end for name, end, _ in tried.tests}


def test_how_each_test_ends_is_told_apart(suite: RepoSuite) -> None:
    assert ends(suite, ENDINGS) == {
        "test_attack_parameters": End.ASSERTED,
        "test_attack_in_a_helper": End.ASSERTED,
        "test_attack_did_not_raise": End.ASSERTED,
        "test_attack_by_fail": End.ASSERTED,
        "test_attack_in_the_code": End.BROKEN,
        "test_attack_error": End.BROKEN,
        "test_attack_fixture": End.BROKEN,
        "test_attack_no_fixture": End.BROKEN,
        "test_attack_skipped": End.BROKEN,
        "test_control_passes": End.PASSED,
        "test_attack_method": End.ASSERTED,
        "test_control_method": End.PASSED,
    }


def test_each_parameter_is_a_test_of_its_own(suite: RepoSuite) -> None:
    tried = suite.try_file((), Proof("tests/test_new.py", ENDINGS, TestStyle.PYTEST))
    assert [name for name, _, _ in tried.tests].count("test_attack_parameters") == 2


def test_a_change_is_what_is_tried(suite: RepoSuite) -> None:
    text = "def test_control(place):\n    assert place.read('a.txt') == 'milk'\n"
    worse = CODE.replace("return file.read()", "return None")
    assert ends(suite, text) == {"test_control": End.PASSED}
    change = Change("store.py", CODE.encode(), worse.encode())
    assert ends(suite, text, (change,)) == {"test_control": End.ASSERTED}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("import nowhere\n", "nowhere"),
        ("def f(:\n", "SyntaxError"),
        ("x = 1\n", ""),
        ("import os\nos._exit(0)\n", ""),
    ],
)
def test_no_results_are_told_as_trouble(suite: RepoSuite, content: str, words: str) -> None:
    tried = suite.try_file((), Proof("tests/test_new.py", content, TestStyle.PYTEST))
    assert tried.tests == ()
    assert tried.trouble
    assert words in tried.trouble


def test_a_run_that_was_ended_is_trouble() -> None:
    tried = single_python.read(Ran(None, "", b"<testsuites/>", 60.0, ended="timeout"), "tests/test_x.py")
    assert tried.tests == ()
    assert "timeout" in tried.trouble


def test_configuration_that_distributes_or_measures_is_taken_back(tmp_path: Path) -> None:
    sandbox = PlainSandbox()
    settings = '[tool.pytest.ini_options]\npythonpath = ["."]\naddopts = "-n 2 -k nothing -m nothing -x"\n'
    suite = suite_of(tmp_path, sandbox, {**FILES, "pyproject.toml": settings})
    assert ends(suite, "def test_control(place):\n    assert place\n") == {"test_control": End.PASSED}
    words = sandbox.jobs[-1].argv
    assert words[words.index("-n") + 1] == "0"


def test_unittest_tells_assertions_of_the_file_from_others(tmp_path: Path) -> None:
    code = "def check(x):\n    assert x\n\n\ndef crash():\n    raise ValueError\n"
    text = (
        "import unittest\n\nimport code_under_test\n\n\nclass TestIt(unittest.TestCase):\n"
        "    def helper(self, x):\n        self.assertTrue(x)\n\n"
        "    def test_attack_own(self):\n        self.helper(False)\n\n"
        "    def test_attack_parts(self):\n        for x in (1, 2):\n            with self.subTest(x):\n"
        "                self.assertEqual(x, 1)\n\n"
        "    def test_attack_theirs(self):\n        code_under_test.check(False)\n\n"
        "    def test_attack_error(self):\n        code_under_test.crash()\n\n"
        "    def test_control(self):\n        code_under_test.check(True)\n"
    )
    suite = suite_of(tmp_path, PlainSandbox(), {"code_under_test.py": code})
    tried = suite.try_file((), Proof("test_new.py", text, TestStyle.UNITTEST))
    assert {name: end for name, end, _ in tried.tests} == {
        "test_attack_own": End.ASSERTED,
        "test_attack_parts": End.ASSERTED,
        "test_attack_theirs": End.BROKEN,
        "test_attack_error": End.BROKEN,
        "test_control": End.PASSED,
    }
    broken = suite.try_file((), Proof("test_new.py", "import nowhere\n", TestStyle.UNITTEST))
    assert broken.tests == ()
    assert "nowhere" in broken.trouble


def test_the_style_is_found_once(tmp_path: Path) -> None:
    sandbox = PlainSandbox()
    suite = suite_of(tmp_path, sandbox)
    assert suite.style("store.py") is TestStyle.PYTEST
    assert suite.style("other.py") is TestStyle.PYTEST
    assert [job.argv for job in sandbox.jobs] == [(sys.executable, "-c", "import pytest")]
    none = suite.style("main.go")
    assert isinstance(none, NoProof)
    assert ".go" in none.reason


def test_a_package_of_a_subfolder_goes_before_its_installed_copy(tmp_path: Path) -> None:
    files = {"backend/store/__init__.py": "", "backend/other/__init__.py": "", "tests/test_x.py": ""}
    sandbox = ScriptedSandbox(Ran(0, "", None, 0.1))
    suite = suite_of(tmp_path, sandbox, files)
    venv = tmp_path / "target" / ".venv"
    for name in ("store", "other"):
        (venv / "lib" / "python3.11" / "site-packages" / name).mkdir(parents=True)
    (venv / "bin").mkdir()
    (venv / "bin" / "python").symlink_to(sys.executable)
    for text, expected in (("import store\n", "backend"), ("import json\n", None)):
        suite.try_file((), Proof("tests/test_new.py", text, TestStyle.PYTEST))
        assert dict(sandbox.jobs[-1].env).get("PYTHONPATH") == expected


def test_it_runs_in_the_sandbox_of_this_machine(tmp_path: Path) -> None:
    sandbox: Sandbox | Unavailable = choose(SandboxSettings())
    if isinstance(sandbox, Unavailable):
        pytest.skip(f"no sandbox on this machine: {sandbox.reason}")
    text = "def test_attack(place):\n    assert place.read('../secret.txt') == ''\n\n\ndef test_control(place):\n    pass\n"
    found = ends(suite_of(tmp_path, sandbox), text)
    assert found == {"test_attack": End.ASSERTED, "test_control": End.PASSED}
