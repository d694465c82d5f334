"""JavaScript and TypeScript: syntax errors, and whether the imports that a patch adds lead anywhere."""

from __future__ import annotations

import json
import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from pathlib import PurePosixPath

import tree_sitter_javascript
import tree_sitter_typescript
from tree_sitter import Language, Node, Parser

from agent.domain import Change
from agent.gates.imports.answer import Declared, Exists, Missing, Resolution
from agent.gates.imports.manifests import npm_packages
from agent.gates.imports.parse import ParseError
from agent.gates.imports.tables import NODE_BUILTINS, NODE_ONLY_PREFIXED, NODE_SUBPATHS
from agent.gates.imports.tree import PatchedTree, is_test

_JAVASCRIPT = Language(tree_sitter_javascript.language())
_TYPESCRIPT = Language(tree_sitter_typescript.language_typescript())
_TSX = Language(tree_sitter_typescript.language_tsx())
LANGUAGES = {
    ".js": _JAVASCRIPT,
    ".jsx": _JAVASCRIPT,
    ".mjs": _JAVASCRIPT,
    ".cjs": _JAVASCRIPT,
    ".ts": _TYPESCRIPT,
    ".mts": _TYPESCRIPT,
    ".cts": _TYPESCRIPT,
    ".tsx": _TSX,
}
_SUFFIXES = (
    "",
    ".js",
    ".jsx",
    ".mjs",
    ".cjs",
    ".ts",
    ".tsx",
    ".mts",
    ".cts",
    ".d.ts",
    ".json",
    ".node",
    ".vue",
)
# TypeScript names the file that will be compiled, not the one that is there.
_COMPILED = {".js": (".ts", ".tsx"), ".jsx": (".tsx",), ".mjs": (".mts",), ".cjs": (".cts",)}
MAX_SOURCE = 1_000_000


def parse_js(path: str, source: bytes) -> Node:
    """The root of the syntax tree; errors are nodes in it."""
    return Parser(LANGUAGES[PurePosixPath(path).suffix.lower()]).parse(source).root_node


def walk(root: Node) -> Iterator[Node]:
    """Every node, in the order of the text."""
    pending = [root]
    while pending:
        node = pending.pop()
        yield node
        pending += reversed(node.children)


def new_error(change: Change) -> ParseError | None:
    """The first syntax error that was not in the file before."""
    root = parse_js(change.path, change.after or b"")
    if not root.has_error:
        return None
    before = Counter(_said(node) for node in _errors(parse_js(change.path, change.before or b"")))
    for node in _errors(root):
        if not before[_said(node)]:
            return ParseError(_said(node), node.start_point[0] + 1)
        before[_said(node)] -= 1
    return None


def _errors(root: Node) -> Iterator[Node]:
    return (node for node in walk(root) if node.is_error or node.is_missing)


def _said(node: Node) -> str:
    if node.is_missing:
        return f"{node.type} is missing"
    text = " ".join((node.text or b"").decode(errors="replace").split())
    return f"unexpected {text[:60]!r}"


def imports_of(path: str, source: bytes) -> frozenset[str]:
    """Every module that a file names: import, export from, require and import() with a literal."""
    return frozenset(
        text
        for node in walk(parse_js(path, source))
        for literal in [_module_literal(node)]
        if literal is not None
        for text in [(literal.text or b"").decode(errors="replace").strip("'\"`")]
    )


def _module_literal(node: Node) -> Node | None:
    if node.type in ("import_statement", "export_statement", "import_require_clause"):
        return node.child_by_field_name("source")
    if node.type == "call_expression":
        function = node.child_by_field_name("function")
        arguments = node.child_by_field_name("arguments")
        if function is not None and arguments is not None and function.text in (b"require", b"import"):
            first = arguments.named_children[:1]
            return first[0] if first and first[0].type == "string" else None
    return None


def new_imports(change: Change) -> tuple[str, ...]:
    """What a changed file imports now and did not before."""
    known = imports_of(change.path, change.before or b"")
    return tuple(sorted(imports_of(change.path, change.after or b"") - known))


class JsImports:
    """Answers for one patch; arguments as for `PythonImports`."""

    def __init__(self, base: PatchedTree, tree: PatchedTree, declared: PatchedTree) -> None:
        self._base = base
        self._tree = tree
        self._declared = declared

    @cached_property
    def _packages(self) -> frozenset[str]:
        return npm_packages(self._declared)

    @cached_property
    def _aliases(self) -> tuple[str, ...]:
        """Prefixes that tsconfig, jsconfig or `imports` in package.json give to folders of the project."""
        found: list[str] = []
        for path in self._declared.paths:
            name = PurePosixPath(path).name
            source = self._declared.read(path) or b"" if name.endswith("config.json") else b""
            if b'"paths"' in source:
                # Comments are allowed there, so this is no JSON to parse.
                found += re.findall(r'"([^"\s]+)/\*"\s*:', source.decode(errors="replace"))
            if name == "package.json":
                found += _subpath_imports(self._declared.read(path) or b"")
        return tuple(found)

    def resolve(self, path: str, wanted: str) -> Resolution:
        """Where an import of the file at `path` leads."""
        if wanted.startswith("."):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), wanted))
            found = self._is_file(target)
            return Exists() if found else Missing(f"imports `{wanted}`, but there is no such file")
        bare = wanted.removeprefix("node:")
        if bare in NODE_BUILTINS | NODE_SUBPATHS or (bare != wanted and bare in NODE_ONLY_PREFIXED):
            return Exists()
        package = package_of(wanted)
        if any(wanted == alias or wanted.startswith(f"{alias}/") for alias in self._aliases):
            return Exists()
        known = self._known(package)
        if {package, _types(package)} & self._packages or known:
            return Exists() if wanted in known else Declared(package)
        if bare != wanted or package in NODE_BUILTINS:
            return Missing(f"imports `{wanted}`, which node does not have")
        return Missing(
            f"imports `{package}`, which is neither node's own, a declared dependency nor in this repository"
        )

    def _is_file(self, target: str) -> bool:
        stem, suffix = posixpath.splitext(target)
        names = [target + end for end in _SUFFIXES] + [f"{target}/index{end}" for end in _SUFFIXES[1:]]
        names += [stem + end for end in _COMPILED.get(suffix, ())]
        return any(name in self._tree.paths for name in names) or f"{target}/package.json" in self._tree.paths

    def _known(self, package: str) -> frozenset[str]:
        """What the repository's own code, tests apart, imports of the package at base already."""
        found: set[str] = set()
        for path in sorted(self._base.paths):
            if PurePosixPath(path).suffix not in LANGUAGES or is_test(path):
                continue
            source = self._base.read(path) or b""
            if package.encode() in source and len(source) <= MAX_SOURCE:
                found.update(name for name in imports_of(path, source) if package_of(name) == package)
        return frozenset(found)


def package_of(wanted: str) -> str:
    """`lodash` of `lodash/fp`, `@scope/name` of `@scope/name/part`."""
    return "/".join(wanted.split("/")[: 2 if wanted.startswith("@") else 1])


def _types(package: str) -> str:
    return "@types/" + package.removeprefix("@").replace("/", "__")


def _subpath_imports(data: bytes) -> list[str]:
    try:
        table = json.loads(data).get("imports", {})
    except (ValueError, AttributeError, RecursionError):
        return []
    return [key.removesuffix("/*") for key in table] if isinstance(table, dict) else []
