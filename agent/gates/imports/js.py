"""JavaScript and TypeScript: syntax errors, and whether the imports that a patch adds lead anywhere."""

from __future__ import annotations

import json
import posixpath
import re
from functools import cached_property
from pathlib import PurePosixPath

import tree_sitter_javascript
import tree_sitter_typescript
from tree_sitter import Language, Node

from agent.domain import Change
from agent.gates.imports.answer import Declared, Exists, Missing, Resolution
from agent.gates.imports.manifests import npm_packages
from agent.gates.imports.tables import NODE_BUILTINS, NODE_ONLY_PREFIXED, NODE_SUBPATHS
from agent.gates.imports.tree import PatchedTree, is_test
from agent.gates.imports.treesitter import parse, walk

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
_CONFIG = re.compile(r"[tj]sconfig[\w.-]*\.json")
_BASE_URL = re.compile(r'"baseUrl"\s*:\s*"([^"]*)"')
_PATHS = re.compile(r'"paths"\s*:\s*\{([^{}]*)\}')
_ALIAS = re.compile(r'"([^"\s]+)"\s*:')


def parse_js(path: str, source: bytes) -> Node:
    """The root of the syntax tree; errors are nodes in it."""
    return parse(language_of(path), source)


def language_of(path: str) -> Language:
    """The language of a file that has one of these suffixes."""
    return LANGUAGES[PurePosixPath(path).suffix.lower()]


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
        """Names and prefixes that tsconfig, jsconfig or package.json give to places of the project."""
        found = [alias for _, source in self._configs for alias in path_aliases(source)]
        for path in self._declared.paths:
            if PurePosixPath(path).name == "package.json":
                found += _subpath_imports(self._declared.read(path) or b"")
        return tuple(found)

    @cached_property
    def _bases(self) -> tuple[str, ...]:
        """Folders below which tsconfig's `baseUrl` lets modules be named without dots in front."""
        return tuple(
            posixpath.normpath(posixpath.join(posixpath.dirname(path), base))
            for path, source in self._configs
            for base in _BASE_URL.findall(source)
        )

    @cached_property
    def _configs(self) -> tuple[tuple[str, str], ...]:
        """Path and text of every compiler configuration; comments are allowed there, so this is no JSON."""
        paths = (path for path in sorted(self._declared.paths) if _CONFIG.fullmatch(PurePosixPath(path).name))
        return tuple((path, (self._declared.read(path) or b"").decode(errors="replace")) for path in paths)

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
        if any(self._is_file(posixpath.normpath(posixpath.join(base, wanted))) for base in self._bases):
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


def path_aliases(source: str) -> tuple[str, ...]:
    """Names in the `paths` of a compiler configuration; `@app` for `@app/*`, and none for `*`."""
    names = (name for block in _PATHS.findall(source) for name in _ALIAS.findall(block))
    return tuple(name.removesuffix("/*") for name in names if name != "*")


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
