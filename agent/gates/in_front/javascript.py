"""JavaScript and TypeScript: new checks and sanitizers on the way to the statement that still matches."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from agent.domain import Change, Location
from agent.gates.imports.js import parse_js
from agent.gates.imports.treesitter import text_of, walk
from agent.gates.in_front.answer import PASSING, InFront, Moved, Nothing

_FUNCTIONS = (
    "function_declaration", "function_expression", "arrow_function", "method_definition",
    "generator_function_declaration", "generator_function",
)  # fmt: skip
_LEAVES = ("return_statement", "throw_statement", "continue_statement", "break_statement")
_GONE_THROUGH = ("for_statement", "for_in_statement", "try_statement", "statement_block")
_BUNDLES = frozenset({"req", "request", "res", "response", "this", "ctx", "process", "console"})
_RAISES = re.compile(
    r"^_?(assert|check|validat|verif|ensure|require[A-Z]|guard|refuse|reject|sanit|forbid|deny)"
)


def in_front(change: Change, was: Location, now: Location) -> InFront | Moved | Nothing:
    """See the package."""
    base = _statement(parse_js(change.path, change.before or b""), was.start)
    sink = _statement(parse_js(change.path, change.after or b""), now.start)
    if base is None or sink is None:
        return Nothing()
    if _title(_function(base)) != _title(_function(sink)):
        return Moved(_title(_function(base)) or "the module itself")
    look = _Look(*_fresh(_function(base), _function(sink)), _related(_function(sink), sink))
    found = min(_fronts(look, sink), key=lambda node: node.start_byte, default=None)
    if found is None:
        return Nothing()
    return InFront(found.start_point[0] + 1, text_of(found).split("\n")[0][:160])


@dataclass(frozen=True, slots=True)
class _Look:
    tests: Counter[str]
    calls: Counter[str]
    related: frozenset[str]

    def touches(self, node: Node) -> bool:
        return bool(_names(node) & self.related)

    def decides(self, test: Node) -> bool:
        """Whether a condition compares the value, or asks a function about it."""
        for node in walk(test):
            if node.type == "binary_expression":
                operator, sides = node.child_by_field_name("operator"), node.named_children
                plain = any(s.type in ("null", "undefined") or text_of(s) in ('""', "''", "0") for s in sides)
                logical = operator is not None and operator.type in ("&&", "||", "??")
                if not plain and not logical and len(set(map(text_of, sides))) > 1 and self.touches(node):
                    return True
            elif node.type == "call_expression" and _called(node) not in PASSING and self.touches(node):
                return True
        return False

    def sanitizes(self, value: Node) -> bool:
        """Whether an expression holds a new call, or a new choice, that works on the value."""
        for node in walk(value):
            if node.type == "call_expression" and _called(node) not in PASSING:
                if self.calls[_called(node)] > 0 and self.touches(node):
                    return True
            elif node.type == "ternary_expression":
                test = node.child_by_field_name("condition")
                if test is not None and self.tests[_bare(test)] > 0 and self.decides(test):
                    return True
            elif _is_table(node) and self.tests[_bare(node)] > 0 and self.touches(node):
                return True
        return False


def _fronts(look: _Look, sink: Node) -> Iterator[Node]:
    function = _function(sink)
    step = sink
    while step.id != function.id and step.parent is not None:
        if step.type == "if_statement" and _test_is_new(look, step) and step.id != sink.id:
            yield step
        switch = step.parent.parent if step.type == "switch_case" and step.parent is not None else None
        if switch is not None and _picks(look, step, switch):
            yield switch
        for earlier in _earlier(step):
            yield from (node for node in _passed(earlier) if _checks(look, node))
        step = step.parent
    for outer in (node for node in walk(sink) if node.type == "call_expression"):
        given = outer.child_by_field_name("arguments")
        for argument in given.named_children if given is not None else []:
            if argument.type not in _FUNCTIONS and look.sanitizes(argument):
                yield argument


def _picks(look: _Look, case: Node, switch: Node) -> bool:
    """Whether a new `switch` on the value lets only a literal through to the place."""
    value, picked = switch.child_by_field_name("value"), case.child_by_field_name("value")
    literal = picked is not None and picked.type in ("string", "number")
    return literal and value is not None and look.tests[_bare(value)] > 0 and look.touches(value)


def _is_table(node: Node) -> bool:
    """Whether it is a look-up in a constant table: `TABLE[key]`."""
    table = node.child_by_field_name("object") if node.type == "subscript_expression" else None
    return table is not None and text_of(table).isupper()


def _earlier(step: Node) -> Iterator[Node]:
    before = step.prev_named_sibling
    in_block = step.parent is not None and step.parent.type in ("statement_block", "program")
    while in_block and before is not None:
        yield before
        before = before.prev_named_sibling


def _passed(statement: Node) -> Iterator[Node]:
    yield statement
    if statement.type in _GONE_THROUGH:
        for inner in statement.named_children:
            yield from _passed(inner)


def _checks(look: _Look, node: Node) -> bool:
    if node.type == "if_statement":
        return _test_is_new(look, node) and any(inner.type in _LEAVES for inner in walk(node))
    if node.type in ("lexical_declaration", "variable_declaration"):
        declared = [d for d in node.named_children if d.type == "variable_declarator"]
        return any(_sets(look, d, "name", "value") for d in declared)
    if node.type == "expression_statement" and node.named_children:
        inner = node.named_children[0]
        if inner.type == "assignment_expression":
            return _sets(look, inner, "left", "right")
        if inner.type == "call_expression":
            asked = _called(inner)
            return bool(_RAISES.match(asked)) and look.calls[asked] > 0 and look.touches(inner)
    return False


def _sets(look: _Look, node: Node, left: str, right: str) -> bool:
    target, value = node.child_by_field_name(left), node.child_by_field_name(right)
    if target is None or value is None or value.type in _FUNCTIONS:
        return False
    return look.touches(target) and look.sanitizes(value)


def _test_is_new(look: _Look, node: Node) -> bool:
    test = node.child_by_field_name("condition")
    return test is not None and look.tests[_bare(test)] > 0 and look.decides(test)


def _fresh(before: Node, after: Node) -> tuple[Counter[str], Counter[str]]:
    """Conditions and calls that the function holds more often than before."""
    tests, calls = Counter(_conditions(after)), Counter(_calls(after))
    tests.subtract(_conditions(before))
    calls.subtract(_calls(before))
    return tests, calls


def _conditions(function: Node) -> Iterator[str]:
    for node in walk(function):
        test = node.child_by_field_name("condition")
        if node.type == "switch_statement":
            test = node.child_by_field_name("value")
        elif _is_table(node):
            test = node
        if test is not None:
            yield _bare(test)


def _calls(function: Node) -> Iterator[str]:
    return (_called(node) for node in walk(function) if node.type == "call_expression")


def _related(function: Node, sink: Node) -> frozenset[str]:
    """The names that a statement's values come from, and those that are made of them."""
    found = _names(sink)
    flows = []
    for node in walk(function):
        for left, right in (("name", "value"), ("left", "right")):
            target, value = node.child_by_field_name(left), node.child_by_field_name(right)
            if target is not None and value is not None and value.type not in _FUNCTIONS:
                flows.append((_names(target), _names(value)))
    for backwards in (True, False):
        size = -1
        while size != len(found):
            size = len(found)
            for to, come in flows:
                if backwards and to & found:
                    found |= come
                elif not backwards and come & found:
                    found |= to
    return frozenset(found)


