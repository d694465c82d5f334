"""Answering for each signal that a confined program sends, where Landlock does not scope signals.

The filter hands the call to the supervisor by seccomp's user notification. Process ids come by value, so
nothing can change between looking and letting the call go on.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl

from .descent import descendants, descends, parent_and_group

RECEIVE, SEND = 0xC0502100, 0xC0182101
CONTINUE = 1


class _Notice(ctypes.Structure):
    _fields_ = (
        ("id", ctypes.c_uint64),
        ("pid", ctypes.c_uint32),
        ("flags", ctypes.c_uint32),
        ("number", ctypes.c_int),
        ("arch", ctypes.c_uint32),
        ("pointer", ctypes.c_uint64),
        ("args", ctypes.c_uint64 * 6),
    )


class _Reply(ctypes.Structure):
    _fields_ = (
        ("id", ctypes.c_uint64),
        ("value", ctypes.c_int64),
        ("error", ctypes.c_int32),
        ("flags", ctypes.c_uint32),
    )


def answer(listener: int, supervisor: int) -> None:
    """Answer notices until the last confined process is gone: only the supervisor's own may be signalled."""
    while True:
        notice = _Notice()
        try:
            fcntl.ioctl(listener, RECEIVE, notice)
        except OSError as error:
            if error.errno in (errno.EINTR, errno.ENOENT):
                continue
            return
        target = ctypes.c_int(notice.args[0]).value
        reply = _Reply(id=notice.id, error=-errno.EPERM)
        if _is_ours(target, supervisor):
            reply = _Reply(id=notice.id, flags=CONTINUE)
        try:
            fcntl.ioctl(listener, SEND, reply)
        except OSError:
            continue


def _is_ours(target: int, supervisor: int) -> bool:
    if target == 0:
        return True
    if target > 0:
        return descends(target, supervisor)
    return target != -1 and -target in _groups(supervisor)


def _groups(supervisor: int) -> set[int]:
    groups = set()
    for pid in descendants(supervisor):
        try:
            groups.add(parent_and_group(pid)[1])
        except OSError:
            continue
    return groups
