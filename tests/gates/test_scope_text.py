from __future__ import annotations

import pytest

from agent.domain import Change, Source
from agent.gates.gaming import added_text_trouble
from agent.gates.scope import changed_lines

BASE = "import os\n\n\ndef f(x):\n    return x\n"


def trouble(before: str, after: str, path: str = "a.py", source: Source = Source.MODEL) -> str:
    change = Change(path, before.encode(), after.encode())
    return added_text_trouble(change, *changed_lines(change), source)


@pytest.mark.parametrize(
    "character",
    [*"\x00\x08\x0b\x1b\x7f\x85\u00ad\u034f\u115f\u1160\u2028\u2029\u200b\u2066\u202e\u2800\u3164\uffa0\ufeff\ue000", "\U000e0041"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["a.py", "a.js", "a.md"])
def test_hidden_characters_are_refused_in_comments_too(character: str, path: str) -> None:
    assert "hidden character" in trouble(BASE, BASE + f"# a{character}b\n", path)


def test_a_carriage_return_may_only_end_lines_of_files_that_have_such() -> None:
    dos = BASE.replace("\n", "\r\n")
    assert trouble(dos, dos + "y = 1\r\n") == ""
    assert trouble(dos, dos.replace("return x", "return g(x)")) == ""
    assert "U+000D" in trouble(BASE, BASE + "y = 1\r\n")
    assert "U+000D" in trouble(dos, dos + "# plain\ros.system(x)\r\n")
    assert "ends no line" in trouble(dos, dos + "y = 1\r")


@pytest.mark.parametrize(
    "text",
    [
        "# Δt is the time", "s = 'Git-репозиторий, APIшка'", "# 👩\u200d💻 and ❤\ufe0f and 1\ufe0f\u20e3",
        "s = 'می\u200cخواهم'", "# o\ufb03ce, \ufb01le", "Δt = λ_max = 1", "form\x0c = 1",
    ],
)  # fmt: skip
def test_honest_letters_and_joiners_are_not_refused(text: str) -> None:
    assert trouble(BASE, BASE + text + "\n") == ""


@pytest.mark.parametrize("text", ["// APIшка and \ufb01le", "s = 'APIшка';", "/* Δt */ f();"])
def test_strings_and_comments_of_other_languages_may_mix_alphabets(text: str) -> None:
    assert trouble("f();\n", f"f();\n{text}\n", "a.js") == ""


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "p\u0430ss = 1"), ("a.py", "\ufb01le = 1"), ("a.py", "\U0001d41e\U0001d42f\U0001d41a\U0001d425(x)"),
        ("a.js", "let p\u0430ss = 1;"), ("a.js", "f('a', p\u0430ss) // x"), ("a.py", "x\ufe0f = 1"),
        ("a.js", "let x\u200dy = 1;"),
    ],
)  # fmt: skip
def test_look_alikes_and_joiners_in_identifiers_are_refused(path: str, text: str) -> None:
    assert "character U+" in trouble(BASE, BASE + text + "\n", path)


@pytest.mark.parametrize("name", ["\u0441\u043e\u0440\u0443", "\u0440\u0430\u0441\u0435", "\u03bf"])
@pytest.mark.parametrize("path", ["a.py", "a.js"])
def test_a_name_wholly_of_another_alphabet_may_not_imitate_one_in_use(name: str, path: str) -> None:
    latin = {"\u0441\u043e\u0440\u0443": "copy", "\u0440\u0430\u0441\u0435": "pace", "\u03bf": "o"}[name]
    used = f"{latin} = 1\n"
    if path == "a.py" or len(name) > 2:
        assert "look-alike" in trouble(used, f"{used}{name} = 2\n", path)
    assert trouble("y = 1\n", f"y = 1\n{name} = 2\n", path) == ""


def test_words_of_another_alphabet_are_honest_where_they_imitate_nothing() -> None:
    assert trouble(BASE, BASE + "имя = 1\nсчёт = имя\n") == ""
    assert trouble("<p>a</p>\n", "<p>a</p>\n<p>а он не с вами</p>\n", "a.html") == ""


def test_the_first_line_of_a_file_with_a_byte_order_mark_may_change() -> None:
    assert trouble("\ufeff" + BASE, "\ufeffimport hmac\n" + BASE) == ""
    assert "U+FEFF" in trouble(BASE, "\ufeffimport hmac\n" + BASE)


def test_a_long_line_is_refused_unless_the_file_has_such_lines() -> None:
    data = "x = '" + "a" * 1300 + "'\n"
    assert trouble(data, data + "y = '" + "b" * 1200 + "'\n") == ""
    assert "a line of" in trouble(data, data + "y = '" + "b" * 9000 + "'\n")
    assert "a line of" in trouble(BASE, BASE + "y = '" + "b" * 1200 + "'\n")


