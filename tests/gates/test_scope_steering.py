from __future__ import annotations

import pytest

from agent.domain import Change
from agent.gates.steering import steers_tests

PROJECT = '[project]\nname = "x"\ndependencies = []\n\n[tool.pytest.ini_options]\naddopts = "-ra"\n'
PACKAGE = '{"name": "x", "scripts": {"test": "jest"}, "dependencies": {}}'


@pytest.mark.parametrize(
    "path",
    [
        "conftest.py", "tests/conftest.py", "pytest.ini", "tox.ini", "setup.cfg", ".coveragerc",
        "web/jest.config.js", "vitest.config.ts", ".mocharc.yml", "karma.conf.js", "lib/sitecustomize.py",
        "sitecustomize/__init__.py", "src/pytest.py", "pytest/__init__.py", "unittest.py", "_pytest/runner.py",
    ],
)  # fmt: skip
@pytest.mark.parametrize("before", [None, b"old\n"])
def test_what_configures_or_replaces_the_test_runner_may_not_change(path: str, before: bytes | None) -> None:
    assert "steers the tests" in steers_tests(Change(path, before, b"new\n"), ())


@pytest.mark.parametrize("path", ["random.py", "json/__init__.py", "src/hashlib.py", "tests/secrets.py"])
def test_a_new_module_may_not_hide_one_of_the_standard_library(path: str) -> None:
    assert "standard library" in steers_tests(Change(path, None, b"x = 1\n"), ())


@pytest.mark.parametrize(
    ("path", "before"),
    [
        ("random.py", b"old\n"), ("shop/random.py", None), ("tests/secrets.py", None), ("random.js", None),
        ("helpers.py", None), ("tests/unittest/test_a.py", None),
    ],
)  # fmt: skip
def test_other_modules_hide_nothing(path: str, before: bytes | None) -> None:
    assert steers_tests(Change(path, before, b"x = 1\n"), ("tests/__init__.py", "shop/__init__.py")) == ""


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("pyproject.toml", PROJECT, PROJECT.replace("-ra", "-k nothing")),
        ("pyproject.toml", PROJECT, PROJECT + '[tool."coverage".run]\nomit = ["*"]\n'),
        ("pyproject.toml", PROJECT, PROJECT + "[tool.suture]\nx = 1\n"),
        ("pyproject.toml", PROJECT, PROJECT + "= broken\n"),
        ("pyproject.toml", PROJECT, None),
        ("pyproject.toml", None, PROJECT),
        ("package.json", PACKAGE, PACKAGE.replace("jest", "true")),
        ("package.json", PACKAGE, PACKAGE.replace('"dep', '"jest": {"bail": 1}, "dep')),
        ("web/package.json", PACKAGE, PACKAGE + "}"),
        ("package.json", PACKAGE, "[]"),
        ("package.json", PACKAGE, "[" * 100_000),
        ("package.json", '{"ava": {"x": 1}}', '{"ava": {"x": true}}'),
    ],
)
def test_the_tables_that_tests_obey_may_not_change(path: str, before: str | None, after: str | None) -> None:
    old, new = (None if text is None else text.encode() for text in (before, after))
    change = Change(path, old, new)
    assert "steers the tests" in steers_tests(change, ())


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("pyproject.toml", PROJECT, PROJECT.replace("[]", '["hmac"]') + "[tool.ruff]\nline-length = 9\n"),
        ("pyproject.toml", None, "[project]\nname = 'x'\n"),
        ("package.json", PACKAGE, PACKAGE.replace('"dependencies": {}', '"dependencies": {"helmet": "^8"}')),
        ("package.json", PACKAGE, "\ufeff" + PACKAGE),
    ],
)
def test_the_rest_of_such_a_file_may_change(path: str, before: str | None, after: str) -> None:
    assert steers_tests(Change(path, before.encode() if before else None, after.encode()), ()) == ""
