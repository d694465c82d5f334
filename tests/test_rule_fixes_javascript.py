"""JavaScript before and after a rule's own safe fix, run by Node: same job, without the flaw."""

from __future__ import annotations

import hashlib
import hmac
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from agent import process
from tests.rulebook import apply_fixes

NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="node is not here")

CRYPTO = 'const crypto = require("crypto");\n'


def _run(source: str, expression: str, folder: Path) -> Any:
    """The value of `expression`, which may be a promise, after `source` has run."""
    script = folder / "run.cjs"
    script.write_text(
        f"{source}\nPromise.resolve({expression}).then((value) => console.log(JSON.stringify([value])));\n",
        "utf-8",
    )
    ran = process.run([NODE or "node", script], env={"HOME": str(folder)}, cwd=folder, timeout=60.0)
    assert ran.status == 0, ran.stderr.decode("utf-8", "replace")
    (value,) = json.loads(ran.stdout.decode().splitlines()[-1])
    return value


def _before_and_after(rule: str, source: str, expression: str, folder: Path) -> tuple[Any, Any]:
    return _run(source, expression, folder), _run(apply_fixes(rule, source, folder), expression, folder)


@pytest.mark.parametrize(
    ("rule", "sign", "turned"),
    [
        ("javascript-signature-compare-equal", "===", False),
        ("javascript-signature-compare-not-equal", "!==", True),
    ],
)
def test_signature_fix_decides_as_before_for_every_kind_of_signature(
    rule: str, sign: str, turned: bool, tmp_path: Path
) -> None:
    source = (
        f"{CRYPTO}function decide(body, given) {{\n"
        '  const expected = crypto.createHmac("sha256", "key").update(body).digest("hex");\n'
        f"  return given {sign} expected;\n}}\n"
    )
    right = hmac.new(b"key", b"body", hashlib.sha256).hexdigest()
    given: list[object] = [
        right,
        right[:-1] + "x",
        right[:-1] + "é",
        right.upper(),
        "",
        "naïve",
        None,
        7,
        [right],
        {},
    ]
    expression = f'[...{json.dumps(given)}, undefined].map((each) => decide("body", each))'
    before, after = _before_and_after(rule, source, expression, tmp_path)
    assert after == before
    assert after == [(each == right) is not turned for each in [*given, None]]
    assert "timingSafeEqual" in apply_fixes(rule, source, tmp_path)


def test_rsa_fix_makes_a_longer_key_of_the_same_kind(tmp_path: Path) -> None:
    source = f'{CRYPTO}const make = () => crypto.generateKeyPairSync("rsa", {{ modulusLength: 1024 }}).privateKey;\n'
    expression = "[make()].map((key) => [key.asymmetricKeyType, key.asymmetricKeyDetails.modulusLength])[0]"
    before, after = _before_and_after("javascript-rsa-key-too-short", source, expression, tmp_path)
    assert (before, after) == (["rsa", 1024], ["rsa", 3072])


def test_random_bytes_fix_keeps_both_forms_of_the_call(tmp_path: Path) -> None:
    source = (
        f"{CRYPTO}const now = () => crypto.pseudoRandomBytes(20).toString('hex');\n"
        "const later = () => new Promise((done) =>\n"
        "  crypto.pseudoRandomBytes(20, (error, bytes) => done(bytes.toString('hex'))));\n"
    )
    rule = "javascript-pseudo-random-bytes"
    expression = "Promise.all([now(), later(), now()])"
    before, after = _before_and_after(rule, source, expression, tmp_path)
    assert [len(text) for text in before] == [len(text) for text in after] == [40, 40, 40]
    assert len(set(after)) == 3
    assert "pseudo" not in apply_fixes(rule, source, tmp_path)


def test_script_fix_keeps_the_value_and_the_element(tmp_path: Path) -> None:
    source = (
        "function page(state) {\n"
        "  return `<p>x</p><script>STATE = ${JSON.stringify(state)};</script>`;\n"
        "}\n"
        "function ran(state) {\n"
        "  const text = page(state);\n"
        '  const begin = text.indexOf("<script>") + 8;\n'
        '  const script = text.slice(begin, text.indexOf("</script>", begin));\n'
        '  try { return [new Function("let STATE; " + script + "; return STATE")()]; }\n'
        "  catch (error) { return error.name; }\n"
        "}\n"
    )
    honest = [{"a": [1, "two", None, True]}, "1 < 2 & 3 > 2", "", "\\u003c $& \"quoted\" 'x'", 0]
    hostile = "</script><script>alert(1)</script>"
    expression = f"[...{json.dumps([*honest, hostile])}, undefined].map(ran)"
    before, after = _before_and_after("javascript-json-in-script", source, expression, tmp_path)
    assert before == [*([value] for value in honest), "SyntaxError", [None]]
    assert after == [*([value] for value in honest), [hostile], [None]]


def test_escape_fix_reaches_every_sign(tmp_path: Path) -> None:
    source = (
        "const cell = (text) => text.replace('&', '&amp;').replace('<', '&lt;').replace(\"'\", '&#39;')\n"
        "  .replace('\"', '&quot;');\n"
    )
    texts = ["plain", "", "1 < 2", "a & b", "it's", 'say "x', "<a><b>", "a & b & c", "$&"]
    before, after = _before_and_after(
        "javascript-escape-first-only", source, f"{json.dumps(texts)}.map(cell)", tmp_path
    )
    assert before[6:8] == ["&lt;a><b>", "a &amp; b & c"]
    assert after[6:8] == ["&lt;a>&lt;b>", "a &amp; b &amp; c"]
    assert after[:5] == before[:5] and after[5] == before[5] == "say &quot;x" and after[8] == before[8]


def test_log_fix_keeps_the_line_and_drops_the_password(tmp_path: Path) -> None:
    source = (
        'const { format } = require("util");\n'
        "const lines = [];\n"
        "const logger = { warn: (...all) => lines.push(format(...all)) };\n"
        "function login(user, password) {\n"
        '  logger.warn("login of %s with %s", user, password);\n'
        "  logger.warn(`login of ${user}: ${password}`);\n"
        "  return lines;\n"
        "}\n"
    )
    before, after = _before_and_after(
        "javascript-password-in-log", source, 'login("ada", "hunter2")', tmp_path
    )
    assert before == ["login of ada with hunter2", "login of ada: hunter2"]
    assert after == ["login of ada with [redacted]", "login of ada: [redacted]"]


def test_buffer_fix_leaves_nothing_of_what_was_in_memory(tmp_path: Path) -> None:
    source = (
        "function frame(text) {\n"
        "  const field = Buffer.allocUnsafe(64);\n"
        "  field.write(text);\n"
        "  return field;\n"
        "}\n"
        "function dirty(text) {\n"
        # The parts of the shared pool that the next small buffers get.
        "  new Uint8Array(Buffer.allocUnsafe(1).buffer).fill(120);\n"
        "  return frame(text).toString();\n"
        "}\n"
    )
    before, after = _before_and_after("javascript-buffer-uninitialized", source, 'dirty("héllo")', tmp_path)
    assert before.startswith("héllo") and "x" in before
    assert after == "héllo" + "\0" * (64 - len("héllo".encode()))
