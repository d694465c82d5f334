"""Which tests a change can reach: the import graph of a commit's Python files. Runs nothing."""

from __future__ import annotations

import ast
import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path, PurePosixPath

from agent.gates.imports.parse import parse_python
from agent.gates.imports.tree import VENDORED
from agent.ports import Snapshot

MAX_SOURCE = 1_000_000
_CONFTEST = "conftest.py"


def python_sources(snapshot: Snapshot, scratch: Path) -> dict[str, bytes]:
    """The commit's own Python files, read in one go."""
    paths = [
        entry.path
        for entry in snapshot.entries().values()
        if entry.path.endswith(".py")
        and entry.mode in ("100644", "100755")
        and entry.size <= MAX_SOURCE
        and not VENDORED & set(PurePosixPath(entry.path).parts)
    ]
    with tempfile.TemporaryDirectory(dir=scratch, prefix="graph-") as folder:
        snapshot.export(Path(folder), only=paths)
        return {path: Path(folder, path).read_bytes() for path in paths}


class ImportGraph:
    """Who imports whom in a commit. It may see too many ties, never decides what need not be run."""

    def __init__(self, sources: Mapping[str, bytes]) -> None:
        """`sources` are the commit's Python files."""
        self._files = frozenset(sources)
        self._modules = self._named()
        importers: defaultdict[str, set[str]] = defaultdict(set)
        for path, source in sources.items():
            for imported in (*self._imported(path, source), *self._conftests(path)):
                importers[imported].add(path)
        self._importers: Mapping[str, set[str]] = importers

    def reached(self, paths: Collection[str]) -> frozenset[str]:
        """These files and all that import them, directly or through others; a conftest reaches its folder."""
        reached: set[str] = set()
        pending = [path for path in paths if path in self._files]
        while pending:
            path = pending.pop()
            if path not in reached:
                reached.add(path)
                pending += self._importers.get(path, ())
        return frozenset(reached)

    def _named(self) -> Mapping[str, frozenset[str]]:
        """Files by every dotted name that an import may call them."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for file in self._files:
            pure = PurePosixPath(file)
            own = pure.parent if pure.name == "__init__.py" else pure.with_suffix("")
            for root in own.parents:
                if str(root / "__init__.py") not in self._files:
                    found[".".join(own.relative_to(root).parts)].add(file)
        return {name: frozenset(files) for name, files in found.items()}

    def _conftests(self, path: str) -> Iterator[str]:
        """What pytest loads for a file besides what it imports."""
        for folder in PurePosixPath(path).parents:
            conftest = str(folder / _CONFTEST)
            if conftest in self._files and conftest != path:
                yield conftest

    def _imported(self, path: str, source: bytes) -> Iterator[str]:
        tree = parse_python(source)
        if not isinstance(tree, ast.Module):
            return
        for node in ast.walk(tree):
            match node:
                case ast.Import(names=aliases):
                    for alias in aliases:
                        yield from self._absolute(alias.name)
                case ast.ImportFrom(module=module, names=aliases, level=0):
                    for alias in aliases:
                        yield from self._absolute(f"{module}.{alias.name}")
                case ast.ImportFrom(module=module, names=aliases, level=level):
                    for alias in aliases:
                        yield from self._relative(path, level or 0, f"{module or ''}.{alias.name}")

    def _absolute(self, dotted: str) -> Iterator[str]:
        """The module and every package on the way to it, which Python runs as well."""
        parts = dotted.split(".")
        for end in range(1, len(parts) + 1):
            yield from self._modules.get(".".join(parts[:end]), ())

    def _relative(self, path: str, level: int, dotted: str) -> Iterator[str]:
        folders = PurePosixPath(path).parents
        if level > len(folders):
            return
        parts = [part for part in dotted.split(".") if part]
        for end in range(len(parts) + 1):
            stem = folders[level - 1].joinpath(*parts[:end])
            for file in (f"{stem}.py", str(stem / "__init__.py")):
                if file in self._files:
                    yield file
