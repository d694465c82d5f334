"""A Python patch with the found code as it was, and all else of the patch around it. Pure.

Where an attack succeeds on that, it is the found code itself that the patch repaired. A check that stands
behind it and looks at what came of it is then one more layer, which a proof need not tell apart.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from agent.gates.proof import python_checks as checks
from agent.gates.proof.mutant import ALL_LAYERS, RESTORED, Mutant
from agent.gates.proof.python_edit import (
    Function,
    Place,
    blocks,
    enclosing,
    holds,
    place,
    rewritten,
    written,
)

_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_LEAVES = (ast.Return, ast.Raise, ast.Continue, ast.Break)


def restored(
    old: ast.Module,
    new: ast.Module,
    after: bytes,
    pairs: Sequence[tuple[ast.stmt, ast.stmt]],
    functions: Sequence[Function],
) -> tuple[Mutant, ...]:
    """The patched file with the found statements of base; none where no check behind them could be spared.

    `pairs` are the found statements with what took their place, `functions` those of base around them.
    """
    changed = [(was, now) for was, now in pairs if written(was) != written(now)]
    edits: dict[Place, tuple[ast.stmt, ...]] = {}
    for was, now in changed:
        back = _put_back(was, now)
        if back is None or place(now) in edits:
            return ()
        edits[place(now)] = (back,)
    spares = _spares(old, new, [now for _, now in pairs]) if changed else ()
    if not spares:
        return ()
    first = next(node for node in new.body if not _opening(node))
    edits[place(first)] = (*_imports(old, new, functions), *edits.get(place(first), (first,)))
    data = rewritten(after, edits)
    return () if data is None else (Mutant(RESTORED, data, spares=spares),)


def _put_back(was: ast.stmt, now: ast.stmt) -> ast.stmt | None:
    """What base did, under the name that the patch goes on with; None where the two do not fit together."""
    if hasattr(was, "body") or hasattr(now, "body"):
        return None
    match was, now:
        case (
            ast.Assign(value=value) | ast.Return(value=ast.expr() as value) | ast.Expr(value=value),
            ast.Assign(targets=targets),
        ):
            return ast.Assign(targets=targets, value=value, lineno=now.lineno)
    return None if isinstance(was, _LEAVES) and not isinstance(now, _LEAVES) else was


def _spares(old: ast.Module, new: ast.Module, sinks: Sequence[ast.stmt]) -> tuple[str, ...]:
    """The layers that stand behind all of the statements; a title that stands for another one too is none."""
    layers = [node for node, _ in checks.layers(old, new, sinks).values()]
    late = [n for n in layers if checks.refuses(n) and all(_behind(new, sink, n) for sink in sinks)]
    early = {checks.title(node) for node in layers if node not in late}
    titles = {checks.title(node) for node in late} - early
    return (*sorted(titles), *([] if early else [ALL_LAYERS])) if titles else ()


def _behind(tree: ast.Module, sink: ast.stmt, check: ast.stmt) -> bool:
    """Whether a check follows a statement in the same function.

    In a loop around both it would stand in front of the statement's next round.
    """
    if enclosing(tree, sink.lineno) is not enclosing(tree, check.lineno):
        return False
    if any(isinstance(n, _LOOPS) and holds(n, sink) and holds(n, check) for n in ast.walk(tree)):
        return False
    for block in blocks(tree):
        at = next((number for number, node in enumerate(block) if holds(node, sink)), None)
        if at is not None and any(holds(node, check) for node in block[at + 1 :]):
            return True
    return False


def _opening(node: ast.stmt) -> bool:
    """What has to stay at the top of a file."""
    match node:
        case ast.Expr(value=ast.Constant(value=str())) | ast.ImportFrom(module="__future__"):
            return True
    return False


def _imports(old: ast.Module, new: ast.Module, functions: Sequence[Function]) -> list[ast.stmt]:
    """Imports that the patch took away; they go to the top, so that what the patch binds stays its own."""
    kinds = (ast.Import, ast.ImportFrom)
    kept = {written(node) for node in ast.walk(new) if isinstance(node, kinds)}
    around = [*old.body, *(node for function in functions for node in ast.walk(function))]
    gone = {written(node): node for node in around if isinstance(node, kinds) and written(node) not in kept}
    return list(gone.values())
