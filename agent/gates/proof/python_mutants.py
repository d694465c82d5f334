"""Wrong versions of a Python file: of base, for the controls to notice, and of a patch. Pure.

All are written in one spelling (`python_edit.canonical`), so that equal ones are equal byte for byte.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from agent.diff import Opcode, opcodes
from agent.domain import Change
from agent.gates.imports.parse import parse_python
from agent.gates.proof import python_checks as checks
from agent.gates.proof.mutant import DELETED, Mutant
from agent.gates.proof.python_edit import (
    Function,
    Place,
    at_lines,
    canonical,
    enclosing,
    first_line,
    place,
    qualified,
    rewritten,
    statement,
)
from agent.gates.proof.python_restored import restored

_EARLY = "an early return"
_RAISES = "always raising"
# Calls that a right fix may well do without.
_DISPENSABLE = checks.LOGGING | {"chmod", "seed", "exempt"}


def base_mutants(path: str, source: bytes, lines: Sequence[int]) -> tuple[Mutant, ...]:
    """Base without the feature that the findings on `lines` are in, in each way that makes sense.

    A setting (a constant that is assigned) and a logging call stay: to take them away may be the fix.
    """
    del path
    tree = parse_python(source)
    if not isinstance(tree, ast.Module):
        return ()
    found: list[tuple[str, Mapping[Place, Sequence[ast.stmt]]]] = []
    for function in _functions(tree, lines):
        found += _crippled(function)
    deleted = {place(node): new for node, new in _deleted(tree, at_lines(tree, lines))}
    if deleted:
        found.append((DELETED, deleted))
    return _made(source, found)


def patch_mutants(change: Change, lines: Sequence[int]) -> tuple[Mutant, ...]:
    """Wrong fixes made from a patched file; `lines` are those of the findings at base.

    Of a file without findings only the checks that the patch added to it are taken away.
    """
    before, after = change.before or b"", change.after
    if after is None:
        return ()
    old, new = parse_python(before), parse_python(after)
    if not isinstance(old, ast.Module) or not isinstance(new, ast.Module):
        return ()
    codes = opcodes(before.split(b"\n"), after.split(b"\n"))
    mutants = list(_reverted(before, after, codes, lines, _around(old, lines))) if lines else []
    there = _mapped(codes, lines)
    functions = _patched_functions(old, new, lines, there)
    pairs = checks.matched(old, new, functions, lines, there)
    sinks = list({place(now): now for _, now in pairs}.values())
    found: list[tuple[str, Mapping[Place, Sequence[ast.stmt]]]] = []
    for function in functions:
        found += _crippled(function)
    deleted = {place(node): parts for node, parts in _deleted(new, sinks)}
    if deleted:
        found.append((DELETED, deleted))
    mutants += [*_made(after, found), *checks.unchecked(old, new, after, sinks)]
    mutants += restored(old, new, after, pairs, _functions(old, lines))
    same = canonical(new)
    origin = canonical(old)
    unlike = (mutant for mutant in mutants if mutant.after != same)
    kept = (replace(m, after=before) if m.after == origin else m for m in unlike)
    return tuple(kept)


def _made(
    source: bytes, found: Sequence[tuple[str, Mapping[Place, Sequence[ast.stmt]]]]
) -> tuple[Mutant, ...]:
    """One mutant for each set of edits that still parses and changes anything."""
    tree = parse_python(source)
    same = canonical(tree) if isinstance(tree, ast.Module) else None
    made = ((name, rewritten(source, edits)) for name, edits in found)
    return tuple(Mutant(name, data) for name, data in made if data is not None and data != same)


def _functions(tree: ast.Module, lines: Sequence[int]) -> list[Function]:
    found = {place(f): f for line in lines if (f := enclosing(tree, line)) is not None}
    return list(found.values())


def _crippled(function: Function) -> Iterator[tuple[str, Mapping[Place, Sequence[ast.stmt]]]]:
    """The function left at once, and always raising. A generator stays one."""
    ends = {_EARLY: "return None", _RAISES: "raise RuntimeError('broken on purpose')"}
    for name, text in ends.items():
        body = [statement(text), *([statement("yield")] if _generates(function) else [])]
        replaced = {place(node): () for node in function.body}
        yield f"{name} in {function.name}", {**replaced, place(function.body[0]): body}


def _generates(function: Function) -> bool:
    todo: list[ast.AST] = list(function.body)
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Yield | ast.YieldFrom):
            return True
        if not isinstance(node, Function | ast.Lambda | ast.ClassDef):
            todo += ast.iter_child_nodes(node)
    return False


def _deleted(tree: ast.Module, nodes: Sequence[ast.stmt]) -> Iterator[tuple[ast.stmt, tuple[ast.stmt, ...]]]:
    """What stands in place of each statement when what it does is taken away."""
    for node in nodes:
        inside = enclosing(tree, node.lineno)
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                continue
            case ast.Import() | ast.ImportFrom() | ast.Global() | ast.Nonlocal() | ast.Pass():
                continue
            case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
                if _constant(value) or (inside is None and not _used(tree, node)):
                    continue
                yield node, (_nothing(node),)
            case ast.Expr(value=ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name))):
                if inside is not None and name not in _DISPENSABLE:
                    yield node, ()
            case _:
                if inside is not None:
                    yield node, ()


def _constant(value: ast.expr) -> bool:
    """A literal, however nested: a setting."""
    try:
        ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True


def _used(tree: ast.Module, node: ast.Assign | ast.AnnAssign) -> bool:
    """Whether a call at module level makes something that the module goes on to use."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    names = {target.id for target in targets if isinstance(target, ast.Name)}
    loads = (n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load))
    return isinstance(node.value, ast.Call) and not names.isdisjoint(loads)


