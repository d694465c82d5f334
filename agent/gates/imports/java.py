"""Java: whether the classes that a patch newly imports lead anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

import tree_sitter_java
from tree_sitter import Language

from agent.domain import Change
from agent.gates.imports.answer import Declared, Exists, Missing, Resolution
from agent.gates.imports.java_manifests import java_groups
from agent.gates.imports.java_names import GROUPS, PLATFORM, UMBRELLAS
from agent.gates.imports.tree import PatchedTree, is_test
from agent.gates.imports.treesitter import parse, walk

LANGUAGE = Language(tree_sitter_java.language())
MAX_SOURCE = 1_000_000
_SOURCES = (".java", ".kt", ".groovy", ".scala")


@dataclass(frozen=True, slots=True)
class Import:
    """`import package.Name` or `import package.*`; a static import goes on below the class."""

    dotted: str
    wildcard: bool = False
    static: bool = False

    def __str__(self) -> str:
        return f"{self.dotted}.*" if self.wildcard else self.dotted

    @property
    def package(self) -> str:
        """What comes before the first part that is written like a class."""
        parts = self.dotted.split(".")
        if self.wildcard and not self.static:
            return self.dotted
        end = next((n for n, part in enumerate(parts) if part[:1].isupper()), len(parts) - 1)
        return ".".join(parts[:end])


def imports_of(source: bytes) -> frozenset[Import]:
    """Every import of a file."""
    found = set()
    for node in walk(parse(LANGUAGE, source)):
        if node.type == "import_declaration":
            kinds = {child.type: child for child in node.children}
            name = kinds.get("scoped_identifier") or kinds.get("identifier")
            dotted = re.sub(r"\s", "", (name.text or b"").decode(errors="replace")) if name else ""
            found.add(Import(dotted, "asterisk" in kinds, "static" in kinds))
    return frozenset(found)


def new_imports(change: Change) -> tuple[Import, ...]:
    """What a changed file imports now and did not before."""
    new = imports_of(change.after or b"") - imports_of(change.before or b"")
    return tuple(sorted(new, key=str))


class JavaImports:
    """Answers for one patch; arguments as for `PythonImports`."""

    def __init__(self, base: PatchedTree, tree: PatchedTree, declared: PatchedTree) -> None:
        self._base = base
        self._tree = tree
        self._declared = declared

    @cached_property
    def _groups(self) -> frozenset[str]:
        return java_groups(self._declared)

    @cached_property
    def _known(self) -> frozenset[Import]:
        """What the repository's own code, tests apart, imports at base."""
        found: set[Import] = set()
        for path in sorted(self._base.paths):
            if path.endswith(".java") and not is_test(path):
                source = self._base.read(path) or b""
                found |= imports_of(source) if len(source) <= MAX_SOURCE else set()
        return frozenset(found)

    def resolve(self, wanted: Import) -> Resolution:
        """Where an import leads."""
        if any(_within(wanted.dotted, package) for package in PLATFORM):
            return Exists()
        if wanted.dotted.startswith("java."):
            return Missing(f"imports `{wanted}`, which Java does not have")
        folders = list(self._folders(wanted.package))
        if folders:
            found = wanted in self._known or self._holds(folders, wanted)
            return (
                Exists() if found else Missing(f"imports `{wanted}`, but this repository has no such class")
            )
        if wanted in self._known:
            return Exists()
        group = next((g for g in sorted(self._groups) if _belongs(wanted.package, g)), "")
        if group:
            return Declared(group)
        if any(known.package == wanted.package for known in self._known):
            return Declared(wanted.package)
        return Missing(
            f"imports `{wanted}`, but `{wanted.package}` belongs to no declared dependency, "
            "is not Java's own and not in this repository"
        )

    def _folders(self, package: str) -> Iterator[str]:
        """Folders of the repository that hold sources of a package."""
        path = package.replace(".", "/")
        for folder in self._tree.folders:
            if (folder == path or folder.endswith(f"/{path}")) and any(self._sources(folder)):
                yield folder

    def _sources(self, folder: str) -> Iterator[str]:
        paths = (path for path in self._tree.paths if path.endswith(_SOURCES))
        return (path for path in paths if str(PurePosixPath(path).parent) == folder)

    def _holds(self, folders: list[str], wanted: Import) -> bool:
        """Whether a file there is called like the class, or declares it."""
        name = wanted.dotted.removeprefix(wanted.package).strip(".").partition(".")[0]
        if not name:
            return True
        declares = re.compile(
            rf"\b(class|interface|enum|record|object|fun|val) +{re.escape(name)}\b".encode()
        )
        return any(
            PurePosixPath(path).stem == name or declares.search(self._tree.read(path) or b"") is not None
            for folder in folders
            for path in self._sources(folder)
        )


def _within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def _belongs(package: str, group: str) -> bool:
    """Whether a group's artifacts may hold a package: by table, or since the names begin alike."""
    if any(_within(package, known) for known in GROUPS.get(group, ())):
        return True
    own, other = group.split("."), package.split(".")
    needed = 3 if ".".join(own[:2]) in UMBRELLAS else 2
    return len(own) >= 2 and own[:needed] == other[:needed]