@pytest.mark.parametrize(
    "words",
    [
        "noqa", "nosec", "nosemgrep: x", "pylint: skip-file", "mypy: ignore-errors", "pyre-ignore", "pyre-fixme[1]",
        "pytype: disable=x", "lgtm", "deepcode ignore x", "file deepcode ignore x", "kics-scan ignore",
        "trivy:ignore:x", "terrascan:skip=x", "coverity[x]", "@ts-expect-error", "biome-ignore lint", "oxlint-disable",
        "deno-lint-ignore", "jshint ignore:line", "istanbul ignore next", "c8 ignore next", "noinspection X",
        "cppcheck-suppress x", "ggignore", "trufflehog:ignore", "pragma: whitelist secret", "eslint-disable-line",
        "type: ignore", "checkov:skip=x", "rubocop:disable X", "NOLINTNEXTLINE",
    ],
)  # fmt: skip
def test_comments_that_silence_a_scanner_are_refused(words: str) -> None:
    assert "silences" in trouble(BASE, BASE + f"y = 1  # {words}\n")
    assert "silences" in trouble(BASE, BASE + f"/*\n  {words}\n*/\n", "a.js")
    assert "silences" in trouble(BASE, BASE + f"f() // why, {words}\n", "a.ts", Source.HUMAN)
    assert trouble(BASE, BASE + f'y = "{words}"\n') == ""
    assert trouble(BASE, BASE + f"y = '{words}';\n", "a.js") == ""


@pytest.mark.parametrize("text", ['@SuppressFBWarnings("X")', "@SuppressWarnings", '@file:Suppress("X")'])
def test_annotations_that_silence_a_scanner_are_refused(text: str) -> None:
    assert "silences" in trouble("class A {}\n", f"{text}\nclass A {{}}\n", "A.java")


def test_text_that_merely_speaks_of_suppressions_is_honest() -> None:
    assert trouble(BASE, BASE + "HELP = 'lines that end in # noqa are left out'\n") == ""
    assert trouble(BASE, BASE + "# nosec comments are not honoured\n", "README.md") == ""
    assert "silences" in trouble(BASE, BASE + "f('# nosemgrep')\n")


@pytest.mark.parametrize("added", ["# noqa", "# noqa: E501,S608", "# noqa: E501\ny = 1  # noqa: E501"])
def test_a_suppression_that_goes_pays_for_no_other(added: str) -> None:
    before = BASE + "y = f(x)  # noqa: E501\n"
    assert "silences" in trouble(before, BASE + f"y = g(x)  {added}\n")
    assert trouble(before, BASE + "y = g(x)  # noqa: E501\n") == ""


def test_uncommenting_makes_a_suppression_count() -> None:
    before = BASE + '"""\ny = f(x)  # nosec\n"""\n'
    assert "silences" in trouble(before, before.replace('"""\n', ""))


@pytest.mark.parametrize(
    "code",
    [
        "import os, ctypes", "import \\\n    _pytest", "from os import _exit", "import sys as s\ns.modules",
        "from sys import modules as m\nm['x']", "import importlib\nimportlib.import_module('pytest')",
        "import sys\ngetattr(sys, 'modules')", "__import__('gc')", "if x:\n    from unittest import mock",
        "from importlib import import_module as i\ni('atexit')", "from os import *\n_exit(0)",
        "import sys\ns = sys\ns.modules['x']", "import sys\ns = t = sys\nu = t\nu.modules", "import sys\na, s = 1, sys\ns.modules",
        "import sys\n(s := sys).path\ns.modules", "import sys\ndef g(s=sys):\n    return s.modules",
        "import sys\nfor s in (sys,):\n    s.modules", "import sys\nm = sys.modules", "import sys as t\ns = t\ngetattr(s, 'modules')",
        "import sys\ngetattr(sys, 'mod' + 'ules')", "import sys\nvars(sys)['modules']", "import sys\nsys.__dict__['modules']",
        "import sys\nsetattr(sys, 'meta_path', [])", "import importlib\nimportlib.import_module('_pytest')",
        "import importlib as i\nload = i.import_module\nload('_py' + 'test')", "import os\nos.environ.get('PYTEST_VERSION')",
        "import os\n'PYTEST_CURRENT_TEST' in os.environ", "import inspect\ninspect.stack()", "from inspect import stack",
        "import traceback\ntraceback.extract_stack()", "import sys\n'pytest' in sys.argv[0]", "import builtins\nbuiltins.open = f",
        "import sys\nsys._current_frames()", "import os\nos.environ['SUTURE_SANDBOX']",
    ],
)  # fmt: skip
def test_python_code_may_not_reach_into_the_test_framework_in_any_spelling(code: str) -> None:
    assert "reaches into" in trouble(BASE, f"{BASE}{code}\n")
    assert trouble(BASE, f"{BASE}{code}\n", source=Source.HUMAN) == ""
    assert trouble(f"{code}\n", f"y = 1\n{code}\n") == ""


def test_python_text_that_names_the_framework_is_honest() -> None:
    assert trouble(BASE, BASE + '"""\nimport ctypes is not for us, nor sys.modules\n"""\n') == ""
    assert trouble(BASE, BASE + "# import gc\nimport garbage, gcloud\n") == ""


def test_other_languages_are_judged_by_their_text() -> None:
    assert "reaches into" in trouble("f();\n", "f();\nfs.readFileSync('/proc/self/maps');\n", "a.js")
    for code in ("process.env.JEST_WORKER_ID", "process.env.NODE_ENV === 'test'", "process.env['NODE_ENV'] == \"test\"",
                 "process.env.VITEST", "process.env.NODE_TEST_CONTEXT"):  # fmt: skip
        assert "reaches into" in trouble("f();\n", f"f();\nif ({code}) return;\n", "a.js")
    assert trouble("f();\n", "f();\nif (process.env.NODE_ENV === 'production') g();\n", "a.js") == ""
