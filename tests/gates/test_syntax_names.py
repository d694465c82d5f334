"""The syntax gate on names that cannot be there: invented ones, forgotten imports, and honest limits."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from agent.gates.imports.manifests import python_distributions
from agent.gates.imports.tree import PatchedTree
from agent.gates.syntax import syntax
from agent.gates.trial import Answer
from agent.verdict import Status
from tests.doubles.suite_snapshot import MemorySnapshot, trial_of

REPO = {
    "requirements.txt": "requests\nPyYAML\n",
    "app.py": "x = 1\n",
    "old.py": "import yaml\nfrom requests import get\n",
    "pkg/__init__.py": "from .odd import thing as odd\n",
    "pkg/u.py": "def a(): ...\n",
    "pkg/odd.py": "thing = 1\n",
}


def tried(files: Mapping[str, str | bytes], path: str, after: str) -> Answer:
    snapshot = MemorySnapshot(files)
    return syntax(trial_of(snapshot, [snapshot.change(path, after)]))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("from html import sanitize\n", "imports `sanitize` from `html`"),
        ("import logging.sanitize\n", "imports `logging.sanitize`"),
        ("from os.secure import safe_join\n", "imports `os.secure`"),
        ("from xml.etree.ElementTree import safe_parse\n", "`safe_parse` from `xml.etree.ElementTree`"),
        ("import subprocess\nsubprocess.safe_run([])\n", "`subprocess` of the standard library"),
        ("import os\nos.path.safe_join('a')\n", "uses `os.path.safe_join`"),
        ("import importlib\nm = importlib.import_module('invented')\n", "imports `invented`"),
        ("m = __import__('invented')\n", "imports `invented`"),
        ("import pkg.u\npkg.u.sanitize('x')\n", "uses `pkg.u.sanitize`, but pkg/u.py defines no such name"),
        ("from pkg import u\nu.sanitize('x')\n", "uses `u.sanitize`, but pkg/u.py"),
        ("from .pkg import u\nu.sanitize('x')\n", "uses `u.sanitize`, but pkg/u.py"),
        ("def g():\n    import html\n\n\ndef f(x):\n    return html.escape(x)\n", "uses `html`"),
        ("def g(clean):\n    return 1\n\n\ndef f(x):\n    return clean(x)\n", "uses `clean`"),
    ],
)
def test_python_that_names_what_is_not_there_fails(code: str, words: str) -> None:
    answer = tried(REPO, "app.py", code)
    assert answer.status is Status.FAILED, answer.detail
    assert words in answer.detail


@pytest.mark.parametrize(
    "code",
    [
        "from os import path, O_NOFOLLOW\nimport os.path\nos.path.join('a')\n",
        "from xml.dom import minidom\nimport concurrent.futures.thread\n",
        "from subprocess import STARTUPINFO\nfrom typing import override\nimport winreg, msvcrt\n",
        "import os\ntry:\n    os.invented()\nexcept AttributeError:\n    pass\n",
        "import os\nif hasattr(os, 'invented'):\n    os.invented()\n",
        "import os\nos.invented = 1\nprint(os.invented)\n",
        "def f(os):\n    return os.invented\n\n\nimport os\n",
        "from pkg import odd\nodd.anything()\n",
        "def top(self, which):\n    return self, which\n",
        "import sys, errno\nprint(sys.frozen, errno.WSAEINVAL)\n",
        "try:\n    import ujson as json\nexcept ImportError:\n    import json\n",
        "try:\n    import tomllib\nexcept ModuleNotFoundError:\n    import tomli as tomllib\n",
        "import importlib\nimportlib.import_module('.u', 'pkg')\nimportlib.import_module(__name__)\n",
        "class A:\n    n = 1\n\n    def f(self):\n        return [m for m in __class__.__mro__ if m]\n",
        "def outer():\n    import html\n\n    def inner(x):\n        return html.escape(x)\n",
    ],
)
def test_python_that_works_or_cannot_be_judged_passes(code: str) -> None:
    answer = tried(REPO, "app.py", code)
    assert answer.status is Status.PASSED, answer.detail


def test_a_name_from_a_dependency_is_said_not_to_be_checked_unless_the_repository_imports_it() -> None:
    new = tried(REPO, "app.py", "from yaml import safe_loads\n").detail
    assert "`yaml` names a declared dependency; what it exports was not checked" in new
    assert "resolve" not in new
    assert tried(REPO, "app.py", "from requests import get\n").detail.endswith("1 new import resolves")


@pytest.mark.parametrize(
    ("files", "path", "code"),
    [
        (
            {"app.py": "", "b.py": "from flask import Flask\n"},
            "app.py",
            "import werkzeug.utils, markupsafe\n",
        ),
        ({"app.py": "", "b.py": "import rest_framework\n"}, "app.py", "import django\n"),
        ({"app.py": "", "requirements.txt": "Flask-Migrate\n"}, "app.py", "from sqlalchemy import text\n"),
        (
            {"svc/b/x.py": "", "libs/c/common/__init__.py": "def clean(): ...\n"},
            "svc/b/x.py",
            "from common import clean\n",
        ),
    ],
)
def test_what_comes_along_with_a_known_package_or_a_sibling_project_resolves(
    files: dict[str, str | bytes], path: str, code: str
) -> None:
    answer = tried(files, path, code)
    assert answer.status is Status.PASSED, answer.detail


def test_a_namesake_within_the_package_is_not_taken_for_the_dependency() -> None:
    files: dict[str, str | bytes] = {"pkg/__init__.py": "", "pkg/numpy.py": "x = 1\n", "pkg/a.py": ""}
    assert tried(files, "pkg/a.py", "import numpy\nnumpy.array()\n").status is Status.PASSED


def test_a_sibling_project_does_not_lend_what_it_lacks_nor_do_tests() -> None:
    files: dict[str, str | bytes] = {
        "x.py": "",
        "libs/c/common/__init__.py": "",
        "tests/d/fake/__init__.py": "",
    }
    assert "no such name" in tried(files, "x.py", "from common import clean\n").detail
    assert tried(files, "x.py", "import fake\n").status is Status.FAILED


@pytest.mark.parametrize(
    "files",
    [
        {"requirements.txt": "my-dep==1\n".encode("utf-16")},
        {"requirements.txt": b"\xef\xbb\xbfmy-dep\n"},
        {"constraints.txt": "my-dep<2\n"},
        {
            "requirements.txt": "-r deps/prod.lst\n",
            "deps/prod.lst": "--requirement=../more.lst\n",
            "more.lst": "my-dep\n-r deps/prod.lst\n",
        },
    ],
)
def test_requirements_are_read_in_every_encoding_and_through_inclusions(
    files: dict[str, str | bytes],
) -> None:
    assert "my-dep" in python_distributions(PatchedTree(MemorySnapshot(files)))


JS = {"package.json": '{"dependencies": {"express": "4"}}', "a.js": "const e = require('express');\n"}


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("require('fs/invented');\n", "imports `fs/invented`, which node does not have"),
        ("import 'node:fs/invented';\n", "imports `node:fs/invented`"),
        ("const h = bcrypt.hashSync('x');\n", "uses `bcrypt` (line 2) without importing it"),
        ("const f = (x) => ({ clean, b: x });\n", "uses `clean`"),
        ("const f = (x) => path.join(`${DOMPurify.sanitize(x)}`);\n", "uses `DOMPurify`"),
    ],
)
def test_javascript_that_names_what_is_not_there_fails(code: str, words: str) -> None:
    answer = tried(JS, "a.js", JS["a.js"] + code)
    assert answer.status is Status.FAILED, answer.detail
    assert words in answer.detail


@pytest.mark.parametrize(
    "code",
    [
        "require('fs/promises'); require('node:test/reporters');\n",
        "try { f(); } catch (e1) { console.log(e1, process.env, __dirname); } function f() {}\n",
        "const { a: b, ...c } = e; for (const d of b) { label: d(c); } ((...g) => g)();\n",
        "class A { #p; get x() { return arguments; } } new A();\n",
        "/* global bcrypt */ bcrypt.hashSync('x');\n",
        "if (typeof bcrypt !== 'undefined') { bcrypt.hashSync('x'); }\n",
        "window.made(); const el = document.createElement('a'); el.made();\n",
        "export { e as other }; export { gone } from './a.js';\n",
        "describe('x', () => { it('y', () => expect(1)); });\n",
    ],
)
def test_javascript_that_binds_its_names_passes(code: str) -> None:
    answer = tried(JS, "a.js", JS["a.js"] + code)
    assert answer.status is Status.PASSED, answer.detail


def test_a_script_may_use_what_another_makes_and_so_may_a_module_of_a_named_global() -> None:
    assert tried({"a.js": "", "b.js": ""}, "a.js", "made();\n").status is Status.PASSED
    files = {**JS, "b.js": "window.made = 1;\n"}
    assert tried(files, "a.js", JS["a.js"] + "made();\n").status is Status.PASSED


def test_types_of_typescript_are_no_forgotten_imports() -> None:
    code = (
        "import { q } from './b';\nenum K { A }\ndeclare const V: string;\n"
        "export const f = <T,>(a: T, ...r: Ns.Deep[]): a is Other => q(V, K.A, a, r as typeof away);\n"
        "type M = { [key: string]: (cb: number) => void };\n"
    )
    answer = tried({"a.ts": "", "b.ts": ""}, "a.ts", code)
    assert answer.status is Status.PASSED, answer.detail
