"""Wrong versions of a JavaScript file: of base, for the controls to notice, and of a patch. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from tree_sitter import Node

from agent.diff import Opcode, opcodes
from agent.domain import Change
from agent.gates.imports.js import parse_js
from agent.gates.imports.treesitter import text_of, walk
from agent.gates.proof.mutant import DELETED, Mutant
from agent.gates.proof.script_checks import callee, unchecked
from agent.gates.proof.script_edit import (
    Edit,
    answer,
    at_lines,
    bound,
    contains,
    edited,
    functions_at,
    names_in,
    replaced,
    rows,
    same,
    statements,
    tokens,
)
from agent.gates.proof.script_restored import restored

_COMMENT = "comment"


def base_mutants(path: str, source: bytes, lines: Sequence[int]) -> tuple[Mutant, ...]:
    """Base without the feature that the findings on `lines` are in; none when it does not parse."""
    root = parse_js(path, source)
    if root.has_error:
        return ()
    functions, sinks = functions_at(root, lines), at_lines(root, lines)
    return _unlike(path, source, _crippled(path, source, functions, sinks))


def patch_mutants(change: Change, lines: Sequence[int]) -> tuple[Mutant, ...]:
    """Wrong fixes made from a patched file; `lines` are those of the findings at base.

    Of a file without findings only the checks that the patch added to it are taken away.
    """
    path, before, after = change.path, change.before or b"", change.after
    if after is None:
        return ()
    old, new = parse_js(path, before), parse_js(path, after)
    if old.has_error or new.has_error:
        return ()
    codes = opcodes(before.split(b"\n"), after.split(b"\n"))
    there = _mapped(codes, lines)
    functions, pairs = _functions(old, new, lines, codes, there), _matched(old, new, lines, there)
    sinks = list({(now.start_byte, now.end_byte): now for _, now in pairs}.values())
    found = [*_reverted(path, before, after, codes, lines)] if lines else []
    found += _crippled(path, after, functions, sinks)
    found += unchecked(path, after, old, new, sinks)
    found += restored(path, after, old, new, pairs)
    origin = tokens(path, before)
    mutants = _unlike(path, after, found)
    return tuple(replace(m, after=before) if tokens(path, m.after) == origin else m for m in mutants)


def _unlike(path: str, source: bytes, mutants: Sequence[Mutant]) -> tuple[Mutant, ...]:
    """Those that do anything else than the source."""
    own = tokens(path, source)
    return tuple(mutant for mutant in mutants if tokens(path, mutant.after) != own)


def _crippled(path: str, source: bytes, functions: Sequence[Node], sinks: Sequence[Node]) -> list[Mutant]:
    """The functions left at once and always throwing, and the file without what the statements do."""
    made: list[tuple[str, list[Edit]]] = []
    for function in functions:
        ends = answer(function)
        made.append(("an early return", [_early(function, b"return " + ends + b";", ends or b"undefined")]))
        throws = _hangs_up(ends) + b'throw new Error("broken on purpose");'
        made.append(("a raise", [_early(function, throws, b"{ " + throws + b" }")]))
    inside = [node for node in sinks if any(contains(function, node) for function in functions)]
    # What a module does when it is loaded (a server started, a route set up) is a feature too.
    gone = [_gone(node) for node in inside or sinks]
    if gone:
        made.append((DELETED, gone))
    mutants = ((name, edited(path, source, edits)) for name, edits in made)
    return [Mutant(name, data) for name, data in mutants if data is not None]


def _hangs_up(ends: bytes) -> bytes:
    """As the end of its process would do to a handler's caller, where a test runner keeps it alive."""
    return ends.replace(b".end()", b".destroy(); ")


def _early(function: Node, statement: bytes, expression: bytes) -> Edit:
    body = function.child_by_field_name("body")
    assert body is not None, "the grammar gives every function a body"
    if body.type == "statement_block":
        return Edit(body.start_byte + 1, body.start_byte + 1, b" " + statement)
    return replaced(body, expression)


