"""Where the proof of a finding goes, and which of the repository's tests show how it is written."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath

from agent.domain import Finding, NoProof, ProofPlan, TestStyle
from agent.gates.imports.parse import parse_python
from agent.gates.imports.tree import VENDORED, is_test
from agent.gates.trial import Suite
from agent.ports import Snapshot

_PYTHON = (TestStyle.PYTEST, TestStyle.UNITTEST)
_SCRIPT_TEST = re.compile(r"\.(test|spec)\.([cm]?[jt]sx?)$")
_ROUTE = re.compile(r"[\"'`](/[^\"'`\s<:{$]{2,})")
MAX_BYTES = 200_000
EXAMPLES = 2


def plan(snapshot: Snapshot, suite: Suite, findings: Sequence[Finding]) -> ProofPlan | NoProof:
    """A path beside the tests that have most to do with the finding, the framework, and examples."""
    if not findings:
        return NoProof("no finding is named that a proof could be about")
    path = findings[0].location.path
    style = suite.style(path)
    if isinstance(style, NoProof):
        return style
    tests = _tests(snapshot, python=style in _PYTHON)
    scores = _scores(snapshot, path, tests)
    best = sorted((test for test in tests if scores[test]), key=lambda test: (-scores[test], test))
    folder = _folder(snapshot, path, best, tests)
    example = best[0] if best else tests[0] if tests else ""
    name = _name(findings[0].fingerprint[:8], example, style)
    whole, number = _join(folder, name), 2
    while whole in snapshot.entries():
        whole, number = (
            _join(folder, _name(f"{findings[0].fingerprint[:8]}_{number}", example, style)),
            number + 1,
        )
    examples = (*_fixtures(snapshot, whole, style), *(best or tests)[:EXAMPLES])
    return ProofPlan(whole, style, examples)


def _tests(snapshot: Snapshot, *, python: bool) -> list[str]:
    """The test files of the language, vendored ones and helpers left out."""
    found = []
    for path, entry in snapshot.entries().items():
        pure = PurePosixPath(path)
        if (
            entry.mode[:3] != "100"
            or entry.size > MAX_BYTES
            or VENDORED & set(pure.parts)
            or not is_test(path)
        ):
            continue
        if (
            pure.name.startswith("test_") or pure.stem.endswith("_test")
            if python
            else not pure.stem.startswith("_")
        ):
            right = pure.suffix == ".py" if python else _is_script(pure)
            found += [path] if right else []
    return sorted(found)


def _is_script(path: PurePosixPath) -> bool:
    return re.fullmatch(r"\.[cm]?[jt]sx?", path.suffix) is not None


def _scores(snapshot: Snapshot, path: str, tests: Sequence[str]) -> Counter[str]:
    """How often each test file mentions the module or one of its routes; a whole module name counts most."""
    source = (snapshot.read(path) or b"").decode("utf-8", "replace")
    pure = PurePosixPath(path).with_suffix("")
    parts = [part for part in pure.parts if part not in ("src", "lib", "__init__", "index")]
    words = {
        r"\b" + r"\.".join(map(re.escape, parts)) + r"\b": 5,
        r"\b" + re.escape("/".join(parts)) + r"\b": 5,
        r"\b" + re.escape(parts[-1] if parts else pure.name) + r"\b": 1,
    }
    words |= {re.escape(route.rstrip("/")): 2 for route in set(_ROUTE.findall(source)[:50])}
    names = _functions(source)
    scores: Counter[str] = Counter()
    for test in tests:
        text = (snapshot.read(test) or b"").decode("utf-8", "replace")
        scores[test] = sum(weight * len(re.findall(word, text)) for word, weight in words.items())
        # One pass however many functions there are.
        scores[test] += 2 * sum(word in names for word in re.findall(r"\w+", text))
    return scores


def _functions(source: str) -> set[str]:
    """Names that a Python module defines and that no other word is likely to be."""
    tree = parse_python(source.encode("utf-8", "surrogatepass"))
    body = tree.body if isinstance(tree, ast.Module) else []
    names = {n.name for n in body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    return {name for name in names if len(name) > 4}


def _folder(snapshot: Snapshot, path: str, best: Sequence[str], tests: Sequence[str]) -> str:
    """The folder of the most telling test, else where most tests are, else `tests`, else the module's."""
    if best:
        return str(PurePosixPath(best[0]).parent)
    if tests:
        return Counter(str(PurePosixPath(test).parent) for test in tests).most_common(1)[0][0]
    own = PurePosixPath(path).parent
    folders = {str(parent) for entry in snapshot.entries() for parent in PurePosixPath(entry).parents}
    homes = (_join(str(above), name) for above in (own, *own.parents) for name in ("tests", "test"))
    return next((home for home in homes if home in folders), str(own))


def _name(fingerprint: str, example: str, style: TestStyle) -> str:
    """A name that the runner collects: in JavaScript with the endings of a test that it collects already."""
    if style in _PYTHON:
        return f"test_suture_{fingerprint}.py"
    ending = _SCRIPT_TEST.search(example)
    if ending:
        return f"suture_{fingerprint}{ending[0]}"
    suffix = PurePosixPath(example).suffix
    return f"suture_{fingerprint}.test{suffix or '.js'}"


def _fixtures(snapshot: Snapshot, path: str, style: TestStyle) -> list[str]:
    """The conftest files that a test at `path` is given, the nearest first."""
    if style is not TestStyle.PYTEST:
        return []
    found = (_join(str(parent), "conftest.py") for parent in PurePosixPath(path).parents)
    return [file for file in found if file in snapshot.entries()]


def _join(folder: str, name: str) -> str:
    return str(PurePosixPath(folder) / name)
