from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from agent.domain import Change
from agent.errors import ConfigError
from agent.gates.secrets import check_policy, secrets
from agent.gates.trial import Answer
from agent.ports import Advice
from agent.settings import GateSettings
from agent.verdict import Flag, FlagKind, Status
from tests.doubles.suite_snapshot import MemorySnapshot, trial_of

APP = """import os
from flask import Flask
from auth import login_required

app = Flask(__name__)
API = "https://api.shop.dev/v1"


@app.route("/orders")
@login_required
def orders():
    return "orders"


def load(x):
    return x
"""
JS = "const app = express();\napp.get('/orders', requireAuth, orders);\n"
FILES: Mapping[str, str] = {
    "a.py": APP, "a.js": JS, "auth.py": "def login(user):\n    return check_password(user)\n",
    "requirements.txt": "flask==3.1.0\n", "docs/x.md": "x\n", "Dockerfile": "FROM scratch\n", "conf.yaml": "a: 1\n",
    "package.json": '{"dependencies": {"express": "^4.0.0"}}', "payments/pay.py": "x = 1\n", "a.go": "package a\n",
    "pyproject.toml": '[project]\nname = "x"\ndependencies = ["flask>=3"]\n', "go.mod": "module x\n\nrequire (\n\ta.io/b v1.0.0\n)\n",
    "pom.xml": "<project><dependencies></dependencies></project>", "Pipfile": '[packages]\nflask = "*"\n',
    "setup.py": "from setuptools import setup\nsetup(install_requires=['flask'])\n", "A.java": "class A {}\n", "schema.sql": "x\n",
    "web/other.py": "HELP = 'https://help.shop.dev'\n",
}  # fmt: skip
ALL = GateSettings(fail_on=())


def judge(path: str, after: str, *, policy: GateSettings = ALL, advice: Advice | None = None) -> Answer:
    snapshot = MemorySnapshot(FILES)
    asked: list[tuple[Change, ...]] = []

    def advise(changes: tuple[Change, ...]) -> Advice:
        asked.append(changes)
        return advice or Advice(True, False, "nothing is known against them")

    answer = secrets(trial_of(snapshot, [snapshot.change(path, after)], policy=policy, advise=advise))
    assert (
        bool(asked) == any(f.kind is FlagKind.DEPENDENCY for f in answer.flags)
        or answer.status is Status.FAILED
    )
    return answer


def flags(path: str, code: str) -> list[tuple[str, str]]:
    return [(flag.kind.value, flag.where) for flag in judge(path, FILES[path] + code + "\n").flags]


