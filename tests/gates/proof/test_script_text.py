"""What the text of a JavaScript proof declares."""

from __future__ import annotations

import json
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent import process
from agent.gates.proof.mutant import ProofText
from agent.gates.proof.script import read_proof, with_attacks

HEAD = """const assert = require("node:assert/strict");
const { test, describe, it } = require("node:test");
const fs = require("node:fs");
const path = require("node:path");
const { serve } = require("../lib/serve.js");
"""
TEXTS = 'const HARMLESS = "note.txt";\nconst ATTACKS = ["../a", \'..\\\\b\', `c`];\n'
ATTACK = "test('attack: leaves its folder', () => { assert.ok(serve()); });\n"
LOOP = "for (const attack of ATTACKS) test(`attack: ${attack}`, () => { serve(attack); });\n"
CONTROL = 'test("control: serves", () => { assert.ok(serve()); });\n'
PAYLOADS = ("../a", "..\\b", "c")


def test_titles_tell_attacks_from_controls() -> None:
    other = 'test.before(() => {});\ndescribe("g", () => { it("attack two", () => {}); });\n'
    text = read_proof(HEAD + ATTACK + CONTROL + other)
    assert text == ProofText(("attack: leaves its folder", "attack two"), ("control: serves",))


@pytest.mark.parametrize(
    ("loop", "title"),
    [
        (LOOP, "attack: "),
        (
            "for (const [n, a] of ATTACKS.entries()) { test(`attack ${n} works`, () => { serve(a); }); }\n",
            "attack ",
        ),
        ("ATTACKS.forEach((a) => { it('attack ' + a, () => { serve(a); }); });\n", "attack "),
        ("test.each(ATTACKS)('attack: %s', (a) => { serve(a); });\n", "attack: "),
        ("for (let i = 0; i < ATTACKS.length; i++) it(`attack ${i}`, () => serve(ATTACKS[i]));\n", "attack "),
        (
            "test('attack', async (t) => { for (const a of ATTACKS) await t.test(`attack ${a}`, () => serve(a)); });\n",
            "",
        ),
    ],
)
def test_payloads_and_what_a_title_begins_with_are_read(loop: str, title: str) -> None:
    text = read_proof(HEAD + TEXTS + loop + CONTROL)
    if title:
        assert text == ProofText((title,), ("control: serves",), PAYLOADS, "note.txt")
    else:
        assert (
            text == "every attack test has to be made once for each string of `ATTACKS`, in a loop around it"
        )


