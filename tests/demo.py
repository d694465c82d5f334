"""make demo: the main job on a fresh copy of the shop, without account, key or network.

Scan, gates, sandbox and tests run for real. Fixes that need a model come from completions that were recorded
earlier and are replayed by a server on loopback; the output says so. `--record` waits for new ones instead
(see tests/doubles/replay_server.py), `--port N` fixes the server's port.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import threading
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


def run(arguments: list[str], copy: Path, url: str) -> int:
    """suture fix on the copy, with the interpreter that has the shop's dependencies."""
    env = {
        **{
            name: os.environ[name]
            for name in ("PATH", "HOME", "TERM", "LANG", "COLUMNS")
            if name in os.environ
        },
        "OPENAI_BASE_URL": url,
        "SUTURE_MODEL": MODEL,
        "SUTURE_MODEL__TRIES": "1",
        "SUTURE_TESTS__PYTHON": sys.executable,
    }
    program = Path(sys.executable).with_name("suture")
    return subprocess.run([program, "fix", copy.relative_to(ROOT), *arguments], cwd=ROOT, env=env).returncode


def main() -> int:
    """Make the copy, serve the recordings, run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--port", type=int, default=0)
    options, rest = parser.parse_known_args()
    fresh_copy(COPY)
    RECORDED.mkdir(parents=True, exist_ok=True)
    with server(Recordings(RECORDED, record=options.record), options.port) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        sys.stdout.write("model: completions recorded earlier are replayed; everything else runs for real\n")
        sys.stdout.flush()
        status = run(["--fresh", *rest], COPY, f"http://127.0.0.1:{serving.server_port}/v1")
        serving.shutdown()
    return status


if __name__ == "__main__":
    sys.exit(main())
