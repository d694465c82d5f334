"""Functions and statements of JavaScript found by line, and the file with others in their place. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from tree_sitter import Node

from agent.gates.imports.js import parse_js
from agent.gates.imports.treesitter import text_of, walk

FUNCTIONS = frozenset(
    {
        "function_declaration",
        "generator_function_declaration",
        "function_expression",
        "generator_function",
        "arrow_function",
        "method_definition",
    }
)
_SIMPLE = frozenset(
    {
        "expression_statement",
        "lexical_declaration",
        "variable_declaration",
        "return_statement",
        "throw_statement",
    }
)
COMPOUND = frozenset(
    {
        "if_statement",
        "for_statement",
        "for_in_statement",
        "while_statement",
        "do_statement",
        "try_statement",
        "switch_statement",
    }
)
_STATEMENTS = _SIMPLE | COMPOUND
_ANSWERS = ("res", "response")


@dataclass(frozen=True, slots=True)
class Edit:
    """Bytes `[start, end)` of the file give way to `text`."""

    start: int
    end: int
    text: bytes


def replaced(node: Node, text: bytes) -> Edit:
    """The edit that puts `text` in a node's place."""
    return Edit(node.start_byte, node.end_byte, text)


def edited(path: str, source: bytes, edits: Sequence[Edit]) -> bytes | None:
    """The file with edits that do not overlap; None when the result does not parse."""
    result = source
    for edit in sorted(edits, key=lambda e: (e.start, e.end), reverse=True):
        result = result[: edit.start] + edit.text + result[edit.end :]
    return None if parse_js(path, result).has_error else result


def tokens(path: str, source: bytes) -> tuple[bytes, ...]:
    """The file without comments and layout: equal for files that do the same thing in the same way."""
    leaves = (node for node in walk(parse_js(path, source)) if not node.children)
    return tuple(node.text or b"" for node in leaves if node.type != "comment")


def rows(node: Node) -> range:
    """The lines of a node, counted from 1."""
    return range(node.start_point[0] + 1, node.end_point[0] + 2)


def same(one: Node, other: Node) -> bool:
    """Whether two nodes are one of the same tree."""
    return (one.start_byte, one.end_byte, one.type) == (other.start_byte, other.end_byte, other.type)


def statements(root: Node) -> Iterator[Node]:
    """Every statement below a node, in the order of the text."""
    return (node for node in walk(root) if node.type in _STATEMENTS)


def _header(node: Node) -> range:
    """The lines of a statement before the first one inside it, or before the function it gives away."""
    # The walk is in the order of the text; a parent is dear to ask for where statements nest deeply.
    first = next((part for part in statements(node) if not same(part, node)), None)
    own = rows(node)
    return own if first is None else range(own.start, max(own.start + 1, first.start_point[0] + 1))


def at_lines(root: Node, lines: Collection[int]) -> list[Node]:
    """The innermost statements on each of the lines; compound ones by their header."""
    found = [node for node in statements(root) if any(line in _header(node) for line in lines)]
    kept = []
    for node in found:
        inside = (o for o in found if not same(o, node) and contains(node, o))
        # A handler that is written on the line of the call that gives it away: what it does is meant.
        if not any(rows(other).start == rows(node).start or node.type in COMPOUND for other in inside):
            kept.append(node)
    return kept


def contains(outer: Node, inner: Node) -> bool:
    """Whether one node's text holds the other's."""
    return outer.start_byte <= inner.start_byte and inner.end_byte <= outer.end_byte


def function_around(node: Node) -> Node | None:
    """The innermost function that a node stands in."""
    outer = node.parent
    while outer is not None and outer.type not in FUNCTIONS:
        outer = outer.parent
    return outer


def functions_at(root: Node, lines: Collection[int]) -> list[Node]:
    """The functions that the lines are in: around the statements there, else those written on the lines."""
    around = [outer for node in at_lines(root, lines) if (outer := function_around(node)) is not None]
    if not around:
        on = [node for node in walk(root) if node.type in FUNCTIONS and rows(node).start in lines]
        around = [node for node in on if not any(contains(o, node) and not same(o, node) for o in on)]
    unique = {(node.start_byte, node.end_byte): node for node in around}
    return list(unique.values())


def answer(node: Node) -> bytes:
    """What ends a request where a handler of one is around the node; else nothing.

    A handler that ends without an answer would only keep its caller waiting.
    """
    outer: Node | None = node
    while outer is not None:
        given = outer.child_by_field_name("parameters") if outer.type in FUNCTIONS else None
        for part in given.named_children if given is not None else ():
            name = text_of(part.child_by_field_name("pattern") or part)
            if name in _ANSWERS:
                return f"{name}.end()".encode()
        outer = outer.parent
    return b""


def bound(declaration: Node) -> list[str]:
    """The names that a declaration gives."""
    kinds = ("identifier", "shorthand_property_identifier_pattern")
    names = (
        declarator.child_by_field_name("name")
        for declarator in declaration.named_children
        if declarator.type == "variable_declarator"
    )
    return [text_of(part) for name in names if name is not None for part in walk(name) if part.type in kinds]


def names_in(node: Node) -> set[str]:
    """Every name that is used or given below a node."""
    kinds = ("identifier", "shorthand_property_identifier")
    return {text_of(part) for part in walk(node) if part.type in kinds}
