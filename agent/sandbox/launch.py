"""What all sandboxes share: the launcher's command line, a run, and its result."""

from __future__ import annotations

import contextlib
import os
import select
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from agent import process
from agent.errors import ToolError, UsageError
from agent.ports import Job, Ran
from agent.sandbox.inside.order import Order, Result
from agent.sandbox.interpreter import interpreter_binds, showable
from agent.sandbox.output import readable
from agent.sandbox.watch import Watch

OUTPUT_CAP = 8 * 1024 * 1024
GRACE = 20.0
"""Seconds beyond a job's own for copying and tidying up, before the host itself ends the run."""
INSIDE = Path(__file__).parent / "inside"
STANDARD_PATH = ("/usr/local/bin", "/usr/bin", "/bin")
ETC = (
    "alternatives",
    "ca-certificates",
    "debian_version",
    "gai.conf",
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "localtime",
    "lsb-release",
    "mime.types",
    "nsswitch.conf",
    "os-release",
    "pki/ca-trust/extracted",
    "pki/tls/certs",
    "protocols",
    "redhat-release",
    "services",
    "ssl/certs",
    "ssl/openssl.cnf",
)
ETC_NETWORK = ("hosts", "resolv.conf")


def launcher(place: str) -> tuple[str, ...]:
    """The command that starts the launcher whose package lies in the folder `place`."""
    code = f"import sys; sys.path.insert(0, {place!r}); from inside.start import main; main()"
    return (os.fspath(own_python()), "-I", "-S", "-B", "-c", code)


def own_python() -> Path:
    """The interpreter that the launcher runs on: ours, without its virtual environment."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for place in (Path(sys.base_prefix) / "bin" / name, Path(sys.executable).resolve()):
        if place.exists():
            return place
    raise ToolError("our own interpreter was not found", hint="install Suture with an ordinary Python")


def shown(job: Job) -> tuple[Path, ...]:
    """The host folders that a job and its launcher may read. Raises UsageError for one too wide."""
    return showable((*interpreter_binds(own_python()), *job.readonly))


def overlays(job: Job) -> tuple[tuple[str, Path], ...]:
    """The overlays, checked. Raises UsageError for one that leaves the working copy or is too wide."""
    for path, folder in job.overlay:
        parts = PurePosixPath(path).parts
        if not parts or PurePosixPath(path).is_absolute() or ".." in parts:
            raise UsageError(f"overlay {path} leaves the working copy", hint="name a path below it")
        showable((folder,))
    return tuple((str(PurePosixPath(path)), folder) for path, folder in job.overlay)


def environment(job: Job, *, home: str, tmp: str, report: str) -> tuple[tuple[str, str], ...]:
    """The program's whole environment; ours wins over the job's."""
    own = [f"{path}/bin" for path in job.readonly if (path / "bin").is_dir()]
    ours = {
        "PATH": ":".join((*own, *STANDARD_PATH)),
        "HOME": home,
        "LANG": "C.UTF-8",
        "TMPDIR": tmp,
    }
    if job.report:
        ours["SUTURE_REPORT_DIR"] = report
    return tuple((dict(job.env) | ours).items())


def conduct(
    command: Sequence[str],
    order: Order,
    *,
    watch: Watch,
    pass_fds: Sequence[int] = (),
) -> Ran:
    """Run a launcher to its end and wait until nothing of it is left.

    Raises ToolError when the program could not be started in its confinement.
    """
    with tempfile.TemporaryFile() as file:
        order = replace(order, result_fd=file.fileno())
        with _lifeline() as line:
            finished = process.run(
                command,
                env={},
                cwd=Path("/"),
                stdin=order.encode(),
                timeout=order.seconds + GRACE,
                cap=OUTPUT_CAP,
                pass_fds=(file.fileno(), line, *pass_fds),
                watch=watch,
            )
        file.seek(0)
        result, report = Result.decode(file.read())
    output = readable(finished.stdout + finished.stderr)
    if finished.ended:
        return Ran(None, output, None, finished.seconds, finished.ended)
    if result.error:
        detail = f"{result.error} {output.strip()[-500:]}".strip()
        raise ToolError(f"the sandbox could not start: {detail}", hint="see `suture doctor`")
    return Ran(result.status, output, report, finished.seconds, result.ended)


@contextlib.contextmanager
def _lifeline() -> Iterator[int]:
    """The writing end of a pipe that launchers hold and programs do not; waits for the last to be gone."""
    reading, writing = os.pipe()
    try:
        yield writing
    finally:
        os.close(writing)
        select.select([reading], [], [], GRACE)
        os.close(reading)