def _names(node: Node) -> set[str]:
    """The variables in some code, without what is called; of bundles such as `req` the part that is used."""
    found = set()
    for inner in walk(node):
        if inner.type in ("identifier", "shorthand_property_identifier_pattern"):
            parent = inner.parent
            called = parent is not None and parent.type == "call_expression"
            if not called:
                found.add(text_of(inner))
        elif inner.type == "member_expression" and text_of(inner).partition(".")[0] in _BUNDLES:
            found.add(".".join(text_of(inner).split(".")[:3]))
    return found - _BUNDLES


def _called(call: Node) -> str:
    function = call.child_by_field_name("function")
    return text_of(function).rpartition(".")[2] if function is not None else ""


def _statement(root: Node, line: int) -> Node | None:
    """The innermost statement that begins on or before the line and reaches it."""
    found = None
    for node in walk(root):
        spans = node.start_point[0] <= line - 1 <= node.end_point[0]
        whole = node.type.endswith(("_statement", "_declaration")) and node.type not in _FUNCTIONS
        if spans and whole and (found is None or node.start_byte >= found.start_byte):
            found = node
    return found


def _function(node: Node) -> Node:
    while node.type not in _FUNCTIONS and node.parent is not None:
        node = node.parent
    return node


def _title(function: Node) -> str:
    """What tells a function from others: its name, or what it is given to."""
    name = function.child_by_field_name("name")
    if name is not None:
        return text_of(name)
    parent = function.parent
    if parent is None:
        return ""
    around = parent.parent if parent.type == "arguments" else parent
    if around is None:
        return ""
    first = [text_of(n) for n in parent.named_children if n.type == "string"][:1]
    return " ".join([text_of(around).split("(")[0].split("=")[0].strip(), *first])


def _bare(node: Node) -> str:
    return "".join(text_of(node).split())
