"""Whether a test in JavaScript only asks whether a value is there at all. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tree_sitter import Node

from agent.gates.imports.treesitter import text_of, walk

_NOTHING = ("null", "undefined")
_NAMES = ("identifier", "shorthand_property_identifier", "this")
_BOUND = ("identifier", "shorthand_property_identifier_pattern")


def asks_for_presence(condition: Node, guarded: Sequence[Node]) -> bool:
    """Whether a condition is `x === undefined` or the like, of something that a guarded statement uses.

    Where `x` is an answer about another value (`const x = /^[a-z]+$/.exec(name)`) and the statement uses that
    one too, the test is the check itself.
    """
    tested = _tested(condition)
    used = {text for sink in guarded for text in _values(sink)}
    if tested is None or not any(f"{text}.".startswith(f"{tested}.") for text in used):
        return False
    about = _about(condition, tested)
    return not any(f"{a}.".startswith(f"{b}.") or f"{b}.".startswith(f"{a}.") for a in about for b in used)


def _tested(condition: Node) -> str | None:
    """The name or plain member that is compared with nothing."""
    inner: Node | None = condition
    while inner is not None and inner.type == "parenthesized_expression":
        inner = next((part for part in inner.named_children if part.type != "comment"), None)
    if inner is None or inner.type != "binary_expression":
        return None
    left, right = inner.child_by_field_name("left"), inner.child_by_field_name("right")
    if text_of(inner.child_by_field_name("operator")) not in ("==", "===") or left is None or right is None:
        return None
    tested, nothing = (right, left) if left.type in _NOTHING else (left, right)
    return _plain(tested) if nothing.type in _NOTHING else None


def _plain(node: Node | None) -> str | None:
    """The text of `a` and of `a.b.c`; None of all else."""
    if node is not None and node.type == "member_expression":
        owner = _plain(node.child_by_field_name("object"))
        return f"{owner}.{text_of(node.child_by_field_name('property'))}" if owner else None
    return text_of(node) if node is not None and node.type in _NAMES else None


def _values(node: Node) -> Iterator[str]:
    """The names and plain members that are read below a node; of a method the object alone."""
    todo = [node]
    while todo:
        part = todo.pop()
        text = _plain(part)
        if text is not None:
            yield text
        elif part.type == "call_expression":
            function = part.child_by_field_name("function")
            owner = function.child_by_field_name("object") if function is not None else None
            plain = function is not None and function.type == "identifier"
            todo += [x for x in (None if plain else owner or function,) if x is not None]
            todo += [x for x in (part.child_by_field_name("arguments"),) if x is not None]
        else:
            todo += part.named_children


def _about(node: Node, tested: str) -> set[str]:
    """What the tested value was made from, other than by taking it as it is."""
    root = node
    while root.parent is not None:
        root = root.parent
    given = list(_given(root))
    found: set[str] = set()
    todo = [(tested.partition(".")[0], True)]
    seen = set(todo)
    while todo:
        name, same = todo.pop()
        for target, value in given:
            if name not in (text_of(part) for part in walk(target) if part.type in _BOUND):
                continue
            plain = _plain(value)
            whole = target.type == "identifier"
            told = {plain} if plain is not None else set(_values(value))
            if not same and not whole:
                # One part of a larger input: the others are not what was asked about.
                continue
            still = same and plain is not None
            found |= set() if still else told
            more = {(text.partition(".")[0] if still else text, still) for text in told} - seen
            seen |= more
            todo += more
    return found


def _given(root: Node) -> Iterator[tuple[Node, Node]]:
    """Every name, or pattern of names, with a value that it is given."""
    for node in walk(root):
        if node.type in ("variable_declarator", "assignment_expression"):
            target = node.child_by_field_name("name") or node.child_by_field_name("left")
            value = node.child_by_field_name("value") or node.child_by_field_name("right")
            if target is not None and value is not None:
                yield target, value
