"""The internet, as the tests see it. It sits below `http.client`, so that no socket is ever opened."""

import http.client
import io
import socket
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest

PUBLIC_ADDRESS = "93.184.216.34"


@dataclass
class FakeWeb:
    """Pages by address, and the raw requests that were made. `down` refuses every connection."""

    pages: dict[tuple[str, str], tuple[int, bytes]] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    down: bool = False

    def publish(self, url: str, body: str, status: int = 200) -> None:
        """Answer requests for `url` with this body from now on."""
        parts = urlsplit(url)
        self.pages[parts.netloc, parts.path] = (status, body.encode("utf-8"))

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Take the place of connections and name look-ups for the rest of the test."""
        for connection in (http.client.HTTPConnection, http.client.HTTPSConnection):
            monkeypatch.setattr(connection, "connect", self._connect)
        monkeypatch.setattr(socket, "getaddrinfo", self._getaddrinfo)
        monkeypatch.setattr(socket, "gethostbyname", lambda host: self._resolve(host))

    @property
    def _connect(self):
        web = self

        def connect(connection: http.client.HTTPConnection) -> None:
            if web.down:
                raise ConnectionRefusedError("nobody listens")
            connection.sock = _Wire(web)

        return connect

    def _resolve(self, host: str) -> str:
        if host not in {netloc.split(":")[0] for netloc, _ in self.pages}:
            raise socket.gaierror(socket.EAI_NONAME, "unknown host")
        return PUBLIC_ADDRESS

    def _getaddrinfo(self, host: str, port: int | str | None, *_args: object, **_options: object) -> list:
        number = port if isinstance(port, int) else 443
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (self._resolve(host), number))]


class _Wire:
    """The part of a socket that `http.client` uses."""

    def __init__(self, web: FakeWeb) -> None:
        self._web = web
        self._sent = b""

    def sendall(self, data: bytes) -> None:
        self._sent += bytes(data)

    def makefile(self, *_args: object, **_options: object) -> io.BytesIO:
        request = self._sent.decode("latin-1")
        self._web.requests.append(request)
        path = urlsplit(request.split(" ", 2)[1]).path
        headers = (line.partition(": ") for line in request.splitlines()[1:])
        host = next(value for name, _, value in headers if name.lower() == "host")
        status, body = self._web.pages.get((host, path), (404, b"not here"))
        head = f"HTTP/1.1 {status} Status\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        return io.BytesIO(head.encode("ascii") + body)

    def settimeout(self, _seconds: float | None) -> None:
        pass

    def close(self) -> None:
        pass
