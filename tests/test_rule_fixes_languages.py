"""PHP, Ruby and Express code before and after a rule's own safe fix, run by its own toolchain.

How long a comparison takes cannot be measured reliably: for signatures the tests show that the function
which takes constant time stands there, and that the code decides as before for every given value.
"""

from __future__ import annotations

import hmac
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from agent import process
from tests.rulebook import apply_fixes

NEEDED = {"go": "Go 1.19 or newer", "php": "PHP 8 for the command line", "ruby": "Ruby 3", "node": "Node.js"}
RIGHT = hmac.new(b"key", b"body", "sha256").hexdigest()
TEXTS = [RIGHT, RIGHT[:-1] + "x", RIGHT.upper(), RIGHT + "\0", RIGHT[:10], "", "naïve", "null", "7"]
Answers = tuple[Any, Any, str]  # before the fix, after it, and the fixed code


def need(*tools: str) -> None:
    for tool in tools:
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not here: install {NEEDED.get(tool, 'a JDK, 17 or newer')}")


def ran(argv: list[str], folder: Path, **more: str) -> Any:
    """The last line that a program prints, read as JSON."""
    env = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8", **more}
    ran = process.run([shutil.which(argv[0]) or argv[0], *argv[1:]], env=env, cwd=folder, timeout=240.0)
    assert ran.status == 0, ran.stderr.decode("utf-8", "replace")
    return json.loads((ran.stdout.decode().splitlines() or ["null"])[-1])


def _before_and_after(tool: str, rule: str, source: str, driver: str, folder: Path) -> Answers:
    """What `driver`, which the rule does not see, prints below the code."""
    need(tool)
    fixed = apply_fixes(rule, source, folder)
    answers = []
    for text in (source, fixed):
        (folder / "run.cjs").write_text(f"{text}\n{driver}\n", "utf-8")
        answers.append(ran([tool, "run.cjs"], folder))
    return answers[0], answers[1], fixed


def decided(given: list[Any], rule: str) -> list[bool]:
    return [(each == RIGHT) is not rule.endswith("not-equal") for each in given]


# PHP
PHP_HMAC = """<?php
function plain($body, $given) {
    $expected = hash_hmac('sha256', $body, 'key');
    return $given SIGN $expected;
}
function direct($body, $headers) {
    if ($body && base64_encode(hash_hmac('sha256', $body, 'key', true)) SIGN $headers['X-Signature']) {
        return true;
    }
    return false;
}
"""
PHP_HMAC_DRIVER = """
$all = [];
foreach (json_decode(TEXTS) as $given) {
    $coded = is_string($given) && strlen($given) == 64 && ctype_xdigit($given) && $given == strtolower($given)
        ? base64_encode(hex2bin($given)) : $given;
    array_push($all, plain('body', $given), direct('body', ['X-Signature' => $coded]));
}
echo json_encode($all);
"""


@pytest.mark.parametrize("sign", ["==", "===", "!=", "!=="])
def test_php_hmac_fix_decides_as_before_but_for_a_bare_true(sign: str, tmp_path: Path) -> None:
    rule = "php-hmac-compare-equal" if sign[0] == "=" else "php-hmac-compare-not-equal"
    given = [*TEXTS, None, 7, 0, False, [RIGHT], True]
    source, driver = PHP_HMAC.replace("SIGN", sign), PHP_HMAC_DRIVER.replace("TEXTS", _quoted(given))
    before, after, fixed = _before_and_after("php", rule, source, driver, tmp_path)
    assert after[::2] == after[1::2] == decided(given, rule)
    assert after[:-2] == before[:-2]
    # With the short operators any text is "true", which a JSON body can hold.
    assert (after == before) is (len(sign) == 3)
    assert fixed.count("hash_equals(") == 2


def _quoted(given: list[Any]) -> str:
    """A text of PHP that holds these values as JSON."""
    return "'" + json.dumps(given).replace("\\", "\\\\") + "'"


