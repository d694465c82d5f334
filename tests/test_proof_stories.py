"""Whole runs in which a model proves, fixes and reviews. Real semgrep, git, sandbox, HTTP."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from agent.gates.runner import GATE_NAMES
from tests.doubles.model_server import ACCEPT, NO_PROOF, Scripted, completion, serving
from tests.doubles.repo import git, make_repo
from tests.doubles.stories import CALC, branches, fix, make_target, suture
from tests.test_stories import APPROVE, GOOD, answer, outcome, report

# What models make of a proof is what these stories are about.
ALL = {"SUTURE_GATES__REQUIRE": ",".join(GATE_NAMES), "SUTURE_PROOF__PROBES": "false"}
PROOF = """import contextlib

import pytest

from app.calc import calc

HARMLESS = "[1, 2]"
ATTACKS = ["open('{marker}', 'w')", "__import__('pathlib').Path('{marker}').touch()"]


@pytest.mark.parametrize("attack", ATTACKS)
def test_attack_runs_no_code(attack, tmp_path):
    marker = tmp_path / "marker"
    with contextlib.suppress(Exception):
        calc(attack.replace("{marker}", str(marker)))
    assert not marker.exists()


def test_control_a_literal_has_its_value():
    assert calc("[1, 2]") == [1, 2]
"""
PROVES = completion(f"```python\n{PROOF}```\n")
# Hides the builtins from the code, and runs it all the same.
WEAK = "return eval(text.replace('open', ''), {}) if 'import' not in text else ast.literal_eval(text)"


def with_model(
    folder: Path, script: Sequence[Scripted], proofs: Sequence[Scripted] = (PROVES,), reviews: Sequence[Scripted] = (ACCEPT,),
    **env: str,
) -> dict[str, Any]:  # fmt: skip
    """Fix the finding that needs a model; the outcome, with what proofs and reviews were asked."""
    with serving(script, proofs, reviews) as server:
        address = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "sk-test-1", "SUTURE_MODEL": "scripted"}
        ended = fix(folder, "--rule", "no-eval", env={**ALL, **address, **env})
        asides = server.asides
    assert ended.status == 0, ended.err
    return {**outcome(folder, "no-eval"), "asides": asides}


def gates(done: dict[str, Any]) -> dict[str, str]:
    return {check["gate"]: check["status"] for check in done["checks"]}


def test_a_fix_that_every_gate_proves_is_fixed_and_names_its_evidence(tmp_path: Path) -> None:
    make_target(tmp_path)
    done = with_model(tmp_path, [answer(GOOD), APPROVE])
    assert done["outcome"] == "fixed", done["reason"]
    assert gates(done) == dict.fromkeys(GATE_NAMES, "passed")
    said = {check["gate"]: check["detail"] for check in done["checks"]}
    assert said["proof"].startswith("2 attacks fail at base and pass now, 1 control passes on both")
    assert done["proof"]["content"] == PROOF and done["usage"]["calls"] == 4
    assert done["evidence"]["base_sha"] == report(tmp_path)["base_sha"] and done["evidence"]["proof"]
    page = (tmp_path / "suture-out" / done["page"]).read_text()
    assert "The test that proves it" in page and "test_attack_runs_no_code" in page


def test_whoever_writes_the_proof_knows_no_fix_and_the_reviewer_no_claim(tmp_path: Path) -> None:
    make_target(tmp_path)
    done = with_model(tmp_path, [answer(GOOD), APPROVE])
    prover, reviewer = (json.dumps(asked["messages"]) for asked in done["asides"])
    assert "literal_eval" not in prover
    assert "+    return ast.literal_eval(text)" in reviewer
    assert "Parses a literal" not in reviewer and "Only literals" not in reviewer and "gates" not in reviewer


def test_the_proof_stops_a_fix_that_the_suite_lets_through_and_the_author_is_told(tmp_path: Path) -> None:
    make_target(tmp_path)
    hidden = "return (compile(text, 'x', 'eval'), __builtins__['ev' + 'al'](text))[1]"
    done = with_model(tmp_path, [answer(hidden), answer(GOOD), APPROVE])
    assert (done["outcome"], done["attempts"]) == ("fixed", 2)


def test_a_veto_is_told_to_the_author_and_ends_the_case_when_it_stays(tmp_path: Path) -> None:
    make_target(tmp_path)
    veto = completion(
        "OBJECTION:     return ast.literal_eval(text)\nBECAUSE: deep input ends the process\n\nVERDICT: VETO - no limit"
    )
    done = with_model(tmp_path, [answer(GOOD)], reviews=(veto,))
    assert done["outcome"] == "rejected" and "a blind reviewer objects" in done["reason"]
    assert branches(tmp_path / "target") == []


def test_without_a_proof_a_fix_is_a_draft_that_says_why(tmp_path: Path) -> None:
    make_target(tmp_path)
    done = with_model(tmp_path, [answer(GOOD), APPROVE], proofs=(NO_PROOF,))
    assert (done["outcome"], gates(done)["proof"]) == ("evidence_gap", "not_run")
    assert "this story has none" in done["reason"]


def test_a_proof_that_does_not_hold_at_base_is_sent_back(tmp_path: Path) -> None:
    make_target(tmp_path)
    toothless = completion(f"```python\n{PROOF.replace('assert not marker', 'assert True or marker')}```\n")
    done = with_model(tmp_path, [answer(GOOD), APPROVE], proofs=(toothless, PROVES))
    assert done["outcome"] == "fixed"
    again = done["asides"][1]["messages"][-1]["content"]
    assert "has to fail by an assertion in the test itself at base, and it passed" in again


def test_the_proof_goes_out_with_the_fix_where_the_settings_say_so(tmp_path: Path) -> None:
    target = make_target(tmp_path)
    done = with_model(tmp_path, [answer(GOOD), APPROVE], SUTURE_PROOF__INCLUDE="true")
    assert done["outcome"] == "fixed", done["reason"]
    changed = git(target, "diff", "--name-only", f"main...{done['branch']}").split()
    assert changed == ["app/calc.py", done["proof"]["path"]]
    assert git(target, "show", f"{done['branch']}:{done['proof']['path']}") == PROOF.strip()


DIFF = CALC.splitlines(), CALC.replace("return eval(text)", GOOD).splitlines()


def patch_file(folder: Path, path: str, before: str, after: str) -> Path:
    """A unified diff of one file."""
    import difflib

    lines = difflib.unified_diff(before.splitlines(True), after.splitlines(True), f"a/{path}", f"b/{path}")
    file = folder / "fix.patch"
    file.write_text("".join(lines))
    return file


def verify(folder: Path, rule: str, proof: str, name: str) -> tuple[int, dict[str, Any]]:
    (folder / name).write_text(proof)
    ended = suture(
        folder, "verify", "target", "--patch", "fix.patch", "--config", "rules.yaml", "--rule", rule,
        "--proof", name, "--json", env=ALL,
    )  # fmt: skip
    assert ended.out.startswith("{"), ended.err
    return ended.status, json.loads(ended.out)


def test_verify_runs_a_proof_that_a_person_wrote_and_explains_its_verdict(tmp_path: Path) -> None:
    make_target(tmp_path)
    patch_file(tmp_path, "app/calc.py", CALC, CALC.replace("return eval(text)", GOOD))
    status, said = verify(tmp_path, "no-eval", PROOF, "proof.py")
    assert (status, said["verdict"], gates(said)["proof"]) == (3, "evidence_gap", "passed")
    assert said["why"][0].startswith("review not run: needs a model")
    assert said["evidence"]["patch"] != said["evidence"]["proof"] and said["proof"]["content"] == PROOF


SCRIPT = {
    "package.json": '{"name": "t", "scripts": {"test": "node --test"}}\n',
    "files.js": 'const fs = require("fs");\nconst path = require("path");\n\nfunction read(root, name) {\n'
    '  return fs.readFileSync(path.join(root, name), "utf8");\n}\n\nmodule.exports = { read };\n',
    "test/files.test.js": 'const test = require("node:test");\nconst assert = require("node:assert");\n'
    'const fs = require("fs");\nconst os = require("os");\nconst path = require("path");\n'
    'const { read } = require("../files.js");\n\ntest("reads a file", () => {\n'
    '  const root = fs.mkdtempSync(path.join(os.tmpdir(), "t"));\n  fs.writeFileSync(path.join(root, "a"), "A");\n'
    '  assert.strictEqual(read(root, "a"), "A");\n});\n',
}
SCRIPT_RULES = """
rules:
- id: js-join
  languages: [javascript]
  severity: ERROR
  message: the name may lead out of the folder
  pattern: fs.readFileSync(path.join(...), ...)
