"""Files that came from another job: regular ones alone, never waited for, followed or read without bound."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from agent.errors import BundleError


def opened(file: Path, largest: int) -> BinaryIO:
    """A regular file of at most `largest` bytes, to be read and closed; it may still grow.

    Raises BundleError when it is larger, a symlink, a folder, a pipe or a device, or cannot be read.
    """
    try:
        # Not blocking: a pipe without a writer would be waited for, for ever.
        handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise BundleError(f"{file} is a symlink", hint="name the file itself") from error
        what = f"{file} cannot be read: {error.strerror}"
        raise BundleError(what, hint="name the file that the step before wrote") from error
    found = os.fstat(handle)
    if stat.S_ISREG(found.st_mode) and found.st_size <= largest:
        return os.fdopen(handle, "rb")
    os.close(handle)
    if found.st_size > largest:
        raise too_large(file, largest)
    raise BundleError(f"{file} is no regular file", hint="name the file itself")


def too_large(file: Path, largest: int) -> BundleError:
    """The file has more than `largest` bytes."""
    return BundleError(
        f"{file} is larger than {largest >> 20} MB, the most that is read",
        hint="nothing that suture writes is so large: find out who wrote it",
    )
