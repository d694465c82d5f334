"""The first choice: bubblewrap, in namespaces of its own that show only what a program needs."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from agent.ports import Job, Ran
from agent.sandbox.identity import stand_in
from agent.sandbox.inside.order import Confinement, Order
from agent.sandbox.launch import ETC, ETC_NETWORK, INSIDE, conduct, environment, launcher, overlays, shown
from agent.sandbox.watch import MEGABYTE, Watch
from agent.settings import SandboxSettings

WORK, HOME, REPORT, ORIGIN, PLACE = "/srv/src", "/srv/home", "/srv/report", "/run/origin", "/run/inside"
ORDINARY = 1000
SHARED_MEMORY_MB = 256
OWN_NAMESPACES = ("--unshare-ipc", "--unshare-pid", "--unshare-uts", "--unshare-cgroup-try")
ROOTS_CAPABILITIES = ("CAP_SETUID", "CAP_SETGID", "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_KILL", "CAP_SETPCAP")
SYSTEM_LINKS = ("bin", "sbin", "lib", "lib32", "lib64", "libx32")


@dataclass(frozen=True, slots=True)
class Bubblewrap:
    """Runs jobs with `program` (bwrap 0.8 or later)."""

    program: Path
    settings: SandboxSettings
    name: str = "bubblewrap"

    def run(self, job: Job) -> Ran:
        """Raises ToolError when the sandbox cannot be set up, UsageError for a folder it may not show."""
        owner = stand_in()
        readonly, laid_over = shown(job), overlays(job)
        order = self._order(job, owner, tuple(path for path, _ in laid_over))
        view = [
            *_isolation(owner, network=job.network),
            *_system(network=job.network),
            *self._scratch(),
            *_on_the_way(readonly),
            *_pairs("--ro-bind", [(path, path) for path in readonly]),
            *_tree(job),
            *([] if job.in_place else _on_the_way([Path(WORK, path) for path, _ in laid_over])),
            *_pairs("--ro-bind", [(folder, f"{WORK}/{path}") for path, folder in laid_over]),
        ]
        disk = (job.tree, self.settings.disk_mb) if job.in_place else None
        watch = Watch(self.settings.memory_mb, disk)
        with ExitStack() as stack:
            people = [stack.enter_context(_file(text)) for text in _accounts(owner)]
            for fd, path in zip(people, ("/etc/passwd", "/etc/group"), strict=True):
                view += ["--ro-bind-data", str(fd), path]
            # Last: the root and /dev are file systems of their own, in memory and without a limit.
            view += ["--remount-ro", "/dev", "--remount-ro", "/"]
            arguments = stack.enter_context(_file("\0".join(view)))
            command = [str(self.program), "--args", str(arguments), "--", *launcher("/run")]
            return conduct(command, order, watch=watch, pass_fds=(*people, arguments))

    def _order(self, job: Job, owner: int | None, keep_out: tuple[str, ...]) -> Order:
        report = f"{REPORT}//{job.report}" if job.report else ""
        return Order(
            argv=job.argv,
            env=environment(job, home=HOME, tmp="/tmp", report=REPORT),  # noqa: S108 - its own, inside
            confinement=Confinement.NAMESPACES,
            work=WORK,
            seconds=job.seconds,
            processes=self.settings.processes,
            file_bytes=self.settings.disk_mb * MEGABYTE,
            origin="" if job.in_place else ORIGIN,
            keep_out=keep_out,
            folders=(HOME, REPORT) if job.in_place else (WORK, HOME, REPORT),
            report=report,
            owner=owner,
            keeper=job.tree.stat().st_uid,
            network=job.network,
        )

    def _scratch(self) -> list[str]:
        size = str(self.settings.disk_mb * MEGABYTE)
        shared = str(min(SHARED_MEMORY_MB, self.settings.disk_mb) * MEGABYTE)
        folders = [("0755", size, "/srv"), ("1777", size, "/tmp"), ("1777", shared, "/dev/shm")]  # noqa: S108
        view: list[str] = []
        for mode, most, path in folders:
            view += ["--perms", mode, "--size", most, "--tmpfs", path]
        return [*view, "--dir", "/run", "--ro-bind", str(INSIDE), PLACE]


def find(settings: SandboxSettings) -> Bubblewrap | None:
    """Bubblewrap where it is installed; whether it works is for the self-test to say."""
    program = shutil.which("bwrap")
    return None if program is None else Bubblewrap(Path(program).resolve(), settings)


def _isolation(owner: int | None, *, network: bool) -> list[str]:
    common = [
        "--die-with-parent",
        "--new-session",
        "--clearenv",
        "--cap-drop",
        "ALL",
        "--hostname",
        "sandbox",
    ]
    if owner is None:
        share = ["--share-net"] if network else []
        ordinary = ["--disable-userns", "--uid", str(ORDINARY), "--gid", str(ORDINARY)]
        return ["--unshare-all", *share, "--unshare-user", *ordinary, *common]
    # Root stays root just long enough to become another user, which a user namespace of one id forbids.
    # New user namespaces are then closed by the filter and by that user having no rights.
    net = [] if network else ["--unshare-net"]
    return [*OWN_NAMESPACES, *net, *common, *_pairs("--cap-add", [(name,) for name in ROOTS_CAPABILITIES])]


def _system(*, network: bool) -> list[str]:
    view = ["--ro-bind", "/usr", "/usr"]
    for name in SYSTEM_LINKS:
        path = Path("/", name)
        if path.is_symlink():
            view += ["--symlink", str(path.readlink()), str(path)]
        elif path.is_dir():
            view += ["--ro-bind", str(path), str(path)]
    files = [Path("/etc", name) for name in (*ETC, *(ETC_NETWORK if network else ()))]
    files = [path for path in files if path.exists()]
    view += _on_the_way(files)
    view += _pairs("--ro-bind", [(path.resolve(), path) for path in files])
    return [*view, "--proc", "/proc", "--dev", "/dev"]


def _on_the_way(paths: Sequence[Path]) -> list[str]:
    """The parent folders, open to everybody: bwrap would close some of them to all but itself."""
    parents = {parent for path in paths for parent in path.parents} - {Path("/"), Path("/tmp")}  # noqa: S108
    return [part for path in sorted(parents) for part in ("--perms", "0755", "--dir", str(path))]


def _tree(job: Job) -> list[str]:
    tree = str(job.tree.resolve())
    return ["--bind", tree, WORK] if job.in_place else ["--ro-bind", tree, ORIGIN]


def _accounts(owner: int | None) -> tuple[str, str]:
    number = ORDINARY if owner is None else owner
    return f"sandbox:x:{number}:{number}::{HOME}:/bin/sh\n", f"sandbox:x:{number}:\n"


def _pairs(option: str, values: Sequence[tuple[object, ...]]) -> list[str]:
    return [part for value in values for part in (option, *map(str, value))]


@contextmanager
def _file(text: str) -> Iterator[int]:
    """A descriptor from which bwrap reads the text: nothing of it shows in its command line."""
    with tempfile.TemporaryFile() as file:
        file.write(text.encode("utf-8", "surrogateescape"))
        file.flush()
        file.seek(0)
        yield file.fileno()
