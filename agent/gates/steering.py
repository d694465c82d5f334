"""Files by which a patch would steer the tests that judge it. Pure."""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Collection
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from agent.domain import Change
from agent.paths import canonical

# Configuration of test runners, and names that would be loaded instead of the runner itself; at any depth.
_FILES = (
    "conftest.py", "pytest.ini", ".pytest.ini", "pytest.toml", ".pytest.toml", "tox.ini", "setup.cfg",
    ".coveragerc", "jest.config.*", "jest.setup.*", "vitest.config.*", "vitest.setup.*", "vitest.workspace.*",
    "vite.config.*", ".mocharc*", "mocha.opts", "karma.conf*", "ava.config.*", ".c8rc*", ".nycrc*",
    "nyc.config.*", ".taprc", "sitecustomize.py", "sitecustomize/*", "usercustomize.py", "usercustomize/*",
    "pytest.py", "pytest/__init__.py", "_pytest/*", "_pytest.py", "pluggy.py", "pluggy/__init__.py",
    "unittest.py",
)  # fmt: skip
# Folders that are commonly on the module path, unless they are packages themselves.
_ROOTS = frozenset({"src", "lib", "app", "python", "test", "tests"})
_PYTHON_TABLES = ("pytest", "suture", "coverage")
_NODE_TABLES = ("scripts", "jest", "mocha", "ava", "c8", "nyc", "tap")


def steers_tests(change: Change, known: Collection[str]) -> str:
    """Why a change would steer the tests; empty when it would not. `known` are the paths at base."""
    path = canonical(change.path)
    if any(fnmatchcase(f"/{path}", f"*/{pattern}") for pattern in _FILES):
        return "steers the tests"
    if change.before is None and _hides_standard_module(PurePosixPath(path), known):
        return "steers the tests: it hides a module of the standard library"
    name = PurePosixPath(path).name
    if name not in ("pyproject.toml", "package.json"):
        return ""
    try:
        kept = _tables(name, change.before) == _tables(name, change.after)
    except (ValueError, RecursionError):
        return "steers the tests: it cannot be parsed"
    return "" if kept else "steers the tests: it changes their configuration"


def _hides_standard_module(path: PurePosixPath, known: Collection[str]) -> bool:
    if path.suffix != ".py":
        return False
    module = path.parent if path.name == "__init__.py" else path.with_suffix("")
    root = module.parent
    on_path = root == PurePosixPath() or (root.name in _ROOTS and str(root / "__init__.py") not in known)
    return on_path and module.name in sys.stdlib_module_names


def _tables(name: str, content: bytes | None) -> str:
    """The tables that the tests obey, in one spelling. Raises ValueError when the file cannot be read."""
    text = ("{}" if name == "package.json" else "") if content is None else content.decode("utf-8-sig")
    whole = json.loads(text) if name == "package.json" else tomllib.loads(text).get("tool", {})
    if not isinstance(whole, dict):
        raise ValueError(name)
    if name == "package.json":
        found = {key: whole[key] for key in _NODE_TABLES if key in whole}
    else:
        found = {key: table for key, table in whole.items() if key.startswith(_PYTHON_TABLES)}
    return json.dumps(found, sort_keys=True, default=str)
