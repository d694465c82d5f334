"""Real pytest runs of tiny repositories, judged."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from agent.errors import ConfigError
from agent.gates.suite import RepoSuite
from agent.gates.trial import Answer
from agent.ports import Ran, Sandbox
from agent.settings import TestSettings
from agent.verdict import Status
from tests.doubles.suite_sandbox import PlainSandbox, ScriptedSandbox
from tests.doubles.suite_snapshot import MemorySnapshot

CODE = "def add(a, b):\n    return a + b\n"
TESTS = """import pytest
from calc import add


def test_adds():
    assert add(1, 2) == 3


def test_strings():
    assert add("a", "b") == "ab"


def test_red():
    assert add(1, 1) == 3


@pytest.mark.skip(reason="later")
def test_later(): ...
"""
FILES = {"calc.py": CODE, "test_calc.py": TESTS}
# Plugins of this machine make every start of pytest five times slower.
QUICK = TestSettings(command="PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 pytest")


def suite_of(
    folder: Path,
    snapshot: MemorySnapshot,
    sandbox: Sandbox | None,
    settings: TestSettings | None = None,
    jobs: int = 1,
) -> RepoSuite:
    target = folder / "target"
    target.mkdir(exist_ok=True)
    return RepoSuite(
        snapshot=snapshot,
        sandbox=sandbox,
        no_sandbox_reason="no sandbox: install bubblewrap",
        settings=settings or QUICK,
        target=target,
        scratch=folder / "scratch",
        cache=folder / "cache",
        binds=lambda python: (),
        jobs=jobs,
    )


def judge(
    folder: Path,
    files: Mapping[str, str],
    after: Mapping[str, str | None],
    settings: TestSettings | None = None,
    sandbox: Sandbox | None = None,
) -> Answer:
    snapshot = MemorySnapshot(files)
    changes = tuple(snapshot.change(path, content) for path, content in after.items())
    return suite_of(folder, snapshot, sandbox or PlainSandbox(), settings).judge(changes)


def test_a_harmless_patch_passes_and_red_tests_are_not_held_against_it(tmp_path: Path) -> None:
    answer = judge(tmp_path, FILES, {"calc.py": CODE + "# safe\n"})
    assert answer.status is Status.PASSED
    assert answer.detail.startswith("2 passed before and after, in a plain process, ")
    assert "1 red at base, not compared" in answer.detail
    assert "1 skipped at base" in answer.detail
    assert "with the interpreter that runs Suture" in answer.detail
    assert list((tmp_path / "scratch").iterdir()) == []


def test_a_new_failure_fails_with_the_id_and_the_assertion(tmp_path: Path) -> None:
    answer = judge(tmp_path, FILES, {"calc.py": "def add(a, b):\n    return a * b if a == 1 else a + b\n"})
    assert answer.status is Status.FAILED
    assert "1 of 2 tests that passed at base no longer pass: test_calc::test_adds (failed)" in answer.detail
    assert "assert 2 == 3" in answer.detail
    assert "test_red" not in answer.detail.split(";")[0]


@pytest.mark.parametrize(
    ("after", "words"),
    [
        ({"test_calc.py": TESTS.replace("def test_adds", "def no_adds")}, "test_calc::test_adds (missing)"),
        (
            {"test_calc.py": TESTS.replace("def test_adds", "@pytest.mark.skip\ndef test_adds")},
            "test_calc::test_adds (skipped)",
        ),
        ({"calc.py": "import nothing_like_it\n"}, "No module named 'nothing_like_it'"),
        ({"conftest.py": "import os\nos._exit(0)\n"}, "test_calc::test_adds (missing)"),
        ({"conftest.py": "def pytest_collection_modifyitems(items):\n    items.clear()\n"}, "(missing)"),
    ],
    ids=["deleted", "skipped", "import error", "conftest that exits 0", "conftest that deselects"],
)
def test_a_test_that_no_longer_runs_is_held_against_the_patch(
    tmp_path: Path, after: dict[str, str | None], words: str
) -> None:
    answer = judge(tmp_path, FILES, after)
    assert answer.status is Status.FAILED
    assert words in answer.detail


def test_a_flaky_test_is_reported_and_not_held_against_the_patch(tmp_path: Path) -> None:
    state = tmp_path / "count"
    # Passes, fails, passes, ...: a test whose outcome does not depend on the tree.
    flip = (
        f"from pathlib import Path\n\n\ndef test_flips():\n    file = Path({str(state)!r})\n"
        "    count = len(file.read_text()) if file.exists() else 0\n"
        "    file.write_text('x' * (count + 1))\n    assert count % 2 == 0\n"
    )
    answer = judge(tmp_path, FILES | {"test_flip.py": flip}, {"calc.py": CODE + "# safe\n"})
    assert answer.status is Status.PASSED
    assert answer.detail.startswith("2 passed before and after")
    assert "flaky, not held against the patch: test_flip::test_flips" in answer.detail


def test_a_patch_that_hangs_the_suite_fails_and_a_suite_that_hangs_at_base_does_not_run(
    tmp_path: Path,
) -> None:
    hang = "import time\n\ntime.sleep(60)\n"
    settings = QUICK.model_copy(update={"seconds": 3.0})
    patched = judge(tmp_path, FILES, {"calc.py": hang + CODE}, settings)
    assert patched.status is Status.FAILED
    assert "did not end within 3 s" in patched.detail
    at_base = judge(tmp_path, FILES | {"calc.py": hang + CODE}, {"calc.py": CODE}, TestSettings(seconds=0.5))
    assert at_base.status is Status.NOT_RUN
    assert "did not end within 0.5 s at base" in at_base.detail
    assert "tests.seconds" in at_base.detail


def test_a_missing_dependency_at_base_is_quoted_with_the_setting_that_mends_it(tmp_path: Path) -> None:
    files = {"test_a.py": "import no_such_web_framework\n\n\ndef test_a(): ...\n", "a.py": ""}
    answer = judge(tmp_path, files, {"a.py": "x = 1\n"})
    assert answer.status is Status.NOT_RUN
    assert "ModuleNotFoundError: No module named 'no_such_web_framework'" in answer.detail
    assert "tests.python" in answer.detail and "tests.setup" in answer.detail


def test_a_red_collection_at_base_never_becomes_a_pass(tmp_path: Path) -> None:
    answer = judge(tmp_path, {"test_a.py": "def test_a():\n    assert 0\n", "a.py": ""}, {"a.py": "x = 1\n"})
    assert answer.status is Status.NOT_RUN
    assert "no test passes at base" in answer.detail


def test_a_file_that_cannot_be_collected_at_base_does_not_hide_the_others(tmp_path: Path) -> None:
    files = FILES | {"test_web.py": "import no_such_web_framework\n"}
    answer = judge(tmp_path, files, {"calc.py": CODE + "# safe\n"})
    assert answer.status is Status.PASSED
    assert "2 red at base, not compared" in answer.detail


def test_a_src_folder_is_tested_as_patched(tmp_path: Path) -> None:
    files = {
        "src/calc/__init__.py": CODE,
        "tests/test_calc.py": "from calc import add\n\n\ndef test_a():\n    assert add(1, 2) == 3\n",
    }
    fine = judge(tmp_path, files, {"src/calc/__init__.py": CODE + "# safe\n"})
    worse = judge(tmp_path, files, {"src/calc/__init__.py": CODE.replace("+", "-")})
    assert (fine.status, worse.status) == (Status.PASSED, Status.FAILED)


def test_the_baseline_runs_once_for_all_threads_and_equal_patches_run_once(tmp_path: Path) -> None:
    snapshot, sandbox = MemorySnapshot(FILES), PlainSandbox()
    suite = suite_of(tmp_path, snapshot, sandbox, jobs=2)
    patches = [(snapshot.change("calc.py", CODE + f"# {n}\n"),) for n in (1, 2, 1, 1)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(suite.judge, patches))
    assert {answer.status for answer in answers} == {Status.PASSED}
    assert len(sandbox.jobs) == 3


def test_without_a_sandbox_nothing_runs(tmp_path: Path) -> None:
    suite = suite_of(tmp_path, MemorySnapshot(FILES), None)
    answer = suite.judge(())
    assert (answer.status, answer.detail) == (Status.NOT_RUN, "no sandbox: install bubblewrap")


def test_a_repository_without_tests_is_not_run(tmp_path: Path) -> None:
    answer = judge(tmp_path, {"a.py": "x = 1\n"}, {"a.py": "x = 2\n"}, TestSettings())
    assert (answer.status, answer.detail) == (Status.NOT_RUN, "no test suite found; set tests.command")


def test_a_command_of_the_user_counts_as_one_test(tmp_path: Path) -> None:
    settings = TestSettings(command="python -c 'import calc; assert calc.add(1, 2) == 3'")
    fine = judge(tmp_path, FILES, {"calc.py": CODE + "# safe\n"}, settings)
    worse = judge(tmp_path, FILES, {"calc.py": CODE.replace("+", "-")}, settings)
    assert fine.status is Status.PASSED
    assert "as a whole counts as one test" in fine.detail
    assert worse.status is Status.FAILED
    assert "AssertionError" in worse.detail


def test_a_pytest_command_of_the_user_is_judged_test_by_test(tmp_path: Path) -> None:
    settings = TestSettings(command=f"{QUICK.command} -k adds")
    answer = judge(tmp_path, FILES, {"calc.py": CODE + "# safe\n"}, settings)
    assert answer.detail.startswith("1 passed before and after")


@pytest.mark.parametrize(
    "settings",
    [TestSettings(python="no/such/python"), TestSettings(command="'"), TestSettings(setup="pip 'x")],
)
def test_settings_that_cannot_be_used_are_refused_at_once(tmp_path: Path, settings: TestSettings) -> None:
    with pytest.raises(ConfigError):
        suite_of(tmp_path, MemorySnapshot(FILES), PlainSandbox(), settings)


REPORT = b"<testsuite><testcase classname='test_calc' name='test_adds'/></testsuite>"


@pytest.mark.parametrize(
    ("patched", "words"),
    [
        (Ran(None, "", None, 1.0, "memory"), "went over the memory limit, base did not"),
        (Ran(None, "", None, 1.0, "output"), "was ended for its output"),
        (Ran(0, "", b"<!DOCTYPE x><t/>", 1.0), "declares a document type"),
        (Ran(0, "", None, 1.0), "left no report"),
    ],
)
def test_a_patched_run_without_usable_results_fails(tmp_path: Path, patched: Ran, words: str) -> None:
    fine = Ran(0, "", REPORT, 1.0)
    sandbox = ScriptedSandbox(fine, patched, fine, patched, patched, fine)
    answer = judge(tmp_path, FILES, {"calc.py": "x"}, sandbox=sandbox)
    assert answer.status is Status.FAILED
    assert words in answer.detail


@pytest.mark.parametrize(("ended", "words"), [("memory", "sandbox.memory_mb"), ("output", "output")])
def test_a_baseline_that_had_to_be_ended_is_not_run(tmp_path: Path, ended: str, words: str) -> None:
    sandbox = ScriptedSandbox(Ran(None, "", None, 1.0, ended))
    answer = judge(tmp_path, FILES, {"calc.py": "x"}, sandbox=sandbox)
    assert answer.status is Status.NOT_RUN
    assert words in answer.detail


def test_jobs_carry_no_network_and_a_fixed_environment(tmp_path: Path) -> None:
    sandbox = ScriptedSandbox(Ran(0, "", REPORT, 1.0))
    judge(tmp_path, FILES, {"calc.py": CODE + "# safe\n"}, TestSettings(), sandbox)
    assert len(sandbox.jobs) == 2
    for job in sandbox.jobs:
        assert (job.network, job.in_place, job.argv[0]) == (False, False, sys.executable)
        assert dict(job.env) == {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