def _nothing(node: ast.Assign | ast.AnnAssign) -> ast.stmt:
    targets: list[ast.expr] = list(node.targets) if isinstance(node, ast.Assign) else [node.target]
    return ast.Assign(
        targets=targets, value=ast.Call(ast.Name("object", ast.Load()), [], []), lineno=node.lineno
    )


def _reverted(
    before: bytes, after: bytes, codes: Sequence[Opcode], lines: Sequence[int], within: Sequence[int]
) -> Iterator[Mutant]:
    """The patch with the findings' lines put back, and with nothing but its comments.

    What it changed in the same functions (`within`, lines of base) goes back too: a check that stays in front
    of the old line may well be enough, and no proof could hold that against it.
    """
    old, new = before.split(b"\n"), after.split(b"\n")
    put_back: list[bytes] = []
    comments: list[bytes] = []
    touched = False
    for tag, i, j, k, m in codes:
        span = range(i + 1, j + 1) if i < j else (i, i + 1)
        touched = touched or (tag != "equal" and any(line in span for line in lines))
        put_back += old[i:j] if tag == "equal" or any(line in span for line in within) else new[k:m]
        if tag != "equal":
            comments += [line for line in new[k:m] if line.strip().startswith(b"#")]
        comments += old[i:j]
    versions = [("the unpatched line", put_back)] if touched else []
    for name, parts in [*versions, ("only its comments", comments)]:
        data = canonical(b"\n".join(parts))
        if data is not None:
            yield Mutant(name, data)


def _around(tree: ast.Module, lines: Sequence[int]) -> tuple[int, ...]:
    """The lines themselves, and all those of the functions around them."""
    functions = _functions(tree, lines)
    whole = {line for f in functions for line in range(first_line(f), (f.end_lineno or f.lineno) + 1)}
    return tuple(sorted(whole | set(lines)))


def _mapped(codes: Sequence[Opcode], lines: Sequence[int]) -> tuple[int, ...]:
    """Lines of the patched file that stand where those of base stood, or were written in their place."""
    found: set[int] = set()
    for tag, i, j, k, m in codes:
        for line in lines:
            if i <= line - 1 < j:
                found |= {k + line - i} if tag == "equal" else set(range(k + 1, m + 1))
    return tuple(sorted(found))


def _patched_functions(
    old: ast.Module, new: ast.Module, lines: Sequence[int], there: Sequence[int]
) -> list[Function]:
    """The functions that the findings are in after the patch: by name, or else by place."""
    named = {place(node): name for name, node in qualified(old).items()}
    names = [named[place(f)] for f in _functions(old, lines) if place(f) in named]
    after = qualified(new)
    kept = [after[name] for name in names if name in after]
    return kept if len(kept) == len(names) and kept else _functions(new, there)
