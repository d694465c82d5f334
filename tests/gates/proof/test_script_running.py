"""Proofs of a path traversal and of a command injection, run by node on base, on fixes and on mutants."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from agent.domain import Change, TestStyle
from agent.gates.proof.mutant import ProofText
from agent.gates.proof.script import base_mutants, patch_mutants, read_proof, with_attacks
from agent.gates.suite import single_script
from agent.gates.trial import End
from agent.ports import Sandbox
from agent.sandbox import Unavailable, choose
from agent.settings import SandboxSettings
from tests.doubles.suite_sandbox import PlainSandbox
from tests.gates.suite.test_single_script import environment

NOTES = """const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");

const ROOT = path.join(__dirname, "..", "files");

/** Serves the notes of the greenhouse. */
function createServer() {
  return http.createServer((req, res) => {
    const name = decodeURIComponent(req.url.slice("/notes/".length));
    fs.readFile(path.join(ROOT, name), "utf8", (error, text) => {
      if (error) {
        res.statusCode = 404;
        return res.end("no such note");
      }
      res.end(text);
    });
  });
}

module.exports = { createServer };
"""
NOTES_PROOF = """const assert = require("node:assert/strict");
const test = require("node:test");
const http = require("node:http");
const { createServer } = require("../lib/files.js");

const HARMLESS = "tomato.txt";
const ATTACKS = ["../private.txt", "..%2fprivate.txt", "%2e%2e/private.txt"];

function ask(name) {
  return new Promise((resolve, reject) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      const request = http.request({ port, host: "127.0.0.1", path: `/notes/${name}`, agent: false }, (answer) => {
        let body = "";
        answer.on("data", (part) => (body += part));
        answer.on("end", () => { server.close(); resolve(body); });
      });
      request.on("error", (error) => { server.close(); reject(error); });
      request.end();
    });
  });
}

for (const [number, attack] of ATTACKS.entries()) {
  test(`attack ${number} does not give the private file away`, async () => {
    let body = "";
    try { body = await ask(attack); } catch { /* refused */ }
    assert.equal(body.includes("secret-4711"), false);
  });
}

test("control: gives a note", async () => {
  assert.match(await ask(HARMLESS), /water daily/);
});
"""
LISTS = """const { execSync } = require("node:child_process");

/** How many lines a list has. */
function countLines(folder, list) {
  const out = execSync(`wc -l < ${list}`, { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
  return Number(out.toString());
}

module.exports = { countLines };
"""
LISTS_PROOF = """const assert = require("node:assert/strict");
const test = require("node:test");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { countLines } = require("../lib/count.js");

const HARMLESS = "beans.txt";
const ATTACKS = ["beans.txt; touch stolen", "$(touch stolen)", "`touch stolen`"];

function garden() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "garden-"));
  fs.writeFileSync(path.join(folder, "beans.txt"), "a\\nb\\n");
  return folder;
}

for (const attack of ATTACKS) {
  test(`attack: ${attack}`, () => {
    const folder = garden();
    try { countLines(folder, attack); } catch { /* refused */ }
    assert.equal(fs.existsSync(path.join(folder, "stolen")), false);
  });
}

test("control: counts", () => { assert.equal(countLines(garden(), HARMLESS), 2); });
"""
OTHERS = {"files/tomato.txt": "water daily\n", "private.txt": "secret-4711\n"}
CHECK = """    const full = path.resolve(ROOT, name);
    if (!full.startsWith(ROOT + path.sep)) {
      res.statusCode = 403;
      return res.end("no");
    }
    fs.readFile(full, "utf8\""""
TARGETS = {
    "a check": (
        "lib/files.js",
        NOTES,
        NOTES_PROOF,
        11,
        '    fs.readFile(path.join(ROOT, name), "utf8"',
        CHECK,
    ),
    "a sanitizer": (
        "lib/files.js",
        NOTES,
        NOTES_PROOF,
        11,
        "    fs.readFile(path.join(ROOT, name)",
        "    const safe = path.basename(name);\n    fs.readFile(path.join(ROOT, safe)",
    ),
    "a pattern": (
        "lib/count.js",
        LISTS,
        LISTS_PROOF,
        5,
        "  const out",
        "  if (!/^[\\w.-]+$/.test(list)) throw new Error('no list');\n  const out",
    ),
}
targets = pytest.mark.parametrize("name", list(TARGETS))


def ends(
    folder: Path, path: str, code: bytes, proof: str, sandbox: Sandbox | None = None
) -> tuple[Sequence[End], Sequence[End]]:
    """How the attack tests and the control tests ended."""
    file = "test/own-proof.test.js"
    for place, data in {**OTHERS, path: code.decode(), file: proof}.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_text(data)
    job = single_script.job(TestStyle.NODE, environment(), folder, file, 30.0)
    tried = single_script.read(TestStyle.NODE, (sandbox or PlainSandbox()).run(job), file)
    assert tried.trouble == ""
    attacks = [end for title, end, _ in tried.tests if title.startswith("attack")]
    controls = [end for title, end, _ in tried.tests if title.startswith("control")]
    assert len(attacks) + len(controls) == len(tried.tests)
    return attacks, controls


@targets
def test_a_proof_fails_at_base_and_passes_with_the_fix_and_with_honest_input(
    name: str, tmp_path: Path
) -> None:
    path, base, proof, _, old, new = TARGETS[name]
    text = read_proof(proof)
    assert isinstance(text, ProofText)
    assert text.harmless is not None
    assert ends(tmp_path, path, base.encode(), proof) == ([End.ASSERTED] * 3, [End.PASSED])
    honest = with_attacks(proof, [text.harmless])
    assert ends(tmp_path, path, base.encode(), honest) == ([End.PASSED], [End.PASSED])
    assert ends(tmp_path, path, base.replace(old, new).encode(), proof) == ([End.PASSED] * 3, [End.PASSED])


@pytest.mark.parametrize("name", ["a check", "a pattern"])
def test_the_control_notices_a_base_without_its_feature(name: str, tmp_path: Path) -> None:
    path, base, proof, line, _, _ = TARGETS[name]
    mutants = base_mutants(path, base.encode(), (line,))
    assert len(mutants) == 3
    for mutant in mutants:
        _, controls = ends(tmp_path, path, mutant.after, proof)
        assert controls in ([End.ASSERTED], [End.BROKEN]), mutant.name


@targets
def test_every_wrong_fix_is_noticed(name: str, tmp_path: Path) -> None:
    path, base, proof, line, old, new = TARGETS[name]
    change = Change(path, base.encode(), base.replace(old, new).encode())
    mutants = [m for m in patch_mutants(change, (line,)) if m.after != base.encode()]
    assert len(mutants) >= 4
    for mutant in mutants:
        attacks, controls = ends(tmp_path, path, mutant.after, proof)
        assert {*attacks, *controls} != {End.PASSED}, mutant.name


def test_a_server_can_be_proved_in_the_real_sandbox(tmp_path: Path) -> None:
    sandbox = choose(SandboxSettings())
    if isinstance(sandbox, Unavailable):
        pytest.skip(f"no sandbox on this machine: {sandbox.reason}")
    path, base, proof, _, old, new = TARGETS["a check"]
    assert ends(tmp_path, path, base.encode(), proof, sandbox) == ([End.ASSERTED] * 3, [End.PASSED])
    fixed = base.replace(old, new).encode()
    assert ends(tmp_path, path, fixed, proof, sandbox) == ([End.PASSED] * 3, [End.PASSED])
