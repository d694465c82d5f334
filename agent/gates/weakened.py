"""Tests that no patch may weaken. Pure."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from agent.domain import Change
from agent.gates.imports.parse import parse_python
from agent.gates.pysource import uses, written

_TEST_FILE = re.compile(
    r"(^|/)(tests?|__tests__|spec)/|(^|/)(test_[^/]*|conftest\.py|tests?\.\w+|[^/]*_test\.\w+|[^/]*\.(test|spec)\.\w+)$"
)
# Python: looked for in what `pysource.uses` yields.
_SKIPPING = re.compile(
    r"^@.*\b(skip|todo)\($|^(pytest|unittest|nose\w*)(\.\w+)*\.skip\($|\bmark\.skip\($"
    r"|(^|\.)(skipTest|SkipTest|skipIf|skipUnless|skipif|xfail|expectedFailure|importorskip|__test__|collect_ignore\w*)\($"
)
_ASSERTING = re.compile(r"assert|fail$|raises$|warns$|deprecated_call$")
_RUN_ANYWAY = ("test", "setUp", "tearDown", "setup", "teardown", "asyncSetUp", "asyncTearDown")

# Other languages: looked for in the text, comments left out.
_COMMENT = re.compile(r"(?<![:\"'])//[^\n]*|/\*.*?(\*/|\Z)", re.DOTALL)
_SKIP_WORDS = re.compile(
    r"\b(?:it|test|describe|suite|context|specify|t|this)(?:\.\w+)*\.(?:skip|only|todo|failing|fixme|skipIf|runIf)\b"
    r"|\b(?:x|f)(?:it|describe|test)\s*\(|\b(?:skip|todo|only)\s*:\s*(?!false\b)"
)
_ASSERTION_WORDS = re.compile(
    r"\bassert(?:\.\w+)*\s*\((?!\s*(?:true|1)\s*[,)])|\bexpect\s*\((?!\s*(?:true|false|null|\d+)\s*\))|\.should\b"
    r"|\bt\.(?!skip|todo|plan)\w+\s*\(|\bassert\w*!?\s(?!\()"
)
_TEST_NAME = re.compile(r"\b(?:it|test)(?:\.\w+)?\s*\(\s*(['\"`])(.*?)\1|\bdef\s+(test\w*)")

_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class _Tests:
    """What a test file checks. `bodies` holds each test's lines, `returns` how often it leaves early.

    `checks` holds the assertions that each test or fixture makes, those of its helpers included.
    """

    bodies: dict[str, tuple[str, ...]]
    returns: dict[str, int]
    twins: int
    checks: dict[str, Counter[str]]
    constants: int
    skips: int


def weakened_test(change: Change) -> str:
    """Why a changed test file counts as weakened; empty when it does not, or is no test file."""
    if change.before is None or not _TEST_FILE.search(change.path):
        return ""
    if change.path.endswith(".py"):
        old, new = parse_python(change.before), parse_python(change.after or b"")
        if isinstance(old, ast.Module) and isinstance(new, ast.Module):
            return _compare(_tests(old, change.before), _tests(new, change.after or b""))
    return _compare(_by_words(change.before), _by_words(change.after or b""))


def _compare(before: _Tests, after: _Tests) -> str:
    fresh = Counter(body for name, body in after.bodies.items() if name not in before.bodies)
    for name, body in before.bodies.items():
        if name not in after.bodies and not fresh[body]:
            return f"removes the test {name!r}"
        fresh[body] -= name not in after.bodies
    if after.twins > before.twins:
        return "gives two tests one name, so that one of them is not run"
    if after.skips > before.skips:
        return "skips a test that was run"
    if _total(after) < _total(before):
        return "removes assertions"
    loser = _loser(before, after)
    if loser:
        return f"removes assertions from the test {loser!r}"
    if after.constants > before.constants:
        return "adds an assertion that always holds"
    early = [name for name, count in before.returns.items() if after.returns.get(name, 0) > count]
    return f"leaves the test {early[0]!r} early" if early else ""


def _total(tests: _Tests) -> int:
    return sum(checks.total() for checks in tests.checks.values())


def _loser(before: _Tests, after: _Tests) -> str:
    """The first test that makes fewer assertions than before, though they were not moved to another one."""
    none = Counter[str]()
    gained = sum((new - before.checks.get(name, none) for name, new in after.checks.items()), none)
    for name, old in before.checks.items():
        new = after.checks.get(name, none) if name in after.bodies else old
        lost = old.total() - new.total()
        moved = (old - new) & gained
        if lost > moved.total():
            return name
        gained -= moved
    return ""


def _by_words(content: bytes) -> _Tests:
    text = _COMMENT.sub("", content.decode("utf-8", "replace"))
    # The title stands for the body: without a syntax tree, no rename is told from a removal.
    names = [match[2] or match[3] or "" for match in _TEST_NAME.finditer(text)]
    bodies: dict[str, tuple[str, ...]] = {name: (name,) for name in names}
    starts = [0, *(match.start() for match in _TEST_NAME.finditer(text)), len(text)]
    checks: dict[str, Counter[str]] = {}
    for name, start, end in zip(["", *names], starts, starts[1:], strict=False):
        lines = [" ".join(line.split()) for line in text[start:end].split("\n")]
        found = Counter({line: len(_ASSERTION_WORDS.findall(line)) for line in lines})
        checks[name] = checks.get(name, Counter[str]()) + found
    return _Tests(bodies, {}, 0, checks, 0, len(_SKIP_WORDS.findall(text)))


def _tests(tree: ast.Module, content: bytes) -> _Tests:
    lines = [line.strip() for line in content.decode("utf-8", "replace").split("\n")]
    functions = list(_functions(tree))
    found = {name: node for name, node, collected in functions if collected}
    asserting = [node for node in ast.walk(tree) if _asserts(node)]
    return _Tests(
        {name: _body(node, lines) for name, node in found.items()},
        {name: sum(1 for _ in _leaving(node)) for name, node in found.items()},
        sum(collected for *_, collected in functions) - len(found),
        _reached(functions),
        sum(_constant(node) for node in asserting),
        sum(_SKIPPING.search(use) is not None for use in uses(tree)),
    )


def _functions(tree: ast.Module) -> Iterator[tuple[str, _Function, bool]]:
    """Functions and methods that are ever defined, by qualified name; and whether each is run as a test."""
    todo: list[tuple[ast.AST, str, bool]] = [(tree, "", True)]
    while todo:
        node, prefix, collected = todo.pop()
        children = list(ast.iter_child_nodes(node))
        if isinstance(node, ast.If) and _truth(node.test) is False:
            children = list(node.orelse)
        for child in children:
            if isinstance(child, _Function):
                yield prefix + child.name, child, collected and child.name.startswith("test")
            elif isinstance(child, ast.ClassDef):
                runs = collected and (child.name.startswith("Test") or bool(child.bases))
                todo.append((child, f"{prefix}{child.name}.", runs))
            elif isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):
                todo.append((child, prefix, collected))


def _body(node: _Function, lines: list[str]) -> tuple[str, ...]:
    end = node.body[-1].end_lineno or node.body[-1].lineno
    return tuple(line for line in lines[node.body[0].lineno - 1 : end] if line)


def _leaving(node: _Function) -> Iterator[ast.AST]:
    """Statements of the function itself that end it, or make it a generator, which unittest does not run."""
    todo: list[ast.AST] = list(node.body)
    while todo:
        part = todo.pop()
        if isinstance(part, ast.Return | ast.Yield | ast.YieldFrom):
            yield part
        if not isinstance(part, _Function | ast.Lambda | ast.ClassDef):
            todo += ast.iter_child_nodes(part)


def _reached(functions: list[tuple[str, _Function, bool]]) -> dict[str, Counter[str]]:
    """The assertions of tests and fixtures; those of a helper count for each that uses it."""
    named: dict[str, list[_Function]] = {}
    for _, node, _ in functions:
        named.setdefault(node.name, []).append(node)
    own = {id(node): _assertions(node) for _, node, _ in functions}
    refers = {id(node): {name for name in _mentions(node) if name in named} for _, node, _ in functions}
    found: dict[str, Counter[str]] = {}
    for name, root, _ in functions:
        if not (root.name.startswith(_RUN_ANYWAY) or root.decorator_list):
            continue
        seen = {id(root): root}
        todo = [root]
        while todo:
            for helper in (h for used in refers[id(todo.pop())] for h in named[used]):
                if id(helper) not in seen:
                    seen[id(helper)] = helper
                    todo.append(helper)
        found[name] = sum((own[at] for at in seen), found.get(name, Counter[str]()))
    return found


def _assertions(function: _Function) -> Counter[str]:
    """What a function asserts, each in one spelling."""
    return Counter(written(node) for node in ast.walk(function) if _asserts(node) and not _constant(node))


def _mentions(node: _Function) -> Iterator[str]:
    for part in ast.walk(node):
        match part:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                yield name


def _asserts(node: ast.AST) -> bool:
    match node:
        case ast.Assert():
            return True
        case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
            return _ASSERTING.match(name) is not None
    return False


def _constant(node: ast.AST) -> bool:
    """Whether an assertion holds whatever the code does."""
    match node:
        case ast.Assert(test=test):
            return _truth(test) is True
        case ast.Call(func=ast.Attribute(attr=name), args=[first, *rest]) if name.startswith("assert"):
            plain = all(isinstance(arg, ast.Constant) for arg in (first, *rest))
            return plain or (bool(rest) and _same(first, rest[0]))
    return False


def _truth(node: ast.expr, depth: int = 5) -> bool | None:
    """What an expression is, as far as it is plain; None when it depends on anything."""
    match node:
        case ast.Constant(value=value):
            return bool(value)
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts) | ast.Dict(values=parts):
            return bool(parts)
        case ast.Lambda():
            return True
        case ast.UnaryOp(op=ast.Not(), operand=operand) if depth:
            inner = _truth(operand, depth - 1)
            return None if inner is None else not inner
        case ast.BoolOp(op=op, values=values) if depth:
            known = [_truth(value, depth - 1) for value in values]
            decides = isinstance(op, ast.Or)
            if decides in known:
                return decides
            return None if None in known else not decides
        case ast.Compare(left=left, ops=[ast.Eq() | ast.Is()], comparators=[right]):
            return True if _same(left, right) else None
    return None


def _same(one: ast.expr, other: ast.expr) -> bool:
    plain = isinstance(one, ast.Name | ast.Constant) and isinstance(other, ast.Name | ast.Constant)
    return plain and ast.dump(one) == ast.dump(other)
