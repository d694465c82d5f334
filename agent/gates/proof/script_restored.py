"""A JavaScript patch with the found code as it was, and all else of the patch around it. Pure.

Where an attack succeeds on that, it is the found code itself that the patch repaired. A check that stands
behind it and looks at what came of it is then one more layer, which a proof need not tell apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tree_sitter import Node

from agent.gates.imports.treesitter import text_of, walk
from agent.gates.proof.mutant import ALL_LAYERS, RESTORED, Mutant
from agent.gates.proof.script_checks import added, callee, layers, refuses
from agent.gates.proof.script_edit import (
    COMPOUND,
    Edit,
    bound,
    contains,
    edited,
    function_around,
    replaced,
    same,
)

_LISTS = ("program", "statement_block", "switch_case", "switch_default")
_LOOPS = ("for_statement", "for_in_statement", "while_statement", "do_statement")
_LEAVES = ("return_statement", "throw_statement")
_DECLARATIONS = ("lexical_declaration", "variable_declaration")


def restored(
    path: str, after: bytes, old: Node, new: Node, pairs: Sequence[tuple[Node, Node]]
) -> tuple[Mutant, ...]:
    """The patched file with the found statements of base; none where no check behind them could be spared.

    `pairs` are the found statements with what took their place.
    """
    sinks = [now for _, now in pairs]
    changed = [(was, now) for was, now in pairs if _text(was) != _text(now)]
    fresh = added(old, new, sinks)
    if any(contains(now, node) for _, now in changed for node in fresh):
        return ()
    backs = [_put_back(was, now) for was, now in changed]
    edits = [edit for edit in backs if edit is not None]
    once = len({(now.start_byte, now.end_byte) for _, now in changed}) == len(edits) == len(changed)
    spares = _spares(old, new, sinks) if changed and once else ()
    if not spares:
        return ()
    again = " ".join(_required(old, new))
    start = next(node.start_byte for node in new.named_children if not _opening(node))
    imports = [Edit(start, start, again.encode() + b" ")] if again else []
    data = edited(path, after, [*imports, *edits])
    return () if data is None else (Mutant(RESTORED, data, spares=spares),)


def _text(node: Node) -> str:
    return " ".join(text_of(node).split())


def _put_back(was: Node, now: Node) -> Edit | None:
    """What base did, under the name that the patch goes on with; None where the two do not fit together."""
    if was.type in COMPOUND or now.type in COMPOUND:
        return None
    before, place = _value(was), _given(now)
    if before is not None and place is not None:
        return replaced(place, before.text or b"")
    if now.type in _DECLARATIONS or (was.type in _LEAVES and now.type not in _LEAVES):
        return None
    return replaced(now, was.text or b"")


def _given(node: Node) -> Node | None:
    """The value of a declaration of one name or pattern, or of an assignment."""
    part = node.named_children[0] if len(node.named_children) == 1 else None
    if part is None or part.type not in ("variable_declarator", "assignment_expression"):
        return None
    return part.child_by_field_name("value") or part.child_by_field_name("right")


def _value(node: Node) -> Node | None:
    """What a statement gives, returns or is."""
    if node.type in ("return_statement", "expression_statement") and _given(node) is None:
        return next((part for part in node.named_children if part.type != "comment"), None)
    return _given(node)


def _spares(old: Node, new: Node, sinks: Sequence[Node]) -> tuple[str, ...]:
    """The layers that stand behind all of the statements; a title that stands for another one too is none."""
    found = layers(old, new, sinks)
    late = [x for x in found if refuses(x.node, sinks) and all(_behind(sink, x.node) for sink in sinks)]
    early = {layer.title for layer in found if layer not in late}
    titles = {layer.title for layer in late} - early
    return (*sorted(titles), *([] if early else [ALL_LAYERS])) if titles else ()


def _behind(sink: Node, check: Node) -> bool:
    """Whether a check follows a statement in the same function.

    In a loop around both it would stand in front of the statement's next round.
    """
    one, other = function_around(sink), function_around(check)
    if (one is None) != (other is None) or (one is not None and other is not None and not same(one, other)):
        return False
    found = False
    inner, outer = check, check.parent
    while outer is not None:
        if outer.type in _LOOPS and contains(outer, sink):
            return False
        found = found or (
            outer.type in _LISTS and contains(outer, sink) and sink.end_byte <= inner.start_byte
        )
        if contains(outer, sink) and not found:
            return False
        inner, outer = outer, outer.parent
    return found


def _opening(node: Node) -> bool:
    """What has to stay at the top of a file."""
    first = next(iter(node.named_children), None)
    directive = node.type == "expression_statement" and first is not None and first.type == "string"
    return directive or node.type in ("hash_bang_line", "comment")


def _required(old: Node, new: Node) -> Iterator[str]:
    """Imports and `require` declarations of the module that the patch took away, or what it took of them."""
    there = {_text(node) for node in new.named_children}
    named = {name for node in new.named_children for name in _names(node)}
    for node in old.named_children:
        if _text(node) in there or not _brings(node):
            continue
        gone = [name for name in _names(node) if name not in named]
        if gone and len(gone) == len(_names(node)):
            yield text_of(node).rstrip(";") + ";"
        elif gone:
            yield from _parts(node, gone)


def _brings(node: Node) -> bool:
    required = (part for part in walk(node) if part.type == "call_expression" and callee(part) == "require")
    return node.type == "import_statement" or (
        node.type in _DECLARATIONS and next(required, None) is not None
    )


def _names(node: Node) -> list[str]:
    """The names that a statement of the module brings."""
    if node.type in _DECLARATIONS:
        return bound(node)
    if node.type != "import_statement":
        name = node.child_by_field_name("name")
        return [] if name is None else [text_of(name)]
    clause = next((part for part in node.named_children if part.type == "import_clause"), None)
    found = []
    for part in walk(clause) if clause is not None else ():
        if part.type == "import_specifier":
            found.append(text_of(part.child_by_field_name("alias") or part.child_by_field_name("name")))
        elif part.type == "identifier" and part.parent is not None and part.parent.type != "import_specifier":
            found.append(text_of(part))
    return found


def _parts(node: Node, names: Sequence[str]) -> Iterator[str]:
    """Of `const { a, b } = require("c")` and `import { a, b } from "c"` what gives the names."""
    for part in walk(node):
        if part.type == "import_specifier":
            name = text_of(part.child_by_field_name("alias") or part.child_by_field_name("name"))
            if name in names:
                yield f"import {{ {text_of(part)} }} from {text_of(node.child_by_field_name('source'))};"
        elif part.type == "object_pattern" and part.parent is not None:
            value = text_of(part.parent.child_by_field_name("value"))
            kept = [text_of(x) for x in part.named_children if _last(x) in names]
            if kept and part.parent.type == "variable_declarator":
                yield f"const {{ {', '.join(kept)} }} = {value};"


def _last(node: Node) -> str:
    """The name that one property of a pattern gives."""
    return text_of(node.child_by_field_name("value") or node)
