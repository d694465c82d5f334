"""Where a file's imports, functions and classes are. Pure."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import tree_sitter
import tree_sitter_javascript
import tree_sitter_typescript

_LANGUAGES = (
    (r"\.pyi?$", "python"),
    (r"\.[cm]?jsx?$", "javascript"),
    (r"\.[cm]?ts$", "typescript"),
    (r"\.tsx$", "tsx"),
)
_GRAMMARS = {
    "javascript": tree_sitter_javascript.language,
    "typescript": tree_sitter_typescript.language_typescript,
    "tsx": tree_sitter_typescript.language_tsx,
}


class Kind(StrEnum):
    """What a block is. A statement is an unnamed function handed to a call, as route handlers often are."""

    FUNCTION = "function"
    CLASS = "class"
    STATEMENT = "statement"


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines `start` to `end`, counted from 1; `start` is the first decorator, `body` the definition."""

    kind: Kind
    name: str
    start: int
    body: int
    end: int

    def holds(self, line: int) -> bool:
        return self.start <= line <= self.end


@dataclass(frozen=True, slots=True)
class Outline:
    """A file's imports (line ranges) and blocks, outer ones before those inside them.

    `fixed` are lines that begin inside a string: moving them would change what the program says.
    """

    imports: tuple[tuple[int, int], ...]
    blocks: tuple[Block, ...]
    top: tuple[str, ...]
    """What stands at the top level: `import`, `function`, `class` or `other`, in order."""
    fixed: frozenset[int]

    def function_at(self, line: int) -> Block | None:
        """The innermost named function that holds the line."""
        inside = [b for b in self.blocks if b.kind is Kind.FUNCTION and b.name and b.holds(line)]
        return min(inside, key=lambda block: block.end - block.start, default=None)


def language(path: str) -> str:
    """`python`, `javascript`, `typescript`, `tsx`, or empty for anything else."""
    return next((name for pattern, name in _LANGUAGES if re.search(pattern, path)), "")


def outline(path: str, source: str) -> Outline | None:
    """The outline of a file, or None when its language is not known or it does not parse."""
    name = language(path)
    if name == "python":
        return _python(source)
    return _scripted(name, source) if name else None


def _python(source: str) -> Outline | None:
    with warnings.catch_warnings():
        # Old escapes in somebody's strings are no concern of the operator's.
        warnings.simplefilter("ignore")
        try:
            module = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
    nodes = list(ast.walk(module))
    imports = [n for n in module.body if isinstance(n, ast.Import | ast.ImportFrom)]
    strings = [n for n in nodes if isinstance(n, ast.JoinedStr) or _is_text(n)]
    return Outline(
        tuple((node.lineno, node.end_lineno or node.lineno) for node in imports),
        tuple(sorted(_python_blocks(nodes), key=lambda block: (block.start, -block.end))),
        tuple(_python_kind(node) for node in module.body),
        frozenset(line for n in strings for line in range(_line(n) + 1, _last_line(n) + 1)),
    )


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)


def _line(node: ast.AST) -> int:
    return int(getattr(node, "lineno", 0))


def _last_line(node: ast.AST) -> int:
    return int(getattr(node, "end_lineno", 0))


def _python_kind(node: ast.stmt) -> str:
    if isinstance(node, ast.Import | ast.ImportFrom):
        return "import"
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return "function"
    return "class" if isinstance(node, ast.ClassDef) else "other"


def _python_blocks(nodes: list[ast.AST]) -> Iterator[Block]:
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            kind = Kind.CLASS if isinstance(node, ast.ClassDef) else Kind.FUNCTION
            start = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            yield Block(kind, node.name, start, node.lineno, node.end_lineno or node.lineno)


_FUNCTIONS = frozenset({"function_declaration", "generator_function_declaration", "method_definition"})
_VALUES = frozenset({"arrow_function", "function_expression", "generator_function"})


def _scripted(name: str, source: str) -> Outline | None:
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
        first = outer
        while first.prev_named_sibling is not None and first.prev_named_sibling.type == "decorator":
            first = first.prev_named_sibling
        kind = Kind.CLASS if node.type == "class_declaration" else Kind.FUNCTION if name else Kind.STATEMENT
        yield Block(kind, name, _rows(first)[0], _rows(outer)[0], _rows(outer)[1])


def _script_name(node: tree_sitter.Node) -> str:
    """The name of a function or class that this node defines, or empty."""
    if node.type in _FUNCTIONS or node.type == "class_declaration":
        return _name(node.child_by_field_name("name"))
    if node.type in ("lexical_declaration", "variable_declaration"):
        declared = [child for child in node.named_children if child.type == "variable_declarator"]
        value = declared[0].child_by_field_name("value") if len(declared) == 1 else None
        if value is not None and value.type in _VALUES:
            return _name(declared[0].child_by_field_name("name"))
    if node.type == "expression_statement" and node.named_children:
        inner = node.named_children[0]
        value = inner.child_by_field_name("right") if inner.type == "assignment_expression" else None
        if value is not None and value.type in _VALUES:
            left = inner.child_by_field_name("left")
            property_ = left.child_by_field_name("property") if left is not None else None
            return _name(property_ or left)
    return ""


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
