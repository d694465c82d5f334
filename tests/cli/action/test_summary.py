"""The job summary: what it tells, and that nothing of a repository acts in it. Rendered as GitHub does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agent.cli.action.inputs import Order, order
from agent.cli.action.results import CheckRow, Judged, PullRow, Results, Row, results
from agent.cli.action.summary import MOST_BYTES, summary
from agent.cli.following.text import nothing
from agent.domain import Patch, Source
from agent.followup.decided import Decided, write_decided
from agent.report.record import dumps, report, verify_report
from agent.report.words import NEEDS_MODEL, gate_question
from agent.verdict import OutcomeKind, VerdictKind
from tests.forge.text.github import Rendered
from tests.report.samples import FIXED, HOSTILE, RUN

SERVER = "https://github.com"
PULL = f"{SERVER}/acme/shop/pull/12"
PATCH = Patch(RUN.base_sha, (), Source.HUMAN)
PASSED = CheckRow(gate="applies", status="passed")
ATTACKS = (
    f"{HOSTILE} |x|\n\n# heading\n| a | b |\n<!-- suture:begin --> @everyone acme/shop#1 closes #2",
    "`` ` ``` | [click](https://evil.example) ![x](https://evil.example/x.png) https://evil.example",
    "</details></summary><img src=x>\r\n::error::x \\| \\` &lt;b&gt; 1234567890abcdef",
)


def row(**more: object) -> Row:
    return Row.model_validate(
        {
            "rule": "r.id",
            "path": "a/b.py",
            "line": 3,
            "outcome": OutcomeKind.FIXED,
            "checks": (PASSED,),
            **more,
        }
    )


def asked(tmp_path: Path, command: str, **inputs: str) -> Order:
    named = {f"INPUT_{name.upper()}": value for name, value in {"command": command, **inputs}.items()}
    return order(named, tmp_path)


def test_the_report_of_a_run_becomes_a_table_with_links(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_text(dumps(report(RUN)))
    found = results(asked(tmp_path, "fix", report=str(file)), {file}, "")
    text = summary(found, 0, server=SERVER)
    assert len(found.rows) == len(RUN.outcomes)
    assert found.base == RUN.base_sha
    assert text.startswith("### Suture `fix`: ")
    for outcome in RUN.outcomes:
        between = "` in `" if outcome.reason.startswith(NEEDS_MODEL) else "`<br>`"
        assert f"`{outcome.finding.rule.id}{between}{outcome.finding.location.path}" in text
    assert "<details>" in text


def test_why_nothing_is_done_is_told_in_the_words_of_the_command(tmp_path: Path) -> None:
    said = dumps(nothing("acme/shop", "#7 is not one of ours"))
    decided = tmp_path / "decided.json"
    write_decided(decided, Decided(repository="acme/shop", go=False))
    found = results(asked(tmp_path, "follow", decide=str(decided)), {decided}, said)
    text = summary(found, 0, server=SERVER)
    assert found.go is False and text.startswith("### Suture `follow`: nothing is done\n")
    assert "`#7` is not one of ours" in text


def test_a_pull_request_is_linked_by_its_number_and_counted_once() -> None:
    found = Results("publish", rows=(row(url=PULL, delivery="opened"), row(url=PULL, delivery="opened")))
    text = summary(found, 0, server=SERVER)
    assert found.opened == 1
    assert "1 pull request opened or updated" in text
    assert Rendered(text).links == [PULL, PULL]
    assert "acme/shop #12" in Rendered(text).text


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/acme/shop/pull/12",
        f"{SERVER}.evil.example/acme/shop/pull/12",
        f"{SERVER}/acme/shop/pull/12?x=<script>",
        f"{SERVER}/login/oauth/pull/x",
        "javascript:alert(1)",
    ],
)
def test_no_other_address_becomes_a_link(url: str) -> None:
    rendered = Rendered(summary(Results("publish", rows=(row(url=url),)), 0, server=SERVER))
    assert rendered.links == []
    assert rendered.live == []


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_a_repository_chose_acts_in_the_summary(attack: str) -> None:
    calm = Results(
        "fix",
        rows=tuple(row(outcome=kind, reason="why", checks=(PASSED,)) for kind in OutcomeKind),
        pulls=(
            PullRow.model_validate({"number": 1, "url": PULL, "steps": [{"step": "Wait", "reason": "why"}]}),
        ),
        refused=(("0" * 16, "why"),),
        about=("acme/shop",),
        notes=("note",),
    )
    wild = Results(
        "fix",
        rows=tuple(
            row(
                rule=attack,
                path=attack,
                outcome=kind,
                reason=attack,
                checks=(CheckRow(gate=attack, status=attack), PASSED),
            )
            for kind in OutcomeKind
        ),
        pulls=(
            PullRow.model_validate(
                {"number": 1, "url": PULL, "steps": [{"step": attack, "reason": attack, "stopped": attack}]}
            ),
        ),
        refused=((attack, attack),),
        about=(attack,),
        notes=(attack,),
    )
    expected, got = (Rendered(summary(each, 0, server=SERVER)) for each in (calm, wild))
    shape = [element for element in expected.elements if element not in ("code", "br")]
    assert [element for element in got.elements if element not in ("code", "br")] == shape
    assert got.links == expected.links == [PULL]
    assert got.live == []
    assert got.comments == []


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_acts_in_the_table_of_gates_either(attack: str) -> None:
    checks = (CheckRow(gate=attack, status="failed", detail=attack), PASSED)
    found = Results("verify", judged=Judged(verdict=VerdictKind.REJECTED, checks=checks))
    rendered = Rendered(summary(found, 1, server=SERVER))
    assert rendered.elements.count("td") == 8
    assert rendered.elements.count("table") == 1
    assert (rendered.links, rendered.live, rendered.comments) == ([], [], [])


def test_the_verdict_on_one_patch_is_shown_gate_by_gate(tmp_path: Path) -> None:
    assert FIXED.verdict is not None
    file = tmp_path / "report.json"
    said = verify_report(
        target="t", base_sha=RUN.base_sha, verdict=FIXED.verdict, patch=PATCH, diff="", proof=None
    )
    file.write_text(dumps(said))
    found = results(asked(tmp_path, "verify", report=str(file), range="a..b"), {file}, "")
    text = summary(found, 0, server=SERVER)
    assert "### Suture `verify`: ✅ fixed" in text
    for check in FIXED.verdict.checks:
        word = check.status.value.replace("_", " ")
        assert f" {word} | {check.gate} | {gate_question(check.gate)} |" in text


def test_a_summary_is_never_longer_than_github_takes() -> None:
    rows = tuple(row(rule=f"rule-{number}", path="ä" * 190) for number in range(5000))
    text = summary(Results("fix", rows=rows), 0, server=SERVER)
    assert MOST_BYTES - 2000 < len(text.encode()) < 1024 * 1024
    assert text.endswith("… and more, in the report and in the log.\n")
    assert "|\n\n\n… and more" in text


def test_what_needs_a_model_says_so_once() -> None:
    reason = "needs a model: set OPENAI_API_KEY"
    rows = tuple(row(outcome=OutcomeKind.NO_FIX, reason=reason, checks=()) for _ in range(3))
    text = Rendered(summary(Results("fix", rows=rows), 0, server=SERVER)).text
    assert text.count(reason) == 1
    assert text.count("r.id in a/b.py:3") == 3 and "3 findings without a model to ask" in text


def test_what_follow_says_becomes_a_row_for_each_pull_request(tmp_path: Path) -> None:
    step = {"step": "Remind", "row": "silence", "reason": "3 days", "writes": [], "stopped": "", "notes": []}
    pull = {"number": 12, "url": PULL, "state": "open", "reason": "", "steps": [step]}
    said = json.dumps(
        {"version": 1, "repository": "acme/shop", "base": "main", "base_sha": "a" * 40, "pulls": [pull]}
    )
    found = results(asked(tmp_path, "follow"), set(), said)
    text = summary(found, 0, server=SERVER)
    assert "### Suture `follow`: 1 pull request\n" in text
    assert "| Remind | 3 days |" in text
    assert found.outputs()["base"] == "a" * 40


@pytest.mark.parametrize("said", ["", "[]", "{", '{"pulls": 3}', '{"pulls": [{"number": "x"}]}'])
def test_anything_else_that_was_printed_is_no_listing(tmp_path: Path, said: str) -> None:
    assert results(asked(tmp_path, "follow"), set(), said).pulls == ()


def test_a_file_that_is_no_bundle_is_told_and_no_output_rests_on_it(tmp_path: Path) -> None:
    file = tmp_path / "proposed.json"
    file.write_text('{"bundle": {}, "seal": "x"}')
    found = results(asked(tmp_path, "fix", bundle=str(file)), {file}, "")
    assert found.outputs()["go"] == ""
    assert found.outputs()["base"] == ""
    assert found.notes


def test_the_wave_of_a_fleet_brings_its_own_text(tmp_path: Path) -> None:
    file = tmp_path / "fleet.json"
    file.write_text("{}")
    file.with_suffix(".md").write_text("### Wave 3\n\nall well\n")
    found = results(
        asked(tmp_path, "fleet report", plan="p", plan_sha256="ab", folder="f", report=str(file)), {file}, ""
    )
    assert summary(found, 0, server=SERVER) == "### Wave 3\n\nall well\n"


@pytest.mark.parametrize(
    ("stage", "said"), [("proposed", "handed to verify"), ("verified", "handed to publish"), ("", "")]
)
def test_a_fix_without_a_pull_request_yet_says_where_it_went(stage: str, said: str) -> None:
    rejected = row(outcome=OutcomeKind.REJECTED, reason="the tests gate")
    text = summary(Results("fix", rows=(row(), rejected), stage=stage), 0, server=SERVER)
    fixed, other = (line for line in text.split("\n") if "a/b.py" in line)
    assert fixed.endswith(f"| {said} |") and other.endswith("| the tests gate |")


def test_findings_without_a_model_to_ask_are_folded_with_the_reason_once() -> None:
    lacking = row(outcome=OutcomeKind.NO_FIX, reason=f"{NEEDS_MODEL}: set OPENAI_API_KEY", checks=())
    text = summary(Results("fix", rows=(row(), lacking, lacking)), 0, server=SERVER)
    assert "<summary>2 findings without a model to ask</summary>" in text
    assert text.count("OPENAI") == 1 and text.index("<details>") < text.index("OPENAI")
