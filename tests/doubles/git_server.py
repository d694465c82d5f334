"""A real HTTP server over `git http-backend`: asks for a token, keeps what it was sent, and can misbehave."""

from __future__ import annotations

import base64
import contextlib
import gzip
import os
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

USER = "x-access-token"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How the server answers. Without `token` everybody may read; `redirect` is where it sends clients.

    `status` is the answer to everything; `drip` sends a pack's first bytes and then one byte each so many
    seconds for ever; `flood` sends progress for ever, as fast as it is read; `pause` is how long every
    answer waits.
    """

    token: str = ""
    redirect: str = ""
    status: int = 0
    body: bytes = b""
    drip: float = 0.0
    flood: bool = False
    pause: float = 0.0


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: what it asked for, and the user and password that came with it."""

    method: str
    target: str
    authorization: str

    @property
    def password(self) -> str:
        """The password of basic authentication; empty when there was none."""
        scheme, _, encoded = self.authorization.partition(" ")
        if scheme.casefold() != "basic":
            return ""
        return base64.b64decode(encoded).decode().partition(":")[2]


@dataclass
class GitServer:
    """What a test sees of the running server."""

    url: str
    asked: list[Asked] = field(default_factory=list)


@contextlib.contextmanager
def serving(root: Path, behaviour: Behaviour = Behaviour()) -> Iterator[GitServer]:
    """Serve the repositories below `root` (`root/owner/name.git`) until the block ends."""
    seen = GitServer("")
    over = threading.Event()

    class Handler(_Handler):
        server_root, answers, log, ended = root, behaviour, seen.asked, over

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            pass

    with Quiet(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        seen.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield seen
        finally:
            over.set()
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_root: Path
    answers: Behaviour
    log: list[Asked]
    ended: threading.Event

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        self.close_connection = True
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        asked = Asked(self.command, self.path, self.headers.get("authorization", ""))
        self.log.append(asked)
        answers = self.answers
        time.sleep(answers.pause)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            if answers.token and asked.password != answers.token:
                self._send(401, {"www-authenticate": 'Basic realm="git"'}, b"token wanted\n")
            elif answers.redirect:
                self._send(302, {"location": answers.redirect + self.path}, b"")
            elif answers.status:
                self._send(answers.status, {}, answers.body)
            elif self.path.endswith("/git-upload-pack") and (answers.drip or answers.flood):
                self._endless(body)
            else:
                self._backend(body)

    def _endless(self, body: bytes) -> None:
        """A fetch that never ends; the listing of refs before it is the real one."""
        if b"command=fetch" not in self._plain(body):
            self._backend(body)
            return
        self.send_response(200)
        self.send_header("content-type", "application/x-git-upload-pack-result")
        self.send_header("connection", "close")
        self.end_headers()
        if b"done" not in self._plain(body):
            # Who has commits already asks what they are good for, first.
            self._line(b"acknowledgments\n")
            self._line(b"ready\n")
            self.wfile.write(b"0001")
        # One blob that never ends, stored uncompressed: git keeps all of it.
        self._line(b"packfile\n")
        self._line(b"\x01PACK\0\0\0\x02\0\0\0\x01" + b"\xb0\xff\xff\xff\x7f" + b"\x78\x01")
        piece = b"\0\x00\xf0\xff\x0f" + bytes(0xF000)
        while not self.ended.is_set():
            if self.answers.flood:
                self._line(b"\x01" + piece)
            else:
                self._line(b"\x02.")
                self.ended.wait(self.answers.drip)

    def _line(self, content: bytes) -> None:
        self.wfile.write(b"%04x" % (len(content) + 4) + content)
        self.wfile.flush()

    def _plain(self, body: bytes) -> bytes:
        return gzip.decompress(body) if self.headers.get("content-encoding") == "gzip" else body

    def _backend(self, body: bytes) -> None:
        path, _, query = self.path.partition("?")
        body = self._plain(body)
        env = {
            "PATH": os.environ["PATH"], "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_PROJECT_ROOT": str(self.server_root), "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*",
            "REQUEST_METHOD": self.command, "PATH_INFO": path, "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers.get("content-type", ""), "CONTENT_LENGTH": str(len(body)),
            "GIT_PROTOCOL": self.headers.get("git-protocol", ""), "REMOTE_ADDR": "127.0.0.1",
        }  # fmt: skip
        done = subprocess.run(["git", "http-backend"], env=env, input=body, capture_output=True)
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
        status = int(headers.pop("Status", "200").split()[0])
        self._send(status, headers, content)

    def _send(self, status: int, headers: dict[str, str], content: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(content)))
        self.send_header("connection", "close")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass
