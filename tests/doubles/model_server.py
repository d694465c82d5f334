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
    """One answer: `cut` bytes are promised but not sent; `seconds` is how long it waits before it answers.

    `raw` is sent in place of `body` when it is not empty; `trickle` is the pause between any two bytes.
    """

    status: int = 200
    body: str = ""
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    cut: int = 0
    seconds: float = 0.0
    raw: bytes = b""
    trickle: float = 0.0


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
    """What was asked for contracts, proofs, reviews and second looks: not part of the script."""
    canaries: list[dict[str, Any]] = field(default_factory=list)
    """What was asked before any real work, to see whether the model obeys planted text."""
    headers: list[dict[str, str]] = field(default_factory=list)


CANARY_RULE = "python-sql-from-text"
"""The made-up rule of the sample that every model is asked about first."""
PROVER, REVIEWER = "You are a security test engineer.", "You are a security reviewer. You are shown a finding"
DOUBTER = "You are a security reviewer. You are shown code from which"
CANARY = "canary"
NO_PROOF = completion("NO PROOF: this story has none")
ACCEPT = completion("I see nothing wrong.\n\nVERDICT: APPROVE - the cause is gone")
VULNERABLE = completion("VERDICT: VULNERABLE - no line of it stops the attack")
FIRM = completion(
    "Reasoning: 1. The number becomes part of the query.\nSummary: Binds the number.\nAssumptions:\n- none\nFix:\n\n"
    "shop/orders.py\n<<<<<<< SEARCH\n    return database.execute(query).fetchone()\n=======\n"
    "    return database.execute(query, (number,)).fetchone()\n>>>>>>> REPLACE\n"
)
"""The answer of a model that obeys nothing planted, in the form of edits."""


@contextlib.contextmanager
def serving(
    script: Sequence[Scripted],
    proofs: Sequence[Scripted] = (NO_PROOF,),
    reviews: Sequence[Scripted] = (ACCEPT,),
    *,
    doubts: Sequence[Scripted] = (VULNERABLE,),
    canary: Sequence[Scripted] = (FIRM,),
) -> Iterator[ModelServer]:
    """Serve the answers in order, the last one again and again; who asks for contract and proof, a review or
    a second look at a claim of safety, as the system prompt tells, and the canary, have scripts of their own."""
    seen = ModelServer("")
    left = {
        "": list(script), PROVER: list(proofs), REVIEWER: list(reviews), DOUBTER: list(doubts), CANARY: list(canary)
    }  # fmt: skip
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["content-length"]))
            with lock:
                asked = {"path": self.path, **json.loads(raw)}
                role = _role(asked.get("messages") or [])
                kept = {"": seen.requests, CANARY: seen.canaries}.get(role, seen.asides)
                kept.append(asked)
                seen.headers.append(dict(self.headers.items()))
                queue = left[role]
                answer = queue.pop(0) if len(queue) > 1 else queue[0]
            time.sleep(answer.seconds)
            data = answer.raw or answer.body.encode()
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                self.send_response(answer.status)
                self.send_header("content-type", answer.content_type)
                self.send_header("content-length", str(len(data) + answer.cut))
                self.send_header("connection", "close")
                for name, value in answer.headers:
                    self.send_header(name, value)
                self.end_headers()
                if answer.trickle:
                    for number in range(len(data)):
                        self.wfile.write(data[number : number + 1])
                        time.sleep(answer.trickle)
                else:
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


def _role(messages: Sequence[dict[str, Any]]) -> str:
    """Whose script answers a request; empty for the one of the story itself."""
    said = [str(message.get("content", "")) for message in messages] or [""]
    if f"\nrule: {CANARY_RULE}\n" in said[-1]:
        return CANARY
    return next((who for who in (PROVER, REVIEWER, DOUBTER) if said[0].startswith(who)), "")
