"""Credentials are hidden in free text, and a repository's text rewrites nothing else of what we say."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import replace
from typing import Any, get_type_hints

import pytest

from agent.domain import Patch, Rule, Severity, Source
from agent.report.hiding import FREE, hider, texts, told
from agent.report.pages import case_page, index_page
from agent.report.record import RunRecord, report, verify_report
from agent.report.sarif import sarif
from agent.verdict import (
    Check,
    Delivered,
    Delivery,
    Evidence,
    Flag,
    FlagKind,
    Outcome,
    Output,
    Status,
    Verdict,
)
from tests.report.samples import BASE_SHA, CONTRACT, FIXED, PROOF, RUN

SECRET = "winter-door-77"
URL = "https://forge.example.net/acme/shop/pull/7"
NAMES = {
    "fingerprint": FIXED.finding.fingerprint,
    "rule": "python-sql-from-text",
    "path": "fix9-vault_path",
    "cwe": "CWE-89",
    "severity": "critical",
    "outcome": "fixed",
    "delivery": "prepared",
    "source": "model",
    "model": "small-coder-7b",
    "branch": "suture/fix-1",
    "page": "pages_2/one",
    "digest": "a1" * 32,
    "gate": "applies-1",
    "target": "acme-shop_1",
    "sandbox": "bubblewrap-2",
    "proof": "tests_7/proof-1",
    "where": "fix9-vault_path:4",
}
"""What a hostile repository gives out as passwords, one by one: every value of ours that names something."""


def hostile(value: str) -> Outcome:
    """An outcome whose diff says that `value` is a password, and whose free texts hold a real one."""
    rule = replace(FIXED.finding.rule, id=NAMES["rule"], guidance=f"not {SECRET}")
    place = replace(FIXED.finding.location, path=NAMES["path"])
    found = replace(FIXED.finding, rule=rule, location=place, message=f"{SECRET} is in the code")
    flag = Flag(FlagKind.HOST, NAMES["where"], f"has {SECRET}")
    check = Check(
        NAMES["gate"], Status.PASSED, f"saw {SECRET}", 0.1, (flag,), (Output("before", f"said {SECRET}"),)
    )
    evidence = Evidence(BASE_SHA, NAMES["digest"], "b" * 64, "c" * 64)
    return replace(
        FIXED,
        finding=found,
        reason=f"since {SECRET}",
        verdict=Verdict((check,), (NAMES["gate"],), evidence),
        delivered=Delivered(
            Delivery.PREPARED, NAMES["branch"], NAMES["page"], url=URL, notes=(f"note {SECRET}",)
        ),
        diff=_diff(value),
        summary=f"no {SECRET}",
        assumptions=(f"if {SECRET}",),
        proof=replace(PROOF, path=NAMES["proof"], content=f"use('{SECRET}')"),
        contract=replace(CONTRACT, flow=f"from {SECRET}", quotes=(f"quote {SECRET}",)),
        model=NAMES["model"],
    )


def _diff(value: str) -> str:
    lines = (f'-password = "{value}"', f'-db_secret = "{value}"', f'-api_password = "{SECRET}"')
    return "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,3 +0,0 @@\n" + "\n".join(lines) + "\n"


def run_of(outcome: Outcome) -> RunRecord:
    return replace(
        RUN,
        outcomes=(outcome,),
        target=NAMES["target"],
        sandbox=NAMES["sandbox"],
        model=NAMES["model"],
        notes=(f"of {SECRET}",),
        skipped=(replace(RUN.skipped[0], what=NAMES["path"], reason=f"as {SECRET}"),),
    )


def test_the_hostile_values_are_taken_for_credentials_where_they_stand_in_free_text() -> None:
    for value in ("python-sql-from-text", "suture/fix-1", "bubblewrap-2", "acme-shop_1"):
        hide = hider(_diff(value))
        assert value not in hide(_diff(value))
        assert value not in hide(f"it is {value}")


@pytest.mark.parametrize("value", NAMES.values(), ids=list(NAMES))
def test_no_text_of_a_repository_rewrites_a_name_in_the_report(value: str) -> None:
    found: Any = report(run_of(hostile(value)))
    calm: Any = report(run_of(hostile("")))
    assert SECRET not in json.dumps(found)
    assert (found["target"], found["sandbox"], found["model"]) == (
        NAMES["target"],
        NAMES["sandbox"],
        NAMES["model"],
    )
    (outcome,), (same,) = found["outcomes"], calm["outcomes"]
    free = {"reason", "checks", "proof", "contract", "diff", "notes"}
    assert {k: v for k, v in outcome.items() if k not in free} == {
        k: v for k, v in same.items() if k not in free
    }
    assert (outcome["rule"], outcome["branch"], outcome["url"]) == (NAMES["rule"], NAMES["branch"], URL)
    (check,) = outcome["checks"]
    assert (check["gate"], check["status"]) == (NAMES["gate"], "passed")
    assert (check["flags"][0]["where"], check["flags"][0]["kind"]) == (NAMES["where"], "host")
    assert check["outputs"][0]["title"] == "before"
    assert (outcome["proof"]["path"], outcome["proof"]["style"]) == (NAMES["proof"], "pytest")
    assert outcome["evidence"]["patch"] == NAMES["digest"]
    assert found["skipped"][0]["what"] == NAMES["path"]


@pytest.mark.parametrize("value", ["fixed", NAMES["gate"], NAMES["digest"], NAMES["target"], NAMES["proof"]])
def test_no_text_of_a_patch_rewrites_a_name_in_the_verdict(value: str) -> None:
    outcome = hostile(value)
    assert outcome.verdict is not None
    patch = Patch(BASE_SHA, (), Source.HUMAN)
    found: Any = verify_report(
        target=NAMES["target"],
        base_sha=BASE_SHA,
        verdict=outcome.verdict,
        patch=patch,
        diff=outcome.diff,
        proof=outcome.proof,
    )
    assert SECRET not in json.dumps(found)
    assert (found["target"], found["verdict"], found["patch"]) == (NAMES["target"], "fixed", patch.digest)
    assert (found["require"], found["checks"][0]["gate"]) == ([NAMES["gate"]], NAMES["gate"])
    assert (found["evidence"]["patch"], found["proof"]["path"]) == (NAMES["digest"], NAMES["proof"])


@pytest.mark.parametrize("value", ["python-sql-from-text", "CWE-89", "fix9-vault_path", "error", "Suture"])
def test_no_snippet_rewrites_a_name_in_sarif(value: str) -> None:
    finding = replace(hostile("").finding, snippet=_diff(value))
    log: Any = sarif((finding,), "0.1.0")
    (run,) = log["runs"]
    (result,), driver = run["results"], run["tool"]["driver"]
    place = result["locations"][0]["physicalLocation"]
    assert SECRET not in json.dumps(log)
    assert value not in place["region"]["snippet"]["text"] or value in ("CWE-89", "error", "Suture")
    assert (driver["name"], result["level"], result["ruleId"]) == ("Suture", "error", NAMES["rule"])
    assert (driver["rules"][0]["id"], driver["rules"][0]["shortDescription"]["text"]) == (NAMES["rule"],) * 2
    assert place["artifactLocation"]["uri"] == NAMES["path"]
    assert result["partialFingerprints"] == {"suture/v1": finding.fingerprint}


@pytest.mark.parametrize("value", [*NAMES.values(), "Proven, a person", "git switch"])
def test_no_text_of_a_repository_rewrites_a_name_or_our_own_words_on_a_page(value: str) -> None:
    outcome = hostile(value)
    delivered = replace(outcome.delivered, url="")
    place: dict[str, str] = {
        "target": NAMES["target"],
        "base": "main",
        "base_sha": BASE_SHA,
        "sandbox": NAMES["sandbox"],
        "model": "",
    }
    page = case_page((replace(outcome, delivered=delivered),), **place)
    linked = case_page((outcome,), **place)
    index = index_page(run_of(outcome), {outcome.case: NAMES["page"]})
    assert not any(SECRET in text for text in (page, linked, index))
    for name in ("rule", "path", "target", "sandbox", "model", "gate", "where", "proof", "cwe"):
        assert NAMES[name] in page
    assert f"git diff main...{NAMES['branch']}" in page
    assert "git switch main &amp;&amp; git merge --no-ff" in page
    assert f'<a href="{URL}"' in linked
    for name in ("rule", "path", "target", "sandbox", "model", "page"):
        assert NAMES[name] in index


def test_whether_a_model_is_wanted_is_told_by_what_we_wrote() -> None:
    reason = "needs a model: set SUTURE_MODEL"
    wanting = replace(
        FIXED, kind=type(FIXED.kind).NO_FIX, reason=reason, verdict=None, diff=_diff("needs a model")
    )
    assert "needs a model</span>" in index_page(replace(RUN, outcomes=(wanting,)), {})


def test_one_text_tells_what_another_is_not_to_show() -> None:
    outcome = replace(FIXED, summary=f"takes {SECRET} out", diff="", reason=f'password = "{SECRET}"')
    assert SECRET not in told(outcome, hider(outcome)).summary


def test_every_text_of_a_value_is_learned_from_but_no_member_of_an_enumeration() -> None:
    rule = Rule("an-id", Severity.LOW, cwe=("CWE-1",))
    assert list(texts((rule, {"key": ["x"]}, 7, None))) == ["an-id", "CWE-1", "", "", "", "x"]


@pytest.mark.parametrize("kind", FREE)
def test_free_texts_are_fields_that_hold_text(kind: type) -> None:
    hints = get_type_hints(kind)
    names = {field.name for field in dataclasses.fields(kind)}
    assert names >= FREE[kind]
    assert {hints[name] for name in FREE[kind]} <= {str, tuple[str, ...]}
