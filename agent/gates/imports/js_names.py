"""Names that a JavaScript module uses and nothing gives it: the forgotten import."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tree_sitter import Node

from agent.domain import Change
from agent.gates.imports.globals import FAMILIES, KNOWN
from agent.gates.imports.js import LANGUAGES, imports_of, parse_js
from agent.gates.imports.tree import PatchedTree
from agent.gates.imports.treesitter import text_of, walk

_GLOBALS_COMMENT = re.compile(rb"/[*/]\s*(globals?|exported|eslint-env|jshint|jslint)\b|/// *<reference")
_MODULE = re.compile(rb"\bmodule\.exports\b|\bexports\.\w|^\s*(import|export)\b", re.MULTILINE)
# Where such a node stands, everything in that field, patterns and their defaults included, is bound.
_BINDERS = {
    "variable_declarator": "name",
    "function_declaration": "name",
    "function_expression": "name",
    "generator_function": "name",
    "generator_function_declaration": "name",
    "function_signature": "name",
    "class_declaration": "name",
    "class": "name",
    "abstract_class_declaration": "name",
    "enum_declaration": "name",
    "internal_module": "name",
    "module": "name",
    "arrow_function": "parameter",
    "catch_clause": "parameter",
    "for_in_statement": "left",
    "assignment_expression": "left",
    "index_signature": "name",
    "type_predicate": "name",
}
_BINDING = frozenset(("formal_parameters", "import_statement", "import_require_clause", "import_alias"))
_TAGS = frozenset(("jsx_opening_element", "jsx_closing_element", "jsx_self_closing_element"))
_SETTINGS = re.compile(r"(^|/)(\.eslintrc[^/]*|[^/]*\.config\.[cm]?[jt]s|\.jshintrc)$")


def newly_unbound(change: Change, tree: PatchedTree) -> tuple[tuple[str, int], ...]:
    """Names, with the line of their first use, that no scope of the file binds and no platform has.

    Only of files that are modules, as scripts share their names; and none that the file had before.
    """
    after = change.after or b""
    found = _unbound(change.path, after)
    if not found or not (_MODULE.search(after) or imports_of(change.path, after)):
        return ()
    known = _unbound(change.path, change.before or b"") or {}
    new = {name: line for name, line in found.items() if name not in known}
    given = {name for name in new if _given(name, tree)}
    return tuple(sorted(((n, line) for n, line in new.items() if n not in given), key=lambda use: use[1]))


def _unbound(path: str, source: bytes) -> dict[str, int] | None:
    """Names used and bound nowhere, by line; None when the file does not let that be told."""
    root = parse_js(path, source)
    if root.has_error or _GLOBALS_COMMENT.search(source) or re.search(rb"\beval\s*\(", source):
        return None
    used: dict[str, int] = {}
    bound: set[str] = set()
    for node in walk(root):
        if node.type == "with_statement":
            return None
        bound.update(_bound_by(node))
        if node.type in ("identifier", "shorthand_property_identifier") and not _is_no_use(node):
            used.setdefault(text_of(node), node.start_point[0] + 1)
    return {
        name: line
        for name, line in used.items()
        if name not in bound and name not in KNOWN and not FAMILIES.fullmatch(name)
    }


def _bound_by(node: Node) -> Iterator[str]:
    """Names that the node binds, or that the file itself asks about with `typeof`."""
    if node.type in _BINDERS:
        field = node.child_by_field_name(_BINDERS[node.type])
        yield from _names_in(field) if field is not None and "member" not in field.type else ()
    elif node.type in _BINDING or (node.type == "unary_expression" and node.children[0].type == "typeof"):
        yield from _names_in(node)


def _names_in(node: Node) -> Iterator[str]:
    kinds = ("identifier", "shorthand_property_identifier_pattern", "type_identifier")
    return (text_of(part) for part in walk(node) if part.type in kinds)


def _is_no_use(node: Node) -> bool:
    """Whether an identifier stands for itself or for a type: a tag, a name in an export, a module's part."""
    parent = node.parent
    if parent is None:
        return True
    if parent.type in _TAGS:
        return text_of(node)[:1].islower()
    aliased = parent.type == "export_specifier" and parent.child_by_field_name("name") != node
    reexport = parent.type == "export_specifier" and _is_from(parent)
    typed = "type" in parent.type or parent.type in ("namespace_export", "nested_identifier", "decorator")
    return aliased or reexport or typed


def _is_from(specifier: Node) -> bool:
    statement = specifier.parent.parent if specifier.parent is not None else None
    return statement is not None and statement.child_by_field_name("source") is not None


def _given(name: str, tree: PatchedTree) -> bool:
    """Whether something in the repository looks as if it made a global of the name."""
    word = rb"\b" + re.escape(name.encode()) + rb"\b"
    mentioned = re.compile(word)
    made = re.compile(
        rb"\b(window|global|globalThis|self)(\.|\[['\"])" + word + rb"|\bdeclare\s[\w\s]*" + word
    )
    for path in tree.paths:
        settings = _SETTINGS.search(path) is not None
        if settings or PurePosixPath(path).suffix in LANGUAGES:
            source = tree.read(path) or b""
            if name.encode() in source and (mentioned if settings else made).search(source):
                return True
    return False
