"""Code before and after a rule's own safe fix, run for real: same job, without the flaw."""

from __future__ import annotations

import hmac
import http.cookies
import logging
import os
import random
import socket
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask

from agent import process
from tests.rulebook import apply_fixes

HOSTILE_YAML = "!!python/object/apply:os.getcwd []"
PLAIN_YAML = "shop: {open: 2024-05-01, prices: [1, 2.5], note: null}"


def _run(source: str) -> dict[str, Any]:
    """The names that a module defines."""
    names: dict[str, Any] = {}
    exec(compile(source, "subject", "exec"), names)  # our own constant text
    return names


def _before_and_after(rule: str, source: str, folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    return _run(source), _run(apply_fixes(rule, source, folder))


@pytest.mark.parametrize(
    ("rule", "call"),
    [
        ("python-yaml-load-unsafe-loader", "yaml.load(text, Loader=yaml.Loader)"),
        ("python-yaml-unsafe-load", "yaml.unsafe_load(text)"),
    ],
)
def test_yaml_fix_refuses_code_and_reads_plain_documents(rule: str, call: str, tmp_path: Path) -> None:
    source = f"import yaml\ndef read(text):\n    return {call}\n"
    before, after = _before_and_after(rule, source, tmp_path)
    assert before["read"](HOSTILE_YAML) == str(Path.cwd())
    with pytest.raises(yaml.constructor.ConstructorError):
        after["read"](HOSTILE_YAML)
    assert after["read"](PLAIN_YAML) == before["read"](PLAIN_YAML)


def test_yaml_fix_gives_load_a_loader(tmp_path: Path) -> None:
    source = "from yaml import load\ndef read(text):\n    return load(text)\n"
    before, after = _before_and_after("python-yaml-load-without-loader", source, tmp_path)
    with pytest.raises(TypeError):
        before["read"](PLAIN_YAML)
    assert after["read"](PLAIN_YAML) == yaml.safe_load(PLAIN_YAML)
    with pytest.raises(yaml.constructor.ConstructorError):
        after["read"](HOSTILE_YAML)


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (
            "python-weak-random-secret",
            "from random import choice\n"
            "def make():\n"
            "    token = ''.join(choice('abc') for _ in range(40))\n"
            "    return token\n",
        ),
        (
            "python-weak-random-key",
            "import random\ndef make():\n    key = '%040x' % random.getrandbits(160)\n    return key\n",
        ),
    ],
)
def test_random_fix_cannot_be_predicted_and_keeps_the_form(rule: str, source: str, tmp_path: Path) -> None:
    before, after = _before_and_after(rule, source, tmp_path)
    made: dict[str, list[str]] = {"before": [], "after": []}
    for name, module in (("before", before), ("after", after)):
        for _ in range(2):
            random.seed(7)
            made[name].append(module["make"]())
    assert made["before"][0] == made["before"][1]
    assert made["after"][0] != made["after"][1]
    assert {len(text) for text in made["after"]} == {40}
    assert set(made["after"][0]) <= set("abc" if rule.endswith("secret") else "0123456789abcdef")


def test_uuid_fix_is_random_and_keeps_the_form(tmp_path: Path) -> None:
    source = "from uuid import uuid1\ndef new_token():\n    return uuid1()\n"
    before, after = _before_and_after("python-time-based-uuid-secret", source, tmp_path)
    old, new = before["new_token"](), after["new_token"]()
    assert (old.version, new.version) == (1, 4)
    assert type(old) is type(new)
    assert new.node != old.node


@pytest.mark.parametrize("sign", ["==", "!="])
def test_hmac_fix_decides_as_before_for_every_kind_of_signature(sign: str, tmp_path: Path) -> None:
    source = (
        "import hmac\n"
        "def decide(body, given):\n"
        "    expected = hmac.new(b'key', body, 'sha256').hexdigest()\n"
        f"    return given {sign} expected\n"
    )
    rule = "python-hmac-compare-equal" if sign == "==" else "python-hmac-compare-not-equal"
    before, after = _before_and_after(rule, source, tmp_path)
    right = hmac.new(b"key", b"body", "sha256").hexdigest()
    for given in (right, right[:-1] + "x", "", "naïve", None, right.encode(), 7):
        decision = after["decide"](b"body", given)
        assert decision is before["decide"](b"body", given)
        assert decision is ((given == right) is (sign == "=="))


