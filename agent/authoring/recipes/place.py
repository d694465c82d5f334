"""The code of a finding as recipes see it, and exact edits of it. Pure."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Edit:
    """Bytes `[start, end)` of the file, and what stands there instead."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """A repair: edits, imports and a helper function that the file may lack, and what is said of it."""

    edits: tuple[Edit, ...]
    summary: str
    imports: tuple[str, ...] = ()
    helper: str = ""
    assumptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A Python file, the functions around one finding, the innermost last, and the finding's lines."""

    source: bytes
    tree: ast.Module
    around: tuple[Function, ...]
    first: int
    last: int
    known: Mapping[str, str]
    """Names that stand for one import of the file's top wherever they are used, and where each comes from."""
    used: frozenset[str]
    """Every name that the file binds or reads."""

    @property
    def function(self) -> Function:
        """The innermost function."""
        return self.around[-1]

    def on(self, node: ast.AST) -> bool:
        """Whether a node begins on the lines of the finding."""
        return self.first <= getattr(node, "lineno", 0) <= self.last

    def calls(self) -> Iterator[ast.Call]:
        """The calls that begin on the lines of the finding."""
        return (node for node in ast.walk(self.function) if isinstance(node, ast.Call) and self.on(node))

    def origin(self, node: ast.expr) -> str:
        """What a name or an attribute is by the imports: `os.path.join`; empty where they do not tell."""
        match node:
            case ast.Name(id=name):
                return self.known.get(name, "")
            case ast.Attribute(value=value, attr=attr):
                whole = self.origin(value)
                return whole and f"{whole}.{attr}"
            case _:
                return ""

    def uses(self, *packages: str) -> bool:
        """Whether the file imports one of these packages, or something of it."""
        return any(origin.split(".")[0] in packages for origin in self.known.values())

    def may_import(self, statement: str) -> bool:
        """Whether an import of one name is there, or can be added, as the file uses it for nothing else."""
        (name, origin), *_ = _origins(ast.parse(statement).body[0])
        return self.known.get(name) == origin or name not in self.used

    def offset(self, line: int, column: int) -> int:
        """The byte at a line, from 1, and a column in bytes, as nodes have them."""
        return sum(map(len, self.source.split(b"\n")[: line - 1])) + line - 1 + column

    def span(self, node: ast.expr) -> tuple[int, int]:
        """Where a node begins and ends."""
        assert node.end_lineno is not None and node.end_col_offset is not None
        end = self.offset(node.end_lineno, node.end_col_offset)
        return self.offset(node.lineno, node.col_offset), end

    def text(self, node: ast.expr) -> str:
        """A node as it is written."""
        start, end = self.span(node)
        return self.source[start:end].decode()

    def instead(self, node: ast.expr, text: str) -> Edit:
        """An edit that replaces a node."""
        return Edit(*self.span(node), text)

    def behind(self, statement: ast.stmt, lines: list[str]) -> Edit | None:
        """An edit that puts lines behind a statement, as far in as it is; None where something is beside it.

        A line that begins with a tab means that blocks are indented by tabs.
        """
        assert statement.end_lineno is not None
        written = self.source.split(b"\n")
        margin = written[statement.lineno - 1][: statement.col_offset]
        rest = written[statement.end_lineno - 1][statement.end_col_offset :].strip()
        above = written[statement.lineno - 2] if statement.lineno > 1 else b""
        if margin.strip() or (rest and not rest.startswith(b"#")) or above.endswith(b"\\"):
            return None
        inner = "\t" if margin.startswith(b"\t") else "    "
        inside = (inner + line[4:] if line.startswith("    ") else line for line in lines)
        text = "".join(f"{margin.decode()}{line}\n" for line in inside)
        at = self.offset(statement.end_lineno + 1, 0)
        if at > len(self.source):
            return Edit(len(self.source), len(self.source), "\n" + text)
        return Edit(at, at, text)

    def binders(self, name: str) -> list[ast.AST]:
        """Every node of the function that gives a name a value, or may."""
        return [node for node in ast.walk(self.function) if name in bound(node)]

    def parameter(self, name: str) -> ast.arg | None:
        """The function's own parameter of that name."""
        return next((each for each in parameters(self.function) if each.arg == name), None)

    def assigned(self, name: str) -> ast.Assign | None:
        """The one plain assignment of a name in the function, at or before the finding.

        A parameter may have had the name before, but only an assignment that is always run hides it.
        """
        binders, parameter = self.binders(name), self.parameter(name)
        found = [
            node
            for node in (self.function.body if parameter else _own(self.function))
            if isinstance(node, ast.Assign) and len(node.targets) == 1 and node.lineno <= self.last
            and isinstance(node.targets[0], ast.Name) and node.targets[0].id == name
        ]  # fmt: skip
        return found[0] if len(found) == 1 and len(binders) == (2 if parameter else 1) else None

    def only(self, name: str) -> ast.Assign | None:
        """The plain assignment of a name that nothing else in the whole file binds."""
        nodes = list(ast.walk(self.tree))
        binders = [node for node in nodes if name in bound(node)]
        plain = (node for node in nodes if isinstance(node, ast.Assign) and node.targets == binders)
        return next(plain, None)


