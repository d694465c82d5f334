"""Go: whether the packages that a patch newly imports lead anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import PurePosixPath

import tree_sitter_go
from tree_sitter import Language

from agent.domain import Change
from agent.gates.imports.answer import Declared, Exists, Missing, Resolution
from agent.gates.imports.go_names import STANDARD
from agent.gates.imports.tree import VENDORED, PatchedTree, is_test
from agent.gates.imports.treesitter import parse, walk

LANGUAGE = Language(tree_sitter_go.language())
MAX_SOURCE = 1_000_000
_COMMENT = re.compile(r"//.*")
_MODULE = re.compile(r"^[ \t]*module[ \t]+\"?([^\s\"]+)", re.MULTILINE)
_REQUIRED = re.compile(r"^[ \t]*(?:require[ \t]+)?\"?([^\s\"()]+)\"?[ \t]+v\d\S*[ \t\r]*$", re.MULTILINE)


def imports_of(source: bytes) -> frozenset[str]:
    """Every package path that a file imports."""
    return frozenset(
        (path.text or b"").decode(errors="replace").strip('"`')
        for node in walk(parse(LANGUAGE, source))
        if node.type == "import_spec"
        for path in [node.child_by_field_name("path")]
        if path is not None
    )


def new_imports(change: Change) -> tuple[str, ...]:
    """What a changed file imports now and did not before."""
    return tuple(sorted(imports_of(change.after or b"") - imports_of(change.before or b"")))


class GoImports:
    """Answers for one patch; arguments as for `PythonImports`."""

    def __init__(self, base: PatchedTree, tree: PatchedTree, declared: PatchedTree) -> None:
        self._base = base
        self._tree = tree
        self._declared = declared

    @cached_property
    def _modules(self) -> Mapping[str, str]:
        """Folders by the path of the module that a go.mod in them declares."""
        found = {}
        for path, text in self._manifests(self._declared):
            named = _MODULE.search(text)
            if named:
                folder = str(PurePosixPath(path).parent)
                found[named[1]] = "" if folder == "." else folder
        return found

    @cached_property
    def _required(self) -> frozenset[str]:
        return frozenset(
            name for _, text in self._manifests(self._declared) for name in _REQUIRED.findall(text)
        )

    def _manifests(self, tree: PatchedTree) -> Iterator[tuple[str, str]]:
        for path in sorted(tree.paths):
            pure = PurePosixPath(path)
            if pure.name == "go.mod" and not (VENDORED | {"vendor"}) & set(pure.parts):
                yield path, _COMMENT.sub("", (tree.read(path) or b"").decode(errors="replace"))

    def resolve(self, path: str, wanted: str) -> Resolution:
        """Where an import of the file at `path` leads."""
        if wanted in STANDARD:
            return Exists()
        if wanted.startswith("."):
            return self._own(wanted, str(PurePosixPath(path).parent), wanted)
        # The module whose path is longest owns the package.
        for module in sorted(self._modules, key=len, reverse=True):
            if wanted == module or wanted.startswith(f"{module}/"):
                return self._own(wanted, self._modules[module], wanted.removeprefix(module).strip("/"))
        for required in sorted(self._required, key=len, reverse=True):
            if wanted == required or wanted.startswith(f"{required}/"):
                return Exists() if self._known(wanted) else Declared(required)
        if f"vendor/{wanted}" in self._base.folders or self._known(wanted):
            return Exists()
        if "." not in wanted.split("/")[0]:
            return Missing(f"imports `{wanted}`, which Go's standard library does not have")
        return Missing(
            f"imports `{wanted}`, which is neither standard library, below a module that go.mod requires, "
            "nor in this repository"
        )

    def _own(self, wanted: str, folder: str, below: str) -> Resolution:
        target = _normal(f"{folder}/{below}")
        sources = (path for path in self._tree.paths if path.endswith(".go"))
        if any(_folder(source) == target for source in sources):
            return Exists()
        return Missing(f"imports `{wanted}`, but this repository has no such package")

    def _known(self, wanted: str) -> bool:
        """Whether the repository's own code, tests apart, imports it at base already."""
        for path in sorted(self._base.paths):
            if path.endswith(".go") and not is_test(path):
                source = self._base.read(path) or b""
                if wanted.encode() in source and len(source) <= MAX_SOURCE and wanted in imports_of(source):
                    return True
        return False


def _normal(path: str) -> str:
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def _folder(path: str) -> str:
    folder = str(PurePosixPath(path).parent)
    return "" if folder == "." else folder
