"""The outline of JavaScript and TypeScript. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

import tree_sitter
import tree_sitter_javascript
import tree_sitter_typescript

from agent.authoring.answers.blocks import Block, Kind, Outline, Parameter, Signature

_GRAMMARS = {
    "javascript": tree_sitter_javascript.language,
    "typescript": tree_sitter_typescript.language_typescript,
    "tsx": tree_sitter_typescript.language_tsx,
}

_FUNCTIONS = frozenset({"function_declaration", "generator_function_declaration", "method_definition"})
_VALUES = frozenset({"arrow_function", "function_expression", "generator_function"})


def script_outline(name: str, source: str) -> Outline | None:
    """JavaScript and its relatives; the parser recovers from errors, so they are looked for."""
    parser = tree_sitter.Parser(tree_sitter.Language(_GRAMMARS[name]()))
    root = parser.parse(source.encode("utf-8", "surrogatepass")).root_node
    if root.has_error:
        return None
    top = [node for node in root.named_children if node.type not in ("comment", "hash_bang_line")]
    nodes = list(_walk(root))
    return Outline(
        tuple(_rows(node) for node in top if _script_kind(node) == "import"),
        tuple(sorted(_script_blocks(nodes), key=lambda block: (block.start, -block.end))),
        tuple(_script_kind(node) for node in top),
        frozenset(
            line
            for node in nodes
            if node.type == "template_string"
            for line in range(_rows(node)[0] + 1, _rows(node)[1] + 1)
        ),
    )


def _walk(root: tree_sitter.Node) -> Iterator[tree_sitter.Node]:
    """All named nodes, without recursion: untrusted code may be nested very deeply."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(node.named_children))


def _rows(node: tree_sitter.Node) -> tuple[int, int]:
    return node.start_point.row + 1, node.end_point.row + 1


def _script_kind(node: tree_sitter.Node) -> str:
    if node.type == "import_statement" or re.match(rb"(const|let|var)\b[^=]*=\s*require\(", node.text or b""):
        return "import"
    inner = node.child_by_field_name("declaration") if node.type == "export_statement" else node
    if inner is not None and _script_name(inner):
        return "class" if inner.type == "class_declaration" else "function"
    return "other"


def _script_blocks(nodes: list[tree_sitter.Node]) -> Iterator[Block]:
    for node in nodes:
        name = _script_name(node)
        unnamed = node.type == "expression_statement" and not name and _hands_over_function(node)
        if not name and not unnamed:
            continue
        outer = node.parent if node.parent is not None and node.parent.type == "export_statement" else node
        decorators = _decorators(node, outer)
        first = min([outer, *decorators], key=lambda part: part.start_byte)
        kind = Kind.CLASS if node.type == "class_declaration" else Kind.FUNCTION if name else Kind.STATEMENT
        core = (_value(node) or node) if kind is Kind.FUNCTION else node
        words, head = _words(core)
        yield Block(
            kind,
            name,
            _rows(first)[0],
            _rows(outer)[0],
            _rows(outer)[1],
            Signature(_form(core), words, _parameters(core), tuple(_text(part) for part in decorators)),
            (first.start_byte, outer.end_byte),
            (core.start_byte, core.end_byte),
            core.start_byte if core.type in _VALUES else head,
        )


def _decorators(node: tree_sitter.Node, outer: tree_sitter.Node) -> list[tree_sitter.Node]:
    """Those above the node, and those that the grammar puts inside it."""
    found: list[tree_sitter.Node] = []
    above = outer.prev_named_sibling
    while above is not None and above.type == "decorator":
        found.insert(0, above)
        above = above.prev_named_sibling
    inside = [*outer.named_children, *(node.named_children if node != outer else [])]
    return found + [child for child in inside if child.type == "decorator"]


def _form(core: tree_sitter.Node) -> str:
    if core.type == "method_definition":
        return "method"
    return "value" if core.type in _VALUES else "declaration"


def _words(core: tree_sitter.Node) -> tuple[tuple[str, ...], int]:
    """What stands before name and parameters, `function` apart; and where name or parameters begin."""
    words: list[str] = []
    for index, child in enumerate(core.children):
        if core.field_name_for_child(index) in ("name", "parameters", "parameter", "type_parameters", "body"):
            return tuple(words), child.start_byte
        if child.type not in ("function", "decorator", "comment"):
            words += _text(child).split()
    return tuple(words), core.start_byte


def _parameters(core: tree_sitter.Node) -> tuple[Parameter, ...]:
    alone = core.child_by_field_name("parameter")
    if alone is not None:
        return (Parameter(_text(alone), "", False),)
    listed = core.child_by_field_name("parameters")
    children = listed.named_children if listed is not None else []
    return tuple(_parameter(child) for child in children if child.type != "comment")


def _parameter(node: tree_sitter.Node) -> Parameter:
    """Everything up to the annotation or the default is the name: a pattern, decorators, modifiers."""
    default = node.child_by_field_name("right" if node.type == "assignment_pattern" else "value")
    annotation = node.child_by_field_name("type")
    ends = [part.start_byte for part in (annotation, default) if part is not None]
    name = (node.text or b"")[: min(ends, default=node.end_byte) - node.start_byte].decode("utf-8", "replace")
    return Parameter(
        " ".join(name.split()).rstrip("= "),
        _text(annotation).lstrip(": ") if annotation is not None else "",
        default is not None,
    )


def _text(node: tree_sitter.Node) -> str:
    return " ".join((node.text or b"").decode("utf-8", "replace").split())


def _script_name(node: tree_sitter.Node) -> str:
    """The name of a function or class that this node defines, or empty."""
    if node.type in _FUNCTIONS or node.type == "class_declaration":
        return _name(node.child_by_field_name("name"))
    if _value(node) is None:
        return ""
    if node.type != "expression_statement":
        return _name(_declarators(node)[0].child_by_field_name("name"))
    left = node.named_children[0].child_by_field_name("left")
    property_ = left.child_by_field_name("property") if left is not None else None
    return _name(property_ or left)


def _declarators(node: tree_sitter.Node) -> list[tree_sitter.Node]:
    return [child for child in node.named_children if child.type == "variable_declarator"]


def _value(node: tree_sitter.Node) -> tree_sitter.Node | None:
    """The function that a declaration of one variable, or an assignment, gives a name to."""
    value = None
    if node.type in ("lexical_declaration", "variable_declaration"):
        declared = _declarators(node)
        value = declared[0].child_by_field_name("value") if len(declared) == 1 else None
    elif node.type == "expression_statement" and node.named_children:
        inner = node.named_children[0]
        value = inner.child_by_field_name("right") if inner.type == "assignment_expression" else None
    return value if value is not None and value.type in _VALUES else None


def _hands_over_function(node: tree_sitter.Node) -> bool:
    call = node.named_children[0] if node.named_children else None
    handed = (
        call.child_by_field_name("arguments") if call is not None and call.type == "call_expression" else None
    )
    return handed is not None and any(child.type in _VALUES for child in handed.named_children)


def _name(node: tree_sitter.Node | None) -> str:
    """A plain identifier, or empty: a method's name may be any string, and any expression."""
    text = (node.text or b"").decode("utf-8", "replace") if node is not None else ""
    return text if re.fullmatch(r"#?[\w$]+", text) else ""
