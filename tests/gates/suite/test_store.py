"""Baselines that outlive a run, and trees that are told apart by their content."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from threading import BoundedSemaphore

import pytest

from agent.domain import Change
from agent.gates.suite.discovery import Pytest
from agent.gates.suite.environment import Environment
from agent.gates.suite.keys import content_key, effective, environment_key
from agent.gates.suite.results import Outcome, Result
from agent.gates.suite.run import Run
from agent.gates.suite.runner import SuiteRunner
from agent.gates.suite.store import MAX_ENTRIES, BaselineStore
from agent.ports import Ran
from agent.verdict import Status
from tests.doubles.suite_sandbox import ScriptedSandbox
from tests.doubles.suite_snapshot import MemorySnapshot
from tests.gates.suite.test_contest import ALONE, ALONE_BAD, BAD, GOOD
from tests.gates.suite.test_repo_suite import CODE, FILES, suite_of

RUN = Run({"test_a::x": Result(Outcome.PASSED), "b": Result(Outcome.SKIPPED, "no")}, 2.5, "", "w", status=0)
PLAN = Pytest(("-q",))


class LastingSandbox(ScriptedSandbox):
    """A script that is the same sandbox in every run."""

    def __repr__(self) -> str:
        return "LastingSandbox(memory_mb=2048)"


@pytest.fixture
def store(tmp_path: Path) -> BaselineStore:
    return BaselineStore(tmp_path / "baselines", "tree", "environment")


def entries(folder: Path) -> list[Path]:
    return sorted(folder.glob("baselines/*"))


def test_a_baseline_comes_back_as_it_was(tmp_path: Path, store: BaselineStore) -> None:
    assert store.get(PLAN, ()) is None
    store.put(PLAN, (), RUN)
    assert store.get(PLAN, ()) == RUN
    assert BaselineStore(tmp_path / "baselines", "tree", "environment").get(PLAN, ()) == RUN
    (file,) = entries(tmp_path)
    assert file.stat().st_mode & 0o077 == 0


def test_a_baseline_is_for_its_own_circumstances_alone(tmp_path: Path, store: BaselineStore) -> None:
    store.put(PLAN, (), RUN)
    assert store.get(Pytest(("-q", "-x")), ()) is None
    assert store.get(PLAN, ("src",)) is None
    assert BaselineStore(tmp_path / "baselines", "other", "environment").get(PLAN, ()) is None
    assert BaselineStore(tmp_path / "baselines", "tree", "other").get(PLAN, ()) is None


@pytest.mark.parametrize(
    "run",
    [
        Run(RUN.results, 600.0, "timeout"),
        Run({"a": Result(Outcome.FAILED)}, 1.0, status=1),
        Run({"a": Result(Outcome.PASSED), "b": Result(Outcome.FAILED)}, 1.0, status=1),
        Run({}, 1.0, status=4),
    ],
    ids=["ended", "all red", "one red", "nothing"],
)
def test_a_run_that_is_no_ground_to_compare_with_is_not_kept(store: BaselineStore, run: Run) -> None:
    store.put(PLAN, (), run)
    assert store.get(PLAN, ()) is None


def damaged(text: str) -> Iterator[tuple[str, str]]:
    whole = json.loads(text)
    yield "cut off", text[: len(text) // 2]
    yield "empty", ""
    yield "no object", "[]"
    yield "another key", json.dumps(whole | {"key": "x"})
    yield "another format", json.dumps(whole | {"format": 99})
    yield "unknown outcome", json.dumps(whole | {"results": [["a", "splendid", ""]]})
    yield "too few words", json.dumps(whole | {"results": [["a"]]})
    yield "status is text", json.dumps(whole | {"status": "0"})
    yield "too deep", "[" * 100_000


def test_damaged_entries_are_not_there(tmp_path: Path, store: BaselineStore) -> None:
    store.put(PLAN, (), RUN)
    (file,) = entries(tmp_path)
    for name, text in damaged(file.read_text()):
        file.write_text(text)
        assert store.get(PLAN, ()) is None, name
    store.put(PLAN, (), RUN)
    assert store.get(PLAN, ()) == RUN


def test_foreign_entries_are_not_there(tmp_path: Path, store: BaselineStore) -> None:
    store.put(PLAN, (), RUN)
    (file,) = entries(tmp_path)
    file.chmod(0o666)
    assert store.get(PLAN, ()) is None
    file.chmod(0o600)
    elsewhere = tmp_path / "elsewhere.json"
    file.rename(elsewhere)
    file.symlink_to(elsewhere)
    assert store.get(PLAN, ()) is None
    file.unlink()
    file.mkdir()
    assert store.get(PLAN, ()) is None


def test_a_folder_that_cannot_be_written_keeps_nothing_and_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = BaselineStore(tmp_path / "file" / "below", "tree", "environment")
    store.put(PLAN, (), RUN)
    store.drop(PLAN, ())
    assert store.get(PLAN, ()) is None


def test_the_number_of_entries_is_bounded_and_the_newest_stay(tmp_path: Path, store: BaselineStore) -> None:
    for number in range(MAX_ENTRIES + 5):
        store.put(Pytest((str(number),)), (), RUN)
    assert len(entries(tmp_path)) == MAX_ENTRIES
    assert store.get(Pytest((str(MAX_ENTRIES + 4),)), ()) == RUN


def test_the_base_suite_does_not_run_again_in_a_later_run(tmp_path: Path) -> None:
    snapshot = MemorySnapshot(FILES)
    first, second = LastingSandbox(GOOD), LastingSandbox(GOOD)
    for sandbox, expected in ((first, 2), (second, 1)):
        suite = suite_of(tmp_path, snapshot, sandbox)
        answer = suite.judge((snapshot.change("calc.py", CODE + "# safe\n"),))
        assert answer.status is Status.PASSED
        assert ("base as an earlier run saw it" in answer.detail) is (sandbox is second)
        assert len(sandbox.jobs) == expected
    other = MemorySnapshot(FILES | {"calc.py": CODE + "# other\n"})
    third = LastingSandbox(GOOD)
    suite_of(tmp_path, other, third).judge((other.change("calc.py", CODE),))
    assert len(third.jobs) == 2


def test_a_stored_baseline_that_does_not_hold_is_dropped_and_run_anew(tmp_path: Path) -> None:
    snapshot = MemorySnapshot(FILES)
    change = (snapshot.change("calc.py", CODE + "# safe\n"),)
    suite_of(tmp_path, snapshot, LastingSandbox(GOOD)).judge(change)
    # Today the test fails at base, too: alone, in the whole suite, and in the new baseline.
    today = LastingSandbox(BAD, ALONE_BAD, ALONE_BAD, ALONE_BAD, ALONE_BAD, BAD, BAD, BAD, BAD)
    answer = suite_of(tmp_path, snapshot, today).judge(change)
    assert answer.status is Status.PASSED
    assert answer.detail.startswith("1 passed before and after")
    assert "1 red at base, not compared" in answer.detail
    assert "earlier run" not in answer.detail


def test_a_flaky_baseline_is_not_kept_for_later_runs(tmp_path: Path) -> None:
    snapshot = MemorySnapshot(FILES)
    change = (snapshot.change("calc.py", CODE + "# safe\n"),)
    sandbox = LastingSandbox(GOOD, BAD, ALONE, ALONE_BAD, ALONE, ALONE_BAD)
    assert suite_of(tmp_path, snapshot, sandbox).judge(change).status is Status.PASSED
    assert not list((tmp_path / "cache" / "baselines").glob("*.json"))


def test_changes_with_the_same_result_share_it_and_none_is_the_base_itself(tmp_path: Path) -> None:
    snapshot, sandbox = MemorySnapshot(FILES), ScriptedSandbox(GOOD)
    suite = suite_of(tmp_path, snapshot, sandbox)
    real = Change("calc.py", CODE.encode(), b"# x\n")
    suite.judge((real,))
    suite.judge((Change("calc.py", b"said to be other", b"# x\n"),))
    suite.judge(
        (snapshot.change("test_calc.py", FILES["test_calc.py"]), real, snapshot.change("no.py", None))
    )
    assert len(sandbox.jobs) == 2
    same = suite.judge((snapshot.change("calc.py", CODE),))
    assert len(sandbox.jobs) == 2
    assert (same.status, same.detail.split(",")[0]) == (Status.PASSED, "2 passed at base")
    assert "nothing is changed" in same.detail


def test_a_change_of_mode_is_a_change() -> None:
    snapshot = MemorySnapshot({"run.sh": "x"})
    assert effective(snapshot, (Change("run.sh", b"x", b"x", "100755"),)) != ()
    assert effective(snapshot, (Change("run.sh", b"x", b"x"),)) == ()


def test_the_key_of_the_content_tells_paths_contents_and_nothing_else(tmp_path: Path) -> None:
    def key(files: dict[str, str]) -> str:
        return content_key(MemorySnapshot(files), tmp_path)

    assert key({"a": "1", "b": "2"}) == key({"b": "2", "a": "1"})
    assert len({key(f) for f in ({"a": "1"}, {"a": "2"}, {"b": "1"}, {"a": "1", "b": ""}, {})}) == 5
    assert list(tmp_path.iterdir()) == []


def test_the_key_of_the_environment_tells_its_packages(tmp_path: Path) -> None:
    site = tmp_path / "env" / "lib" / "python3.11" / "site-packages"
    (site / "flask-3.0.dist-info").mkdir(parents=True)
    python = tmp_path / "env" / "bin" / "python"
    python.parent.mkdir()
    python.write_text("")
    environment = Environment(python, ())

    def key(sandbox: ScriptedSandbox, seconds: float = 60.0) -> str:
        slots = BoundedSemaphore(1)
        return environment_key(
            SuiteRunner(MemorySnapshot({}), sandbox, environment, tmp_path, slots, seconds)
        )

    nothing = Ran(0, "", None, 0.0)
    before = key(LastingSandbox(nothing))
    assert key(LastingSandbox(nothing)) == before
    assert key(LastingSandbox(nothing), 30.0) != before
    assert key(ScriptedSandbox(nothing)) != key(ScriptedSandbox(nothing))
    (site / "flask-3.0.dist-info").rename(site / "flask-3.1.dist-info")
    assert key(LastingSandbox(nothing)) != before
