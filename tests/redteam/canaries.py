"""What stands outside the sandbox for attacks to touch, and the look at it afterwards."""

from __future__ import annotations

import contextlib
import ctypes
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

NAME = "SUTURE_REDTEAM_CANARY"
STRAY = ("redteam-stray", "redteam_stray")
_PR_SET_CHILD_SUBREAPER = 36
_SETTLE_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Canaries:
    """The canaries. `tokens` are what patches write for them; `value` is what must be printed nowhere."""

    value: str
    home: Path
    tokens: tuple[tuple[bytes, bytes], ...]
    listeners: tuple[tuple[str, socket.socket], ...]
    decoy: subprocess.Popen[bytes]
    untouched: tuple[tuple[str, bytes, int], ...]

    def aim(self, diff: bytes) -> bytes:
        """The patch with the canaries' real addresses in it; only lengths within lines change."""
        for token, text in self.tokens:
            diff = diff.replace(token, text)
        return diff

    def traces(self, printed: str, known: frozenset[int]) -> tuple[str, ...]:
        """What an attack left outside. `known` are our own processes from before it, `printed` all it made us say."""
        found = [f"a connection to the {name}" for name, listener in self.listeners if _was_reached(listener)]
        if _contents(self.home) != self.untouched:
            found.append("a file in the home folder")
        if self.decoy.poll() is not None:
            found.append("the end of a process of the host")
        if self.value in printed:
            found.append("the canary's value in a check's detail")
        found += [f"the file {path}" for path in _strays()]
        return (*found, *(f"the process {pid}" for pid in sorted(_left_running(known))))


@contextlib.contextmanager
def planted() -> Iterator[Canaries]:
    """Set everything up, and take it down again."""
    # Orphans of what we start become our children, wherever they hid.
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    value = f"canary-{secrets.token_hex(12)}"
    with contextlib.ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="suture-redteam-home-")))
        home.chmod(0o777)
        (home / "secret").write_text(value)
        (home / "secret").chmod(0o666)
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        port = tcp.getsockname()[1]
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", port))
        abstract = stack.enter_context(socket.socket(socket.AF_UNIX))
        name = f"suture-redteam-{secrets.token_hex(6)}"
        abstract.bind(f"\0{name}")
        abstract.listen()
        listeners = (("TCP listener", tcp), ("datagram listener", udp), ("abstract UNIX socket", abstract))
        for _, listener in listeners:
            listener.setblocking(False)
        decoy = stack.enter_context(_decoy(value))
        os.environ[NAME] = value
        stack.callback(os.environ.pop, NAME, None)
        words = {
            "FILE": home / "secret",
            "HOME": home,
            "PORT": port,
            "SOCKET": name,
            "PID": decoy.pid,
            "NAME": NAME,
        }
        tokens = tuple((f"__CANARY_{key}__".encode(), str(text).encode()) for key, text in words.items())
        yield Canaries(value, home, tokens, listeners, decoy, _contents(home))


@contextlib.contextmanager
def _decoy(value: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process of the host that holds the value in its environment, as a shell of its user would."""
    command = [sys.executable, "-I", "-S", "-c", "import time; time.sleep(7200)"]
    with subprocess.Popen(command, env={NAME: value, "PATH": os.defpath}) as decoy:
        try:
            yield decoy
        finally:
            decoy.kill()


def descendants() -> frozenset[int]:
    """Our living children and theirs, by process number."""
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            with contextlib.suppress(OSError):
                state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
                if state != "Z":
                    parents.setdefault(int(parent), []).append(int(folder.name))
    found: set[int] = set()
    todo = [os.getpid()]
    while todo:
        fresh = parents.get(todo.pop(), [])
        found.update(fresh)
        todo += fresh
    return frozenset(found)


def _left_running(known: frozenset[int]) -> frozenset[int]:
    """Processes that are ours and were not before, after a moment in which those that end may end."""
    deadline = time.monotonic() + _SETTLE_SECONDS
    while (left := descendants() - known) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left


def _was_reached(listener: socket.socket) -> bool:
    try:
        if listener.type == socket.SOCK_DGRAM:
            listener.recv(64)
        else:
            listener.accept()[0].close()
    except BlockingIOError:
        return False
    return True


def _contents(folder: Path) -> tuple[tuple[str, bytes, int], ...]:
    return tuple((p.name, p.read_bytes(), p.lstat().st_mtime_ns) for p in sorted(folder.iterdir()))


def _strays() -> list[Path]:
    """Files that the attacks name so that they can be told from everybody else's."""
    folders = {
        Path("/tmp"),
        Path("/var/tmp"),
        Path.home(),
        Path.cwd(),
        *map(Path, sys.path),
        Path(sys.prefix),
    }
    return [
        path
        for folder in sorted(folders)
        if folder.is_dir() and os.access(folder, os.R_OK)
        for path in folder.iterdir()
        if path.name.startswith(STRAY)
    ]
