"""Python source with the detours that a patch added undone. Pure."""

from __future__ import annotations

import ast
import codecs
import functools
import re
import tokenize
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import PurePosixPath

from agent.domain import Change
from agent.gates.hidden_findings.bindings import Environment, base_texts, bound_names, new_functions
from agent.gates.hidden_findings.plain import Plain
from agent.gates.hidden_findings.rewrite import Undo
from agent.gates.imports.parse import parse_python

_ROUNDS = 6
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def exports(changes: Sequence[Change]) -> dict[str, dict[str, ast.expr]]:
    """What new Python files define that is only another name for something, by the file's stem."""
    found = {}
    for change in changes:
        if change.before is None and change.after is not None and change.path.endswith(".py"):
            tree = parse_python(change.after)
            if isinstance(tree, ast.Module):
                empty = ast.Module([], [])
                found[PurePosixPath(change.path).stem] = {
                    **bound_names(tree, "", base_texts(empty), {}),
                    **new_functions(tree, base_texts(empty)),
                }
    return found


def undo(
    before: bytes, after: bytes, sinks: frozenset[str], foreign: Mapping[str, dict[str, ast.expr]]
) -> Plain:
    """The patched source without the aliases and detours that are not in `before`.

    `sinks` are names of functions that the findings call: a new wrapper around one is looked through.
    Raises RecursionError for a file that is nested too deeply.
    """
    if _misplaced(after):
        return Plain(after, trouble="its encoding or its line ends hide where things stand")
    base = parse_python(before)
    if not isinstance(base, ast.Module):
        base = ast.Module([], [])
    known = base_texts(base)
    words: dict[str, None] = {}
    source = after
    for _ in range(_ROUNDS):
        tree = parse_python(source)
        if not isinstance(tree, ast.Module):
            return Plain(source, tuple(words), "it does not parse")
        changed, short = _round(tree, source, Environment(tree, known, foreign), sinks, words)
        if len(changed) > 2 * len(after) + 4_000 or not isinstance(parse_python(changed), ast.Module):
            return Plain(source, tuple(words), "its new names cannot be undone")
        if changed == source:
            return Plain(source, tuple(words), "its new names unfold without end" if short else "")
        source = changed
    return Plain(source, tuple(words), f"after {_ROUNDS} rounds there are still new names to undo")


def _misplaced(source: bytes) -> bool:
    """Whether the syntax tree counts lines or columns in another way than the bytes do."""
    try:
        encoding = tokenize.detect_encoding(BytesIO(source).readline)[0]
    except SyntaxError:
        return True
    return encoding not in ("utf-8", "utf-8-sig") or re.search(rb"\r(?!\n)", source) is not None


def _round(
    tree: ast.Module, source: bytes, environment: Environment, sinks: frozenset[str], words: dict[str, None]
) -> tuple[bytes, bool]:
    """One pass over every expression of the file; each that changes is written anew on one line.

    And whether some name was left because what it stands for is too long.
    """
    starts = [0]
    for line in source.split(b"\n"):
        starts.append(starts[-1] + len(line) + 1)
    starts[0] = len(codecs.BOM_UTF8) if source.startswith(codecs.BOM_UTF8) else 0
    pieces: list[tuple[int, int, str]] = []
    held = functools.cache(environment.within)
    short = False
    for expression, scope in _expressions(tree, ""):
        rewriter = Undo(held(scope), environment.known, sinks, words)
        plain = rewriter.plain(expression)
        short = short or rewriter.short
        if plain is not None and expression.end_lineno and expression.end_col_offset is not None:
            begin = starts[expression.lineno - 1] + expression.col_offset
            end = starts[expression.end_lineno - 1] + expression.end_col_offset
            pieces.append((begin, end, plain))
    for begin, end, plain in sorted(pieces, reverse=True):
        source = source[:begin] + plain.encode() + source[end:]
    return source, short


def _expressions(node: ast.AST, scope: str) -> Iterator[tuple[ast.expr, str]]:
    """The whole expressions of every statement, and the dotted name of the function they are in."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            if not isinstance(getattr(child, "ctx", None), ast.Store | ast.Del):
                yield child, scope
        elif isinstance(child, _SCOPES):
            inner = f"{scope}.{child.name}" if scope else child.name
            yield from _expressions(child, inner)
        elif not isinstance(child, ast.arguments | ast.pattern):
            yield from _expressions(child, scope)
