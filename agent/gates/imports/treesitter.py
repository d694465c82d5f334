"""Syntax trees of languages that Python has no parser for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tree_sitter import Language, Node, Parser

from agent.domain import Change
from agent.gates.imports.parse import ParseError


def parse(language: Language, source: bytes) -> Node:
    """The root of the syntax tree; errors are nodes in it."""
    return Parser(language).parse(source).root_node


def walk(root: Node) -> Iterator[Node]:
    """Every node, in the order of the text."""
    pending = [root]
    while pending:
        node = pending.pop()
        yield node
        pending += reversed(node.children)


def text_of(node: Node | None) -> str:
    """The source of a node; empty when there is none."""
    return "" if node is None else (node.text or b"").decode("utf-8", "replace")


def new_error(language: Language, change: Change) -> ParseError | None:
    """The first syntax error that was not in the file before."""
    root = parse(language, change.after or b"")
    if not root.has_error:
        return None
    before = Counter(_said(node) for node in _errors(parse(language, change.before or b"")))
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
    text = " ".join(text_of(node).split())
    return f"unexpected {text[:60]!r}"
