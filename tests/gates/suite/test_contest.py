"""Which tests run again, how often, and what that makes of a test that got worse."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.ports import Ran
from agent.settings import TestSettings
from agent.verdict import Status
from tests.doubles.suite_sandbox import PlainSandbox, ScriptedSandbox
from tests.gates.suite.test_repo_suite import CODE, FILES, QUICK, judge

WORSE = CODE.replace("+", "-")


def ran(*failing: str, tests: tuple[str, ...] = ("a", "b"), seconds: float = 1.0) -> Ran:
    """A run of these tests of test_calc.py in which some fail."""
    cases = "".join(
        f"<testcase classname='test_calc' name='{name}'>{'<failure/>' if name in failing else ''}</testcase>"
        for name in tests
    )
    return Ran(1 if failing else 0, "", f"<testsuite>{cases}</testsuite>".encode(), seconds)


GOOD, BAD = ran(), ran("a")
ALONE, ALONE_BAD = ran(tests=("a",)), ran("a", tests=("a",))


def arguments(sandbox: ScriptedSandbox | PlainSandbox) -> list[list[str]]:
    """What pytest was told to run, of every run."""
    return [[word for word in job.argv if ".py" in word] for job in sandbox.jobs]


def test_only_the_test_that_changed_runs_again_twice_on_each_tree(tmp_path: Path) -> None:
    sandbox = PlainSandbox()
    answer = judge(
        tmp_path,
        FILES,
        {"calc.py": "def add(a, b):\n    return a * b if a == 1 else a + b\n"},
        sandbox=sandbox,
    )
    assert answer.status is Status.FAILED
    assert arguments(sandbox) == [[], [], *[["test_calc.py::test_adds"]] * 4]


def test_a_missing_test_runs_again_with_its_whole_file(tmp_path: Path) -> None:
    sandbox = PlainSandbox()
    after = FILES["test_calc.py"].replace("def test_adds", "def no_adds")
    answer = judge(tmp_path, FILES, {"test_calc.py": after}, sandbox=sandbox)
    assert answer.status is Status.FAILED
    assert "test_calc::test_adds (missing)" in answer.detail
    assert arguments(sandbox)[2:] == [["test_calc.py"]] * 4


def test_a_deleted_test_file_stops_no_other_from_running(tmp_path: Path) -> None:
    files = FILES | {"test_more.py": "def test_more(): ...\n"}
    answer = judge(tmp_path, files, {"test_more.py": None})
    assert answer.status is Status.FAILED
    assert "1 of 3 tests that passed at base no longer pass: test_more::test_more (missing)" in answer.detail


@pytest.mark.parametrize(
    ("alone", "status", "words"),
    [
        # In order: base, patched twice, base.
        ((ALONE, ALONE_BAD, ALONE_BAD, ALONE), Status.FAILED, "test_calc::a (failed)"),
        ((ALONE, ALONE, ALONE_BAD, ALONE), Status.FAILED, "passes only sometimes with the patch"),
        (
            (ALONE, ALONE_BAD, ALONE_BAD, ALONE_BAD),
            Status.PASSED,
            "flaky, not held against the patch: test_calc::a",
        ),
        (
            (ALONE_BAD, ALONE_BAD, ALONE, ALONE),
            Status.PASSED,
            "flaky, not held against the patch: test_calc::a",
        ),
    ],
    ids=["broken", "made flaky", "varies late at base", "varies at base"],
)
def test_a_test_is_held_by_the_counts_of_its_runs_alone(
    tmp_path: Path, alone: tuple[Ran, ...], status: Status, words: str
) -> None:
    answer = judge(tmp_path, FILES, {"calc.py": "x"}, sandbox=ScriptedSandbox(GOOD, BAD, *alone))
    assert answer.status is status
    assert words in answer.detail


@pytest.mark.parametrize(
    ("whole", "status", "words"),
    [
        # In order: base, patched, and patched once more where two runs disagree.
        (
            (GOOD, BAD),
            Status.FAILED,
            "1 of 2 tests that passed at base no longer pass: test_calc::a (failed)",
        ),
        ((BAD, BAD), Status.PASSED, "flaky, not held against the patch: test_calc::a"),
        (
            (GOOD, GOOD, GOOD),
            Status.PASSED,
            "seen once with the patch, never at base, and not again: test_calc::a",
        ),
        ((GOOD, GOOD, BAD), Status.FAILED, "test_calc::a (failed), passes only sometimes with the patch"),
    ],
)
@pytest.mark.parametrize(
    "alone",
    [(ALONE_BAD, ALONE_BAD, ALONE_BAD, ALONE_BAD), (ALONE, ALONE, ALONE, ALONE)],
    ids=["fails alone at base", "passes alone with the patch"],
)
def test_a_test_that_needs_the_others_before_it_is_judged_by_whole_runs(
    tmp_path: Path, alone: tuple[Ran, ...], whole: tuple[Ran, ...], status: Status, words: str
) -> None:
    sandbox = ScriptedSandbox(GOOD, BAD, *alone, *whole)
    answer = judge(tmp_path, FILES, {"calc.py": "x"}, sandbox=sandbox)
    assert answer.status is status, answer.detail
    assert words in answer.detail
    assert len(sandbox.jobs) == 6 + len(whole)


def test_a_suite_too_slow_to_run_again_leaves_what_alone_does_not_tell_open(tmp_path: Path) -> None:
    slow = ran(seconds=60.0), ran("a", seconds=60.0)
    sandbox = ScriptedSandbox(*slow, ALONE, ALONE, ALONE, ALONE)
    answer = judge(tmp_path, FILES, {"calc.py": "x"}, sandbox=sandbox)
    assert answer.status is Status.INCONCLUSIVE
    assert "test_calc::a (failed); run alone they end alike on both trees" in answer.detail


def test_a_real_dependence_on_order_is_not_mistaken_for_chance(tmp_path: Path) -> None:
    leak = "SEEN = []\n\n\ndef put(x):\n    SEEN.append(x)\n\n\ndef clear():\n    SEEN.clear()\n"
    files = {
        "state.py": leak,
        "test_a.py": "import state\n\n\ndef test_one():\n    state.put(1)\n    state.clear()\n",
        "test_b.py": "import state\n\n\ndef test_two():\n    assert state.SEEN == []\n",
    }
    answer = judge(tmp_path, files, {"state.py": leak.replace("SEEN.clear()", "pass")})
    assert answer.status is Status.FAILED
    assert "1 of 2 tests that passed at base no longer pass: test_b::test_two (failed)" in answer.detail


def test_of_many_worse_tests_a_sample_decides(tmp_path: Path) -> None:
    names = tuple(f"test_{number}" for number in range(30))
    good, bad = ran(tests=names), ran(*names, tests=names)
    sandbox = ScriptedSandbox(good, bad, good, bad, bad, good)
    answer = judge(tmp_path, FILES, {"calc.py": WORSE}, sandbox=sandbox)
    assert answer.status is Status.FAILED
    assert "20 of 30 tests that passed at base no longer pass" in answer.detail
    assert "and 10 more that were not run again" in answer.detail
    assert [len(words) for words in arguments(sandbox)] == [0, 0, 20, 20, 20, 20]


def test_where_the_sample_varies_at_base_the_others_run_again_too(tmp_path: Path) -> None:
    names = tuple(f"test_{number}" for number in range(25))
    good, bad, early = ran(tests=names), ran(*names, tests=names), ran(*names[:20], tests=names)
    sandbox = ScriptedSandbox(good, bad, good, bad, bad, early, good, bad, bad, early)
    answer = judge(tmp_path, FILES, {"calc.py": WORSE}, sandbox=sandbox)
    assert answer.status is Status.FAILED
    assert "5 of 25 tests that passed at base no longer pass: test_calc::test_20 (failed)" in answer.detail
    assert "flaky, not held against the patch: test_calc::test_0" in answer.detail


def test_unittest_files_run_again_alone(tmp_path: Path) -> None:
    case = "import unittest\n\nfrom calc import add\n\n\nclass TestAdd(unittest.TestCase):\n    def test_it(self):\n        self.assertEqual(add(1, 2), 3)\n"
    other = "import unittest\n\n\nclass TestOther(unittest.TestCase):\n    def test_it(self): ...\n"
    report = "<testsuite><testcase name='tests.test_add.TestAdd.test_it'>{}</testcase><testcase name='tests.test_other.TestOther.test_it'/></testsuite>"
    good = Ran(0, "", report.format("").encode(), 1.0)
    bad = Ran(1, "", report.format("<failure/>").encode(), 1.0)
    no_pytest = Ran(1, "", None, 0.1)
    sandbox = ScriptedSandbox(no_pytest, good, bad, good, bad, bad, good)
    files = {"calc.py": CODE, "tests/test_add.py": case, "tests/test_other.py": other}
    answer = judge(tmp_path, files, {"calc.py": WORSE}, TestSettings(), sandbox)
    assert answer.status is Status.FAILED
    assert arguments(sandbox)[2][-1] == "tests/test_other.py"
    assert [words[-1] for words in arguments(sandbox)[3:]] == ["tests/test_add.py"] * 4


SLEEPY = {
    "calc.py": CODE,
    "other.py": "X = 1\n",
    "helpers.py": "from calc import add as plus\n",
    "test_calc.py": "from helpers import plus\n\n\ndef test_adds():\n    assert plus(1, 2) == 3\n",
    "test_other.py": "import other\n\n\ndef test_x():\n    assert other.X\n\n\ndef test_y(): ...\n",
}


def both(*failing: str, seconds: float = 60.0) -> Ran:
    """A slow run of SLEEPY."""
    names = (("test_calc", "test_adds"), ("test_other", "test_x"), ("test_other", "test_y"))
    cases = "".join(
        f"<testcase classname='{file}' name='{name}'>{'<failure/>' if name in failing else ''}</testcase>"
        for file, name in names
    )
    return Ran(1 if failing else 0, "", f"<testsuite>{cases}</testsuite>".encode(), seconds)


def one(failing: bool) -> Ran:
    """A run of what reaches calc.py."""
    case = f"<testcase classname='test_calc' name='test_adds'>{'<failure/>' if failing else ''}</testcase>"
    return Ran(int(failing), "", f"<testsuite>{case}</testsuite>".encode(), 1.0)


def test_of_a_slow_suite_the_tests_that_reach_the_change_run_first_and_can_end_it(tmp_path: Path) -> None:
    sandbox = ScriptedSandbox(both(), one(True), one(False), one(True), one(True), one(False))
    answer = judge(tmp_path, SLEEPY, {"calc.py": WORSE}, sandbox=sandbox)
    assert answer.status is Status.FAILED
    assert "only the 1 test file that can reach the change ran" in answer.detail
    assert arguments(sandbox) == [[], ["test_calc.py"], *[["test_calc.py::test_adds"]] * 4]


def test_tests_that_reach_the_change_never_make_a_pass(tmp_path: Path) -> None:
    fine = ScriptedSandbox(both(), one(False), both())
    assert judge(tmp_path, SLEEPY, {"calc.py": CODE + "# x\n"}, sandbox=fine).status is Status.PASSED
    assert arguments(fine) == [[], ["test_calc.py"], []]
    two = Ran(
        1,
        "",
        b"<testsuite><testcase classname='test_other' name='test_x'><failure/></testcase></testsuite>",
        1.0,
    )
    good = Ran(0, "", b"<testsuite><testcase classname='test_other' name='test_x'/></testsuite>", 1.0)
    elsewhere = ScriptedSandbox(both(), one(False), both("test_x"), good, two, two, good)
    answer = judge(tmp_path, SLEEPY, {"calc.py": CODE + "# x\n"}, sandbox=elsewhere)
    assert answer.status is Status.FAILED
    assert "test_other::test_x (failed)" in answer.detail


@pytest.mark.parametrize(
    ("path", "seconds", "command"),
    [
        ("calc.py", 3.0, QUICK.command),
        ("page.html", 60.0, QUICK.command),
        ("other.py", 60.0, QUICK.command),
        ("calc.py", 60.0, f"{QUICK.command} test_calc.py test_other.py"),
    ],
    ids=["quick suite", "no module", "most tests reach it", "the user names files"],
)
def test_where_a_first_run_would_save_nothing_the_suite_runs_at_once(
    tmp_path: Path, path: str, seconds: float, command: str
) -> None:
    sandbox = ScriptedSandbox(both(seconds=seconds))
    answer = judge(tmp_path, SLEEPY, {path: "# x\n"}, TestSettings(command=command), sandbox)
    assert answer.status is Status.PASSED
    assert len(sandbox.jobs) == 2


def test_a_hang_in_the_tests_that_reach_the_change_fails(tmp_path: Path) -> None:
    sandbox = ScriptedSandbox(both(), Ran(None, "", None, 600.0, "timeout"))
    answer = judge(tmp_path, SLEEPY, {"calc.py": WORSE}, sandbox=sandbox)
    assert answer.status is Status.FAILED
    assert "did not end within 600 s" in answer.detail


def test_a_forged_status_behind_a_flaky_test_is_noticed(tmp_path: Path) -> None:
    dirty = Ran(9, "", GOOD.report, 1.0)
    sandbox = ScriptedSandbox(GOOD, BAD, ALONE, ALONE, ALONE, ALONE, GOOD, dirty, dirty)
    answer = judge(tmp_path, FILES, {"calc.py": "x"}, sandbox=sandbox)
    assert answer.status is Status.FAILED
