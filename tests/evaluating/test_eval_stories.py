"""Whole runs of suture eval. Real semgrep, git, sandbox, tests and HTTP; the model answers from a script."""

from __future__ import annotations

import json
import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.doubles.stories import Ended, command, environment, suture
from tests.evaluating.cases import (
    HARMLESS,
    RIGHT,
    RULE_WITH_FIX,
    SECRET_WORD,
    VISIBLE,
    WRONG,
    Answers,
    answering,
    fix,
    light,
    make_case,
    named,
)

LIGHT = {"SUTURE_GATES__REQUIRE": "applies,finding"}
SCHEMA = json.loads((Path(__file__).parents[2] / "agent/evals/eval.schema.json").read_text())


def measured(folder: Path, env: dict[str, str], *args: str) -> tuple[Ended, dict[str, Any]]:
    """`suture eval` of the folder `cases`; how it ended, and its JSON."""
    ended = suture(folder, "eval", "cases", "--json", "out.json", "--answer", "edits", *args, env=env)
    assert "Traceback" not in ended.err, ended.err
    told: dict[str, Any] = json.loads((folder / "out.json").read_text())
    jsonschema.validate(told, SCHEMA)
    return ended, told


def counts(told: dict[str, Any]) -> dict[str, str]:
    return {case["id"]: case["counts"] for case in told["cases"]}


@pytest.mark.slow
def test_each_end_is_counted_as_what_it_is_and_a_second_run_asks_nothing(tmp_path: Path) -> None:
    cases = tmp_path / "cases"
    for name in ("right", "wrong"):
        make_case(cases, name, files=named(name))
    make_case(cases, "decision", expect="no_fix", files=light("decision"))
    make_case(cases, "by-rule", files={**light("by-rule"), "rules/no-eval.yaml": RULE_WITH_FIX})
    unchecked = {**named("unchecked"), "hidden/test_hidden.py": None}
    make_case(cases, "unchecked", files=unchecked, cwe="CWE-94")
    fixes = {"right": fix(RIGHT), "wrong": fix(WRONG), "unchecked": fix(RIGHT)}
    answers = Answers({**fixes, "decision": "NO FIX: which words may be used is for its owner to say"})
    with answering(answers) as env:
        ended, told = measured(tmp_path, env)
        assert ended.status == 0, ended.err
        first = len(answers.asked)
        again, same = measured(tmp_path, env)
        assert len(answers.asked) == first and again.status == 0
    assert counts(told) == {
        "right": "fixed", "wrong": "false_fixed", "decision": "right_no_fix", "by-rule": "gap",
        "unchecked": "accepted",
    }  # fmt: skip
    by_id = {case["id"]: case for case in told["cases"]}
    assert by_id["by-rule"]["source"] == "rule_fix"
    assert by_id["right"]["source"] == "model" and by_id["right"]["hidden"] == "passed"
    assert (
        by_id["wrong"]["hidden"] == "failed" and "test_nothing_is_a_value" in by_id["wrong"]["hidden_detail"]
    )
    assert f"+    {RIGHT}" in by_id["right"]["diff"]
    assert len(by_id["right"]["spent"]["prompts"]) == by_id["right"]["spent"]["asked"] == answers.of("right")
    assert not any(SECRET_WORD in text for text in answers.asked)
    assert told["total"]["fixed"] == 1 and told["total"]["to_fix"] == 4
    assert told["by_cwe"]["CWE-94"]["accepted"] == 1 and told["by_language"]["python"]["n"] == 5
    assert "fixed 1 of 4" in ended.out and "1 false-fixed" in ended.out and "✘ false-fixed" in ended.out
    assert same == told and again.out.count(" earlier") == 5


