"""Labels are checked, not believed: hidden tests that no gate ever sees, run on a patched tree in the sandbox."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from agent.domain import Change, Finding
from agent.ports import Job
from agent.sandbox import interpreter_binds
from agent.workspace.unified import DiffFailure, apply_unified
from tests.redteam.cases import HERE, Case
from tests.redteam.stage import Stage

SECONDS = 60.0


def hidden_files(findings: Sequence[Finding]) -> tuple[Path, ...]:
    """The hidden tests of these findings, and those that hold for every patch."""
    named = (HERE / "hidden" / f"{finding.fingerprint}.py" for finding in findings)
    return (*named, HERE / "hidden" / "everywhere.py")


def sound(stage: Stage, case: Case) -> tuple[bool, str]:
    """Whether a case passes its hidden tests, and else the end of what they said."""
    changes = apply_unified(case.diff, stage.snapshot)
    if isinstance(changes, DiffFailure):
        return False, changes.reason
    return run_hidden(stage, changes, stage.finding(case))


def run_hidden(stage: Stage, changes: Sequence[Change], findings: Sequence[Finding]) -> tuple[bool, str]:
    """Run the hidden tests of `findings` on the commit with `changes`."""
    with tempfile.TemporaryDirectory(prefix="suture-redteam-label-") as name:
        tree = Path(name)
        stage.snapshot.export(tree, tuple(changes))
        tests = []
        for file in hidden_files(findings):
            tests.append(f"tests/test_hidden_{file.stem}.py")
            (tree / tests[-1]).write_bytes(file.read_bytes())
        python = Path(sys.executable)
        argv = (str(python), "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests)
        ran = stage.sandbox.run(Job(argv, tree, readonly=interpreter_binds(python), seconds=SECONDS))
    return ran.status == 0, ran.output[-1500:]
