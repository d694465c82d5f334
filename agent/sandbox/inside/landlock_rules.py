"""Landlock by its three system calls, using whatever the kernel's ABI offers (1 and up)."""

from __future__ import annotations

import ctypes
import os
import stat

from . import kernel

CREATE, ADD_RULE, RESTRICT = 444, 445, 446
ASK_VERSION = 1
RULE_PATH_BENEATH = 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
MAKE_CHAR, MAKE_BLOCK = 1 << 6, 1 << 11
TRUNCATE, IOCTL_DEV = 1 << 14, 1 << 15
FILE_ONLY = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
LAST_BIT = {1: 13, 2: 14, 3: 15, 4: 15}
"""ABI to the number of file access rights it knows; from 5 on there are 16."""
BIND_TCP, CONNECT_TCP = 1, 2
SCOPE_ABSTRACT_SOCKETS, SCOPE_SIGNALS = 1, 2
SIGNALS_SINCE, TRUNCATE_SINCE, NET_SINCE = 6, 3, 4


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def abi() -> int:
    """The kernel's Landlock ABI; 0 where Landlock is missing or switched off."""
    try:
        return kernel.syscall(CREATE, 0, 0, ASK_VERSION)
    except OSError:
        return 0


def restrict(version: int, *, read: tuple[str, ...], write: tuple[str, ...], network: bool) -> None:
    """Confine this process for ever: `read` paths may be read and run, `write` folders changed too.

    Paths that do not exist are left out. Needs no_new_privs. Raises OSError.
    """
    handled = (1 << LAST_BIT.get(version, 16)) - 1
    attributes = _Ruleset(files=handled)
    size = 8
    if version >= NET_SINCE:
        size = 16
        attributes.net = 0 if network else BIND_TCP | CONNECT_TCP
    if version >= SIGNALS_SINCE:
        size = 24
        attributes.scoped = SCOPE_ABSTRACT_SOCKETS | SCOPE_SIGNALS
    ruleset = kernel.syscall(CREATE, kernel.pointer(attributes), size, 0)
    looking = EXECUTE | READ_FILE | READ_DIR
    changing = handled & ~(MAKE_CHAR | MAKE_BLOCK)
    for path in read:
        _allow(ruleset, path, looking)
    for path in write:
        _allow(ruleset, path, changing)
    kernel.syscall(RESTRICT, ruleset, 0)
    os.close(ruleset)


def _allow(ruleset: int, path: str, access: int) -> None:
    try:
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(parent).st_mode):
            access &= FILE_ONLY
        rule = _PathBeneath(allowed=access, parent=parent)
        kernel.syscall(ADD_RULE, ruleset, RULE_PATH_BENEATH, kernel.pointer(rule), 0)
    finally:
        os.close(parent)
