from __future__ import annotations

import pytest

from agent.gates.hidden_findings import javascript, python
from agent.gates.hidden_findings.plain import Plain
from tests.doubles.findings import change

BEFORE = """import subprocess


def run(command):
    subprocess.run(command, shell=True)
"""
SINK = "subprocess.run(command, shell=True)"
HEAD = "import subprocess\n\n\n"


def undone(after: str, before: str = BEFORE) -> tuple[str, tuple[str, ...]]:
    plain = python.undo(before.encode(), after.encode(), frozenset({"run"}), {})
    assert not plain.trouble
    return plain.source.decode(), plain.undone


@pytest.mark.parametrize(
    "body",
    [
        "go = subprocess.run\n    go(command, shell=True)",
        "go, flag = subprocess.run, True\n    go(command, shell=flag)",
        "flag = not False\n    subprocess.run(command, shell=flag)",
        "subprocess.run(command, shell=1)",
        "subprocess.run(command, shell=bool('yes'))",
        "subprocess.run(command, **{'shell': True})",
        "options = dict(shell=True)\n    subprocess.run(command, **options)",
        "subprocess.run(*[command], shell=True)",
        "getattr(subprocess, 'r' + 'un')(command, shell=True)",
        "getattr(subprocess, ''.join(['r', 'un']))(command, shell=True)",
        "__import__('subprocess').run(command, shell=True)",
        "importlib.import_module('subprocess').run(command, shell=True)",
        "sys.modules['subprocess'].run(command, shell=True)",
        "subprocess.__dict__['run'](command, shell=True)",
        "vars(subprocess)['run'](command, shell=True)",
        "globals()['subprocess'].run(command, shell=True)",
        "subprocess.run.__call__(command, shell=True)",
        "functools.partial(subprocess.run, shell=True)(command)",
        "go = functools.partial(subprocess.run, shell=True)\n    go(command)",
        "operator.attrgetter('run')(subprocess)(command, shell=True)",
        "operator.methodcaller('run', command, shell=True)(subprocess)",
        "(lambda c: subprocess.run(c, shell=True))(command)",
        "go = lambda c: subprocess.run(c, shell=True)\n    go(command)",
        "{'x': subprocess.run}['x'](command, shell=True)",
        "[subprocess.run][0](command, shell=True)",
        "(go := subprocess.run)(command, shell=True)",
        "for go in [subprocess.run]:\n        go(command, shell=True)",
    ],
)
def test_a_detour_in_the_function_is_undone(body: str) -> None:
    plain, words = undone(BEFORE.replace(SINK, body))
    assert SINK in plain
    assert words


@pytest.mark.parametrize(
    ("added", "call"),
    [
        ("from subprocess import run as go", "go(command, shell=True)"),
        ("import subprocess as sp", "sp.run(command, shell=True)"),
        ("FLAG = True", "subprocess.run(command, shell=FLAG)"),
        ("RUN = {'x': subprocess.run}", "RUN['x'](command, shell=True)"),
        ("class Ops:\n    go = subprocess.run", "Ops.go(command, shell=True)"),
        ("def go(c):\n    '''Run it.'''\n    return subprocess.run(c, shell=True)", "go(command)"),
        ("def go(c, shell=True):\n    line = c\n    subprocess.run(line, shell=shell)", "go(command)"),
        ("def go(*a, **k):\n    return subprocess.run(*a, **k)", "go(command, shell=True)"),
        ("def go(c, *, r=subprocess.run):\n    return r(c, shell=True)", "go(command)"),
        ("def safe(x):\n    return x", "subprocess.run(safe(command), shell=True)"),
        (
            "class Ops:\n    @staticmethod\n    def go(c):\n        return subprocess.run(c, shell=True)",
            "Ops.go(command)",
        ),
    ],
)
def test_a_detour_by_a_new_name_of_the_module_is_undone(added: str, call: str) -> None:
    plain, words = undone(BEFORE.replace(HEAD, f"{HEAD}{added}\n\n\n").replace(SINK, call))
    assert SINK in plain.split("def run(command)")[1]
    assert words


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("''.join(['SELECT ', x])", "'SELECT ' + x"),
        ("' '.join(('SELECT', x))", "'SELECT ' + x"),
        ("str.format('SELECT {}', x)", "'SELECT {}'.format(x)"),
        ("operator.add('SELECT ', x)", "'SELECT ' + x"),
        ("'SELECT '.__add__(x)", "'SELECT ' + x"),
        ("'SELECT @'.replace('@', x)", "'SELECT ' + x + ''"),
        ("string.Template('SELECT $x').substitute(x=x)", "'SELECT {x}'.format(x=x)"),
        ("'SELECT {x}'.format_map({'x': x})", "'SELECT {x}'.format(x=x)"),
        ("'SEL' + 'ECT ' + x", "'SELECT ' + x"),
    ],
)
def test_text_put_together_in_a_roundabout_way_is_a_plain_sum(text: str, plain: str) -> None:
    before = "def find(x):\n    return db.execute('SELECT ' + x)\n"
    assert f"db.execute({plain})" in undone(before.replace("'SELECT ' + x", text), before)[0]


