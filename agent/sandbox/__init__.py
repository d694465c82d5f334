"""How untrusted code is run: bubblewrap, or else Landlock; never without a self-test."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from agent.ports import Sandbox
from agent.sandbox import bubblewrap, throwaway
from agent.sandbox.inside.seccomp import AUDIT_ARCH
from agent.sandbox.interpreter import interpreter_binds
from agent.sandbox.selftest import leaks
from agent.settings import SandboxSettings

__all__ = ["Probe", "Unavailable", "choose", "interpreter_binds", "probe"]


@dataclass(frozen=True, slots=True)
class Unavailable:
    """No sandbox can be used: why, and what mends it."""

    reason: str
    hint: str


@dataclass(frozen=True, slots=True)
class Probe:
    """Whether one sandbox works here. `hint` names the next step, empty when it works."""

    name: str
    ok: bool
    detail: str
    hint: str


def choose(settings: SandboxSettings, *, unsafe: bool = False) -> Sandbox | Unavailable:
    """The first sandbox that passes its self-test, or only the one that the settings name.

    `unsafe` gives one that keeps nothing in, and whose name says so in every report.
    """
    if unsafe:
        return throwaway.unsafe(settings)
    refused: list[Unavailable] = []
    for name, attempt in BACKENDS.items():
        if settings.backend in ("auto", name):
            found = attempt(settings)
            if not isinstance(found, Unavailable):
                return found
            refused.append(Unavailable(f"{name}: {found.reason}", found.hint))
    reasons = "; ".join(one.reason for one in refused)
    return Unavailable(reasons, refused[0].hint)


def probe(settings: SandboxSettings) -> tuple[Probe, ...]:
    """Try every sandbox, whichever of them the settings ask for."""
    probes = []
    for name, attempt in BACKENDS.items():
        found = attempt(settings)
        if isinstance(found, Unavailable):
            probes.append(Probe(name, False, found.reason, found.hint))
        else:
            probes.append(Probe(name, True, "works, self-test passed", ""))
    return tuple(probes)


def _bubblewrap(settings: SandboxSettings) -> Sandbox | Unavailable:
    found = bubblewrap.find(settings)
    if found is None:
        return Unavailable("bwrap is not installed", "apt install bubblewrap")
    return _tested(found, _mend_bubblewrap)


def _landlock(settings: SandboxSettings) -> Sandbox | Unavailable:
    found = throwaway.landlock(settings)
    if found is None:
        hint = "use Linux 5.13 or later with `landlock` among the lsm= modules, or install bubblewrap"
        return Unavailable("the kernel offers no Landlock", hint)
    return _tested(found, lambda _: "install bubblewrap instead: apt install bubblewrap")


def _tested(sandbox: Sandbox, mend: Callable[[str], str]) -> Sandbox | Unavailable:
    if platform.machine() not in AUDIT_ARCH:
        machines = " and ".join(AUDIT_ARCH)
        return Unavailable(f"no seccomp filter for {platform.machine()}", f"use one of {machines}")
    reason = leaks(sandbox)
    return Unavailable(reason, mend(reason)) if reason else sandbox


def _mend_bubblewrap(reason: str) -> str:
    if "Unknown option" in reason:
        return "bubblewrap 0.8 or later is needed: upgrade it"
    apparmor = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
    if apparmor.exists() and apparmor.read_text().strip() == "1":
        return (
            "AppArmor refuses user namespaces: apt install bubblewrap apparmor-profiles apparmor-utils, then "
            "apparmor_parser --replace /usr/share/apparmor/extra-profiles/bwrap-userns-restrict"
        )
    clone = Path("/proc/sys/kernel/unprivileged_userns_clone")
    if clone.exists() and clone.read_text().strip() == "0":
        return "allow user namespaces: sysctl -w kernel.unprivileged_userns_clone=1"
    return "in a container, allow user namespaces, or use the landlock sandbox"


BACKENDS: dict[str, Callable[[SandboxSettings], Sandbox | Unavailable]] = {
    "bubblewrap": _bubblewrap,
    "landlock": _landlock,
}
