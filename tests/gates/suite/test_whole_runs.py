"""What is held against a patch besides single tests: exit status, forged reports, chance, uncovered code."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.ports import Ran
from agent.settings import TestSettings
from agent.verdict import Status
from tests.doubles.suite_sandbox import PlainSandbox, ScriptedSandbox
from tests.gates.suite.test_environments import FOUND, NODE, needs_npm
from tests.gates.suite.test_repo_suite import CODE, FILES, QUICK, REPORT, judge

WORSE = CODE.replace("+", "-")
RED = b"<testsuite><testcase classname='test_calc' name='test_adds'><failure/></testcase></testsuite>"
GREEN_FILES = {
    "calc.py": CODE,
    "test_calc.py": "from calc import add\n\n\ndef test_a():\n    assert add(1, 2) == 3\n",
}


def test_a_status_that_got_worse_fails_although_every_test_passes(tmp_path: Path) -> None:
    hook = "import calc\n\n\ndef pytest_sessionfinish(session):\n    session.exitstatus = 0 if calc.add(1, 2) == 3 else 9\n"
    files = {"calc.py": CODE, "conftest.py": hook, "test_a.py": "def test_a(): ...\n"}
    answer = judge(tmp_path, files, {"calc.py": WORSE})
    assert answer.status is Status.FAILED
    assert answer.detail.startswith("with the patch pytest ended with status 9, at base with 0; ")


def test_a_status_that_varies_at_base_or_was_bad_already_is_not_held_against_the_patch(
    tmp_path: Path,
) -> None:
    good, bad = Ran(0, "", REPORT, 1.0), Ran(9, "", REPORT, 1.0)
    varies = judge(tmp_path, FILES, {"calc.py": "x"}, sandbox=ScriptedSandbox(good, bad, bad, bad))
    was_bad = judge(tmp_path, FILES, {"calc.py": "x"}, sandbox=ScriptedSandbox(bad, bad))
    assert (varies.status, was_bad.status) == (Status.PASSED, Status.PASSED)


@pytest.mark.parametrize(
    ("last", "words"),
    [
        ("console.log('1..1'); if (bad) process.exit(3);", "npm test ended with status 3, at base with 0"),
        (
            "if (bad) { console.log('Bail out! no db'); } else console.log('1..1');",
            "broke off with `Bail out! no db`",
        ),
        ("console.log(bad ? '1..2' : '1..1');", "ran 1 of 2 planned tests"),
    ],
)
@needs_npm
def test_tap_that_ends_worse_fails(tmp_path: Path, last: str, words: str) -> None:
    script = (
        f"const bad = require('./add')(1, 2) !== 3;\nconsole.log('TAP version 13\\nok 1 - is');\n{last}\n"
    )
    files = {"package.json": '{"scripts": {"test": "node t.js"}}', "t.js": script, "add.js": NODE["add.js"]}
    answer = judge(tmp_path, files, {"add.js": "module.exports = (a, b) => a - b;\n"}, FOUND)
    assert answer.status is Status.FAILED
    assert words in answer.detail


@pytest.mark.parametrize(
    "script", ["node --test && node check.js", "node --test test/a.test.js; node check.js"]
)
@needs_npm
def test_a_chain_of_commands_is_judged_by_its_status(tmp_path: Path, script: str) -> None:
    files = {
        "package.json": f'{{"scripts": {{"test": "{script}"}}}}',
        "add.js": NODE["add.js"],
        "check.js": "if (require('./add')(1, 2) !== 3) process.exit(1);\n",
        "test/a.test.js": "require('node:test')('is', () => {});\n",
    }
    answer = judge(tmp_path, files, {"add.js": "module.exports = (a, b) => a - b;\n"}, FOUND)
    assert answer.status is Status.FAILED, answer.detail


FORGER = """import os
import pathlib
import threading


def forge():
    threading.main_thread().join()
    for file in pathlib.Path(os.environ["SUTURE_REPORT_DIR"]).iterdir():
        file.write_text('<testsuite><testcase classname="test_calc" name="test_a"/></testsuite>')


threading.Thread(target=forge).start()


def add(a, b):
    return a - b