@pytest.mark.parametrize(
    "after",
    [
        BEFORE.replace(SINK, "subprocess.run(['ls', command])"),
        BEFORE.replace(SINK, "clean = shlex.quote(command)\n    subprocess.run(clean, shell=True)"),
        BEFORE.replace(SINK, "for part in parts:\n        subprocess.run(part)"),
        # What a helper really does to a value is for proof and review to judge.
        BEFORE.replace(HEAD, f"{HEAD}def clean(x):\n    return re.sub('[^a-z]', '', x)\n\n\n").replace(
            SINK, "subprocess.run(clean(command), shell=True)"
        ),
        BEFORE.replace(HEAD, f"{HEAD}ALLOWED = ('a', 'b')\n\n\n").replace(
            SINK, "if command in ALLOWED:\n        subprocess.run(command, shell=True)"
        ),
        # Given twice: which value it has cannot be told.
        BEFORE.replace(SINK, "go = print\n    if x:\n        go = subprocess.run\n    go(command)"),
    ],
)
def test_honest_code_is_left_as_it_is(after: str) -> None:
    assert undone(after) == (after, ())


def test_what_base_has_already_is_left_as_it_is() -> None:
    before = BEFORE.replace(SINK, "go = subprocess.run\n    getattr(x, 'y')(go)")
    assert undone(before + "# more\n", before) == (before + "# more\n", ())


def test_code_that_never_ends_unfolding_is_given_up() -> None:
    after = "a = b\nb = a\n\n\ndef f(x):\n    return f(x) + f(x)\n\n\nf(f(f(a)))\n"
    plain = python.undo(b"", after.encode(), frozenset({"run"}), {})
    assert len(plain.source) <= 2 * len(after) + 4_000
    assert plain.trouble


JS = 'function ping(host) {\n  child.exec("ping " + host);\n}\n'


@pytest.mark.parametrize(
    "body",
    [
        'child["exec"]("ping " + host);',
        'child["ex" + "ec"]("ping " + host);',
        'const go = child.exec;\n  go("ping " + host);',
        'const { exec: go } = child;\n  go("ping " + host);',
        'child.exec.call(child, "ping " + host);',
        'child.exec.apply(child, ["ping " + host]);',
        'child.exec.bind(child)("ping " + host);',
        'const go = child.exec.bind(child);\n  go("ping " + host);',
        'Reflect.apply(child.exec, child, ["ping " + host]);',
        '(0, child.exec)("ping " + host);',
        'globalThis.child.exec("ping " + host);',
        'const go = (c) => child.exec(c);\n  go("ping " + host);',
        'const ops = { go: child.exec };\n  ops.go("ping " + host);',
        'child.exec(...["ping " + host]);',
        'child.exec("ping ".concat(host));',
        'child.exec(["ping ", host].join(""));',
        'const clean = (x) => x;\n  child.exec("ping " + clean(host));',
    ],
)
def test_a_detour_in_javascript_is_undone(body: str) -> None:
    after = JS.replace('child.exec("ping " + host);', body)
    plain = javascript.undo(change(JS, after, "a.js"), frozenset({"exec"}))
    assert 'child.exec("ping " + host)' in plain.source.decode()
    assert plain.undone and not plain.trouble


@pytest.mark.parametrize(
    "body",
    [
        'child.execFile("ping", [host]);',
        'const clean = (x) => x.replace(/[^a-z]/g, "");\n  child.exec("ping " + clean(host));',
        'if (!/^[a-z]+$/.test(host)) return;\n  child.exec("ping " + host);',
    ],
)
def test_honest_javascript_is_left_as_it_is(body: str) -> None:
    after = JS.replace('child.exec("ping " + host);', body)
    assert javascript.undo(change(JS, after, "a.js"), frozenset({"exec"})) == Plain(after.encode())


PADDED = [
    "z = ["
    + "1,\n" * 300
    + "]\n    go = subprocess.run\n    go(command, shell=True)\n    show("
    + "z, " * 40
    + ")",
    "a0 = subprocess.run\n"
    + "".join(f"    a{n + 1} = a{n}\n" for n in range(100))
    + "    a100(command, shell=True)",
    "z = [" + "1," * 4100 + "]\n    go = subprocess.run\n    show(z, go(command, shell=True))",
]


@pytest.mark.parametrize("body", PADDED, ids=["growing", "chained", "too long"])
def test_names_that_unfold_without_end_are_told(body: str) -> None:
    after = BEFORE.replace(SINK, body)
    assert python.undo(BEFORE.encode(), after.encode(), frozenset({"run"}), {}).trouble


@pytest.mark.parametrize("head", ["# -*- coding: latin-1 -*-\n", "# a line that\rends twice\n"])
def test_a_file_whose_places_cannot_be_counted_is_told(head: str) -> None:
    after = head + BEFORE.replace(SINK, "go = subprocess.run; 'é'; go(command, shell=True)")
    assert python.undo(BEFORE.encode(), after.encode(), frozenset({"run"}), {}).trouble


def test_a_byte_order_mark_moves_nothing() -> None:
    after = "\ufeff(lambda c: subprocess.run(c, shell=True))(command)\n"
    assert undone(after, "subprocess.run(command, shell=True)\n")[0].lstrip("\ufeff") == f"{SINK}\n"


@pytest.mark.parametrize(
    "body",
    [
        "const a0 = child.exec;\n"
        + "".join(f"  const a{n + 1} = a{n};\n" for n in range(400))
        + '  a400("ping " + host);',
        "const z = ["
        + "1, " * 400
        + '];\n  const go = child.exec;\n  go("ping " + host);\n  show('
        + "z, " * 60
        + "z);",
    ],
    ids=["chained", "growing"],
)
def test_javascript_names_that_unfold_without_end_are_told(body: str) -> None:
    after = JS.replace('child.exec("ping " + host);', body)
    assert javascript.undo(change(JS, after, "a.js"), frozenset({"exec"})).trouble
