"""Code before and after the web rules' own safe fixes, run for real: same job, without the flaw.

What the project does not install (Bottle, Tornado, LDAP, MongoDB, Django) is stood in for by a few lines here.
"""

from __future__ import annotations

import logging
import re
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import Client

from tests.rulebook import apply_fixes


def _run(source: str) -> dict[str, Any]:
    """The names that a module defines."""
    names: dict[str, Any] = {}
    exec(compile(source, "subject", "exec"), names)  # our own constant text
    return names


def _before_and_after(rule: str, source: str, folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    return _run(source), _run(apply_fixes(rule, source, folder))


def _get(app: Flask, path: str) -> Any:
    return app.test_client().get(path)


def _module(monkeypatch: pytest.MonkeyPatch, name: str, **members: object) -> types.ModuleType:
    """A stand-in for a module that is not installed."""
    module = types.ModuleType(name)
    vars(module).update(members)
    monkeypatch.setitem(sys.modules, name, module)
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, module)
    return module


class Collection:
    """The comparisons of a MongoDB collection that the test needs."""

    rows: tuple[dict[str, object], ...] = (
        {"name": "ada", "secret": "s3cret", "n": 1},
        {"name": "bob", "secret": "hunter2", "n": 2},
    )

    def find_one(self, wanted: dict[str, object]) -> dict[str, object] | None:
        found = (row for row in self.rows if all(_meets(row[k], v) for k, v in wanted.items()))
        return next(found, None)


def _meets(value: object, wanted: object) -> bool:
    match wanted:
        case {"$eq": literal}:
            return bool(value == literal)
        case {"$ne": other}:
            return bool(value != other)
        case _:
            return bool(value == wanted)


def test_mongo_fix_compares_operators_as_values(tmp_path: Path) -> None:
    source = (
        "from flask import Flask, request\n"
        "app = Flask('subject')\n"
        "@app.post('/login')\n"
        "def login():\n"
        "    data = request.get_json()\n"
        "    row = users.find_one({'name': data['name'], 'secret': data['secret']})\n"
        "    return {'name': row and row['name']}\n"
        "@app.post('/number')\n"
        "def number():\n"
        "    row = users.find_one({'n': request.json['n']})\n"
        "    return {'name': row and row['name']}\n"
    )
    both = _before_and_after("python-mongo-filter-request", source, tmp_path)
    answers: list[list[object]] = []
    for module in both:
        module["users"] = Collection()
        client = module["app"].test_client()
        hostile = client.post("/login", json={"name": "ada", "secret": {"$ne": ""}})
        right = client.post("/login", json={"name": "ada", "secret": "s3cret"})
        wrong = client.post("/login", json={"name": "ada", "secret": "x"})
        number = client.post("/number", json={"n": 2})
        answers.append([reply.json["name"] for reply in (hostile, right, wrong, number)])
    assert answers == [["ada", "ada", None, "bob"], [None, "ada", None, "bob"]]


def _escape_filter_chars(text: str) -> str:
    for char in "\\*()\0":  # the backslash first
        text = text.replace(char, f"\\{ord(char):02x}")
    return text


class Directory:
    """Keeps the filters that it is asked for."""

    def __init__(self) -> None:
        self.filters: list[str] = []

    def search(self, base: str, wanted: str) -> None:
        self.filters.append(wanted)

    def search_s(self, base: str, scope: int, wanted: str) -> None:
        self.filters.append(wanted)