def _gone(node: Node) -> Edit:
    """A statement without what it does: its names stay, and a request that it answered is ended."""
    if node.type in ("lexical_declaration", "variable_declaration"):
        names = bound(node)
        return replaced(node, f"let {', '.join(names)};".encode() if names else b";")
    ends = answer(node)
    if node.type == "return_statement":
        return replaced(node, b"return " + ends + b";")
    answers = bool(ends) and ends.partition(b".")[0].decode() in names_in(node)
    return replaced(node, ends + b";" if answers else b";")


def _reverted(
    path: str, before: bytes, after: bytes, codes: Sequence[Opcode], lines: Sequence[int]
) -> Iterator[Mutant]:
    """The patch with base again where the findings are, and with nothing but its comments."""
    old, new = before.split(b"\n"), after.split(b"\n")
    remarks = _comment_lines(path, after)
    around = {line for function in functions_at(parse_js(path, before), lines) for line in rows(function)}
    # A check that is left before the old line would still be a right fix, so the whole function goes back.
    touched = [c for c in codes if c[0] != "equal" and _touches(c, around | set(lines))]
    parts = [line for c in codes for line in (old[c[1] : c[2]] if c in touched else new[c[3] : c[4]])]
    data = b"\n".join(parts)
    if touched and not parse_js(path, data).has_error:
        yield Mutant("the unpatched line", data)
    kept: list[bytes] = []
    for tag, i, j, k, m in codes:
        kept += [new[at] for at in range(k, m) if tag != "equal" and at + 1 in remarks]
        kept += old[i:j]
    data = b"\n".join(kept)
    if not parse_js(path, data).has_error:
        yield Mutant("only the comments", data)


def _touches(code: Opcode, span: Collection[int]) -> bool:
    _, i, j, _, _ = code
    return any(i <= line - 1 < j for line in span) or (i == j and i + 1 in span and i in span)


def _comment_lines(path: str, source: bytes) -> frozenset[int]:
    """Lines that hold a comment and nothing else."""
    held: set[int] = set()
    code: set[int] = set()
    for node in walk(parse_js(path, source)):
        if node.type == _COMMENT:
            held.update(rows(node))
        elif not node.children:
            code.update(rows(node))
    return frozenset(held - code)


def _mapped(codes: Sequence[Opcode], lines: Sequence[int]) -> tuple[int, ...]:
    """Lines of the patched file that stand where those of base stood, or were written in their place."""
    found: set[int] = set()
    for tag, i, j, k, m in codes:
        for line in lines:
            if i <= line - 1 < j:
                found |= {k + line - i} if tag == "equal" else set(range(k + 1, m + 1))
    return tuple(sorted(found))


def _functions(
    old: Node, new: Node, lines: Sequence[int], codes: Sequence[Opcode], there: Sequence[int]
) -> list[Node]:
    """The functions that the findings are in after the patch: by their first line, or else by place."""
    begun = [rows(function).start for function in functions_at(old, lines)]
    starts = {line for first in begun for line in _mapped([c for c in codes if c[0] == "equal"], [first])}
    kinds = {function.type for function in functions_at(old, lines)}
    kept = [node for node in walk(new) if node.type in kinds and rows(node).start in starts]
    outer = [node for node in kept if not any(contains(o, node) and not same(o, node) for o in kept)]
    return outer or functions_at(new, there)


def _matched(old: Node, new: Node, lines: Sequence[int], there: Sequence[int]) -> list[tuple[Node, Node]]:
    """Each finding's statement at base and the one that took its place: on its lines, else the most alike."""
    found: list[tuple[Node, Node]] = []
    for sink in at_lines(old, lines):
        near = at_lines(new, there) or list(statements(new))
        alike = sorted(near, key=lambda node: _likeness(sink, node))
        if alike:
            found.append((sink, alike[-1]))
    return found


def _likeness(one: Node, other: Node) -> tuple[int, float, int]:
    """How much two statements have in common: calls first, then their text; the later one wins."""
    ratio = difflib.SequenceMatcher(None, text_of(one)[:2000], text_of(other)[:2000]).ratio()
    return len(_calls(one) & _calls(other)), ratio, other.start_byte


def _calls(node: Node) -> set[str]:
    return {callee(part) for part in walk(node) if part.type == "call_expression"}
