"""What a prover is shown of the project besides the code."""

from __future__ import annotations

import pytest

from agent.authoring.prompting.proof_briefing import question
from agent.authoring.shown.context import BUDGET, context
from agent.authoring.shown.related import example_shown, is_setup, setup_shown
from agent.authoring.shown.surroundings import KNOWN_ROOM, SETUP_ROOM, TEST_ROOM, Surroundings, surroundings
from agent.authoring.stating import CODE_ROOM
from agent.domain import Case, Finding, Location, ProofPlan, Rule, Severity, TestStyle
from tests.doubles.model_snapshot import MemorySnapshot

RULE = Rule("rule", Severity.HIGH, cwe=("CWE-22",))
VIEW = """from flask import Blueprint

bp = Blueprint("files", __name__)


@bp.route("/download/<name>")
def download(name):
    return open(name).read()
"""
ROUTER = """const express = require('express');
const router = express.Router();

router.get('/download', (req, res) => {
  res.sendFile(req.query.name);
});

module.exports = router;
"""


def around(files: dict[str, str], path: str, line: int, plan: ProofPlan) -> Surroundings:
    snapshot = MemorySnapshot({name: text.encode() for name, text in files.items()})
    case = Case((Finding(RULE, Location(path, line, line), "a message", "snippet"),))
    return surroundings(case, files[path], context(case, files[path]), plan, snapshot)


def pytest_plan(*examples: str) -> ProofPlan:
    return ProofPlan("tests/test_new.py", TestStyle.PYTEST, examples)


def test_the_test_that_names_the_code_is_shown_rather_than_the_first() -> None:
    files = {
        "app/files.py": VIEW,
        "tests/test_a.py": "def test_a():\n    assert 1\n",
        "tests/test_b.py": 'def test_b(client):\n    assert client.get("/download/x").text == "x"\n',
    }
    shown = around(files, "app/files.py", 8, pytest_plan("tests/test_a.py", "tests/test_b.py"))
    assert [each.path for each in shown.tests] == ["tests/test_b.py"]
    assert shown.tests[0].whole


def test_without_a_related_test_the_first_shows_how_tests_are_made() -> None:
    files = {"app/files.py": VIEW, "tests/test_a.py": "A = 1\n", "tests/test_b.py": "B = 1\n"}
    shown = around(files, "app/files.py", 8, pytest_plan("tests/test_a.py", "tests/test_b.py"))
    assert [each.path for each in shown.tests] == ["tests/test_a.py"]


def test_an_anonymous_handler_is_known_by_its_address() -> None:
    files = {
        "routes/files.js": ROUTER,
        "test/a.test.js": "test('a', () => {});\n",
        "test/b.test.js": "test('b', () => get('/files/download'));\n",
        "app.js": "app.use('/files', require('./routes/files'));\n",
        "package.json": "{}",
    }
    plan = ProofPlan("test/new.test.js", TestStyle.NODE, ("test/a.test.js", "test/b.test.js"))
    shown = around(files, "routes/files.js", 5, plan)
    assert [each.path for each in shown.tests] == ["test/b.test.js"]
    assert shown.elsewhere == ("app.js:1: app.use('/files', require('./routes/files'));",)


def test_callers_and_addresses_are_shown_but_no_tests_and_no_other_languages() -> None:
    files = {
        "app/files.py": VIEW,
        "app/__init__.py": 'from app.files import bp\napp.register_blueprint(bp, url_prefix="/f")\n',
        "app/menu.py": "from app import files\n\nfiles.download('a')\n",
        "app/other.py": "download('nobody imports the module here')\n",
        "web/files.js": "files.download(1)\n",
        "tests/test_a.py": "from app.files import download\n",
        "tests/helper.py": "from app.files import download\n",
    }
    shown = around(files, "app/files.py", 8, pytest_plan("tests/test_a.py"))
    assert "app/menu.py:3: files.download('a')" in shown.elsewhere
    assert 'app/__init__.py:2: app.register_blueprint(bp, url_prefix="/f")' in shown.elsewhere
    assert {line.split(":")[0] for line in shown.elsewhere} <= {"app/__init__.py", "app/menu.py"}


@pytest.mark.parametrize(
    ("path", "packages", "module"),
    [
        ("shop/admin/files.py", ["shop/__init__.py", "shop/admin/__init__.py"], "shop.admin.files"),
        ("src/shop/files.py", ["src/shop/__init__.py"], "shop.files"),
        ("tools.py", [], "tools"),
        ("shop/__init__.py", [], "shop"),
    ],
)
def test_a_python_module_is_named_as_it_is_imported(path: str, packages: list[str], module: str) -> None:
    files = {path: "x = 1\n", **dict.fromkeys(packages, "")}
    assert around(files, path, 1, pytest_plan()).module == module