@pytest.mark.parametrize(
    ("rule", "head", "call"),
    [
        ("python-ldap-filter-request", "import ldap", "search_s(BASE, 2, "),
        ("python-ldap3-filter-request", "import ldap3", "search(BASE, "),
    ],
)
@pytest.mark.parametrize(
    "text", ["f'(&(a=b)(uid={uid}))'", "'(&(a=b)(uid=%s))' % uid", "'(&(a=b)(uid=' + uid + '))'"]
)
def test_ldap_fix_searches_for_the_text_as_it_is(
    rule: str, head: str, call: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _module(monkeypatch, "ldap")
    _module(monkeypatch, "ldap.filter", escape_filter_chars=_escape_filter_chars)
    for name in ("ldap3", "ldap3.utils"):
        _module(monkeypatch, name)
    _module(monkeypatch, "ldap3.utils.conv", escape_filter_chars=_escape_filter_chars)
    source = (
        f"{head}\n"
        "from flask import Flask, request\n"
        "app = Flask('subject')\n"
        "BASE = 'dc=example'\n"
        "@app.get('/people')\n"
        "def people():\n"
        "    uid = request.args['uid']\n"
        f"    directory.{call}{text})\n"
        "    return 'done'\n"
    )
    for module, hostile in zip(
        _before_and_after(rule, source, tmp_path), ["*)(uid=*", "\\2a\\29\\28uid=\\2a"], strict=True
    ):
        module["directory"] = directory = Directory()
        assert _get(module["app"], "/people?uid=ada").text == "done"
        assert _get(module["app"], "/people?uid=*)(uid=*").text == "done"
        assert directory.filters == ["(&(a=b)(uid=ada))", f"(&(a=b)(uid={hostile}))"]


def test_log_injection_fix_keeps_one_event_on_one_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    source = (
        "import logging\n"
        "from flask import Flask, request\n"
        "logger = logging.getLogger('subject')\n"
        "app = Flask('subject')\n"
        "@app.get('/')\n"
        "def index():\n"
        "    logger.warning('%s: no user %s', 'login', request.args.get('user'))\n"
        "    return 'ok'\n"
    )
    messages: list[list[str]] = []
    for module in _before_and_after("python-log-injection-request", source, tmp_path):
        caplog.clear()
        with caplog.at_level(logging.WARNING, "subject"):
            for path in ("/?user=ada%0D%0Alogin: root", "/?user=Zo%C3%AB 100%25", "/"):
                assert _get(module["app"], path).text == "ok"
        messages.append(caplog.messages[:])
    before, after = messages
    assert before[0] == "login: no user ada\r\nlogin: root"
    assert after[0] == "login: no user ada\\r\\nlogin: root"
    assert before[1:] == after[1:] == ["login: no user Zoë 100%", "login: no user None"]


def test_header_fix_drops_line_breaks_only(tmp_path: Path) -> None:
    source = (
        "from flask import Flask, make_response, request\n"
        "app = Flask('subject')\n"
        "@app.get('/')\n"
        "def index():\n"
        "    response = make_response('ok')\n"
        "    response.headers['X-Name'] = 'name: ' + request.args['name']\n"
        "    return response\n"
    )
    before, after = _before_and_after("python-response-header-request", source, tmp_path)
    names = []
    for module in (before, after):
        names.append(_get(module["app"], "/?name=a%22 b;c").headers["X-Name"])
    assert names == ['name: a" b;c'] * 2
    assert _get(before["app"], "/?name=a%0D%0ASet-Cookie: b").status_code == 500
    hostile = _get(after["app"], "/?name=a%0D%0ASet-Cookie: b")
    assert hostile.headers["X-Name"] == "name: aSet-Cookie: b"
    assert "Set-Cookie" not in hostile.headers


HASHERS = "django.contrib.auth.hashers."


@pytest.mark.parametrize("old", [["MD5"], ["UnsaltedSHA1", "PBKDF2"], ["SHA1", "Argon2", "MD5"]])
def test_hasher_fix_hashes_slowly_and_still_knows_the_old(old: list[str], tmp_path: Path) -> None:
    listed = ", ".join(f"'{HASHERS}{name}PasswordHasher'" for name in old)
    before, after = _before_and_after(
        "python-django-weak-password-hasher", f"PASSWORD_HASHERS = [{listed}]\n", tmp_path
    )
    # Django stores with the first, and checks with any of the list.
    assert after["PASSWORD_HASHERS"][0] == f"{HASHERS}PBKDF2PasswordHasher"
    assert after["PASSWORD_HASHERS"][1:] == before["PASSWORD_HASHERS"]


def test_console_fix_shows_errors_without_running_code(tmp_path: Path) -> None:
    source = (
        "from werkzeug.debug import DebuggedApplication\n"
        "def inner(environ, start_response):\n"
        "    if environ['PATH_INFO'] == '/boom':\n"
        "        raise RuntimeError('boom')\n"
        "    start_response('200 OK', [])\n"
        "    return [b'open']\n"
        "app = DebuggedApplication(inner, evalex=True, pin_logging=False)\n"
    )
    seen = []
    for module in _before_and_after("python-werkzeug-debugger-console", source, tmp_path):
        client = Client(module["app"])
        page = client.get("/boom", base_url="http://localhost/")
        assert client.get("/").text == "open"
        assert page.status_code == 500 and "RuntimeError" in page.text
        flag = re.search(r"EVALEX = (\w+)", page.text)
        assert flag
        seen.append(flag[1])
    assert seen == ["true", "false"]


@pytest.mark.parametrize(
    "line",
    [
        "app.config.update(DEBUG=True, JSON_SORT_KEYS=False)",
        "app.config.from_mapping(JSON_SORT_KEYS=False, DEBUG=True)",
        "class ProductionConfig:\n    DEBUG = True\n    JSON_SORT_KEYS = False\n"
        "app.config.from_object(ProductionConfig)",
    ],
)
def test_production_fix_hides_the_error_and_keeps_the_other_settings(line: str, tmp_path: Path) -> None:
    source = (
        "from flask import Flask\n"
        "app = Flask('subject')\n"
        f"{line}\n"
        "@app.get('/boom')\n"
        "def boom():\n"
        "    raise RuntimeError('boom')\n"
    )
    before, after = _before_and_after("python-production-config-debug", source, tmp_path)
    assert (before["app"].debug, after["app"].debug) == (True, False)
    assert before["app"].config["JSON_SORT_KEYS"] is after["app"].config["JSON_SORT_KEYS"] is False
    with pytest.raises(RuntimeError):  # in debug mode Flask hands it to the debugger
        _get(before["app"], "/boom")
    assert _get(after["app"], "/boom").status_code == 500


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """What Bottle and Tornado were told."""
    told: dict[str, Any] = {}
    _module(monkeypatch, "bottle", run=lambda **options: told.update(options))
    _module(monkeypatch, "tornado")
    _module(
        monkeypatch,
        "tornado.web",
        Application=lambda handlers, **options: told.update(options, handlers=handlers),
    )
    yield told


@pytest.mark.parametrize(
    ("rule", "source", "flag", "rest"),
    [
        (
            "python-framework-debug-enabled",
            "import bottle\nbottle.run(host='localhost', port=8080, debug=True)\n",
            "debug",
            {"host": "localhost", "port": 8080},
        ),
        (
            "python-traceback-served",
            "import tornado.web\ntornado.web.Application(['x'], serve_traceback=True, gzip=True)\n",
            "serve_traceback",
            {"handlers": ["x"], "gzip": True},
        ),
        (
            "python-traceback-served",
            "import tornado.web\n"
            "settings = {'gzip': True, 'serve_traceback': True}\n"
            "tornado.web.Application(['x'], **settings)\n",
            "serve_traceback",
            {"handlers": ["x"], "gzip": True},
        ),
    ],
)
def test_debug_fixes_turn_off_nothing_else(
    rule: str, source: str, flag: str, rest: dict[str, Any], tmp_path: Path, shown: dict[str, Any]
) -> None:
    _run(source)
    assert shown == {**rest, flag: True}
    shown.clear()
    _run(apply_fixes(rule, source, tmp_path))
    assert shown == {**rest, flag: False}


def test_referrer_fix_changes_the_policy_only(tmp_path: Path) -> None:
    source = (
        "from flask import Flask\n"
        "app = Flask('subject')\n"
        "@app.after_request\n"
        "def headers(response):\n"
        "    response.headers['Referrer-Policy'] = 'unsafe-url'\n"
        "    return response\n"
        "@app.get('/')\n"
        "def index():\n"
        "    return 'ok'\n"
    )
    before, after = _before_and_after("python-referrer-policy-unsafe", source, tmp_path)
    replies = [_get(module["app"], "/") for module in (before, after)]
    assert [reply.text for reply in replies] == ["ok", "ok"]
    policies = [reply.headers["Referrer-Policy"] for reply in replies]
    assert policies == ["unsafe-url", "strict-origin-when-cross-origin"]
