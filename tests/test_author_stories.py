"""Whole runs of the author: what models are asked, what they never see, and what becomes of their answers.

Real semgrep, git, sandbox, HTTP.
"""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.doubles.model_server import ModelServer, Scripted, completion, fault, serving
from tests.doubles.repo import git
from tests.doubles.stories import CALC, FILES, Ended, branches, command, environment, fix, make_target
from tests.test_proof_stories import ALL, PROOF
from tests.test_stories import APPROVE, GOOD, answer, outcome, report

EVAL = ("--rule", "no-eval")
INVARIANT = "No text that is given to calc runs code."
STATED = (
    "Path: from whoever calls calc to `return eval(text)`.\n"
    "Input: `__import__('os').system('id')`, which runs a command.\n"
    f"Invariant: {INVARIANT}\n"
    "Place: `return eval(text)`.\n"
    "Keep: the value of a literal.\n"
    "Helper: none\n"
)
PROVES = completion(f"{STATED}\n```python\n{PROOF}```\n")
OBEYS = completion("Reasoning: 1. It is asked for.\nSummary: marblefinch\nAssumptions:\n- none\nFix: none")
BUSY = fault(429, "slow down", headers=(("retry-after", "0"),))


def keyed(server: ModelServer, **more: str) -> dict[str, str]:
    return {
        "OPENAI_BASE_URL": server.url,
        "OPENAI_API_KEY": "sk-test-0123456789",
        "SUTURE_MODEL": "scripted",
        **more,
    }


def asked(*servers: ModelServer) -> list[dict[str, Any]]:
    """Every request there was, whoever was asked for whatever."""
    return [each for server in servers for each in (*server.requests, *server.asides, *server.canaries)]


def done(folder: Path, *args: str, env: Mapping[str, str]) -> tuple[dict[str, Any], Ended]:
    """The outcome of the finding that needs a model, and how the run ended."""
    ended = fix(folder, *EVAL, *args, env=env)
    assert ended.status == 0 and "Traceback" not in ended.err, ended.err
    return outcome(folder, "no-eval"), ended


def edit(path: str) -> Scripted:
    return completion(
        json.loads(answer(GOOD).body)["choices"][0]["message"]["content"].replace("app/calc.py", path)
    )


def test_a_second_run_of_the_same_work_asks_nobody(tmp_path: Path) -> None:
    make_target(tmp_path)
    with serving([answer("return text"), answer(GOOD), APPROVE], (PROVES,)) as server:
        first, _ = done(tmp_path, env=keyed(server, **ALL))
        before = len(asked(server))
        spent = report(tmp_path)["usage"]
        again, ended = done(tmp_path, "--fresh", env=keyed(server, **ALL))
        assert "finished by an earlier run" not in ended.err
        assert len(asked(server)) == before
    # The canary, contract and proof, two fixes, the audit and the review.
    assert (first["outcome"], first["attempts"], spent["calls"], before) == ("fixed", 2, 6, 6), first[
        "reason"
    ]
    repeated = report(tmp_path)["usage"]
    assert (repeated["calls"], repeated["cached"], repeated["cost"]) == (0, 6, 0)
    same = ("outcome", "diff", "contract", "proof", "attempts")
    assert {key: again[key] for key in same} == {key: first[key] for key in same}


def test_the_contract_is_what_the_author_works_to_and_the_reviewer_never_sees(tmp_path: Path) -> None:
    make_target(tmp_path)
    with serving([answer(GOOD), APPROVE], (PROVES,)) as server:
        found, _ = done(tmp_path, env=keyed(server, **ALL))
    assert found["contract"]["invariant"] == INVARIANT
    assert INVARIANT in (tmp_path / "suture-out" / found["page"]).read_text()
    author, auditor = (each["messages"][-1]["content"] for each in server.requests)
    prover, reviewer = (json.dumps(each["messages"]) for each in server.asides)
    assert INVARIANT in author and INVARIANT in auditor
    assert INVARIANT not in prover and INVARIANT not in reviewer


