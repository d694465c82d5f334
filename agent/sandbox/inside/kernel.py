"""The few kernel calls that the standard library does not wrap, through ctypes."""

from __future__ import annotations

import ctypes
import errno
import os

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_KEEPCAPS = 8
PR_SET_SECCOMP = 22
PR_CAPBSET_DROP = 24
PR_SET_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
SECCOMP_MODE_FILTER = 2
CAP_DAC_READ_SEARCH = 2
CAPSET = {"x86_64": 126, "aarch64": 91}

libc = ctypes.CDLL(None, use_errno=True)


def prctl(option: int, second: int | ctypes.c_void_p = 0, third: int | ctypes.c_void_p = 0) -> int:
    """prctl(2) with the unused arguments zero. Raises OSError."""
    words = [ctypes.c_ulong(w) if isinstance(w, int) else w for w in (second, third, 0, 0)]
    return checked(libc.prctl(option, *words), f"prctl {option}")


def syscall(number: int, *words: int | ctypes.c_void_p) -> int:
    """A system call by number, by value or pointer. Raises OSError."""
    typed = [ctypes.c_long(w) if isinstance(w, int) else w for w in words]
    return checked(libc.syscall(ctypes.c_long(number), *typed), f"system call {number}")


def checked(answer: int, what: str) -> int:
    if answer < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
    return answer


def pointer(value: ctypes.Structure | ctypes.Array[ctypes.c_char]) -> ctypes.c_void_p:
    return ctypes.cast(ctypes.pointer(value), ctypes.c_void_p)


class _CapHeader(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _CapData(ctypes.Structure):
    _fields_ = tuple((f"{kind}_{half}", ctypes.c_uint32) for half in "ab" for kind in ("eff", "perm", "inh"))


def keep_only(machine: str, capabilities: tuple[int, ...]) -> None:
    """Drop every capability but these from all sets; inherited ones too. Raises OSError."""
    bits = sum(1 << capability for capability in capabilities)
    header, data = _CapHeader(0x20080522, 0), _CapData()
    data.eff_a = data.perm_a = data.inh_a = bits
    syscall(CAPSET[machine], pointer(header), pointer(data))


def empty_bounding_set(kept: tuple[int, ...]) -> None:
    """Drop what a later program could be given, but `kept`. Raises OSError without CAP_SETPCAP."""
    for capability in set(range(64)) - set(kept):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
            return  # Past the last that this kernel knows.
