from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from agent.errors import ToolError
from agent.process import run

ENV = {"PATH": "/usr/bin:/bin"}


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_program_gets_exactly_its_environment_and_input() -> None:
    done = run(["sh", "-c", "cat; env; echo oops >&2; exit 3"], env={**ENV, "A": "b"}, stdin=b"in\n")
    assert done.status == 3 and done.stderr == b"oops\n"
    names = {line.partition("=")[0] for line in done.stdout.decode().splitlines()[1:]}
    assert done.stdout.startswith(b"in\n") and names - {"PWD", "_", "SHLVL", "OLDPWD"} == {"PATH", "A"}


def test_large_input_and_output_do_not_block_each_other() -> None:
    data = os.urandom(3_000_000)
    done = run(["tee", "/dev/stderr"], env=ENV, stdin=data)
    assert done.stdout == data and done.stderr == data


def test_a_program_that_takes_too_long_is_killed_with_its_children(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    done = run(["sh", "-c", f"sleep 60 & echo $! >{note}; wait"], env=ENV, timeout=0.5)
    assert done.ended == "timeout" and done.seconds < 5
    until = time.monotonic() + 5
    while alive(int(note.read_text())) and time.monotonic() < until:
        time.sleep(0.01)
    assert not alive(int(note.read_text()))


def test_a_program_that_closes_its_streams_and_goes_on_still_ends() -> None:
    done = run(["sh", "-c", "exec >&- 2>&-; sleep 60"], env=ENV, timeout=0.5)
    assert done.ended == "timeout"


def test_a_flood_of_output_is_cut() -> None:
    done = run(["yes"], env=ENV, cap=10_000, timeout=20)
    assert done.ended == "output" and len(done.stdout) == 10_000


def test_a_daemon_that_keeps_the_pipe_does_not_keep_us(tmp_path: Path) -> None:
    begun = time.monotonic()
    done = run(["sh", "-c", "sleep 30 & echo done"], env=ENV, timeout=20)
    assert done.stdout == b"done\n" and time.monotonic() - begun < 10


def test_a_watch_can_end_a_program() -> None:
    assert run(["sleep", "60"], env=ENV, watch=lambda pid: "memory").ended == "memory"


def test_a_program_that_is_missing_or_no_program_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="not found"):
        run(["no-such-program-here"], env=ENV)
    (tmp_path / "x").write_text("")
    with pytest.raises(ToolError, match="cannot be executed"):
        run([tmp_path / "x"], env=ENV)


def test_stop_ends_what_runs_in_every_thread_and_lets_nothing_begin() -> None:
    program = textwrap.dedent("""
        import threading, time
        from agent import process
        ended = []
        def work():
            try:
                process.run(["sleep", "60"], env={"PATH": "/usr/bin:/bin"})
            except KeyboardInterrupt:
                ended.append(1)
        threads = [threading.Thread(target=work) for _ in range(3)]
        [t.start() for t in threads]
        while len(process._running) < 3: time.sleep(0.01)
        process.stop()
        [t.join(5) for t in threads]
        assert not process.running() and len(ended) == 3
        work()
        assert len(ended) == 4
    """)
    subprocess.run([sys.executable, "-c", program], check=True, timeout=20)
