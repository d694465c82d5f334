"""Where an input stands in a test, and the test as an attack: the same calls with another input. Pure."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

SENT = "sent"
SEEN = "seen"
_ASKING = frozenset(("startswith", "endswith", "find", "index", "count", "lower", "upper", "strip", "split"))
"""Methods of text that say less than the text does."""
_TELLING_LESS = frozenset(("len", "isinstance", "bool", "type"))
_LARGEST = 4000
"""Characters of a test that is still made an attack; there are many attacks."""


@dataclass(frozen=True, slots=True)
class Site:
    """An input of a test: `honest` is what the test sends, `body` what it does with `sent` instead."""

    test: ast.FunctionDef
    honest: str
    body: tuple[ast.stmt, ...]
    path: bool = False
    """Whether the text is behind the `/` of a path, so that the test itself may open that file."""


def sites(test: ast.FunctionDef) -> Iterator[Site]:
    """Every text that a test hands to a call or makes a path of, by itself or as a part of an address.

    None where the test is decorated or takes anything but fixtures: what it is given then is not ours to say.
    """
    if not _only_fixtures(test) or len(ast.unparse(test)) > _LARGEST:
        return
    for node in _all_inputs(test.body):
        for honest, put in _replacements(node.value):
            acts = _acts(test.body, copy.deepcopy(test.body, {id(node): put}))
            if SENT in words(acts):
                yield Site(test, honest, acts, path=_behind_slash(test, node))


def words(body: Iterable[ast.stmt]) -> frozenset[str]:
    """Every name that statements bind or use."""
    used = {node.id for node in _nodes(body) if isinstance(node, ast.Name)}
    return bound(body) | used


def bound(body: Iterable[ast.stmt]) -> frozenset[str]:
    """Every name that statements bind, in whatever scope."""
    found: set[str] = set()
    for node in _nodes(body):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                found.add(name)
            case ast.arg(arg=name) | ast.ExceptHandler(name=str(name)):
                found.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                found.add(name)
            case ast.alias(name=name, asname=other):
                found.add(other or name.split(".")[0])
            case _:
                pass
    return frozenset(found)


def _nodes(body: Iterable[ast.stmt]) -> Iterator[ast.AST]:
    return (node for statement in body for node in ast.walk(statement))


def _only_fixtures(test: ast.FunctionDef) -> bool:
    own = test.args
    others = (*own.posonlyargs, *own.kwonlyargs, *own.defaults, own.vararg, own.kwarg)
    return not test.decorator_list and not any(others)


def everywhere(site: Site) -> tuple[ast.stmt, ...]:
    """The test of a site with `sent` in every place of the honest text: it stays one text, and works."""
    memo: dict[int, object] = {}
    for node in _all_inputs(site.test.body):
        put = next((put for honest, put in _replacements(node.value) if honest == site.honest), None)
        if put is not None:
            memo[id(node)] = put
    return _acts(site.test.body, copy.deepcopy(site.test.body, memo))


def _all_inputs(body: list[ast.stmt]) -> list[ast.Constant]:
    return [each for statement in body for each in _inputs(statement, within=False)]


def _acts(before: list[ast.stmt], body: list[ast.stmt]) -> tuple[ast.stmt, ...]:
    """The statements of a body that keep what they were given; none about a name that is no longer bound."""
    acts = [part for statement in body for part in _spoken(statement)]
    known = bound(before)
    while gone := (known - bound(acts)) & words(acts):
        acts = [act for act in acts if not gone & words([act])]
    return tuple(acts)


def _behind_slash(test: ast.FunctionDef, node: ast.Constant) -> bool:
    return any(
        isinstance(each, ast.BinOp) and isinstance(each.op, ast.Div) and each.right is node
        for each in ast.walk(test)
    )


def _inputs(node: ast.AST, *, within: bool) -> Iterator[ast.Constant]:
    """Texts among the arguments of calls, in containers there, and behind the `/` of a path."""
    match node:
        case ast.Constant(value=str() | bytes()):
            if within:
                yield node
        case ast.Dict(values=values):
            for value in values:
                yield from _inputs(value, within=within)
        case ast.Call(func=func, args=args, keywords=keywords):
            yield from _inputs(func, within=False)
            for part in (*args, *(keyword.value for keyword in keywords)):
                yield from _inputs(part, within=True)
        case ast.BinOp(op=ast.Div(), left=left, right=right):
            yield from _inputs(left, within=False)
            yield from _inputs(right, within=True)
        case ast.Subscript(value=value) | ast.Attribute(value=value):
            yield from _inputs(value, within=False)
        case ast.Compare() | ast.JoinedStr() | ast.Lambda():
            for inner in ast.iter_child_nodes(node):
                yield from _inputs(inner, within=False)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return
        case ast.Assign(value=ast.Constant() as value):
            yield from _inputs(value, within=True)
        case _:
            for inner in ast.iter_child_nodes(node):
                yield from _inputs(inner, within=within)


def _replacements(value: object) -> Iterator[tuple[str, ast.expr]]:
    """The honest text and what to put in its place; of an address each part that a client may choose."""
    if isinstance(value, bytes):
        with_text = value.decode("utf-8", "replace")
        if with_text.encode() == value:
            yield with_text, _parsed(f"{SENT}.encode()")
        return
    assert isinstance(value, str)
    if value.startswith("/") and " " not in value and "\n" not in value:
        yield from _parts_of_address(value)
    yield value, _parsed(SENT)


def _parts_of_address(address: str) -> Iterator[tuple[str, ast.expr]]:
    path, mark, query = address.partition("?")
    pairs = query.split("&") if mark else []
    for at, pair in enumerate(pairs):
        name, equals, value = pair.partition("=")
        if equals:
            head = f"{path}?{'&'.join((*pairs[:at], name))}="
            tail = "".join(f"&{other}" for other in pairs[at + 1 :])
            yield unquote(value), _address(head, tail)
    segments = path.split("/")
    for at in range(len(segments) - 1, 1, -1):
        if segments[at]:
            tail = "".join(f"/{other}" for other in segments[at + 1 :]) + mark + query
            yield unquote(segments[at]), _address("/".join(segments[:at]) + "/", tail)


def _address(head: str, tail: str) -> ast.expr:
    value = _parsed(f"quote({SENT}, safe='')")
    if set(head + tail) & set("'\"\\\n"):
        # Not every Python can write these in an f-string with quotes in it.
        whole = ast.BinOp(ast.Constant(head), ast.Add(), value)
        return ast.BinOp(whole, ast.Add(), ast.Constant(tail)) if tail else whole
    filled = ast.FormattedValue(value=value, conversion=-1)
    parts: list[ast.expr] = [ast.Constant(head), filled, *([ast.Constant(tail)] if tail else [])]
    return ast.JoinedStr(values=parts)


def _parsed(code: str) -> ast.expr:
    return ast.parse(code, mode="eval").body


def _spoken(statement: ast.stmt) -> Iterator[ast.stmt]:
    """A statement that keeps what it was given back instead of judging it."""
    match statement:
        case ast.Assert(test=test):
            yield from (_kept(value) for value in _values(test))
        case ast.With(items=items, body=body) if any(map(_raises, items)):
            others = [item for item in items if not _raises(item)]
            inner = [part for each in body for part in _spoken(each)]
            yield from [ast.With(items=others, body=inner or [ast.Pass()])] if others else inner
        case ast.Expr(value=ast.Call() | ast.Await() as value):
            yield _kept(value)
        case ast.Assign(targets=targets, value=value):
            yield statement
            named = [name for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)]
            if any(isinstance(part, ast.Call) for part in ast.walk(value)):
                yield from (_kept(ast.Name(name.id, ast.Load())) for name in named)
        case ast.Expr(value=ast.Constant()):
            return
        case ast.For() | ast.While() | ast.If() | ast.With() | ast.Try():
            _speak_within(statement)
            yield statement
        case _:
            yield statement


def _speak_within(statement: ast.For | ast.While | ast.If | ast.With | ast.Try) -> None:
    statement.body = [part for each in statement.body for part in _spoken(each)] or [ast.Pass()]
    if isinstance(statement, ast.With):
        return
    statement.orelse = [part for each in statement.orelse for part in _spoken(each)]
    if isinstance(statement, ast.Try):
        for handler in statement.handlers:
            handler.body = [part for each in handler.body for part in _spoken(each)] or [ast.Pass()]


def _raises(item: ast.withitem) -> bool:
    """Whether a context judges what is raised in it."""
    match item.context_expr:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in ("raises", "warns", "assertRaises", "RaisesGroup")
    return False


def _kept(value: ast.expr) -> ast.stmt:
    return ast.Expr(ast.Call(func=_parsed(f"{SEEN}.append"), args=[value], keywords=[]))


def _values(node: ast.AST) -> Iterator[ast.expr]:
    """What the code under test gave back, before a test looked at a part of it."""
    match node:
        case ast.Call(func=ast.Attribute(value=value, attr=attr)) if attr in _ASKING:
            yield from _values(value)
        case ast.Call(func=ast.Name(id=name), args=[ast.expr() as value, *_]) if name in _TELLING_LESS:
            yield from _values(value)
        case ast.Call() | ast.Await() | ast.NamedExpr():
            yield node
        case ast.Attribute(value=value) | ast.Subscript(value=value):
            yield from _values(value)
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            yield from _values(node.generators[0].iter)
        case ast.Lambda():
            return
        case _:
            for part in ast.iter_child_nodes(node):
                yield from _values(part)
