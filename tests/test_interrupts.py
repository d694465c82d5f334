"""A run that is killed at any moment leaves the target as it was, and the next run finishes the work."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.doubles.repo import git, state_of
from tests.doubles.stories import branches, command, environment, fix, make_target

MOMENTS = (0.2, 0.6, 1.0, 1.4, 1.8, 2.2, 2.6, 3.0, 3.4, 3.8)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], float]:
    """The branches of a run that nobody disturbed, and how long it took."""
    folder = tmp_path_factory.mktemp("whole")
    make_target(folder)
    begun = time.monotonic()
    assert fix(folder).status == 0
    return list(branches(folder / "target")), time.monotonic() - begun


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_killed_run_leaves_everything_as_it_was_and_the_next_one_finishes(
    tmp_path: Path, finished: tuple[list[str], float], number: signal.Signals
) -> None:
    expected, whole = finished
    target = make_target(tmp_path)
    (target / "app/loader.py").write_text("# a person is at work here\n")
    (target / "new.py").write_text("untracked\n")
    git(target, "add", "new.py")
    before = state_of(target)
    for moment in MOMENTS:
        shutil.rmtree(tmp_path / "suture-out", ignore_errors=True)
        for line in branches(target):
            git(target, "update-ref", "-d", "refs/heads/" + line.split()[0])
        child = subprocess.Popen(
            command("fix", "target", "--config", "rules.yaml"), cwd=tmp_path, env=environment(tmp_path),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        time.sleep(moment / MOMENTS[-1] * whole)
        child.send_signal(number)
        _, said = child.communicate(timeout=60)
        assert state_of(target) == before, f"after {moment}"
        # Python itself may not have come to our first line yet.
        begun = moment > MOMENTS[0]
        assert child.returncode in (0, 130, -signal.SIGKILL) or not begun, said.decode()
        assert b"Traceback" not in said or not begun, said.decode()
    again = fix(tmp_path)
    assert again.status == 0, again.err
    assert list(branches(target)) == expected
    assert state_of(target) == before
