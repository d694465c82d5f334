"""The HTTP server of the double: HTTP/1.1 with connections that stay open, a thread for each."""

from __future__ import annotations

import contextlib
import json
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from .hub import Hub, Reply
from .objects import Store, git
from .state import App, State, Team, Token


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, hub: Hub, at: str = "") -> None:
        self.hub = hub
        self.open: set[socket.socket] = set()
        super().__init__(at or ("127.0.0.1", 0), _Handler)  # type: ignore[arg-type]

    def hang_up(self) -> None:
        """End every connection that is open."""
        for connection in list(self.open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is none of the double's errors; everything else is."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    server: _Server

    def setup(self) -> None:
        super().setup()
        if self.server.address_family == socket.AF_INET:
            self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)
        self.server.open.add(self.connection)

    def finish(self) -> None:
        self.server.open.discard(self.connection)
        with contextlib.suppress(OSError):
            super().finish()

    def _serve(self) -> None:
        body = self._body()
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.server.hub.handle(self.command, self.path, headers, body)
        if reply.drop:
            self.close_connection = True
            return
        self._send(reply)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = do_HEAD = _serve

    def _body(self) -> bytes:
        if self.headers.get("transfer-encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("content-length") or 0))
        out = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            out += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return out

    def _send(self, reply: Reply) -> None:
        kind = "application/json; charset=utf-8"
        if reply.raw is not None:
            data, kind = reply.raw, ""
        elif isinstance(reply.body, str):
            data, kind = reply.body.encode(), "text/html; charset=utf-8"
        else:
            data = b"" if reply.body is None else json.dumps(reply.body).encode()
        if reply.cut:
            data = data[: len(data) // 2]
        self.send_response_only(reply.status)
        self.send_header("date", formatdate(self.server.hub.state.now(), usegmt=True))
        if kind and data:
            self.send_header("content-type", kind)
        if reply.status != 204:
            self.send_header("content-length", str(len(data)))
        for name, value in reply.headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data[: len(data) // 2] if reply.short else data)
        if reply.short:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        pass


class _AtSocket(_Server):
    """The same at a Unix socket, as `http_unix_socket` in the configuration of `gh` wants it."""

    address_family = socket.AF_UNIX

    def __init__(self, hub: Hub, at: Path) -> None:
        super().__init__(hub, str(at))

    def server_bind(self) -> None:
        self.socket.bind(self.server_address)

    def get_request(self) -> tuple[socket.socket, tuple[str, int]]:
        return self.socket.accept()[0], ("socket", 0)


@contextlib.contextmanager
def _running(server: _Server) -> Iterator[None]:
    with server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            server.hang_up()
            thread.join()


@contextlib.contextmanager
def _bare(folder: Path) -> Iterator[Path]:
    """The bare repository itself, or a bare copy of one with a work tree, which is left alone."""
    if not (folder / ".git").exists():
        yield folder
        return
    with tempfile.TemporaryDirectory() as scratch:
        bare = Path(scratch) / "hub.git"
        git(folder, "clone", "-q", "--bare", "--no-hardlinks", str(folder), str(bare))
        yield bare


@contextlib.contextmanager
def github(
    folder: Path,
    *,
    slug: str = "acme/shop",
    prefix: str = "",
    private: bool = False,
    people: dict[str, str] | None = None,
    names: dict[str, str] | None = None,
    teams: dict[str, Team] | None = None,
    tokens: dict[str, Token] | None = None,
    app: App | None = None,
    code_owners: dict[str, list[str]] | None = None,
    at_socket: Path | None = None,
) -> Iterator[Hub]:
    """Serve a repository as GitHub would. See the package's description."""
    with _bare(folder) as bare:
        head = (bare / "HEAD").read_text().strip().removeprefix("ref: refs/heads/")
        state = State(
            Store(bare), slug, private=private, default_branch=head,
            people=people if people is not None else {"suture-bot": "write", "ada": "admin", "bob": "write"},
            names=names or {}, teams=teams or {}, app=app, code_owners=code_owners or {},
            tokens=tokens if tokens is not None else {"bot-token": Token("suture-bot")},
        )  # fmt: skip
        hub = Hub(state, prefix=prefix)
        server = _Server(hub)
        hub.origin = f"http://127.0.0.1:{server.server_port}"
        hub.hang_up = server.hang_up
        with contextlib.ExitStack() as running:
            running.enter_context(_running(server))
            if at_socket:
                running.enter_context(_running(_AtSocket(hub, at_socket)))
            yield hub
