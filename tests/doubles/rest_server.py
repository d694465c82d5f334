"""A real HTTP server that answers each path of a REST API from a script of its own."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

DATE = "Mon, 02 Mar 2026 12:00:00 GMT"


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer: `body` is sent as JSON, text as it is. `cut` bytes are promised but not sent; `drop` ends
    the connection without an answer; `seconds` is how long it waits before."""

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int = 0
    drop: bool = False
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked."""

    verb: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any

    @property
    def line(self) -> str:
        return f"{self.verb} {self.path}"


Script = Mapping[str, Reply | Sequence[Reply]]
"""Answers by `VERB /path`, in order and the last one again and again; what is not listed is not found."""


@dataclass
class RestServer:
    """What the test sees of the running server. Answers may be added to `script` at any time."""

    url: str
    script: dict[str, list[Reply]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)

    def say(self, line: str, *replies: Reply) -> None:
        """Answer a request line from now on."""
        self.script[line] = list(replies)

    def asked(self, line: str) -> list[Request]:
        """The requests with this line, in order."""
        return [request for request in self.requests if request.line == line]

    @property
    def written(self) -> list[str]:
        """The lines of all requests that are no reads, in order."""
        return [request.line for request in self.requests if request.verb != "GET"]


@contextlib.contextmanager
def serving(script: Script, *, prefix: str = "") -> Iterator[RestServer]:
    """Serve the script on this machine below `prefix`."""
    seen = RestServer("")
    for line, replies in script.items():
        seen.say(line, *([replies] if isinstance(replies, Reply) else replies))
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            raw = self.rfile.read(int(self.headers.get("content-length") or 0))
            parts = urlsplit(self.path)
            path = unquote(parts.path.removeprefix(prefix))
            request = Request(
                self.command,
                path,
                dict(parse_qsl(parts.query, keep_blank_values=True)),
                {name.lower(): value for name, value in self.headers.items()},
                json.loads(raw) if raw else None,
            )
            with lock:
                seen.requests.append(request)
                queue = seen.script.get(request.line, [Reply({"message": "Not Found"}, 404)])
                reply = queue.pop(0) if len(queue) > 1 else queue[0]
            time.sleep(reply.seconds)
            if not reply.drop:
                self.reply(reply)
            self.close_connection = True

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = answer

        def reply(self, reply: Reply) -> None:
            text = reply.body if isinstance(reply.body, str) else json.dumps(reply.body)
            data = b"" if reply.body is None else text.replace("{url}", seen.url).encode()
            headers = {"date": DATE, "content-type": "application/json; charset=utf-8", **reply.headers}
            headers |= {"content-length": str(len(data) + reply.cut), "connection": "close"}
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                self.send_response_only(reply.status)
                for name, value in headers.items():
                    self.send_header(name, value.replace("{url}", seen.url))
                self.end_headers()
                self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            pass

    with Quiet(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        seen.url = f"http://127.0.0.1:{server.server_port}{prefix}"
        try:
            yield seen
        finally:
            server.shutdown()
            thread.join()