def test_cookie_fix_hides_the_session_from_scripts(tmp_path: Path) -> None:
    source = (
        "from flask import make_response, session\n"
        "def login(app):\n"
        "    app.config['SESSION_COOKIE_HTTPONLY'] = False\n"
        "    def view():\n"
        "        session['user'] = 1\n"
        "        response = make_response('welcome')\n"
        "        response.set_cookie('remember', 'x', max_age=60, httponly=False, samesite='Lax')\n"
        "        return response\n"
        "    return view\n"
    )
    before, after = _before_and_after("python-session-cookie-httponly-off", source, tmp_path)
    assert _cookies(before) == {"remember": False, "session": False}
    assert _cookies(after) == {"remember": True, "session": True}


def _cookies(module: dict[str, Any]) -> dict[str, bool]:
    """Names of the cookies that a login sets, and whether they are HttpOnly."""
    app = Flask("subject")
    app.secret_key = os.urandom(16)
    app.add_url_rule("/", view_func=module["login"](app))
    reply = app.test_client().get("/")
    assert reply.text == "welcome"
    jar: http.cookies.SimpleCookie = http.cookies.SimpleCookie()
    for header in reply.headers.getlist("Set-Cookie"):
        jar.load(header)
    return {name: bool(morsel["httponly"]) for name, morsel in jar.items()}


def test_log_fix_keeps_the_line_and_drops_the_password(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    source = (
        "import logging\n"
        "logger = logging.getLogger('subject')\n"
        "def login(user, password):\n"
        "    logger.warning('login of %s with %s', user, password)\n"
    )
    before, after = _before_and_after("python-password-in-log-argument", source, tmp_path)
    with caplog.at_level(logging.WARNING, "subject"):
        before["login"]("ada", "hunter2")
        after["login"]("ada", "hunter2")
    assert caplog.messages == ["login of ada with hunter2", "login of ada with [redacted]"]


def test_rsa_fix_makes_a_longer_key_of_the_same_kind(tmp_path: Path) -> None:
    source = (
        "from cryptography.hazmat.primitives.asymmetric import rsa\n"
        "def make():\n"
        "    return rsa.generate_private_key(public_exponent=65537, key_size=1024)\n"
    )
    before, after = _before_and_after("python-rsa-key-too-short", source, tmp_path)
    old, new = before["make"](), after["make"]()
    assert (old.key_size, new.key_size) == (1024, 3072)
    assert type(old) is type(new)


SERVER = """\
import logging, threading, time, urllib.error, urllib.request
from flask import Flask

logging.disable(logging.CRITICAL)
app = Flask("subject")

@app.route("/")
def index():
    return "open"

@app.route("/boom")
def boom():
    raise RuntimeError("boom")

def serve():
    app.run(port=PORT, debug=True, use_reloader=False)

threading.Thread(target=serve, daemon=True).start()

def get(path):
    for _ in range(100):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}{path}", timeout=5) as reply:
                return reply.status, reply.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except OSError:
            time.sleep(0.05)

print("RESULT", *get("/"), get("/boom")[0], "__debugger__" in get("/boom")[1])
"""


def test_debug_fix_serves_pages_without_the_debugger(tmp_path: Path) -> None:
    fixed = apply_fixes("python-flask-debug-enabled", SERVER, tmp_path)
    assert _serve(SERVER, tmp_path) == "RESULT 200 open 500 True"
    assert _serve(fixed, tmp_path) == "RESULT 200 open 500 False"


def _serve(source: str, folder: Path) -> str:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    script = folder / "server.py"
    script.write_text(f"PORT = {port}\n{source}", "utf-8")
    ran = process.run([sys.executable, script], env={"HOME": str(folder)}, cwd=folder, timeout=60.0)
    lines = ran.stdout.decode().splitlines()
    return next((line for line in lines if line.startswith("RESULT")), ran.stderr.decode())