@pytest.mark.parametrize(
    ("path", "code", "kind"),
    [
        ("a.py", 'urlopen("https://evil.net/x")', "host"), ("a.py", 'connect(("evil.net", 443))', "host"),
        ("a.py", 'connect("203.0.113.9")', "host"), ("a.py", 'u = f"wss://evil.net/{x}"', "host"),
        ("a.py", 'u = "http://evil" + ".net/x"', "host"), ("a.py", 'u = b"ftp://evil.net/"', "host"),
        ("a.py", 'connect(("evil" + "." + "net", 80))', "host"), ("a.py", 'u = "".join(["https://", "evil.net"])', "host"),
        ("a.py", 'u = "http://3232235521/"', "host"), ("a.py", "app.register_blueprint(other)", "endpoint"),
        ("a.py", "app.config['WTF_CSRF_ENABLED'] = False", "authentication"), ("a.py", "session['user'] = 1", "authentication"),
        ("a.py", 'u = "//evil.net/x.js"', "host"), ("a.py", 'u = "http://[2001:db8::1]/"', "host"),
        ("a.py", 'u = "https://shop.dev.evil.net"', "host"), ("a.py", 'u = "http://169.254.169.254/latest"', "host"),
        ("a.js", "fetch('https://evil.net')", "host"), ("a.js", "const h = `evil.net`;", "host"),
        ("a.go", 'http.Get("https://evil.net")', "host"), ("conf.yaml", "url: https://evil.net", "host"),
        ("requirements.txt", "evil==1.0", "dependency"), ("requirements.txt", "--extra-index-url https://pypi.evil.net", "dependency"),
        ("requirements.txt", "git+https://evil.net/x.git#egg=x", "dependency"), ("requirements.txt", "x @ https://evil.net/x.whl", "dependency"),
        ("Pipfile", 'evil = "*"', "dependency"), ("go.mod", "require evil.net/x v1.0.0", "dependency"),
        ("go.mod", "replace a.io/b => evil.net/b v1.0.0", "dependency"), ("Dockerfile", "RUN pip install evil", "dependency"),
        ("a.py", '@app.route("/debug")\ndef debug(): ...', "endpoint"), ("a.py", '@router.post("/x")\nasync def x(): ...', "endpoint"),
        ("a.py", 'app.add_url_rule("/x", view_func=load)', "endpoint"), ("a.py", 'urlpatterns = [path("x/", load)]', "endpoint"),
        ("a.js", "app.post('/debug', (req, res) => res.send(1));", "endpoint"), ("a.js", "router.use('/x', handler);", "endpoint"),
        ("A.java", '@GetMapping("/debug")', "endpoint"), ("a.go", 'http.HandleFunc("/debug", f)', "endpoint"),
        ("a.py", "os.chmod(p, 0o777)", "permission"), ("a.py", "os.umask(0)", "permission"), ("a.py", "os.open(p, f, 0o666)", "permission"),
        ("a.py", "CORS(app)", "permission"), ("a.py", "response.headers['Access-Control-Allow-Origin'] = '*'", "permission"),
        ("a.py", "app.run(host='0.0.0.0')", "permission"), ("a.py", "run(['sudo', 'x'])", "permission"), ("a.py", "os.setuid(0)", "permission"),
        ("a.js", "app.use(cors({ origin: '*' }));", "permission"), ("conf.yaml", "privileged: true", "permission"),
        ("Dockerfile", "EXPOSE 22", "permission"), ("schema.sql", "GRANT ALL ON shop TO public;", "permission"),
        ("a.py", "if not current_user.is_admin: abort(403)", "authentication"), ("auth.py", "x = 1", "authentication"),
        ("a.js", "jwt.verify(token, key);", "authentication"), ("payments/pay.py", "y = 2", "material"),
    ],
)  # fmt: skip
def test_what_is_new_on_the_surface_is_flagged_at_its_line(path: str, code: str, kind: str) -> None:
    policy = GateSettings(fail_on=(), material=("payments",))
    answer = judge(path, FILES[path] + code + "\n", policy=policy)
    added = FILES[path].count("\n") + 1
    lines = {f"{path}:{1 if kind == 'material' else added}"} | {f"{path}:{added - 1}"}
    assert answer.status is Status.PASSED
    assert [f for f in answer.flags if f.kind.value == kind and f.where in lines], answer.flags


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("a.py", 'u = "https://api.shop.dev/v2"'), ("a.py", 'u = "https://help.shop.dev/x"'), ("a.py", "# see https://evil.net"),
        ("a.py", '"""See https://docs.python.org."""'), ("a.py", 'u = "http://localhost:8000"'), ("a.py", 'u = "https://example.com"'),
        ("a.py", 'n = ip_network("10.0.0.0/8")'), ("a.py", 'ns = "http://www.w3.org/2000/svg"'), ("a.py", 'x = "shop.db"'),
        ("a.py", "v = '1.2.3'"), ("a.py", "x = a.get('/orders')"), ("a.py", "y = x.path('/a')"), ("a.py", "z = 0o600"),
        ("a.py", "path = os.path.join('a', 'b.py')"), ("a.js", "// https://evil.net"), ("a.js", "cache.get('/a');"),
        ("a.js", "const m = map.get('/a', 'b');"), ("docs/x.md", "See https://evil.net and run `sudo x`."),
        ("requirements.txt", "# evil==1"), ("a.py", "author = 'x'"), ("a.py", "cursor.execute('SELECT 1 FROM logins', ())"),
        ("a.py", "import secrets\nx = secrets.choice(names)"), ("conf.yaml", "b: 2"),
    ],
)  # fmt: skip
def test_what_is_not_new_or_no_surface_is_not_flagged(path: str, code: str) -> None:
    assert flags(path, code) == []


