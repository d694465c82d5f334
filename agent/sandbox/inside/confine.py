"""The last steps before untrusted code runs, in the process that becomes it. The order matters."""

from __future__ import annotations

import os
import platform
import resource
import socket
from typing import NoReturn

from . import kernel, landlock_rules, seccomp
from .order import Confinement, Order

OPEN_FILES = 4096
NOT_FOUND, NOT_RUNNABLE = 127, 126


def become(order: Order, listener: int) -> NoReturn:
    """Turn this process into the ordered program. `listener` takes seccomp's descriptor; -1 for none.

    Raises OSError when a step of the confinement fails: then nothing may run.
    """
    os.setsid()
    os.chdir(order.work)
    os.dup2(1, 2)
    _limit(order)
    if order.owner is not None:
        _leave_root(order.owner, search=order.search)
    if order.confinement is not Confinement.NONE:
        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
        _close_in(order, listener)
    program, environment = order.argv[0], dict(order.env)
    try:
        os.execvpe(program, order.argv, environment)  # noqa: S606 - no shell is the point
    except FileNotFoundError:
        _give_up(f"{program}: not found in the sandbox\n", NOT_FOUND)
    except OSError as error:
        _give_up(f"{program}: {error.strerror}\n", NOT_RUNNABLE)


def _give_up(text: str, status: int) -> NoReturn:
    os.write(1, text.encode("utf-8", "surrogateescape"))
    os._exit(status)


def _limit(order: Order) -> None:
    cpu = int(order.seconds * (os.cpu_count() or 1)) + 1
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: cpu,
        resource.RLIMIT_FSIZE: order.file_bytes,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_NPROC: order.processes,
        resource.RLIMIT_MSGQUEUE: 0,
    }
    for kind, value in wanted.items():
        hard = resource.getrlimit(kind)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, value))


def _leave_root(owner: int, *, search: bool) -> None:
    """Become an ordinary id, so that the process limit and file permissions bind."""
    kept = (kernel.CAP_DAC_READ_SEARCH,) if search else ()
    kernel.empty_bounding_set(kept)
    os.setgroups([])
    os.setresgid(owner, owner, owner)
    kernel.prctl(kernel.PR_SET_KEEPCAPS, int(search))
    os.setresuid(owner, owner, owner)
    kernel.keep_only(platform.machine(), kept)
    for capability in kept:
        kernel.prctl(kernel.PR_CAP_AMBIENT, kernel.PR_CAP_AMBIENT_RAISE, capability)


def _close_in(order: Order, listener: int) -> None:
    machine = platform.machine()
    namespaces = order.confinement is Confinement.NAMESPACES
    asks = not namespaces and order.abi < landlock_rules.SIGNALS_SINCE
    profile = seccomp.Profile(
        namespaces=namespaces,
        network=order.network,
        ask_signals=asks,
        truncates=not namespaces and order.abi < landlock_rules.TRUNCATE_SINCE,
    )
    code = seccomp.build(machine, profile)
    if not namespaces:
        landlock_rules.restrict(order.abi, read=order.read, write=order.write, network=order.network)
    if not asks:
        seccomp.load(code)
        return
    notices = seccomp.load(code, number=seccomp.number_of(machine))
    with socket.socket(fileno=listener) as channel:
        socket.send_fds(channel, [b"n"], [notices])
    os.close(notices)
