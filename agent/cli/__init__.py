"""The command line: the only place that prints, and the only one that chooses an exit code."""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from types import FrameType

from agent import process
from agent.cli import config, doctor, fix, scan, verify
from agent.cli.arguments import parser
from agent.errors import SutureError
from agent.report.text import visible
from agent.settings import process_environment

COMMANDS = {
    "scan": scan.command,
    "fix": fix.command,
    "verify": verify.command,
    "doctor": doctor.command,
    "config": config.command,
}

INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 ran, 1 findings remain or rejected, 2 error, 3 gap."""
    arguments = parser().parse_args(argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show a character shows its escape instead of a stack trace.
            stream.reconfigure(errors="backslashreplace")
    signal.signal(signal.SIGTERM, _terminated)
    try:
        return COMMANDS[arguments.command](arguments, process_environment())
    except SutureError as error:
        print(f"suture: error: {visible(str(error))}\n  next: {visible(error.hint)}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever read our output has seen enough; let nothing else be written to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        _end_now()
        raise


def _terminated(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _end_now() -> None:
    """End our programs, let their threads clean up, and leave without waiting for the network."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    process.stop()
    until = time.monotonic() + 3
    while time.monotonic() < until and process.running():
        time.sleep(0.05)
    time.sleep(0.1)
    print("suture: interrupted; run the same command again to go on", file=sys.stderr)
    sys.stdout.flush()
    sys.stderr.flush()
    if threading.active_count() > 1:
        os._exit(INTERRUPTED)
    sys.exit(INTERRUPTED)