def test_php_token_fix_compares_texts_as_they_are(tmp_path: Path) -> None:
    source = "<?php\nfunction check() { return $_POST['token'] == $_SESSION['csrf_token']; }\n"
    honest: list[list[Any]] = [
        ["a1", "a1"],
        ["a1", "a2"],
        ["a1", "A1"],
        ["a1", ""],
        ["a1", None],
        [12, "12"],
        [12, "13"],
    ]
    empty, hostile = [[None, None], [None, ""], [None, "a1"], ["a1", []]], [["0e123", "0e456"], ["1e1", "10"]]
    driver = (
        f"$all = []; foreach (json_decode({_quoted(honest + empty + hostile)}, true) as [$known, $given]) {{\n"
        "$_SESSION = ['csrf_token' => $known]; $_POST = ['token' => $given]; $all[] = check(); }\n"
        "echo json_encode($all);"
    )
    before, after, _ = _before_and_after("php", "php-loose-token-comparison", source, driver, tmp_path)
    assert (before[-2:], after[-2:]) == ([True, True], [False, False])
    assert after[:-2] == before[:-2]
    assert after[:7] == [str(known) == given for known, given in honest]


@pytest.mark.parametrize("name", ["md5", "sha1"])
def test_php_token_fix_cannot_be_guessed_and_keeps_the_form(name: str, tmp_path: Path) -> None:
    rule = {"md5": "php-guessable-token-md5", "sha1": "php-guessable-token-sha1"}[name]
    source = (
        "<?php\nclass Reset {\n    public $api_key;\n    public function start($mail) {\n"
        f"        $token = {name}(uniqid());\n"
        f"        $this->api_key = \\{name}(microtime() . $mail);\n"
        f"        return ['reset_code' => {name}(mt_rand()), 'csrf' => $token];\n    }}\n}}\n"
    )
    # Every moment between the two readings of the clock gives one guess.
    driver = (
        "mt_srand(7); $reset = new Reset; [$a, $second] = explode(' ', microtime());\n"
        "$made = $reset->start('a@b'); [$b, $later] = explode(' ', microtime()); mt_srand(7);\n"
        f"$all = [{name}((string) mt_rand()) === $made['reset_code'], false, false];\n"
        "$end = (int) ($b * 1e6) + ($later - $second) * 1000000;\n"
        "for ($at = (int) ($a * 1e6) - 1; $at <= $end + 1; $at++) {\n"
        "    $now = $second + intdiv($at, 1000000); $part = $at % 1000000;\n"
        f"    if ({name}(sprintf('%08x%05x', $now, $part)) === $made['csrf']) $all[1] = true;\n"
        f"    if ({name}(sprintf('%.8F %d', $part / 1e6, $now) . 'a@b') === $reset->api_key) $all[2] = true;\n}}\n"
        "echo json_encode([$all, $made['csrf'], $made['reset_code'], $reset->api_key]);"
    )
    before, after, _ = _before_and_after("php", rule, source, driver, tmp_path)
    assert (before[0], after[0]) == ([True] * 3, [False] * 3)
    for text in before[1:] + after[1:]:
        assert len(text) == {"md5": 32, "sha1": 40}[name] and set(text) <= set("0123456789abcdef")


def test_php_random_fix_cannot_be_predicted_and_keeps_the_form(tmp_path: Path) -> None:
    source = (
        "<?php\nfunction make_token($chars, $size) {\n    $token = '';\n"
        "    for ($i = 0; $i < $size; $i++) {\n"
        "        $token .= $chars[mt_rand(0, strlen($chars) - 1)];\n    }\n    return $token;\n}\n"
        "function pin() {\n    $reset_code = \\rand(1000, 1005);\n    return $reset_code;\n}\n"
    )
    driver = (
        "$made = []; for ($i = 0; $i < 2; $i++) { mt_srand(7); $made[] = make_token('abc', 40); }\n"
        "for ($i = 0; $i < 500; $i++) { $pins[] = pin(); } $pins = array_unique($pins); sort($pins);\n"
        "echo json_encode([...$made, $pins]);"
    )
    before, after, fixed = _before_and_after("php", "php-weak-random-secret", source, driver, tmp_path)
    assert fixed.count("random_int(") == 2
    assert before[0] == before[1] and after[0] != after[1]
    assert {len(text) for text in after[:2]} == {40} and set(after[0] + after[1]) == set("abc")
    assert before[2] == after[2] == list(range(1000, 1006))


