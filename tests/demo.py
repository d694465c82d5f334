"""make demo: the main job on a fresh copy of the shop, without account, key or network.

Scan, gates, sandbox and tests run for real. Fixes that need a model come from completions that were recorded
earlier and are replayed by a server on loopback; the output says so. `--record` waits for new ones instead
(see tests/doubles/replay_server.py), `--port N` fixes the server's port.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from tests.doubles.replay_server import Recordings, server

ROOT = Path(__file__).parents[1]
SHOP = ROOT / "tests/targets/shop"
RECORDED = ROOT / "tests/recorded/shop"
COPY = ROOT / "build/demo/shop"
MODEL = "recorded-completions"


def fresh_copy(folder: Path) -> None:
    """The shop as a repository of its own, with one commit that is the same every time."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(SHOP, folder, ignore=shutil.ignore_patterns("__pycache__", ".pytest_cache", "instance"))
    who = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER")
           for key, value in (("NAME", "Demo"), ("EMAIL", "demo@example.com"), ("DATE", "1767225600 +0000"))}  # fmt: skip
    env = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1", **who}
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "The shop"]):
        subprocess.run(["git", "-C", folder, *command], env=env, check=True)


@contextlib.contextmanager
def served(*, record: bool, port: int) -> Iterator[tuple[dict[str, str], Recordings]]:
    """The environment that makes Suture ask a real server on loopback, and the recordings behind it."""
    RECORDED.mkdir(parents=True, exist_ok=True)
    env = {"SUTURE_MODEL": MODEL, "SUTURE_MODEL__TRIES": "1", "SUTURE_TESTS__PYTHON": sys.executable}
    if record:
        # Whoever answers may take an hour.
        env |= {"SUTURE_MODEL__TIMEOUT": "3600", "SUTURE_LIMITS__CASE_SECONDS": "7200"}
    recordings = Recordings(RECORDED, record=record)
    with server(recordings, port) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        yield {**env, "OPENAI_BASE_URL": f"http://127.0.0.1:{serving.server_port}/v1"}, recordings
        serving.shutdown()


def main() -> int:
    """Make the copy, serve the recordings, run suture fix with the interpreter that has the shop's dependencies."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--port", type=int, default=0)
    options, rest = parser.parse_known_args()
    fresh_copy(COPY)
    sys.stdout.write("model: completions recorded earlier are replayed; everything else runs for real\n")
    sys.stdout.flush()
    kept = {
        name: os.environ[name] for name in ("PATH", "HOME", "TERM", "LANG", "COLUMNS") if name in os.environ
    }
    command = [
        sys.executable,
        "-m",
        "agent",
        "fix",
        str(COPY.relative_to(ROOT)),
        "--fresh",
        *rest,
    ]
    with served(record=options.record, port=options.port) as (env, _):
        return subprocess.run(command, cwd=ROOT, env={**kept, **env}).returncode


if __name__ == "__main__":
    sys.exit(main())
