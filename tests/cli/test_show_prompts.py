from __future__ import annotations

import argparse
import io

import pytest

from agent.authoring.asking.guarded import guarded
from agent.authoring.prompting.prompts import auditor
from agent.authoring.prompting.proof_prompts import prover
from agent.cli.prompts_shown import NOT_SENT, Showing, purpose, refuse_showing, tokens
from agent.credentials import Vault
from agent.domain import Case
from agent.errors import UsageError
from agent.ports import Message, NoReply
from agent.report.progress import PlainProgress
from agent.settings import ModelSettings
from tests.doubles.findings import finding_at

PASSWORD = "hunter" + "2"
CASE = Case((finding_at("bad(1)\n", "bad"),))


def arguments(**given: bool) -> argparse.Namespace:
    said = {"show_prompts": True, "dry_run": False, "publish": False, "bundle": None}
    return argparse.Namespace(**{**said, **given})


def test_a_request_is_printed_as_it_would_be_sent_and_is_sent_to_nobody() -> None:
    stream = io.StringIO()
    showing = Showing(stream)
    writer = showing.writer(ModelSettings(name="big"), "https://llm.example.com/v1")
    progress = showing.watching(PlainProgress(io.StringIO()))
    progress.stage(CASE, "fix")
    messages = [Message("system", auditor()), Message("user", f'password = "{PASSWORD}"\n::error::x\n')]
    assert guarded(writer.model, Vault()).complete(messages) == NoReply(NOT_SENT)
    printed = stream.getvalue()
    first = printed.split("\n")[0]
    assert first.startswith(
        f"request: case {CASE.fingerprint} ({CASE.rule.id} in {CASE.path}), self-audit, to big at https"
    )
    size = len(auditor()) + len('password = "CREDENTIAL_1"\n::error::x\n')
    assert f"{tokens(size)} tokens ({size} characters)" in first
    assert '  user:\n  | password = "CREDENTIAL_1"\n  | ::error::x\n' in printed
    assert PASSWORD not in printed
    # All of it is there, line by line, behind characters of ours.
    said = [line.removeprefix("  | ") for line in printed.split("\n") if line.startswith("  | ")]
    assert "\n".join(said[: len(auditor().rstrip("\n").split("\n"))]) == auditor().rstrip("\n")


def test_no_key_address_or_name_is_needed() -> None:
    stream = io.StringIO()
    model = Showing(stream).writer(ModelSettings()).model
    assert model.complete([Message("user", "x")]) == NoReply(NOT_SENT)
    assert stream.getvalue().startswith(
        "request: no case, a question, to a model without a name, 1 tokens (1 characters)"
    )


def test_the_purpose_of_a_request_is_told_by_its_system_prompt() -> None:
    assert purpose([Message("system", auditor())]) == "self-audit"
    assert purpose([Message("system", prover(style="pytest"))]) == "contract and proof"
    assert purpose([Message("system", "You are somebody else.")]) == "a question"
    assert purpose([]) == "a question"


def test_a_stream_that_knows_few_characters_gets_escapes() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    Showing(stream).model("m").complete([Message("user", "grün \u202e")])
    assert b"gr\\xfcn \\u202e" in raw.getvalue()


def test_showing_prompts_goes_with_a_dry_run_or_a_checkout() -> None:
    refuse_showing(arguments(dry_run=True), local=False)
    refuse_showing(arguments(), local=True)
    refuse_showing(arguments(show_prompts=False, publish=True), local=False)
    with pytest.raises(UsageError, match="goes with --dry-run"):
        refuse_showing(arguments(), local=False)
    with pytest.raises(UsageError, match="nothing for --publish"):
        refuse_showing(arguments(publish=True), local=True)
    with pytest.raises(UsageError, match="nothing for --bundle"):
        refuse_showing(arguments(bundle=True), local=True)
