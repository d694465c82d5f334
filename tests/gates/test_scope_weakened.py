from __future__ import annotations

import pytest

from agent.domain import Change
from agent.gates.weakened import weakened_test

TESTS = """import pytest
import unittest
from app import f


def test_a():
    assert f(1) == 1
    assert f(2) == 2


class TestB(unittest.TestCase):
    def test_b(self):
        self.assertEqual(f(3), 3)
"""
A = "    assert f(1) == 1\n    assert f(2) == 2\n"
JS = "test('a', (t) => {\n  expect(f(1)).toBe(1);\n});\n"


def weakened(before: str, after: str, path: str = "tests/test_a.py") -> str:
    return weakened_test(Change(path, before.encode(), after.encode()))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("def test_a():\n" + A, "", "removes the test"),
        ("test_a", "check_a", "removes the test"),
        ("class TestB(unittest.TestCase)", "class B", "removes the test"),
        ("def test_a():\n", "if False:\n  def test_a():\n", "removes the test"),
        ("def test_a", "def test_a():\n    pass\n\n\ndef test_a", "one name"),
        (A, "    assert f(1) == 1\n", "removes assertions"),
        ("    assert f(2) == 2\n", "    # assert f(2) == 2\n", "removes assertions"),
        ("assert f(2) == 2", "assert True", "removes assertions"),
        ("assert f(2) == 2", "assert (f(2), 2)", "removes assertions"),
        ("assert f(2) == 2", "assert f(2) == 2 or True", "removes assertions"),
        ("assert f(2) == 2", "assert not False", "removes assertions"),
        ("self.assertEqual(f(3), 3)", "self.assertEqual(3, 3)", "removes assertions"),
        ("self.assertEqual(f(3), 3)", "self.assertTrue(True)", "removes assertions"),
        (A, A + "    assert 1 == 1\n", "always holds"),
        (A, "    return\n" + A, "early"),
        ("        self.a", "        if f(1):\n            return\n        self.a", "early"),
        ("def test_a", "@pytest.mark.skip\ndef test_a", "skips"),
        ("def test_a", "@pytest.mark.xfail(run=False)\ndef test_a", "skips"),
        ("import pytest\n", "import pytest\nfrom pytest import mark\n\n\npytestmark = mark.skip\n", "skips"),
        ("def test_a", "from unittest import skip\n\n\n@skip('x')\ndef test_a", "skips"),
        ("def test_a", "from helpers import skip\n\n\n@skip\ndef test_a", "skips"),
        (A, "    pytest.skip()\n" + A, "skips"),
        ("        self.a", "        self.skipTest('x')\n        self.a", "skips"),
        ("        self.a", "        raise unittest.SkipTest\n        self.a", "skips"),
        ("import pytest\n", "import pytest\n\n__test__ = False\n", "skips"),
    ],
)
def test_a_weakened_python_test_is_told(old: str, new: str, said: str) -> None:
    assert old in TESTS
    assert said in weakened(TESTS, TESTS.replace(old, new, 1))


@pytest.mark.parametrize(
    "after",
    [
        TESTS.replace("test_a", "test_that_f_is_identity"),
        TESTS.replace("def test_a():\n" + A, "def test_a():\n    check(f)\n\n\ndef check(f):\n" + A),
        TESTS + "\n\ndef test_c():\n    assert f(4) == 4\n",
        TESTS.replace(
            "def test_a():\n" + A, "def test_a():\n    skip = f(0)\n    assert db.skip(skip)\n" + A
        ),
        TESTS.replace("    assert f(2) == 2\n", "    with pytest.raises(ValueError):\n        f(2)\n"),
        TESTS.replace("    assert f(2) == 2\n", "    if f(2) != 2:\n        assert False, 'not two'\n"),
        TESTS.replace("def test_a():\n", "def test_a():\n    def g():\n        return 1\n\n"),
        "# assert nothing, skip nothing\n" + TESTS,
    ],
)
def test_an_honest_change_of_a_python_test_passes(after: str) -> None:
    assert after != TESTS
    assert weakened(TESTS, after) == ""


def test_twin_assertions_may_become_one_helper() -> None:
    before = "".join(f"def test_{n}():\n    assert g({n})\n    assert h({n})\n\n\n" for n in range(3))
    after = "def ok(n):\n    assert g(n)\n    assert h(n)\n\n\n" + "".join(
        f"def test_{n}():\n    ok({n})\n\n\n" for n in range(3)
    )
    assert weakened(before, after) == ""
    assert weakened(before, after.replace("    ok(1)", "    pass")) == "removes assertions"


def test_one_tests_assertions_are_not_paid_for_by_another() -> None:
    paid = (
        TESTS.replace("    assert f(2) == 2\n", "") + "\n\ndef test_c():\n    assert f(4)\n    assert f(5)\n"
    )
    assert weakened(TESTS, paid) == "removes assertions from the test 'test_a'"
    swapped = TESTS.replace(A, "    f(1)\n").replace(
        "(f(3), 3)", "(f(3), 3)\n        self.assertTrue(f(4))\n        assert f(5)"
    )
    assert "'test_a'" in weakened(TESTS, swapped)
    two = JS + JS.replace("'a'", "'b'")
    traded = (
        two.replace("expect(f(1)).toBe(1);", "f(1);", 1) + "test('c', () => { expect(f(2)).toBe(2); });\n"
    )
    assert weakened(two, traded, "web/a.test.js") == "removes assertions from the test 'a'"


def test_an_assertion_may_move_to_another_test_or_fixture() -> None:
    split = TESTS.replace("    assert f(2) == 2\n", "\n\ndef test_a_again():\n    assert f(2) == 2\n")
    assert weakened(TESTS, split) == ""
    fixture = (
        "@pytest.fixture\ndef two():\n    assert f(2) == 2\n\n\n" + "def test_a(two):\n    assert f(1) == 1\n"
    )
    assert weakened(TESTS, TESTS.replace("def test_a():\n" + A, fixture)) == ""


@pytest.mark.parametrize("path", ["shop/tests.py", "tests/x.py", "shop/test_x.py", "shop/x_test.py"])
def test_every_file_that_holds_tests_counts(path: str) -> None:
    assert weakened(TESTS, TESTS.replace(A, "    pass\n"), path) != ""
    assert weakened(TESTS, TESTS.replace(A, "    pass\n"), "shop/contests.py") == ""


@pytest.mark.parametrize(
    "after",
    [
        JS.replace("test(", "test.skip("), JS.replace("test(", "test.only("), JS.replace("test(", "xtest("),
        JS.replace("'a', ", "'a', {skip: true}, "), JS.replace("'a', ", "'a', { todo: 'x' }, "),
        JS.replace("  expect", "  t.skip();\n  expect"), JS.replace("  expect", "  // expect"),
        JS.replace("f(1)", "1"), JS.replace("'a'", "'b'"), JS + "describe.only('x', () => {});\n",
    ],
)  # fmt: skip
def test_a_weakened_javascript_test_is_told(after: str) -> None:
    assert weakened(JS, after, "web/a.test.js") != ""


def test_an_honest_change_of_a_javascript_test_passes() -> None:
    more = JS + JS.replace("'a'", "'b'").replace("(1)", "(2)")
    assert weakened(JS, more, "web/a.test.js") == ""
    assert weakened(JS, "// skip: none\n" + JS, "web/a.test.js") == ""