@pytest.mark.parametrize(
    ("test", "package", "module"),
    [
        ("test/new.test.js", "{}", "../lib/a.js from the test file (CommonJS: require)"),
        ("test/new.test.js", '{"type": "module"}', "../lib/a.js from the test file (ES modules: import)"),
        ("test/new.test.js", "{broken", "../lib/a.js from the test file (CommonJS: require)"),
        ("test/new.test.js", "[" * 100_000, "../lib/a.js from the test file (CommonJS: require)"),
        ("test/new.test.mjs", "{}", "../lib/a.js from the test file (ES modules: import)"),
        ("lib/new.test.cjs", '{"type": "module"}', "./a.js from the test file (CommonJS: require)"),
        ("new.test.js", "[]", "./lib/a.js from the test file (CommonJS: require)"),
    ],
)
def test_a_script_is_named_by_its_way_from_the_test(test: str, package: str, module: str) -> None:
    files = {"lib/a.js": "x = 1;\n", "package.json": package}
    assert around(files, "lib/a.js", 1, ProofPlan(test, TestStyle.NODE)).module == module


@pytest.mark.parametrize(
    ("path", "setup"),
    [
        ("tests/conftest.py", True),
        ("tests/fake_web.py", True),
        ("tests/test_setup.py", False),
        ("app/tests.py", False),
        ("tests/files_test.py", False),
        ("test/helpers.js", True),
        ("test/setup.ts", True),
        ("test/helpers.test.js", False),
        ("test/orders.js", False),
    ],
)
def test_set_up_is_told_from_tests_by_its_name(path: str, setup: bool) -> None:
    assert is_setup(path) is setup


def test_long_set_up_is_cut_to_signatures_and_first_words() -> None:
    body = "".join(f"    x{n} = {n}\n" for n in range(200))
    text = f'''import pytest

NAME = "Ada"


@pytest.fixture(scope="session")
def client(
    app,
):
    """A visitor.

    More of it.
    """
{body}    yield x1


class Web:
    """Pages."""

    def publish(self, url): return url
'''
    shown = setup_shown("tests/conftest.py", text, 500)
    assert not shown.whole
    assert shown.text == (
        'NAME = "Ada"\n@pytest.fixture(scope="session")\ndef client(\n    app,\n):\n    """A visitor."""\n    ...\n'
        'class Web:\n    """Pages."""\n    def publish(self, url): return url\n        ...'
    )


def test_set_up_that_does_not_parse_is_cut_at_a_line() -> None:
    shown = setup_shown("tests/conftest.py", "def broken(:\n" * 100, 100)
    assert shown.text == "\n".join(["def broken(:"] * 7)


def test_of_a_long_test_file_the_helpers_and_the_related_tests_are_shown() -> None:
    others = "".join(f"def test_{n}():\n    assert {n} == {n}\n\n\n" for n in range(200))
    text = f"import x\n\n\ndef helper():\n    return 1\n\n\n{others}def test_it():\n    assert x.download()\n"
    shown = example_shown("tests/test_x.py", text, ["download"], 400)
    assert not shown.whole
    assert shown.text == (
        "import x\n\n\ndef helper():\n    return 1\n[...]\ndef test_it():\n    assert x.download()"
    )


def test_a_long_file_without_a_related_test_shows_one_all_the_same() -> None:
    text = "".join(f"def test_{n}():\n    assert {n} == {n}\n\n\n" for n in range(200))
    assert (
        example_shown("tests/test_x.py", text, ["download"], 400).text == "def test_0():\n    assert 0 == 0"
    )


def test_a_question_about_huge_files_has_a_ceiling() -> None:
    view = VIEW + "".join(f"\n\ndef filler_{n}():\n    return {'x' * 100!r}\n" for n in range(400))
    files = {
        "app/files.py": view,
        "tests/conftest.py": "".join(f"def fixture_{n}(): return {n}\n" for n in range(2000)),
        "tests/test_a.py": "".join(f"def test_{n}():\n    download({n})\n" for n in range(2000)),
    } | {f"app/m{n}.py": "from app.files import download, " + "x" * 1000 for n in range(50)}
    plan = pytest_plan("tests/conftest.py", "tests/test_a.py")
    message = "m" * 10_000
    lines = range(8, 400)
    case = Case((Finding(RULE, Location("app/files.py", lines[0], lines[-1]), message, "snippet"),))
    seen = context(case, view, CODE_ROOM)
    snapshot = MemorySnapshot({name: text.encode() for name, text in files.items()})
    asked = question(case, seen, plan, surroundings(case, view, seen, plan, snapshot))
    assert CODE_ROOM + SETUP_ROOM + TEST_ROOM + KNOWN_ROOM < BUDGET
    assert len(asked) < 26_000
