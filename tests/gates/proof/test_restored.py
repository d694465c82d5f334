"""A check behind the found code, where the found code itself is what was repaired."""

from __future__ import annotations

import pytest

from agent.domain import Change
from agent.gates.proof.mutant import ALL_LAYERS, RESTORED, Mutant
from agent.gates.proof.python_mutants import patch_mutants
from agent.gates.proof.script import patch_mutants as script_mutants
from agent.verdict import Status
from tests.gates.proof.here import judged, node, python

CART = '''"""Carts."""

import binascii
import pickle


def take(token):
    """The cart in a token, or None."""
    try:
        packed = binascii.unhexlify(token)
        lines = pickle.loads(packed)
    except (binascii.Error, pickle.UnpicklingError, EOFError):
        return None
    return lines
'''
IMPORTS = {"import pickle": "import json"}
EXCEPT = {
    "(binascii.Error, pickle.UnpicklingError, EOFError)": "(binascii.Error, ValueError, RecursionError)"
}
OLD = "            lines = pickle.loads(packed)\n".replace("    ", "", 1)
NEW = OLD.replace("pickle", "json")
CHECK = (
    "        if not isinstance(lines, dict) or not all(type(c) is int for c in lines.values()):\n"
    '            raise ValueError("not a cart")\n'
)
TITLE = "if not isinstance(lines, dict) or not all((type(c) is int f…"
FRONT = "        if b'system' in packed:\n            raise ValueError('no')\n"


def cart(new: str, more: dict[str, str] | None = None) -> dict[str, str]:
    return {**IMPORTS, OLD: new, **EXCEPT, **(more or {})}


def made(before: str, edits: dict[str, str], needle: str, path: str = "carts.py") -> Mutant | None:
    after = before
    for old, new in edits.items():
        assert after.count(old) == 1, old
        after = after.replace(old, new)
    line = next(n for n, text in enumerate(before.split("\n"), 1) if needle in text)
    make = patch_mutants if path.endswith(".py") else script_mutants
    found = [m for m in make(Change(path, before.encode(), after.encode()), [line]) if m.spares]
    assert len(found) <= 1
    assert all(m.name == RESTORED and not m.layer for m in found)
    return found[0] if found else None


def test_the_found_statement_and_its_import_come_back_and_all_else_stays() -> None:
    mutant = made(CART, cart(NEW + CHECK), "pickle.loads")
    assert mutant is not None
    text = mutant.after.decode()
    assert text.startswith('"""Carts."""\nimport pickle\nimport binascii\nimport json\n')
    assert "lines = pickle.loads(packed)\n        if not isinstance(lines, dict)" in text
    assert "except (binascii.Error, ValueError, RecursionError):" in text
    assert mutant.spares == (TITLE, ALL_LAYERS)


def test_what_base_did_goes_under_the_name_that_the_patch_goes_on_with() -> None:
    before = "import pickle\n\n\ndef f(x):\n    import os\n    return pickle.loads(x)\n"
    after = "    value = json.loads(x)\n    if value['a'] > 1:\n        raise ValueError\n    return value\n"
    mutant = made(before, {"    import os\n    return pickle.loads(x)\n": after}, "pickle.loads")
    assert mutant is not None
    text = mutant.after.decode()
    assert text.startswith("import os\nimport pickle\n")
    assert "    value = pickle.loads(x)\n    if value['a'] > 1:" in text


@pytest.mark.parametrize(
    "new",
    [
        pytest.param(NEW, id="no check"),
        pytest.param(FRONT + NEW, id="a check in front"),
        pytest.param(FRONT + OLD, id="the found statement as it was"),
        pytest.param(
            "        for part in packed.split(b','):\n            lines = json.loads(part)\n"
            "            if lines == 'bad':\n                raise ValueError\n",
            id="in a loop",
        ),
        pytest.param(
            "        if packed:\n            lines = json.loads(packed)\n        else:\n"
            "            if b'x' in token:\n                raise ValueError\n            lines = {}\n",
            id="on another way",
        ),
        pytest.param(
            NEW + "        def later(lines):\n            if lines == 'bad':\n                raise ValueError\n",
            id="in another function",
        ),
        pytest.param(NEW + "        lines = clean(lines)\n", id="no refusal"),
        pytest.param(
            "        with json.loads(packed) as lines:\n            if lines == 'bad':\n"
            "                raise ValueError\n",
            id="a statement with others inside",
        ),
        pytest.param("        if packed:\n            raise ValueError\n" + NEW
                     + "        if packed:\n            raise ValueError\n", id="the same in front"),
    ],
)  # fmt: skip
def test_where_no_check_behind_could_be_spared_there_is_none(new: str) -> None:
    mutant = made(CART, cart(new), "pickle.loads")
    assert mutant is None


