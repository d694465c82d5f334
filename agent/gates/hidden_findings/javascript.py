"""JavaScript and TypeScript source with the detours that a patch added undone. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from tree_sitter import Node

from agent.domain import Change
from agent.gates.hidden_findings.js_names import FUNCTIONS, NAMES, handed_on, is_bind, new_names, required
from agent.gates.hidden_findings.plain import Plain
from agent.gates.imports.js import parse_js
from agent.gates.imports.treesitter import text_of, walk

_ROUNDS = 8
_GLOBALS = ("globalThis", "global", "window", "self")
_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*")


def undo(change: Change, sinks: frozenset[str]) -> Plain:
    """The patched source without the aliases and detours that base does not have.

    Raises RecursionError for a file that is nested too deeply.
    """
    source = after = change.after or b""
    base = parse_js(change.path, change.before or b"")
    known = Counter(text_of(node) for node in walk(base) if node.type in _COMPARED)
    words: dict[str, None] = {}
    for _ in range(_ROUNDS):
        root = parse_js(change.path, source)
        look = _Look(known, new_names(root, known, sinks), required(root), sinks, words)
        plain = _render(root, look)
        if plain == source:
            return Plain(source, tuple(words))
        broken = parse_js(change.path, plain).has_error and not root.has_error
        if broken or len(plain) > 4 * len(after) + 10_000:
            return Plain(source, tuple(words), "its new names cannot be undone")
        source = plain
    return Plain(source, tuple(words), f"after {_ROUNDS} rounds there are still new names to undo")


_COMPARED = (
    "variable_declarator", "call_expression", "subscript_expression", "function_declaration",
    "import_specifier", "object_assignment_pattern", "pair_pattern", "binary_expression", "spread_element",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Look:
    known: Mapping[str, int]
    names: Mapping[str, tuple[str, Node]]
    """New names: what they stand for, as text and as the node that says it."""
    modules: Mapping[str, str]
    """Names of modules by their `require` call."""
    sinks: frozenset[str]
    words: dict[str, None]


def _render(node: Node, look: _Look) -> bytes:
    """The text of a node with what is in it undone."""
    plain = _undone(node, look)
    if plain is not None:
        return plain.encode()
    raw = node.text or b""
    pieces, at = [], 0
    for child in node.children:
        begin, end = child.start_byte - node.start_byte, child.end_byte - node.start_byte
        pieces += [raw[at:begin], _render(child, look)]
        at = end
    return b"".join([*pieces, raw[at:]])


def _undone(node: Node, look: _Look) -> str | None:
    """What a node is without its detour, or None when it is none."""
    text = text_of(node)
    if node.type == "identifier" and text in look.names and _is_use(node):
        plain, value = look.names[text]
        if value.type in FUNCTIONS or (value.type in ("object", "array") and _is_receiver(node)):
            return None
        return _told(look, f"the name `{text}` is undone", plain)
    if text in look.known and text not in look.modules:
        return None
    if node.type == "member_expression" and text in look.names and look.names[text][1].type not in FUNCTIONS:
        return _told(look, f"the name `{text}` is undone", look.names[text][0])
    if text in look.modules and _is_receiver(node):
        return _told(look, f"`{text}` is written as `{look.modules[text]}`", look.modules[text])
    plain_form = None
    if node.type == "subscript_expression":
        plain_form = _member(node)
    elif node.type == "call_expression":
        plain_form = _call(node, look)
    elif node.type == "binary_expression":
        plain_form = _sum(node)
    elif node.type == "member_expression" and text.partition(".")[0] in _GLOBALS:
        plain_form = text.partition(".")[2]
    elif node.type == "spread_element" and node.named_children[0].type in ("array", "object"):
        plain_form = ", ".join(text_of(item) for item in node.named_children[0].named_children)
    if plain_form is None:
        return None
    return _told(look, f"`{text[:60]}` is written as `{plain_form[:60]}`", plain_form)


def _is_use(node: Node) -> bool:
    """Whether a name is read here, and not declared, set or a key."""
    parent = node.parent
    if parent is None or parent.type in (
        "pair_pattern",
        "import_specifier",
        "formal_parameters",
        "import_clause",
    ):
        return False
    fields = ("left", "name", "parameter")
    return (
        all(parent.child_by_field_name(field) != node for field in fields)
        or parent.type == "binary_expression"
    )


def _is_receiver(node: Node) -> bool:
    parent = node.parent
    return parent is not None and parent.type == "member_expression"


def _member(node: Node) -> str | None:
    owner, index = node.child_by_field_name("object"), node.child_by_field_name("index")
    if owner is None or index is None or index.type != "string":
        return None
    name = text_of(index)[1:-1]
    return f"{text_of(owner)}.{name}" if _IDENTIFIER.fullmatch(name) else None


def _sum(node: Node) -> str | None:
    """`"ex" + "ec"` is `"exec"`."""
    sides = node.named_children
    if len(sides) != 2 or any(side.type != "string" for side in sides) or "+" not in text_of(node):
        return None
    one, other = (text_of(side)[1:-1] for side in sides)
    return None if '"' in one + other else f'"{one}{other}"'


def _call(node: Node, look: _Look) -> str | None:
    function, given = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if function is None or given is None or given.type != "arguments":
        return None
    items = [text_of(item) for item in given.named_children]
    named = text_of(function)
    if named == "Reflect.apply" and len(items) == 3 and given.named_children[2].type == "array":
        return f"{items[0]}({text_of(given.named_children[2])[1:-1]})"
    if named == "Reflect.get" and len(items) == 2:
        return f"{items[0]}[{items[1]}]"
    if function.type == "member_expression":
        target = text_of(function.child_by_field_name("object"))
        method = text_of(function.child_by_field_name("property"))
        if method == "call" and items:
            return f"{target}({', '.join(items[1:])})"
        if method == "apply" and len(items) == 2 and given.named_children[1].type == "array":
            return f"{target}({items[1][1:-1]})"
        if method == "concat" and items and (target[:1] in "\"'`" or target.startswith("(")):
            return " + ".join([target, *items])
        if method == "join" and items in (["''"], ['""']) and target.startswith("["):
            array = function.child_by_field_name("object")
            return " + ".join(text_of(item) for item in array.named_children) if array is not None else None
    if function.type == "call_expression" and is_bind(function):
        bound, arguments = function.child_by_field_name("function"), function.child_by_field_name("arguments")
        first = [text_of(item) for item in arguments.named_children[1:]] if arguments is not None else []
        return f"{text_of(bound).removesuffix('.bind')}({', '.join([*first, *items])})"
    if function.type == "parenthesized_expression":
        inner = function.named_children[0]
        last = inner.named_children[-1] if inner.type == "sequence_expression" else inner
        return f"{text_of(last)}({', '.join(items)})" if last.type in NAMES else _through(last, items, look)
    if function.type in ("identifier", "member_expression") and named in look.names:
        return _through(look.names[named][1], items, look)
    return None


def _through(function: Node, items: list[str], look: _Look) -> str | None:
    """A call of a function that only hands on, with its arguments in its body."""
    body = handed_on(function, look.sinks) if function.type in FUNCTIONS else None
    if body is None:
        return None
    spots = function.child_by_field_name("parameters")
    single = function.child_by_field_name("parameter")
    given = spots.named_children if spots is not None else [single] if single is not None else []
    names = [text_of(name) for name in given]
    if len(items) < len(names) or any(not _IDENTIFIER.fullmatch(name) for name in names):
        return None
    return _filled(body, dict(zip(names, items, strict=False)))


def _filled(node: Node, given: Mapping[str, str]) -> str:
    if node.type == "identifier" and text_of(node) in given:
        return given[text_of(node)]
    raw, at, pieces = node.text or b"", 0, []
    for child in node.children:
        pieces += [raw[at : child.start_byte - node.start_byte].decode(), _filled(child, given)]
        at = child.end_byte - node.start_byte
    return "".join([*pieces, raw[at:].decode()])


def _told(look: _Look, words: str, plain: str) -> str:
    look.words[words] = None
    return plain
