"""Constants of a Python module that stand under a name, with adjoining strings put together. Pure."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from agent.credentials.naming import Literal, Place
from agent.gates.imports.parse import parse_python

_LOOKUPS = frozenset(("get", "getenv", "setdefault", "pop", "config", "env", "str", "get_secret", "getattr"))
# Which positional argument of a cryptographic call is key, salt or vector.
_CRYPTO = {
    "hmac.new": (0,), "hmac.digest": (0,), "Fernet": (0,), "pbkdf2_hmac": (2,), "AES.new": (0, 2),
    "DES.new": (0, 2), "DES3.new": (0, 2), "ChaCha20.new": (0,), "CBC": (0,), "CTR": (0,), "GCM": (0,),
    "algorithms.AES": (0,), "jwt.encode": (1,), "jwt.decode": (1,), "URLSafeTimedSerializer": (0,),
    "URLSafeSerializer": (0,), "TimestampSigner": (0,), "Signer": (0,), "AESGCM": (0,), "PBKDF2": (1,),
}  # fmt: skip
_SAME_TEXT = ("encode", "strip", "lower", "decode")
_MATERIAL_KEYWORDS = frozenset(("key", "salt", "iv", "nonce", "pepper", "secret"))


def python_literals(source: bytes) -> tuple[tuple[Literal, ...], frozenset[str]] | None:
    """Named constants, and every constant at all; None when the file cannot be parsed."""
    tree = parse_python(source)
    if not isinstance(tree, ast.Module):
        return None
    every = frozenset(
        text for node in ast.walk(tree) if isinstance(node, ast.expr) for text in [constant(node)[0]] if text
    )
    return tuple(literal for node in ast.walk(tree) for literal in _named(node)), every


def _named(node: ast.AST) -> Iterator[Literal]:
    match node:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield from _pair(target, value)
        case (
            ast.AnnAssign(target=target, value=ast.expr() as value)
            | ast.AugAssign(target=target, op=ast.Add(), value=value)
            | ast.NamedExpr(target=target, value=value)
        ):
            yield from _pair(target, value)
        case ast.keyword(arg="auth" | "basic_auth", value=ast.Tuple(elts=[_, value])):
            yield from _under("password", value, Place.ASSIGNED)
        case ast.keyword(arg=str(name), value=value):
            yield from _under(name, value, Place.ASSIGNED)
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                yield from _under(constant(key)[0] if key is not None else "", value, Place.ITEM)
        case ast.arguments():
            yield from _defaults(node)
        case ast.Compare(left=left, ops=ops, comparators=[*others]):
            for one, other in ((left, others[0]), (others[0], left)):
                if isinstance(ops[0], ast.Eq | ast.NotEq):
                    yield from _under(_name(one), other, Place.COMPARED)
        case ast.Call():
            yield from _call(node)


def _pair(target: ast.expr, value: ast.expr) -> Iterator[Literal]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, part in zip(target.elts, value.elts, strict=False):
            yield from _pair(one, part)
    else:
        yield from _under(_name(target), value, Place.ASSIGNED)


def _defaults(node: ast.arguments) -> Iterator[Literal]:
    plain = [*node.posonlyargs, *node.args]
    pairs = zip(plain[len(plain) - len(node.defaults) :], node.defaults, strict=True)
    for arg, value in (*pairs, *zip(node.kwonlyargs, node.kw_defaults, strict=True)):
        if value is not None:
            yield from _under(arg.arg, value, Place.ASSIGNED)


def _under(name: str, value: ast.expr, place: Place) -> Iterator[Literal]:
    """A constant, or what an `or`, a condition or a wrapping call falls back on, under one name.

    What falls back on another fallback goes by the names of all of them.
    """
    pending: list[tuple[tuple[str, ...], ast.expr, Place]] = [((name,), value, place)]
    while pending:
        names, part, spot = pending.pop()
        match part:
            case ast.BoolOp(op=ast.Or(), values=[first, *rest]):
                inner = _name(first) if isinstance(first, ast.Call | ast.Subscript) else ""
                both = tuple(dict.fromkeys((*((inner,) if inner else ()), *names)))
                pending += [(both, one, Place.FALLBACK) for one in reversed(rest)]
            case ast.IfExp(body=body, orelse=orelse):
                pending += [(names, one, Place.FALLBACK) for one in (orelse, body)]
            case ast.Call() if (fallback := _fallback(part)) is not None:
                pending.append((names, fallback, Place.FALLBACK))
        text, raw = constant(part)
        yield from (Literal(one, text, spot, part.lineno, raw) for one in names if one and text)


def _call(node: ast.Call) -> Iterator[Literal]:
    short, two = _called(node.func)
    args = node.args
    fallback = _fallback(node)
    if fallback is not None:
        yield from _under(_name(node), fallback, Place.FALLBACK)
    if short in ("login", "HTTPBasicAuth", "BasicAuth") and len(args) > 1 and constant(args[0])[0]:
        yield from _under("password", args[1], Place.ASSIGNED)
    if short == "compare_digest":
        for one, other in (args[:2], args[1::-1]) if len(args) == 2 else ():
            yield from _under(_name(one), other, Place.COMPARED)
    for at in _CRYPTO.get(two) or _CRYPTO.get(short, ()):
        if at < len(args):
            yield from _material(args[at])
    if short in _CRYPTO or two in _CRYPTO or short in ("blake2b", "blake2s", "scrypt", "pbkdf2_hmac"):
        for keyword in node.keywords:
            if keyword.arg in _MATERIAL_KEYWORDS and not (
                keyword.arg == "salt" and not constant(keyword.value)[1]
            ):
                yield from _material(keyword.value)


def _called(function: ast.expr) -> tuple[str, str]:
    """The last name of what is called, and that with the one before it."""
    match function:
        case ast.Name(id=name):
            return name, name
        case ast.Attribute(ast.Name(id=owner) | ast.Attribute(attr=owner), name):
            return name, f"{owner}.{name}"
        case ast.Attribute(attr=name):
            return name, name
    return "", ""


def _fallback(node: ast.Call) -> ast.expr | None:
    """What a look-up answers when there is nothing to find."""
    function = node.func
    short = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    args = node.args[1:] if short == "getattr" else node.args
    if short not in _LOOKUPS or not args:
        return None
    named = (keyword.value for keyword in node.keywords if keyword.arg in ("default", "fallback"))
    return args[1] if len(args) > 1 else next(named, None)


def _material(value: ast.expr) -> Iterator[Literal]:
    text, raw = constant(value)
    if text:
        yield Literal("key", text, Place.CRYPTO, value.lineno, raw)


def _name(node: ast.expr) -> str:
    while (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _SAME_TEXT
    ):
        node = node.func.value
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(slice=key):
            return constant(key)[0]
        case ast.Call(func=ast.Name(id="getattr"), args=[_, key, *_]) | ast.Call(args=[key, *_]):
            return constant(key)[0]
    return ""


def constant(node: ast.expr | None, depth: int = 8) -> tuple[str, bool]:
    """The text that an expression of constants stands for, else an empty one; and whether it is bytes."""
    if depth == 0:
        return "", False
    match node:
        case ast.Constant(value=str(text)):
            return text, False
        case ast.Constant(value=bytes(data)):
            return data.decode("latin-1").replace("\0", "0"), True
        case ast.JoinedStr(values=parts):
            texts = [constant(part, depth - 1)[0] for part in parts]
            return ("".join(texts) if all(texts) else ""), False
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            one, other = constant(left, depth - 1), constant(right, depth - 1)
            return (one[0] + other[0], one[1] or other[1]) if one[0] and other[0] else ("", False)
        case ast.BinOp(left=left, op=ast.Mult(), right=ast.Constant(value=int(times))) if 0 < times <= 4096:
            text, raw = constant(left, depth - 1)
            return text * (times if len(text) * times <= 4096 else 1), raw
        case ast.Call(func=ast.Name(id="bytes"), args=[ast.Constant(value=int(size))]):
            return "0" * min(size, 64), True
        case ast.Call(func=ast.Name(id="bytes" | "bytearray"), args=[inner, *_]):
            return constant(inner, depth - 1)[0], True
        case ast.Call(func=ast.Attribute(attr="fromhex" | "b64decode" | "unhexlify"), args=[inner, *_]):
            return constant(inner, depth - 1)[0], True
        case ast.Call(func=ast.Attribute(attr="encode", value=inner)):
            return constant(inner, depth - 1)[0], True
        case (
            ast.Call(func=ast.Name(id="str"), args=[inner, *_])
            | ast.Call(func=ast.Attribute(attr="decode", value=inner))
        ):
            return constant(inner, depth - 1)[0], False
        case ast.Call(
            func=ast.Attribute(attr="join", value=by), args=[ast.List(elts=parts) | ast.Tuple(elts=parts)]
        ):
            texts = [constant(part, depth - 1)[0] for part in parts]
            joint = constant(by, depth - 1)[0]
            return (joint.join(texts) if all(texts) else ""), False
    return "", False
