"""Do the Python imports that a patch adds lead anywhere?"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import PurePosixPath

from agent.gates.imports.answer import Declared, Exists, Missing, Resolution
from agent.gates.imports.manifests import normalised, python_distributions
from agent.gates.imports.parse import parse_python
from agent.gates.imports.stdlib import has_module, has_name
from agent.gates.imports.tables import BROUGHT_BY, DISTRIBUTIONS
from agent.gates.imports.tree import PatchedTree, is_test
from agent.gates.imports.uses import Import, Use, imports_of

_ROOTS = ("", "src", "lib", "app")
_OURS = f"the standard library of Python {sys.version_info.major}.{sys.version_info.minor}"
MAX_SOURCE = 1_000_000


class PythonImports:
    """Answers for one patch.

    `base` is the commit, `tree` has the patch on it, `declared` is the one whose manifests count.
    """

    def __init__(self, base: PatchedTree, tree: PatchedTree, declared: PatchedTree) -> None:
        self._base = base
        self._tree = tree
        self._declared = declared
        self._found: dict[tuple[str, bool], frozenset[Import]] = {}

    @cached_property
    def _distributions(self) -> frozenset[str]:
        return python_distributions(self._declared)

    def resolve(self, path: str, wanted: Import) -> Resolution:
        """Where an import of the file at `path` leads."""
        if wanted.level:
            return _settled(self._relative(PurePosixPath(path), wanted))
        top = wanted.module.split(".")[0]
        reasons = [self._trace(root, wanted) for root in self._roots(path, top)]
        if None in reasons:
            return Exists()
        if top in sys.stdlib_module_names or top == "__main__":
            return _settled(_stdlib_problem(wanted))
        if self._is_declared(wanted):
            return Exists() if wanted in self._known(top, path) else Declared(top)
        if reasons:
            return _settled(reasons[0])
        if self._is_known(top, path):
            return Exists() if wanted in self._known(top, path) else Declared(top)
        if top == "pytest" and is_test(path):
            # Whoever runs a test file with pytest has pytest.
            return Exists()
        return Missing(
            f"imports `{wanted.module}`, which is neither standard library, a declared dependency "
            "nor in this repository"
        )

    def misused(self, path: str, use: Use) -> str | None:
        """Why what the file at `path` takes from a module is not there; None when it is or nobody knows."""
        parts = use.module.split(".")
        own = PurePosixPath(path)
        if use.level > len(own.parts):
            return None
        roots = [_name(own.parents[use.level - 1])] if use.level else self._roots(path, parts[0])
        if not use.level and parts[0] in sys.stdlib_module_names:
            # With a namesake in the repository nobody knows which of the two is meant.
            return None if roots else _stdlib_misused(use)
        lacking = [self._lacks(_join(root, *parts), use.attributes) for root in roots]
        within = not use.level and any(f"{root}/__init__.py" in self._tree.paths for root in roots)
        if not lacking or None in lacking or within or self._is_declared(Import(0, use.module)):
            # What lies within a package is only imported so from beside it.
            return None
        return f"uses `{use.text}`, but {lacking[0]} defines no such name"

    def _lacks(self, stem: str, attributes: Sequence[str]) -> str | None:
        """The file of the module that binds none of the attributes' names where it should; None if unsure."""
        for depth, name in enumerate(attributes):
            file = self._tree.module(stem)
            above = self._tree.module(stem.rpartition("/")[0])
            package_says = above is not None and above.endswith("/__init__.py")
            if not depth and package_says and above and self._tree.binds(above, stem.rpartition("/")[2]):
                # What the package calls so need not be the module of that name.
                return None
            if file is None or not file.endswith(".py") or self._tree.binds(file, name):
                return None
            if self._tree.module(_join(stem, name)) is None:
                return file
            stem = _join(stem, name)
        return None

    def _roots(self, path: str, top: str) -> list[str]:
        """Folders of the repository that a file at `path` may import `top` from."""
        above = [_name(parent) for parent in PurePosixPath(path).parents]
        near = [root for root in dict.fromkeys((*above, *_ROOTS)) if self._tree.module(_join(root, top))]
        return near or self._tree.package_homes(top, tests=is_test(path))

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
        """Whether the repository imports it at base already, or what cannot be had without it."""
        carriers = {carrier for carrier, brought in BROUGHT_BY.items() if top in brought}
        modules = {carrier.replace("-", "_") for carrier in carriers} | {
            module for module, names in DISTRIBUTIONS.items() if carriers & {normalised(n) for n in names}
        }
        return any(self._known(name, importer) for name in (top, *sorted(modules)))

    def _known(self, top: str, importer: str) -> frozenset[Import]:
        """How the repository imports `top` at base; what only tests import counts for tests."""
        for_tests = is_test(importer)
        if (top, for_tests) not in self._found:
            self._found[top, for_tests] = frozenset(self._search(top, for_tests))
        return self._found[top, for_tests]

    def _search(self, top: str, for_tests: bool) -> Iterator[Import]:
        needle = top.encode()
        for path in sorted(self._base.paths):
            if not path.endswith(".py") or (is_test(path) and not for_tests):
                continue
            source = self._base.read(path) or b""
            if needle not in source or len(source) > MAX_SOURCE:
                continue
            module = parse_python(source)
            if isinstance(module, ast.Module):
                known = imports_of(module)
                yield from (each for each in known if not each.level and each.module.split(".")[0] == top)


def _settled(problem: str | None) -> Resolution:
    return Exists() if problem is None else Missing(problem)


def _stdlib_problem(wanted: Import) -> str | None:
    if has_module(wanted.module) is False:
        return f"imports `{wanted.module}`, which {_OURS} does not have"
    if wanted.name not in ("", "*") and has_name(wanted.module, wanted.name) is False:
        return f"imports `{wanted.name}` from `{wanted.module}`, but {_OURS} has no such name there"
    return None


def _stdlib_misused(use: Use) -> str | None:
    module = use.module
    for name in use.attributes:
        if not has_module(module):
            return None
        if has_name(module, name) is False:
            return f"uses `{use.text}`, but `{module}` of {_OURS} has no `{name}`"
        module = f"{module}.{name}"
    return None


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
