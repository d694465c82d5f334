"""One expression with its detours undone: aliases, names given as text, wrappers, unpacked arguments."""

from __future__ import annotations

import ast
import copy
from collections.abc import Mapping

from agent.gates.hidden_findings.bindings import Known, dotted
from agent.gates.hidden_findings.inline import hands_on, inlined
from agent.gates.hidden_findings.strings import joined

_CONTAINERS = (ast.Dict, ast.List, ast.Tuple, ast.Set)
# Nodes that one expression may grow by in one pass: names can be made to unfold without end.
_GROWTH = 4_000
_MODULE_TABLES = ("globals", "vars", "locals")
_IMPORTERS = ("__import__", "import_module")


class Undo(ast.NodeTransformer):
    """Rewrites expressions. `names` are the new names, `known` what is not new; `words` is told each step.

    `short` tells whether a name was left since what it stands for is too long.
    """

    def __init__(
        self, names: Mapping[str, ast.expr], known: Known, sinks: frozenset[str], words: dict[str, None]
    ) -> None:
        self._names = names
        self._known = known
        self._sinks = sinks
        self._words = words
        self._left = _GROWTH
        self.short = False

    def plain(self, expression: ast.expr) -> str | None:
        """The expression as it is without detours, or None when it has none."""
        used = {n.id for n in ast.walk(expression) if isinstance(n, ast.Name)}
        text = ast.unparse(expression)
        if text in self._known.expressions and not used & self._names.keys():
            return None
        plain = ast.unparse(self.visit(copy.deepcopy(expression)))
        return None if plain == text else f"({plain})" if isinstance(expression, ast.NamedExpr) else plain

    def visit_Name(self, node: ast.Name) -> ast.expr:
        value = self._names.get(node.id)
        if value is None or not isinstance(node.ctx, ast.Load) or isinstance(value, ast.Lambda):
            return node
        if not self._affords(value):
            return node
        self._told(f"the name `{node.id}` is undone")
        return copy.deepcopy(value)

    def visit_Lambda(self, node: ast.Lambda) -> ast.expr:
        """Its parameters hide the names outside."""
        hidden = {a.arg for a in ast.walk(node.args) if isinstance(a, ast.arg)}
        inner = Undo(
            {n: v for n, v in self._names.items() if n not in hidden}, self._known, self._sinks, self._words
        )
        node.body = inner.visit(node.body)
        self.short = self.short or inner.short
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        """A list to compare with stays a name: `x in ALLOWED` is what the reader and the rule look for."""
        node.left = self.visit(node.left)
        node.comparators = [
            side if isinstance(self._value(side), _CONTAINERS) else self.visit(side)
            for side in node.comparators
        ]
        match node:
            case ast.Compare(ast.Constant(value=one), [ast.Eq()], [ast.Constant(value=other)]):
                return ast.Constant(one == other)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        value = self._value(node)
        if value is not None and not isinstance(value, ast.Lambda) and self._affords(value):
            self._told(f"the name `{ast.unparse(node)}` is undone")
            return copy.deepcopy(value)
        if not isinstance(self._value(node.value), (*_CONTAINERS, ast.Constant)):
            node.value = self.visit(node.value)
        match node.value:
            case ast.Name(id="builtins" | "__builtins__"):
                return self._became(node, ast.Name(node.attr, ast.Load()))
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        self.generic_visit(node)
        match node:
            case ast.Subscript(ast.Call(ast.Name(id=table), []), ast.Constant(value=str(name))) if (
                table in _MODULE_TABLES
            ):
                return self._became(node, ast.Name(name, ast.Load()))
            case ast.Subscript(ast.Call(ast.Name(id="vars"), [owner]), ast.Constant(value=str(name))):
                return self._became(node, ast.Attribute(owner, name, ast.Load()))
            case ast.Subscript(ast.Attribute(owner, "__dict__"), ast.Constant(value=str(name))):
                return self._became(node, ast.Attribute(owner, name, ast.Load()))
            case ast.Subscript(ast.Attribute(ast.Name("sys"), "modules"), ast.Constant(value=str(name))):
                return self._became(node, dotted(name))
            case ast.Subscript(ast.Name(id="__builtins__"), ast.Constant(value=str(name))):
                return self._became(node, ast.Name(name, ast.Load()))
            case ast.Subscript(ast.Dict(keys, values), ast.Constant(value=key)):
                for candidate, value in zip(keys, values, strict=True):
                    if isinstance(candidate, ast.Constant) and candidate.value == key:
                        return self._became(node, value)
            case ast.Subscript(ast.List(elts=items) | ast.Tuple(elts=items), ast.Constant(value=int(at))):
                if -len(items) <= at < len(items):
                    return self._became(node, items[at])
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        return self._joined(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        self.generic_visit(node)
        match node:
            case ast.UnaryOp(ast.Not(), ast.Constant(value=value)):
                return ast.Constant(not value)
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        text = ast.unparse(node)
        receiver = node.func.value if isinstance(node.func, ast.Attribute) else None
        if receiver is None or not isinstance(self._value(receiver), _CONTAINERS):
            node.func = self.visit(node.func)
        node.args = [self.visit(argument) for argument in node.args]
        for keyword in node.keywords:
            keyword.value = self.visit(keyword.value)
        if text in self._known.expressions and ast.unparse(node) == text:
            return node
        self._unpack(node)
        return self._called(node)

    def _called(self, node: ast.Call) -> ast.expr:
        if isinstance(node.func, ast.NamedExpr):
            self._told(f"the name `{ast.unparse(node.func.target)}` is undone")
            node.func = node.func.value
        wrapper = node.func if isinstance(node.func, ast.Lambda) else self._value(node.func)
        if isinstance(wrapper, ast.Lambda) and hands_on(wrapper.body, self._sinks):
            affords = self._affords(wrapper.body, sum(1 for _ in ast.walk(node)))
            body = inlined(node, wrapper, isinstance(node.func, ast.Attribute)) if affords else None
            if body is not None:
                return self._became(
                    node, body, f"the wrapper `{ast.unparse(node.func)[:60]}` is looked through"
                )
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        match node.func, node.args:
            case ast.Name(id="getattr"), [owner, ast.Constant(value=str(attribute)), *_]:
                return self._became(node, ast.Attribute(owner, attribute, ast.Load()))
            case _, [ast.Constant(value=str(module)), *_] if name in _IMPORTERS:
                return self._became(node, dotted(module))
            case ast.Call(ast.Name(id="partial") | ast.Attribute(attr="partial"), [inner, *first], more), _:
                given = {k.arg for k in node.keywords}
                kept = [k for k in more if k.arg not in given]
                return self._became(node, ast.Call(inner, [*first, *node.args], [*kept, *node.keywords]))
            case ast.Call(func, [ast.Constant(value=str(attribute)), *first], more), [owner]:
                if _named(func, "attrgetter"):
                    return self._became(node, ast.Attribute(owner, attribute, ast.Load()))
                if _named(func, "methodcaller"):
                    return self._became(
                        node, ast.Call(ast.Attribute(owner, attribute, ast.Load()), first, more)
                    )
            case ast.Name(id="map"), [function, ast.List(elts=items) | ast.Tuple(elts=items)]:
                each: list[ast.expr] = [ast.Call(function, [item], []) for item in items]
                return self._became(node, ast.List(each, ast.Load()))
            case ast.Attribute(inner, "__call__"), _:
                return self._became(node, ast.Call(inner, node.args, node.keywords))
            case ast.Name(id="bool"), [ast.Constant(value=value)]:
                return self._became(node, ast.Constant(bool(value)))
        return self._joined(node)

    def _unpack(self, node: ast.Call) -> None:
        """`f(*[a, b], **{"c": d})` is `f(a, b, c=d)`."""
        args: list[ast.expr] = []
        for argument in node.args:
            match argument:
                case ast.Starred(value=ast.List(elts=items) | ast.Tuple(elts=items)):
                    args += items
                    self._told("unpacked arguments are written out")
                case _:
                    args.append(argument)
        keywords: list[ast.keyword] = []
        for keyword in node.keywords:
            values = _table(keyword.value) if keyword.arg is None else None
            if values is None:
                keywords.append(keyword)
            else:
                keywords += [ast.keyword(name, value) for name, value in values]
                self._told("unpacked arguments are written out")
        node.args, node.keywords = args, [self._truth(keyword) for keyword in keywords]

    def _truth(self, keyword: ast.keyword) -> ast.keyword:
        """`shell=1` for `shell=True`, where the file said it with a truth value before."""
        match keyword:
            case ast.keyword(arg=str(name), value=ast.Constant(value=value)) if not isinstance(value, bool):
                if any(f"{name}={bool(value)}" in text for text in self._known.expressions):
                    self._told(f"`{name}={value!r}` is written as `{name}={bool(value)}`")
                    return ast.keyword(name, ast.Constant(bool(value)))
        return keyword

    def _joined(self, node: ast.BinOp | ast.Call) -> ast.expr:
        if ast.unparse(node) in self._known.expressions:
            return node
        plain = joined(node)
        return node if plain is node else self._became(node, plain)

    def _value(self, node: ast.expr) -> ast.expr | None:
        """What a new name stands for."""
        match node:
            case ast.Name(id=name):
                return self._names.get(name)
            case ast.Attribute(ast.Name(id=owner), attribute):
                return self._names.get(f"{owner}.{attribute}")
        return None

    def _affords(self, value: ast.expr, times: int = 1) -> bool:
        """Whether a value may still be put in place of a name."""
        self._left -= times * sum(1 for _ in ast.walk(value))
        self.short = self.short or self._left <= 0
        return self._left > 0

    def _became(self, node: ast.expr, plain: ast.expr, words: str = "") -> ast.expr:
        self._told(words or f"`{ast.unparse(node)[:60]}` is written as `{ast.unparse(plain)[:60]}`")
        return plain

    def _told(self, words: str) -> None:
        self._words[words] = None


def _named(node: ast.expr, name: str) -> bool:
    return (isinstance(node, ast.Name) and node.id == name) or (
        isinstance(node, ast.Attribute) and node.attr == name
    )


def _table(node: ast.expr) -> list[tuple[str | None, ast.expr]] | None:
    """The pairs of a literal `{"a": 1}` or `dict(a=1)`."""
    match node:
        case ast.Dict(keys, values):
            found: list[tuple[str | None, ast.expr]] = []
            for key, value in zip(keys, values, strict=True):
                if not (
                    isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value.isidentifier()
                ):
                    return None
                found.append((key.value, value))
            return found
        case ast.Call(ast.Name(id="dict"), [], keywords):
            return [(keyword.arg, keyword.value) for keyword in keywords]
    return None
