"""The syntax gate on imports: hallucinated packages, missing names, forgotten imports."""

from __future__ import annotations

import pytest

from agent.domain import Source
from agent.gates.imports.manifests import npm_packages, python_distributions
from agent.gates.imports.tree import PatchedTree
from agent.gates.syntax import syntax
from agent.verdict import Status
from tests.doubles.suite_snapshot import MemorySnapshot, trial_of

SHOP = MemorySnapshot(
    {
        "requirements.txt": "Flask==3.0  # web\nPyYAML\ngoogle-cloud-storage\n-e git+https://x.example/y#egg=Odd_Name\n",
        "shop/__init__.py": "from .db import connect as connect\n",
        "shop/db.py": "import sqlite3\nLIMIT = 3\n\n\ndef connect():\n    return sqlite3.connect(':memory:')\n",
        "shop/magic.py": "def __getattr__(name):\n    return name\n",
        "shop/legacy.py": "import ancient_lib\n",
        "shop/views.py": "x = 1\n",
        "shop/parts/menu.py": "SOUP = 1\n",
        "tests/test_shop.py": "import only_in_tests\n",
        "src/engine/core.py": "def go(): ...\n",
    }
)


@pytest.mark.parametrize(
    "statement",
    [
        "import os.path",
        "from urllib.parse import quote",
        "import flask",
        "from werkzeug.utils import secure_filename",
        "from markupsafe import escape",
        "import yaml",
        "from google.cloud import storage",
        "import odd_name",
        "import ancient_lib",
        "import shop.db",
        "from shop import db, connect",
        "from shop.db import connect, LIMIT",
        "from shop.magic import anything",
        "from .db import connect",
        "from . import db",
        "from .parts import menu",
        "from .parts.menu import SOUP",
        "from engine.core import go",
        "from shop import *",
        "from __future__ import annotations",
    ],
)
def test_an_import_that_leads_somewhere_passes(statement: str) -> None:
    answer = syntax(trial_of(SHOP, [SHOP.change("shop/views.py", f"{statement}\nx = 1\n")]))
    assert answer.status is Status.PASSED, answer.detail


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (
            "import flask_safe_redirect",
            "imports `flask_safe_redirect`, which is neither standard library, a declared dependency "
            "nor in this repository",
        ),
        ("from only_in_tests import x", "`only_in_tests`"),
        ("from shop.security import check", "imports `check from shop.security`"),
        ("import shop.security", "imports `shop.security`, but this repository has no such module"),
        ("from shop.db import sanitize", "imports `sanitize` from `shop.db`, but shop/db.py defines no such"),
        ("from .db import sanitize", "imports `sanitize` from `.db`"),
        ("from .helpers import check", "this repository has no such module"),
        ("from . import helpers", "imports `helpers`"),
        ("from ...far import x", "leaves the repository"),
        ("from .parts import dessert", "imports `dessert`"),
    ],
)
def test_an_import_that_leads_nowhere_fails_and_is_named(statement: str, words: str) -> None:
    answer = syntax(trial_of(SHOP, [SHOP.change("shop/views.py", f"{statement}\nx = 1\n")]))
    assert answer.status is Status.FAILED
    assert words in answer.detail


def test_an_import_that_was_there_before_is_not_questioned() -> None:
    snapshot = MemorySnapshot({"a.py": "import strange\n"})
    answer = syntax(trial_of(snapshot, [snapshot.change("a.py", "import strange\n\nstrange.go()\n")]))
    assert answer.status is Status.PASSED


def test_a_model_cannot_declare_the_dependency_it_invents_but_a_person_can() -> None:
    changes = [
        SHOP.change("shop/views.py", "import brand_new\n"),
        SHOP.change("requirements.txt", "brand-new\n"),
    ]
    assert syntax(trial_of(SHOP, changes, Source.MODEL)).status is Status.FAILED
    assert syntax(trial_of(SHOP, changes, Source.HUMAN)).status is Status.PASSED


def test_a_module_that_the_patch_adds_resolves_and_one_that_it_deletes_does_not() -> None:
    added = [
        SHOP.change("shop/safe.py", "def quote(): ...\n"),
        SHOP.change("shop/views.py", "from .safe import quote\n"),
    ]
    deleted = [SHOP.change("shop/db.py", None), SHOP.change("shop/views.py", "from .db import LIMIT\n")]
    assert syntax(trial_of(SHOP, added)).status is Status.PASSED
    assert syntax(trial_of(SHOP, deleted)).status is Status.FAILED


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = 1\n", "x = os.environ['A']\n"),
        ("import os\nx = os.sep\n", "x = os.sep\n"),
        ("def f(a):\n    return a\n", "def f(a) -> Optional[str]:\n    return a\n"),
    ],
)
def test_a_name_that_nothing_defines_fails(before: str, after: str) -> None:
    snapshot = MemorySnapshot({"a.py": before})
    answer = syntax(trial_of(snapshot, [snapshot.change("a.py", after)]))
    assert answer.status is Status.FAILED
    assert "without importing it" in answer.detail


