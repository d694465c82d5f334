"""A seccomp filter written by ourselves as classic BPF, for x86_64 and aarch64.

It allows everything except what is listed: what escapes namespaces, reads other processes, talks to the
kernel's larger interfaces, or would get round the limits. What only namespaces keep in (signals, sockets,
file modes) is closed here too when there are none.
"""

from __future__ import annotations

import ctypes
import errno
import struct
from dataclasses import dataclass

from . import kernel
from .syscalls import ABSENT, NEVER, NUMBERS, PRETENDED, SIGNALS, UNSUPPORTED

AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
X32_BIT = 0x40000000
ALLOW, ERRNO, KILL, ASK = 0x7FFF0000, 0x00050000, 0x80000000, 0x7FC00000
LOAD, AND, RET = 0x20, 0x54, 0x06
JEQ, JGE = 0x15, 0x35
NUMBER_AT, ARCH_AT, ARGS_AT = 0, 4, 16

# CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET.
NEW_NAMESPACES = 0x20000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000
TIOCSTI, TIOCLINUX, FIOSETOWN, SIOCSPGRP = 0x5412, 0x541C, 0x8901, 0x8902
F_SETOWN, F_SETSIG, F_SETOWN_EX = 8, 10, 15
AF_UNIX, AF_INET, AF_INET6 = 1, 2, 10
SOCK_STREAM, SOCK_TYPE_MASK = 1, 0xF
WHOLE = 0xFFFFFFFF

Instruction = tuple[int, int, int, int]
"""Code, jump if true, jump if false, operand."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What else keeps the program in.

    `namespaces`: it has its own processes and sockets. `network`: it may use the host's network.
    `ask_signals`: Landlock does not scope signals, so the supervisor is asked about each.
    `truncates`: Landlock does not cover truncate(2).
    """

    namespaces: bool
    network: bool = False
    ask_signals: bool = False
    truncates: bool = False


@dataclass(frozen=True, slots=True)
class Argument:
    """A condition on the low half of one argument: `arg & mask` is one of `values`."""

    index: int
    values: tuple[int, ...]
    mask: int = WHOLE


def build(machine: str, profile: Profile) -> bytes:
    """The filter as an array of struct sock_filter. Raises KeyError for an unknown machine."""
    code: list[Instruction] = [
        (LOAD, 0, 0, ARCH_AT),
        (JEQ, 1, 0, AUDIT_ARCH[machine]),
        (RET, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER_AT),
    ]
    column = list(AUDIT_ARCH).index(machine)
    if machine == "x86_64":
        code += [(JGE, 0, 1, X32_BIT), (RET, 0, 0, ERRNO | errno.ENOSYS)]
    for name, body in _table(profile).items():
        number = NUMBERS[name][column]
        if number is not None:
            code += [(JEQ, 0, len(body), number), *body]
    code.append((RET, 0, 0, ALLOW))
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in code)


def _table(profile: Profile) -> dict[str, list[Instruction]]:
    table = {name: _answer(errno.EPERM) for name in NEVER} | {name: _answer(errno.ENOSYS) for name in ABSENT}
    table["clone"] = _unless(Argument(0, (0,), NEW_NAMESPACES), otherwise=errno.EPERM)
    table["ioctl"] = _not_one_of(1, (TIOCSTI, TIOCLINUX))
    if profile.namespaces and not profile.network:
        families = Argument(0, (AF_UNIX, AF_INET, AF_INET6))
        return table | {"socket": _unless(families, otherwise=errno.EAFNOSUPPORT)}
    # A connected pair of streams cannot be pointed elsewhere; datagrams can, by sendto and sendmsg.
    pair = (Argument(0, (AF_UNIX,)), Argument(1, (SOCK_STREAM,), SOCK_TYPE_MASK))
    table["socketpair"] = _unless(*pair, otherwise=errno.EACCES)
    if profile.network:
        # The host's network brings its abstract UNIX sockets along, so that family is closed instead.
        families = Argument(0, (AF_INET, AF_INET6))
        table["socket"] = _unless(families, otherwise=errno.EAFNOSUPPORT)
    else:
        table["socket"] = _unless(*pair, otherwise=errno.EACCES)
        table["connect"] = _answer(errno.EACCES)
    return table if profile.namespaces else table | _without_namespaces(profile)


def _without_namespaces(profile: Profile) -> dict[str, list[Instruction]]:
    table = {name: _answer(0) for name in PRETENDED} | {
        name: _answer(errno.EOPNOTSUPP) for name in UNSUPPORTED
    }
    own = Argument(0, (0,))
    for name in ("prlimit64", "sched_setparam", "sched_setscheduler", "sched_setaffinity", "sched_setattr"):
        table[name] = _unless(own, otherwise=errno.EPERM)
    table["setpriority"] = _unless(own, Argument(1, (0,)), otherwise=errno.EPERM)
    table["ioprio_set"] = _unless(Argument(0, (1,)), Argument(1, (0,)), otherwise=errno.EPERM)
    if profile.truncates:
        table["truncate"] = _answer(errno.EACCES)
    if profile.ask_signals:
        table |= {name: [(RET, 0, 0, ASK)] for name in SIGNALS}
        table |= {name: _answer(errno.ENOSYS) for name in ("pidfd_open", "pidfd_send_signal")}
        table["fcntl"] = _not_one_of(1, (F_SETOWN, F_SETSIG, F_SETOWN_EX))
        table["ioctl"] = _not_one_of(1, (TIOCSTI, TIOCLINUX, FIOSETOWN, SIOCSPGRP))
    return table


def _answer(code: int) -> list[Instruction]:
    return [(RET, 0, 0, ERRNO | code)]


def _unless(*conditions: Argument, otherwise: int) -> list[Instruction]:
    """Allow when every condition holds, else fail with the error number."""
    tests: list[Instruction] = []
    for condition in reversed(conditions):
        last = len(condition.values) - 1
        fail = len(tests) + 1
        compare: list[Instruction] = [
            (JEQ, last - i, fail if i == last else 0, value) for i, value in enumerate(condition.values)
        ]
        load: Instruction = (LOAD, 0, 0, ARGS_AT + 8 * condition.index)
        tests = [load, (AND, 0, 0, condition.mask), *compare, *tests]
    return [*tests, (RET, 0, 0, ALLOW), (RET, 0, 0, ERRNO | otherwise)]


def _not_one_of(index: int, values: tuple[int, ...]) -> list[Instruction]:
    """Fail with EPERM when the argument is one of the values, else allow."""
    count = len(values)
    compare: list[Instruction] = [(JEQ, count - i, 0, value) for i, value in enumerate(values)]
    return [(LOAD, 0, 0, ARGS_AT + 8 * index), *compare, (RET, 0, 0, ALLOW), (RET, 0, 0, ERRNO | errno.EPERM)]


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def load(code: bytes, *, number: int | None = None) -> int:
    """Install the filter on this thread, for ever. With `number` of seccomp(2): return a listener's fd.

    Needs no_new_privs. Raises OSError.
    """
    program = _Program(len(code) // 8, code)
    if number is None:
        return kernel.prctl(kernel.PR_SET_SECCOMP, kernel.SECCOMP_MODE_FILTER, kernel.pointer(program))
    new_listener = 8
    return kernel.syscall(number, 1, new_listener, kernel.pointer(program))


def number_of(machine: str) -> int:
    """The number of seccomp(2) itself. Raises KeyError for an unknown machine."""
    number = NUMBERS["seccomp"][list(AUDIT_ARCH).index(machine)]
    assert number is not None
    return number
