"""A chat-completions endpoint on loopback that answers from recorded replies.

    python -m tests.doubles.replay_server FOLDER [--port N] [--record]

A request is known by the digest of its model and messages, and answered from FOLDER/<digest>.json. An
unknown one gets 503; with --record it is written to FOLDER/pending/<digest>.md (and, exactly, to
<digest>.request.json), and the caller waits until <digest>.reply.md appears there, which becomes the
recording. A request for a few tokens is a check of the endpoint and is always answered.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import secrets
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

CHECK_TOKENS = 16
CANARY_RULE = "python-sql-from-text"
"""The made-up rule of the sample that every new model is asked about first."""
# What a question begins with; any other asks for a fix.
_KINDS = {
    "State the contract and write the proof": "contract and proof",
    "Now the finding to prove": "contract and proof",
    "State the contract": "contract",
    "Now the finding to state the contract": "contract",
    "Is this code safe as it is?": "safe",
    "Somebody else wrote the fix below": "audit",
    "Now the fix to judge": "audit",
    "Judge this change": "review",
}


def digest(model: str, messages: list[dict[str, Any]]) -> str:
    """What names a recording: the model and every message, and nothing else of a request."""
    said = [[str(message.get("role")), str(message.get("content"))] for message in messages]
    return hashlib.sha256(json.dumps([model, said]).encode()).hexdigest()[:32]


def label(messages: list[dict[str, Any]]) -> str:
    """What a person knows a recording by: what was asked for, rule, file and turn."""
    asked = [str(message.get("content")) for message in messages if message.get("role") == "user"]
    # A worked example comes first in some conversations; its finding is not the one asked about.
    question = next((text for text in asked[:2] if text.startswith("Now the ")), asked[0] if asked else "")
    facts = re.findall(r"^(rule|file|place before the change): ([^:\n]+)", question, flags=re.MULTILINE)
    known = dict(reversed([("rule" if key == "rule" else "file", value) for key, value in facts]))
    kind = next((kind for opening, kind in _KINDS.items() if question.startswith(opening)), "fix")
    if kind == "fix" and known.get("rule") == CANARY_RULE:
        kind = "canary"
    return f"{kind}, {known.get('rule', 'no rule')}, {known.get('file', 'no file')}, message {len(messages)}"


class Recordings:
    """Replies by digest in a folder; new ones are waited for when `record` is set."""

    def __init__(
        self, folder: Path, *, record: bool = False, wait: float = 1800.0, pending: str = "pending"
    ) -> None:
        """`pending` is the folder below `folder` where new ones are waited for: others may record, too."""
        self._folder = folder
        self._pending = folder / pending
        self._record = record
        self._wait = wait
        self.used: set[str] = set()
        """Digests that were asked for and answered."""

    def reply(self, model: str, messages: list[dict[str, Any]]) -> str | None:
        """The recorded reply, or None when there is none (yet)."""
        name = digest(model, messages)
        kept = self._folder / f"{name}.json"
        if not kept.is_file() and self._record:
            self._await(name, model, messages, kept)
        if not kept.is_file():
            return None
        self.used.add(name)
        return str(json.loads(kept.read_text(encoding="utf-8"))["reply"])

    def models(self) -> list[str]:
        """Names of the models that have recordings."""
        kept = (json.loads(path.read_text(encoding="utf-8")) for path in self._folder.glob("*.json"))
        return sorted({str(recording["model"]) for recording in kept})

    def _await(self, name: str, model: str, messages: list[dict[str, Any]], kept: Path) -> None:
        pending = self._pending
        pending.mkdir(parents=True, exist_ok=True)
        shown = "\n\n".join(f"===== {m.get('role')} =====\n{m.get('content')}" for m in messages)
        request = {"model": model, "messages": messages}
        (pending / f"{name}.request.json").write_text(json.dumps(request, indent=1), encoding="utf-8")
        (pending / f"{name}.md").write_text(shown, encoding="utf-8")
        answer = pending / f"{name}.reply.md"
        end = time.monotonic() + self._wait
        # Somebody else who records into the same folder may be the first to answer the same request.
        while time.monotonic() < end and not kept.is_file():
            # A moment's age, so that whoever writes it has finished.
            if answer.is_file() and time.time() - answer.stat().st_mtime > 0.3:
                self._keep(kept, model, messages, answer.read_text(encoding="utf-8"))
            time.sleep(0.05)
        if kept.is_file():
            for suffix in (".request.json", ".md", ".reply.md"):
                (pending / f"{name}{suffix}").unlink(missing_ok=True)

    def _keep(self, kept: Path, model: str, messages: list[dict[str, Any]], reply: str) -> None:
        recording = {"label": label(messages), "model": model, "reply": reply}
        text = json.dumps(recording, indent=1, ensure_ascii=False) + "\n"
        # Whole or not at all: others may read the folder at the same time.
        new = kept.with_suffix(f".{secrets.token_hex(4)}.new")
        new.write_text(text, encoding="utf-8")
        new.replace(kept)


def server(recordings: Recordings, port: int = 0) -> ThreadingHTTPServer:
    """The server, bound to loopback; port 0 takes a free one."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path != "/v1/models":
                return self._send(404, {"error": {"message": "no such path"}})
            rows = [{"id": name, "object": "model"} for name in recordings.models()]
            return self._send(200, {"object": "list", "data": rows})

        def do_POST(self) -> None:
            if self.path != "/v1/chat/completions":
                return self._send(404, {"error": {"message": "no such path"}})
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            limit = asked.get("max_tokens") or asked.get("max_completion_tokens") or CHECK_TOKENS + 1
            check = limit <= CHECK_TOKENS
            reply = "OK" if check else recordings.reply(asked["model"], asked["messages"])
            if reply is None:
                name = digest(asked["model"], asked["messages"])
                error = {"message": f"no recording {name}: {label(asked['messages'])}", "type": "replay"}
                return self._send(503, {"error": error})
            return self._send(200, _completion(asked, reply))

        def _send(self, status: int, body: dict[str, Any]) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            pass

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


def _completion(asked: dict[str, Any], reply: str) -> dict[str, Any]:
    """A completion without token counts: nobody counted any."""
    message = {"role": "assistant", "content": reply, "refusal": None}
    return {
        "id": "chatcmpl-replayed",
        "object": "chat.completion",
        "created": 0,
        "model": asked["model"],
        "choices": [{"index": 0, "finish_reason": "stop", "logprobs": None, "message": message}],
    }


def main() -> None:
    """Serve until interrupted; the first line of output is the address."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with server(Recordings(options.folder, record=options.record), options.port) as serving:
        sys.stdout.write(f"http://127.0.0.1:{serving.server_port}/v1\n")
        sys.stdout.flush()
        serving.serve_forever()


if __name__ == "__main__":
    main()