@pytest.mark.parametrize(
    "after",
    [
        "import os\nx = os.sep\n",
        "from os import *\nx = sep\n",
        "def f(os):\n    return os\n",
        "x = [os for os in 'ab']\n",
        "def f():\n    global os\n    os = 1\n\n\nx = os\n",
        "try:\n    pass\nexcept ValueError as os:\n    print(os)\n",
        "match [1]:\n    case [os, *rest]:\n        print(os, rest)\n    case {'a': 1, **more}:\n        print(more)\n",
        "if (os := 1):\n    print(os)\n",
        "globals()['os'] = 1\nprint(os)\n",
        "from __future__ import annotations\n\n\ndef f(a: os) -> os: ...\n",
        "print(__file__, __name__, len)\n",
        "class A:\n    os = 1\n    y = os, __qualname__\n",
        "def f(*os, **more):\n    return os, more\n",
        "f = lambda os: os\n",
    ],
)
def test_a_name_that_is_bound_in_any_way_passes(after: str) -> None:
    snapshot = MemorySnapshot({"a.py": "x = 1\n"})
    answer = syntax(trial_of(snapshot, [snapshot.change("a.py", after)]))
    assert answer.status is Status.PASSED, answer.detail


def test_a_name_that_was_undefined_before_is_not_held_against_the_patch() -> None:
    snapshot = MemorySnapshot({"a.py": "print(_('hello'))\n"})
    answer = syntax(trial_of(snapshot, [snapshot.change("a.py", "print(_('bye'))\n")]))
    assert answer.status is Status.PASSED


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("pyproject.toml", '[project]\ndependencies = ["My.Dep[x]>=1"]\n'),
        ("pyproject.toml", '[project.optional-dependencies]\nweb = ["my-dep"]\n'),
        ("pyproject.toml", '[dependency-groups]\ndev = ["my_dep", {include-group = "x"}]\n'),
        ("pyproject.toml", '[tool.poetry.dependencies]\nmy-dep = "^1"\n'),
        ("pyproject.toml", '[tool.poetry.group.dev.dependencies]\nmy-dep = "^1"\n'),
        ("requirements/dev.txt", "my-dep @ https://example.com/a.whl\n"),
        ("services/a/requirements-dev.in", "# x\n\n-r other.txt\nmy_dep>=1 ; python_version > '3'\n"),
        ("setup.cfg", "[options]\ninstall_requires =\n    other\n    my-dep>1\n"),
        ("setup.cfg", "[options.extras_require]\nx = my-dep\n"),
        ("setup.py", "from setuptools import setup\nNEED = ['my-dep>1']\nsetup(install_requires=NEED)\n"),
        ("setup.py", "from setuptools import setup\nsetup(extras_require={'a': ['my-dep']})\n"),
        ("Pipfile", '[packages]\nmy-dep = "*"\n'),
        ("Pipfile.lock", '{"default": {"my-dep": {}}}'),
        ("poetry.lock", '[[package]]\nname = "my-dep"\n'),
    ],
)
def test_every_manifest_is_understood(path: str, content: str) -> None:
    assert "my-dep" in python_distributions(PatchedTree(MemorySnapshot({path: content})))


@pytest.mark.parametrize("path", ["pyproject.toml", "setup.cfg", "setup.py", "Pipfile.lock", "package.json"])
def test_a_broken_manifest_declares_nothing(path: str) -> None:
    tree = PatchedTree(MemorySnapshot({path: b"\xff[[[", f"x/{path}": "[]"}))
    assert python_distributions(tree) == npm_packages(tree) == frozenset()


WEB = MemorySnapshot(
    {
        "package.json": '{"name": "web", "dependencies": {"express": "4", "@scope/a": "1"},'
        ' "devDependencies": {"@types/dom-things": "1"}, "imports": {"#lib/*": "./lib/*.js"}}',
        "tsconfig.json": '{ // comment\n "compilerOptions": {"paths": {"@app/*": ["./src/*"]}}}',
        "lib/a.js": "import old from 'old-one';\n",
        "lib/b.ts": "export {};\n",
        "lib/c/index.js": "",
        "lib/view.js": "let x = 1;\n",
        "test/a.test.js": "require('only-in-tests');\n",
    }
)


