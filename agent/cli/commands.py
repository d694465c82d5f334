"""Which command runs, and what its end means: the only place that turns errors into text and exit codes."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

from agent.cli import config, doctor, fix, fleet, owners, scan, verify
from agent.cli import eval as evaluation
from agent.cli.arguments import parser
from agent.cli.bundle import publish
from agent.cli.following import follow
from agent.cli.rules import catalogue
from agent.cli.setup import init
from agent.credentials import conceal
from agent.errors import SutureError
from agent.report.text import loggable
from agent.settings import process_environment

COMMANDS = {
    "scan": scan.command,
    "fix": fix.command,
    "verify": verify.command,
    "publish": publish.command,
    "follow": follow.command,
    "plan": follow.plan,
    "init": init.command,
    "fleet": fleet.command,
    "eval": evaluation.command,
    "owners": owners.command,
    "rules": catalogue.command,
    "doctor": doctor.command,
    "config": config.command,
}


def run(argv: Sequence[str] | None) -> int:
    """Run one command and return its exit code: 0 ran, 1 findings remain or rejected, 2 error, 3 gap."""
    arguments = parser().parse_args(argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show a character shows its escape instead of a stack trace.
            stream.reconfigure(errors="backslashreplace")
    try:
        status = COMMANDS[arguments.command](arguments, process_environment())
        sys.stdout.flush()
        return status
    except SutureError as error:
        # Errors repeat what programs and servers said, and those may repeat a key.
        said, hint = (loggable(conceal(text)) for text in (str(error), error.hint))
        print(f"suture: error: {said}\n  next: {hint}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever read our output has seen enough; let nothing else be written to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
