"""Functions that only hand on, and their calls with the body in place."""

from __future__ import annotations

import ast
import copy

_PLAIN = ast.Name | ast.Constant | ast.JoinedStr | ast.BinOp | ast.BoolOp | ast.UnaryOp
_HANDING = frozenset({"str", "join", "format", "strip", "bool", "encode", "decode", "lower", "upper", "copy"})
SINKS = frozenset((
    "system", "popen", "run", "call", "check_call", "check_output", "Popen", "getoutput", "exec",
    "eval", "compile", "execute", "executemany", "executescript", "raw", "loads", "load", "unsafe_load",
    "urlopen", "open", "send_file", "redirect", "render_template_string", "Markup", "mktemp",
    "extractall", "extract", "md5", "sha1", "create_subprocess_shell", "execSync", "spawn", "spawnSync",
    "query", "Function",
))  # fmt: skip


def as_lambda(node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.Lambda | None:
    """A function of assignments and one final `return` or call, as one expression; None for any other."""
    body = [s for s in node.body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]
    if not body or (node.decorator_list and not _is_static(node)):
        return None
    local: dict[str, ast.expr] = {}
    for statement in body[:-1]:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name not in local:
                local[name] = _Filled(local).visit(copy.deepcopy(value))
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value) if name not in local:
                local[name] = _Filled(local).visit(copy.deepcopy(value))
            case ast.Import() | ast.ImportFrom():
                pass
            case _:
                return None
    match body[-1]:
        case ast.Return(value=ast.expr() as result) | ast.Expr(value=result):
            # The caller awaits it.
            inner = result.value if isinstance(result, ast.Await) else result
            return ast.Lambda(node.args, _Filled(local).visit(copy.deepcopy(inner)))
    return None


def _is_static(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    names = [mark.id for mark in node.decorator_list if isinstance(mark, ast.Name)]
    return len(names) == len(node.decorator_list) and set(names) <= {"staticmethod", "classmethod"}


def hands_on(body: ast.expr, sinks: frozenset[str]) -> bool:
    """Whether looking through a function shows the same value or the same sink; a sanitizer is neither."""
    if isinstance(body, ast.Call):
        name = body.func.attr if isinstance(body.func, ast.Attribute) else getattr(body.func, "id", "")
        return (
            name in sinks or name in SINKS or name in _HANDING or isinstance(body.func, ast.Lambda | ast.Call)
        )
    if isinstance(body, ast.BoolOp):
        return all(hands_on(value, sinks) for value in body.values)
    if isinstance(body, ast.UnaryOp):
        return hands_on(body.operand, sinks)
    if isinstance(body, ast.BinOp):
        return isinstance(body.op, ast.Add | ast.Mod)
    if isinstance(body, ast.Attribute):
        return hands_on(body.value, frozenset())
    return isinstance(body, _PLAIN)


def inlined(call: ast.Call, function: ast.Lambda, bound: bool = False) -> ast.expr | None:
    """The body with the call's arguments in it; None when they do not fit. `bound`: `self` is not given."""
    spots = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
    if bound and spots and spots[0] in ("self", "cls"):
        spots = spots[1:]
    unpacked = any(isinstance(a, ast.Starred) for a in call.args) or any(k.arg is None for k in call.keywords)
    if unpacked and not (function.args.vararg or function.args.kwarg):
        return None
    defaults = dict(zip(reversed(spots), reversed(function.args.defaults), strict=False))
    pairs = zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)
    values: dict[str, ast.expr] = {**defaults, **{a.arg: d for a, d in pairs if d is not None}}
    values |= dict(zip(spots, call.args, strict=False))
    wanted = {*spots, *(a.arg for a in function.args.kwonlyargs)}
    values |= {k.arg: k.value for k in call.keywords if k.arg in wanted and k.arg is not None}
    more_args = call.args[len(spots) :]
    more_keywords = [k for k in call.keywords if k.arg not in wanted]
    if not wanted <= values.keys():
        return None
    if (more_args and not function.args.vararg) or (more_keywords and not function.args.kwarg):
        return None
    rest = (
        (function.args.vararg.arg if function.args.vararg else "", more_args),
        (function.args.kwarg.arg if function.args.kwarg else "", more_keywords),
    )
    filled: ast.expr = _Filled(values, *rest).visit(copy.deepcopy(function.body))
    return filled


class _Filled(ast.NodeTransformer):
    """Puts arguments in place of parameters; `*args` and `**kwargs` are handed on whole."""

    def __init__(
        self,
        values: dict[str, ast.expr],
        args: tuple[str, list[ast.expr]] = ("", []),
        keywords: tuple[str, list[ast.keyword]] = ("", []),
    ) -> None:
        self._values = values
        self._args = args
        self._keywords = keywords

    def visit_Name(self, node: ast.Name) -> ast.expr:
        value = self._values.get(node.id)
        return node if value is None or not isinstance(node.ctx, ast.Load) else copy.deepcopy(value)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        args: list[ast.expr] = []
        for argument in node.args:
            match argument:
                case ast.Starred(value=ast.Name(id=name)) if name and name == self._args[0]:
                    args += self._args[1]
                case _:
                    args.append(argument)
        keywords: list[ast.keyword] = []
        for keyword in node.keywords:
            match keyword:
                case ast.keyword(arg=None, value=ast.Name(id=name)) if name and name == self._keywords[0]:
                    keywords += self._keywords[1]
                case _:
                    keywords.append(keyword)
        node.args, node.keywords = args, keywords
        self.generic_visit(node)
        return node