"""
SCRIPT_PROOF = """const test = require("node:test");
const assert = require("node:assert");
const fs = require("fs");
const os = require("os");
const path = require("path");
const { read } = require("../files.js");

const HARMLESS = "a";
const ATTACKS = ["../secret", "x/../../secret"];
const LATENT = ["....//secret"];

function folder() {
  const top = fs.mkdtempSync(path.join(os.tmpdir(), "t"));
  fs.mkdirSync(path.join(top, "root", "x"), { recursive: true });
  fs.writeFileSync(path.join(top, "root", "a"), "A");
  fs.writeFileSync(path.join(top, "secret"), "S");
  return path.join(top, "root");
}

for (const attack of ATTACKS) {
  test(`attack ${attack}`, () => {
    let text = "";
    try { text = read(folder(), attack); } catch { text = ""; }
    assert.notStrictEqual(text, "S");
  });
}

test("control reads a file of the folder", () => {
  assert.strictEqual(read(folder(), "a"), "A");
});
"""


@pytest.mark.parametrize(
    ("guard", "status", "kind"),
    [
        ("const file = path.resolve(root, path.basename(name));", "passed", "evidence_gap"),
        ("const file = path.resolve(root, name.replace('../', ''));", "failed", "rejected"),
    ],
)
def test_a_proof_in_javascript_tells_a_right_fix_from_a_wrong_one(
    tmp_path: Path, guard: str, status: str, kind: str
) -> None:
    (tmp_path / "rules.yaml").write_text(SCRIPT_RULES)
    make_repo(tmp_path / "target", SCRIPT)
    before = SCRIPT["files.js"]
    after = before.replace(
        '  return fs.readFileSync(path.join(root, name), "utf8");',
        f'  {guard}\n  return fs.readFileSync(file, "utf8");',
    )
    patch_file(tmp_path, "files.js", before, after)
    _, said = verify(tmp_path, "js-join", SCRIPT_PROOF, "proof.js")
    assert (gates(said)["proof"], said["verdict"]) == (status, kind), said["checks"]
