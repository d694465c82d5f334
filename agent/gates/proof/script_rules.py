"""What a JavaScript proof may not do: leave tests out, or read the project's source instead of running it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tree_sitter import Node

from agent.gates.imports.treesitter import text_of, walk

TEST_NAMES = frozenset({"test", "it", "specify"})
_GROUPS = frozenset({"describe", "suite", "context"})
_LEFT_OUT = frozenset({"skip", "only", "todo", "failing", "fails", "skipIf", "runIf"})
_LEFT_OUT_NAMES = frozenset(
    {"xit", "xtest", "xspecify", "fit", "xdescribe", "xcontext", "fdescribe", "fcontext"}
)
_READERS = frozenset({"readFile", "readFileSync", "createReadStream", "open", "openSync"})
_SOURCE = re.compile(r"\.[cm]?[jt]sx?['\"`]?$")
_FUNCTIONS = frozenset({"arrow_function", "function_expression", "generator_function", "identifier"})
_OWN_FILE = frozenset({"__filename", "require.resolve", "import.meta.url", "import.meta.filename"})


def broken_rule(root: Node, tests: Sequence[Node]) -> str:
    """The first rule that the proof breaks, as a sentence; empty when it keeps all."""
    for node in walk(root):
        line = node.start_point[0] + 1
        if _leaves_out(node):
            return f"line {line} leaves a test out or singles one out, which a proof may not"
        if _reads_source(node, root):
            return f"line {line} reads source text of the project; a proof has to run the code"
    for call in tests:
        trouble = _test_rule(call)
        if trouble:
            return f"line {call.start_point[0] + 1}: {trouble}"
    return ""


def is_function(node: Node) -> bool:
    """Whether a test may be given this as its body."""
    return node.type in _FUNCTIONS


def root_name(node: Node | None) -> str:
    """The name that a chain of members begins with: `a` of `a.b.c`; empty when it begins otherwise."""
    while node is not None and node.type in ("member_expression", "subscript_expression"):
        node = node.child_by_field_name("object")
    return text_of(node) if node is not None and node.type in ("identifier", "this") else ""


def _leaves_out(node: Node) -> bool:
    if node.type == "call_expression":
        return text_of(node.child_by_field_name("function")) in _LEFT_OUT_NAMES
    if node.type == "member_expression":
        part = text_of(node.child_by_field_name("property"))
    elif node.type == "subscript_expression":
        part = text_of(node.child_by_field_name("index")).strip("'\"`")
    else:
        return False
    owner = root_name(node)
    return part in _LEFT_OUT and (owner in TEST_NAMES | _GROUPS | {"this"} or owner in _contexts(node))


def _contexts(node: Node) -> Iterator[str]:
    """What the functions around a node call their first parameter, where they are given to a test."""
    outer = node.parent
    while outer is not None:
        given = outer.parent
        call = given.parent if given is not None and given.type == "arguments" else None
        if call is not None and root_name(call.child_by_field_name("function")) in TEST_NAMES | _GROUPS:
            single = outer.child_by_field_name("parameter")
            several = outer.child_by_field_name("parameters")
            yield text_of(single or next(iter(several.named_children if several else ()), None))
        outer = outer.parent


def _test_rule(call: Node) -> str:
    given = call.child_by_field_name("arguments")
    arguments = [] if given is None else [node for node in given.named_children if node.type != "comment"]
    if not any(is_function(node) for node in arguments[1:]):
        return "a test without a function is left out"
    for options in (node for node in arguments[1:] if node.type == "object"):
        keys = {text_of(pair.child_by_field_name("key") or pair) for pair in options.named_children}
        if keys & _LEFT_OUT:
            return "a test's options may not leave it out"
    return ""


def _reads_source(node: Node, root: Node) -> bool:
    if node.type != "call_expression":
        return False
    callee, given = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if callee is None or given is None:
        return False
    name = text_of(callee.child_by_field_name("property") or callee)
    if text_of(callee).startswith("Function.prototype.toString"):
        return True
    if name == "toString" and not given.named_children:
        return root_name(callee) in _project_names(root)
    if name == "String" and given.named_children[:1]:
        return root_name(given.named_children[0]) in _project_names(root)
    return name in _READERS and any(_names_source(part) for part in _resolved(given, root))


def _names_source(node: Node) -> bool:
    if node.type in ("string", "template_string"):
        return bool(_SOURCE.search(text_of(node)))
    return node.type in ("identifier", "member_expression") and text_of(node) in _OWN_FILE


def _resolved(given: Node, root: Node) -> Iterator[Node]:
    """Everything in the first argument, with what the names in it stand for."""
    for part in walk(given.named_children[0]) if given.named_children else ():
        yield part
        if part.type == "identifier":
            for declared in walk(root):
                if declared.type == "variable_declarator" and declared.child_by_field_name("name") != part:
                    named = text_of(declared.child_by_field_name("name")) == text_of(part)
                    value = declared.child_by_field_name("value")
                    # A list is the attack's: to have the project's files told is a harm like others.
                    if named and value is not None and value.type != "array":
                        yield from walk(value)


def _project_names(root: Node) -> frozenset[str]:
    """Names of what the proof takes from files of the project."""
    found: set[str] = set()
    for node in walk(root):
        if node.type == "import_statement" and _is_relative(node.child_by_field_name("source")):
            found.update(text_of(part) for part in walk(node) if part.type == "identifier")
        elif node.type == "variable_declarator":
            value = node.child_by_field_name("value")
            taken = re.search(r"\b(?:require|import)\(\s*['\"`]\.", text_of(value))
            name = node.child_by_field_name("name")
            if taken and name is not None:
                kinds = ("identifier", "shorthand_property_identifier_pattern")
                found.update(text_of(part) for part in walk(name) if part.type in kinds)
    return frozenset(found)


def _is_relative(source: Node | None) -> bool:
    return text_of(source)[1:2] == "."
