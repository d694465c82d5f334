"""Is this sandbox one? Canaries on the host, a program inside that goes for them, and a look afterwards."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from agent.errors import SutureError
from agent.ports import Job, Sandbox
from agent.sandbox.canaries import CANARIES
from agent.sandbox.launch import own_python

PROGRAM = Path(__file__).with_name("canaries.py")
SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Outside:
    """What stands on the host for the program to reach: a secret in an open folder, and three listeners."""

    folder: Path
    secret: Path
    token: str
    plan: str


def leaks(sandbox: Sandbox) -> str:
    """Why the sandbox cannot be used, naming each canary that got out; empty when it holds."""
    with _short_folder() as name, _outside(Path(name)) as outside:
        tree = Path(name, "tree")
        tree.mkdir()
        (tree / PROGRAM.name).write_bytes(PROGRAM.read_bytes())
        before = _state(outside.folder)
        argv = (os.fspath(own_python()), "-I", "-S", "-B", PROGRAM.name)
        job = Job(argv, tree, env=(("CANARIES", outside.plan),), seconds=SECONDS, report="canaries.json")
        try:
            ran = sandbox.run(job)
        except SutureError as error:
            return str(error)
        if ran.status != 0 or ran.report is None:
            return f"the self-test did not finish ({ran.ended or ran.status}): {ran.output[-300:]}".strip()
        answer = json.loads(ran.report)
        leaked = [name for name in CANARIES if name in answer["leaked"] or name not in answer["tried"]]
        if _state(outside.folder) != before:
            leaked.append("write outside")
        if _lives(outside.token):
            leaked.append("survivor")
    return f"it leaks: {', '.join(leaked)}" if leaked else ""


def _short_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder whose name leaves room for a UNIX socket's address, of which the kernel takes 107 bytes."""
    usual = tempfile.gettempdir()
    return tempfile.TemporaryDirectory(
        prefix="suture-test-",
        dir=usual if len(os.fsencode(usual)) < 60 else "/tmp",  # noqa: S108
    )


@contextlib.contextmanager
def _outside(base: Path) -> Iterator[Outside]:
    base.chmod(0o755)
    folder = base / "outside"
    folder.mkdir()
    folder.chmod(0o777)
    secret = folder / "secret"
    secret.write_text("canary")
    secret.chmod(0o666)
    token = secrets.token_hex(7)
    with contextlib.ExitStack() as stack:
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        for address in (str(folder / "socket"), "\0" + token):
            listener = stack.enter_context(socket.socket(socket.AF_UNIX))
            listener.bind(address)
            listener.listen()
        (folder / "socket").chmod(0o777)
        began = Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19]
        plan = {
            "secret": str(secret),
            "socket": str(folder / "socket"),
            "port": tcp.getsockname()[1],
            "token": token,
            "pid": os.getpid(),
            "began": began,
        }
        yield Outside(folder, secret, token, json.dumps(plan))


def _state(folder: Path) -> list[tuple[str, int, int, int]]:
    found = sorted((path.name, path.lstat()) for path in folder.iterdir())
    return [(name, stat.st_mode, stat.st_size, stat.st_mtime_ns) for name, stat in found]


def _lives(token: str) -> bool:
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if folder.name.isdecimal() and (folder / "comm").read_text().strip() == token:
                return True
    return False
