"""New names in JavaScript and TypeScript for what has another name, and functions that only hand on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from tree_sitter import Node

from agent.gates.hidden_findings.inline import SINKS
from agent.gates.imports.treesitter import text_of, walk

NAMES = ("identifier", "member_expression", "subscript_expression")
FUNCTIONS = ("arrow_function", "function_expression", "function_declaration")
_LITERALS = ("string", "number", "true", "false", "null", "array", "object", "template_string")
# Which part of a node is a name that it sets; empty: any that stands right in it.
_SETTING = {
    "variable_declarator": "name",
    "function_declaration": "name",
    "class_declaration": "name",
    "assignment_expression": "left",
    "augmented_assignment_expression": "left",
    "arrow_function": "parameter",
    "formal_parameters": "",
    "required_parameter": "",
    "array_pattern": "",
    "update_expression": "",
    "pair_pattern": "value",
}


def new_names(root: Node, known: Mapping[str, int], sinks: frozenset[str]) -> dict[str, tuple[str, Node]]:
    """New names that are given once to something that has a name, is a literal, or only hands on."""
    declared = Counter(_declared(root))
    found: dict[str, tuple[str, Node]] = {}
    for node in walk(root):
        if text_of(node) in known:
            continue
        for name, text, value in _pairs(node):
            # `const ops = { go: child.exec }` declares `ops.go` along with `ops`.
            if declared[name.partition(".")[0]] == 1 and (
                value.type not in FUNCTIONS or handed_on(value, sinks) is not None
            ):
                found[name] = text, value
    return found


def _declared(root: Node) -> Iterator[str]:
    """Every name that is declared or set, once for each time."""
    for node in walk(root):
        parent = node.parent
        if node.type == "shorthand_property_identifier_pattern":
            yield text_of(node)
        elif node.type == "identifier" and parent is not None:
            field = _SETTING.get(parent.type)
            if field == "" or (field and parent.child_by_field_name(field) == node):
                yield text_of(node)


def _pairs(node: Node) -> Iterator[tuple[str, str, Node]]:
    if node.type == "function_declaration":
        name = node.child_by_field_name("name")
        if name is not None:
            yield text_of(name), text_of(name), node
    if node.type == "import_specifier":
        original, alias = node.child_by_field_name("name"), node.child_by_field_name("alias")
        if original is not None and alias is not None:
            yield text_of(alias), text_of(original), original
    if node.type != "variable_declarator":
        return
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if name is None or value is None:
        return
    if name.type == "identifier" and (value.type in (*NAMES, *_LITERALS) or value.type in FUNCTIONS):
        if value.type != "template_string" or not any(n.type == "template_substitution" for n in walk(value)):
            yield text_of(name), text_of(value), value
        if value.type == "object":
            yield from _members(text_of(name), value)
    elif name.type == "identifier" and is_bind(value):
        yield text_of(name), text_of(value), value
    elif name.type == "object_pattern":
        # `const { exec: run } = child_process`: what is plainly called `exec` again.
        owner = text_of(value) if value.type in NAMES else ""
        for pair in name.named_children:
            key, alias = pair.child_by_field_name("key"), pair.child_by_field_name("value")
            if pair.type == "pair_pattern" and key is not None and alias is not None:
                yield text_of(alias), f"{owner}.{text_of(key)}" if owner else text_of(key), key


def _members(owner: str, value: Node) -> Iterator[tuple[str, str, Node]]:
    """What a literal object holds that has another name."""
    for pair in value.named_children:
        key, held = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        if key is not None and held is not None and held.type in (*NAMES, *FUNCTIONS):
            yield f"{owner}.{text_of(key)}", text_of(held), held


def required(root: Node) -> dict[str, str]:
    """The names that whole modules have in a file, by the call that brings them: `require("fs")`."""
    found = {}
    for node in walk(root):
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        brought = node.type == "variable_declarator" and text_of(value).startswith("require(")
        if brought and name is not None and name.type == "identifier":
            found[text_of(value)] = text_of(name)
    return found


def is_bind(value: Node) -> bool:
    """Whether a value is `something.bind(...)`."""
    function = value.child_by_field_name("function") if value.type == "call_expression" else None
    return function is not None and text_of(function).endswith(".bind")


def handed_on(function: Node, sinks: frozenset[str]) -> Node | None:
    """What a function returns if that is all it does, and it is a value, a text or a call of a sink."""
    body = function.child_by_field_name("body")
    if body is not None and body.type == "statement_block":
        only = body.named_children[0] if len(body.named_children) == 1 else None
        kinds = ("return_statement", "expression_statement")
        body = (
            only.named_children[0]
            if only is not None and only.type in kinds and only.named_children
            else None
        )
    if body is None:
        return None
    if body.type == "call_expression":
        called = text_of(body.child_by_field_name("function")).rpartition(".")[2].strip("[]'\"")
        return (
            body
            if called in sinks | SINKS | {"String", "Boolean", "concat", "join", "apply", "call"}
            else None
        )
    plain = (
        "identifier",
        "template_string",
        "true",
        "false",
        "string",
        "binary_expression",
        "member_expression",
    )
    comparing = body.type == "binary_expression" and "+" not in text_of(body)
    return body if body.type in plain and not comparing else None
