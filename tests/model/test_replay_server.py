"""The recording and replaying endpoint, through the real client."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agent.model.client import OpenAIModel
from agent.ports import Message, NoReply, Reply
from agent.settings import ModelSettings
from tests.doubles.replay_server import Recordings, digest, label, server

FINDING = "Now the finding to fix.\n\nrule: python-sql\nfile: shop/users.py\n"
ASKED = (
    Message("system", "s"),
    Message("user", "example"),
    Message("assistant", "a"),
    Message("user", FINDING),
)
ROWS = [{"role": message.role, "content": message.content} for message in ASKED]


@contextmanager
def replaying(folder: Path, *, record: bool = False, wait: float = 20.0) -> Iterator[OpenAIModel]:
    with server(Recordings(folder, record=record, wait=wait)) as serving:
        thread = threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        url = f"http://127.0.0.1:{serving.server_port}/v1"
        model = OpenAIModel(ModelSettings(name="strong", base_url=url, tries=1), sleep=lambda _: None)
        try:
            yield model
        finally:
            model.close()
            serving.shutdown()
            thread.join()


def person(pending: Path, reply: str) -> None:
    """Writes the reply as soon as the request is there."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        for request in pending.glob("*.request.json"):
            request.with_name(request.name.replace(".request.json", ".reply.md")).write_text(reply)
            return
        time.sleep(0.02)


def test_an_unknown_request_is_refused_with_its_digest(tmp_path: Path) -> None:
    with replaying(tmp_path) as model:
        answer = model.complete(ASKED)
    assert isinstance(answer, NoReply)
    assert digest("strong", ROWS) in answer.reason
    assert "fix, python-sql, shop/users.py, message 4" in answer.reason
    assert list(tmp_path.iterdir()) == []


def test_a_reply_is_recorded_once_and_then_replayed(tmp_path: Path) -> None:
    writer = threading.Thread(target=person, args=(tmp_path / "pending", "Fix: naïve\n"))
    writer.start()
    with replaying(tmp_path, record=True) as model:
        answer = model.complete(ASKED)
    writer.join()
    assert isinstance(answer, Reply)
    assert answer.text == "Fix: naïve\n"
    assert list((tmp_path / "pending").iterdir()) == []
    recording = json.loads((tmp_path / f"{digest('strong', ROWS)}.json").read_text(encoding="utf-8"))
    assert recording == {
        "label": "fix, python-sql, shop/users.py, message 4",
        "model": "strong",
        "reply": "Fix: naïve\n",
    }
    with replaying(tmp_path) as model:
        again = model.complete(ASKED)
    assert isinstance(again, Reply)
    assert again.text == answer.text


def test_a_pending_request_shows_every_message(tmp_path: Path) -> None:
    with replaying(tmp_path, record=True, wait=0.1) as model:
        assert isinstance(model.complete(ASKED), NoReply)
    shown = (tmp_path / "pending" / f"{digest('strong', ROWS)}.md").read_text(encoding="utf-8")
    assert shown.count("=====") == 8
    assert FINDING in shown


def test_a_check_is_answered_without_a_recording(tmp_path: Path) -> None:
    with replaying(tmp_path) as model:
        assert "answers as strong" in model.check()


def test_a_digest_depends_on_model_and_messages_alone() -> None:
    assert digest("a", ROWS) != digest("b", ROWS)
    assert digest("a", ROWS) != digest("a", ROWS[:-1])
    assert digest("a", [dict(reversed(row.items())) for row in ROWS]) == digest("a", ROWS)


def test_an_audit_is_labelled_as_one() -> None:
    audit = [
        {"role": "system", "content": "s"},
        {"role": "user", "content": "rule: r\nfile: a.py\nVERDICT: x"},
    ]
    assert label(audit) == "audit, r, a.py, message 2"
