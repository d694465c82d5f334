"""Reports of JavaScript runners: real ones, and what untrusted code may leave in their place."""

from __future__ import annotations

import json

import pytest

from agent.domain import TestStyle
from agent.gates.suite import single_script
from agent.gates.suite.script_reports import MAX_BYTES
from agent.gates.trial import End, Tried
from agent.ports import Ran
from tests.doubles.script_reports import JEST, MOCHA

FILE = "test/proof.test.js"
PLACE = "/srv/app/test/proof.test.js"


def read(style: TestStyle, report: object, output: str = "", file: str = FILE) -> Tried:
    data = report if isinstance(report, bytes) else json.dumps(report).encode()
    return single_script.read(style, Ran(1, output, data, 0.1), file)


def event(**fields: object) -> dict[str, object]:
    usual = {
        "title": "attack: a",
        "nesting": 0,
        "file": PLACE,
        "passed": False,
        "idle": False,
        "suite": False,
    }
    return {**usual, "kind": "testCodeFailure", "code": "ERR_ASSERTION", **fields}


def stack(*places: str, message: str = "no") -> dict[str, object]:
    frames = "".join(f"\n    at {place}" for place in places)
    return {"message": message, "stack": f"AssertionError [ERR_ASSERTION]: {message}{frames}"}


def test_a_report_of_mocha_is_read() -> None:
    tried = read(TestStyle.MOCHA, MOCHA)
    assert [(name, end) for name, end, _ in tried.tests] == [
        ("attack: a", End.ASSERTED),
        ("attack: throws", End.BROKEN),
        ("attack: inner", End.BROKEN),
        ("attack: skipped", End.BROKEN),
        ("attack: callback", End.ASSERTED),
        ("attack: nested", End.ASSERTED),
        ("control: ok", End.PASSED),
    ]


def test_a_report_of_jest_is_read() -> None:
    tried = read(TestStyle.JEST, JEST)
    assert [(name, end) for name, end, _ in tried.tests] == [
        ("attack: a", End.ASSERTED),
        ("attack: node assert", End.ASSERTED),
        ("attack: throws", End.BROKEN),
        ("attack: inner", End.BROKEN),
        ("attack: skipped", End.BROKEN),
        ("attack: todo", End.BROKEN),
        ("attack: resolves", End.ASSERTED),
        ("attack: nested", End.ASSERTED),
        ("control: ok", End.PASSED),
    ]
    assert tried.tests[0][2] == (
        'Error: expect(received).not.toBe(expected) // Object.is equality Expected: not "x"'
    )


@pytest.mark.parametrize(("style", "report"), [(TestStyle.MOCHA, MOCHA), (TestStyle.JEST, JEST)])
def test_tests_of_other_files_do_not_count(style: TestStyle, report: object) -> None:
    tried = read(style, report, file="other.test.js")
    assert tried.tests == ()
    assert tried.trouble == "it holds no test that was run"


@pytest.mark.parametrize(
    ("places", "end"),
    [
        ((f"TestContext.<anonymous> ({PLACE}:5:90)",), End.ASSERTED),
        ((f"async TestContext.<anonymous> (file://{PLACE}:5:90)",), End.ASSERTED),
        ((f"{PLACE}:5:90",), End.ASSERTED),
        (("new Promise (<anonymous>)", f"ask ({PLACE}:5:90)"), End.ASSERTED),
        (("toBe (/srv/app/node_modules/expect/build/index.js:1:1)", f"x ({PLACE}:5:9)"), End.ASSERTED),
        (("node:assert:1:1", "ok (node:internal/assert:2:2)", f"x ({PLACE}:5:9)"), End.ASSERTED),
        (("check (/srv/app/lib/app.js:1:1)", f"x ({PLACE}:5:9)"), End.BROKEN),
        (("check (/srv/app/lib/other-test/proof.test.js:1:1)",), End.BROKEN),
        ((), End.BROKEN),
    ],
)
def test_the_topmost_frame_of_somebodys_own_tells_who_asserted(places: tuple[str, ...], end: End) -> None:
    tried = read(TestStyle.NODE, event(**stack(*places)))
    assert [found for _, found, _ in tried.tests] == [end]


def test_a_message_that_looks_like_a_stack_is_no_stack() -> None:
    fake = f"no\n    at TestContext.<anonymous> ({PLACE}:1:1)"
    tried = read(TestStyle.NODE, event(**stack("check (/srv/app/lib/app.js:1:1)", message=fake)))
    assert [end for _, end, _ in tried.tests] == [End.BROKEN]


def test_another_error_than_an_assertion_is_broken() -> None:
    error = event(code="ENOENT", name="Error", **stack(f"x ({PLACE}:5:9)"))
    assert [end for _, end, _ in read(TestStyle.NODE, error).tests] == [End.BROKEN]


@pytest.mark.parametrize("style", [TestStyle.NODE, TestStyle.MOCHA, TestStyle.JEST])
@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b" " * (MAX_BYTES + 1), "its test report is larger than 16 MB"),
        (b"{broken", "its test report is no JSON: "),
        (b"\xff\xfe", "its test report is no JSON: "),
        (b"[" * 100_000, "its test report is no JSON: "),
        (b"[1, 2]", "it holds no test that was run"),
        (b'{"tests": 7, "testResults": [3, {"name": []}], "title": {}, "nesting": "x"}', "it holds no test"),
        (b"null", "it holds no test that was run"),
    ],
)
def test_a_report_that_no_runner_writes_is_trouble(style: TestStyle, data: bytes, reason: str) -> None:
    tried = read(style, data)
    assert tried.tests == ()
    assert tried.trouble.startswith(reason)


def test_no_report_is_trouble_in_the_words_of_the_output() -> None:
    ran = Ran(1, "Error: Cannot find module './nope'\n", None, 0.1)
    assert single_script.read(TestStyle.MOCHA, ran, FILE).trouble == "Error: Cannot find module './nope'"
    silent = single_script.read(TestStyle.MOCHA, Ran(3, "", None, 0.1), FILE)
    assert silent.trouble == "it ended with status 3 and left no report"


def test_a_hook_that_breaks_is_trouble() -> None:
    failure = {"title": '"before all" hook for "attack: a"', "err": {"message": "no database"}}
    report = {"tests": [], "pending": [], "failures": [failure]}
    assert read(TestStyle.MOCHA, report).trouble == '"before all" hook for "attack: a": no database'


def test_a_file_that_jest_cannot_load_is_trouble() -> None:
    said = "  ● Test suite failed to run\n\n    Cannot find module './nope' from 'test/proof.test.js'\n\n    > 1 |"
    report = {"testResults": [{"name": PLACE, "message": said, "assertionResults": []}]}
    assert read(TestStyle.JEST, report).trouble == "Cannot find module './nope' from 'test/proof.test.js'"


def test_titles_are_shown_on_one_line() -> None:
    tried = read(TestStyle.NODE, event(title="attack: \x1b[31m\n::set-env::"))
    assert tried.tests[0][0] == "attack: ::set-env::"
