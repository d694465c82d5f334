"""A broken hash guards a file: the harm, and honest use."""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import ModuleType


def harm(code: ModuleType, folder: Path) -> bool:
    (folder / "a").write_bytes(b"tape")
    return bool(code.digest(folder / "a") == hashlib.md5(b"tape").hexdigest())


def honest(code: ModuleType, folder: Path) -> bool:
    for name, content in (("a", b"tape"), ("b", b"tape"), ("c", b"disk")):
        (folder / name).write_bytes(content)
    first, same, other = (code.digest(folder / name) for name in "abc")
    return first == same != other and bool(bytes.fromhex(first))
