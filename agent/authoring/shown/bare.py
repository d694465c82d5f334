"""Code without what only speaks to a reader: no comments, no docstrings, no sentences in strings. Pure.

Rows stay where they are. A string that holds a sentence keeps its signs and placeholders, so that one still
sees what is put into it, but none of its letters. What stands between an f-string's braces is code.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

import tree_sitter
import tree_sitter_javascript
import tree_sitter_typescript

from agent.authoring.shown.outline import language

_MOST_WORDS = 2
_MOST_RUNS = 5
_MOST_LETTERS = 80
_GRAMMARS = {
    "javascript": tree_sitter_javascript.language,
    "typescript": tree_sitter_typescript.language_typescript,
    "tsx": tree_sitter_typescript.language_tsx,
}
_OPENING = frozenset({"FSTRING_START", "TSTRING_START"})
_CLOSING = frozenset({"FSTRING_END", "TSTRING_END"})
_COMMENTS = frozenset({"comment", "html_comment", "hash_bang_line"})
_LETTERS = re.compile(r"[^\W\d_]{2,}")
# `%s` is a placeholder, and `!r` belongs to the code.
_LETTER = re.compile(r"(?<![%!])[^\W\d_]")
_PREFIX = re.compile(r"[a-zA-Z]{0,3}(?=[\"'])")
# Twofold braces and named letters put no value into an f-string.
_BRACE = re.compile(r"\{\{|\\N\{[^{}]*\}|(\{)")
_MOST_TRIES = 40
# Of a quote this much has to be code: a name or two, and what is done with them.
_LEAST_CODE = 4


class Kind(Enum):
    """What a stretch is that is no code: a comment, a string that stands alone, any other string, or a part
    of one that speaks as a whole."""

    COMMENT = 1
    LONE = 2
    TEXT = 3
    SPEECH = 4


@dataclass(frozen=True, slots=True)
class Stretch:
    """No code, from byte `start` to `end` of the UTF-8 text."""

    start: int
    end: int
    kind: Kind


def stretches(path: str, source: str) -> tuple[Stretch, ...] | None:
    """Comments and strings of a file, in order; None in other languages, and where it does not parse."""
    spoken = language(path)
    if not spoken or "\r" in source:
        return None
    if spoken != "python":
        parser = tree_sitter.Parser(tree_sitter.Language(_GRAMMARS[spoken]()))
        root = parser.parse(source.encode("utf-8", "surrogatepass")).root_node
        return None if root.has_error else tuple(sorted(_in_script(root), key=lambda each: each.start))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return tuple(_in_python(source))
        except (SyntaxError, tokenize.TokenError, ValueError, RecursionError, MemoryError):
            return None


def bare(path: str, source: str) -> str | None:
    """The file's code alone; None where nobody can tell what of it is code."""
    found = stretches(path, source)
    if found is None:
        return None
    data, parts, done = source.encode("utf-8", "surrogatepass"), [], 0
    for each in found:
        text = data[each.start : each.end].decode("utf-8", "replace")
        parts += [data[done : each.start].decode("utf-8", "replace"), _silenced(text, each.kind)]
        done = each.end
    return "".join((*parts, data[done:].decode("utf-8", "replace")))


def code_letters(source: str, found: Sequence[Stretch], quote: str) -> int:
    """How many letters of a quote, white space aside, are code where the file holds it best; 0 if nowhere."""
    data, spoken = source.encode("utf-8", "surrogatepass"), bytearray()
    for each in found:
        spoken += bytes(each.start - len(spoken)) + b"\1" * (each.end - each.start)
    spoken += bytes(len(data) - len(spoken))
    solid = [n for n, letter in enumerate(data) if not bytes((letter,)).isspace()]
    squeezed, wanted = bytes(data[n] for n in solid), "".join(quote.split()).encode("utf-8", "surrogatepass")
    best, at = 0, squeezed.find(wanted) if wanted else -1
    while at >= 0:
        best = max(best, sum(not spoken[n] for n in solid[at : at + len(wanted)]))
        at = squeezed.find(wanted, at + 1)
    return best


def rests_on_code(path: str, text: str, quote: str) -> bool:
    """Whether the file at `path` with this text holds the quote, and not in comments and strings alone."""
    found = stretches(path, text)
    return found is not None and code_letters(text, found, quote) >= _LEAST_CODE


def _silenced(text: str, kind: Kind) -> str:
    rows = "\n" * text.count("\n")
    if kind is Kind.COMMENT:
        return rows
    if kind is Kind.LONE:
        return f'""{rows}'
    if kind is Kind.TEXT and not _speaks(text):
        return text
    found = _PREFIX.match(text)
    prefix = found[0] if found else ""
    return prefix + _LETTER.sub("_", text[len(prefix) :])