"""


def test_a_report_written_over_by_the_patched_code_does_not_hide_the_status(tmp_path: Path) -> None:
    answer = judge(tmp_path, GREEN_FILES, {"calc.py": FORGER})
    assert answer.status is Status.FAILED
    assert "ended with status 1, at base with 0" in answer.detail


def test_every_run_has_a_report_of_its_own_name(tmp_path: Path) -> None:
    sandbox = PlainSandbox()
    judge(tmp_path, GREEN_FILES, {"calc.py": CODE + "# safe\n"}, sandbox=sandbox)
    assert len({job.report for job in sandbox.jobs}) == len(sandbox.jobs) == 2


@pytest.mark.parametrize(
    ("paths", "status", "missed"),
    [
        (("web.js",), Status.NOT_RUN, "no suite covers .js; set tests.command"),
        (("calc.py", "web.ts"), Status.NOT_RUN, "no suite covers .ts;"),
        (("main.go", "web.js"), Status.NOT_RUN, "no suite covers .go, .js;"),
        (("calc.py", "page.html"), Status.PASSED, "1 passed before and after"),
    ],
)
def test_code_that_no_suite_covers_is_said_to_be_untested(
    tmp_path: Path, paths: tuple[str, ...], status: Status, missed: str
) -> None:
    sandbox = ScriptedSandbox(Ran(0, "", REPORT, 1.0))
    answer = judge(tmp_path, FILES, dict.fromkeys(paths, "x"), sandbox=sandbox)
    assert answer.status is status
    assert missed in answer.detail


def test_python_is_not_covered_by_an_npm_suite_but_by_a_command_of_the_user(tmp_path: Path) -> None:
    files = {"package.json": '{"scripts": {"test": "node t.js"}}', "a.py": ""}
    found = judge(tmp_path, files, {"a.py": "x"}, FOUND, ScriptedSandbox(Ran(0, "", None, 1.0)))
    named = judge(
        tmp_path,
        files,
        {"a.py": "x"},
        TestSettings(command="make test"),
        ScriptedSandbox(Ran(0, "", None, 1.0)),
    )
    assert (found.status, named.status) == (Status.NOT_RUN, Status.PASSED)
    assert "no suite covers .py" in found.detail


ENDS = [(0, REPORT), (1, RED), (0, REPORT), (1, RED), (1, RED), (0, REPORT)]


def test_a_failure_goes_before_code_that_no_suite_covers(tmp_path: Path) -> None:
    sandbox = ScriptedSandbox(*[Ran(status, "", report, 1.0) for status, report in ENDS])
    answer = judge(tmp_path, FILES, {"calc.py": "x", "web.js": "x"}, sandbox=sandbox)
    assert answer.status is Status.FAILED


def test_pytest_options_that_need_its_cache_work(tmp_path: Path) -> None:
    files = GREEN_FILES | {"pytest.ini": "[pytest]\naddopts = --ff\ncache_dir = .kept\n"}
    answer = judge(tmp_path, files, {"calc.py": CODE + "# safe\n"})
    assert answer.status is Status.PASSED, answer.detail


def test_django_tests_run_by_manage_py_and_count_as_one(tmp_path: Path) -> None:
    manage = (
        "# django\nimport sys\n\nimport calc\n\nassert sys.argv[1:] == ['test']\nassert calc.add(1, 2) == 3\n"
    )
    case = "from django.test import TestCase\n\n\nclass T(TestCase):\n    def test_a(self): ...\n"
    files = {"manage.py": manage, "shop/tests.py": case, "calc.py": CODE}
    fine = judge(tmp_path, files, {"calc.py": CODE + "# safe\n"}, FOUND)
    worse = judge(tmp_path, files, {"calc.py": WORSE}, FOUND)
    assert (fine.status, worse.status) == (Status.PASSED, Status.FAILED)
    assert "`python manage.py test` as a whole counts as one test" in fine.detail


def test_under_landlock_a_refused_socket_names_bubblewrap(tmp_path: Path) -> None:
    text = "PermissionError: [Errno 13] Permission denied"
    report = RED.replace(b"<failure/>", f"<failure message='{text}'/>".encode())
    sandbox = ScriptedSandbox(Ran(1, "", report, 1.0))
    sandbox.name = "landlock"
    answer = judge(tmp_path, FILES, {"calc.py": "x"}, QUICK, sandbox)
    assert answer.status is Status.NOT_RUN
    assert "install bubblewrap" in answer.detail and "tests.python" not in answer.detail