@pytest.mark.parametrize(
    ("path", "after", "said"),
    [
        ("requirements.txt", "flask==2.0.0\n", "changes the dependency flask from ==3.1.0 to ==2.0.0"),
        ("requirements.txt", "flask==3.1.0\nEvil_Pkg>=2\n", "adds the dependency evil-pkg >=2 (pypi)"),
        ("package.json", '{"dependencies": {"express": "^4.0.0", "x": "1.0.0"}}', "adds the dependency x 1.0.0 (npm)"),
        ("package.json", '{"dependencies": {"express": "npm:evil@1"}}', "from ^4.0.0 to npm:evil@1"),
        ("package.json", '{"dependencies": {', "cannot be read"),
        ("pyproject.toml", '[project]\nname = "x"\ndependencies = ["flask>=3", "evil"]\n', "evil (any version)"),
        ("pyproject.toml", '[tool.poetry.dependencies]\nevil = {git = "https://e.net"}\n', 'evil {"git"'),
        ("setup.py", "from setuptools import setup\nD = ['flask', 'evil==1']\nsetup(install_requires=D)\n", "evil ==1"),
        ("pom.xml", "<project><dependencies><dependency><groupId>g</groupId><artifactId>a</artifactId><version>1</version>"
         "</dependency></dependencies></project>", "adds the dependency g:a 1 (maven)"),
    ],
)  # fmt: skip
def test_a_dependency_is_named_with_its_version_and_fails_by_default(
    path: str, after: str, said: str
) -> None:
    answer = judge(path, after, policy=GateSettings())
    assert answer.status is Status.FAILED
    assert said in answer.detail and "gates.fail_on has 'dependency'" in answer.detail


def named_by(path: str, text: str) -> list[str]:
    """What is flagged of a patch that names planted.net, in a commit where this file names it, too."""
    snapshot = MemorySnapshot({"a.py": "x = 1\n", path: text})
    change = Change("a.py", b"x = 1\n", b'x = get("https://planted.net/in")\n')
    return [flag.text for flag in secrets(trial_of(snapshot, [change], policy=ALL)).flags]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("b.py", "# post to https://planted.net\n"), ("b.py", "'''Sends to https://planted.net/in.'''\n"),
        ("b.py", "def f():\n    'see https://planted.net'\n"), ("b.py", "x = 1\nf'at https://planted.net {x}'\n"),
        ("b.py", "b'https://planted.net'\n"), ("b.py", "def (:\nu = 'https://planted.net'\n"),
        ("b.py", "('https://planted.net', 'x' + 'y')\n"), ("LICENSE", "https://planted.net\n"),
        ("tests/test_b.py", "U = 'https://planted.net'\n"), ("web/b.spec.ts", "const u = 'https://planted.net';\n"),
        ("README.md", "https://planted.net\n"), ("README", "https://planted.net\n"),
        ("AGENTS.md", "`https://planted.net`\n"), (".prompt-rules", "https://planted.net\n"), ("b.mdc", "https://planted.net\n"),
        ("b.js", "// https://planted.net\n/* 'https://planted.net' */\n"), ("b.js", "'https://planted.net';\n"),
        ("b.go", "/*\nuse \"https://planted.net\"\n*/\npackage b\n"), ("b.go", "x() // https://planted.net\n"),
        ("b.yaml", "a: 1  # https://planted.net\n"), ("b.html", "<p>\n<!-- see\nhttps://planted.net -->\n"),
        ("b.py", "U = 'https://planted.net.shop.dev'\n"), ("b.py", "U = 'https://not-planted.net'\n"),
    ],
)  # fmt: skip
def test_what_no_program_reads_makes_no_host_known(path: str, text: str) -> None:
    assert named_by(path, text) == ["names a new host: planted.net"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("b.py", "U = 'https://planted.net/x'\n"), ("b.py", "connect(('planted.net', 443))\n"),
        ("b.py", "def f(x):\n    'Docs.'\n    return f'https://planted.net/{x}'\n"),
        ("b.js", "const u = `https://planted.net/${x}`;\n"), ("b.tsx", "const a = <a href='https://planted.net'>x</a>;\n"),
        ("b.go", 'var u = "https://planted.net" // "/*"\n'), ("b.yaml", "url: https://planted.net\n"),
        ("b.json", '{"url": "https://planted.net"}'), (".env", "URL=https://planted.net\n"),
        ("b.html", "<!-- here --><script src='https://planted.net/x.js'></script>\n"), ("Dockerfile", "ADD https://planted.net/x /x\n"),
    ],
)  # fmt: skip
def test_what_code_or_configuration_names_is_no_new_host(path: str, text: str) -> None:
    assert named_by(path, text) == []


