"""Constants of a JavaScript or TypeScript file that stand under a name. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from agent.credentials.naming import Literal, Place
from agent.gates.imports.js import parse_js
from agent.gates.imports.treesitter import text_of, walk

_CRYPTO = {
    "createHmac": (1,), "createCipheriv": (1, 2), "createDecipheriv": (1, 2), "pbkdf2Sync": (1,),
    "pbkdf2": (1,), "scryptSync": (1,), "scrypt": (1,), "cookieParser": (0,), "jwt.sign": (1,),
    "jwt.verify": (1,), "jsonwebtoken.sign": (1,), "jsonwebtoken.verify": (1,),
}  # fmt: skip


def js_literals(path: str, source: bytes) -> tuple[tuple[Literal, ...], frozenset[str]]:
    """Named constants, and every constant at all."""
    nodes = list(walk(parse_js(path, source)))
    every = frozenset(text for node in nodes for text in [_constant(node)] if text)
    return tuple(literal for node in nodes for literal in _named(node)), every


def _named(node: Node) -> Iterator[Literal]:
    field = node.child_by_field_name
    match node.type:
        case "variable_declarator":
            yield from _under(_name(field("name")), field("value"), Place.ASSIGNED)
        case "assignment_expression" | "assignment_pattern":
            yield from _under(_name(field("left")), field("right"), Place.ASSIGNED)
        case "augmented_assignment_expression" | "object_assignment_pattern":
            # `process.env.SECRET ||= "x"` and `const { SECRET = "x" } = process.env`.
            yield from _under(_name(field("left")), field("right"), Place.FALLBACK)
        case "public_field_definition" | "field_definition":
            yield from _under(_name(field("property") or field("name")), field("value"), Place.ASSIGNED)
        case "pair":
            yield from _under(_name(field("key")), field("value"), Place.ITEM)
        case "binary_expression":
            operator, left, right = field("operator"), field("left"), field("right")
            sign = text_of(operator)
            if sign in ("||", "??"):
                yield from _under(_name(left), right, Place.FALLBACK)
            elif sign in ("==", "===", "!=", "!=="):
                yield from _under(_name(left), right, Place.COMPARED)
                yield from _under(_name(right), left, Place.COMPARED)
        case "call_expression" | "new_expression":
            yield from _call(node)


def _under(name: str, value: Node | None, place: Place) -> Iterator[Literal]:
    """A constant, or what an `||`, a `??` or a condition falls back on, under one name."""
    pending = [(value, place)] if name else []
    while pending:
        part, spot = pending.pop()
        if part is None:
            continue
        field = part.child_by_field_name
        if part.type == "parenthesized_expression":
            pending += [(inner, spot) for inner in part.named_children[:1]]
        elif part.type == "binary_expression" and text_of(field("operator")) in ("||", "??"):
            pending.append((field("right"), Place.FALLBACK))
        elif part.type == "ternary_expression":
            pending += [(field(side), Place.FALLBACK) for side in ("alternative", "consequence")]
        elif text := _constant(part):
            yield Literal(name, text, spot, part.start_point[0] + 1, part.type == "call_expression")


def _call(node: Node) -> Iterator[Literal]:
    function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
    arguments = node.child_by_field_name("arguments")
    spelled = text_of(function)
    places = _CRYPTO.get(".".join(spelled.split(".")[-2:])) or _CRYPTO.get(spelled.rsplit(".", 1)[-1], ())
    given = arguments.named_children if arguments is not None else []
    for at in places:
        if at < len(given) and (text := _constant(given[at])):
            yield Literal("key", text, Place.CRYPTO, given[at].start_point[0] + 1)


def _name(node: Node | None) -> str:
    if node is None:
        return ""
    if node.type == "member_expression":
        return text_of(node.child_by_field_name("property"))
    if node.type == "subscript_expression":
        return _constant(node.child_by_field_name("index"))
    named = node.type.endswith(("identifier", "identifier_pattern"))
    return _constant(node) or (text_of(node) if named else "")


def _constant(node: Node | None, depth: int = 8) -> str:
    """The text of a literal, of a sum of literals, or of the literal that a Buffer is made from."""
    if node is None or depth == 0:
        return ""
    if node.type == "string" or (node.type == "template_string" and not node.named_children):
        return text_of(node)[1:-1]
    if node.type == "template_string":
        plain = all(child.type in ("string_fragment", "escape_sequence") for child in node.named_children)
        return text_of(node)[1:-1] if plain else ""
    if node.type == "binary_expression" and text_of(node.child_by_field_name("operator")) == "+":
        sides = [_constant(node.child_by_field_name(side), depth - 1) for side in ("left", "right")]
        return "".join(sides) if all(sides) else ""
    if node.type == "call_expression":
        arguments = node.child_by_field_name("arguments")
        function = text_of(node.child_by_field_name("function"))
        if function in ("Buffer.from", "atob") and arguments is not None and arguments.named_children:
            return _constant(arguments.named_children[0], depth - 1)
        if function == "Buffer.alloc":
            return "0" * 16
    return ""