def test_a_check_in_front_is_never_spared() -> None:
    mutant = made(CART, cart(FRONT + NEW + CHECK), "pickle.loads")
    assert mutant is not None
    assert mutant.spares == (TITLE,)
    assert "if b'system' in packed:" in mutant.after.decode()


PROOF = """import binascii
import pickle
from carts import take

DONE = []


class Evil:
    def __reduce__(self):
        return exec, ("import sys; sys.suture_done = True",)


def reached(token):
    import sys

    sys.suture_done = False
    try:
        take(token)
    except Exception:
        pass
    return sys.suture_done


def test_attack_runs_code():
    assert not reached(binascii.hexlify(pickle.dumps(Evil())))


def test_control_takes_a_cart():
    cart = take(binascii.hexlify(b'{"4711": 2}')) or take(binascii.hexlify(pickle.dumps({"4711": 2})))
    assert cart == {"4711": 2}
    assert take(b"zz") is None
"""


def gate(edits: dict[str, str], test: str = PROOF) -> tuple[Status, str, int]:
    answer, suite = judged("carts.py", CART, edits, "pickle.loads", test, python("carts.py", CART))
    return answer.status, answer.detail, len(suite.tried)


def test_a_check_of_what_came_out_of_the_repaired_code_is_spared() -> None:
    status, detail, _ = gate(cart(NEW + CHECK))
    assert status is Status.PASSED, detail
    assert detail.endswith(f"; it passes as well without one alone of its checks: {TITLE}")


def test_a_check_in_front_of_the_repaired_code_still_has_to_be_missed() -> None:
    status, detail, _ = gate(
        cart("        if packed.startswith(b'['):\n            raise ValueError\n" + NEW)
    )
    assert status is Status.INCONCLUSIVE
    assert "if packed.startswith(b'['):" in detail
    both = "        if packed.startswith(b'['):\n            raise ValueError\n" + NEW + CHECK
    status, detail, _ = gate(cart(both))
    assert status is Status.INCONCLUSIVE
    assert TITLE not in detail


def test_old_code_that_no_attack_gets_through_spares_nothing_and_counts_for_nothing() -> None:
    # What stands in front is the repair: with it the old line is safe, so nothing tells of the new one.
    front = "        if b'exec' in packed:\n            raise ValueError\n"
    status, detail, _ = gate(cart(front + NEW + CHECK))
    assert status is Status.INCONCLUSIVE
    assert TITLE in detail
    assert RESTORED not in detail


def test_old_code_that_only_breaks_spares_nothing() -> None:
    # `decode` of base is gone: the restored line raises NameError before any harm is done.
    base = CART.replace("\n\ndef take", "\n\ndef decode(packed):\n    return pickle.loads(packed)\n\n\ndef take").replace(
        "lines = pickle.loads(packed)", "lines = decode(packed)"
    )  # fmt: skip
    edits = {
        **IMPORTS,
        "def decode(packed):\n    return pickle.loads(packed)\n\n\n": "",
        "        lines = decode(packed)\n": NEW + CHECK,
        **EXCEPT,
    }
    answer, _ = judged("carts.py", base, edits, "lines = decode", PROOF, python("carts.py", base))
    assert answer.status is Status.INCONCLUSIVE
    assert TITLE in answer.detail


def test_no_run_is_spent_where_every_check_is_missed() -> None:
    strict = (
        PROOF + '\n\ndef test_control_refuses_lists():\n    assert take(binascii.hexlify(b"[1]")) is None\n'
    )
    _, _, tried = gate(cart(NEW + CHECK), strict)
    status, detail, more = gate(cart(NEW + CHECK))
    assert status is Status.PASSED, detail
    assert more == tried + 1


