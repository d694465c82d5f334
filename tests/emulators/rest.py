"""Programs that serve a REST API, and plain requests to it: neither knows anything of our own client."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

UP_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for a request; `body` is parsed JSON where it is JSON."""

    request: str
    status: int
    body: Any

    @property
    def ok(self) -> bool:
        """Whether it was a success."""
        return 200 <= self.status < 300

    @property
    def lacks(self) -> str:
        """The refusal in a few words; empty for a success."""
        if self.ok:
            return ""
        said = self.body.get("message", "") if isinstance(self.body, dict) else str(self.body)
        return f"`{self.request}` answers {self.status} `{' '.join(str(said).split())[:80]}`"


@dataclass(frozen=True, slots=True)
class Rest:
    """A REST address and a token; `proxy` and `ca` where the address is reached through a gateway."""

    url: str
    token: str
    proxy: str = ""
    ca: str = ""

    def __call__(self, method: str, path: str, body: object = None) -> Answer:
        """Send one request."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        shown = f"{method} {path.partition('?')[0]}"
        try:
            with self._opener().open(request, timeout=20) as reply:
                return Answer(shown, reply.status, _parsed(reply.read()))
        except urllib.error.HTTPError as error:
            return Answer(shown, error.code, _parsed(error.read()))

    def _opener(self) -> urllib.request.OpenerDirector:
        proxies = {"https": self.proxy} if self.proxy else {}
        handlers: list[urllib.request.BaseHandler] = [urllib.request.ProxyHandler(proxies)]
        if self.ca:
            handlers.append(urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=self.ca)))
        return urllib.request.build_opener(*handlers)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextlib.contextmanager
def started(command: Sequence[str], port: int, folder: Path) -> Iterator[Path]:
    """A server until the block ends, once it listens on `port`; the file holds what it says."""
    log = folder / "server.log"
    env = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=folder, env=env, stdout=out, stderr=out)
        try:
            _wait(process, port, log)
            yield log
        finally:
            process.terminate()
            process.wait(10)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + UP_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise RuntimeError(f"{process.args!r} does not listen: {log.read_text(errors='replace')[-1000:]}")


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return raw.decode(errors="replace")
