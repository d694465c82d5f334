"""Run one new test file by itself: a proof, on base, on a patch and on its mutants."""

from __future__ import annotations

import ast
import tempfile
from collections.abc import Container, Sequence
from functools import lru_cache
from pathlib import Path, PurePosixPath

from agent.domain import Change, NoProof, Proof, TestStyle
from agent.gates.imports.parse import parse_python
from agent.gates.imports.uses import imports_of
from agent.gates.suite import reach, single_python, single_script
from agent.gates.suite.discovery import Pytest, Unittest
from agent.gates.suite.runner import SuiteRunner
from agent.gates.trial import Tried

SCRIPTS = frozenset({".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts"})
_PYTHON = (TestStyle.PYTEST, TestStyle.UNITTEST)


def style(runner: SuiteRunner, path: str) -> TestStyle | NoProof:
    """The framework for a new test of the file at `path`, or why none can be run."""
    suffix = PurePosixPath(path).suffix
    if suffix == ".py":
        return TestStyle.PYTEST if _has_pytest(runner) else TestStyle.UNITTEST
    if suffix in SCRIPTS:
        return single_script.style(runner.snapshot, path)
    return NoProof(f"no test can be written for {suffix or 'files without a suffix'} ({path})")


@lru_cache(maxsize=8)
def _has_pytest(runner: SuiteRunner) -> bool:
    return isinstance(runner.best(Unittest(())), Pytest)


def try_file(runner: SuiteRunner, changes: Sequence[Change], test: Proof, seconds: float = 60.0) -> Tried:
    """Run the tests of `test` on the commit with `changes`, nothing else, for at most `seconds`."""
    limit = min(runner.seconds, seconds)
    added = Change(test.path, None, test.content.encode("utf-8", "surrogatepass"))
    with runner.slots, tempfile.TemporaryDirectory(dir=runner.scratch, prefix="proof-") as folder:
        tree = Path(folder)
        runner.snapshot.export(tree, (*changes, added))
        environment = runner.environment
        if test.style in _PYTHON:
            roots = _roots(runner, changes, test)
            started = single_python.job(test.style, environment, tree, test.path, roots, limit)
            return single_python.read(runner.sandbox.run(started), test.path)
        started = single_script.job(test.style, environment, tree, test.path, limit)
        return single_script.read(test.style, runner.sandbox.run(started), test.path)


def _roots(runner: SuiteRunner, changes: Sequence[Change], test: Proof) -> tuple[str, ...]:
    """Folders of the tree that hold what the test imports or the patch changes, where a copy is installed.

    At base there is no change to tell which package is on trial, and base must not be tried on another copy
    than the patch.
    """
    tree = parse_python(test.content.encode("utf-8", "surrogatepass"))
    wanted = {i.module.split(".")[0] for i in imports_of(tree)} if isinstance(tree, ast.Module) else set()
    paths = runner.snapshot.entries()
    inits = (path for path in paths if path.endswith(".py") and _top(path, paths) in wanted)
    asked = [*changes, *(Change(path, None, None) for path in inits)]
    return reach.installed_roots(asked, paths, reach.site_folders(runner.environment.python))


def _top(path: str, paths: Container[str]) -> str:
    """The name by which a file's module or outermost package is imported."""
    pure = PurePosixPath(path)
    top = pure.parent if pure.name == "__init__.py" else pure.with_suffix("")
    while str(top.parent / "__init__.py") in paths:
        top = top.parent
    return top.name