def _speaks(text: str) -> bool:
    """Whether a string may hold a sentence, with spaces between its words or without."""
    words = sum(_LETTERS.search(word) is not None for word in text.split())
    return words > _MOST_WORDS or len(text) > _MOST_LETTERS or len(_LETTERS.findall(text)) > _MOST_RUNS


def _in_python(source: str, inner: bool = False) -> Iterator[Stretch]:
    """Comments and strings of a file, or of an `inner` expression, where no string stands alone."""
    lone = [
        ((node.lineno, node.col_offset), (node.end_lineno or 0, node.end_col_offset or 0))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Expr) and _is_text(node.value) and not inner
    ]
    data, lines = source.encode("utf-8", "surrogatepass"), source.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line.encode("utf-8", "surrogatepass")) + 1)
    for name, start, end in _literals(source):
        first, after = (
            (row, len(lines[row - 1][:column].encode("utf-8", "surrogatepass")))
            for row, column in (start, end)
        )
        begin, stop = starts[first[0] - 1] + first[1], starts[after[0] - 1] + after[1]
        if name == "COMMENT":
            yield Stretch(begin, stop, Kind.COMMENT)
        elif any(begun <= first and after <= ended for begun, ended in lone):
            yield Stretch(begin, stop, Kind.LONE)
        else:
            yield from _in_literal(data[begin:stop].decode("utf-8", "surrogatepass"), begin)


def _literals(source: str) -> Iterator[tuple[str, tuple[int, int], tuple[int, int]]]:
    """Comments and whole strings, f-strings too, with their first and last row and column."""
    opened: list[tuple[int, int]] = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        name = tokenize.tok_name[token.type]
        if name in _OPENING:
            opened.append(token.start)
        elif name in _CLOSING:
            start = opened.pop()
            if not opened:
                yield "STRING", start, token.end
        elif name in ("COMMENT", "STRING") and not opened:
            yield name, token.start, token.end


def _in_literal(text: str, begin: int) -> Iterator[Stretch]:
    """What of a string is no code: all of it, but for the values that are put into an f-string."""
    prefix = _PREFIX.match(text)
    values = list(_values(text)) if prefix and {"f", "t"} & set(prefix[0].lower()) else []
    edges = [0, *(edge for value in values for edge in value), len(text)]
    parts = list(zip(edges[::2], edges[1::2], strict=True))
    kind = Kind.SPEECH if _speaks(" ".join(text[start:end] for start, end in parts)) else Kind.TEXT
    at = [begin + len(text[:edge].encode("utf-8", "surrogatepass")) for edge in edges]
    for n in range(0, len(edges), 2):
        yield Stretch(at[n], at[n + 1], kind)
        if n + 2 < len(edges):
            # Brackets hold together what goes over several lines.
            for each in _in_python(f"({text[edges[n + 1] : edges[n + 2]]}\n)", inner=True):
                yield Stretch(at[n + 1] + each.start - 1, at[n + 1] + each.end - 1, each.kind)


def _values(text: str) -> Iterator[tuple[int, int]]:
    """Where the expressions between an f-string's braces begin and end."""
    done = 0
    for brace in _BRACE.finditer(text):
        if not brace[1] or brace.start() < done:
            continue
        start = end = brace.end()
        for _ in range(_MOST_TRIES):
            end = text.find("}", end)
            if end < 0:
                return
            length = _expression(text[start:end])
            if length:
                yield start, start + length
                done = end
                break
            end += 1


def _expression(text: str) -> int:
    """How long the expression is that the text begins with, before its conversion and format; 0 for none."""
    ends = [match.start() for match in re.finditer(r"[!:=]", text)][:_MOST_TRIES]
    for end in (len(text), *reversed(ends)):
        if text[end:].count("{") == text[end:].count("}"):
            try:
                ast.parse(f"({text[:end]}\n)", mode="eval")
            except SyntaxError:
                continue
            return end if text[:end].strip() else 0
    return 0


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
    )


def _in_script(root: tree_sitter.Node) -> Iterator[Stretch]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        waiting += node.named_children
        if node.type in _COMMENTS:
            yield Stretch(node.start_byte, node.end_byte, Kind.COMMENT)
        elif node.type in ("string", "jsx_text", "regex"):
            parent = node.parent
            alone = parent is not None and parent.type == "expression_statement" and node.type == "string"
            yield Stretch(node.start_byte, node.end_byte, Kind.LONE if alone else Kind.TEXT)
        elif node.type == "template_string":
            yield from _in_template(node)


def _in_template(node: tree_sitter.Node) -> Iterator[Stretch]:
    """What stands between the values of a template, which are code."""
    start = node.start_byte
    for part in node.named_children:
        if part.type == "template_substitution":
            yield Stretch(start, part.start_byte, Kind.TEXT)
            start = part.end_byte
    yield Stretch(start, node.end_byte, Kind.TEXT)
