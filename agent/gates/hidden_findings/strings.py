"""Text that is put together in a roundabout way, as a plain sum or one constant."""

from __future__ import annotations

import ast
import re

_OPERATORS: dict[str, ast.operator] = {"add": ast.Add(), "concat": ast.Add(), "mod": ast.Mod()}
_DUNDERS: dict[str, ast.operator] = {"__add__": ast.Add(), "__mod__": ast.Mod()}


def joined(node: ast.BinOp | ast.Call) -> ast.expr:
    """The same text more plainly, or the very node when it is plain already."""
    if isinstance(node, ast.BinOp):
        return _sum(node)
    match node.func, node.args:
        case ast.Attribute(ast.Constant(value=str(glue)), "join"), [
            ast.List(elts=parts) | ast.Tuple(elts=parts)
        ] if parts and not any(isinstance(part, ast.Starred) for part in parts):
            return _glued(glue, parts)
        case ast.Attribute(ast.Name("str"), method), [subject, *rest] if method in ("join", "format"):
            return ast.Call(ast.Attribute(subject, method, ast.Load()), rest, node.keywords)
        case ast.Attribute(left, dunder), [right] if dunder in _DUNDERS:
            return ast.BinOp(left, _DUNDERS[dunder], right)
        case ast.Attribute(ast.Name("operator"), name), [left, right] if name in _OPERATORS:
            return ast.BinOp(left, _OPERATORS[name], right)
        case ast.Attribute(ast.Constant(value=str(text)), "replace"), [ast.Constant(value=str(mark)), value]:
            if mark and mark in text and not isinstance(value, ast.Constant):
                head, _, tail = text.partition(mark)
                return _chain([ast.Constant(head), value, ast.Constant(tail)])
        case ast.Attribute(ast.Call(template, [ast.Constant(value=str(text))]), "substitute"), []:
            if ast.unparse(template).rpartition(".")[2] == "Template":
                pattern = re.sub(r"\$\{?(\w+)\}?", r"{\1}", text)
                return ast.Call(ast.Attribute(ast.Constant(pattern), "format", ast.Load()), [], node.keywords)
        case ast.Attribute(ast.Constant(value=str()) as text_node, "format_map"), [ast.Dict() as table]:
            return ast.Call(ast.Attribute(text_node, "format", ast.Load()), [], [ast.keyword(None, table)])
    return node


def _sum(node: ast.BinOp) -> ast.expr:
    match node:
        case ast.BinOp(ast.Constant(value=str(left)), ast.Add(), ast.Constant(value=str(right))):
            return ast.Constant(left + right)
        case ast.BinOp(
            ast.BinOp(before, ast.Add(), ast.Constant(value=str(left))),
            ast.Add(),
            ast.Constant(value=str(right)),
        ):
            return ast.BinOp(before, ast.Add(), ast.Constant(left + right))
    return node


def _glued(glue: str, parts: list[ast.expr]) -> ast.expr:
    pieces: list[ast.expr] = []
    for part in parts:
        if pieces and glue:
            pieces.append(ast.Constant(glue))
        pieces.append(part)
    return _chain(pieces)


def _chain(pieces: list[ast.expr]) -> ast.expr:
    total = pieces[0]
    for piece in pieces[1:]:
        added = ast.BinOp(total, ast.Add(), piece)
        total = _sum(added)
    return total
