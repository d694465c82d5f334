"""The recording and replaying endpoint, through the real client."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agent.authoring.asking import canary
from agent.authoring.prompting import briefing, prompts, proof_briefing, proof_prompts
from agent.authoring.shown.context import context
from agent.authoring.shown.dossier import Dossier
from agent.authoring.shown.parts import Told
from agent.authoring.shown.surroundings import Surroundings
from agent.domain import Case, Draft, ProofPlan, TestStyle
from agent.model.client import OpenAIModel
from agent.ports import Message, NoReply, Reply
from agent.settings import ModelSettings
from tests.doubles.findings import finding_at, patch
from tests.doubles.replay_server import Recordings, digest, label, server

FINDING = "Now the finding to fix.\n\nrule: python-sql\nfile: shop/users.py\n"
ASKED = (
    Message("system", "s"),
    Message("user", "example"),
    Message("assistant", "a"),
    Message("user", FINDING),
)
ROWS = [{"role": message.role, "content": message.content} for message in ASKED]
TEXT = "run(name)\n"
CASE = Case((finding_at(TEXT, "run(name)"),))
SEEN = context(CASE, TEXT)


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


def rows(*messages: Message) -> list[dict[str, str]]:
    return [{"role": message.role, "content": message.content} for message in messages]


def asked(text: str) -> Message:
    return Message("user", text)


def test_a_recording_is_labelled_with_what_was_asked_for() -> None:
    assert label(rows(*canary.request())) == "canary, python-sql-from-text, shop/orders.py, message 4"
    plan = ProofPlan("tests/test_a.py", TestStyle.PYTEST)
    proof = asked(proof_briefing.question(CASE, SEEN, plan, Surroundings()))
    assert (
        label(rows(*proof_briefing.opening(plan.style), proof))
        == "contract and proof, py-rule, a.py, message 4"
    )
    alone = asked(proof_briefing.question(CASE, SEEN, None, Surroundings()))
    assert (
        label(rows(*proof_briefing.opening_alone(CASE, SEEN), alone)) == "contract, py-rule, a.py, message 4"
    )
    fix = asked(briefing.question(CASE, SEEN, whole_function=False))
    revised = (
        *briefing.opening(CASE, SEEN, whole_function=False),
        fix,
        Message("assistant", "a"),
        asked("Again."),
    )
    assert label(rows(*revised)) == "fix, py-rule, a.py, message 6"


def test_what_judges_a_fix_or_a_claim_is_labelled_as_that() -> None:
    opening, audit = briefing.audit(CASE, Draft(patch(TEXT, "pass\n"), "A summary."), Dossier())
    assert label(rows(*opening, asked(audit))) == "audit, py-rule, a.py, message 4"
    finding = Told("py-rule", "CWE-78", "a.py:1", "run(name)", "A message.")
    review = asked(prompts.review(findings=(finding,), diff="", parts=(), matching=(), tried=()))
    assert label(rows(Message("system", "s"), review)) == "review, py-rule, a.py, message 2"
    claim = asked(
        proof_prompts.safe(rule="py-rule", cwe="", path="a.py", marks=(), pieces=SEEN.pieces, called=())
    )
    assert label(rows(Message("system", "s"), claim)) == "safe, py-rule, a.py, message 2"
