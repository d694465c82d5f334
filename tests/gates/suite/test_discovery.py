"""Which suite a commit has."""

from __future__ import annotations

import pytest

from agent.errors import ConfigError
from agent.gates.suite.discovery import Command, Django, Npm, Plan, Pytest, Unittest, discover, from_command
from tests.doubles.suite_snapshot import MemorySnapshot

OWN_BASE = "from web.testing import WebBase\n\n\nclass PageTests(WebBase):\n    def test_a(self): ...\n"
ASYNC = (
    "from unittest import IsolatedAsyncioTestCase as I\n\n\nclass A(I):\n    async def test_a(self): ...\n"
)
MANAGE = "from django.core.management import execute_from_command_line\n"
CASE = "import unittest\n\n\nclass TestA(unittest.TestCase):\n    def test_a(self): ...\n"


@pytest.mark.parametrize(
    ("files", "plans"),
    [
        ({"a.py": "x = 1\n"}, ()),
        ({"pytest.ini": ""}, (Pytest(),)),
        ({"tox.ini": "[tox]\n[pytest]\n"}, (Pytest(),)),
        ({"tox.ini": "[tox]\n"}, ()),
        ({"setup.cfg": "[tool:pytest]\n"}, (Pytest(),)),
        ({"pyproject.toml": "[tool.pytest.ini_options]\n"}, (Pytest(),)),
        ({"tests/conftest.py": ""}, (Pytest(),)),
        ({"tests/test_a.py": "def test_a(): ...\n"}, (Pytest(),)),
        ({"pkg/a_test.py": "class TestA:\n    def test_a(self): ...\n"}, (Pytest(),)),
        ({"test_a.py": "from pytest import fixture\n" + CASE}, (Pytest(),)),
        ({"tests/test_a.py": CASE}, (Unittest(("tests/test_a.py",)),)),
        ({"tests/test_a.py": OWN_BASE}, (Unittest(("tests/test_a.py",)),)),
        ({"tests/test_a.py": ASYNC}, (Unittest(("tests/test_a.py",)),)),
        ({"test_a.py": "class Settings(Model):\n    x = 1\n"}, ()),
        ({"manage.py": MANAGE, "app/tests.py": CASE}, (Django(),)),
        ({"manage.py": MANAGE, "app/test_a.py": CASE}, (Django(),)),
        ({"manage.py": MANAGE, "app/tests.py": CASE, "pytest.ini": ""}, (Pytest(),)),
        ({"manage.py": MANAGE, "app/views.py": ""}, ()),
        ({"manage.py": "", "app/tests.py": CASE}, ()),
        ({"node_modules/x/test_a.py": "def test_a(): ...\n"}, ()),
        ({"test_a.py": "def broken(:\n"}, ()),
        ({"package.json": '{"scripts": {"test": "node --test"}}'}, (Npm(reporter=True),)),
        ({"package.json": '{"scripts": {"test": "node -r x --test t/"}}'}, (Npm(reporter=True),)),
        (
            {"package.json": '{"scripts": {"test": "eslint . && node -r x --test t/"}}'},
            (Npm(reporter=False),),
        ),
        ({"package.json": '{"scripts": {"test": "node --test a; node --test b"}}'}, (Npm(reporter=False),)),
        ({"package.json": '{"scripts": {"test": "c8 node --test"}}'}, (Npm(reporter=False),)),
        (
            {"package.json": '{"scripts": {"test": "node --test", "posttest": "node --test e2e"}}'},
            (Npm(reporter=False),),
        ),
        ({"package.json": '{"scripts": {"test": "jest --testPathPattern x"}}'}, (Npm(reporter=False),)),
        ({"package.json": '{"scripts": {"test": "echo \\"Error: no test specified\\" && exit 1"}}'}, ()),
        ({"package.json": "[1]"}, ()),
        ({"package.json": "{"}, ()),
        ({"package.json": '{"scripts": {"test": "mocha"}}', "pytest.ini": ""}, (Pytest(), Npm(False))),
    ],
)
def test_suites_are_found_from_files(files: dict[str, str], plans: tuple[Plan, ...]) -> None:
    assert discover(MemorySnapshot(files)) == plans


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("pytest -x 'my tests'", Pytest(("-x", "my tests"))),
        ("python3 -m pytest tests", Pytest(("tests",))),
        ("DEBUG=1 pytest", Pytest((), (("DEBUG", "1"),))),
        (".venv/bin/python -m pytest -q", Pytest(("-q",))),
        (".venv/bin/pytest", Pytest()),
        ("python3.11 -m pytest", Pytest()),
        ("/usr/bin/python3 -m pytest", Command(("/usr/bin/python3", "-m", "pytest"))),
        ("make 'a && b' $(rm -rf /)", Command(("make", "a && b", "$(rm", "-rf", "/)"))),
    ],
)
def test_a_command_is_split_into_words_and_no_shell_reads_it(text: str, plan: Plan) -> None:
    assert from_command(text) == plan


@pytest.mark.parametrize("text", ["pytest 'open", "A=1", "  ", "pytest && make lint", "pytest | tee log"])
def test_a_command_that_cannot_be_used_is_a_configuration_error(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        from_command(text)
    assert caught.value.hint
