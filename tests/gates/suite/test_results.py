"""Reports and their comparison, without running anything."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.gates.suite import junit, tap
from agent.gates.suite.once import Once
from agent.gates.suite.results import Outcome, Result, compare, numbered, passing
from agent.gates.suite.run import files_of
from agent.gates.suite.words import key_line, one_line

results = st.dictionaries(st.text("abc", min_size=1, max_size=3), st.builds(Result, st.sampled_from(Outcome)))


@given(results)
def test_a_run_is_never_worse_than_itself(run: dict[str, Result]) -> None:
    assert compare(run, run) == ()


@given(results, results)
def test_worse_are_exactly_the_tests_that_passed_and_do_not_pass_now(
    base: dict[str, Result], now: dict[str, Result]
) -> None:
    assert {test.id for test in compare(base, now)} == set(passing(base)) - set(passing(now))


@given(results, results)
def test_new_tests_change_nothing(base: dict[str, Result], added: dict[str, Result]) -> None:
    new = {f"new {name}": result for name, result in added.items()}
    assert compare(base, base | new) == ()


@given(st.lists(st.sampled_from(["a", "b", "a #2", "a #3", "a #2 #2"])))
def test_no_test_hides_another_of_the_same_name(names: list[str]) -> None:
    found = numbered((name, Result(Outcome.PASSED)) for name in names)
    assert len(found) == len(names)
    assert set(names) <= set(found)


def test_a_number_given_to_a_repeated_name_is_not_the_name_of_another_test() -> None:
    red, green = Result(Outcome.FAILED), Result(Outcome.PASSED)
    assert numbered([("a #2", red), ("a", green), ("a", green)]) == {"a #2": red, "a": green, "a #3": green}
    assert numbered([("a", green), ("a", green), ("a #2", red)]) == {"a": green, "a #3": green, "a #2": red}


def test_junit_tells_every_outcome_and_the_text() -> None:
    report = b"""<?xml version="1.0"?><testsuites><testsuite name="pytest">
      <testcase classname="tests.test_a.TestB" name="ok"/>
      <testcase classname="tests.test_a" name="bad"><failure message="assert 1 == 2">trace</failure></testcase>
      <testcase classname="tests.test_a" name="broken"><error message="boom"/></testcase>
      <testcase classname="tests.test_a" name="left"><skipped message="later"/></testcase>
      <testcase classname="tests.test_a" name="ok"/><testcase classname="tests.test_a" name="ok"/>
      <testcase classname="" name="tests.test_web"><error message="collection failure">Traceback:
      E   ModuleNotFoundError: No module named 'flask'</error></testcase>
      </testsuite></testsuites>"""
    found = junit.parse(report)
    assert not isinstance(found, junit.Unreadable)
    assert {name: result.outcome.value for name, result in found.items()} == {
        "tests.test_a.TestB::ok": "passed",
        "tests.test_a::bad": "failed",
        "tests.test_a::broken": "error",
        "tests.test_a::left": "skipped",
        "tests.test_a::ok": "passed",
        "tests.test_a::ok #2": "passed",
        "tests.test_web": "error",
    }
    assert found["tests.test_a::bad"].text == "assert 1 == 2"
    assert found["tests.test_web"].text == "ModuleNotFoundError: No module named 'flask'"


BOMB = b"""<!DOCTYPE t [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<testsuite><testcase name="&b;"/></testsuite>"""


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (BOMB, "document type"),
        (b'<!DOCTYPE t SYSTEM "file:///etc/passwd"><testsuite/>', "document type"),
        (b"<testsuite><testcase name='a'>", "not well-formed"),
        (b"", "not well-formed"),
        (b"\xff\xfe\x00", "not well-formed"),
        (b"<?xml version='1.0' encoding='no-such'?><a/>", "not well-formed"),
        (b" " * (junit.MAX_BYTES + 1), "larger than 16 MB"),
    ],
)
def test_a_hostile_report_is_refused(report: bytes, words: str) -> None:
    found = junit.parse(report)
    assert isinstance(found, junit.Unreadable)
    assert words in found.reason


@given(st.binary(max_size=200))
def test_no_bytes_make_the_report_reader_raise(report: bytes) -> None:
    found = junit.parse(report)
    assert isinstance(found, junit.Unreadable | dict)


def test_texts_of_a_report_are_bounded() -> None:
    found = junit.parse(b"<t><testcase name='a'><failure>" + b"x" * 100_000 + b"</failure></testcase></t>")
    assert not isinstance(found, junit.Unreadable)
    assert len(found["a"].text) <= 300


def test_tap_is_read_with_directives_and_subtests() -> None:
    output = "> npm test\nTAP version 13\nok 1 - adds\nnot ok 2 - subtracts\n    ok 1 - inner\nok 3 # SKIP no\n1..3\n"
    found = tap.parse(output)
    assert found is not None
    assert {name: result.outcome.value for name, result in found.items()} == {
        "adds": "passed",
        "subtracts": "failed",
        "inner": "passed",
        "test 3": "skipped",
    }


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("TAP version 13\nok 1 - a\nok 2 - b\n1..2\n", ""),
        ("TAP version 13\nok 1 - a\n", ""),
        ("1..3\nok 1 - a\n    ok 1 - inner\n    1..1\nnot ok 2 - b\n", "ran 2 of 3 planned tests"),
        ("1..1\nok 1 - a\n1..2\nok 1 - b\n", "ran 2 of 3 planned tests"),
        ("1..1\nok 1 - a\n1..1\nok 1 - b\n", ""),
        ("1..1\nok 1 - a\nBail out! no database\n", "broke off with `Bail out! no database`"),
    ],
)
def test_tap_that_did_not_come_to_its_end_is_noticed(output: str, words: str) -> None:
    assert tap.broken_off(output) == words


def test_other_output_is_not_taken_for_tap() -> None:
    assert tap.parse("ok 1 - looks like it\nall good\n") is None
    assert tap.parse("TAP version 13\n") is None


def test_the_line_quoted_is_the_missing_module() -> None:
    output = "=== ERRORS ===\nE   ModuleNotFoundError: No module named 'flask'\nE  ValueError: x\n=== 1 error ===\n"
    assert key_line(output) == "ModuleNotFoundError: No module named 'flask'"


def test_the_line_quoted_of_a_usage_error_is_the_error() -> None:
    output = (
        "ERROR: usage: python -m pytest [options]\npython -m pytest: error: unrecognized arguments: --cov=x\n"
    )
    assert key_line(output + "  inifile: /x/pytest.ini\n  rootdir: /x\n") == (
        "error: unrecognized arguments: --cov=x"
    )


def test_quoted_output_is_one_printable_line() -> None:
    shown = one_line("a\n::set-env name=x::y\x1b[31mred\u202e" + "z" * 1000)
    assert "\n" not in shown and "\x1b" not in shown and "\u202e" not in shown
    assert len(shown) <= 300


def test_the_same_failure_reads_the_same_wherever_its_objects_lie() -> None:
    first, second = (
        one_line(f"where 1 = <function f at {at}>(0x10)") for at in ("0x7fd5d94b8860", "0x7f00a1")
    )
    assert first == second == "where 1 = <function f at 0x…>(0x10)"


def test_files_of_tests_are_found_from_their_ids() -> None:
    paths = frozenset({"tests/test_a.py", "tests/sub/test_b.py"})
    ids = ["tests.test_a.TestX::test_y[1.5]", "tests.sub.test_b::test_z"]
    assert files_of(ids, paths) == ("tests/sub/test_b.py", "tests/test_a.py")
    assert files_of(["elsewhere::test"], paths) is None


def test_a_value_is_computed_once_for_all_who_wait() -> None:
    once: Once[int] = Once()
    calls: list[int] = []
    started = threading.Barrier(8)

    def compute() -> int:
        calls.append(1)
        return 7

    def ask(_: int) -> int:
        started.wait()
        return once.get("key", compute)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(8))) == [7] * 8
    assert calls == [1]


def test_a_computation_that_failed_is_tried_again() -> None:
    once: Once[int] = Once()

    def broken() -> int:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        once.get("key", broken)
    assert once.get("key", lambda: 3) == 3
