"""The launcher: prepares the working copy, runs one program confined, and reports what became of it."""

# Plain strings instead of Path: it starts before every program.
# ruff: noqa: PTH103, PTH120, PTH208, PTH211
from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import threading
import time
from typing import NoReturn

from . import kernel
from .confine import become
from .copying import copy_tree, give, read_report
from .descent import end_all
from .landlock_rules import SIGNALS_SINCE
from .order import MAX_REPORT, Confinement, Order, Result
from .signals import answer

Waited = tuple[int | None, str]
"""Exit status (None when ended by us) and why we ended it."""


def main() -> NoReturn:
    """Read the order from standard input, carry it out, write the result to its descriptor."""
    order = Order.decode(sys.stdin.buffer.read())
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.umask(0o022)
    for name in os.listdir("/proc/self/fd"):
        # What the host passed us is not for the program; the listing's own descriptor is gone by now.
        with contextlib.suppress(OSError):
            os.set_inheritable(int(name), int(name) < 3)
    if order.confinement is not Confinement.NAMESPACES:
        _step_back()
    kernel.prctl(kernel.PR_SET_SUBREAPER, 1)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    try:
        _prepare(order)
        status, ended = _run(order)
        report = _finish(order)
    except OSError as error:
        _write(order.result_fd, Result(error=str(error)), None)
    else:
        result = Result(status, ended, has_report=report is not None)
        _write(order.result_fd, result, report)
    os._exit(0)


def _write(target: int, result: Result, report: bytes | None) -> None:
    os.ftruncate(target, 0)
    with os.fdopen(os.dup(target), "wb") as file:
        file.seek(0)
        file.write(result.encode(report))


def _step_back() -> None:
    """Leave a process in front, and go on as a supervisor that outlives it just long enough to tidy up.

    The host ends a run by killing the front's group; the supervisor, in a session of its own, is then told
    by SIGTERM and ends every descendant, daemons included.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGCHLD})
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    front = os.getpid()
    supervisor = os.fork()
    if supervisor:
        os.waitpid(supervisor, 0)
        os._exit(0)
    os.setsid()
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != front:
        os._exit(1)


def _prepare(order: Order) -> None:
    for folder in order.folders:
        os.makedirs(folder, exist_ok=True)
        if order.owner is not None:
            os.chown(folder, order.owner, order.owner)
    for path, target in order.links:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        os.symlink(target, path)
    if order.origin:
        copy_tree(order.origin, order.work, keep_out=order.keep_out, owner=order.owner)
        _give_parents(order)
    elif order.owner is not None:
        give(order.work, order.owner)


def _give_parents(order: Order) -> None:
    """The folders above an overlay that the tree itself does not have were made by us or by bwrap."""
    if order.owner is None:
        return
    for path in order.keep_out:
        while path := os.path.dirname(path):
            os.chown(f"{order.work}/{path}", order.owner, order.owner, follow_symlinks=False)


def _run(order: Order) -> Waited:
    """Start the program and wait for it. Raises OSError when it could not be confined."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGCHLD})
    failures, failing = os.pipe()
    mine, theirs = _channel(order)
    child = os.fork()
    if child == 0:
        _become_or_tell(order, failing, theirs)
    os.close(failing)
    if mine >= 0:
        os.close(theirs)
        _answer_signals(mine)
    with os.fdopen(failures, "rb") as file:
        failure = file.read()
    if failure:
        raise OSError(failure.decode("utf-8", "replace"))
    # What holds if the program manages to kill us.
    _write(order.result_fd, Result(status=-signal.SIGKILL), None)
    return _wait(child, time.monotonic() + order.seconds)


def _become_or_tell(order: Order, failing: int, channel: int) -> NoReturn:
    try:
        # Python ignores these two; programs expect the defaults.
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, set())
        become(order, channel)
    except OSError as error:
        os.write(failing, str(error).encode())
    finally:
        os._exit(1)


def _wait(child: int, deadline: float) -> Waited:
    """Reap everything until the program itself ends, the time is up, or the host is gone."""
    while True:
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == child:
                return os.waitstatus_to_exitcode(status), ""
            if pid == 0:
                break
        left = deadline - time.monotonic()
        if left <= 0:
            return None, "timeout"
        news = signal.sigtimedwait({signal.SIGCHLD, signal.SIGTERM}, left)
        if news is not None and news.si_signo == signal.SIGTERM:
            return None, "stopped"


def _channel(order: Order) -> tuple[int, int]:
    """A socket pair for seccomp's listener where signals are asked about; (-1, -1) where they are not."""
    if order.confinement is not Confinement.LANDLOCK or order.abi >= SIGNALS_SINCE:
        return -1, -1
    mine, theirs = socket.socketpair()
    return mine.detach(), theirs.detach()


def _answer_signals(channel: int) -> None:
    with socket.socket(fileno=channel) as end:
        _, listeners, _, _ = socket.recv_fds(end, 1, 1)
    if listeners:
        threading.Thread(target=answer, args=(listeners[0], os.getpid()), daemon=True).start()


def _finish(order: Order) -> bytes | None:
    end_all()
    report = read_report(order.report, MAX_REPORT) if order.report else None
    if not order.origin and order.owner is not None:
        give(order.work, order.keeper)
    return report
