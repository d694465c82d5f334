"""Credentials of more than fifty kinds, in code, configuration, output, traces and comments: none goes out."""

from __future__ import annotations

import base64
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from agent.authoring.asking.guarded import guarded
from agent.authoring.prompting import prompts
from agent.authoring.prompting.quoting import fenced
from agent.credentials import Vault
from agent.domain import Case, Change, Draft, Finding, Patch, Source
from agent.forge.folder import key_of, open_folder, save_case, saved_case
from agent.forge.text.secret import redactor
from agent.ports import Message, Proposal
from agent.report.pages import case_page, index_page
from agent.report.progress import PlainProgress
from agent.report.record import RunRecord, dumps, report
from agent.report.sarif import sarif
from agent.report.terminal import colored_diff, findings_table, outcome_table
from agent.verdict import Check, Delivered, Delivery, Outcome, OutcomeKind, Output, Status, Verdict
from tests.credentials.planted import Planted, planted, texts
from tests.doubles.findings import finding_at
from tests.doubles.model import ScriptedModel

KINDS = planted()
EACH = pytest.mark.parametrize("one", KINDS, ids=[one.kind for one in KINDS])


def left(one: Planted, text: str) -> list[str]:
    """What of the credential can be read in a text, also behind escapes of JSON."""
    unescaped = text.replace("\\n", "\n").replace("\\/", "/")
    return [part for part in one.parts if part in text or part in unescaped]


def finding(one: Planted) -> Finding:
    code = texts(one)["python"]
    return replace(
        finding_at("bad(1)\n", "bad"), snippet=code, message=f"found in `{one.name} = '{one.written}'`"
    )


def outcome(one: Planted) -> Outcome:
    said = texts(one)
    check = Check("proof", Status.FAILED, said["trace"], outputs=(Output("before the fix", said["output"]),))
    return Outcome(
        finding(one), "f" * 16, OutcomeKind.FIXED, said["comment"], verdict=Verdict((check,), ("proof",)),
        delivered=Delivered(Delivery.PREPARED, "suture/x"), diff=said["diff"],
    )  # fmt: skip


def test_there_are_at_least_fifty_kinds() -> None:
    assert len({one.kind for one in KINDS}) >= 50
    assert {one.value for one in planted(1)}.isdisjoint(one.value for one in KINDS)


@EACH
@pytest.mark.parametrize("seed", [7, 8])
def test_no_text_shows_a_planted_credential_and_each_comes_back(one: Planted, seed: int) -> None:
    same = next(each for each in planted(seed) if each.kind == one.kind)
    for place, text in texts(same).items():
        vault = Vault()
        hidden = vault.hide(text)
        assert left(same, hidden) == [], place
        assert vault.reveal(hidden) == text, place


@EACH
def test_no_prompt_shows_a_planted_credential(one: Planted) -> None:
    model = ScriptedModel(["Fix: CREDENTIAL_1", "ok"])
    vault = Vault()
    asked = guarded(model, vault)
    said = texts(one)
    first = "\n".join(fenced(text, place) for place, text in said.items())
    asked.complete([Message("system", "You repair."), Message("user", first)])
    again = prompts.fresh(failures=f"proof: {said['trace']}") + prompts.requests(
        diff=said["diff"], wishes=(), checks=(said["output"],)
    )
    asked.complete(
        [Message("user", first), Message("assistant", "Fix: CREDENTIAL_1"), Message("user", again)]
    )
    sent = "\n".join(message.content for request in model.requests for message in request)
    assert left(one, sent) == []
    assert "CREDENTIAL_1" in sent


@EACH
def test_no_report_page_or_log_shows_a_planted_credential(one: Planted) -> None:
    ended = outcome(one)
    record = RunRecord(
        target="shop", base_sha="b" * 40, outcomes=(ended,), skipped=(), notes=(texts(one)["env"],), sandbox="none",
        model="m", timing={"total": 1.0},
    )  # fmt: skip
    log = io.StringIO()
    progress = PlainProgress(log, clock=lambda: 0.0)
    progress.done(ended)
    progress.note(texts(one)["trace"])
    console = Console(file=log, width=4000)
    console.print(findings_table([ended.finding]), outcome_table([ended]), colored_diff(ended.diff))
    page = case_page([ended], target="shop", base="main", base_sha="b" * 40, sandbox="none", model="m")
    written = {
        "report": dumps(report(record)),
        "sarif": json.dumps(sarif([ended.finding], "1")),
        "page": page,
        "index": index_page(record, {}),
        "log": log.getvalue(),
    }
    for name, text in written.items():
        assert left(one, text) == [], name


@EACH
def test_the_journal_shows_no_planted_credential_and_gives_the_diff_back(
    one: Planted, tmp_path: Path
) -> None:
    before = texts(one)["python"]
    lines = before.split("\n")
    removed = "\n".join(f"-{line}" if "=" in line else f" {line}" for line in lines)
    diff = f"--- a/app.py\n+++ b/app.py\n@@ -1,{len(lines)} +1,1 @@\n{removed}\n+import os\n"
    ended = replace(outcome(one), diff=diff, verdict=None, reason="why")
    case, key = Case((ended.finding,)), key_of("1")
    ended = replace(ended, case=case.fingerprint)

    def read(path: str) -> bytes | None:
        return before.encode() if path == "app.py" else None

    with open_folder(tmp_path, ""):
        save_case(tmp_path, key, [ended], lambda _: "<page>", read)
    assert left(one, (tmp_path / f"cases/{case.fingerprint}.json").read_text()) == []
    (again,) = saved_case(tmp_path, key, case, read)
    assert again.diff == diff
    assert again.finding == ended.finding


@EACH
def test_no_text_on_the_forge_quotes_a_planted_credential(one: Planted) -> None:
    said = texts(one)
    change = Change("app.py", said["python"].encode(), b"import os\n")
    draft = Draft(Patch("b" * 40, (change,), Source.MODEL), "why")
    clean = redactor(Proposal(Case((finding(one),)), draft, Verdict((), ())))
    for place, text in said.items():
        assert left(one, clean(text)) == [], place
    if len(one.value) >= 12:
        assert left(one, clean(f"It was {one.value}, alone.")) == []


def test_base64_of_a_credential_that_was_seen_is_hidden_too() -> None:
    for one in KINDS:
        vault = Vault()
        vault.hide(texts(one)["python"])
        coded = base64.b64encode(one.value.encode()).decode().rstrip("=")
        if len(one.value) >= 12 and "\n" not in one.value:
            assert coded not in vault.hide(f"x {coded} y"), one.kind
