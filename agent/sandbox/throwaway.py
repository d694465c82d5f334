"""The sandboxes that work on a throwaway copy in a temporary folder: Landlock, and none at all."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from agent import process
from agent.errors import ToolError
from agent.ports import Job, Ran
from agent.sandbox.identity import needs_search, stand_in, tasks_of_user
from agent.sandbox.inside import landlock_rules
from agent.sandbox.inside.order import Confinement, Order
from agent.sandbox.launch import ETC, ETC_NETWORK, INSIDE, conduct, environment, launcher, overlays, shown
from agent.sandbox.watch import MEGABYTE, Watch
from agent.settings import SandboxSettings

SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
FACTS = (
    "cpuinfo",
    "filesystems",
    "loadavg",
    "meminfo",
    "stat",
    "uptime",
    "version",
    "sys/vm/overcommit_memory",
)


@dataclass(frozen=True, slots=True)
class Throwaway:
    """Runs jobs in a copy that is removed afterwards, kept in by Landlock and seccomp or by nothing.

    `abi` is the newest Landlock ABI to use.
    """

    settings: SandboxSettings
    confinement: Confinement
    abi: int = 0

    @property
    def name(self) -> str:
        return "landlock" if self.confinement is Confinement.LANDLOCK else "none (unsafe)"

    def run(self, job: Job) -> Ran:
        """Raises ToolError when the sandbox cannot be set up, UsageError for a folder it may not show."""
        readonly, laid_over = shown(job), overlays(job)
        with _folder() as base:
            order = self._order(job, base, (*readonly, *(folder for _, folder in laid_over)))
            disk = job.tree if job.in_place else base
            watch = Watch(self.settings.memory_mb, (disk, self.settings.disk_mb))
            return conduct(launcher(str(INSIDE.parent)), order, watch=watch)

    def _order(self, job: Job, base: Path, readonly: tuple[Path, ...]) -> Order:
        work = job.tree.resolve() if job.in_place else base / "src"
        folders = (base, *(base / name for name in ("src", "home", "tmp", "report")))
        env = environment(job, home=f"{base}/home", tmp=f"{base}/tmp", report=f"{base}/report")  # noqa: S108
        owner, search = None, False
        if self.confinement is Confinement.LANDLOCK:
            owner = stand_in()
            search = owner is not None and needs_search((*readonly, work))
        return Order(
            argv=job.argv,
            env=env,
            confinement=self.confinement,
            work=str(work),
            seconds=job.seconds,
            processes=self.settings.processes + (tasks_of_user() if owner is None else 0),
            file_bytes=self.settings.disk_mb * MEGABYTE,
            origin="" if job.in_place else str(job.tree.resolve()),
            keep_out=tuple(path for path, _ in overlays(job)),
            folders=tuple(map(str, folders)),
            links=tuple((f"{work}/{path}", str(folder)) for path, folder in overlays(job)),
            read=(*_system(network=job.network), *map(str, readonly)),
            write=(str(base), str(work), *DEVICES),
            report=f"{base}/report//{job.report}" if job.report else "",
            owner=owner,
            keeper=job.tree.stat().st_uid,
            search=search,
            network=job.network,
            abi=self.abi,
        )


def landlock(settings: SandboxSettings) -> Throwaway | None:
    """The Landlock sandbox where the kernel offers Landlock."""
    abi = landlock_rules.abi()
    return Throwaway(settings, Confinement.LANDLOCK, abi) if abi else None


def unsafe(settings: SandboxSettings) -> Throwaway:
    """No sandbox: a clean environment, limits, a time-out and a throwaway copy."""
    return Throwaway(settings, Confinement.NONE)


def _system(*, network: bool) -> tuple[str, ...]:
    etc = (*ETC, "passwd", "group", *(ETC_NETWORK if network else ()))
    return (*SYSTEM, *(f"/etc/{name}" for name in etc), "/proc/self", *(f"/proc/{name}" for name in FACTS))


@contextmanager
def _folder() -> Iterator[Path]:
    """A temporary folder that goes whatever was made of it: rm copes with any depth, chmod with any mode."""
    base = Path(tempfile.mkdtemp(prefix="suture-")).resolve()
    try:
        yield base
    finally:
        if process.run(["rm", "-rf", "--", base], env={}).status:
            process.run(["chmod", "-R", "u+rwx", "--", base], env={})
            if process.run(["rm", "-rf", "--", base], env={}).status:
                raise ToolError(f"{base} could not be removed", hint=f"remove {base} by hand")
