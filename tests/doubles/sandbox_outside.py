"""A host worth attacking: a secret, listeners, a process to meddle with, and the traces that an attack leaves."""

from __future__ import annotations

import contextlib
import os
import resource
import secrets
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from agent.ports import Ran

ESCAPED = "ESCAPED"
HELPER = "import sys, time; held = sys.stdin; print('up', flush=True); time.sleep(600)"


@dataclass(frozen=True)
class Outside:
    """`folder` is open to everybody and holds `secret_file`; `tree` is what a job is given."""

    folder: Path
    tree: Path
    token: str
    secret: str
    helper: subprocess.Popen[str]
    listeners: tuple[socket.socket, ...]
    ports: tuple[int, int]

    @property
    def secret_file(self) -> Path:
        return self.folder / "secret"

    def env(self) -> tuple[tuple[str, str], ...]:
        """What an attack is told: where everything is."""
        return (
            ("OUTSIDE", str(self.folder)),
            ("SECRET", str(self.secret_file)),
            ("TREE", str(self.tree)),
            ("TOKEN", self.token),
            ("HELPER", str(self.helper.pid)),
            ("TCP", str(self.ports[0])),
            ("UDP", str(self.ports[1])),
        )

    def state(self) -> list[tuple[str, int, int, int, bytes]]:
        """Everything below `folder` and `tree`, with what an attack could change of it."""
        found = []
        for path in sorted((self.folder, self.tree, *self.folder.rglob("*"), *self.tree.rglob("*"))):
            stat = path.lstat()
            data = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
            found.append((str(path), stat.st_mode, stat.st_uid, stat.st_mtime_ns, data))
        return found

    def helper_state(self) -> tuple[object, ...]:
        pid = self.helper.pid
        if self.helper.poll() is not None:
            return ("killed",)
        limits = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        priority = os.getpriority(os.PRIO_PROCESS, pid)
        return limits, priority, os.sched_getaffinity(pid)

    def traces(self, ran: Ran | None, before: object) -> list[str]:
        """What an attack left behind or brought home; empty when it was held. `before` is from `mark`."""
        found = []
        if ran is not None:
            if self.secret in ran.output or self.secret.encode() in (ran.report or b""):
                found.append("secret")
            if ESCAPED in ran.output:
                found.append("said so")
        if select.select(self.listeners, [], [], 0)[0]:
            found.append("connection")
        if self.mark() != before:
            found.append("change outside")
        if _lives_on(self.token):
            found.append("survivor")
        return found

    def mark(self) -> object:
        return self.state(), self.helper_state()


def _lives_on(token: str) -> bool:
    """Whether a process of that name is still there after the moment that dying takes."""
    if wait_for(lambda: not named(token), seconds=1.0):
        return False
    for pid in named(token):
        os.kill(pid, signal.SIGKILL)
    return True


def wait_for(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Whether it became true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def named(token: str) -> list[int]:
    """The living processes of that name."""
    pids = []
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if folder.name.isdecimal() and (folder / "comm").read_text().strip() == token:
                state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
                if state != "Z":
                    pids.append(int(folder.name))
    return pids


@contextlib.contextmanager
def outside() -> Iterator[Outside]:
    """Build it all, and take it down again."""
    # Not pytest's folder: socket addresses are short, and other users may enter this one.
    with tempfile.TemporaryDirectory(prefix="out-") as name, contextlib.ExitStack() as stack:
        base = Path(name)
        base.chmod(0o755)
        folder, tree = base / "outside", base / "tree"
        for path in (folder, tree):
            path.mkdir()
            path.chmod(0o777)
        token, secret = secrets.token_hex(7), secrets.token_hex(16)
        (folder / "secret").write_text(secret)
        (folder / "secret").chmod(0o666)
        (tree / "code.py").write_text("print('hello')\n")
        (tree / "code.py").chmod(0o666)
        (tree / "link").symlink_to(folder / "secret")
        listeners, ports = _listeners(folder, token, stack)
        helper = _helper(folder / "secret", secret)
        try:
            yield Outside(folder, tree, token, secret, helper, listeners, ports)
        finally:
            helper.kill()
            helper.communicate()


def _helper(held: Path, secret: str) -> subprocess.Popen[str]:
    """A process with the secret in its environment, its command line and an open file."""
    with held.open() as file:
        argv = [sys.executable, "-I", "-S", "-c", HELPER, secret]
        helper = subprocess.Popen(argv, env={"TOKEN": secret}, stdin=file, stdout=subprocess.PIPE, text=True)
    assert helper.stdout is not None
    helper.stdout.readline()
    return helper


def _listeners(
    folder: Path, token: str, stack: contextlib.ExitStack
) -> tuple[tuple[socket.socket, ...], tuple[int, int]]:
    tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
    udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
    udp.bind(("127.0.0.1", 0))
    listeners = [tcp, udp]
    for kind, name in ((socket.SOCK_STREAM, "stream"), (socket.SOCK_DGRAM, "datagram")):
        for address in (str(folder / name), f"\0{token}-{name}"):
            listener = stack.enter_context(socket.socket(socket.AF_UNIX, kind))
            listener.bind(address)
            if kind == socket.SOCK_STREAM:
                listener.listen()
            listeners.append(listener)
        (folder / name).chmod(0o777)
    return tuple(listeners), (tcp.getsockname()[1], udp.getsockname()[1])
