"""One JavaScript test file by itself: which framework, how it is started, and real runs by node."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from agent.domain import NoProof, TestStyle
from agent.gates.suite import single_script
from agent.gates.suite.environment import Environment
from agent.gates.trial import End, Tried
from agent.ports import Sandbox
from agent.sandbox import Unavailable, choose
from agent.settings import SandboxSettings
from tests.doubles.suite_sandbox import PlainSandbox
from tests.doubles.suite_snapshot import MemorySnapshot

FILE = "test/proof.test.js"
APP = """const assert = require("node:assert");
module.exports = { boom() { throw new TypeError("no"); }, inner() { assert.ok(false, "in the app"); } };
"""
PROOF = """const { test, describe, it } = require("node:test");
const assert = require("node:assert/strict");
const app = require("../app");
for (const attack of ["a", "b"]) test(`attack: ${attack}`, async () => { await null; assert.equal(1, 2); });
test("attack: throws", () => app.boom());
test("attack: inner", () => app.inner());
test("attack: lies", () => { throw new Error("AssertionError\\n    at x (/app/test/proof.test.js:1:1)"); });
test("attack: skipped", { skip: true }, () => {});
test("attack: todo", { todo: true }, () => { assert.ok(false); });
test("attack: callback", (t, done) => { setTimeout(() => { assert.equal(1, 2); done(); }, 5); });
test("control: fine", () => {});
describe("group", () => { it("attack: nested", () => { assert.deepEqual({a: 1}, {a: 2}); }); });
test("attack: parent", async (t) => { await t.test("attack: child", () => { assert.ok(0); }); });
test("control: parent", async (t) => { await t.test("control: child", () => { app.boom(); }); });
"""
ENDS = {
    "attack: a": End.ASSERTED,
    "attack: b": End.ASSERTED,
    "attack: throws": End.BROKEN,
    "attack: inner": End.BROKEN,
    "attack: lies": End.BROKEN,
    "attack: skipped": End.BROKEN,
    "attack: todo": End.BROKEN,
    "attack: callback": End.ASSERTED,
    "control: fine": End.PASSED,
    "attack: nested": End.ASSERTED,
    "attack: child": End.ASSERTED,
    "attack: parent": End.ASSERTED,
    "control: child": End.BROKEN,
    "control: parent": End.BROKEN,
}


def environment() -> Environment:
    node = shutil.which("node")
    assert node is not None, "node has to be installed"
    prefix = Path(node).resolve().parent.parent
    return Environment(
        Path(sys.executable), () if prefix.is_relative_to("/usr") else (prefix,), node=Path(node)
    )


def run(folder: Path, files: dict[str, str], sandbox: Sandbox | None = None, seconds: float = 30.0) -> Tried:
    tree = folder / "tree"
    for path, text in files.items():
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_text(text)
    job = single_script.job(TestStyle.NODE, environment(), tree, FILE, seconds)
    return single_script.read(TestStyle.NODE, (sandbox or PlainSandbox()).run(job), FILE)


def snapshot(package: str) -> MemorySnapshot:
    return MemorySnapshot({"package.json": package} if package else {})


@pytest.mark.parametrize(
    ("package", "style"),
    [
        ("", TestStyle.NODE),
        ("{broken", TestStyle.NODE),
        ("[1]", TestStyle.NODE),
        ('{"scripts": {"test": "node --test"}}', TestStyle.NODE),
        (
            '{"scripts": {"test": "NODE_ENV=test jest --ci"}, "devDependencies": {"mocha": "1"}}',
            TestStyle.JEST,
        ),
        ('{"scripts": {"test": "c8 mocha test/*.js"}}', TestStyle.MOCHA),
        ('{"scripts": {"test": "gulp test"}, "devDependencies": {"jest": "29"}}', TestStyle.JEST),
        ('{"dependencies": {"mocha": "10"}}', TestStyle.MOCHA),
        (
            '{"scripts": {"test": "node --test"}, "devDependencies": {"eslint-plugin-jest": "1"}}',
            TestStyle.NODE,
        ),
    ],
)
def test_the_framework_is_what_package_json_uses(package: str, style: TestStyle) -> None:
    assert single_script.style(snapshot(package), "lib/a.js") is style


@pytest.mark.parametrize("style", ["jest", "mocha", "node"])
def test_typescript_needs_a_runner_that_loads_it(style: str) -> None:
    tools = {"jest": "ts-jest", "mocha": "ts-node", "node": "tsx"}
    bare = single_script.style(snapshot(f'{{"devDependencies": {{"{style}": "1"}}}}'), "src/a.ts")
    able = single_script.style(
        snapshot(f'{{"devDependencies": {{"{style}": "1", "{tools[style]}": "1"}}}}'), "src/a.ts"
    )
    assert isinstance(bare, NoProof)
    assert f"package.json declares no {tools[style]}" in bare.reason or "no tsx or ts-node" in bare.reason
    assert isinstance(able, TestStyle)


def test_only_an_assertion_that_the_proof_raised_counts(tmp_path: Path) -> None:
    tried = run(tmp_path, {"app.js": APP, FILE: PROOF})
    assert tried.trouble == ""
    assert {name: end for name, end, _ in tried.tests} == ENDS
    said = {name: text for name, _, text in tried.tests}
    assert said["attack: throws"] == "no"
    assert said["attack: skipped"] == "it was skipped"


def test_modules_of_the_other_kind_run_as_well(tmp_path: Path) -> None:
    proof = (
        'import test from "node:test";\nimport assert from "node:assert/strict";\nimport { one } from "../one.js";\n'
        'test("attack: one", () => assert.equal(one(), 2));\ntest("control: one", () => assert.equal(one(), 1));\n'
    )
    files = {"package.json": '{"type": "module"}', "one.js": "export const one = () => 1;\n", FILE: proof}
    tried = run(tmp_path, files)
    assert [(name, end) for name, end, _ in tried.tests] == [
        ("attack: one", End.ASSERTED),
        ("control: one", End.PASSED),
    ]


def test_a_file_that_cannot_be_loaded_is_trouble(tmp_path: Path) -> None:
    tried = run(tmp_path, {FILE: 'require("../nowhere");\n'})
    assert tried.tests == ()
    assert "Cannot find module '../nowhere'" in tried.trouble


def test_what_breaks_outside_of_the_tests_is_told(tmp_path: Path) -> None:
    late = (
        'require("node:test")("control: a", () => {});\nsetTimeout(() => { throw new Error("late"); }, 50);\n'
    )
    tried = run(tmp_path, {FILE: late})
    assert ("control: a", End.PASSED, "") in tried.tests
    assert [end for _, end, text in tried.tests if text == "it broke outside of its tests"] == [End.BROKEN]


def test_other_files_are_not_run(tmp_path: Path) -> None:
    own = 'require("node:test")("control: own", () => {});\n'
    tried = run(tmp_path, {FILE: own, "test/other.test.js": own.replace("own", "other")})
    assert [name for name, _, _ in tried.tests] == ["control: own"]


def test_a_file_that_hangs_is_trouble(tmp_path: Path) -> None:
    hangs = 'require("node:test")("control: a", () => { for (;;); });\n'
    tried = run(tmp_path, {FILE: hangs}, seconds=1.5)
    assert tried.tests == ()
    assert tried.trouble == "it did not come to its end (timeout)"


def test_a_file_without_tests_is_trouble(tmp_path: Path) -> None:
    tried = run(tmp_path, {FILE: "// nothing\n"})
    assert (tried.tests, tried.trouble) == ((), "it holds no test that was run")


def test_the_code_under_test_is_not_told_where_the_report_is(tmp_path: Path) -> None:
    asks = (
        'const assert = require("node:assert");\n'
        'require("node:test")("control: a", () => assert.equal(process.env.SUTURE_REPORT_DIR, undefined));\n'
    )
    assert [end for _, end, _ in run(tmp_path, {FILE: asks}).tests] == [End.PASSED]


def test_report_names_cannot_be_guessed(tmp_path: Path) -> None:
    names = {
        single_script.job(style, environment(), tmp_path, FILE, 1.0).report
        for style in TestStyle
        for _ in "ab"
    }
    assert len(names) == 2 * len(TestStyle)


def test_jest_runs_this_file_alone(tmp_path: Path) -> None:
    words = single_script.job(TestStyle.JEST, environment(), tmp_path, FILE, 1.0).argv
    assert "node_modules/.bin/jest" in words
    assert words[-2:] == ("--runTestsByPath", FILE)


def test_mocha_loads_what_the_test_script_has_it_load(tmp_path: Path) -> None:
    script = "c8 mocha -r test/setup.js --require=tsx 'test/**/*.js' --ui tdd && mocha --require other"
    (tmp_path / "package.json").write_text(f'{{"scripts": {{"test": "{script}"}}}}')
    words = single_script.job(TestStyle.MOCHA, environment(), tmp_path, FILE, 1.0).argv
    start = words.index("node_modules/.bin/mocha")
    assert words[start + 1 : start + 6] == ("-r", "test/setup.js", "--require=tsx", "--ui", "tdd")
    assert words[-2:] == ("--", FILE)
    assert "other" not in words


def test_a_missing_runner_is_trouble(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    job = single_script.job(TestStyle.JEST, environment(), tree, FILE, 10.0)
    tried = single_script.read(TestStyle.JEST, PlainSandbox().run(job), FILE)
    assert tried.tests == ()
    assert "node_modules/.bin/jest" in tried.trouble


def test_it_is_the_same_in_the_real_sandbox(tmp_path: Path) -> None:
    sandbox = choose(SandboxSettings())
    if isinstance(sandbox, Unavailable):
        pytest.skip(f"no sandbox on this machine: {sandbox.reason}")
    tried = run(tmp_path, {"app.js": APP, FILE: PROOF}, sandbox)
    assert {name: end for name, end, _ in tried.tests} == ENDS
