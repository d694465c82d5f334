"""The checks and sanitizers that a patch added to JavaScript, and the patch without their effect. Pure.

A check that is moved goes behind what it should have guarded. Where the guarded statement only computes or
reads something, refusing right after it would still be right, for nothing has been given away yet. There the
check goes behind the whole block or into the end of the callback, after the result is used.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from tree_sitter import Node

from agent.gates.imports.treesitter import text_of, walk
from agent.gates.proof.mutant import ALL_LAYERS, Mutant
from agent.gates.proof.script_edit import (
    FUNCTIONS,
    Edit,
    contains,
    edited,
    function_around,
    names_in,
    replaced,
    same,
    statements,
)
from agent.gates.proof.script_presence import asks_for_presence

_LEAVES = frozenset({"return_statement", "throw_statement", "continue_statement", "break_statement"})
_LOGGING = frozenset({"log", "debug", "info", "warn", "error", "trace"})
# What gives an input another form and refuses or removes nothing; real paths differ for links alone.
_SHAPING = frozenset(
    {
        "require", "import", "String", "toString", "trim", "toLowerCase", "toUpperCase", "slice", "split",
        "from", "decodeURIComponent", "decodeURI", "parse", "realpath", "realpathSync",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Layer:
    """One check or sanitizer, and the edit that takes its effect away."""

    title: str
    edit: Edit
    node: Node


def unchecked(path: str, after: bytes, old: Node, new: Node, guarded: Sequence[Node]) -> tuple[Mutant, ...]:
    """The patched file without the effect of each check and sanitizer it added, and of all together."""
    used = {name for sink in guarded for name in names_in(sink)}
    fresh = added(old, new, guarded)
    unused = layers(old, new, guarded)
    found: list[tuple[str, tuple[Edit, ...], str]]
    found = [(f"`{x.title}`: the check unused", (x.edit,), x.title) for x in unused]
    if len(unused) > 1:
        found.append(("the check unused, all of them", tuple(x.edit for x in unused), ALL_LAYERS))
    for node in fresh:
        for sink in guarded if refuses(node, guarded) or _calls_with(node, used) else ():
            edits = _moved(node, sink)
            if edits:
                title = _title(node)
                found.append((f"`{title}`: the check after the sink", edits, title))
    made = ((name, edited(path, after, edits), layer) for name, edits, layer in found)
    return tuple(Mutant(name, data, layer) for name, data, layer in made if data is not None)


def layers(old: Node, new: Node, guarded: Sequence[Node]) -> list[Layer]:
    """Each check and sanitizer that the patch added."""
    found = (_without_effect(node, guarded) for node in added(old, new, guarded))
    return [layer for layer in found if layer is not None]


def added(old: Node, new: Node, guarded: Sequence[Node]) -> list[Node]:
    """What the patch added besides the guarded statements."""
    return [node for node in _added(old, new) if not any(same(node, sink) for sink in guarded)]


def _title(node: Node) -> str:
    text = " ".join(_head(node).split())
    return text if len(text) <= 60 else text[:59] + "…"


def _head(node: Node) -> str:
    """A statement, compound ones by what stands before their body."""
    body = node.child_by_field_name("consequence") or node.child_by_field_name("body")
    end = body.start_byte if body is not None else node.end_byte
    return (node.text or b"")[: end - node.start_byte].decode("utf-8", "replace").strip()


def _added(old: Node, new: Node) -> Iterator[Node]:
    """Statements of the patched file, compound ones by their head, that base did not hold so often."""
    known = Counter(" ".join(_head(node).split()) for node in statements(old))
    for node in statements(new):
        head = " ".join(_head(node).split())
        known[head] -= 1
        if known[head] < 0:
            yield node


def refuses(node: Node, guarded: Sequence[Node]) -> bool:
    """Whether a statement refuses what it does not like; that an input is there at all is no check of it."""
    if node.type != "if_statement" or node.child_by_field_name("alternative") is not None:
        return False
    condition = node.child_by_field_name("condition")
    test = text_of(condition).strip("() \t\n")
    if test.startswith("!") and test[1:].replace(".", "").replace("_", "").replace("?", "").isalnum():
        return False
    if test.startswith("typeof ") and "||" not in test:
        return False
    if condition is not None and asks_for_presence(condition, guarded):
        return False
    consequence = node.child_by_field_name("consequence")
    return consequence is not None and _leads_away(consequence)


def _leads_away(branch: Node) -> bool:
    """Whether a branch ends the function or the round."""
    inside = branch.named_children if branch.type == "statement_block" else [branch]
    last = next((part for part in reversed(inside) if part.type != "comment"), None)
    return last is not None and last.type in _LEAVES


def _call_of(node: Node) -> Node | None:
    """The call that a statement of one expression is."""
    part = next(iter(node.named_children), None) if node.type == "expression_statement" else None
    if part is not None and part.type == "await_expression":
        part = next(iter(part.named_children), None)
    return part if part is not None and part.type == "call_expression" else None


def callee(call: Node) -> str:
    """The last part of what is called: `b` of `a.b()`."""
    function = call.child_by_field_name("function")
    return text_of(function.child_by_field_name("property") or function) if function is not None else ""


def _calls_with(node: Node, used: Collection[str]) -> bool:
    """A bare call (`validate(name)`) on something that the guarded statement uses."""
    call = _call_of(node)
    given = call.child_by_field_name("arguments") if call is not None else None
    if call is None or given is None or callee(call) in _LOGGING:
        return False
    return bool(names_in(given) & set(used)) and not any(part.type in FUNCTIONS for part in walk(given))


def _without_effect(node: Node, guarded: Sequence[Node]) -> Layer | None:
    """The statement computed all the same and its result unused; None when it is no check or sanitizer."""
    used = {name for sink in guarded for name in names_in(sink)}
    if node.type == "if_statement":
        body = node.child_by_field_name("consequence")
        inside = [] if body is None else body.named_children if body.type == "statement_block" else [body]
        replaces = len(inside) == 1 and _assignment(inside[0], used) is not None
        alone = node.child_by_field_name("alternative") is None
        condition = node.child_by_field_name("condition")
        if condition is None or not (refuses(node, guarded) or (replaces and alone)):
            return None
        return Layer(_title(node), replaced(node, b"void " + (condition.text or b"") + b";"), node)
    value = _assignment(node, used)
    raw = _input_of(value) if value is not None else None
    if value is None or raw is None:
        return None
    without = replaced(value, b"(" + (value.text or b"") + b", " + (raw.text or b"") + b")")
    return Layer(_title(node), without, node)


def _assignment(node: Node, used: Collection[str]) -> Node | None:
    """The value that a statement gives to one name that the guarded statement uses."""
    part = next(iter(node.named_children), None)
    if node.type in ("lexical_declaration", "variable_declaration") and len(node.named_children) == 1:
        name, value = "name", "value"
    elif node.type == "expression_statement" and part is not None and part.type == "assignment_expression":
        name, value = "left", "right"
    else:
        return None
    target = part.child_by_field_name(name) if part is not None else None
    wanted = target is not None and target.type == "identifier" and text_of(target) in used
    return part.child_by_field_name(value) if part is not None and wanted else None


def _input_of(value: Node) -> Node | None:
    """What a sanitizer of one input was given: `x` of `clean(x)` and of `x.replace(...)`."""
    if value.type != "call_expression" or callee(value) in _SHAPING:
        return None
    function, given = value.child_by_field_name("function"), value.child_by_field_name("arguments")
    arguments = [part for part in given.named_children if part.type != "comment"] if given is not None else []
    gives_away = any(part.type in FUNCTIONS for part in walk(value))
    if function is None or (gives_away and callee(value) != "replace"):
        return None
    plain = [part for part in arguments if part.type in ("identifier", "member_expression")]
    if len(arguments) == 1:
        return plain[0] if plain else None
    owner = function.child_by_field_name("object")
    return owner if callee(value) in ("replace", "replaceAll") else None


def _moved(check: Node, sink: Node) -> tuple[Edit, ...]:
    """The check behind the sink, or behind what it guards; nothing when it does not stand before."""
    block = check.parent
    if block is None or check.end_byte > sink.start_byte or not contains(block, sink):
        return ()
    after = [part for part in block.named_children if part.start_byte >= check.end_byte]
    holder = next((part for part in after if contains(part, sink)), None)
    if holder is None:
        return ()
    text = b" " + (check.text or b"") + b" "
    callback = _callback(sink)
    if callback is not None:
        jumps = any(part.type in ("continue_statement", "break_statement") for part in walk(check))
        return () if jumps else (replaced(check, b";"), _at_the_end(callback, text))
    effect = same(holder, sink) and _call_of(sink) is not None
    behind = holder if effect else block.named_children[-1]
    return replaced(check, b";"), Edit(behind.end_byte, behind.end_byte, b";" + text)


def _callback(sink: Node) -> Node | None:
    """The function that a statement hands over, to be called with its result."""
    inner = (node for node in walk(sink) if node.type in FUNCTIONS and function_around(node) is not None)
    return next((node for node in inner if node.parent is not None and node.parent.type == "arguments"), None)


def _at_the_end(function: Node, text: bytes) -> Edit:
    body = function.child_by_field_name("body")
    assert body is not None, "the grammar gives every function a body"
    if body.type == "statement_block":
        return Edit(body.end_byte - 1, body.end_byte - 1, b";" + text)
    return replaced(body, b"{ " + (body.text or b"") + b";" + text + b"}")