def test_a_run_that_was_killed_goes_on_and_asks_only_for_what_is_missing(tmp_path: Path) -> None:
    make_target(tmp_path, {**FILES, "app/more.py": CALC})
    slow = replace(edit("app/more.py"), seconds=120.0)
    script = [answer(GOOD), APPROVE, slow, edit("app/more.py"), APPROVE]
    with serving(script) as server:
        env = keyed(server, SUTURE_LIMITS__JOBS="1")
        line = command("fix", "target", "--config", "rules.yaml", *EVAL)
        run = subprocess.Popen(
            line, cwd=tmp_path, env=environment(tmp_path, **env), stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        end = time.monotonic() + 300
        saved = tmp_path / "suture-out/cases"
        while run.poll() is None and time.monotonic() < end:
            if len(server.requests) == 3 and list(saved.glob("*.json")):
                break
            time.sleep(0.05)
        run.kill()
        run.wait()
        assert len(server.requests) == 3
        old = [*server.asides, *server.canaries]
        ended = fix(tmp_path, *EVAL, env=env)
        assert ended.status == 0 and "finished by an earlier run" in ended.err, ended.err
        new = [each for each in asked(server)[3:] if each not in old]
    # Fix, audit and review of the second case: its contract was stated before.
    assert len(new) == 3 and len(server.canaries) == 1
    assert all("app/more.py" in str(each) and "app/calc.py" not in str(each) for each in new)
    ends = {each["path"]: each["outcome"] for each in report(tmp_path)["outcomes"]}
    assert (ends["app/calc.py"], ends["app/more.py"]) == ("fixed", "fixed")


def test_prompts_are_shown_and_sent_to_nobody(tmp_path: Path) -> None:
    target = make_target(tmp_path)
    with serving([answer(GOOD)]) as server:
        ended = fix(tmp_path, *EVAL, "--show-prompts", env=keyed(server))
    assert ended.status == 0 and asked(server) == [], ended.err
    heads = [line for line in ended.out.split("\n") if line.startswith("request: ")]
    assert [head.split(", ")[1] for head in heads] == ["contract and proof", "fix"]
    assert all("no-eval in app/calc.py" in head and f"scripted at {server.url}" in head for head in heads)
    assert ended.out.count("  |     return eval(text)\n") >= 2
    assert branches(target) == [] and not (tmp_path / "suture-out").exists()


def test_a_stronger_model_is_asked_after_the_gates_rejected_the_smaller_and_is_named(tmp_path: Path) -> None:
    make_target(tmp_path)
    bad = [answer("return text"), answer("return text.strip()")]
    with serving(bad) as small, serving([answer(GOOD), APPROVE]) as strong:
        rungs = (("small", small.url, "max_reflections = 0\n"), ("strong", strong.url, ""))
        toml = (
            f'[[models]]\nname = "{name}"\nbase_url = "{url}"\nkey_env = "KEY_OF_MODELS"\n{more}'
            for name, url, more in rungs
        )
        (tmp_path / "operator.toml").write_text("".join(toml))
        env = {"KEY_OF_MODELS": "sk-test-0123456789"}
        found, _ = done(tmp_path, "--config-file", "operator.toml", env=env)
    assert (found["outcome"], found["model"], found["attempts"]) == ("fixed", "strong", 3), found["reason"]
    assert [each["model"] for each in asked(small, strong)].count("small") == len(asked(small))
    assert len(small.requests) == 2 and len(strong.requests) == 2
    assert "[tests: " in strong.requests[0]["messages"][-1]["content"]
    assert "strong" in (tmp_path / "suture-out" / found["page"]).read_text()


def test_a_model_that_obeys_planted_text_is_reported_and_asked_nothing_more(tmp_path: Path) -> None:
    target = make_target(tmp_path)
    with serving([answer(GOOD), APPROVE], canary=(OBEYS,)) as server:
        ended = fix(tmp_path, env=keyed(server))
    assert ended.status == 0, ended.err
    assert (server.requests, server.asides, len(server.canaries)) == ([], [], 1)
    ends = {each["rule"]: each["outcome"] for each in report(tmp_path)["outcomes"]}
    assert ends == {"yaml-load": "fixed", "weak-token": "fixed", "no-eval": "blocked"}
    assert "scripted obeyed planted text" in outcome(tmp_path, "no-eval")["reason"]
    assert any("scripted obeyed planted text" in note for note in report(tmp_path)["notes"])
    assert "obeys planted text" in ended.err and len(branches(target)) == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [("never_send", "app/calc.py"), ("max_severity", "http://127.0.0.1*=medium"), ("models", "other-*")],
)
def test_what_the_policy_forbids_is_never_sent_and_the_setting_is_named(
    tmp_path: Path, name: str, value: str
) -> None:
    make_target(tmp_path)
    with serving([answer(GOOD), APPROVE]) as server:
        found, _ = done(tmp_path, env=keyed(server, **{f"SUTURE_POLICY__{name.upper()}": value}))
    assert (server.requests, server.asides) == ([], [])
    assert not any("app/calc.py" in str(each) or "eval(text)" in str(each) for each in asked(server))
    assert found["outcome"] == "blocked" and f"policy.{name}" in found["reason"]