def test_a_new_host_fails_by_default() -> None:
    answer = judge("a.py", APP + 'get("https://evil.net")\n', policy=GateSettings())
    assert answer.status is Status.FAILED
    assert answer.detail == "a.py:17: names a new host: evil.net; gates.fail_on has 'host'"


def test_comments_and_order_of_a_manifest_may_change() -> None:
    assert judge("requirements.txt", "# web\nflask==3.1.0  # pinned\n", policy=GateSettings()).flags == ()
    assert (
        judge(
            "pyproject.toml", FILES["pyproject.toml"] + "\n[tool.ruff]\nx = 1\n", policy=GateSettings()
        ).flags
        == ()
    )


@pytest.mark.parametrize(
    ("advice", "status"),
    [
        (Advice(True, False, "none"), Status.PASSED),
        (Advice(True, True, "CVE-2020-1"), Status.FAILED),
        (Advice(False, False, "pip-audit is not installed"), Status.NOT_RUN),
    ],
)
def test_an_allowed_dependency_is_asked_about(advice: Advice, status: Status) -> None:
    answer = judge("requirements.txt", "flask==3.1.0\nx==1.0\n", advice=advice)
    assert answer.status is status
    assert status is Status.PASSED or advice.detail in answer.detail
    assert [f.kind for f in answer.flags] == [FlagKind.DEPENDENCY]


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        ("a.py", "@login_required\n", "", "removes @login_required on orders"),
        ("a.py", "@login_required", "@login_optional", "removes @login_required on orders"),
        ("a.js", "requireAuth, ", "", "removes a check"),
        ("auth.py", "check_password(user)", "True", "removes a check"),
    ],
)
def test_a_check_that_goes_comes_first(path: str, old: str, new: str, said: str) -> None:
    first = judge(path, FILES[path].replace(old, new) + "os.chmod(p, 0o777)\n").flags[0]
    assert first.kind is FlagKind.AUTHENTICATION and said in first.text


def test_a_route_that_takes_more_methods_is_an_endpoint() -> None:
    after = APP.replace('"/orders")', '"/orders", methods=["GET", "DELETE"])')
    assert [f.kind for f in judge("a.py", after).flags] == [FlagKind.ENDPOINT]


@pytest.mark.parametrize("kind", ["host", "endpoint", "permission", "authentication", "material"])
def test_the_policy_decides_which_kinds_fail(kind: str) -> None:
    code = (
        APP.replace("@login_required\n", "")
        + '@app.route("/x")\ndef x():\n    os.chmod("/x", 0o777)\n    get("https://evil.net")\n'
    )
    allowed = judge("a.py", code, policy=GateSettings(fail_on=(), material=("*.py",)))
    banned = judge("a.py", code, policy=GateSettings(fail_on=(kind,), material=("*.py",)))
    assert (allowed.status, banned.status) == (Status.PASSED, Status.FAILED)
    assert f"gates.fail_on has '{kind}'" in banned.detail and allowed.flags == banned.flags


