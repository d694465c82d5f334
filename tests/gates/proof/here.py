"""Proofs that are run at once: Python in this process, JavaScript by node in one folder."""

from __future__ import annotations

import sys
import types
from collections.abc import Callable, Mapping
from pathlib import Path

from agent.domain import Change, Proof, TestStyle
from agent.gates.matching import Comparison
from agent.gates.proof import proof
from agent.gates.suite import single_script
from agent.gates.trial import Answer, End, Tried, passed
from tests.doubles.findings import finding_at
from tests.doubles.suite_sandbox import PlainSandbox
from tests.doubles.suite_snapshot import CannedSuite, MemorySnapshot, trial_of
from tests.gates.suite.test_single_script import environment

Single = Callable[[tuple[Change, ...], Proof], Tried]
FILE = "test/own-proof.test.js"


def python(path: str, source: str) -> Single:
    """Runs a proof's functions one by one on the module at `path`, without pytest."""

    def single(changes: tuple[Change, ...], test: Proof) -> Tried:
        code = next((change.after for change in changes if change.path == path), source.encode())
        name = path.removesuffix(".py")
        module = types.ModuleType(name)
        sys.modules[name] = module
        try:
            exec(compile(code or b"", path, "exec"), module.__dict__)
            space: dict[str, object] = {}
            exec(compile(test.content, test.path, "exec"), space)
            tests = [(n, f) for n, f in space.items() if n.startswith("test_") and callable(f)]
            return Tried(tuple((n, *_ended(f)) for n, f in tests), 0.0)
        except Exception as problem:
            return Tried((), 0.0, repr(problem))
        finally:
            del sys.modules[name]

    return single


def _ended(test: Callable[[], object]) -> tuple[End, str]:
    try:
        test()
    except AssertionError as problem:
        return End.ASSERTED, str(problem)
    except Exception as problem:
        return End.BROKEN, repr(problem)
    return End.PASSED, ""


def node(folder: Path, path: str, source: str) -> Single:
    """Runs a proof on the file at `path` of a folder of its own."""

    def single(changes: tuple[Change, ...], test: Proof) -> Tried:
        code = next((change.after for change in changes if change.path == path), source.encode())
        for place, data in {path: code or b"", FILE: test.content.encode()}.items():
            (folder / place).parent.mkdir(parents=True, exist_ok=True)
            (folder / place).write_bytes(data)
        job = single_script.job(TestStyle.NODE, environment(), folder, FILE, 30.0)
        return single_script.read(TestStyle.NODE, PlainSandbox().run(job), FILE)

    return single


def judged(
    path: str, source: str, edits: Mapping[str, str], needle: str, test: str, single: Single
) -> tuple[Answer, CannedSuite]:
    """The gate's answer to a patch that replaces each text once, for a finding at `needle`."""
    after = source
    for old, new in edits.items():
        assert after.count(old) == 1, old
        after = after.replace(old, new)
    snapshot = MemorySnapshot({path: source})
    finding = finding_at(source, needle, path=path)
    script = not path.endswith(".py")
    style = TestStyle.NODE if script else TestStyle.PYTEST
    suite = CannedSuite(passed("fine"), single)
    trial = trial_of(
        snapshot,
        [Change(path, source.encode(), after.encode())],
        suite=suite,
        findings=[finding],
        rescan=lambda: Comparison((finding,), (), ()),
        proof=Proof(FILE if script else "tests/test_own.py", test, style),
    )
    return proof(trial), suite
