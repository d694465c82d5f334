"""Do the Python imports that a patch adds lead anywhere?"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from agent.domain import Change
from agent.gates.imports_parse import ParseError, parse_python
from agent.gates.imports_tables import BROUGHT_BY, DISTRIBUTIONS
from agent.gates.imports_tree import PatchedTree
from agent.gates.manifests import normalised, python_distributions

_ROOTS = ("", "src", "lib", "app")
MAX_SOURCE = 1_000_000


@dataclass(frozen=True, slots=True)
class Import:
    """`import module` (name is empty) or `from module import name`, `level` dots in front."""

    level: int
    module: str
    name: str = ""

    def __str__(self) -> str:
        dotted = "." * self.level + self.module
        return f"{self.name} from {dotted}" if self.name else dotted


def imports_of(module: ast.Module) -> frozenset[Import]:
    """Every import of a module, in whatever scope."""
    return frozenset(_imports(module))


def _imports(module: ast.Module) -> Iterator[Import]:
    for node in ast.walk(module):
        match node:
            case ast.Import(names=aliases):
                yield from (Import(0, alias.name) for alias in aliases)
            case ast.ImportFrom(module=name, names=aliases, level=level):
                yield from (Import(level, name or "", alias.name) for alias in aliases)


def new_imports(change: Change) -> tuple[Import, ...]:
    """What a changed file imports now and did not before."""
    after = parse_python(change.after or b"")
    before = parse_python(change.before or b"")
    if isinstance(after, ParseError):
        return ()
    known = frozenset[Import]() if isinstance(before, ParseError) else imports_of(before)
    return tuple(sorted(imports_of(after) - known, key=str))


class PythonImports:
    """Answers for one patch.

    `base` is the commit, `tree` has the patch on it, `declared` is the one whose manifests count.
    """

    def __init__(self, base: PatchedTree, tree: PatchedTree, declared: PatchedTree) -> None:
        self._base = base
        self._tree = tree
        self._declared = declared

    @cached_property
    def _distributions(self) -> frozenset[str]:
        return python_distributions(self._declared)

    def problem(self, path: str, wanted: Import) -> str | None:
        """Why an import of the file at `path` cannot work, in words for its author; None when it can."""
        if wanted.level:
            return self._relative(PurePosixPath(path), wanted)
        top = wanted.module.split(".")[0]
        if top in sys.stdlib_module_names:
            return None
        above = [_name(parent) for parent in PurePosixPath(path).parents]
        roots = [root for root in dict.fromkeys((*above, *_ROOTS)) if self._tree.module(_join(root, top))]
        reasons = [self._trace(root, wanted) for root in roots]
        if None in reasons or self._is_declared(wanted):
            return None
        if reasons:
            return reasons[0]
        if self._is_known(top, path) or (top == "pytest" and is_test(path)):
            # Whoever runs a test file with pytest has pytest.
            return None
        return (
            f"imports `{wanted.module}`, which is neither standard library, a declared dependency "
            "nor in this repository"
        )

    def _relative(self, path: PurePosixPath, wanted: Import) -> str | None:
        if wanted.level >= len(path.parts) + 1:
            return f"imports `{wanted}`, which leaves the repository"
        return self._trace(_name(path.parents[wanted.level - 1]), wanted)

    def _trace(self, root: str, wanted: Import) -> str | None:
        """Why the import does not work when `root` is where its module path begins; None when it does."""
        stem = _join(root, *wanted.module.split("."))
        file = self._tree.module(stem)
        if wanted.name in ("", "*"):
            works = file is not None or self._is_attribute(stem)
        elif file is None and stem:
            works = False
        else:
            works = self._tree.module(_join(stem, wanted.name)) is not None
            if not works and file is not None and "." in PurePosixPath(file).name:
                works = self._tree.binds(file, wanted.name)
            if not works:
                return _no_name(wanted, file or "this folder")
        return None if works else f"imports `{wanted}`, but this repository has no such module"

    def _is_attribute(self, stem: str) -> bool:
        """`import os.path` works though no file is called so: the package binds the name itself."""
        parent, _, name = stem.rpartition("/")
        owner = self._tree.module(parent) if parent else None
        return owner is not None and owner.endswith("/__init__.py") and self._tree.binds(owner, name)

    def _is_declared(self, wanted: Import) -> bool:
        dotted = f"{wanted.module}.{wanted.name}".rstrip(".*")
        return bool(_candidates(dotted) & self._distributions)

    def _is_known(self, top: str, importer: str) -> bool:
        """Whether the repository imports it at base already; what only tests import counts for tests."""
        needle = top.encode()
        for path in sorted(self._base.paths):
            if not path.endswith(".py") or (is_test(path) and not is_test(importer)):
                continue
            source = self._base.read(path) or b""
            if needle not in source or len(source) > MAX_SOURCE:
                continue
            module = parse_python(source)
            if isinstance(module, ast.Module) and any(
                not known.level and known.module.split(".")[0] == top for known in imports_of(module)
            ):
                return True
        return False


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


def _candidates(module: str) -> set[str]:
    """Normalised distributions that may bring a module: by table, name, namespace, or through another."""
    parts = module.split(".")
    top = parts[0]
    plain = {"-".join(parts[:end]) for end in range(1, len(parts) + 1)}
    plain |= {f"python-{top}", f"py{top}", f"{top}-python", f"django-{top}", f"flask-{top}"}
    names = {normalised(name) for name in (*plain, *DISTRIBUTIONS.get(top, ()))}
    return names | {carrier for carrier, brought in BROUGHT_BY.items() if top in brought}


def _name(folder: PurePosixPath) -> str:
    return "" if str(folder) == "." else str(folder)


def _join(*parts: str) -> str:
    return "/".join(part for part in parts if part)


def _no_name(wanted: Import, file: str) -> str:
    return (
        f"imports `{wanted.name}` from `{'.' * wanted.level}{wanted.module}`, but {file} defines no such name"
    )