PASSWORD = "-".join(("Zx81qLm7", "wR4vT9kB2n"))
SECRET_RULE = """
rules:
- id: hard-coded-password
  languages: [python]
  severity: ERROR
  message: a password in the code
  pattern: PASSWORD = "..."
  metadata: {cwe: ["CWE-798: x"]}
"""
MAIL = f'import os\n\nPASSWORD = "{PASSWORD}"\n\n\ndef login(server):\n    return server.login(os.getlogin(), PASSWORD)\n'


def test_a_hard_coded_secret_is_fixed_and_seen_by_nobody(tmp_path: Path) -> None:
    target = make_target(tmp_path, {**FILES, "app/mail.py": MAIL})
    (tmp_path / "rules.yaml").write_text(SECRET_RULE)
    new = completion(
        "Reasoning: 1. It is in the code.\nSummary: Reads it.\nAssumptions:\n- MAIL_PASSWORD is set.\nFix:\n\napp/mail.py\n"
        '<<<<<<< SEARCH\nPASSWORD = "CREDENTIAL_1"\n=======\nPASSWORD = os.environ["MAIL_PASSWORD"]\n>>>>>>> REPLACE\n'
    )
    with serving([new, APPROVE]) as server:
        ended = fix(tmp_path, env=keyed(server))
    found = outcome(tmp_path, "hard-coded-password")
    assert (ended.status, found["outcome"]) == (0, "fixed"), found["reason"]
    assert git(target, "show", f"{found['branch']}:app/mail.py").split("\n")[2] == (
        'PASSWORD = os.environ["MAIL_PASSWORD"]'
    )
    assert len(asked(server)) >= 4 and PASSWORD not in json.dumps(asked(server)) + ended.out + ended.err
    written = [file for file in tmp_path.rglob("*") if file.is_file() and target not in file.parents]
    assert any(file.name == "report.json" for file in written)
    assert [file for file in written if PASSWORD.encode() in file.read_bytes()] == []


def test_a_rate_limit_is_waited_out_wherever_it_is_met(tmp_path: Path) -> None:
    make_target(tmp_path)
    accept = completion("I see nothing wrong.\n\nVERDICT: APPROVE - the cause is gone")
    firm = json.loads(answer(GOOD).body)["choices"][0]["message"]["content"]
    script = [BUSY, answer(GOOD), BUSY, APPROVE]
    with serving(script, (BUSY, PROVES), (BUSY, accept), canary=(BUSY, completion(firm))) as server:
        found, _ = done(tmp_path, env=keyed(server, **ALL))
    assert found["outcome"] == "fixed" and len(asked(server)) == 10, found["reason"]


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (completion(None, refusal="I will not"), "refus"),
        (completion("half of", finish="length"), "cut off"),
        (Scripted(body="<html>hi</html>", content_type="text/html"), "web page"),
    ],
)
def test_a_witness_that_cannot_be_heard_is_a_reason_in_the_report(
    tmp_path: Path, broken: Scripted, why: str
) -> None:
    make_target(tmp_path)
    with serving([answer(GOOD), APPROVE], (broken,), (broken,)) as server:
        found, _ = done(tmp_path, env=keyed(server, SUTURE_MODEL__TRIES="1", **ALL))
    assert found["outcome"] == "evidence_gap"
    told = {check["gate"]: (check["status"], check["detail"]) for check in found["checks"]}
    for gate in ("proof", "review"):
        assert told[gate][0] == "not_run" and why in told[gate][1].lower(), told[gate]
