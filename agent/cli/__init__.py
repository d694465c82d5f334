"""The command line: the composition root, the only place that prints or chooses an exit code."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

INTERRUPTED = 130
GRACE_SECONDS = 3.0


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; an interrupt ends everything that it started."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _terminated)
    try:
        # Only now, so that an interrupt in the half second that these imports take is handled too.
        from agent.cli.commands import run

        status = run(argv)
        # The work is done: a signal that comes now has nothing left to interrupt.
        _ignore_signals()
        return status
    except KeyboardInterrupt:
        _end_now()


def _ignore_signals() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def _terminated(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _end_now() -> NoReturn:
    """End our programs, let their threads clean up, and leave without waiting for the network."""
    _ignore_signals()
    from agent import process

    process.stop()
    until = time.monotonic() + GRACE_SECONDS
    while process.running() and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(0.1)
    print("suture: interrupted; run the same command again to go on", file=sys.stderr)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(INTERRUPTED)