def test_at_most_twenty_flags_are_shown_and_the_rest_is_counted() -> None:
    code = "".join(f'get("https://evil{n}.net")\n' for n in range(27))
    answer = judge("a.py", APP + code)
    assert len(answer.flags) == 20 and answer.detail.endswith("20 are shown, and 7 more")
    assert answer == judge("a.py", APP + code)


def test_a_credential_fails_and_is_not_repeated() -> None:
    answer = judge("a.py", APP + 'app.config["SECRET_KEY"] = "crumb-7f3a91c4"\n')
    assert answer.status is Status.FAILED
    assert "a.py:17: a hard-coded secret" in answer.detail and "7f3a" not in answer.detail


def test_what_goes_out_with_the_patch_is_looked_at_too() -> None:
    snapshot = MemorySnapshot(FILES)
    proof = snapshot.change("tests/test_proof.py", 'get("https://evil.net")\n')
    trial = replace(
        trial_of(snapshot, [snapshot.change("a.py", APP + "x = 1\n")], policy=ALL), included=(proof,)
    )
    assert [flag.where for flag in secrets(trial).flags] == ["tests/test_proof.py:1"]


def test_nothing_new_is_said_so() -> None:
    answer = judge("a.py", APP.replace("return x", "return x + 1"))
    assert (answer.detail, answer.flags) == ("no credential, nothing new on the surface", ())


def test_an_unknown_kind_in_the_policy_is_an_error() -> None:
    check_policy(GateSettings(fail_on=("host", "dependency")))
    for kind in ("hosts", "sibling"):
        with pytest.raises(ConfigError, match=kind) as caught:
            check_policy(GateSettings(fail_on=(kind,)))
        assert "authentication" in caught.value.hint


def test_a_flag_names_a_place_and_says_what_is_there() -> None:
    assert judge("a.py", APP + 'get("https://evil.net")\n').flags == (
        Flag(FlagKind.HOST, "a.py:17", "names a new host: evil.net"),
    )


S = "hunter22" + "secret"


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("a.py", f'if hmac.compare_digest(t, "{S}"):\n    x\n', "if 1:\n    x\n"),
        ("a.py", f'@require_token("{S}")\ndef f(): ...\n', "@require_token(T)\ndef f(): ...\n"),
        ("a.py", f'x = "{S}"\n', f'x = 1\n@app.get("/x", token="{S}")\ndef f(): ...\n'),
        ("requirements.txt", f"-i https://u:{S}@h.net/a\n", f"-i https://u:{S}@h.net/b\n"),
        ("requirements.txt", f"a @ https://u:{S}@h.net/a\n", f"a @ https://u:{S}@h.net/b\n"),
        ("Dockerfile", f"# {S}\n", f"# {S}\nRUN pip install -i https://u:{S}@h.net/b x\n"),
    ],
)
def test_a_flag_never_shows_a_credential_that_was_there_before(path: str, before: str, after: str) -> None:
    snapshot = MemorySnapshot({path: before})
    answer = secrets(
        trial_of(
            snapshot,
            [snapshot.change(path, after)],
            policy=ALL,
            advise=lambda _: Advice(True, False, "nothing is known against it"),
        )
    )
    assert answer.flags and S not in answer.detail + "".join(flag.text for flag in answer.flags)


def test_routes_and_checks_nested_too_deeply_are_flagged_all_the_same() -> None:
    deep = " + ".join(["x"] * 600)
    code = f"@app.route('/x', {deep})\ndef login(): ...\n"
    snapshot = MemorySnapshot({"a.py": ""})
    answer = secrets(trial_of(snapshot, [snapshot.change("a.py", code)], policy=ALL))
    assert {flag.kind for flag in answer.flags} >= {FlagKind.ENDPOINT, FlagKind.AUTHENTICATION}