def parameters(function: Function) -> list[ast.arg]:
    """All that a function can be given."""
    given = function.args
    every = (*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg)
    return [each for each in every if each]


def bound(node: ast.AST) -> tuple[str, ...]:
    """The names that a node itself binds."""
    match node:
        case ast.Name(ctx=ast.Load()) | ast.keyword():
            return ()
        case ast.Name(id=name):
            return (name,)
        case ast.alias(name=name, asname=other):
            return (other or name.split(".")[0],)
        case ast.Global(names=names) | ast.Nonlocal(names=names):
            return tuple(names)
        case _:
            fields = (getattr(node, field, None) for field in ("name", "arg", "rest"))
            return tuple(name for name in fields if isinstance(name, str))


def _own(function: Function) -> Iterator[ast.stmt]:
    """The statements of a function, without those of functions and classes in it."""
    left: list[ast.AST] = list(function.body)
    while left:
        node = left.pop()
        if isinstance(node, ast.stmt):
            yield node
        if not isinstance(node, Function | ast.ClassDef | ast.Lambda):
            left += ast.iter_child_nodes(node)


def _origins(node: ast.stmt) -> list[tuple[str, str]]:
    """What an import binds: each name, and where it comes from."""
    match node:
        case ast.Import(names=names):
            return [(n.asname or _root(n), n.name if n.asname else _root(n)) for n in names]
        case ast.ImportFrom(module=module, names=names, level=0):
            return [(n.asname or n.name, f"{module}.{n.name}") for n in names]
        case _:
            return []


def _root(name: ast.alias) -> str:
    """What `import a.b` binds."""
    return name.name.split(".")[0]


def places(source: bytes, spans: list[tuple[int, int]]) -> list[Place] | None:
    """The place of each finding, given its first and last line; None where one is in no function.

    Carriage returns and form feeds are counted differently by parsers, and after `import *` no name is sure.
    """
    if b"\r" in source or b"\f" in source:
        return None
    tree = ast.parse(source.decode())
    nodes = list(ast.walk(tree))
    names = [name for node in nodes for name in bound(node)]
    if "*" in names:
        return None
    reads = {node.id for node in nodes if isinstance(node, ast.Name)}
    functions = sorted((n for n in nodes if isinstance(n, Function)), key=lambda n: (n.lineno, n.col_offset))
    found: list[Place] = []
    for first, last in spans:
        around = tuple(n for n in functions if n.lineno <= first and last <= (n.end_lineno or 0))
        if not around:
            return None
        above = [pair for node in tree.body if node.lineno < around[0].lineno for pair in _origins(node)]
        known = {name: origin for name, origin in above if names.count(name) == above.count((name, origin))}
        found.append(Place(source, tree, around, first, last, known, frozenset(reads.union(names))))
    return found
