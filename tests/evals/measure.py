"""Measure on our own cases with completions that were recorded earlier: the same figures on every machine.

    python -m tests.evals.measure [NAME] [--only GLOB]... [--jobs N] [--json FILE] [--record] [--port N]

Scan, gates, sandbox, proofs and hidden tests run for real. What models say comes from tests/evals/recorded/NAME,
served on loopback; the output says so. `--record` waits for what is not there yet: each question is written to
NAME/pending-PORT/<digest>.md, and whoever plays the model writes <digest>.reply.md beside it. Several people may
record into one folder, each with a port and cases (`--only`) of their own.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from tests.doubles.replay_server import Recordings, server

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests/evals/cases"
RECORDED = ROOT / "tests/evals/recorded"
DEFAULT = "strong"
# Whoever answers may take hours; what bounds a run elsewhere must not end a recording.
PATIENCE = {
    "SUTURE_MODEL__TIMEOUT": "7200",
    "SUTURE_LIMITS__CASE_SECONDS": "28800",
    "SUTURE_LIMITS__RUN_SECONDS": "86400",
}
ENOUGH = {"SUTURE_MODEL__TRIES": "1", "SUTURE_LIMITS__MAX_TOKENS": "50000000"}


@contextlib.contextmanager
def served(
    folder: Path, *, record: bool = False, port: int = 0
) -> Iterator[tuple[dict[str, str], Recordings]]:
    """The environment in which Suture asks the recordings in `folder`, whose name is the model's, and those."""
    folder.mkdir(parents=True, exist_ok=True)
    env = {"SUTURE_MODEL": folder.name, "SUTURE_TESTS__PYTHON": sys.executable, **ENOUGH}
    recordings = Recordings(folder, record=record, wait=7000.0, pending=f"pending-{port}")
    with server(recordings, port) as serving:
        thread = threading.Thread(target=serving.serve_forever, daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{serving.server_port}/v1"
        try:
            yield {**env, **(PATIENCE if record else {}), "OPENAI_BASE_URL": address}, recordings
        finally:
            serving.shutdown()
            thread.join()


def evaluate(cases: Path, env: dict[str, str], *arguments: str) -> int:
    """Run `suture eval`: every case anew, and no answer from anywhere but the recordings."""
    kept = {
        name: os.environ[name] for name in ("PATH", "HOME", "TERM", "LANG", "COLUMNS") if name in os.environ
    }
    with tempfile.TemporaryDirectory(prefix="measure-") as out:
        flags = ["--fresh", "--no-cache", "--out", out]
        command = [sys.executable, "-m", "agent", "eval", str(cases), *flags, *arguments]
        return subprocess.run(command, cwd=ROOT, env={**kept, **env}).returncode


def main() -> int:
    """Serve the recordings and measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("name", nargs="?", default=DEFAULT)
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=0)
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    said = "waits for completions that are not recorded yet" if asked.record else "completions are replayed"
    sys.stdout.write(f"model: {asked.name}, recorded earlier: {said}; everything else runs for real\n")
    sys.stdout.flush()
    arguments = [word for pattern in asked.only for word in ("--only", pattern)]
    # Many questions at once, so that whoever answers need not wait for one after the other.
    jobs = asked.jobs or (8 if asked.record else 2)
    arguments += ["--jobs", str(jobs), *(["--json", str(asked.json.absolute())] if asked.json else [])]
    with served(RECORDED / asked.name, record=asked.record, port=asked.port) as (env, recordings):
        status = evaluate(CASES, env, *arguments)
    if not asked.only:
        left = {file.stem for file in (RECORDED / asked.name).glob("*.json")} - recordings.used
        sys.stdout.write(
            f"recordings: {len(recordings.used)} used; left over: {', '.join(sorted(left)) or 'none'}\n"
        )
    return status


if __name__ == "__main__":
    sys.exit(main())
