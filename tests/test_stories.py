"""Whole runs of the command line, one story for each way a finding can end. Real semgrep, git, sandbox, HTTP."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.doubles.model_server import VULNERABLE, Scripted, completion, fault, serving
from tests.doubles.repo import commit, git, state_of
from tests.doubles.stories import CALC, FILES, WITHOUT_MODEL, Ended, branches, fix, make_target, suture

SCHEMA = json.loads((Path(__file__).parents[1] / "agent/report/report.schema.json").read_text())
APPROVE = completion("Assumptions:\n- Callers pass literals only.\n\nVERDICT: APPROVE - nothing breaks it")
GOOD = "return ast.literal_eval(text)"


def answer(replacement: str, search: str = "    return eval(text)") -> Scripted:
    return completion(
        "Reasoning: 1. eval runs what it is given.\nSummary: Parses a literal.\nAssumptions:\n- Only literals.\n"
        f"Fix:\n\napp/calc.py\n<<<<<<< SEARCH\n{search}\n=======\n    {replacement}\n>>>>>>> REPLACE\n"
    )


def report(folder: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((folder / "suture-out/report.json").read_text())
    jsonschema.validate(value, SCHEMA)
    return value


def outcome(folder: Path, rule: str) -> dict[str, Any]:
    (found,) = [o for o in report(folder)["outcomes"] if o["rule"] == rule]
    return dict(found)


def with_model(
    folder: Path, *script: Scripted, args: tuple[str, ...] = (), doubts: tuple[Scripted, ...] = (VULNERABLE,)
) -> Ended:
    """Fix the finding that needs a model, with a real server that answers from a script."""
    with serving(script, doubts=doubts) as server:
        env = {
            "OPENAI_BASE_URL": server.url,
            "OPENAI_API_KEY": "sk-test-0123456789",
            "SUTURE_MODEL": "scripted",
        }
        ended = fix(folder, "--rule", "no-eval", *args, env=env)
    assert "sk-test" not in ended.out + ended.err
    return ended


def test_fixed_by_the_rule_leaves_branch_page_and_report_and_nothing_else(tmp_path: Path) -> None:
    target = make_target(tmp_path)
    before = state_of(target)
    ended = fix(tmp_path, "--report", "again.json")
    assert ended.status == 0, ended.err
    assert state_of(target) == before
    done = outcome(tmp_path, "yaml-load")
    assert (done["outcome"], done["source"], done["delivery"]) == ("fixed", "rule_fix", "prepared")
    told = {check["gate"]: check for check in done["checks"]}
    assert {told[gate]["status"] for gate in WITHOUT_MODEL.split(",")} == {"passed"}
    assert "3 passed before and after" in told["tests"]["detail"]
    # Rules that are not our own cannot say that their fix needs no proof.
    assert told["proof"]["status"] == told["review"]["status"] == "not_run"
    assert git(target, "show", f"{done['branch']}:app/loader.py").endswith("return yaml.safe_load(text)")
    assert "import secrets" in git(
        target, "show", f"{outcome(tmp_path, 'weak-token')['branch']}:app/tokens.py"
    )
    assert "yaml-load" in (tmp_path / "suture-out" / done["page"]).read_text()
    assert json.loads((tmp_path / "again.json").read_text()) == report(tmp_path)
    assert (tmp_path / "suture-out/.gitignore").read_text() == "*\n"


def test_without_a_key_the_setting_that_is_missing_is_named(tmp_path: Path) -> None:
    make_target(tmp_path)
    ended = fix(tmp_path)
    done = outcome(tmp_path, "no-eval")
    assert (done["outcome"], done["delivery"]) == ("no_fix", "none")
    assert "OPENAI_API_KEY" in done["reason"] and "OPENAI_API_KEY" in ended.out


def test_fixed_by_the_model_after_it_was_told_what_failed(tmp_path: Path) -> None:
    target = make_target(tmp_path)
    miss = answer("return 1", search="    return evil(text)")
    silenced = answer("return eval(text)  # nosemgrep")
    ended = with_model(tmp_path, miss, silenced, answer(GOOD), APPROVE)
    done = outcome(tmp_path, "no-eval")
    assert (done["outcome"], done["source"], done["attempts"]) == ("fixed", "model", 3), ended.err
    # Three answers and an audit; a proof and a review besides.
    assert done["usage"]["calls"] == 6 and done["usage"]["prompt_tokens"] == 66
    page = (tmp_path / "suture-out" / done["page"]).read_text()
    assert "Callers pass literals only." in page and "Only literals." in page
    assert GOOD in git(target, "show", f"{done['branch']}:app/calc.py")


def test_rejected_by_a_gate_after_every_try_names_the_gate(tmp_path: Path) -> None:
    target = make_target(tmp_path)
    with_model(tmp_path, *(answer(f"return {what}") for what in ("text", "[text]", "{text}", "(text,)")))
    done = outcome(tmp_path, "no-eval")
    # One answer, two reflections, and one in a fresh conversation.
    assert (done["outcome"], done["delivery"], done["attempts"]) == ("rejected", "none", 4)
    assert done["reason"].startswith("tests: ") and branches(target) == []


def test_a_rule_fix_that_a_gate_rejects_is_tried_again_by_the_model_and_both_are_told(tmp_path: Path) -> None:
    strict = (
        "from app import loader\n\ndef test_tuples():\n    assert loader.load('!!python/tuple [1]') == (1,)\n"
    )
    make_target(tmp_path, {**FILES, "tests/test_tuple.py": strict})
    fix(tmp_path, "--rule", "yaml-load")
    alone = outcome(tmp_path, "yaml-load")
    assert alone["outcome"] == "rejected" and alone["reason"].startswith("tests: ")
    with serving([completion("NO FIX: tuples need the loader")]) as server:
        env = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "x", "SUTURE_MODEL": "m"}
        fix(tmp_path, "--rule", "yaml-load", env=env)
    both = outcome(tmp_path, "yaml-load")
    assert (both["outcome"], both["attempts"]) == ("no_fix", 2)
    assert (
        "tuples need the loader" in both["reason"]
        and "rule's own fix was rejected by tests" in both["reason"]
    )


def test_rejected_by_the_self_audit(tmp_path: Path) -> None:
    make_target(tmp_path)
    veto = completion(
        "Assumptions:\n- x\n\nVERDICT: VETO - literals of any depth pass `ast.literal_eval(text)`"
    )
    revised = answer("value = ast.literal_eval(text)\n    return value")
    with_model(tmp_path, answer(GOOD), veto, revised, veto)
    done = outcome(tmp_path, "no-eval")
    assert done["outcome"] == "rejected" and "literals of any depth" in done["reason"]
    assert done["attempts"] == 2


def test_an_evidence_gap_is_delivered_as_a_draft_that_says_so(tmp_path: Path) -> None:
    make_target(tmp_path, {path: text for path, text in FILES.items() if not path.startswith("tests/")})
    fix(tmp_path, "--rule", "yaml-load")
    done = outcome(tmp_path, "yaml-load")
    assert (done["outcome"], done["delivery"]) == ("evidence_gap", "prepared")
    assert done["checks"][-1]["status"] == "not_run" and "no test suite" in done["reason"]
    assert "Draft" in (tmp_path / "suture-out" / done["page"]).read_text()


def test_a_false_positive_must_quote_the_code_and_stand_a_second_look(tmp_path: Path) -> None:
    make_target(tmp_path)
    claim = completion("FALSE POSITIVE: `return eval(text)` is called with constants only")
    safe = completion("VERDICT: SAFE - `return eval(text)` is all there is")
    with_model(tmp_path, claim, doubts=(safe,))
    assert outcome(tmp_path, "no-eval")["outcome"] == "false_positive"
    with_model(tmp_path, claim, args=("--fresh", "--no-cache"))
    assert outcome(tmp_path, "no-eval")["outcome"] == "no_fix"


def test_no_fix_when_the_model_declines(tmp_path: Path) -> None:
    make_target(tmp_path)
    with_model(tmp_path, completion("NO FIX: the grammar to allow is a product decision"))
    done = outcome(tmp_path, "no-eval")
    assert done["outcome"] == "no_fix" and "product decision" in done["reason"]


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (fault(500, "down"), "500"),
        (Scripted(body="<html>hi</html>", content_type="text/html"), "web page"),
        (Scripted(body='{"choices": [{"mess'), ""),
        (completion(""), "empty"),
        (completion(None, refusal="I will not"), "refus"),
        (completion("half of", finish="length"), "cut off"),
    ],
)
def test_an_endpoint_that_misbehaves_is_a_reason_and_rule_fixes_go_on(
    tmp_path: Path, broken: Scripted, why: str
) -> None:
    make_target(tmp_path)
    with serving([broken]) as server:
        env = {
            "OPENAI_BASE_URL": server.url,
            "OPENAI_API_KEY": "x",
            "SUTURE_MODEL": "m",
            "SUTURE_MODEL__TRIES": "1",
        }
        ended = fix(tmp_path, env=env)
    assert ended.status == 0, ended.err
    done = outcome(tmp_path, "no-eval")
    assert done["outcome"] in ("blocked", "no_fix") and why.lower() in done["reason"].lower()
    assert outcome(tmp_path, "yaml-load")["outcome"] == "fixed"


def test_a_file_that_is_not_utf8_is_blocked_and_the_rest_goes_on(tmp_path: Path) -> None:
    make_target(
        tmp_path,
        {
            **FILES,
            "app/latin.py": "import yaml\n# caf\xe9\nx = yaml.load('', Loader=yaml.Loader)\n".encode(
                "latin-1"
            ),
        },
    )
    fix(tmp_path, "--rule", "yaml-load")
    by_path = {o["path"]: o["outcome"] for o in report(tmp_path)["outcomes"] if o["rule"] == "yaml-load"}
    assert by_path == {"app/latin.py": "blocked", "app/loader.py": "fixed"}


def test_what_is_left_out_is_listed_with_its_reason(tmp_path: Path) -> None:
    target = make_target(tmp_path, {**FILES, "app/big.py": "# generated\n" + "x = 1\n" * 900_000})
    (target / "app/link.py").symlink_to("/etc/passwd")
    git(target, "add", "-A")
    git(target, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},sub")
    git(target, "commit", "-qm", "odd files")
    fix(tmp_path, "--max", "1", "--path", "app/*")
    value = report(tmp_path)
    kinds = sorted(o["outcome"] for o in value["outcomes"])
    assert kinds == ["fixed", "no_fix", "skipped"]
    assert {s["what"] for s in value["skipped"]} == {"app/big.py", "app/link.py", "sub"}


def test_a_second_run_finds_the_work_done_and_duplicates_nothing(tmp_path: Path) -> None:
    target = make_target(tmp_path)
    fix(tmp_path)
    first, once = report(tmp_path), branches(target)
    ended = fix(tmp_path)
    assert branches(target) == once and "finished by an earlier run" in ended.err
    assert [{**o} for o in report(tmp_path)["outcomes"]] == first["outcomes"]


def test_work_that_was_done_under_other_guard_rules_is_done_again(tmp_path: Path) -> None:
    make_target(tmp_path)
    guard = tmp_path / "guard.yaml"
    env = {"SUTURE_GATES__GUARD_RULES": "guard.yaml"}
    rule = "rules: [{id: guard, languages: [python], severity: ERROR, message: forbidden, pattern: never(...)}]\n"
    guard.write_text(rule)
    fix(tmp_path, env=env)
    assert "finished by an earlier run" in fix(tmp_path, env=env).err
    guard.write_text(rule.replace("never", "yaml.safe_load"))
    ended = fix(tmp_path, env=env)
    assert outcome(tmp_path, "yaml-load")["outcome"] == "rejected", ended.err


def test_a_branch_that_a_person_went_on_with_is_left_alone_and_named(tmp_path: Path) -> None:
    target = make_target(tmp_path)
    fix(tmp_path, "--rule", "yaml-load")
    (line,) = branches(target)
    git(target, "checkout", "-q", line.split()[0])
    commit(
        target, {"app/loader.py": "import yaml\n\ndef load(text):\n    return yaml.safe_load(text) or {}\n"}
    )
    git(target, "checkout", "-q", "main")
    mine = branches(target)
    fix(tmp_path, "--rule", "yaml-load")
    done = outcome(tmp_path, "yaml-load")
    assert branches(target) == mine and done["delivery"] == "none" and "not ours" in done["reason"]


def test_a_dirty_tree_is_worked_on_from_head_and_said(tmp_path: Path) -> None:
    target = make_target(tmp_path)
    (target / "app/loader.py").write_text("rewritten = 1\n")
    ended = fix(tmp_path, "--rule", "yaml-load")
    assert outcome(tmp_path, "yaml-load")["outcome"] == "fixed"
    assert any("working from HEAD" in note for note in report(tmp_path)["notes"]) and "HEAD" in ended.err


def test_findings_that_remain_are_an_error_only_when_asked(tmp_path: Path) -> None:
    make_target(tmp_path)
    assert suture(tmp_path, "scan", "target", "--config", "rules.yaml").status == 0
    assert suture(tmp_path, "scan", "target", "--config", "rules.yaml", "--error").status == 1
    assert (
        suture(tmp_path, "scan", "target", "--config", "rules.yaml", "--error", "--rule", "nope").status == 0
    )


def test_scan_writes_json_and_sarif(tmp_path: Path) -> None:
    target = make_target(tmp_path)
    listed = json.loads(suture(tmp_path, "scan", "target", "--config", "rules.yaml", "--json").out)
    assert {f["rule"]: f["fix"] for f in listed["findings"]} == {
        "yaml-load": "rule",
        "weak-token": "rule",
        "no-eval": "model",
    }
    sarif = json.loads(suture(tmp_path, "scan", "target", "--config", "rules.yaml", "--sarif").out)
    assert sarif["version"] == "2.1.0" and len(sarif["runs"][0]["results"]) == 3
    inner = json.loads(suture(target / "app", "scan", ".", "--config", "../../rules.yaml", "--json").out)
    assert len(inner["findings"]) == 3
    assert CALC
