"""The imports that a fix needs, added, and those that it made useless, dropped. Pure."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

_BOM = "\ufeff"


def add_imports(path: str, source: str, statements: Sequence[str]) -> str:
    """`source` with those of `statements` that it lacks, in the place where the language keeps imports.

    Python and JavaScript/TypeScript are known; a file of another language, or one that does not parse,
    comes back as it was, and the syntax gate then names what is missing.
    """
    if source.startswith(_BOM):
        return _BOM + add_imports(path, source.removeprefix(_BOM), statements)
    newline = "\r\n" if "\r\n" in source else "\n"
    if path.endswith((".py", ".pyi")):
        return _python(source, statements, newline)
    if re.search(r"\.[cm]?[jt]sx?$", path):
        return _javascript(source, statements, newline)
    return source


def drop_unused(path: str, before: str, after: str) -> str:
    """`after` without the plain `import x` lines that `before` used and `after` no longer does.

    Only whole statements of one name go, only in Python, and never in a package's `__init__`, whose names
    others may import from it.
    """
    if not path.endswith(".py") or path.endswith("__init__.py"):
        return after
    if after.startswith(_BOM):
        return _BOM + drop_unused(path, before, after.removeprefix(_BOM))
    try:
        old, new = ast.parse(before.removeprefix(_BOM)), ast.parse(after)
    except SyntaxError:
        return after
    unused = _used(old) - _used(new)
    useless = {
        node.lineno
        for node in new.body
        if isinstance(node, ast.Import) and len(node.names) == 1 and node.lineno == node.end_lineno
        and (node.names[0].asname or node.names[0].name) in unused
    }  # fmt: skip
    lines = _lines(after)
    alone = {n for n in useless if re.fullmatch(r"import [\w.]+( as \w+)?\s*", lines[n - 1])}
    return "".join(line for number, line in enumerate(lines, 1) if number not in alone)


def _used(module: ast.Module) -> set[str]:
    """Every name that is read anywhere, and every string: `__all__` and annotations name things too."""
    names = {node.id for node in ast.walk(module) if isinstance(node, ast.Name)}
    return names | {
        n.value for n in ast.walk(module) if isinstance(n, ast.Constant) and isinstance(n.value, str)
    }


def _lines(source: str) -> list[str]:
    """Lines as the parser counts them: `str.splitlines` also breaks at form feeds and the like."""
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$", source)


def _python(source: str, statements: Sequence[str], newline: str) -> str:
    try:
        module = ast.parse(source)
    except SyntaxError:
        return source
    present = {bound for node in module.body for bound in _bindings(node)}
    missing = [s for s in statements if not present.issuperset(_bindings(ast.parse(s).body[0]))]
    if not missing:
        return source
    lines = _lines(source)
    imports = [node for node in module.body if isinstance(node, ast.Import | ast.ImportFrom)]
    at = _python_place(module, imports, min(missing))
    block = "".join(statement + newline for statement in missing)
    if at and not lines[at - 1].endswith(("\n", "\r")):
        block = newline + block
    if at and not any(node.end_lineno == at for node in imports):
        block = newline + block
    if not imports and at < len(lines) and lines[at].strip():
        block += newline
    return "".join(lines[:at]) + block + "".join(lines[at:])


def _bindings(node: ast.stmt) -> set[tuple[str, str]]:
    """What an import statement binds: pairs of local name and what it stands for."""
    if isinstance(node, ast.Import):
        # `import a.b` binds `a`, and makes a.b loadable: both count.
        return {(alias.asname or alias.name, alias.name) for alias in node.names}
    if isinstance(node, ast.ImportFrom):
        origin = "." * node.level + (node.module or "")
        return {(alias.asname or alias.name, f"{origin}:{alias.name}") for alias in node.names}
    return set()


def _python_place(module: ast.Module, imports: Sequence[ast.stmt], wanted: str) -> int:
    """How many lines stay above the new imports: sorted among the leading ones, else below the docstring."""
    others = [
        node for node in imports if not (isinstance(node, ast.ImportFrom) and node.module == "__future__")
    ]
    before = [n for n in _leading(module, others) if isinstance(n, ast.Import) and ast.unparse(n) < wanted]
    if before:
        return before[-1].end_lineno or 0
    if others:
        return others[0].lineno - 1
    if imports:
        return imports[-1].end_lineno or 0
    if not module.body:
        return 0
    first = module.body[0]
    if (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    ):
        return first.end_lineno or 0
    line = first.lineno
    if isinstance(first, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        line = min([line, *(decorator.lineno for decorator in first.decorator_list)])
    return line - 1


def _leading(module: ast.Module, imports: Sequence[ast.stmt]) -> list[ast.stmt]:
    """The first unbroken run of imports; those after other code may be there for a reason."""
    run: list[ast.stmt] = []
    for node in module.body:
        if node in imports:
            run.append(node)
        elif run:
            break
    return run


_JS_IMPORT = re.compile(r"^(import\b.*|(?:const|let|var)\s+[^=]+=\s*require\([^)]*\);?)\s*$", re.MULTILINE)
_JS_HEADER = re.compile(r"\A(#![^\n]*\n)?(\s*(['\"])use strict\3;?[^\n]*\n)?")


def _javascript(source: str, statements: Sequence[str], newline: str) -> str:
    missing = [
        s
        for s in statements
        if not re.search(r"^\s*" + re.escape(s.rstrip(";")) + ";?", source, re.MULTILINE)
    ]
    if not missing:
        return source
    block = "".join(statement + newline for statement in missing)
    first = _JS_IMPORT.search(source)
    header = _JS_HEADER.match(source)
    at = first.start() if first else (header.end() if header else 0)
    return source[:at] + block + source[at:]
