"""A real HTTP server that plays a chat-completions endpoint from a script of answers."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True)
class Scripted:
    """One answer: `cut` bytes are promised but not sent; `seconds` is how long it waits before it answers."""

    status: int = 200
    body: str = ""
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    cut: int = 0
    seconds: float = 0.0


def completion(
    text: str | None,
    *,
    finish: str = "stop",
    refusal: str | None = None,
    tokens: tuple[int, int] | None = (11, 7),
) -> Scripted:
    """A chat completion as endpoints send it."""
    message = {"role": "assistant", "content": text, "refusal": refusal}
    body: dict[str, Any] = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "scripted",
        "choices": [{"index": 0, "finish_reason": finish, "message": message}],
    }
    if tokens is not None:
        body["usage"] = {
            "prompt_tokens": tokens[0],
            "completion_tokens": tokens[1],
            "total_tokens": sum(tokens),
        }
    return Scripted(body=json.dumps(body))


def fault(
    status: int, message: str, *, code: str = "", headers: tuple[tuple[str, str], ...] = ()
) -> Scripted:
    """An error in the form that OpenAI-compatible endpoints use."""
    error = {"message": message, "type": "error", "code": code or None}
    return Scripted(status=status, body=json.dumps({"error": error}), headers=headers)


@dataclass
class ModelServer:
    """What the test sees of the running server: its address, and every request body it got."""

    url: str
    requests: list[dict[str, Any]] = field(default_factory=list)
    asides: list[dict[str, Any]] = field(default_factory=list)
    """What was asked for proofs and reviews: not part of the script."""
    headers: list[dict[str, str]] = field(default_factory=list)


PROVER, REVIEWER = "You are a security test engineer.", "You are a security reviewer. You are shown"
NO_PROOF = completion("NO PROOF: this story has none")
ACCEPT = completion("I see nothing wrong.\n\nVERDICT: APPROVE - the cause is gone")


@contextlib.contextmanager
def serving(
    script: Sequence[Scripted],
    proofs: Sequence[Scripted] = (NO_PROOF,),
    reviews: Sequence[Scripted] = (ACCEPT,),
) -> Iterator[ModelServer]:
    """Serve the answers in order, the last one again and again; who asks for a proof or a review, as the
    system prompt tells, has a script of its own."""
    seen = ModelServer("")
    left = {"": list(script), PROVER: list(proofs), REVIEWER: list(reviews)}
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["content-length"]))
            with lock:
                asked = {"path": self.path, **json.loads(raw)}
                first = str((asked.get("messages") or [{}])[0].get("content", ""))
                role = next((who for who in (PROVER, REVIEWER) if first.startswith(who)), "")
                (seen.asides if role else seen.requests).append(asked)
                seen.headers.append(dict(self.headers.items()))
                queue = left[role]
                answer = queue.pop(0) if len(queue) > 1 else queue[0]
            time.sleep(answer.seconds)
            data = answer.body.encode()
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                self.send_response(answer.status)
                self.send_header("content-type", answer.content_type)
                self.send_header("content-length", str(len(data) + answer.cut))
                self.send_header("connection", "close")
                for name, value in answer.headers:
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)
            # No connection outlives its answer, so that a server that went away is away at once.
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            pass

    with Quiet(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        seen.url = f"http://127.0.0.1:{server.server_port}/v1"
        try:
            yield seen
        finally:
            server.shutdown()
            thread.join()
