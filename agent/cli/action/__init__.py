"""The program that the GitHub action runs: from inputs to a command of ours, to outputs and a summary."""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from agent.cli import main as suture
from agent.cli.action.inputs import Order, order
from agent.cli.action.results import Results, results
from agent.cli.action.summary import stopped, summary
from agent.errors import BundleError, SutureError, UsageError
from agent.report.text import loggable
from agent.settings import process_environment

_BLOCK = 1 << 20


def main() -> int:
    """Run what INPUT_* ask for, write GITHUB_OUTPUT and GITHUB_STEP_SUMMARY; the command's exit code."""
    _prefer_ours()
    environ = process_environment()
    # The runner obeys `::set-output ...` after any blanks, and `##[...]` anywhere in a line; a traceback may
    # hold either. Nobody is told the word that would turn commands on again before the step ends.
    print(f"::stop-commands::{secrets.token_hex(16)}", flush=True)
    try:
        asked = order(environ, Path(environ.get("RUNNER_TEMP") or "."))
        for file, digest in asked.digests:
            _compare(file, digest)
        for file, digest in asked.vouched:
            vouch(file, digest)
    except SutureError as error:
        print(f"suture: error: {loggable(str(error))}\n  next: {loggable(error.hint)}", file=sys.stderr)
        _write(environ.get("GITHUB_STEP_SUMMARY", ""), stopped(str(error), error.hint))
        return 2
    before = {file: _stamp(file) for file in _files(asked)}
    status, said = _run(asked)
    written = frozenset(file for file, was in before.items() if _stamp(file) not in (None, was))
    found = results(asked, written, said)
    _write(environ.get("GITHUB_OUTPUT", ""), _outputs(found))
    server = environ.get("GITHUB_SERVER_URL") or "https://github.com"
    _write(environ.get("GITHUB_STEP_SUMMARY", ""), summary(found, status, server=server))
    return status


def _prefer_ours() -> None:
    """What is started by its name (`suture`, for each repository of a fleet) is the version that runs here.

    The action installs it where PATH does not lead, and what PATH leads to may be somebody else's.
    """
    ours, others = str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)
    os.environ["PATH"] = os.pathsep.join((ours, others))


def _files(asked: Order) -> Sequence[Path]:
    named = (asked.inputs[name] for name in ("bundle", "out", "decide"))
    told = [file for file in (asked.report, asked.told) if file]
    return [*map(Path, filter(None, named)), *told]


@dataclass(frozen=True, slots=True)
class _Stamp:
    inode: int
    changed: int


def _stamp(file: Path) -> _Stamp | None:
    """Tells a file that was written from one that lay there before; None where there is none."""
    try:
        found = file.stat()
    except OSError:
        return None
    return _Stamp(found.st_ino, found.st_mtime_ns)


def _compare(file: Path, digest: str) -> None:
    """Raises BundleError for another file than the one that the job before wrote."""
    actual = hashlib.sha256()
    try:
        with file.open("rb") as stream:
            while block := stream.read(_BLOCK):
                actual.update(block)
    except OSError as error:
        raise UsageError(
            f"{file} cannot be read: {error.strerror}", hint="name a file that is there"
        ) from error
    if actual.hexdigest() != digest:
        raise BundleError(
            f"{file} is not what the job before wrote", hint="run the workflow again; find out who changed it"
        )


def vouch(file: Path, digest: str) -> None:
    """Compare a file with the digest that its job told; without one it goes away. Raises BundleError."""
    if digest:
        _compare(file, digest)
        return
    print(f"{loggable(file.name)} is left out: the job that should have written it told no digest")
    file.unlink()


def _run(asked: Order) -> tuple[int, str]:
    """The command's exit code, and what it printed where that is data for the summary."""
    if asked.command != "follow":
        return _status(asked.argv), ""
    said = io.StringIO()
    with redirect_stdout(said):
        status = _status((*asked.argv, "--json"))
    _show(said.getvalue())
    return status, said.getvalue()


def _status(argv: Sequence[str]) -> int:
    try:
        return suture(argv)
    except SystemExit as ended:
        # The parser's: it has said what is wrong.
        return ended.code if isinstance(ended.code, int) else 2


def _show(text: str) -> None:
    """Print it such that every line can be told from our own."""
    for line in text.splitlines():
        print(f"  {loggable(line)}")
    sys.stdout.flush()


def _outputs(found: Results) -> str:
    """Name by name in the form that no value can leave: a delimiter that nobody can foresee."""
    parts = []
    for name, value in found.outputs().items():
        end = f"end_{secrets.token_hex(16)}"
        parts.append(f"{name}<<{end}\n{value}\n{end}\n")
    return "".join(parts)


def _write(file: str, text: str) -> None:
    if file:
        with Path(file).open("a", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
            stream.write(text)