SHELF = """'use strict';
const { execSync, execFileSync } = require("node:child_process");
const fs = require("node:fs");

function count(folder, list) {
  const out = execSync(`wc -l < ${list}`, { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
  return Number(out.toString());
}

module.exports = { count };
"""
RUN = """  const out = execSync(`wc -l < ${list}`, { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
"""
FILED = """  const text = execFileSync("wc", ["-l", "--", list], { cwd: folder });
"""
ODD = '  if (text.length > 4000) {\n    throw new Error("odd");\n  }\n'
NUMBER = {"  return Number(out.toString());": "  return parseInt(text.toString(), 10);"}
LESS = {"{ execSync, execFileSync }": "{ execFileSync }"}


def test_javascript_gets_its_statement_and_what_is_gone_of_a_require_back() -> None:
    mutant = made(SHELF, {**LESS, RUN: FILED + ODD, **NUMBER}, "execSync(`", "lib/a.js")
    assert mutant is not None
    text = mutant.after.decode()
    assert text.startswith(
        "'use strict';\nconst { execSync } = require(\"node:child_process\"); const { execFileSync }"
    )
    assert "  const text = execSync(`wc -l < ${list}`, {" in text
    assert "throw new Error" in text
    assert mutant.spares == ("if (text.length > 4000)", ALL_LAYERS)


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("import y from 'js-yaml';", "", "import y from 'js-yaml'; "),
        ("import { a, b as c } from 'm';", "import { a } from 'm';", "import { b as c } from 'm'; "),
        ("const y = require('y');", "const y = require('z');", ""),
        ("const { a: run, c } = require('y');", "const { c } = require('y');", "const { a: run } = require('y'); "),
        ("const y = 1;", "", ""),
    ],
)  # fmt: skip
def test_imports_of_each_form_come_back(old: str, new: str, wanted: str) -> None:
    before = f"// top\n{old}\nfunction f(x) {{\n  const v = y.load(x);\n  return v;\n}}\n"
    check = "  const v = JSON.parse(x);\n  if (v.a > 1) throw new Error('no');\n"
    mutant = made(before, {old: new, "  const v = y.load(x);\n": check}, "y.load", "lib/a.mjs")
    assert mutant is not None
    rest = f"{new}\nfunction" if new else "function"
    assert f"{wanted}{rest}" in mutant.after.decode()


@pytest.mark.parametrize(
    "new",
    [
        FILED,
        '  if (list.includes(";")) throw new Error("no");\n' + FILED,
        f"  for (const one of list) {{\n{FILED}{ODD}  }}\n",
        f"  if (list) {{\n{FILED}  }} else {{\n{ODD}  }}\n",
        FILED + f"  const later = (text) => {{\n{ODD}  }};\n",
        "  execFile('wc', [list], (error, text) => {\n" + ODD + "  });\n",
    ],
)
def test_javascript_without_a_check_behind_has_none(new: str) -> None:
    assert made(SHELF, {RUN: new}, "execSync(`", "lib/a.js") is None


SHELF_PROOF = """const assert = require("node:assert/strict");
const test = require("node:test");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { count } = require("../lib/count.js");

const HARMLESS = "beans.txt";
const ATTACKS = ["beans.txt; touch stolen", "$(touch stolen)"];

function garden() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "garden-"));
  fs.writeFileSync(path.join(folder, "beans.txt"), "a\\nb\\n");
  return folder;
}

for (const attack of ATTACKS) {
  test(`attack runs a command ${attack}`, () => {
    const folder = garden();
    try { count(folder, attack); } catch { /* refused */ }
    assert.equal(fs.existsSync(path.join(folder, "stolen")), false);
  });
}

test("control: counts", () => { assert.equal(count(garden(), HARMLESS), 2); });
"""


@pytest.mark.parametrize(
    ("front", "status"), [("", Status.PASSED), ('  if (/[;$]/.test(list)) throw new Error("no");\n', None)]
)
def test_the_gate_spares_a_check_of_an_answer_in_javascript(
    front: str, status: Status | None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = "lib/count.js"
    single = node(tmp_path_factory.mktemp("count"), path, SHELF)
    edits = {**LESS, RUN: front + FILED + ODD, **NUMBER}
    answer, _ = judged(path, SHELF, edits, "execSync(`", SHELF_PROOF, single)
    assert answer.status is (status or Status.INCONCLUSIVE), answer.detail
    assert ("it passes as well" in answer.detail) is (status is Status.PASSED)