def test_types_are_no_hindrance() -> None:
    typed = TEXTS.replace("ATTACKS =", "ATTACKS: string[] =").replace("`c`]", "`c`] as string[]")
    text = read_proof(HEAD + typed + LOOP + CONTROL)
    assert isinstance(text, ProofText)
    assert text.payloads == PAYLOADS


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("test('attack', () => {", "the file is no valid JavaScript"),
        (HEAD + CONTROL, "there is no test whose title begins with `attack`"),
        (HEAD + ATTACK + CONTROL + "it('starts', () => {});\n", "test at line 8 begins with neither"),
        (HEAD + ATTACK + CONTROL + "it(`${name} attack`, () => {});\n", "test at line 8 begins with neither"),
        (HEAD + ATTACK + CONTROL.replace("control", "Control"), "test at line 7 begins with neither"),
        (HEAD + ATTACK, "there is no test whose title begins with `control`"),
        (HEAD + 'const ATTACKS = ["a"];\n' + LOOP + CONTROL, "there has to be `const HARMLESS`"),
        (HEAD + "const ATTACKS = [];\n" + LOOP + CONTROL, "a list of plain strings, and not empty"),
        (HEAD + "const ATTACKS = ['a', 1];\n" + LOOP + CONTROL, "a list of plain strings, and not empty"),
        (HEAD + "const ATTACKS = ['a' + x];\n" + LOOP + CONTROL, "a list of plain strings, and not empty"),
        (HEAD + "const ATTACKS = [`${x}`];\n" + LOOP + CONTROL, "a list of plain strings, and not empty"),
        (HEAD + "const ATTACKS = make();\n" + LOOP + CONTROL, "a list of plain strings, and not empty"),
        (HEAD + TEXTS.replace('"note.txt"', "x") + LOOP + CONTROL, "there has to be `const HARMLESS`"),
        (HEAD + "{ const ATTACKS = ['a'];\n" + LOOP + "}\n" + CONTROL, "has to stand at the top of the file"),
        (HEAD + TEXTS + ATTACK + CONTROL, "once for each string of `ATTACKS`"),
        (HEAD + TEXTS + LOOP + ATTACK + CONTROL, "once for each string of `ATTACKS`"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(content: str, said: str) -> None:
    text = read_proof(content)
    assert isinstance(text, str)
    assert said in text


@pytest.mark.parametrize(
    "line",
    [
        "test.skip('attack: b', () => {});",
        "it.only('attack: b', () => {});",
        "it['only']('attack: b', () => {});",
        "test.todo('attack: b');",
        "test.failing('attack: b', () => {});",
        "describe.skip('g', () => { it('attack b', () => {}); });",
        "xit('attack: b', () => {});",
        "fdescribe('g', () => {});",
        "test('attack: b', { skip: true }, () => {});",
        "test('attack: b', { todo: 'later', timeout: 5 }, () => {});",
        "test('attack: b', (t) => { t.skip(); });",
        "test('attack: b', function () { this.skip(); });",
        "(process.env.CI ? test.skip : test)('attack: b', () => {});",
        "test('attack: b');",
        "it('attack: b');",
    ],
)
def test_no_test_may_be_left_out(line: str) -> None:
    text = read_proof(HEAD + ATTACK + CONTROL + line + "\n")
    assert isinstance(text, str)
    assert "line 8" in text


@pytest.mark.parametrize(
    "line",
    [
        "assert.ok(fs.readFileSync('lib/serve.js', 'utf8').includes('resolve'));",
        "fs.readFileSync(path.join(__dirname, '..', 'lib', 'serve.js'));",
        "await fs.promises.readFile(require.resolve('../lib/serve'));",
        "const where = path.resolve('lib/serve.ts'); fs.createReadStream(where);",
        "fs.readFileSync(__filename);",
        "assert.ok(serve.toString().includes('resolve'));",
        "assert.match(String(serve), /resolve/);",
        "Function.prototype.toString.call(serve);",
    ],
)
def test_source_text_may_not_be_read(line: str) -> None:
    text = read_proof(HEAD + ATTACK + CONTROL + f"test('attack: b', async () => {{ {line} }});\n")
    assert text == "line 8 reads source text of the project; a proof has to run the code"


@pytest.mark.parametrize(
    "line",
    [
        "assert.ok(!fs.existsSync(path.join(folder, 'stolen.js')));",
        "fs.readFileSync(path.join(folder, 'note.txt')).toString();",
        "fs.writeFileSync(path.join(folder, 'evil.js'), 'x');",
        "require('node:child_process').execFileSync('ls', [folder]).toString();",
        "serve(HARMLESS).toString();",
        "/attack/.test(body);",
        "cursor.skip(3);",
        "}); test.beforeEach(() => {",
    ],
)
def test_honest_things_are_allowed(line: str) -> None:
    assert isinstance(
        read_proof(HEAD + ATTACK + CONTROL + f"test('control: b', () => {{ {line} }});\n"), ProofText
    )


def test_escapes_mean_what_they_mean_in_javascript() -> None:
    literals = r'["\n\t\0", "\x41\u0042\u{43}", "\ud83d\ude00", "\q\"", "a\
b", "\ud800"]'
    text = read_proof(HEAD + TEXTS.replace("[\"../a\", '..\\\\b', `c`]", literals) + LOOP + CONTROL)
    assert isinstance(text, ProofText)
    assert text.payloads == ("\n\t\0", "ABC", "\U0001f600", 'q"', "ab", "\ud800")


@given(st.lists(st.text(), min_size=1, max_size=4))
@settings(deadline=None, max_examples=60)
def test_other_payloads_come_back_as_they_were_put_in(attacks: list[str]) -> None:
    content = HEAD + TEXTS + LOOP + CONTROL
    changed = read_proof(with_attacks(content, attacks))
    assert changed == ProofText(("attack: ",), ("control: serves",), tuple(attacks), "note.txt")


def test_node_reads_other_payloads_as_we_do() -> None:
    attacks = ("a'\"`${b}\\", "\u2028\n\r\0", "é\U0001f600", "</script>//*/", "\ud800")
    content = with_attacks('const ATTACKS = ["x"];\nconsole.log(JSON.stringify(ATTACKS));\n', attacks)
    done = process.run(("node", "-e", content), env={"PATH": os.environ["PATH"]}, timeout=20)
    assert tuple(json.loads(done.stdout)) == attacks


def test_the_rest_of_the_proof_stays_as_it_is() -> None:
    content = HEAD + TEXTS + LOOP + CONTROL
    assert with_attacks(content, ["x"]) == content.replace("[\"../a\", '..\\\\b', `c`]", '["x"]')


def test_a_proof_without_a_list_takes_no_payloads() -> None:
    with pytest.raises(ValueError, match="no list of payloads"):
        with_attacks(HEAD + ATTACK + CONTROL, ["x"])