# Ruby
RUBY_HMAC = """
require "openssl"
require "json"
def plain(body, given)
  expected = OpenSSL::HMAC.hexdigest("SHA256", "key", body)
  given SIGN expected
end
def prefixed(body, headers)
  expected = "sha256=" + OpenSSL::HMAC.hexdigest("SHA256", "key", body)
  return true if expected SIGN headers["X-Signature"] && body
  false
end
def raw(body, given)
  OpenSSL::HMAC.digest("SHA256", "key", body) SIGN given
end
"""
RUBY_HMAC_DRIVER = """
puts(JSON.generate(JSON.parse(DATA.read).flat_map do |given|
  text = given.is_a?(String)
  [plain("body", given), prefixed("body", { "X-Signature" => text ? "sha256=#{given}" : given }),
   raw("body", text && given =~ /\\A[0-9a-f]{64}\\z/ ? [given].pack("H*") : given)]
end))
__END__
"""


@pytest.mark.parametrize("sign", ["==", "!="])
def test_ruby_hmac_fix_decides_as_before(sign: str, tmp_path: Path) -> None:
    rule = "ruby-hmac-compare-equal" if sign == "==" else "ruby-hmac-compare-not-equal"
    given: list[Any] = [*TEXTS, None, 7, True, [RIGHT], {}]
    source = RUBY_HMAC.replace("SIGN", sign)
    before, after, fixed = _before_and_after(
        "ruby", rule, source, RUBY_HMAC_DRIVER + json.dumps(given), tmp_path
    )
    assert after == before
    assert after[::3] == after[1::3] == after[2::3] == decided(given, rule)
    assert fixed.count("OpenSSL.secure_compare(") == 3


def test_ruby_random_fix_cannot_be_predicted_and_keeps_the_form(tmp_path: Path) -> None:
    source = (
        'require "json"\nclass ApplicationRecord; end\nclass User < ApplicationRecord\n'
        "  LETTERS = %w[a b c].freeze\n  attr_accessor :reset_token\n"
        "  def generate_reset_token\n"
        "    self.reset_token = Array.new(40) { LETTERS[rand(3)] }.join\n  end\n"
        "  def codes\n    otp = Random.rand(100..105)\n    invite_code = rand(6**1).to_s(36)\n"
        "    api_key = LETTERS[rand LETTERS.size]\n    [otp, invite_code, api_key]\n  end\nend\n"
    )
    driver = (
        "made = Array.new(2) { srand(7); User.new.generate_reset_token }\n"
        "puts JSON.generate(made + Array.new(500) { User.new.codes }.transpose.map { |all| all.uniq.sort })"
    )
    before, after, fixed = _before_and_after("ruby", "ruby-weak-random-secret", source, driver, tmp_path)
    assert before[0] == before[1] and after[0] != after[1]
    assert {len(text) for text in after[:2]} == {40} and set(after[0] + after[1]) == set("abc")
    assert before[2:] == after[2:] == [list(range(100, 106)), list("012345"), list("abc")]
    assert fixed.count("SecureRandom.random_number") == 4


def test_express_cookie_fix_changes_the_one_option(tmp_path: Path) -> None:
    """Express is not here: stand-ins note what it is given, not what its cookies then look like."""
    source = (
        "function start(app, session, cookieSession) {\n"
        '  app.use(session({ secret: "s", cookie: { httpOnly: false, maxAge: 60 }, resave: false }));\n'
        '  app.use(cookieSession({ name: "shop", httpOnly: false, keys: ["k"] }));\n'
        '  app.post("/login", (req, res) => {\n'
        '    res.cookie("session_id", req.body.id, { path: "/", httpOnly: false /* old */ });\n'
        '    res.cookie("csrf_token", "t", { httpOnly: false });\n  });\n}\n'
    )
    driver = (
        "const seen = [], note = (...all) => { seen.push(all); };\n"
        'start({ use() {}, post: (path, go) => go({ body: { id: "7" } }, { cookie: note }) }, note, note);\n'
        "console.log(JSON.stringify(seen));"
    )
    rule = "javascript-session-cookie-httponly-off"
    before, after, _ = _before_and_after("node", rule, source, driver, tmp_path)
    for flag, seen in ((False, before), (True, after)):
        assert seen == [
            [{"secret": "s", "cookie": {"httpOnly": flag, "maxAge": 60}, "resave": False}],
            [{"name": "shop", "httpOnly": flag, "keys": ["k"]}],
            ["session_id", "7", {"path": "/", "httpOnly": flag}],
            ["csrf_token", "t", {"httpOnly": False}],
        ]
