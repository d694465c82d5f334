"""Signatures, imports and calls of a JavaScript or TypeScript file, as `python_callers` has them. Pure."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tree_sitter import Node

from agent.gates.imports.js import parse_js
from agent.gates.imports.treesitter import text_of, walk

_FUNCTIONS = ("function_declaration", "generator_function_declaration", "method_definition")
_VALUES = ("arrow_function", "function_expression", "function", "generator_function")


@dataclass(frozen=True, slots=True)
class JsFile:
    """One side of a changed file."""

    path: str
    root: Node

    @staticmethod
    def parse(path: str, source: bytes) -> JsFile:
        return JsFile(path, parse_js(path, source))

    def signatures(self) -> Mapping[str, str]:
        """The parameters of each function and method by its bare name."""
        found: dict[str, str] = {}
        for node in walk(self.root):
            owner, function = _function(node)
            if owner and function is not None:
                parameters = function.child_by_field_name("parameters") or function.child_by_field_name(
                    "parameter"
                )
                found[owner] = found.get(owner, "") + re.sub(r"\s+", "", text_of(parameters))
        return found

    def calls(self, module: str, names: frozenset[str]) -> bool:
        """Whether the file imports the module at path `module` and calls one of its functions `names`."""
        return any(True for _ in self._calls({module: names}))

    def rest(self, changed: Mapping[str, frozenset[str]]) -> str:
        """The text without spaces, the arguments of such calls, and imports of these modules."""
        cuts = [node.child_by_field_name("arguments") for node in self._calls(changed)]
        # An import under another name could take the place of anything, and stays to be compared.
        imports = (node for module in changed for node in self._imports(module))
        cuts += [node for node in imports if not re.search(r"\bas\b|:", text_of(node))]
        source, kept, at = self.root.text or b"", b"", 0
        for start, end in sorted((node.start_byte, node.end_byte) for node in cuts if node is not None):
            kept += source[at : max(at, start)]
            at = max(at, end)
        return re.sub(r"\s+", " ", (kept + source[at:]).decode("utf-8", "replace")).strip()

    def _imports(self, module: str) -> Iterator[Node]:
        """Import statements and declarations with `require` that lead to `module`."""
        for node in walk(self.root):
            if node.type == "import_statement":
                literal = text_of(node.child_by_field_name("source"))
            elif node.type in ("lexical_declaration", "variable_declaration"):
                whole = re.fullmatch(
                    r"\w+\s+[^=]+=\s*require\(\s*(['\"][^'\"]+['\"])\s*\)\s*;?", text_of(node)
                )
                literal = whole[1] if whole else ""
            else:
                continue
            if literal[1:2] == "." and _same_module(posixpath.dirname(self.path), literal[1:-1], module):
                yield node

    def _calls(self, changed: Mapping[str, frozenset[str]]) -> Iterator[Node]:
        for module, names in changed.items():
            if not any(True for _ in self._imports(module)):
                continue
            for node in walk(self.root):
                if node.type in ("call_expression", "new_expression"):
                    function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
                    member = function is not None and function.type == "member_expression"
                    called = (
                        function.child_by_field_name("property")
                        if function is not None and member
                        else function
                    )
                    if text_of(called) in names:
                        yield node


def _same_module(folder: str, wanted: str, module: str) -> bool:
    target = posixpath.normpath(posixpath.join(folder, wanted))
    stem = posixpath.splitext(module)[0]
    return target in (module, stem, stem.removesuffix("/index")) or posixpath.splitext(target)[0] == stem


def _function(node: Node) -> tuple[str, Node | None]:
    """A function and the name it goes by: declared, a method, or the value of a variable or a property."""
    if node.type in _FUNCTIONS:
        return text_of(node.child_by_field_name("name")), node
    fields = {
        "variable_declarator": ("name", "value"),
        "assignment_expression": ("left", "right"),
        "pair": ("key", "value"),
    }
    if node.type in fields:
        name, value = (node.child_by_field_name(field) for field in fields[node.type])
        if value is not None and value.type in _VALUES:
            return text_of(name).rsplit(".", 1)[-1], value
    return "", None
