"""The HTTP server of the double: HTTP/1.1 with connections that stay open, a thread for each."""

from __future__ import annotations

import contextlib
import json
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from email.utils import formatdate
from http.client import responses
from http.server import ThreadingHTTPServer
from pathlib import Path
from socketserver import StreamRequestHandler

from .hub import Hub, Reply
from .objects import Store, git
from .organisation import Other
from .routing import Raw
from .several import keys_of
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


class _Handler(StreamRequestHandler):
    """One connection: plain HTTP/1.1, read and written by hand, because that is several times faster."""

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

    def handle(self) -> None:
        while self._serve():
            self.wfile.flush()

    def _serve(self) -> bool:
        """Answer one request; false where the connection ends."""
        words = self.rfile.readline(65_536).decode("latin-1").split()
        if len(words) != 3:
            return False
        headers: dict[str, str] = {}
        while line := self.rfile.readline(65_536).strip():
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.strip().lower()] = value.strip()
        if headers.get("expect", "").lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            self.wfile.flush()
        reply = self.server.hub.handle(words[0], words[1], headers, self._body(headers))
        if reply.drop:
            return False
        self._send(reply, words[0])
        return not reply.short and headers.get("connection", "").lower() != "close" and words[2] == "HTTP/1.1"

    def _body(self, headers: Mapping[str, str]) -> bytes:
        if headers.get("transfer-encoding", "").lower() != "chunked":
            return self.rfile.read(int(headers.get("content-length") or 0))
        out = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            out += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return out

    def _send(self, reply: Reply, method: str) -> None:
        kind = "application/json; charset=utf-8"
        if reply.raw is not None:
            data, kind = reply.raw, ""
        elif isinstance(reply.body, Raw):
            data = reply.body.text
        elif isinstance(reply.body, str):
            data, kind = reply.body.encode(), "text/html; charset=utf-8"
        else:
            data = b"" if reply.body is None else json.dumps(reply.body).encode()
        if reply.cut:
            data = data[: len(data) // 2]
        lines = [f"HTTP/1.1 {reply.status} {responses.get(reply.status, '')}"]
        lines.append(f"date: {formatdate(self.server.hub.state.now(), usegmt=True)}")
        lines += [f"content-type: {kind}"] if kind and data else []
        lines += [f"content-length: {len(data)}"] if reply.status != 204 else []
        lines += [f"{name}: {value}" for name, value in reply.headers]
        self.wfile.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
        if method != "HEAD":
            self.wfile.write(data[: len(data) // 2] if reply.short else data)


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


@contextlib.contextmanager
def beside(hub: Hub, folder: Path, slug: str, *, size: int = 1) -> Iterator[Hub]:
    """Serve another repository of the organisation at the same address, for the same people, tokens and App.

    `size` is in KB, and what lists tell of it.
    """
    with _bare(folder) as bare:
        head = (bare / "HEAD").read_text().strip().removeprefix("ref: refs/heads/")
        whole = hub.state
        state = State(
            Store(bare), slug, private=whole.private, default_branch=head, people=whole.people, names=whole.names,
            teams=whole.teams, tokens=whole.tokens, app=whole.app,
        )  # fmt: skip
        made = Hub(state, hub.origin, hub.prefix)
        made.hang_up = hub.hang_up
        whole.others[slug.lower()] = Other(slug, private=state.private, size=size, default_branch=head)
        hub.beside |= dict.fromkeys(keys_of(slug), made)
        yield made
