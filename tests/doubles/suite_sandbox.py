"""A `Sandbox` that keeps nothing in: a copy in a temporary folder and a plain process. For tests alone."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from pathlib import Path

from agent import process
from agent.ports import Job, Ran


class PlainSandbox:
    """Runs jobs as they are, and remembers them."""

    name = "a plain process"

    def __init__(self) -> None:
        self.jobs: list[Job] = []
        self._lock = threading.Lock()

    def run(self, job: Job) -> Ran:
        with self._lock:
            self.jobs.append(job)
        with tempfile.TemporaryDirectory() as folder:
            private = Path(folder)
            tree = job.tree if job.in_place else private / "tree"
            if not job.in_place:
                shutil.copytree(job.tree, tree, symlinks=True)
            for below, host in job.overlay:
                (tree / below).symlink_to(host)
            reports = private / "reports"
            reports.mkdir()
            env = {"HOME": folder, "TMPDIR": folder, "LANG": "C.UTF-8", "PATH": os.environ["PATH"]}
            env |= dict(job.env) | {"SUTURE_REPORT_DIR": str(reports)}
            done = process.run(job.argv, env=env, cwd=tree, timeout=job.seconds)
            report = reports / job.report if job.report else None
            return Ran(
                status=None if done.ended else done.status,
                output=(done.stdout + done.stderr).decode(errors="replace"),
                report=report.read_bytes() if report is not None and report.is_file() else None,
                seconds=done.seconds,
                ended=done.ended,
            )


class ScriptedSandbox:
    """Gives prepared answers, one a run; the last one again when they are used up."""

    name = "a script"

    def __init__(self, *answers: Ran) -> None:
        self._answers = list(answers)
        self.jobs: list[Job] = []

    def run(self, job: Job) -> Ran:
        self.jobs.append(job)
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
