"""The commit as the patch leaves it, for questions about files and modules."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from functools import lru_cache
from pathlib import PurePosixPath

from agent.domain import Change
from agent.gates.imports.parse import ParseError, parse_python
from agent.ports import Snapshot

VENDORED = frozenset({"node_modules", "site-packages", ".venv", "venv"})
_MODULE_SUFFIXES = (".py", ".pyi", ".pyx", ".so", ".pyd")


class PatchedTree:
    """A snapshot with changes laid over it; nothing is written anywhere."""

    def __init__(self, snapshot: Snapshot, changes: Sequence[Change] = ()) -> None:
        self._snapshot = snapshot
        self._changes = {change.path: change for change in changes}
        kept = {path for path in snapshot.entries() if path not in self._changes}
        self.paths = frozenset(kept | {c.path for c in changes if c.after is not None})
        self.folders = frozenset(
            str(parent) for path in self.paths for parent in PurePosixPath(path).parents if str(parent) != "."
        )

    def read(self, path: str) -> bytes | None:
        """The bytes of a regular file, or None."""
        change = self._changes.get(path)
        return self._snapshot.read(path) if change is None else change.after

    def module(self, stem: str) -> str | None:
        """The file of the Python module at `stem` (`pkg/mod`), `stem` itself for a plain folder, or None."""
        if not stem:
            return None
        for suffix in _MODULE_SUFFIXES:
            if f"{stem}{suffix}" in self.paths:
                return f"{stem}{suffix}"
        if f"{stem}/__init__.py" in self.paths:
            return f"{stem}/__init__.py"
        return stem if stem in self.folders else None

    def package_homes(self, top: str, *, tests: bool) -> list[str]:
        """Folders that hold a package `top` and are none themselves: other projects of a monorepo."""
        homes = (
            path.removesuffix(f"/{top}/__init__.py")
            for path in self.paths
            if path.endswith(f"/{top}/__init__.py")
        )
        return sorted(
            home
            for home in homes
            if f"{home}/__init__.py" not in self.paths
            and not VENDORED & set(PurePosixPath(home).parts)
            and (tests or not is_test(f"{home}/x"))
        )

    def binds(self, file: str, name: str) -> bool:
        """Whether a module defines or imports `name`; true as well where that cannot be told."""
        names = bound_names(self.read(file) or b"") if file.endswith(".py") else None
        return names is None or name in names


@lru_cache(maxsize=256)
def bound_names(source: bytes) -> frozenset[str] | None:
    """Names bound in a module's own scope; None when that cannot be told (a star import, `__getattr__`)."""
    tree = parse_python(source)
    if isinstance(tree, ParseError):
        return None
    names = {"__name__", "__file__", "__doc__", "__path__", "__spec__", "__package__", "__loader__"}
    pending: list[ast.AST] = list(tree.body)
    while pending:
        node = pending.pop()
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
                pending += _globals(node)
                continue
            case ast.Lambda():
                continue
            case ast.Name(id=name, ctx=ast.Store()):
                names.add(name)
            case ast.Global(names=declared):
                names.update(declared)
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                names.update(alias.asname or alias.name.split(".")[0] for alias in aliases)
            case ast.Name(id="globals" | "exec" | "setattr" | "vars") | ast.Attribute(attr="modules"):
                return None
        pending += ast.iter_child_nodes(node)
    return None if names & {"*", "__getattr__"} else frozenset(names)


def _globals(function: ast.AST) -> list[ast.AST]:
    """What a function may do to its module's scope."""
    return [
        node
        for node in ast.walk(function)
        if isinstance(node, ast.Global)
        or (isinstance(node, ast.Name) and node.id in ("globals", "exec", "setattr"))
    ]


def is_test(path: str) -> bool:
    """Whether a file's name or folder says that it is a test."""
    pure = PurePosixPath(path)
    stem = pure.name.split(".")[0]
    return (
        bool({"test", "tests", "__tests__", "spec"} & set(pure.parts[:-1]))
        or stem.startswith("test_")
        or stem.endswith("_test")
        or stem == "conftest"
        or ".test." in pure.name
        or ".spec." in pure.name
    )
