"""Signatures, imports and calls of a Python file: what a change of parameters makes necessary. Pure."""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from agent.gates.imports.parse import parse_python

_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class PythonFile:
    """One side of a changed Python file."""

    path: str
    source: bytes
    tree: ast.Module

    @staticmethod
    def parse(path: str, source: bytes) -> PythonFile | None:
        tree = parse_python(source)
        return PythonFile(path, source, tree) if isinstance(tree, ast.Module) else None

    def signatures(self) -> Mapping[str, str]:
        """The parameters of each function and method by its bare name; of a class, those of `__init__`."""
        found: dict[str, str] = {}
        for node in self.tree.body:
            if isinstance(node, _Function):
                found[node.name] = ast.dump(node.args)
            elif isinstance(node, ast.ClassDef):
                for part in node.body:
                    if isinstance(part, _Function):
                        own = node.name if part.name == "__init__" else part.name
                        found[own] = found.get(own, "") + ast.dump(part.args)
        return found

    def calls(self, module: str, names: frozenset[str]) -> bool:
        """Whether the file imports the module at path `module` and calls one of its functions `names`."""
        return any(True for _ in _calls(self.path, self.tree, {module: names}))

    def rest(self, changed: Mapping[str, frozenset[str]]) -> str:
        """The syntax without the arguments of such calls and without plain imports from these modules."""
        fresh = parse_python(self.source)
        assert isinstance(fresh, ast.Module)
        calls = frozenset(id(call) for call in _calls(self.path, fresh, changed))
        return ast.dump(_Cut(self.path, calls, tuple(changed)).visit(fresh))


class _Cut(ast.NodeTransformer):
    def __init__(self, path: str, calls: frozenset[int], modules: tuple[str, ...]) -> None:
        self._path, self._calls, self._modules = path, calls, modules

    def visit_Call(self, node: ast.Call) -> ast.AST:
        chosen = id(node) in self._calls
        self.generic_visit(node)
        return ast.Call(node.func, [], []) if chosen else node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST | None:
        # An import under another name could take the place of anything, and stays to be compared.
        kept = [
            alias
            for alias in node.names
            if alias.asname or not any(_leads(self._path, node, alias, module) for module in self._modules)
        ]
        return ast.ImportFrom(node.module, kept, node.level) if kept else None


def _calls(path: str, tree: ast.Module, changed: Mapping[str, frozenset[str]]) -> Iterator[ast.Call]:
    nodes = list(ast.walk(tree))
    for module, names in changed.items():
        local: set[str] = set()
        imported = False
        for node in nodes:
            if isinstance(node, ast.Import | ast.ImportFrom):
                led = [alias for alias in node.names if _leads(path, node, alias, module)]
                imported = imported or bool(led)
                local |= {alias.asname or alias.name for alias in led if alias.name in names}
        for node in nodes if imported else ():
            match node:
                case ast.Call(func=ast.Name(id=name)) if name in local:
                    yield node
                case ast.Call(func=ast.Attribute(attr=name)) if name in names:
                    yield node


def _leads(path: str, node: ast.Import | ast.ImportFrom, alias: ast.alias, module: str) -> bool:
    """Whether an import, in the file at `path`, is of the module at path `module` or of a name in it."""
    stem = module.removesuffix(".py").removesuffix("/__init__")
    if isinstance(node, ast.Import):
        return _is(alias.name.replace(".", "/"), stem)
    base = (node.module or "").replace(".", "/")
    if node.level:
        folder = path
        for _ in range(node.level):
            folder = posixpath.dirname(folder)
        base = posixpath.join(folder, base).rstrip("/")
        return stem in (base, posixpath.join(base, alias.name))
    return _is(base, stem) or _is(f"{base}/{alias.name}", stem)


def _is(dotted: str, stem: str) -> bool:
    """An absolute import names a file from some folder on the module path."""
    return stem == dotted or stem.endswith(f"/{dotted}")
