"""Find the target's test suites from the files of a commit. Pure: reads, runs nothing."""

from __future__ import annotations

import ast
import json
import re
import shlex
from dataclasses import dataclass
from pathlib import PurePosixPath

from agent.errors import ConfigError
from agent.gates.imports.parse import parse_python
from agent.ports import Snapshot

_TEST_FILE = re.compile(r"^(test_.*|.*_test)\.py$")
# Folders that pytest does not enter either.
_NOT_OURS = frozenset({"build", "dist", "venv", "node_modules", "CVS", "_darcs", "site-packages"})
_ENV_WORD = re.compile(r"^[A-Za-z_]\w*=")
_PYTHON = re.compile(r"([^/].*/bin/)?python(3(\.\d+)?)?")
_PYTEST = re.compile(r"([^/].*/bin/)?(pytest|py\.test)")
_SHELL = frozenset({"&&", "||", ";", "|", "&", ">", ">>", "<"})
_NODE_TEST = re.compile(r"\bnode\s([^;&|]*\s)?--test(\s|$)")
_CHAIN = re.compile(r"[;&|\n`]|\$\(")
_DJANGO_FILE = re.compile(r"^test.*\.py$")


@dataclass(frozen=True, slots=True)
class Pytest:
    """Run by pytest, with the user's own arguments if there are any."""

    args: tuple[str, ...] = ()
    env: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Unittest:
    """Files that need nothing but unittest."""

    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Django:
    """Tests that only Django's own runner can set up."""


@dataclass(frozen=True, slots=True)
class Npm:
    """`npm test`. `reporter` tells that all it does is to start node's test runner, which can write JUnit."""

    reporter: bool


@dataclass(frozen=True, slots=True)
class Command:
    """Anything else the user names; its output is read as TAP where it is that."""

    argv: tuple[str, ...]
    env: tuple[tuple[str, str], ...] = ()


Plan = Pytest | Unittest | Django | Npm | Command


def title(plan: Plan) -> str:
    """What a report calls the plan."""
    match plan:
        case Pytest():
            return "pytest"
        case Unittest():
            return "unittest"
        case Django():
            return "python manage.py test"
        case Npm():
            return "npm test"
        case Command():
            return shlex.join(plan.argv)


def from_command(text: str) -> Plan:
    """The plan that `tests.command` asks for, split like a shell would but run without one.

    Raises ConfigError when the text cannot be split, or needs a shell.
    """
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise ConfigError(
            f"tests.command cannot be split into words: {error}", hint="check the quotes in tests.command"
        ) from error
    for word in words:
        if word in _SHELL:
            raise ConfigError(
                f"tests.command is run without a shell, which `{word}` would need",
                hint='put the commands into a script or a make target, and name that: command = "make test"',
            )
    env = []
    while words and _ENV_WORD.match(words[0]):
        name, _, value = words.pop(0).partition("=")
        env.append((name, value))
    match words:
        case []:
            raise ConfigError("tests.command names no program", hint="set it to a command line, or remove it")
        case [program, *rest] if _PYTEST.fullmatch(program):
            return Pytest(tuple(rest), tuple(env))
        case [program, "-m", "pytest", *rest] if is_python(program):
            return Pytest(tuple(rest), tuple(env))
        case _:
            return Command(tuple(words), tuple(env))


def is_python(program: str) -> bool:
    """Whether a command means the environment's interpreter: by name, or by a path in the target's folder."""
    return _PYTHON.fullmatch(program) is not None


def discover(snapshot: Snapshot) -> tuple[Plan, ...]:
    """The suites of a commit: at most one of Python and one of npm."""
    plans = (_python_plan(snapshot), _npm_plan(snapshot))
    return tuple(plan for plan in plans if plan is not None)


def _python_plan(snapshot: Snapshot) -> Plan | None:
    entries = snapshot.entries().values()
    files = sorted(e.path for e in entries if e.mode in ("100644", "100755") and not _ignored(e.path))
    if _pytest_configured(snapshot) or any(PurePosixPath(path).name == "conftest.py" for path in files):
        return Pytest()
    django = b"django" in (snapshot.read("manage.py") or b"")
    pattern = _DJANGO_FILE if django else _TEST_FILE
    tests = (path for path in files if pattern.match(PurePosixPath(path).name))
    styles = {path: _style(snapshot.read(path) or b"") for path in tests}
    if "pytest" in styles.values():
        return Pytest()
    cases = tuple(path for path, style in styles.items() if style == "unittest")
    if not cases:
        return None
    return Django() if django else Unittest(cases)


def _ignored(path: str) -> bool:
    return any(part in _NOT_OURS or part.startswith(".") for part in PurePosixPath(path).parts[:-1])


def _pytest_configured(snapshot: Snapshot) -> bool:
    if snapshot.read("pytest.ini") is not None or snapshot.read(".pytest.ini") is not None:
        return True
    sections = {
        "tox.ini": rb"^\[pytest\]",
        "setup.cfg": rb"^\[tool:pytest\]",
        "pyproject.toml": rb"^\[tool\.pytest(\.ini_options)?\]",
    }
    return any(
        re.search(pattern, snapshot.read(path) or b"", re.MULTILINE) for path, pattern in sections.items()
    )


def _style(source: bytes) -> str:
    """`pytest`, `unittest`, or nothing when the file holds no test that we can see."""
    tree = parse_python(source)
    if not isinstance(tree, ast.Module):
        return ""
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    if "pytest" in imported or any(_plain_test(node) for node in tree.body):
        return "pytest"
    return "unittest" if any(_is_test_case(node) for node in tree.body) else ""


def _plain_test(node: ast.stmt) -> bool:
    """A test that unittest would not see: a function, or a `Test` class that derives from nothing."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return node.name.startswith("test")
    return isinstance(node, ast.ClassDef) and node.name.startswith("Test") and not node.bases


def _is_test_case(node: ast.stmt) -> bool:
    """A class that looks derived from TestCase, perhaps by way of a base of the target's own."""
    if not isinstance(node, ast.ClassDef) or not node.bases:
        return False
    methods = (part for part in node.body if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef))
    return any(ast.unparse(base).endswith(("Case", "Base")) for base in node.bases) or any(
        method.name.startswith("test_") for method in methods
    )


def _npm_plan(snapshot: Snapshot) -> Plan | None:
    try:
        package = json.loads(snapshot.read("package.json") or b"null")
    except (ValueError, RecursionError):
        return None
    scripts = package.get("scripts") if isinstance(package, dict) else None
    if not isinstance(scripts, dict):
        return None
    script = scripts.get("test")
    if not isinstance(script, str) or not script.strip() or "no test specified" in script:
        return None
    # A second run of node's, in a chain or a hook, would write over the report of the first.
    alone = _NODE_TEST.match(script.strip()) and not _CHAIN.search(script.strip())
    hooks = f"{scripts.get('pretest')} {scripts.get('posttest')}"
    return Npm(reporter=bool(alone) and not _NODE_TEST.search(hooks))
