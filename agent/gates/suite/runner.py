"""Runs one suite of one commit: exports a fresh tree, starts the sandbox, reads the report."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.domain import Change
from agent.gates.suite.discovery import Plan, Pytest, Unittest
from agent.gates.suite.environment import Environment
from agent.gates.suite.run import Run, job, read
from agent.ports import Job, Sandbox, Snapshot


@dataclass(frozen=True, slots=True)
class SuiteRunner:
    """Everything a run needs. `slots` limits how many go on at once; `seconds` is the limit of each."""

    snapshot: Snapshot
    sandbox: Sandbox
    environment: Environment
    scratch: Path
    slots: threading.BoundedSemaphore
    seconds: float

    def run(
        self,
        plan: Plan,
        changes: Sequence[Change] = (),
        roots: Sequence[str] = (),
        files: Sequence[str] = (),
    ) -> Run:
        """Run `plan` on the commit with `changes`, as `run.job` starts it."""
        with self.slots, tempfile.TemporaryDirectory(dir=self.scratch, prefix="suite-") as folder:
            tree = Path(folder)
            self.snapshot.export(tree, changes)
            started = job(plan, self.environment, tree, self.seconds, roots, files)
            return read(plan, self.sandbox.run(started))

    def best(self, plan: Plan) -> Plan:
        """Tests that need nothing but unittest are run by pytest all the same where it is installed."""
        if not isinstance(plan, Unittest):
            return plan
        with self.slots, tempfile.TemporaryDirectory(dir=self.scratch, prefix="probe-") as folder:
            argv = (str(self.environment.python), "-c", "import pytest")
            probe = Job(argv, Path(folder), readonly=self.environment.readonly, seconds=60.0)
            return Pytest() if self.sandbox.run(probe).status == 0 else plan
