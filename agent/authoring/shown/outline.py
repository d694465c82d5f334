"""Where a file's imports, functions and classes are. Pure."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator

from agent.authoring.answers.blocks import Block as Block
from agent.authoring.answers.blocks import Kind as Kind
from agent.authoring.answers.blocks import Outline as Outline
from agent.authoring.answers.blocks import Parameter, Signature
from agent.authoring.shown.outline_script import script_outline

_LANGUAGES = (
    (r"\.pyi?$", "python"),
    (r"\.[cm]?jsx?$", "javascript"),
    (r"\.[cm]?ts$", "typescript"),
    (r"\.tsx$", "tsx"),
)


def language(path: str) -> str:
    """`python`, `javascript`, `typescript`, `tsx`, or empty for anything else."""
    return next((name for pattern, name in _LANGUAGES if re.search(pattern, path)), "")


def outline(path: str, source: str) -> Outline | None:
    """The outline of a file, or None when its language is not known or it does not parse."""
    name = language(path)
    if name == "python":
        return _python(source)
    return script_outline(name, source) if name else None


def _python(source: str) -> Outline | None:
    with warnings.catch_warnings():
        # Old escapes in somebody's strings are no concern of the operator's.
        warnings.simplefilter("ignore")
        try:
            return _of_module(ast.parse(source), source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def _of_module(module: ast.Module, source: str) -> Outline:
    nodes = list(ast.walk(module))
    imports = [n for n in module.body if isinstance(n, ast.Import | ast.ImportFrom)]
    strings = [n for n in nodes if isinstance(n, ast.JoinedStr) or _is_text(n)]
    return Outline(
        tuple((node.lineno, node.end_lineno or node.lineno) for node in imports),
        tuple(sorted(_python_blocks(nodes, source), key=lambda block: (block.start, -block.end))),
        tuple(_python_kind(node) for node in module.body),
        frozenset(line for n in strings for line in range(_line(n) + 1, _last_line(n) + 1)),
    )


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)


def _line(node: ast.AST) -> int:
    return int(getattr(node, "lineno", 0))


def _last_line(node: ast.AST) -> int:
    return int(getattr(node, "end_lineno", 0))


def _python_kind(node: ast.stmt) -> str:
    if isinstance(node, ast.Import | ast.ImportFrom):
        return "import"
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return "function"
    return "class" if isinstance(node, ast.ClassDef) else "other"


def _python_blocks(nodes: list[ast.AST], source: str) -> Iterator[Block]:
    data = source.encode("utf-8", "surrogatepass")
    breaks = [found.span() for found in re.finditer(rb"\r\n|\r|\n", data)]
    starts = [0, *(after for _, after in breaks)]
    ends = [*(before for before, _ in breaks), len(data)]
    for node in nodes:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        kind = Kind.CLASS if isinstance(node, ast.ClassDef) else Kind.FUNCTION
        start = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
        last = node.end_lineno or node.lineno
        # A definition begins its row, and nothing but a comment can follow it on its last.
        first = starts[start - 1] + node.col_offset
        core = (starts[node.lineno - 1] + node.col_offset, ends[last - 1])
        yield Block(
            kind, node.name, start, node.lineno, last, _signature(node), (first, core[1]), core, core[0]
        )


def _signature(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Signature:
    return Signature(
        "def",
        ("async",) if isinstance(node, ast.AsyncFunctionDef) else (),
        () if isinstance(node, ast.ClassDef) else tuple(_parameters(node.args)),
        tuple(ast.unparse(decorator) for decorator in node.decorator_list),
    )


def _parameters(given: ast.arguments) -> Iterator[Parameter]:
    plain = [*given.posonlyargs, *given.args]
    required = len(plain) - len(given.defaults)
    for number, each in enumerate(plain):
        yield _parameter(each, "", number >= required)
        if number + 1 == len(given.posonlyargs):
            yield Parameter("/", "", False)
    if given.vararg is not None:
        yield _parameter(given.vararg, "*", False)
    elif given.kwonlyargs:
        yield Parameter("*", "", False)
    for each, default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
        yield _parameter(each, "", default is not None)
    if given.kwarg is not None:
        yield _parameter(given.kwarg, "**", False)


def _parameter(each: ast.arg, stars: str, optional: bool) -> Parameter:
    return Parameter(stars + each.arg, ast.unparse(each.annotation) if each.annotation else "", optional)
