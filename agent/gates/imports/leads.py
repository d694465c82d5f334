"""Where the new imports of a changed file lead, by its language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from agent.domain import Change
from agent.gates.imports import go, java, js, python
from agent.gates.imports.answer import Missing, Resolution
from agent.gates.imports.tree import PatchedTree
from agent.gates.imports.uses import new_imports, new_uses

PYTHON = (".py", ".pyi")
_Resolver = Callable[[Change], Iterator[Resolution]]


class Leads:
    """Answers for one patch, and looks things up once for all its files.

    `base` is the commit, `tree` has the patch on it, `declared` is the one whose manifests count.
    """

    def __init__(self, base: PatchedTree, tree: PatchedTree, declared: PatchedTree) -> None:
        resolvers = ((resolver(base, tree, declared), suffixes) for resolver, suffixes in _LANGUAGES)
        self._by_suffix = {suffix: resolver for resolver, suffixes in resolvers for suffix in suffixes}

    def of(self, change: Change) -> Iterator[Resolution]:
        """Where each new import of a changed file leads; none in a language that is not known here."""
        resolver = self._by_suffix.get(PurePosixPath(change.path).suffix.lower())
        return iter(()) if resolver is None else resolver(change)


def _python(base: PatchedTree, tree: PatchedTree, declared: PatchedTree) -> _Resolver:
    imports = python.PythonImports(base, tree, declared)

    def resolve(change: Change) -> Iterator[Resolution]:
        yield from (imports.resolve(change.path, wanted) for wanted in new_imports(change))
        problems = (imports.misused(change.path, use) for use in new_uses(change))
        yield from (Missing(problem) for problem in problems if problem)

    return resolve


def _script(base: PatchedTree, tree: PatchedTree, declared: PatchedTree) -> _Resolver:
    imports = js.JsImports(base, tree, declared)
    return lambda change: (imports.resolve(change.path, name) for name in js.new_imports(change))


def _go(base: PatchedTree, tree: PatchedTree, declared: PatchedTree) -> _Resolver:
    imports = go.GoImports(base, tree, declared)
    return lambda change: (imports.resolve(change.path, name) for name in go.new_imports(change))


def _java(base: PatchedTree, tree: PatchedTree, declared: PatchedTree) -> _Resolver:
    imports = java.JavaImports(base, tree, declared)
    return lambda change: (imports.resolve(wanted) for wanted in java.new_imports(change))


_LANGUAGES: tuple[
    tuple[Callable[[PatchedTree, PatchedTree, PatchedTree], _Resolver], tuple[str, ...]], ...
] = (
    (_python, PYTHON),
    (_script, tuple(js.LANGUAGES)),
    (_go, (".go",)),
    (_java, (".java",)),
)