@pytest.mark.parametrize(
    "statement",
    [
        "import fs from 'fs';",
        "import {readFile} from 'node:fs/promises';",
        "const p = require('fs/promises');",
        "import test from 'node:test';",
        "import e from 'express';",
        "import e from 'express/lib/router';",
        "import a from '@scope/a/deep';",
        "import t from 'dom-things';",
        "import o from 'old-one';",
        "import a from './a';",
        "export * from './b.js';",
        "const c = require('./c');",
        "const later = import('../lib/a.js');",
        "import l from '#lib/x';",
        "import l from '@app/x';",
        "import w from 'web';",
        "const z = require(name);",
    ],
)
def test_a_javascript_import_that_leads_somewhere_passes(statement: str) -> None:
    answer = syntax(trial_of(WEB, [WEB.change("lib/view.js", f"{statement}\nlet x = 1;\n")]))
    assert answer.status is Status.PASSED, answer.detail


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("import s from 'express-sanitize-all';", "express-sanitize-all"),
        ("const s = require('only-in-tests');", "only-in-tests"),
        ("import s from './nothing';", "./nothing"),
        ("import s from '../../outside';", "../../outside"),
        ("import s from 'node:security';", "node:security"),
        ("import s from '@scope/b';", "@scope/b"),
        ("import s from 'https://cdn.example/x.js';", "https:"),
        ("const s = await import('left-padding');", "left-padding"),
    ],
)
def test_a_javascript_import_that_leads_nowhere_fails_and_is_named(statement: str, name: str) -> None:
    answer = syntax(trial_of(WEB, [WEB.change("lib/view.js", f"{statement}\nlet x = 1;\n")]))
    assert answer.status is Status.FAILED
    assert f"`{name}`" in answer.detail


def resolves(files: dict[str, str], path: str, source: str) -> bool:
    snapshot = MemorySnapshot({**files, path: ""})
    return syntax(trial_of(snapshot, [snapshot.change(path, source)])).status is Status.PASSED


@pytest.mark.parametrize(
    ("requirement", "module", "expected"),
    [
        ("fastapi[all]", "jinja2", True),
        ("FastAPI [standard, all] >= 0.110", "email_validator", True),
        ("uvicorn[standard]", "websockets", True),
        ("passlib[bcrypt]==1.7.4", "bcrypt", True),
        ("fastapi", "jinja2", False),
        ("passlib", "bcrypt", False),
        ("fastapi[none-such]", "jinja2", False),
    ],
)
def test_an_extra_brings_its_packages_and_only_then(requirement: str, module: str, expected: bool) -> None:
    assert resolves({"requirements.txt": f"{requirement}\n"}, "app.py", f"import {module}\n") is expected


@pytest.mark.parametrize(
    "name", ["environment.yml", "environment-dev.yaml", "conda.yaml", "env/environment.yml"]
)
def test_what_conda_declares_may_be_imported(name: str) -> None:
    declared = "channels: [conda-forge]\ndependencies:\n- python=3.11\n- numpy>=1.2\n- conda-forge::flask\n- pip:\n  - requests[socks]==2.31\n"
    for module in ("numpy", "flask", "requests", "socks"):
        assert resolves({name: declared}, "app.py", f"import {module}\n"), module
    assert not resolves({name: declared}, "app.py", "import invented_lib\n")
    assert not resolves({name: "dependencies: 3\n"}, "app.py", "import numpy\n")
    assert not resolves({name: "a: [1\n"}, "app.py", "import numpy\n")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("components/button", True),
        ("@config", True),
        ("@lib/thing", True),
        ("components/nothing", False),
        ("dom", False),
        ("@configs", False),
        ("left-pad", False),
    ],
)
def test_base_url_and_paths_of_a_compiler_configuration_lead_somewhere(wanted: str, expected: bool) -> None:
    config = (
        '{ /* ours */ "compilerOptions": { "baseUrl": "./src", "lib": ["dom"],\n'
        '  "paths": { "@config": ["config.ts"], "@lib/*": ["lib/*"], "*": ["*"] } }, "include": ["src"] }'
    )
    files = {"web/tsconfig.base.json": config, "web/src/components/button.tsx": "", "web/src/config.ts": ""}
    assert resolves(files, "web/src/a.ts", f'import x from "{wanted}";\n') is expected
