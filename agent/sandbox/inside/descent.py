"""Who descends from whom, read from /proc."""

# Plain strings instead of Path: read ten times a second.
# ruff: noqa: PTH208, PTH123
from __future__ import annotations

import contextlib
import os
import signal
import time

REAP_SECONDS = 10.0


def children(pid: int) -> list[int]:
    """The direct children of a process, of all its threads; empty when it is gone."""
    found: list[int] = []
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with contextlib.suppress(OSError), open(f"/proc/{pid}/task/{task}/children") as file:
                found += map(int, file.read().split())
    except OSError:
        return []
    return found


def descendants(pid: int) -> list[int]:
    """Everything below a process, itself not included, parents first."""
    found: list[int] = []
    pending = [pid]
    while pending:
        below = children(pending.pop())
        found += below
        pending += below
    return found


def parent_and_group(pid: int) -> tuple[int, int]:
    """Parent and process group of a process or thread. Raises OSError when it is gone."""
    with open(f"/proc/{pid}/stat") as file:
        # The name in parentheses may itself hold anything, so count from its end.
        fields = file.read().rpartition(")")[2].split()
    return int(fields[1]), int(fields[2])


def descends(pid: int, ancestor: int) -> bool:
    """Whether a process or thread is below `ancestor`."""
    while pid > 1:
        try:
            pid = parent_and_group(pid)[0]
        except OSError:
            return False
        if pid == ancestor:
            return True
    return False


def end_all() -> None:
    """Kill and reap everything below this process, which must be a subreaper.

    Raises OSError when something lives on after ten seconds of killing.
    """
    deadline = time.monotonic() + REAP_SECONDS
    while time.monotonic() < deadline:
        for pid in descendants(os.getpid()):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
        time.sleep(0.002)
    raise OSError("processes of the sandbox survive SIGKILL")
