"""make bench: where the time goes. Every comparison is a ratio of two things measured in turn, in one run."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from agent.domain import Change
from agent.ports import Job
from agent.process import run
from agent.sandbox import Unavailable, choose, interpreter_binds
from agent.scanner.bundled import merged
from agent.scanner.packs import DEFAULT, pack
from agent.scanner.semgrep import FLAGS, SemgrepScanner, find_semgrep
from agent.settings import SandboxSettings, ScanSettings
from agent.workspace.git import open_checkout
from agent.workspace.snapshot import GitSnapshot
from tests.demo import fresh_copy

RUNS = 5


def seconds(work: Callable[[], object], runs: int = RUNS) -> float:
    """The median of several runs, after one to warm up."""
    work()
    taken = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def say(what: str, value: float, note: str = "") -> None:
    """One line of the result."""
    sys.stdout.write(f"{what:<58}{value:8.3f} s  {note}\n")
    sys.stdout.flush()


def front_end(folder: Path, *flags: str) -> Callable[[], object]:
    """A scan of `folder` with the default pack through one of semgrep's front ends."""
    program = find_semgrep(os.environ["PATH"])
    config = folder.parent / "default.json"
    config.write_bytes(merged(pack(DEFAULT), "bench"))
    argv = [str(program), "scan", *flags, "--config", str(config), *FLAGS, "."]
    env = {"PATH": os.environ["PATH"], "HOME": str(folder.parent)}
    return lambda: run(argv, env=env, cwd=folder, timeout=300)


def main() -> None:
    """Print every figure of docs/speed.md."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fresh_copy(folder / "shop")
        snapshot = GitSnapshot(open_checkout(folder / "shop"))
        (folder / "all").mkdir()
        (folder / "one").mkdir()
        snapshot.export(folder / "all")
        content = snapshot.read("shop/catalog.py") or b""
        snapshot.export(folder / "one", (Change("shop/catalog.py", content, content),), only=())
        for label, tree in (
            ("one file", folder / "one"),
            (f"the shop, {len(snapshot.entries())} files", folder / "all"),
        ):
            native, python = seconds(front_end(tree, "--experimental")), seconds(front_end(tree), runs=3)
            say(f"semgrep, native front end, {label}", native)
            say(f"semgrep, Python front end, {label}", python, f"{python / native:.1f} times the native one")
        program = find_semgrep(os.environ["PATH"])
        scanner = SemgrepScanner(program, [], ScanSettings(), bundled=pack(DEFAULT))
        say("a gate's re-scan of one file, all in", seconds(lambda: scanner.scan(folder / "one")))

        def export() -> None:
            with tempfile.TemporaryDirectory() as tree:
                snapshot.export(Path(tree))

        say("a copy of the commit for one test run", seconds(export))
        for backend in ("bubblewrap", "landlock"):
            settings = SandboxSettings.model_validate({"backend": backend})
            found = choose(settings)
            if isinstance(found, Unavailable):
                sys.stdout.write(f"{backend}: not measured: {found.reason}\n")
                continue
            _sandbox(backend, settings, folder / "all")


def _sandbox(backend: str, settings: SandboxSettings, tree: Path) -> None:
    sandbox = choose(settings)
    assert not isinstance(sandbox, Unavailable)
    python = Path(sys.executable)
    binds = interpreter_binds(python)
    say(f"{backend}: choice with self-test", seconds(lambda: choose(settings)))
    say(f"{backend}: an empty program", seconds(lambda: sandbox.run(Job(("true",), tree))))
    suite = Job((str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider"), tree, readonly=binds)
    inside = seconds(lambda: sandbox.run(suite), runs=3)
    env = {"PATH": os.environ["PATH"], "HOME": str(tree.parent), "PYTHONDONTWRITEBYTECODE": "1"}
    argv = [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    outside = seconds(lambda: run(argv, env=env, cwd=tree, timeout=300), runs=3)
    say(f"{backend}: the shop's suite", inside, f"{inside / outside:.2f} times without a sandbox")


if __name__ == "__main__":
    main()
