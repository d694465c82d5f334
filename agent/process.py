"""The only door to subprocesses: argv lists, explicit environment, time-out, process-group kill."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from agent.errors import ToolError

DEFAULT_CAP = 64 * 1024 * 1024

_stopping = threading.Event()
_running: set[int] = set()


def stop() -> None:
    """End every program that runs now, in whichever thread, and let no new one begin: we were interrupted."""
    _stopping.set()


def running() -> bool:
    """Whether a program of ours still runs."""
    return bool(_running)


@dataclass(frozen=True, slots=True)
class Finished:
    """A program that ended. `ended` says why we killed it: `timeout` or `output`; empty when we did not."""

    status: int
    stdout: bytes
    stderr: bytes
    seconds: float
    ended: str = ""


def run(
    argv: Sequence[str | os.PathLike[str]],
    *,
    env: Mapping[str, str],
    cwd: Path | None = None,
    stdin: bytes = b"",
    timeout: float = 60.0,
    cap: int = DEFAULT_CAP,
    pass_fds: Sequence[int] = (),
    watch: Callable[[int], str] | None = None,
) -> Finished:
    """Run one program to its end and return both streams, each at most `cap` bytes.

    The program gets exactly `env`, its own session, and is killed with its whole process group when
    `timeout` seconds have passed, when a stream exceeds `cap`, or when we are interrupted. `watch` is
    called with the pid about ten times a second; a non-empty answer ends the program for that reason.
    Raises ToolError when the program does not exist, KeyboardInterrupt after `stop`.
    """
    begun = time.monotonic()
    if _stopping.is_set():
        raise KeyboardInterrupt
    try:
        child = subprocess.Popen(
            [os.fspath(arg) for arg in argv],
            env=dict(env),
            cwd=cwd,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            pass_fds=tuple(pass_fds),
        )
    except FileNotFoundError as error:
        raise ToolError(
            f"{argv[0]} was not found", hint=f"install {Path(argv[0]).name}; see `suture doctor`"
        ) from error
    except OSError as error:
        what = f"{argv[0]} cannot be executed: {error.strerror}"
        raise ToolError(what, hint="check its permissions; see `suture doctor`") from error
    _running.add(child.pid)
    try:
        stdout, stderr, ended = _converse(child, stdin, begun + timeout, cap, watch)
        if ended:
            kill_group(child.pid)
        status, ended = _wait(child, begun + timeout, ended)
    finally:
        # Also on KeyboardInterrupt: nothing that we started outlives us.
        kill_group(child.pid)
        child.wait()
        for stream in (child.stdin, child.stdout, child.stderr):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()
        _running.discard(child.pid)
    return Finished(status, stdout, stderr, time.monotonic() - begun, ended)


def _wait(child: subprocess.Popen[bytes], deadline: float, ended: str) -> tuple[int, str]:
    """A program may close its streams and go on: the deadline holds for it all the same."""
    try:
        return child.wait(timeout=max(0.0, deadline - time.monotonic())), ended
    except subprocess.TimeoutExpired:
        kill_group(child.pid)
        return child.wait(), ended or "timeout"


def kill_group(pid: int) -> None:
    """SIGKILL to a process group that may be gone already."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _converse(
    child: subprocess.Popen[bytes],
    stdin: bytes,
    deadline: float,
    cap: int,
    watch: Callable[[int], str] | None,
) -> tuple[bytes, bytes, str]:
    """Feed stdin and read both streams at once until they close, or until one of the limits ends it."""
    assert child.stdin and child.stdout and child.stderr
    buffers: dict[IO[bytes], bytearray] = {child.stdout: bytearray(), child.stderr: bytearray()}
    pending = memoryview(stdin)
    with selectors.DefaultSelector() as selector:
        for stream in buffers:
            os.set_blocking(stream.fileno(), False)
            selector.register(stream, selectors.EVENT_READ)
        if pending:
            os.set_blocking(child.stdin.fileno(), False)
            selector.register(child.stdin, selectors.EVENT_WRITE)
        else:
            child.stdin.close()
        ended = ""
        while selector.get_map() and not ended:
            if time.monotonic() >= deadline:
                ended = "timeout"
                break
            for key, _ in selector.select(timeout=0.1):
                if key.fileobj is child.stdin:
                    pending = _feed(child.stdin, pending)
                    if not pending:
                        selector.unregister(child.stdin)
                        with contextlib.suppress(BrokenPipeError):
                            child.stdin.close()
                    continue
                stream = child.stdout if key.fileobj is child.stdout else child.stderr
                piece = os.read(stream.fileno(), 1 << 16)
                if not piece:
                    selector.unregister(stream)
                buffers[stream] += piece
                if len(buffers[stream]) > cap:
                    ended = "output"
            if watch is not None and not ended:
                ended = watch(child.pid)
            if _stopping.is_set():
                raise KeyboardInterrupt
            if child.poll() is not None and not _readable(selector):
                break
    return bytes(buffers[child.stdout][:cap]), bytes(buffers[child.stderr][:cap]), ended


def _feed(stream: IO[bytes], pending: memoryview) -> memoryview:
    try:
        return pending[os.write(stream.fileno(), pending[: 1 << 16]) :]
    except BrokenPipeError:
        return pending[:0]


def _readable(selector: selectors.BaseSelector) -> bool:
    """Whether output is still waiting; a daemon that inherited the pipe must not keep us."""
    return any(events & selectors.EVENT_READ for _, events in selector.select(timeout=0))