@pytest.mark.slow
def test_a_broken_case_is_told_with_its_next_step_before_any_model_is_asked(tmp_path: Path) -> None:
    cases = tmp_path / "cases"
    make_case(cases, "elsewhere", line=3, files=named("elsewhere"))
    make_case(cases, "no-finding", files={**named("no-finding"), "rules/no-eval.yaml": None})
    red = {**named("red"), "repo/tests/test_calc.py": VISIBLE.replace("== [1, 2]", "== 3")}
    make_case(cases, "red", files=red)
    make_case(cases, "blunt", files={**named("blunt"), "hidden/test_hidden.py": HARMLESS})
    make_case(cases, "good", files=light("good"))
    answers = Answers({"good": fix(RIGHT)})
    with answering(answers) as env:
        ended, told = measured(tmp_path, env | LIGHT)
    assert ended.status == 2 and told["total"]["broken"] == 4 and counts(told)["good"] == "accepted"
    assert not any(answers.of(name) for name in ("elsewhere", "no-finding", "red", "blunt"))
    said = {case["id"]: (case["reason"], case["next"]) for case in told["cases"]}
    assert said["elsewhere"] == ("no-eval finds line 6 of app/calc.py, not 3", "correct `line`")
    assert (
        said["no-finding"][0] == "no-eval finds nothing in app/calc.py" and "rules/" in said["no-finding"][1]
    )
    assert said["red"][0].startswith("its own tests (pytest) are red: tests.test_calc::test_calc")
    assert said["blunt"][0] == "its hidden tests pass before any fix"
    assert "next: correct `line`" in ended.out


def test_a_case_that_is_written_wrongly_ends_the_command_with_its_name(tmp_path: Path) -> None:
    make_case(tmp_path / "cases", "half", rule=None)
    ended = suture(tmp_path, "eval", "cases")
    assert ended.status == 2 and "case half: case.toml, rule: Field required" in ended.err
    assert "next: write `rule = ...`" in ended.err


@pytest.mark.slow
def test_an_interrupted_run_goes_on_and_asks_about_no_finished_case_again(tmp_path: Path) -> None:
    for name in ("first", "second"):
        make_case(tmp_path / "cases", name, files=light(name))
    hold, held = threading.Event(), threading.Event()

    def wait(text: str) -> None:
        if "second: a literal" in text and not hold.is_set():
            held.set()
            hold.wait(120)

    answers = Answers({"first": fix(RIGHT), "second": fix(RIGHT)}, wait)
    with answering(answers) as env:
        argv = command("eval", "cases", "--jobs", "1", "--answer", "edits", "--out", "kept")
        child = subprocess.Popen(
            argv,
            cwd=tmp_path,
            env=environment(tmp_path, **env, **LIGHT),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert held.wait(120)
        until = time.monotonic() + 60
        while not list(tmp_path.glob("kept/cases/first.*.json")) and time.monotonic() < until:
            time.sleep(0.05)
        # Not SIGINT: where these tests are a shell's background job it is ignored, and by the child then too.
        child.send_signal(signal.SIGTERM)
        _, err = child.communicate(timeout=120)
        hold.set()
        assert child.returncode == 130 and b"run the same command again" in err
        before = answers.of("first")
        ended, told = measured(tmp_path, env | LIGHT, "--out", "kept")
    assert ended.status == 0 and counts(told) == {"first": "accepted", "second": "accepted"}
    assert answers.of("first") == before


def test_a_silent_endpoint_is_told_and_its_cases_are_repeated_the_next_time(tmp_path: Path) -> None:
    make_case(tmp_path / "cases", "silent", files=light("silent"), expect="no_fix")
    with answering(Answers({"silent": ""})) as env:
        ended, told = measured(tmp_path, env | LIGHT)
    (case,) = told["cases"]
    assert (
        case["counts"] == "abstained"
        and case["spent"]["unanswered"] >= 1
        and "503" in case["spent"]["trouble"]
    )
    assert ended.status == 0 and "without an answer" in ended.out
    answers = Answers({"silent": "NO FIX: for its owner to say"})
    with answering(answers) as env:
        _, told = measured(tmp_path, env | LIGHT)
    assert counts(told) == {"silent": "right_no_fix"} and answers.asked
